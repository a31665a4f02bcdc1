"""The day's requests to a host: obeyed over all targets, counted over restarts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawlers.archive import Archive, ArchiveError, utc_text
from crawlers.health import SPENT, judge
from crawlers.job import CrawlSettings, JobError
from crawlers.probe.record import Probe
from crawlers.probe.run import probe_targets
from crawlers.run import run_crawl
from tests.site.publisher import SETTINGS, article, feed_target
from tests.site.server import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        for place in range(20):
            running.pages[f"/n/{place}"] = article(place)
        yield running


def test_a_budget_is_obeyed_over_restarts_and_what_is_left_is_named(site: Site, tmp_path: Path) -> None:
    target = feed_target(site, [f"/n/{place}" for place in range(20)])
    limited = replace(SETTINGS, host_requests_per_day=12)
    first = run_crawl([target], tmp_path, settings=limited)[0]
    assert (first.requests, first.kept, first.skipped) == (
        12,
        10,
        {"limit": 10},
    )  # robots.txt and the feed too
    second = run_crawl([target], tmp_path, settings=limited)[0]
    assert (second.outcome, second.requests, second.failure) == ("failing", 0, "temporary")
    assert second.counters[SPENT] > 0
    with Archive(tmp_path) as archive:
        assert archive.host_requests(utc_text()[:10]) == {"127.0.0.1": 12}
        health = judge(target, archive.runs())
    spent_on = datetime.fromisoformat(second.finished_utc)
    midnight = spent_on.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    assert health.visit.at is not None
    assert health.visit.at >= midnight
    assert "budget" in health.why.en


def test_two_targets_of_a_host_share_its_budget(site: Site, tmp_path: Path) -> None:
    targets = [
        feed_target(site, [f"/n/{place}" for place in range(start, start + 10)], id=f"t{start}")
        for start in (0, 10)
    ]
    limited = replace(SETTINGS, host_requests_per_day=8)
    runs = run_crawl(targets, tmp_path, settings=limited)
    assert sum(run.requests for run in runs) == 8


def test_counting_starts_anew_with_a_host_and_needs_no_limit(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        assert [archive.take_request("a", 2) for _ in range(3)] == [True, True, False]
        assert archive.take_request("b", 2)
        assert all(archive.take_request("a", None) for _ in range(3))
        assert archive.host_requests("2020-01-01") == {}


def test_a_budget_of_nothing_is_refused() -> None:
    with pytest.raises(JobError, match="host_requests_per_day is 0"):
        CrawlSettings(host_requests_per_day=0).check()


def spoil(folder: Path) -> None:
    """A ledger that opens and refuses to count, as on a full disk."""
    with Archive(folder):
        pass
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as ledger:
        ledger.execute(
            "CREATE TRIGGER full BEFORE INSERT ON host_days BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
        ledger.commit()


def test_a_ledger_that_cannot_count_is_no_targets_fault(site: Site, tmp_path: Path) -> None:
    targets = [feed_target(site, ["/n/1"]), feed_target(site, ["/n/2"], id="t2")]
    spoil(tmp_path / "office")
    settings = replace(SETTINGS, budget_folder=str(tmp_path / "office"))
    said: list[Probe] = []
    with pytest.raises(ArchiveError, match=r"office: the ledger refused \(disk is full\)"):
        probe_targets(targets, settings=settings, on_probe=said.append)
    assert said == []
    [run, _] = run_crawl(targets, tmp_path / "trial", settings=settings)
    assert "the ledger refused (disk is full)" in run.error
    assert site.paths() == {}
    with Archive(tmp_path / "trial") as archive:
        assert archive.interrupted() == {"xx-test", "t2"}  # the next crawl takes both up


def test_a_ledger_that_cannot_be_opened_is_said_before_anything_is_asked(site: Site, tmp_path: Path) -> None:
    target = feed_target(site, ["/n/1"])
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "ledger.sqlite").write_bytes(b"no database, " * 1000)
    settings = replace(SETTINGS, budget_folder=str(tmp_path / "office"))
    with pytest.raises(ArchiveError, match="office: cannot be opened"):
        probe_targets([target], settings=settings)
    with pytest.raises(ArchiveError, match="office: cannot be opened"):
        run_crawl([target], tmp_path / "trial", settings=settings)
    assert site.paths() == {}
