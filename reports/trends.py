"""Trends: each cell's week against its own usual, with shrinkage, an interval and false discoveries in check.

How a count is judged stands in reports/surprise.py, what holidays leave of a week in reports/exposure.py.
Ranking: the lower bound of the shrunk ratio of count to expectation. False discoveries are controlled over
all cells tested, once for the rises and once for the falls; cells with too few stories in both windows
together are not tested (Bourgon et al., PNAS 107, 2010).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np

from index.records import Fact
from reports.counts import (
    AXES,
    MATRIX,
    PLAIN_AXES,
    Axis,
    Cell,
    CellCount,
    CellsOf,
    RegionsOf,
    cell_reader,
    count_cells,
    group_stories,
    published_day,
    stories_of_week,
)
from reports.coverage import NO_TARGET, Coverage, Standing
from reports.exposure import cell_exposure
from reports.surprise import Judged, false_discovery, judge_counts
from reports.week import DEFAULT_ZONE, Week

Direction = Literal["rising", "falling", "new", "returning", "flat", "coverage"]
UPWARD: tuple[Direction, ...] = ("rising", "new", "returning")


@dataclass(frozen=True, slots=True)
class TrendSettings:
    """The thresholds of a comparison; all of them are printed in the digest."""

    baseline_weeks: int = 12
    least_weeks: int = 8
    least_count: int = 3  # stories now (rising) or expected (falling), else no arrow
    least_total: int = 5  # stories over both windows together, else not tested
    false_discovery_rate: float = 0.1
    interval: float = 0.9
    coverage_share: float = 0.25  # of a cell's usual stories lost with targets that fell silent: no arrow
    signal_score: float = 0.5


@dataclass(frozen=True, slots=True)
class Trend:
    """One cell's week: count, expectation with the range to be expected, and which way it went."""

    axis: Axis
    key: str
    count: int
    expected: float
    low: float  # 5 % and 95 % points of the count to be expected (posterior predictive)
    high: float
    q: float  # Benjamini-Hochberg; 1 where not tested
    direction: Direction
    documents: tuple[str, ...]  # behind the count
    weekly: tuple[int, ...]  # the baseline, oldest first
    ratio_low: float  # 5 % and 95 % points of count to expectation, shrunk; the ranking goes by ratio_low
    ratio_high: float
    share: float  # of all stories of the week

    def to_json(self) -> dict[str, Any]:
        """The record of `trends --json` (docs/formats.md)."""
        return {
            "axis": self.axis,
            "key": self.key,
            "count": self.count,
            "expected": self.expected,
            "low": self.low,
            "high": self.high,
            "q": self.q,
            "direction": self.direction,
            "documents": list(self.documents),
        }


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A target whose documents were kept out of the comparison, and why."""

    target: str
    why: Standing
    documents: int  # of both windows


@dataclass(frozen=True, slots=True)
class Trends:
    """A week's cells, the most surprising first, and the ledger of what did not enter the comparison."""

    week: Week
    zone: str
    baseline: tuple[Week, ...]  # oldest first
    cells: tuple[Trend, ...]
    left_out: tuple[LeftOut, ...]
    stories: int  # compared, of the week
    tested: int  # cells
    settings: TrendSettings

    def of(self, *directions: Direction) -> tuple[Trend, ...]:
        """The cells that went one of these ways, the most surprising first."""
        return tuple(cell for cell in self.cells if cell.direction in directions)

    def to_json(self) -> dict[str, Any]:
        """What `trends --json` prints (docs/formats.md)."""
        return {"week": str(self.week), "zone": self.zone, "cells": [cell.to_json() for cell in self.cells]}


