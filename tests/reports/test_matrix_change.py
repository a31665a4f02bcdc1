"""The matrix of a week against its baseline."""

from __future__ import annotations

from datetime import timedelta

from nlp.regions import regions_of
from reports.matrix_change import compare_matrix
from reports.trends import TrendSettings, compare_week
from reports.week import Week
from tests.reports.conftest import World, signal

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


def test_a_cell_that_falls_over_the_holidays_with_everything_of_its_country_has_not_fallen(world):
    """The same weeks, once at the year's end, where a calendar knows of a pause, and once in autumn."""

    def changes(text):
        week = Week.parse(text)
        quiet = World(week=week)
        for before in week.before(12):
            for number in range(12):
                parties = "BR US" if number % 2 else "US VN"
                tell(quiet, (before.start + timedelta(days=number % 5)).isoformat(), parties)
        for number in range(3):
            tell(quiet, (week.start + timedelta(days=number)).isoformat(), "US VN")
        cells = compare_matrix(quiet.facts, quiet.coverage(), regions_of, SETTINGS)
        return {one.cell.region: one.change for one in cells}

    assert changes("2026-W47")["m49:005"] == "falling"
    assert "falling" not in changes("2026-W53").values()


def test_a_cell_that_nobody_told_before_is_new(world):
    for week in world.week.before(12):
        tell(world, week.start.isoformat(), "US VN")
    for _ in range(9):
        tell(world, "2026-11-18", "KE US", kind="dialogue")
    cells = compare_matrix(world.facts, world.coverage(), regions_of, SETTINGS)
    assert {one.change for one in cells if one.cell.region == "m49:014"} == {"new"}


def test_the_matrix_judges_as_the_trends_do(world):
    for week in world.week.before(12):
        tell(world, week.start.isoformat(), "US VN")
    for _ in range(9):
        tell(world, "2026-11-18", "US VN")
    coverage = world.coverage()
    [cell] = [
        one
        for one in compare_matrix(world.facts, coverage, regions_of, SETTINGS)
        if one.cell.region == "m49:035"
    ]
    trends = compare_week(world.facts, coverage, SETTINGS, regions_of=regions_of)
    assert cell.compared == next(one.count for one in trends.cells if one.key == "agreement")
    assert cell.change == next(one.direction for one in trends.cells if one.key == "agreement")
