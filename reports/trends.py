"""Trends: each cell's week against its own usual, with shrinkage, an interval and false discoveries in check.

Expected counts: the cell's rate has a Gamma prior fitted to all cells of its axis (empirical Bayes; Clayton
& Kaldor, Biometrics 43, 1987), so that its posterior mean is (a + X) / (b + n) for X stories in n weeks. The
count is judged by the posterior predictive negative binomial, its variance raised by the axis's dispersion
where weeks scatter more than Poisson (McCullagh & Nelder 1989, ch. 6). Ranking: the lower bound of the shrunk
ratio of count to expectation (DuMouchel, The American Statistician 53, 1999). False discoveries: mid-P values
(Lancaster, JASA 56, 1961) under Benjamini & Hochberg (JRSS B 57, 1995) over all cells tested, once for the
rises and once for the falls; cells with too few stories in both windows together are not tested (Bourgon et
al., PNAS 107, 2010). A past week that its own cell's other weeks make improbable (an earlier burst) is set
aside from the baseline (the reweighting of Farrington et al., JRSS A 159, 1996, all or nothing).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from index.records import Fact
from reports.counts import (
    AXES,
    PLAIN_AXES,
    Axis,
    Cell,
    CellCount,
    RegionsOf,
    cell_reader,
    count_cells,
    group_stories,
    published_day,
    stories_of_week,
)
from reports.coverage import NO_TARGET, Coverage, Standing
from reports.week import DEFAULT_ZONE, Week

Direction = Literal["rising", "falling", "new", "returning", "flat", "coverage"]
BURST = 0.001  # chance of a baseline week's count, given the others, below which the week is set aside
UPWARD: tuple[Direction, ...] = ("rising", "new", "returning")
Numbers = npt.NDArray[np.float64]


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


@dataclass(frozen=True, slots=True)
class _AxisFit:
    shape: float  # of the Gamma prior of weekly rates
    rate: float  # in weeks
    dispersion: float  # variance over mean of a week, at least 1


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
    weeks = (*coverage.baseline, coverage.week)
    cells_of = cell_reader(regions_of, settings.signal_score)
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
        if cell[0] in PLAIN_AXES
        or sum(counts.get(cell, none).weekly) >= settings.least_total
        or (cell in uncovered and sum(count.weekly) >= settings.least_total)
    }
    total = len(stories_of_week(stories, coverage.week))
    cells = judge_cells(shown, settings, total=total, fallen=frozenset(uncovered & shown.keys()))
    return Trends(
        week=coverage.week,
        zone=zone,
        baseline=coverage.baseline,
        cells=tuple(cells),
        left_out=_left_out(dated, coverage),
        stories=total,
        tested=sum(
            cell.direction != "coverage" and sum(cell.weekly) + cell.count >= settings.least_total
            for cell in cells
        ),
        settings=settings,
    )


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
) -> list[Trend]:
    """Every cell judged, the most surprising first; ties by axis and key.

    `counts` hold the baseline weeks and, last, the week in question. `total` is the number of all stories of
    that week, for shares. Cells in `fallen` lost coverage: they keep their numbers and get no arrow.
    """
    drafts = _draft_cells(counts)
    if not drafts:
        return []
    table = np.stack([row for _, row, _ in drafts])
    base, now = table[:, :-1], table[:, -1]
    dispersion = np.array([fit.dispersion for _, _, fit in drafts])
    kept = _usual_weeks(base, dispersion)
    shapes = np.array([fit.shape for _, _, fit in drafts]) + (base * kept).sum(axis=1)
    rates = np.array([fit.rate for _, _, fit in drafts]) + kept.sum(axis=1)
    expected = shapes / rates
    above, below, low, high = _predict(now, expected, shapes, dispersion, settings.interval)
    ratio_low, ratio_high = _ratio_interval(now, expected, shapes / dispersion, settings.interval)
    tested = (table.sum(axis=1) >= settings.least_total) & (base.shape[1] >= settings.least_weeks)
    tested &= np.array([cell not in fallen for cell, _, _ in drafts])
    q_values = np.ones(len(drafts))
    q_values[tested] = np.where(
        now[tested] > expected[tested], adjust_p_values(above[tested]), adjust_p_values(below[tested])
    )
    trends = []
    for number, (cell, row, _) in enumerate(drafts):
        weekly = tuple(int(value) for value in row[:-1])
        count = int(row[-1])
        significant = bool(tested[number]) and q_values[number] <= settings.false_discovery_rate
        trends.append(
            Trend(
                axis=cell[0],
                key=cell[1],
                count=count,
                expected=_rounded(expected[number]),
                low=_rounded(low[number]),
                high=_rounded(high[number]),
                q=_rounded(q_values[number], 6),
                direction="coverage"
                if cell in fallen
                else _direction(weekly, count, float(expected[number]), settings, significant=significant),
                documents=counts[cell].documents,
                weekly=weekly,
                ratio_low=_rounded(ratio_low[number]),
                ratio_high=_rounded(ratio_high[number]),
                share=_rounded(count / total if total else 0.0),
            )
        )
    return sorted(trends, key=lambda trend: (-trend.ratio_low, trend.axis, trend.key))


def _draft_cells(counts: Mapping[Cell, CellCount]) -> list[tuple[Cell, Numbers, _AxisFit]]:
    """Each cell with its row of weekly counts and the fit of its axis, by axis and key."""
    drafts: list[tuple[Cell, Numbers, _AxisFit]] = []
    for axis in AXES:
        cells = sorted(cell for cell in counts if cell[0] == axis)
        if cells:
            table = np.array([counts[cell].weekly for cell in cells], dtype=np.float64)
            fit = _fit_axis(table[:, :-1])
            drafts.extend((cell, row, fit) for cell, row in zip(cells, table, strict=True))
    return drafts


def adjust_p_values(p_values: Numbers) -> Numbers:
    """Adjusted p values (q) of Benjamini and Hochberg, in the order of the p values; none give none."""
    size = len(p_values)
    if not size:
        return p_values
    order = np.argsort(p_values, kind="stable")
    stepped = p_values[order] * size / np.arange(1, size + 1)
    adjusted = np.empty(size)
    adjusted[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return adjusted


def _fit_axis(base: Numbers) -> _AxisFit:
    """Prior of an axis by moments, worth a quarter of a week to as many weeks as the cell's own baseline."""
    weeks = max(base.shape[1], 1)
    weekly = base.sum(axis=1) / weeks
    mean = max(float(weekly.mean()), 0.01)
    spread = float(weekly.var()) - mean / weeks
    rate = min(max(mean / spread if spread > 0 else weeks, 0.25), float(weeks))
    return _AxisFit(mean * rate, rate, _dispersion(base))


