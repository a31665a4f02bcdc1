"""Trends in the store."""

from __future__ import annotations

from dataclasses import replace

from index.store import Store
from index.trend_cells import TrendCell, TrendCells

CELL = TrendCell("country", "VN", "2026-W47", 9, 0.25, 2.5, 1.0, 5.0, 0.01, "rising")


def test_a_weeks_cells_are_kept_with_count_and_share_and_told_as_history(tmp_path):
    cells = TrendCells(Store.open(tmp_path / "s.sqlite"))
    directions = ("rising", "falling", "new", "returning", "flat", "coverage")
    for number, direction in enumerate(directions):
        cells.save(f"2026-W4{number}", [replace(CELL, week=f"2026-W4{number}", direction=direction)])
    assert [one.direction for one in cells.history("country", "VN")] == list(directions)
    assert cells.history("country", "VN")[0] == replace(CELL, week="2026-W40")
    assert cells.history("country", "XX") == []


def test_a_week_kept_again_is_as_it_was_worked_out_last(tmp_path):
    cells = TrendCells(Store.open(tmp_path / "s.sqlite"))
    cells.save("2026-W47", [CELL, replace(CELL, key="KR")])
    cells.save("2026-W46", [replace(CELL, week="2026-W46")])
    cells.save("2026-W47", [replace(CELL, count=10), replace(CELL, axis="term", key="a\x00b")])
    assert [(one.axis, one.key, one.count) for one in cells.of_week("2026-W47")] == [
        ("country", "VN", 10),
        ("term", "a\ufffdb", 9),
    ]
    assert len(cells.of_week("2026-W46")) == 1
