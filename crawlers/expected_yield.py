"""What a source normally gives in a week, learned from its own weeks, and whether it now gives less.

A week in which the source was not wholly read says nothing. Weeks in which everybody is silent (holidays) are
expected to be poor, and are left out of what is learned. Extremes count no more than the tenth next to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p

from crawlers.volume import LEAST_WEEKS, Change, level_starts, newest_change

ENOUGH_WEEKS = 8  # before anything is said to be learned; and before a new level is called normal
LEARNED_WEEKS = 52  # the newest that count
WINDOWS = (1, 2, 4, 8, 13)  # weeks over which too little is looked for
RARE = 0.003  # a sum less probable than this is too little
_NORMAL_SHARE = 0.75  # a week with a smaller share of the usual is a holiday
_TAIL = 0.025  # beyond each end of the stated range


@dataclass(frozen=True, slots=True)
class Level:
    """A negative binomial week: its mean, its overdispersion (variance = mean + spread mean^2), its proof."""

    mean: float
    spread: float
    weeks: int  # that it was learned from; 0 where a person stated it

    def range_of(self, weeks: float = 1.0) -> tuple[int, int]:
        """The least and most that `weeks` normal weeks give, 95 in 100 times."""
        mean, variance = self._sum_of([weeks])
        return _quantile(mean, variance, _TAIL), _quantile(mean, variance, 1.0 - _TAIL)

    def chance_of_at_most(self, count: int, shares: Sequence[float]) -> float:
        """How probable it is that weeks with these shares of the usual give `count` or fewer."""
        return _at_most(count, *self._sum_of(shares))

    def _sum_of(self, shares: Sequence[float]) -> tuple[float, float]:
        """Mean and variance of a sum of weeks; that the mean itself is only estimated counts too."""
        means = [self.mean * share for share in shares]
        total = sum(means)
        variance = sum(mean + self.spread * mean * mean for mean in means)
        if self.weeks:
            error = (1.0 / max(self.mean, 0.1) + self.spread) / self.weeks  # of the mean, relative, squared
            variance += error * total * total
        return total, variance


@dataclass(frozen=True, slots=True)
class Yield:
    """What is expected of a source and what it does, as of its newest complete week."""

    level: Level
    learned: bool  # from its own history; else it is what the target's expected_weekly says
    low: int  # the stated range of a normal week
    high: int
    change: Change | None  # index into the weeks given
    window: int = 0  # weeks over which there was too little; 0: there was not
    seen: int = 0  # documents in that window
    wanted: float = 0.0  # documents expected in it
    chance: float = 1.0
    since: int = 0  # index of the first week of the shortfall

    @property
    def below(self) -> bool:
        """Whether there is a statistical reason to say that too little came."""
        return self.window > 0


def judge_yield(
    counts: Sequence[int | None],
    shares: Sequence[float],
    *,
    stated: tuple[float, float],
    fixed: bool = False,
) -> Yield:
    """The expected yield after the complete weeks `counts` (oldest first), and whether there is too little.

    `counts`: None for a week that was not wholly read. `shares`: the part of the usual that each week can be
    expected to give, 1 for a normal one. `stated`: a person's least and most a week, used where fewer than
    ENOUGH_WEEKS were read, and always where `fixed`. A new level counts as normal after ENOUGH_WEEKS.
    """
    places = [place for place, count in enumerate(counts) if count is not None]
    read = [count for count in counts if count is not None]
    part = [shares[place] for place in places]
    normal = [place for place in range(len(read)) if part[place] >= _NORMAL_SHARE]
    steady = [read[place] for place in normal]
    starts = level_starts(steady)
    change = newest_change(steady, starts)
    where = None if change is None else places[normal[change.at]]
    if fixed or len(read) < ENOUGH_WEEKS:
        level = _level_of_bounds(stated)
        low, high = round(stated[0]), round(stated[1])
        learned, start, end = False, 0, len(read)
    else:
        start, end = _normal_span(starts, len(steady))
        start, end = (normal[start] if steady else 0), (normal[end - 1] + 1 if steady else len(read))
        level = learn_level(_learnable(read, part, start, end))
        (low, high), learned = level.range_of(), True
    found = _shortfall(read, part, level, start if learned else 0, learned=learned, end=end)
    moved = None if change is None or where is None else Change(where, change.before, change.after)
    if found is None:
        return Yield(level, learned, low, high, moved)
    window, seen, wanted, chance, usual = found
    if learned:
        level, (low, high) = usual, usual.range_of()
    return Yield(level, learned, low, high, moved, window, seen, wanted, chance, places[len(read) - window])


def learn_level(counts: Sequence[int]) -> Level:
    """The level of weeks that are all alike; extremes are drawn in to the tenth next to them."""
    ordered = sorted(counts)
    size = len(ordered)
    if not size:
        return Level(0.0, 0.0, 0)
    cut = size // 10
    drawn = [min(max(count, ordered[cut]), ordered[size - 1 - cut]) for count in ordered]
    mean = sum(drawn) / size
    variance = 1.3 * sum((count - mean) ** 2 for count in drawn) / max(size - 1, 1)
    spread = max(0.0, (variance - mean) / (mean * mean)) if mean > 0 else 0.0
    return Level(mean, min(spread, 2.0), size)


def _level_of_bounds(stated: tuple[float, float]) -> Level:
    """Only the least is believed in: a person's range says nothing about what is usual between its ends."""
    return Level(stated[0], 0.0, 0)


