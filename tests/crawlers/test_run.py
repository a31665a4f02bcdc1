from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.archive import Archive
from crawlers.run import CrawlEvent, run_crawl
from crawlers.target import Target
from tests.site.publisher import SETTINGS, article, make_target, rss
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


def test_an_api_that_gives_the_text_saves_the_request(site: Site, tmp_path: Path) -> None:
    rows = [{"u": "/n/1", "t": "One", "b": "Body of one."}, {"u": "/n/2", "t": "Two", "b": ""}]
    site.page("/api", json.dumps(rows), content_type="application/json")
    site.pages["/n/2"] = article(2)
    fields = {"url": "u", "title": "t", "text": "b"}
    target = make_target(site, {"type": "api", "url": site.url + "/api", "items": "", "fields": fields})
    run = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (run.kept, site.paths()["/n/1"], site.paths()["/n/2"]) == (2, 0, 1)
    with Archive(tmp_path) as archive:
        page = next(archive.page(capture) for capture in archive.captures() if capture.url.endswith("/n/1"))
    assert (page.body, page.content_type) == (b"Body of one.", "text/plain; charset=utf-8")


def test_the_youngest_pages_come_first_where_the_limit_cuts(site: Site, tmp_path: Path) -> None:
    rows = "".join(
        f"<url><loc>{site.url}/n/{n}</loc><lastmod>2026-0{n}-01</lastmod></url>" for n in range(1, 10)
    )
    site.page("/sitemap.xml", f"<urlset>{rows}</urlset>", content_type="application/xml")
    for number in range(1, 10):
        site.pages[f"/n/{number}"] = article(number)
    entry = {"type": "sitemap", "url": site.url + "/sitemap.xml"}
    target = make_target(site, entry, max_pages=3)
    first = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (first.kept, first.skipped) == (3, {"limit": 6})
    assert {path for path in site.paths() if path.startswith("/n/")} == {"/n/7", "/n/8", "/n/9"}
    second = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (second.new, second.skipped, second.counters["page/known"]) == (3, {"limit": 3}, 3)


def test_what_was_complete_says_since_when(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = article(1)
    site.page("/feed.xml", rss(["/a"]), content_type="application/rss+xml")
    entry = {"type": "feed", "url": site.url + "/feed.xml"}
    below = make_target(site, {**entry, "limit": 10}, id="below-limit")
    at_limit = make_target(site, {**entry, "limit": 1}, id="at-limit")
    unknown = make_target(site, entry, id="unknown")
    runs = run_crawl([below, at_limit, unknown], tmp_path, settings=SETTINGS)
    assert [str(run.complete_since) for run in runs] == ["2026-06-01", "None", "None"]


def test_a_damaged_archived_listing_is_asked_for_anew(site: Site, tmp_path: Path) -> None:
    target = fill(site)
    feed = site.pages["/feed.xml"]
    site.pages["/feed.xml"] = with_validator(feed, '"feed"')  # type: ignore[arg-type]
    run_crawl([target], tmp_path, settings=SETTINGS)
    with Archive(tmp_path) as archive:
        listing = next(capture for capture in archive.captures(role="listing") if "feed.xml" in capture.url)
    path = tmp_path / listing.file
    data = bytearray(path.read_bytes())
    data[listing.start : listing.start + listing.length] = bytes(listing.length)
    path.write_bytes(data)
    again = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (again.outcome, again.kept, again.counters["listing/archived_copy_damaged"]) == ("quiet", 12, 1)


def test_an_undated_link_that_is_new_on_a_listing_is_dated_by_the_day_it_was_seen_first(
    site: Site, tmp_path: Path
) -> None:
    site.page("/list", "<li><a href='/n/old'>Old</a></li>")
    for name in ("old", "new", "dated"):
        site.pages[f"/n/{name}"] = article(name)
    entry = {"type": "listing", "url": site.url + "/list", "css": "li", "date_first_seen": True}
    target = make_target(site, entry)
    run_crawl([target], tmp_path, settings=SETTINGS)
    links = "<li><a href='/n/old'>Old</a></li><li><a href='/n/new'>New</a></li>"
    site.page("/list", links + "<li><a href='/n/dated'>D</a><time datetime='2026-05-01'>1 May</time></li>")
    run_crawl([target], tmp_path, settings=SETTINGS)
    site.pages["/n/new"] = article("new, revised")
    run_crawl([target], tmp_path, settings=SETTINGS)
    with Archive(tmp_path) as archive:
        hints = [(capture.url.rsplit("/", 1)[1], capture.hints) for capture in archive.captures()]
    today = datetime.now(UTC).date()
    seen = {name: hint.first_seen for name, hint in hints[:3]}
    assert (seen["old"], seen["dated"]) == ("", "")
    assert today - date.fromisoformat(seen["new"]) <= timedelta(days=1)
    assert (hints[3][0], hints[3][1].first_seen) == ("new", seen["new"])


def test_the_entry_points_answers_and_the_rules_obeyed_are_in_the_archive(site: Site, tmp_path: Path) -> None:
    target = fill(site)
    site.page("/robots.txt", "User-agent: *\nDisallow: /secret", content_type="text/plain")
    run_crawl([target], tmp_path, settings=SETTINGS)
    with Archive(tmp_path) as archive:
        for entry in target.entry_points:
            [capture] = archive.captures_at(entry.url)
            assert (capture.role, capture.target_id) == ("listing", target.id)
            assert archive.body(capture)
        [rules] = archive.captures_at(site.url + "/robots.txt")
        assert rules.role == "robots"
        assert b"Disallow: /secret" in archive.body(rules)
        assert all(capture.role == "page" for capture in archive.captures())
