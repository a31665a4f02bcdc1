"""The matrix of a week against its baseline."""

from __future__ import annotations

from nlp.regions import regions_of
from reports.matrix_change import compare_matrix
from reports.trends import TrendSettings
from tests.reports.conftest import signal

SETTINGS = TrendSettings()


def tell(world, day, parties, target="us-cedar", kind="agreement"):
    one = signal(kind, "signed", parties, fields=("ENE",))
    number = len(world.facts) + 1
    return world.add(number, day, target, "T", "A.\nB c.", fields=("ENE",), signals=(one,))


def test_a_cell_that_left_its_usual_is_marked_and_japan_is_told(world):
    for week in world.week.before(12):
        tell(world, week.start.isoformat(), "US VN")
    for _ in range(9):
        tell(world, "2026-11-18", "US VN")
    tell(world, "2026-11-18", "JP VN")
    cells = compare_matrix(world.facts, world.coverage(), regions_of, SETTINGS)
    found = {(one.cell.region, one.cell.field): one for one in cells}
    east = found["m49:035", "ENE"]
    assert (east.cell.out, east.cell.japan_in, east.compared, east.change) == (9, 1, 10, "rising")
    assert len(east.to_json()["documents"]) == 10


def test_a_cell_that_comes_from_a_new_target_shows_coverage(world):
    for week in world.week.before(12):
        tell(world, week.start.isoformat(), "US VN")
    for _ in range(9):
        tell(world, "2026-11-18", "US VN", target="new-flood")
    [cell] = [
        one
        for one in compare_matrix(world.facts, world.coverage(), regions_of, SETTINGS)
        if one.cell.region == "m49:035"
    ]
    assert (cell.change, cell.cell.count, cell.compared) == ("coverage", 9, 0)


def test_no_facts_make_no_cells(world):
    assert compare_matrix([], world.coverage(), regions_of, SETTINGS) == []
