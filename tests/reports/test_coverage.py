"""Coverage: who may be compared, and whose silence it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reports.coverage import CoverageRun, CoverageTarget, build_coverage, run_from_row, target_from_row
from reports.week import Week

WEEK = Week.parse("2026-W47")
TARGET = CoverageTarget("t", "Target", "対象", "DE")


def runs_at(*days: date, outcome: str = "healthy", since: date | None = None) -> list[CoverageRun]:
    return [CoverageRun("t", day, outcome, complete_since=since) for day in days]


def mondays(first_back: int, last_back: int = 0) -> list[date]:
    return [WEEK.end - timedelta(weeks=back) for back in range(first_back, last_back - 1, -1)]


def row_of(runs: list[CoverageRun]):
    (row,) = build_coverage(WEEK, targets=[TARGET], runs=runs, facts=[]).rows
    return row


def test_a_target_read_every_week_is_comparable_and_its_silence_is_the_worlds():
    row = row_of(runs_at(*mondays(13)))
    assert (row.standing, row.silence, row.comparable) == ("watched", "world", True)
    assert row.last_success == "2026-11-23"


def test_a_target_shown_complete_since_before_the_baseline_is_comparable_after_one_run():
    row = row_of(runs_at(WEEK.end, since=WEEK.shifted(-12).start))
    assert row.comparable


def test_a_target_first_read_this_week_is_new_and_not_comparable():
    row = row_of(runs_at(WEEK.end, since=WEEK.shifted(-3).start))
    assert (row.standing, row.comparable) == ("new", False)


def test_a_target_that_fails_in_the_week_is_our_silence():
    row = row_of([*runs_at(*mondays(13, 1)), *runs_at(WEEK.end, outcome="blocked")])
    assert (row.standing, row.silence, row.last_success) == ("failing", "ours", "2026-11-16")


def test_a_failure_that_a_later_complete_run_makes_good_is_forgiven():
    runs = [*runs_at(*mondays(13, 1)), *runs_at(WEEK.end, outcome="failing")]
    runs += runs_at(WEEK.end + timedelta(days=2), since=WEEK.shifted(-1).start)
    assert row_of(runs).standing == "watched"


def test_a_gap_in_the_baseline_longer_than_a_feed_reaches_back_spoils_the_comparison():
    days = [day for day in mondays(13) if day not in (WEEK.shifted(-5).start, WEEK.shifted(-4).start)]
    assert row_of(runs_at(*days)).standing == "new"


def test_a_week_that_was_read_only_to_its_friday_is_unfinished():
    row = row_of(runs_at(*mondays(13, 1), WEEK.start + timedelta(days=4)))
    assert (row.standing, row.silence) == ("unfinished", "unknown")


def test_a_target_not_crawled_for_the_week_cannot_be_told():
    row = row_of(runs_at(*mondays(13, 1)))
    assert (row.standing, row.silence, row.outcome) == ("unwatched", "unknown", "")


def test_the_baseline_is_shortened_when_that_keeps_targets():
    runs = runs_at(WEEK.end, since=WEEK.shifted(-9).start)
    coverage = build_coverage(WEEK, targets=[TARGET], runs=runs, facts=[])
    assert len(coverage.baseline) == 9
    assert coverage.comparable == {"t"}


def test_documents_without_runs_are_an_archive_and_one_that_breaks_off_is_not_compared(world):
    for week in (*WEEK.before(12), WEEK):
        for number in range(6):
            world.add(week.number * 100 + number, week.start.isoformat(), None, "A", "B")
            if week != WEEK:
                world.add(week.number * 100 + 50 + number, week.start.isoformat(), "ends", "A", "B")
    rows = {row.target.id: row for row in build_coverage(WEEK, targets=[], runs=[], facts=world.facts).rows}
    assert (rows[""].standing, rows[""].stories, rows[""].usual) == ("archive", 6, 6.0)
    assert (rows["ends"].standing, rows["ends"].silence) == ("silent", "unknown")


def test_the_ledger_says_of_a_target_what_its_health_says():
    def told(outcome: str, condition: str):
        runs = [*runs_at(*mondays(13, 1)), *runs_at(WEEK.end, outcome=outcome)]
        coverage = build_coverage(WEEK, targets=[TARGET], runs=runs, facts=[], conditions={"t": condition})
        return coverage.rows[0].outcome, coverage.rows[0].silence

    assert told("quiet", "quiet") == ("quiet", "world")
    assert told("quiet", "below") == ("below", "unknown")
    assert told("changed", "failing") == ("failing", "ours")  # a first empty listing is not yet a new layout
    assert told("quiet", "paused") == ("quiet", "world")  # paused today says nothing about the week


def test_the_ledger_tells_what_the_newest_run_that_saw_the_week_listed():
    runs = [
        replace(run, skipped={"login": 2, "robots": 1}, listed=5, kept=2)
        for run in runs_at(*mondays(13), WEEK.start + timedelta(days=2))
    ]
    row = row_of(runs)
    assert (row.reasons, row.listed, row.kept) == ((("login", 2), ("robots", 1)), 5, 2)


def test_a_good_week_is_quiet_when_it_has_no_documents_whatever_its_last_run_found():
    for outcome in ("healthy", "quiet"):
        runs = [
            replace(run, outcome=outcome) for run in runs_at(*mondays(13), WEEK.start + timedelta(days=2))
        ]
        assert row_of(runs).outcome == "quiet"


def test_a_run_record_is_read_with_its_instant_as_a_day_of_the_zone():
    run = run_from_row(
        {
            "target_id": "t",
            "started_utc": "2026-11-22T14:00:00Z",
            "finished_utc": "2026-11-22T16:00:00Z",
            "outcome": "healthy",
            "complete_since": "2026-08-01",
            "skipped": None,
            "bytes": 9,
        }
    )
    assert (run.finished, run.complete_since, run.skipped) == (date(2026, 11, 23), date(2026, 8, 1), {})


def test_a_target_without_a_japanese_name_is_shown_by_the_name_it_has():
    target = target_from_row({"id": "x", "name": "Only English", "country": None, "extra": 1})
    coverage = build_coverage(WEEK, targets=[target], runs=[], facts=[])
    assert coverage.name("x", "ja") == coverage.name("x", "en") == "Only English"
    assert coverage.name("unknown", "ja") == "unknown"


@pytest.mark.parametrize("outcome", ["failing", "changed", "paused", "", "nonsense"])
def test_only_good_runs_see_a_week(outcome):
    assert not row_of(runs_at(*mondays(13), outcome=outcome)).comparable


def test_the_ledger_of_a_week_names_a_publisher_as_it_was_called_then():
    renamed = {"id": "x", "name": "New", "name_ja": "新", "former_names": [
        {"name": "Old", "name_ja": "旧", "valid_to": WEEK.shifted(1).start.isoformat()}
    ]}  # fmt: skip
    for week, name in ((WEEK, "旧"), (WEEK.shifted(1), "新")):
        assert (
            build_coverage(week, targets=[target_from_row(renamed)], runs=[], facts=[]).name("x", "ja")
            == name
        )
