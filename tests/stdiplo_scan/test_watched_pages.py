"""A cited page that vanishes is noticed by a later crawl, and the next digest says 削除 once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.archive import Archive
from crawlers.document import Skipped
from crawlers.health import TargetRun
from crawlers.run import run_crawl
from crawlers.target import Target
from index.cited import read_page_states
from reports.week import Week
from stdiplo_scan.watched_pages import store_runs, watched_pages
from tests.site.publisher import SETTINGS, article, feed_target
from tests.site.server import Reply, Site
from tests.stdiplo_scan.test_week_extras import Desk

OLD = "2026-01-01T00:00:00Z"
WEEK = Week.of(datetime.now(UTC).date()).shifted(-1)
BEFORE = WEEK.shifted(-1)
SENTENCES = {
    "cited": "Norway and Viet Nam signed an agreement on tidal power worth USD 5 million.",
    "opened": "A museum of tides was opened.",
    "unread": "A museum of winds was opened.",
}


class Watching:
    """A desk whose documents were crawled from a site that lists none of them any more."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.folder = folder / "archive"
        self.target = feed_target(site, [f"/n/{name}" for name in SENTENCES])
        for name in SENTENCES:
            site.pages[f"/n/{name}"] = article(name)
        run_crawl([self.target], self.folder, settings=SETTINGS)
        feed_target(site, [])
        self.desk = Desk(folder)
        self.ids = {name: self.add(name) for name in SENTENCES}
        self.archive = Archive(self.folder)
        self.rest()

    def add(self, name: str) -> str:
        return self.desk.add(
            name, SENTENCES[name], "NO VN" if name == "cited" else "", url=self.url(name),
            target_id=self.target.id, published=(BEFORE.start + timedelta(days=1)).isoformat(),
            fetched_utc=f"{BEFORE.start + timedelta(days=1)}T09:00:00Z",
        )  # fmt: skip

    def url(self, name: str) -> str:
        return f"{self.site.url}/n/{name}"

    @property
    def office(self) -> Any:
        settings = SimpleNamespace(timezone="Asia/Tokyo")
        return SimpleNamespace(store=self.desk.store, archive=self.archive, settings=settings)

    def rest(self) -> None:
        """As if the last look at every page were long ago."""
        with sqlite3.connect(self.folder / "ledger.sqlite") as ledger:
            ledger.execute("UPDATE pages SET first_utc = ?, last_utc = ?", (OLD, OLD))
            ledger.execute("UPDATE looks SET looked_utc = ?", (OLD,))

    def crawl(self) -> TargetRun:
        watched = watched_pages(self.office, [self.target])
        [run] = run_crawl([self.target], self.folder, settings=SETTINGS, watched=watched)
        store_runs(self.office, [run])
        return run

    def gone(self, name: str) -> str:
        return read_page_states(self.desk.store, [self.ids[name]])[self.ids[name]].gone


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    with Site() as site:
        found = Watching(tmp_path, site)
        yield found
        found.archive.close()
        found.desk.store.close()


def watched_names(watching: Watching, *targets: Target) -> list[str]:
    watched = watched_pages(watching.office, targets)
    return [page.url.rsplit("/", 1)[1] for page in watched.get(watching.target.id, ())]


def test_the_next_digest_says_once_that_a_cited_page_is_gone(watching: Watching) -> None:
    watching.desk.build(BEFORE)
    assert watched_names(watching, watching.target) == ["cited"]
    watching.site.pages["/n/cited"] = Reply(b"gone", status=404)
    run = watching.crawl()
    assert run.counters["again/asked"] == 1
    [told] = watching.desk.build(WEEK).corrections
    assert (told.note.kind, told.quote.document) == ("deletion", watching.ids["cited"])
    assert "404" in told.note.text
    assert watching.desk.build(WEEK.next).corrections == ()


def test_a_page_that_stands_again_is_not_gone_any_more(watching: Watching) -> None:
    watching.desk.store.count_opening(watching.ids["opened"], datetime.now(UTC).date())
    watching.site.pages["/n/opened"] = Reply(b"gone", status=404)
    watching.crawl()
    assert (watching.gone("opened"), watching.gone("cited"), watching.gone("unread")) == ("404", "", "")
    store_runs(watching.office, watching.archive.runs())  # runs that are stored again change nothing
    assert watching.gone("opened") == "404"
    watching.site.pages["/n/opened"] = article("opened")
    watching.crawl()
    assert watching.gone("opened") == "404"  # looked at a moment ago
    with sqlite3.connect(watching.folder / "ledger.sqlite") as ledger:
        ledger.execute("UPDATE looks SET looked_utc = ?", (OLD,))
    later = (datetime.now(UTC) + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    run = watching.crawl()
    assert watching.archive.visits(run.run_id, watching.target.id)[watching.url("opened")] == "unchanged"
    shifted = replace(run, started_utc=later)
    store_runs(watching.office, [shifted])
    assert watching.gone("opened") == ""


def test_what_is_cited_or_opened_is_watched_and_only_of_the_targets_that_are_crawled(
    watching: Watching,
) -> None:
    watching.desk.build(BEFORE)
    long_ago = datetime.now(UTC).date() - timedelta(weeks=20)
    watching.desk.store.count_opening(watching.ids["unread"], long_ago)
    watching.desk.store.count_opening(watching.ids["opened"], datetime.now(UTC).date())
    assert sorted(watched_names(watching, watching.target)) == ["cited", "opened"]
    assert watched_names(watching) == []


def test_a_second_address_that_is_gone_says_nothing_of_the_document(watching: Watching) -> None:
    other = f"{watching.site.url}/print/cited"
    watching.desk.add(
        "cited", SENTENCES["cited"], "NO VN", url=watching.url("cited"), other_urls=(other,),
        target_id=watching.target.id, fetched_utc=f"{BEFORE.end}T00:00:00Z",
    )  # fmt: skip
    run = watching.crawl()
    left = Skipped(other, "http_error", f"{other} answered 404", watching.target.id, "2099-01-01T00:00:00Z")
    watching.archive.add_skipped(run.run_id, watching.target.id, left)
    store_runs(watching.office, [run])
    assert watching.gone("cited") == ""
