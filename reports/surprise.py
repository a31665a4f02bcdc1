"""How surprising a week's counts are: an expectation from each row's own past, p values and intervals.

Expected counts: a cell's rate has a Gamma prior fitted to all cells of its axis (empirical Bayes; Clayton &
Kaldor, Biometrics 43, 1987), so that its posterior mean is (a + X) / (b + n) for X stories in n weeks; a week
that holidays cut short counts as the share it was (an offset; Noufaily et al., Statistics in Medicine 32,
2013). The count is judged by the posterior predictive negative binomial, its variance raised by the axis's
dispersion where weeks scatter more than Poisson (McCullagh & Nelder 1989, ch. 6), with mid-P values
(Lancaster, JASA 56, 1961).

A rise seldom lasts one week alone. The week before the judged one is therefore kept out of the baseline, as
in the C2 rule of EARS (Hutwagner et al., J. Urban Health 80, 2003), so that a rise does not hide itself in
its second week; and the two weeks together are a second test of a rise, the windows of a prospective scan
(Kulldorff, JRSS A 164, 2001). The smaller p value counts, weighted by Bonferroni (Genovese et al., Biometrika
93, 2006). A past week that its own cell's other weeks make improbable (an earlier burst) is set aside from
the baseline (the reweighting of Farrington et al., JRSS A 159, 1996, all or nothing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

BURST = 0.001  # chance of a baseline week's count, given the others, below which the week is set aside
ONE_WEEK = 0.8  # weight of the test of the week alone; the two weeks together have the rest
LEAST_GUARDED = 4  # weeks of history from which on the newest is kept out of the baseline
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """One number a row: what was to be expected of the last week, and how far from it the count lies."""

    now: Numbers
    expected: Numbers
    shape: Numbers  # of the posterior Gamma, divided by the dispersion
    rises: Flags  # the side on which the row is tested
    above: Numbers  # p values
    below: Numbers
    low: Numbers  # range of the count to be expected
    high: Numbers
    ratio_low: Numbers  # range of count to expectation, shrunk
    ratio_high: Numbers

    @classmethod
    def joined(cls, parts: Sequence[Judged], interval: float) -> Judged:
        """The rows of several tables, their ratios shrunk by what all of them show. No part is an error."""
        names = ("now", "expected", "shape", "rises", "above", "below", "low", "high")
        rows = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
        ratios = ratio_interval(rows["now"], rows["expected"], rows["shape"], interval)
        return cls(**rows, ratio_low=ratios[0], ratio_high=ratios[1])


@dataclass(frozen=True, slots=True)
class _AxisFit:
    shape: float  # of the Gamma prior of weekly rates
    rate: float  # in weeks
    dispersion: float  # variance over mean of a week, at least 1


def judge_counts(table: Numbers, exposure: Numbers, interval: float) -> Judged:
    """The last column of a table of weekly counts against the columns before it, rows of one axis.

    `exposure`, of the same shape: the share of a usual week that each week was, above 0.
    """
    now, share = table[:, -1], exposure[:, -1]
    guarded = table.shape[1] > LEAST_GUARDED
    base = table[:, : -2 if guarded else -1]
    weeks = exposure[:, : base.shape[1]]
    fit = _fit_axis(base, weeks)
    kept = _usual_weeks(base, weeks, fit.dispersion)
    shape = fit.shape + (base * kept).sum(axis=1)
    weekly = shape / (fit.rate + (weeks * kept).sum(axis=1))
    expected = weekly * share
    above, below, low, high = _predict(now, expected, shape, fit.dispersion, interval)
    if guarded:
        both = weekly * (share + exposure[:, -2])
        more, _, _, _ = _predict(now + table[:, -2], both, shape, fit.dispersion, interval)
        above = np.minimum(np.minimum(above / ONE_WEEK, more / (1 - ONE_WEEK)), 1.0)
    spread = shape / fit.dispersion
    ratio_low, ratio_high = ratio_interval(now, expected, spread, interval)
    return Judged(now, expected, spread, now > expected, above, below, low, high, ratio_low, ratio_high)


def false_discovery(judged: Judged, tested: Flags) -> Numbers:
    """The q value of each row, of its rise or of its fall, over all rows tested; 1 where it was not.

    Rises and falls are two families, since a reader takes them for two lists.
    """
    q_values = np.ones(len(tested))
    q_values[tested] = np.where(
        judged.rises[tested], adjust_p_values(judged.above[tested]), adjust_p_values(judged.below[tested])
    )
    return q_values


def adjust_p_values(p_values: Numbers) -> Numbers:
    """Adjusted p values (q) of Benjamini and Hochberg (JRSS B 57, 1995), in the order of the p values."""
    size = len(p_values)
    if not size:
        return p_values
    order = np.argsort(p_values, kind="stable")
    stepped = p_values[order] * size / np.arange(1, size + 1)
    adjusted = np.empty(size)
    adjusted[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return adjusted


def ratio_interval(
    now: Numbers, expected: Numbers, shapes: Numbers, interval: float
) -> tuple[Numbers, Numbers]:
    """Range of count over expectation, shrunk towards 1 as far as the cells' own ratios scatter little.

    Method: the multi-item gamma Poisson shrinker (DuMouchel, The American Statistician 53, 1999).
    """
    excess = float(np.sum((now - expected) ** 2 - expected - expected**2 / shapes))
    shrink = float(np.clip(np.sum(expected**2) / excess if excess > 0 else 50.0, 0.5, 50.0))
    middle = (shrink + now) / (shrink + expected)
    tail = (1 - interval) / 2
    above, below = 2 * (shrink + now), 2 * shapes
    return middle * _stats().f.ppf(tail, above, below), middle * _stats().f.ppf(1 - tail, above, below)


def _fit_axis(base: Numbers, exposure: Numbers) -> _AxisFit:
    """Prior of an axis by moments, worth a quarter of a week to as many weeks as the cell's own baseline."""
    weeks = max(base.shape[1], 1)
    weekly = base.sum(axis=1) / np.maximum(exposure.sum(axis=1), 1e-9)
    mean = max(float(weekly.mean()), 0.01)
    spread = float(weekly.var()) - mean / weeks
    rate = min(max(mean / spread if spread > 0 else weeks, 0.25), float(weeks))
    return _AxisFit(mean * rate, rate, _dispersion(base, exposure, weekly))


