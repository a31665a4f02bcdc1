"""The matrix of a week with each cell's change against its own baseline, judged as the trends are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.records import Fact
from reports.counts import MATRIX, PAIR, RegionsOf, group_stories, stories_of_week
from reports.coverage import Coverage
from reports.matrix import MatrixCell, count_matrix, matrix_reader
from reports.trends import Direction, Trend, TrendSettings, compare_cells


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A cell of the matrix, what was to be expected of it, and whether it left that."""

    cell: MatrixCell
    compared: int  # stories of comparable targets; only these are held against the baseline
    expected: float
    q: float  # Benjamini-Hochberg over all cells tested; 1 where not tested
    change: Direction

    def to_json(self) -> dict[str, Any]:
        """The record of `matrix --json`."""
        return {
            **self.cell.to_json(),
            "compared": self.compared,
            "expected": self.expected,
            "q": self.q,
            "change": self.change,
        }


def compare_matrix(
    facts: Sequence[Fact],
    coverage: Coverage,
    regions_of: RegionsOf,
    settings: TrendSettings,
    *,
    axis: str = "m49",
) -> list[ChangedCell]:
    """The cells of the ledger's week, by region, field and signal, each against its own baseline weeks.

    Shown are all stories of the week; compared are those of comparable targets. A cell of which less than
    half comes from comparable targets, in the week or over all weeks, shows `coverage`. Cells of the baseline
    alone appear where they fell.
    """
    score = settings.signal_score
    reader = matrix_reader(regions_of, axis=axis, least_score=score)
    compared = compare_cells(facts, coverage, settings, reader, always=(MATRIX,))
    week = stories_of_week(group_stories(compared.dated), coverage.week)
    shown = {_key(cell): cell for cell in count_matrix(week, regions_of, axis=axis, least_score=score)}
    found = []
    for trend in sorted(compared.cells, key=lambda one: one.key):
        region, code, kind = trend.key.split(PAIR)
        cell = shown.get(trend.key) or MatrixCell(region, code, kind, 0, 0, 0, 0, ())
        change: Direction = "coverage" if 2 * trend.count < cell.count else trend.direction
        if cell.count or change == "falling":
            found.append(_changed(cell, trend, change))
    return found


def _changed(cell: MatrixCell, trend: Trend, change: Direction) -> ChangedCell:
    return ChangedCell(cell, trend.count, trend.expected, trend.q, change)


def _key(cell: MatrixCell) -> str:
    return PAIR.join((cell.region, cell.field, cell.signal))