@lru_cache(maxsize=1)
def _stats() -> Any:
    """scipy.stats: it loads longer than all the rest, and who shows a stored digest compares nothing."""
    from scipy import stats  # noqa: PLC0415 - heavy: 0.6 s, for comparing alone

    return stats


def _dispersion(base: Numbers) -> float:
    """Variance over mean of a week's count: the median over an axis's fuller cells; bursts weigh little."""
    weeks = base.shape[1]
    fuller = base[base.mean(axis=1) >= 1.0] if weeks > 1 else base[:0]
    if len(fuller) < 8:
        return 1.0
    index = fuller.var(axis=1, ddof=1) / fuller.mean(axis=1)
    usual = float(_stats().chi2.median(weeks - 1)) / (weeks - 1)
    dispersion = float(np.median(index)) / usual
    return dispersion if dispersion > 1.1 else 1.0


def _usual_weeks(base: Numbers, dispersion: Numbers) -> npt.NDArray[np.bool_]:
    """Which baseline weeks count: all but those far above what the cell's other weeks make probable."""
    weeks = base.shape[1]
    if weeks < 3:
        return np.ones_like(base, dtype=np.bool_)
    others = np.maximum((base.sum(axis=1, keepdims=True) - base) / (weeks - 1), 0.3)
    spread = dispersion[:, None]
    # the count brought to Poisson's scale where weeks scatter more
    scaled = np.floor(others + (base - others) / np.sqrt(spread))
    usual: npt.NDArray[np.bool_] = _stats().poisson.sf(scaled - 1, others) >= BURST
    return usual


def _predict(
    now: Numbers, expected: Numbers, shapes: Numbers, dispersion: Numbers, interval: float
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Mid-P values above and below, and the range to be expected; it always holds the expectation."""
    variance = expected * dispersion + expected**2 / shapes
    size = expected**2 / (variance - expected)
    chance = size / (size + expected)
    at = _stats().nbinom.pmf(now, size, chance)
    above = _stats().nbinom.sf(now, size, chance) + at / 2
    below = _stats().nbinom.cdf(now, size, chance) - at / 2
    tail = (1 - interval) / 2
    low = np.minimum(_stats().nbinom.ppf(tail, size, chance), expected)
    high = np.maximum(_stats().nbinom.ppf(1 - tail, size, chance), expected)
    return above, below, low, high


def _ratio_interval(
    now: Numbers, expected: Numbers, shapes: Numbers, interval: float
) -> tuple[Numbers, Numbers]:
    """Range of count over expectation, shrunk towards 1 as far as the cells' own ratios scatter little."""
    excess = float(np.sum((now - expected) ** 2 - expected - expected**2 / shapes))
    shrink = float(np.clip(np.sum(expected**2) / excess if excess > 0 else 50.0, 0.5, 50.0))
    middle = (shrink + now) / (shrink + expected)
    tail = (1 - interval) / 2
    above, below = 2 * (shrink + now), 2 * shapes
    return middle * _stats().f.ppf(tail, above, below), middle * _stats().f.ppf(1 - tail, above, below)


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
