"""A lasting change of volume: since which week a source gives about this much, and how much before.

PELT (Killick, Fearnhead and Eckley, JASA 2012) on weekly counts with a Poisson cost, divided by the counts'
own overdispersion, so that a source that comes in bursts needs more proof than one that comes evenly. Within
the newest level, a step of the last weeks is sought by the likelihood ratio of two rates against one (the
generalised form of Page's CUSUM), which needs less proof: it is told, and what is normal is not yet changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from statistics import median

LEAST_WEEKS = 5  # of a level, before it is called lasting
_PROOF = 3.0  # the penalty of a change is this times the logarithm of the number of weeks
_CLEAR = 1.25  # a change by less than this factor is not worth a person's time
_LEAST_STEP = 0.5  # documents a week
# Log likelihood ratios; python -m benchmarks.volume says what they cost in false alarms. A fall that matters
# is told as too little, which has a test of its own, long before it is called lasting.
_RISE_PROOF = 5.25
_FALL_PROOF = 7.0
_STEP_BEFORE = 8  # weeks that say what was usual before a step
_STEP_RISE = 3  # weeks of a rise at least
_STEP_FALL = LEAST_WEEKS  # a fall may be a pause, and is told as too little before
_STEP_MOST = 13  # weeks: an older step is left to PELT; twice as many find as much and err a quarter oftener
_NEIGHBOURS = 4  # weeks on both sides that say what a burst stands out of


@dataclass(frozen=True, slots=True)
class Change:
    """The newest lasting change of a series: its place in the series, and the means around it."""

    at: int  # index of the first week of the new level
    before: float  # a week
    after: float

    @property
    def rose(self) -> bool:
        """Whether there is more than before."""
        return self.after > self.before


def level_starts(counts: Sequence[int]) -> list[int]:
    """Where the levels of a series of weekly counts begin, the first at 0; the same counts, the same answer.

    Bursts of single weeks are cut to what their neighbours allow before the levels are sought. Fewer than
    twice LEAST_WEEKS give one level.
    """
    size = len(counts)
    if size < 2 * LEAST_WEEKS:
        return [0]
    spread = overdispersion(counts)
    tamed = _tame(counts, spread)
    sums = [0.0]
    for count in tamed:
        sums.append(sums[-1] + count)
    penalty = _PROOF * log(size) * spread

    best = [-penalty] + [float("inf")] * size
    origin = [0] * (size + 1)
    candidates = [0]
    for end in range(LEAST_WEEKS, size + 1):
        values = [(best[start] + _cost(sums[end] - sums[start], end - start), start) for start in candidates]
        least, origin[end] = min(values)
        best[end] = least + penalty
        candidates = [start for value, start in values if value <= best[end]]
        candidates.append(end - LEAST_WEEKS + 1)
    starts = [origin[size]]
    while starts[0] > 0:
        starts.insert(0, origin[starts[0]])
    return starts


def newest_change(counts: Sequence[int], starts: Sequence[int] | None = None) -> Change | None:
    """The newest change by a factor that matters; None where the series has one level.

    `starts`: what `level_starts` says of the counts, where that is known already.
    """
    starts = level_starts(counts) if starts is None else starts
    young = len(starts) > 1 and len(counts) - starts[-1] < _STEP_BEFORE  # PELT's place may be too early
    first = starts[-2] if young else starts[-1]
    step = newest_step(counts[first:])
    if step is not None:
        return Change(first + step.at, step.before, step.after)
    bounds = [*starts, len(counts)]
    for place in range(len(starts) - 1, 0, -1):
        at = starts[place]
        change = Change(at, _mean(counts[bounds[place - 1] : at]), _mean(counts[at : bounds[place + 1]]))
        if _matters(change):
            return change
    return None


def newest_step(counts: Sequence[int]) -> Change | None:
    """The likeliest step in the last weeks of a level; None where one rate explains them well enough."""
    size = len(counts)
    if size < _STEP_BEFORE + _STEP_RISE:
        return None
    spread = overdispersion(counts)
    tamed = _tame(counts, spread)
    total, after = sum(tamed), 0.0
    best, found = 0.0, None
    for at in range(size - 1, max(_STEP_BEFORE, size - _STEP_MOST) - 1, -1):
        after += tamed[at]
        step = Change(at, (total - after) / at, after / (size - at))
        if size - at < (_STEP_RISE if step.rose else _STEP_FALL) or not _matters(step):
            continue
        apart = _cost(total - after, at) + _cost(after, size - at)
        proof = (_cost(total, size) - apart) / (2.0 * spread)
        if proof >= max(best, _RISE_PROOF if step.rose else _FALL_PROOF):
            best, found = proof, Change(at, _mean(counts[:at]), _mean(counts[at:]))
    return found


def _matters(change: Change) -> bool:
    high, low = max(change.before, change.after), min(change.before, change.after)
    return high >= _CLEAR * low and high - low >= _LEAST_STEP


def _cost(total: float, weeks: int) -> float:
    """Twice the negative logarithm of a Poisson level's likelihood, less what all levelings share."""
    return 2.0 * total * (1.0 - log(total / weeks)) if total > 0 else 0.0


def overdispersion(counts: Sequence[int]) -> float:
    """Variance over mean of a series, 1 at least, from its steps: a change of level adds one step alone."""
    steps = sorted(
        (later - earlier) ** 2 / (later + earlier) for earlier, later in pairwise(counts) if later + earlier
    )
    kept = steps[: max(1, round(len(steps) * 0.9))]  # the largest tenth: bursts and changes of level
    return max(1.0, 1.25 * sum(kept) / len(kept)) if kept else 1.0


def _tame(counts: Sequence[int], spread: float) -> list[float]:
    tamed = []
    for place, count in enumerate(counts):
        near = median(counts[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1])
        tamed.append(min(float(count), near + 3.0 * sqrt(spread * (near + 1.0))))
    return tamed


def _mean(counts: Sequence[int]) -> float:
    """The mean of a level without its highest and lowest tenth."""
    ordered = sorted(counts)
    cut = len(ordered) // 10
    kept = ordered[cut : len(ordered) - cut]
    return sum(kept) / len(kept)
