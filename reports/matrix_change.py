"""The matrix of a week with each cell's change against its own baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from index.records import Fact
from reports.counts import RegionsOf, group_stories, published_day, stories_of_week
from reports.coverage import NO_TARGET, Coverage
from reports.matrix import MatrixCell, count_matrix
from reports.surprise import adjust_p_values, judge_counts
from reports.trends import TrendSettings

Change = Literal["rising", "falling", "flat", "coverage"]


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A cell of the matrix, what was to be expected of it, and whether it left that."""

    cell: MatrixCell
    compared: int  # stories of comparable targets; only these are held against the baseline
    expected: float
    q: float  # Benjamini-Hochberg over all cells tested; 1 where not tested
    change: Change

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
    half comes from comparable targets shows `coverage`. Cells of the baseline alone appear where they fell.
    Holidays are not allowed for here, unlike in the trends of the digest.
    """
    weeks, score = (*coverage.baseline, coverage.week), settings.signal_score
    dated = [fact for fact in facts if published_day(fact) is not None]
    kept = group_stories(fact for fact in dated if (fact.target_id or NO_TARGET) in coverage.comparable)
    everything = stories_of_week(group_stories(dated), coverage.week)
    shown = {_key(cell): cell for cell in count_matrix(everything, regions_of, axis=axis, least_score=score)}
    counts: dict[tuple[str, str, str], list[int]] = {key: [0] * len(weeks) for key in shown}
    for place, week in enumerate(weeks):
        for cell in count_matrix(stories_of_week(kept, week), regions_of, axis=axis, least_score=score):
            counts.setdefault(_key(cell), [0] * len(weeks))[place] = cell.count
    keys = sorted(counts)
    if not keys:
        return []
    table = np.array([counts[key] for key in keys], dtype=np.float64)
    judged = judge_counts(table, np.ones_like(table), settings.interval)
    tested = (table.sum(axis=1) >= settings.least_total) & (len(coverage.baseline) >= settings.least_weeks)
    q_values = np.ones(len(keys))
    q_values[tested] = np.where(
        judged.rises[tested], adjust_p_values(judged.above[tested]), adjust_p_values(judged.below[tested])
    )
    found = []
    for number, key in enumerate(keys):
        cell = shown.get(key) or MatrixCell(*key, 0, 0, 0, 0, ())
        now, expected = counts[key][-1], float(judged.expected[number])
        outside = not judged.low[number] <= now <= judged.high[number]
        change: Change = "flat"
        if 2 * now < cell.count:
            change = "coverage"
        elif outside and q_values[number] <= settings.false_discovery_rate:
            change = "rising" if now > expected else "falling"
        if cell.count or change == "falling":
            found.append(
                ChangedCell(cell, now, round(expected, 4), round(float(q_values[number]), 6), change)
            )
    return found


def _key(cell: MatrixCell) -> tuple[str, str, str]:
    return cell.region, cell.field, cell.signal
