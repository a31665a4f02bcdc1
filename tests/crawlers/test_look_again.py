"""Cited pages that no list names are looked at again: slowly, the longest unseen first, robots obeyed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.archive import Archive
from crawlers.health import TargetRun
from crawlers.job import CrawlJob, WatchedPage
from crawlers.run import run_crawl
from crawlers.target import Target
from tests.site.publisher import SETTINGS, article, feed_target
from tests.site.server import Reply, Site, with_validator

OLD = "2026-01-01T00:00:00Z"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        for place in range(8):
            running.pages[f"/n/{place}"] = with_validator(article(place), f'"{place}"')
        yield running


def crawled_long_ago(site: Site, folder: Path, places: range, **more: object) -> Target:
    """A target whose pages were read at the year's start, page 0 first, and that lists none of them now."""
    target = feed_target(site, [f"/n/{place}" for place in places], **more)
    run_crawl([target], folder, settings=SETTINGS)
    ledger = sqlite3.connect(folder / "ledger.sqlite")
    for place in places:
        ledger.execute(
            "UPDATE pages SET first_utc = ?, last_utc = ? WHERE url = ?",
            (OLD, f"2026-01-0{place + 1}T00:00:00Z", f"{site.url}/n/{place}"),
        )
    ledger.commit()
    ledger.close()
    site.pages["/new"] = article("new")
    feed_target(site, ["/new"])
    site.asked.clear()
    return target


def look(target: Target, folder: Path, site: Site, *paths: str) -> TargetRun:
    watched = {target.id: [WatchedPage(site.url + path) for path in paths]}
    return run_crawl([target], folder, settings=SETTINGS, watched=watched)[0]


def test_a_few_pages_a_crawl_are_asked_for_the_longest_unseen_first(site: Site, tmp_path: Path) -> None:
    target = crawled_long_ago(site, tmp_path, range(6), max_pages=40)
    paths = [f"/n/{place}" for place in (4, 1, 3, 0, 2)]
    run = look(target, tmp_path, site, *paths)
    assert [one.path for one in site.asked if one.path.startswith("/n/")] == ["/n/0", "/n/1"]
    assert [one.headers["if-none-match"] for one in site.asked if "if-none-match" in one.headers] == [
        '"0"',
        '"1"',
    ]
    assert (run.counters["again/asked"], run.not_modified, run.new) == (2, 2, 1)
    site.asked.clear()
    look(target, tmp_path, site, *paths)
    look(target, tmp_path, site, *paths)
    again = look(target, tmp_path, site, *paths)
    assert [one.path for one in site.asked if one.path.startswith("/n/")] == ["/n/2", "/n/3", "/n/4"]
    assert "again/asked" not in again.counters  # all were seen within a week


def test_a_listed_page_beyond_its_days_of_re_visits_is_looked_at_too(site: Site, tmp_path: Path) -> None:
    target = crawled_long_ago(site, tmp_path, range(1))
    feed_target(site, ["/n/0"])
    assert look(target, tmp_path, site).counters["page/known"] == 1
    assert site.paths()["/n/0"] == 0
    look(target, tmp_path, site, "/n/0")
    assert site.paths()["/n/0"] == 1


def test_a_page_that_vanished_is_noted_and_does_not_make_the_target_fail(site: Site, tmp_path: Path) -> None:
    target = crawled_long_ago(site, tmp_path, range(2))
    site.page("/feed.xml", "<rss version='2.0'><channel><title>T</title></channel></rss>")
    site.pages["/n/0"] = Reply(b"gone", status=410)
    run = look(target, tmp_path, site, "/n/0")
    assert run.outcome == "quiet"
    with Archive(tmp_path) as archive:
        [left] = archive.skipped(run.run_id)
        assert (left.url, left.detail.endswith(" answered 410")) == (site.url + "/n/0", True)
        assert archive.looks(target.id)[site.url + "/n/0"] > OLD
    site.asked.clear()
    look(target, tmp_path, site, "/n/0")
    assert site.paths()["/n/0"] == 0  # not in every crawl


def test_a_page_that_leads_to_the_front_page_keeps_its_text(site: Site, tmp_path: Path) -> None:
    target = crawled_long_ago(site, tmp_path, range(1))
    site.pages["/n/0"] = Reply(status=302, headers={"Location": "/"})
    site.page("/", "<p>Welcome</p>")
    run = look(target, tmp_path, site, "/n/0")
    with Archive(tmp_path) as archive:
        [left] = archive.skipped(run.run_id)
        assert "leads to the front page" in left.detail
        assert len(archive.captures_at(site.url + "/n/0")) == 1


def test_a_changed_page_keeps_what_its_feed_said_of_it(site: Site, tmp_path: Path) -> None:
    target = crawled_long_ago(site, tmp_path, range(1))
    site.pages["/n/0"] = article("otherwise")
    run = look(target, tmp_path, site, "/n/0")
    assert run.new == 2
    with Archive(tmp_path) as archive:
        before, after = archive.captures_at(site.url + "/n/0")
        assert after.hints == before.hints
        assert after.hints.published == "2026-06-01"


def test_robots_and_other_publishers_are_respected(site: Site, tmp_path: Path) -> None:
    target = crawled_long_ago(site, tmp_path, range(1))
    site.page("/robots.txt", "User-agent: *\nDisallow: /n/\n", content_type="text/plain")
    watched = [WatchedPage(site.url + "/n/0"), WatchedPage("http://other.invalid/n/1")]
    run = run_crawl([target], tmp_path, settings=SETTINGS, watched={target.id: watched})[0]
    assert site.paths()["/n/0"] == 0
    assert (run.skipped, run.counters["again/asked"]) == ({"robots": 1}, 1)


def test_a_job_says_its_watched_pages_to_the_crawling_process(site: Site) -> None:
    job = CrawlJob("r", "f", (feed_target(site, []),), watched={"xx-test": (WatchedPage("http://a/", OLD),)})
    assert CrawlJob.from_json(job.to_json()) == job
