from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.archive import Archive
from crawlers.run import CrawlEvent, run_crawl
from crawlers.target import Target
from tests.site.publisher import SETTINGS, article, make_target
from tests.site.server import Site, with_validator


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def fill(site: Site) -> Target:
    """A publisher with a feed, a sitemap, two listing pages and an API, three articles each."""
    names = [f"{kind}{number}" for kind in ("f", "s", "l", "a") for number in range(3)]
    for place, name in enumerate(names):
        site.pages[f"/news/{name}"] = with_validator(article(place), f'"{name}"')
    items = "".join(
        f"<item><title>F {n}</title><link>/news/f{n}</link>"
        f"<pubDate>Mon, 0{n + 1} Jun 2026 01:00:00 +0900</pubDate></item>"
        for n in range(3)
    )
    site.page(
        "/feed.xml",
        f"<rss version='2.0'><channel>{items}</channel></rss>",
        content_type="application/rss+xml",
    )
    urls = "".join(f"<url><loc>{site.url}/news/s{n}</loc></url>" for n in range(3))
    site.page("/sitemap.xml", f"<urlset>{urls}</urlset>", content_type="application/xml")
    for page in (1, 2):
        numbers = (0, 1) if page == 1 else (2,)
        links = "".join(f"<li><a href='/news/l{n}'>L {n}</a></li>" for n in numbers)
        following = "<a class=next href='/list?page=2'>more</a>" if page == 1 else ""
        site.page("/list" if page == 1 else "/list?page=2", f"<ul>{links}</ul>{following}")
    documents = {
        f"D{n}": {"link": f"/news/a{n}", "name": f"A {n}", "day": f"2026-05-0{n + 1}"} for n in range(3)
    }
    site.page("/api", json.dumps({"documents": documents}), content_type="application/json")
    return make_target(
        site,
        {"type": "feed", "url": site.url + "/feed.xml"},
        {"type": "sitemap", "url": site.url + "/sitemap.xml"},
        {"type": "listing", "url": site.url + "/list", "css": "li", "next_css": "a.next"},
        {"type": "api", "url": site.url + "/api", "items": "documents",
         "fields": {"url": "link", "title": "name", "date": "day"}},
    )  # fmt: skip


def test_every_kind_of_entry_point_is_crawled_and_a_second_crawl_finds_nothing_new(
    site: Site, tmp_path: Path
) -> None:
    target = fill(site)
    events: list[CrawlEvent] = []
    first = run_crawl([target], tmp_path, settings=SETTINGS, on_event=events.append)[0]
    assert (first.outcome, first.error) == ("healthy", "")
    assert (first.listed, first.kept, first.new, first.not_modified) == (12, 12, 12, 0)
    assert first.newest is not None
    assert first.newest.isoformat() == "2026-06-03"
    assert [event.kind for event in events].count("page") == 12
    second = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (second.outcome, second.listed, second.kept, second.new, second.not_modified) == (
        "quiet",
        12,
        12,
        0,
        12,
    )
    with Archive(tmp_path) as archive:
        captures = list(archive.captures())
        assert len(captures) == 12
        assert {capture.hints.target_id for capture in captures} == {"xx-test"}
        page = archive.page(next(capture for capture in captures if capture.url.endswith("/a1")))
        assert b"Text 10" in page.body
        assert (page.hints.title, page.hints.published, page.hints.published_from) == (
            "A 1",
            "2026-05-02",
            "feed",
        )
        assert [run.outcome for run in archive.runs()] == ["healthy", "quiet"]