def _normal_span(starts: Sequence[int], size: int) -> tuple[int, int]:
    """The weeks that say what is normal: the newest level, or the one before it while it is too new."""
    bounds = [*starts, size]
    if len(starts) > 1 and bounds[-1] - bounds[-2] < ENOUGH_WEEKS:
        return bounds[-3], bounds[-2]
    return bounds[-2], bounds[-1]


def _learnable(read: Sequence[int], part: Sequence[float], start: int, end: int) -> list[int]:
    normal = [read[place] for place in range(start, end) if part[place] >= _NORMAL_SHARE]
    kept = normal if len(normal) >= LEAST_WEEKS else list(read[start:end])
    return kept[-LEARNED_WEEKS:]


def _shortfall(
    read: Sequence[int], part: Sequence[float], level: Level, start: int, *, learned: bool, end: int
) -> tuple[int, int, float, float, Level] | None:
    """Window, documents in it, expected ones, their chance, and the level that was usual before it; None
    where nothing is wrong.

    A window is judged by what the weeks before it teach, so that a drought does not lower its own bar.
    """
    worst: tuple[int, int, float, float, Level] | None = None
    size = len(read)
    for window in WINDOWS:
        if window > size:
            break
        usual = level
        if learned and end == size:
            before = _learnable(read, part, start, max(start, size - window))
            if len(before) < ENOUGH_WEEKS:
                break
            usual = learn_level(before)
        seen, shares = sum(read[size - window :]), part[size - window :]
        wanted = usual.mean * sum(shares)
        chance = usual.chance_of_at_most(seen, shares)
        if seen < wanted and chance < RARE and (worst is None or chance < worst[3]):
            worst = (window, seen, wanted, chance, usual)
    return worst


def _quantile(mean: float, variance: float, share: float) -> int:
    count, total = 0, _chance(0, mean, variance)
    most = mean + 12.0 * (variance + 1.0)
    while total < share and count < most:
        count += 1
        total += _chance(count, mean, variance)
    return count


def _at_most(count: int, mean: float, variance: float) -> float:
    return min(1.0, sum(_chance(number, mean, variance) for number in range(count + 1)))


def _chance(count: int, mean: float, variance: float) -> float:
    """Negative binomial with this mean and variance, Poisson where the variance is no larger."""
    if mean <= 0.0:
        return 1.0 if count == 0 else 0.0
    if variance <= mean * 1.0001:
        return exp(count * log(mean) - mean - lgamma(count + 1))
    size = mean * mean / (variance - mean)
    odds = mean / size
    return exp(
        lgamma(count + size) - lgamma(size) - lgamma(count + 1) - size * log1p(odds)
        + count * (log(odds) - log1p(odds))
    )  # fmt: skip
