"""Cost against use: what targets were asked and sent, and what readers and digests made of it."""

from __future__ import annotations

from datetime import date, timedelta

from stdiplo_scan.cost import cost_of_targets, quoted_documents
from tests.stdiplo_scan.commands import Ran, run_main
from tests.stdiplo_scan.conftest import DemoRun


def ask(demo: DemoRun, *arguments: str) -> Ran:
    return run_main("--workspace", demo.office.folder, *arguments)


def test_the_costs_of_the_demo_add_up_to_its_runs_and_documents(demo: DemoRun) -> None:
    costs = cost_of_targets(demo.office)
    runs = demo.office.store.runs()
    assert set(costs) == set(demo.office.targets)
    assert sum(cost.requests for cost in costs.values()) == sum(run["requests"] for run in runs)
    assert sum(cost.bytes for cost in costs.values()) == sum(run["bytes"] for run in runs)
    assert sum(cost.documents for cost in costs.values()) == demo.office.store.counts()["documents"]
    assert sum(cost.cited for cost in costs.values()) > 5


def test_openings_are_counted_for_the_target_on_their_day(demo: DemoRun) -> None:
    document = demo.office.store.documents(limit=1)[0].document
    day = date(2031, 5, 1)
    demo.office.store.count_opening(document.id, day)
    assert cost_of_targets(demo.office, 7, day)[document.target_id or ""].opened == 1
    assert cost_of_targets(demo.office, 7, day + timedelta(days=7))[document.target_id or ""].opened == 0


def test_what_was_long_ago_costs_nothing_today(demo: DemoRun) -> None:
    later = cost_of_targets(demo.office, 28, date(2030, 1, 1))
    assert {(cost.requests, cost.documents, cost.cited) for cost in later.values()} == {(0, 0, 0)}


def test_a_digest_without_entries_quotes_nothing() -> None:
    body = {"entries": [{"sentences": [{"document": "a"}, {"document": "a"}]}, {"sentences": []}]}
    assert quoted_documents([{}, body]) == {"a"}


def test_the_command_prints_a_table_and_rows(demo: DemoRun) -> None:
    ran = ask(demo, "targets", "cost", "--json")
    rows = ran.rows
    assert (ran.code, len(rows)) == (0, len(demo.office.targets))
    assert rows[0]["requests"] >= rows[-1]["requests"]
    one = ask(demo, "targets", "cost", rows[0]["target"], "--days", "7")
    assert one.code == 0
    assert rows[0]["target"] in one.out.decode()
    assert "127.0.0.1: " in one.out.decode()
    assert ask(demo, "targets", "cost", "nothing").code == 1


def test_health_can_be_asked_of_some_targets_and_states(demo: DemoRun) -> None:
    broken = ask(demo, "targets", "health", "--state", "failing", "--json")
    rows = broken.rows
    assert (broken.code, {row["condition"] for row in rows}) == (3, {"failing"})
    well = ask(demo, "targets", "health", "is-prc", "--json")
    (row,) = well.rows
    assert (well.code, row["condition"], row["expected"]["learned_weeks"] >= 8) == (0, "quiet", True)
    assert ask(demo, "targets", "health", "--state", "ill").code == 2
