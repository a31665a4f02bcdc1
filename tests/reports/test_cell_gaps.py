"""Gaps of a cell: its own targets were not read, though others were."""

from __future__ import annotations

from dataclasses import replace

from reports.cell_gaps import cell_gaps
from reports.chart_shapes import lines_of
from reports.chart_svg import draw_svg
from reports.coverage import build_coverage
from tests.reports.conftest import TARGETS, made_runs


def test_an_archive_that_is_empty_in_a_week_is_a_gap_of_its_own_cells_alone(full_world):
    lost = full_world.week.shifted(-5)
    for week in range(1, 13):
        monday = full_world.week.shifted(-week).start.isoformat()
        for number in range(6 if week != 5 else 0):
            full_world.add(0x6000 + 16 * week + number, monday, "ar-old", "T", "x", actors=("AR",))
    for number in range(6):
        full_world.add(0x7000 + number, "2026-11-18", "ar-old", "T", "x", actors=("AR",))
    coverage = build_coverage(full_world.week, targets=TARGETS, runs=made_runs(), facts=full_world.facts)
    cells = [("country", "AR"), ("country", "DE")]
    gaps = cell_gaps(cells, full_world.facts, coverage, 0.5)
    assert gaps == {("country", "AR"): (str(lost),), ("country", "DE"): ()}


def test_no_gap_is_sought_where_every_target_was_read(full_world):
    assert cell_gaps([("country", "DE")], full_world.facts, full_world.coverage(), 0.5) == {}


def test_a_gap_breaks_the_line_and_is_shaded(full_world, build):
    digest = build(full_world)
    week = digest.charts.weeks[4]
    shown = replace(digest.trends[0], gaps=(week,))
    body = replace(digest, trends=(shown, *digest.trends[1:])).to_json()
    [line, *_] = lines_of(body)
    assert line.values[4] is None
    assert line.gaps == (4,)
    assert "記録なし" in draw_svg(body)["trends"]
