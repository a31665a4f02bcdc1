"""Publishers that live on a test site, and how they are crawled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crawlers.run import CrawlSettings
from crawlers.target import Target
from tests.site.server import Reply, Site

LOOPBACK = frozenset({"127.0.0.1"})
SETTINGS = CrawlSettings(
    allow_hosts=LOOPBACK, delay_s=0.0, timeout_s=5.0, contact="https://example.org/about-us"
)


def make_target(site: Site, *entries: dict[str, Any], **more: Any) -> Target:
    """A target whose entry points lie on the site; further facts by keyword."""
    facts: dict[str, Any] = {
        "id": "xx-test",
        "name": "Test",
        "name_ja": "試験",
        "country": "XX",
        "kind": "ministry",
        "languages": ["en"],
        "homepage": site.url + "/",
        "entry_points": list(entries),
        "expected_weekly": {"min": 1, "max": 9},
        **more,
    }
    return Target.model_validate(facts)


def article(number: int | str) -> Reply:
    """A small page of its own."""
    return Reply(f"<html><title>News {number}</title><p>Text {number}</p></html>".encode())


def rss(links: Sequence[str]) -> str:
    """A feed with one dated item a link."""
    items = "".join(
        f"<item><title>Item {place}</title><link>{link}</link>"
        f"<pubDate>Mon, {place % 28 + 1:02} Jun 2026 01:00:00 +0900</pubDate></item>"
        for place, link in enumerate(links)
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"


def feed_target(site: Site, links: Sequence[str], **more: Any) -> Target:
    """A target with one feed that lists these links."""
    site.page("/feed.xml", rss(links), content_type="application/rss+xml")
    return make_target(site, {"type": "feed", "url": site.url + "/feed.xml"}, **more)
