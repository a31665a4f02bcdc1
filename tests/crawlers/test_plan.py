"""What a crawl lists and keeps, worked out from an archive: as last fetched, or over a span of time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import Archive, Response
from crawlers.document import Hints
from crawlers.plan import Planner
from crawlers.target import Target

SITE = "https://example.org"


def target(*entries: dict[str, Any], **more: Any) -> Target:
    facts: dict[str, Any] = {
        "id": "xx-test", "name": "T", "name_ja": "試", "country": "FR", "kind": "ministry",
        "languages": ["en"], "homepage": SITE + "/", "entry_points": list(entries),
        "expected_weekly": {"min": 1, "max": 9}, **more,
    }  # fmt: skip
    return Target.model_validate(facts)


LISTING = {"type": "listing", "url": SITE + "/list", "css": "li"}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path) as opened:
        yield opened


def keep(
    archive: Archive, path: str, body: str, day: str, *, role: Any = "listing", status: int = 200
) -> None:
    url = SITE + path
    kind = "text/xml" if path.endswith(".xml") else "text/plain" if path.endswith(".txt") else "text/html"
    response = Response(url, url, status, {"Content-Type": kind}, body.encode(), f"{day}T06:00:00Z")
    archive.append(response, run_id="r", target_id="xx-test", hints=Hints(), role=role)


def links(*paths: str) -> str:
    return "".join(f"<li><a href='{path}'>Title of {path}</a></li>" for path in paths)


def kept(archive: Archive, aim: Target, **span: str) -> list[str]:
    return [url.removeprefix(SITE) for url in Planner(archive, **span).plan(aim).kept]


def test_the_last_answer_counts_or_all_of_a_span_and_the_last_before_it(archive: Archive) -> None:
    for day, path in (("2026-11-01", "/a"), ("2026-11-08", "/b"), ("2026-11-15", "/c"), ("2026-11-22", "/d")):
        keep(archive, "/list", links(path), day)
    aim = target(LISTING)
    assert kept(archive, aim) == ["/d"]
    assert kept(archive, aim, since_utc="2026-11-10") == ["/b", "/c", "/d"]
    assert kept(archive, aim, since_utc="2026-11-10", until_utc="2026-11-20") == ["/b", "/c"]


def test_everything_left_says_why(archive: Archive) -> None:
    keep(
        archive,
        "/list",
        links("/news/1", "/old/2", "/secret/3", "https://elsewhere.example/4", "/pic.png"),
        "2026-11-01",
    )
    keep(archive, "/robots.txt", "User-agent: *\nDisallow: /secret", "2026-11-01", role="robots")
    plan = Planner(archive).plan(target(LISTING, exclude=["/old/"]))
    assert {page.url.removeprefix(SITE): page.reason for page in plan.pages} == {
        "/news/1": None, "/old/2": "excluded", "/secret/3": "robots",
        "https://elsewhere.example/4": "off_site", "/pic.png": "unsupported",
    }  # fmt: skip
    assert [page.detail for page in plan.pages if page.reason == "robots"] == [
        "robots.txt: Disallow: /secret"
    ]


def test_pages_of_a_listing_and_parts_of_a_sitemap_are_followed(archive: Archive) -> None:
    keep(archive, "/list", links("/a") + "<a class=n href='/list?p=2'>more</a>", "2026-11-01")
    keep(archive, "/list?p=2", links("/b"), "2026-11-01")
    keep(
        archive,
        "/s.xml",
        f"<sitemapindex><sitemap><loc>{SITE}/s1.xml</loc></sitemap><sitemap><loc>{SITE}/s2.xml</loc></sitemap></sitemapindex>",
        "2026-11-01",
    )
    keep(archive, "/s1.xml", f"<urlset><url><loc>{SITE}/c</loc></url></urlset>", "2026-11-01")
    plan = Planner(archive).plan(
        target({**LISTING, "next_css": "a.n"}, {"type": "sitemap", "url": SITE + "/s.xml"})
    )
    assert [url.removeprefix(SITE) for url in plan.kept] == ["/a", "/b", "/c"]
    listing, sitemap = plan.entries
    assert (listing.responses, listing.complete, listing.missing) == (2, True, [])
    assert (sitemap.responses, sitemap.complete, sitemap.missing) == (2, False, [SITE + "/s2.xml"])


def test_what_was_never_read_and_what_failed_is_not_in_the_archive(archive: Archive) -> None:
    keep(archive, "/list", links("/a"), "2026-11-01", status=500)
    [entry] = Planner(archive).plan(target(LISTING)).entries
    assert (entry.items, entry.problem, entry.complete) == (0, "not in the archive", False)


def test_links_of_archived_pages_are_followed_as_deep_as_the_target_says(archive: Archive) -> None:
    keep(archive, "/list", links("/a"), "2026-11-01")
    keep(archive, "/a", "<a href='/b'>b</a>", "2026-11-01", role="page")
    keep(archive, "/b", "<a href='/c'>c</a>", "2026-11-01", role="page")
    assert kept(archive, target(LISTING)) == ["/a"]
    assert kept(archive, target(LISTING, max_depth=1)) == ["/a", "/b"]
    assert kept(archive, target(LISTING, max_depth=2)) == ["/a", "/b", "/c"]


def test_an_undated_item_is_dated_by_the_answer_that_had_it_first(archive: Archive) -> None:
    keep(archive, "/list", links("/a"), "2026-11-01")
    keep(archive, "/list", links("/b", "/a"), "2026-11-09")
    aim = target({**LISTING, "date_first_seen": True})
    planner = Planner(archive, since_utc="2026-10-01")
    found = {
        url.removeprefix(SITE): planner.hints(aim, page).first_seen
        for url, page in planner.plan(aim).kept.items()
    }
    assert found == {"/a": "", "/b": "2026-11-09"}
