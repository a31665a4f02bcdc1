"""Which targets are due, and what their health is told from: the store's runs and documents, nothing kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.archive import Archive
from crawlers.health import TargetRun
from crawlers.target import Target, target_yaml
from index.use import DocumentDay
from stdiplo_scan.health import choose_due, days_of, due_targets, health_of_targets
from stdiplo_scan.wiring import Office

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


def a_target(identity: str, **more: object) -> Target:
    facts = {
        "id": identity,
        "name": "T",
        "name_ja": "試",
        "country": "FI",
        "kind": "ministry",
        "languages": ["fi"],
        "homepage": "https://example.org/",
        "entry_points": [{"type": "feed", "url": "https://example.org/rss"}],
        "expected_weekly": {"min": 0, "max": 9},
        **more,
    }
    return Target.model_validate(facts)


def a_run(identity: str, at: datetime, outcome: str = "quiet") -> TargetRun:
    text = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return TargetRun(f"r-{text}", identity, text, text, outcome, listed=3)  # type: ignore[arg-type]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "targets").mkdir()
    for target in (a_target("one"), a_target("two"), a_target("off", state="off"), a_target("late")):
        (tmp_path / "targets" / f"{target.id}.yml").write_text(target_yaml(target), encoding="utf-8")
    return Office.open(tmp_path)


def add(office: Office, *runs: TargetRun) -> None:
    office.store.add_runs(json.loads(run.to_json()) for run in runs)


def ids(targets: list[Target]) -> list[str]:
    return [target.id for target in targets]


def test_what_was_never_visited_is_due_and_what_is_off_never(office: Office) -> None:
    add(office, a_run("one", NOW - timedelta(hours=1)), a_run("two", NOW - timedelta(days=3)))
    assert ids(choose_due(office, NOW)) == ["late", "two"]


def test_a_restarted_job_goes_on_with_what_was_cut_off_and_leaves_what_was_done(office: Office) -> None:
    now = datetime.now(UTC)
    with Archive(office.folder / "archive") as archive:
        archive.begin_run("killed", "one")
        archive.add_run(replace(a_run("one", now), run_id="killed"), done=False)
        archive.begin_run("killed", "two")
        archive.add_run(replace(a_run("two", now), run_id="killed"))
        archive.begin_run("killed", "late")  # was on its way
    assert ids(choose_due(office, now)) == ["late", "one"]
    assert {row["target_id"] for row in office.store.runs()} == {"one", "two"}


def test_a_weekly_report_reads_every_target_to_the_end_of_its_week(office: Office) -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    early = monday - timedelta(hours=2)
    add(office, *(a_run(name, early) for name in ("one", "two", "late")))
    judged = health_of_targets(office, NOW)
    assert due_targets(judged, [], NOW) == []
    assert ids(due_targets(judged, [], NOW, read_since=monday)) == ["late", "one", "two"]


def test_a_failing_target_is_not_asked_again_for_the_sake_of_a_report(office: Office) -> None:
    runs = [a_run("one", NOW - timedelta(days=days), "failing") for days in range(9, 0, -1)]
    add(office, *runs, a_run("two", NOW), a_run("late", NOW))
    assert due_targets(health_of_targets(office, NOW), [], NOW, read_since=NOW) == []


def test_health_can_be_told_as_it_was(office: Office) -> None:
    add(office, a_run("one", NOW - timedelta(days=9)), a_run("one", NOW - timedelta(days=1), "blocked"))
    now = {one.target.id: one.health.state for one in health_of_targets(office, NOW)}
    then = {one.target.id: one.health.state for one in health_of_targets(office, NOW - timedelta(days=5))}
    assert (then["one"], now["one"], now["off"]) == ("quiet", "blocked", "paused")


def test_undated_documents_of_the_first_run_are_a_backlog_without_days() -> None:
    first = a_run("one", NOW)
    later = "2026-11-30T06:00:00Z"
    found = [
        DocumentDay("one", None, "2026-11-23T05:00:00Z"),
        DocumentDay("one", "2026-10-01", "2026-11-23T05:00:00Z"),
        DocumentDay("one", "2026-10", later),
        DocumentDay("one", "2027-10-01", later),
    ]
    assert days_of(found, [first], "Asia/Tokyo") == [
        date(2026, 10, 1),
        date(2026, 11, 30),
        date(2026, 11, 30),
    ]


def test_the_row_of_a_target_is_plain_json(office: Office) -> None:
    add(office, a_run("one", NOW))
    row = next(one.to_json() for one in health_of_targets(office, NOW) if one.target.id == "one")
    assert json.loads(json.dumps(row)) == row
    assert (row["state"], row["next_visit"]) == ("quiet", "2026-11-24T06:00:00Z")
    assert row["next_visit_why"].isascii()