def compare_week(
    facts: Sequence[Fact],
    coverage: Coverage,
    settings: TrendSettings,
    *,
    regions_of: RegionsOf | None = None,
    zone: str = DEFAULT_ZONE,
) -> Trends:
    """The week of the ledger against its baseline, comparable targets only.

    `facts`: the dated documents from `first_day_needed` to the week's end. Cells shown: all of the plain axes
    (country, region, field, signal), and terms and pairs with `least_total` stories or more.
    """
    cells_of = cell_reader(regions_of, settings.signal_score)
    compared = compare_cells(facts, coverage, settings, cells_of, always=PLAIN_AXES)
    return Trends(
        week=coverage.week,
        zone=zone,
        baseline=coverage.baseline,
        cells=compared.cells,
        left_out=_left_out(compared.dated, coverage),
        stories=compared.total,
        tested=sum(
            cell.direction != "coverage" and sum(cell.weekly) + cell.count >= settings.least_total
            for cell in compared.cells
        ),
        settings=settings,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Cells of a week, judged, and what they were judged from."""

    cells: tuple[Trend, ...]  # the most surprising first
    dated: tuple[Fact, ...]  # all facts with a day before the week's end
    total: int  # stories of comparable targets in the week


def compare_cells(
    facts: Sequence[Fact],
    coverage: Coverage,
    settings: TrendSettings,
    cells_of: CellsOf,
    *,
    always: Sequence[Axis],
) -> Compared:
    """The cells that `cells_of` reads of each document, comparable targets only, holidays allowed for.

    Of the axes `always` every cell is judged, of others those with `least_total` stories.
    """
    weeks = (*coverage.baseline, coverage.week)
    dated = [fact for fact in facts if (day := published_day(fact)) is not None and day < coverage.week.end]
    comparable, fallen = coverage.comparable, coverage.fallen
    kept = [fact for fact in dated if (fact.target_id or NO_TARGET) in comparable]
    lost = [fact for fact in dated if (fact.target_id or NO_TARGET) in fallen]
    stories = group_stories(kept)
    counts = count_cells(stories, weeks, cells_of)
    everything = counts
    fell: Mapping[Cell, CellCount] = {}
    if len(kept) < len(dated):
        everything = count_cells(group_stories(dated), weeks, cells_of)
        fell = count_cells(group_stories(lost), weeks, cells_of)
    uncovered = _uncovered(counts, everything, fell, settings)
    none = CellCount((0,) * len(weeks), ())
    shown = {
        cell: counts.get(cell, none)
        for cell, count in everything.items()
        if cell[0] in always
        or sum(counts.get(cell, none).weekly) >= settings.least_total
        or (cell in uncovered and sum(count.weekly) >= settings.least_total)
    }
    total = len(stories_of_week(stories, coverage.week))
    cells = judge_cells(
        shown,
        settings,
        total=total,
        fallen=frozenset(uncovered & shown.keys()),
        exposure=cell_exposure(stories, weeks, cells_of),
    )
    return Compared(tuple(cells), tuple(dated), total)


def first_day_needed(week: Week, baseline_weeks: int = 12) -> date:
    """The first day of the facts that a comparison reads: four weeks more than its baseline.

    The lead shows which stories of the first baseline week began before it.
    """
    return week.shifted(-baseline_weeks - 4).start


def _uncovered(
    counts: Mapping[Cell, CellCount],
    everything: Mapping[Cell, CellCount],
    fell: Mapping[Cell, CellCount],
    settings: TrendSettings,
) -> set[Cell]:
    """Cells that lost a good part of their usual stories with fallen targets, or can hardly be compared."""
    found = set()
    for cell, count in everything.items():
        usual = sum(count.weekly[:-1])
        gone = sum(fell[cell].weekly[:-1]) if cell in fell else 0
        kept = sum(counts[cell].weekly) if cell in counts else 0
        if (usual and gone >= settings.coverage_share * usual) or 2 * kept <= sum(count.weekly):
            found.add(cell)
    return found


def _left_out(facts: Sequence[Fact], coverage: Coverage) -> tuple[LeftOut, ...]:
    first = coverage.baseline[0].start
    documents: dict[str, int] = {}
    for fact in facts:
        day = published_day(fact)
        if day is not None and day >= first:
            documents[fact.target_id or NO_TARGET] = documents.get(fact.target_id or NO_TARGET, 0) + 1
    return tuple(
        LeftOut(row.target.id, row.standing, documents.get(row.target.id, 0))
        for row in coverage.rows
        if not row.comparable
    )


def judge_cells(
    counts: Mapping[Cell, CellCount],
    settings: TrendSettings,
    *,
    total: int = 0,
    fallen: frozenset[Cell] = frozenset(),
    exposure: Mapping[Cell, Sequence[float]] | None = None,
) -> list[Trend]:
    """Every cell judged, the most surprising first; ties by axis and key.

    `counts` hold the baseline weeks and, last, the week in question. `total` is the number of all stories of
    that week, for shares. Cells in `fallen` lost coverage: they keep their numbers and get no arrow.
    `exposure`: the share of a usual week that holidays left of each week, where they touch a cell.
    """
    cells: list[Cell] = []
    parts: list[Judged] = []
    for axis in (*AXES, MATRIX):
        of_axis = sorted(cell for cell in counts if cell[0] == axis)
        if of_axis:
            table = np.array([counts[cell].weekly for cell in of_axis], dtype=np.float64)
            whole = (1.0,) * table.shape[1]
            shares = np.array([(exposure or {}).get(cell, whole) for cell in of_axis], dtype=np.float64)
            cells.extend(of_axis)
            parts.append(judge_counts(table, shares, settings.interval))
    if not cells:
        return []
    judged = Judged.joined(parts, settings.interval)
    tested = [
        cell not in fallen
        and len(counts[cell].weekly) > settings.least_weeks
        and sum(counts[cell].weekly) >= settings.least_total
        for cell in cells
    ]
    q_values = false_discovery(judged, np.array(tested, dtype=np.bool_))
    trends = []
    for number, cell in enumerate(cells):
        weekly, count = counts[cell].weekly[:-1], counts[cell].weekly[-1]
        expected, low, high = judged.expected[number], judged.low[number], judged.high[number]
        # The week itself must stand out too: the two weeks together may rest on the one before alone.
        significant = q_values[number] <= settings.false_discovery_rate and not low <= count <= high
        trends.append(
            Trend(
                axis=cell[0],
                key=cell[1],
                count=count,
                expected=_rounded(expected),
                low=_rounded(low),
                high=_rounded(high),
                q=_rounded(q_values[number], 6),
                direction="coverage"
                if cell in fallen
                else _direction(weekly, count, float(expected), settings, significant=bool(significant)),
                documents=counts[cell].documents,
                weekly=weekly,
                ratio_low=_rounded(judged.ratio_low[number]),
                ratio_high=_rounded(judged.ratio_high[number]),
                share=_rounded(count / total if total else 0.0),
            )
        )
    return sorted(trends, key=lambda trend: (-trend.ratio_low, trend.axis, trend.key))


def _direction(
    weekly: Sequence[int], count: int, expected: float, settings: TrendSettings, *, significant: bool
) -> Direction:
    if not significant:
        return "flat"
    if count > expected:
        if count < settings.least_count:
            return "flat"
        if not any(weekly):
            return "new"
        return "rising" if any(weekly[len(weekly) // 2 :]) else "returning"
    return "falling" if expected >= settings.least_count else "flat"


def _rounded(value: float, digits: int = 4) -> float:
    return round(float(value), digits)