@lru_cache(maxsize=1)
def _stats() -> Any:
    """scipy.stats: it loads longer than all the rest, and who shows a stored digest compares nothing."""
    from scipy import stats  # noqa: PLC0415 - heavy: 0.6 s, for comparing alone

    return stats


def _dispersion(base: Numbers, exposure: Numbers, weekly: Numbers) -> float:
    """Variance over mean of a week's count: the median over an axis's fuller cells; bursts weigh little."""
    weeks = base.shape[1]
    fuller = weekly >= 1.0
    if weeks < 2 or fuller.sum() < 8:
        return 1.0
    usual = weekly[fuller, None] * exposure[fuller]
    index = ((base[fuller] - usual) ** 2 / usual).sum(axis=1) / (weeks - 1)
    dispersion = float(np.median(index)) / (float(_stats().chi2.median(weeks - 1)) / (weeks - 1))
    return dispersion if dispersion > 1.1 else 1.0


def _usual_weeks(base: Numbers, exposure: Numbers, dispersion: float) -> Flags:
    """Which baseline weeks count: all but those far above what the cell's other weeks make probable."""
    weeks = base.shape[1]
    if weeks < 3:
        return np.ones_like(base, dtype=np.bool_)
    left = np.maximum(exposure.sum(axis=1, keepdims=True) - exposure, 1e-9)
    others = np.maximum((base.sum(axis=1, keepdims=True) - base) / left * exposure, 0.3)
    # the count brought to Poisson's scale where weeks scatter more
    scaled = np.floor(others + (base - others) / np.sqrt(dispersion))
    usual: Flags = _stats().poisson.sf(scaled - 1, others) >= BURST
    return usual


def _predict(
    now: Numbers, expected: Numbers, shape: Numbers, dispersion: float, interval: float
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Mid-P values above and below, and the range to be expected; it always holds the expectation."""
    variance = expected * dispersion + expected**2 / shape
    size = expected**2 / (variance - expected)
    chance = size / (size + expected)
    at = _stats().nbinom.pmf(now, size, chance)
    above = _stats().nbinom.sf(now, size, chance) + at / 2
    below = _stats().nbinom.cdf(now, size, chance) - at / 2
    tail = (1 - interval) / 2
    low = np.minimum(_stats().nbinom.ppf(tail, size, chance), expected)
    high = np.maximum(_stats().nbinom.ppf(1 - tail, size, chance), expected)
    return above, below, low, high
