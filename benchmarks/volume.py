"""A lasting change of volume: how many weeks until it is told, and how often one is told that is none.

python -m benchmarks.volume [--histories N] [--before N] [--seed N] [--small]

Made histories of Poisson weeks at 2 to 20 a week; the level is multiplied after `--before` weeks. Every week
the judge is asked anew, as `targets health` does. Beside it: a CUSUM that is told the true level and the true
factor, with the limit that gives it the false alarms of ours: about the best that any judge can do. The
limits of the judge were chosen on histories of another making; another `--seed` gives others again.
"""

from __future__ import annotations

import math
import random
from argparse import Namespace
from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from typing import Any

from benchmarks.health import COUNTRIES, FIRST, draw, season
from benchmarks.measure import arguments, print_table, spend, write_result
from crawlers.expected_yield import judge_yield
from crawlers.season import week_shares
from crawlers.weekly import Series

FACTORS = {"x0": 0.0, "x0.5": 0.5, "x1.5": 1.5, "x2": 2.0}
LEAST, MOST = 2.0, 20.0  # documents a week before the change
AFTER = 40  # weeks after the change in which it may be told
QUIET_WEEKS = 130  # of a history without a change; judged from the 27th on
JUDGED_FROM = 26
_WEEKS_A_YEAR = 365.25 / 7
_NEAR = 6  # weeks: alarms that name a change so near to another name the same


def main(given: Sequence[str] | None = None) -> None:
    """Print and write weeks to detection and false alarms."""
    parser = arguments(__doc__ or "", repeats=1)
    parser.add_argument("--histories", type=int, default=500)
    parser.add_argument("--before", type=int, default=52)
    parser.add_argument("--seed", type=int, default=1, help="which histories are made")
    options = parser.parse_args(given)
    if options.small:
        options.histories = 10
    alarms: dict[str, float] = {}
    found: list[dict[str, Any]] = []

    def measure() -> None:
        alarms.update(false_alarms(options.histories, options.seed))
        limits = cusum_limits(options.histories, alarms["ours, a change or too little"])
        found.extend(
            row for name, factor in FACTORS.items() for row in delays(options, name, factor, limits[name])
        )

    cost = spend(measure)
    print(
        f"{options.histories} histories a row, changed after {options.before} weeks; {cost.cpu_s:.0f} CPU s"
    )
    print_table([["false alarms a target and year", "rate"], *([*row] for row in alarms.items())])
    print_table([list(found[0]), *(list(row.values()) for row in found)])
    write_result(
        options,
        "volume",
        {
            "histories": options.histories,
            "seed": options.seed,
            "before": options.before,
            "false_alarms": alarms,
            "delays": found,
        },
    )


def made_level(source: random.Random) -> float:
    """A level between LEAST and MOST, small ones as likely as large ones."""
    return math.exp(source.uniform(math.log(LEAST), math.log(MOST)))


def told(counts: Sequence[int], country: str = "") -> tuple[int | None, bool, bool]:
    """Where the newest lasting change is said to begin, whether it is a rise, and whether too little came."""
    series = Series(FIRST, tuple(counts))
    shares = week_shares(series, country, {}) if country else [1.0] * len(counts)
    found = judge_yield(series.counts, shares, stated=(0, 99))
    change = found.change
    return (None if change is None else change.at), change is not None and change.rose, found.below


def false_alarms(histories: int, seed: int) -> dict[str, float]:
    """Alarms a target and year where nothing changed; one that lasts, or moves a little, counts once."""
    counted = {
        "ours, a lasting change": 0,
        "ours, too little": 0,
        "ours, a change or too little": 0,
        "ours, a change, holidays in the weeks": 0,
    }
    for number in range(histories):
        source = random.Random(seed * 11_000_003 + number)
        level = made_level(source)
        country = COUNTRIES[number % len(COUNTRIES)]
        plain = [draw(source, level, 0.0) for _ in range(QUIET_WEEKS)]
        paused = [
            draw(source, level * season(FIRST + timedelta(weeks=week), country), 0.0)
            for week in range(QUIET_WEEKS)
        ]
        change, little, either = _onsets(plain, "")
        counted["ours, a lasting change"] += change
        counted["ours, too little"] += little
        counted["ours, a change or too little"] += either
        counted["ours, a change, holidays in the weeks"] += _onsets(paused, country)[0]
    years = histories * (QUIET_WEEKS - JUDGED_FROM) / _WEEKS_A_YEAR
    return {name: round(count / years, 3) for name, count in counted.items()}


def _onsets(counts: Sequence[int], country: str) -> tuple[int, int, int]:
    """How often a change, a shortfall, or either begins to be told over a history."""
    changes = shortfalls = either = 0
    known: int | None = None
    was_below = False
    for week in range(JUDGED_FROM, len(counts)):
        at, _, below = told(counts[: week + 1], country)
        new_change = at is not None and (known is None or abs(at - known) > _NEAR)
        new_below = below and not was_below
        changes += new_change
        shortfalls += new_below
        either += new_change or new_below
        known, was_below = (at if at is not None else known), below
    return changes, shortfalls, either


def delays(options: Namespace, name: str, factor: float, limit: float) -> list[dict[str, Any]]:
    """Weeks until a planted change is told, by ours and by the CUSUM that knows everything."""
    before = options.before
    weeks: dict[str, list[int]] = {"ours": [], "a CUSUM that knows level and factor": []}
    for number in range(options.histories):
        source = random.Random(options.seed * 23_000_009 + number)
        level = made_level(source)
        counts = [draw(source, level, 0.0) for _ in range(before)]
        counts += [draw(source, level * factor, 0.0) for _ in range(AFTER)]
        ours = next(
            (week for week in range(before, len(counts)) if _says(counts, week, before, factor)), None
        )
        weeks["ours"].append(AFTER + 1 if ours is None else ours - before + 1)
        weeks["a CUSUM that knows level and factor"].append(
            _cusum(counts[before:], level, factor, limit) or AFTER + 1
        )
    return [
        {
            "change": name,
            "judge": judge,
            "median weeks": median(values),
            "in 4": _share(values, 4),
            "in 8": _share(values, 8),
            "in 13": _share(values, 13),
            f"in {AFTER}": _share(values, AFTER),
        }
        for judge, values in weeks.items()
    ]


def _says(counts: Sequence[int], week: int, before: int, factor: float) -> bool:
    at, rose, below = told(counts[: week + 1])
    moved = at is not None and at >= before - _NEAR and rose == (factor > 1.0)
    return moved or (factor < 1.0 and below)


def _cusum(counts: Sequence[int], level: float, factor: float, limit: float) -> int | None:
    """The first week, from 1, in which the sum of log likelihood ratios passes the limit; None: none."""
    total = 0.0
    for week, count in enumerate(counts, 1):
        if factor == 0.0:
            gained = -math.inf if count else level
        else:
            gained = count * math.log(factor) - level * (factor - 1.0)
        total = max(0.0, total + gained)
        if total >= limit:
            return week
    return None


def cusum_limits(histories: int, wanted: float) -> dict[str, float]:
    """By change the limit at which the CUSUM gives `wanted` false alarms a target and year."""
    limits = {}
    for name, factor in FACTORS.items():
        low, high = 0.1, 20.0
        for _ in range(12):
            limit = (low + high) / 2
            low, high = (limit, high) if _cusum_rate(histories, factor, limit) > wanted else (low, limit)
        limits[name] = high
    return limits


def _cusum_rate(histories: int, factor: float, limit: float) -> float:
    alarms = 0
    for number in range(histories):
        source = random.Random(37_000_013 + number)
        level = made_level(source)
        counts = [draw(source, level, 0.0) for _ in range(QUIET_WEEKS - JUDGED_FROM)]
        while counts and (week := _cusum(counts, level, factor, limit)):
            alarms += 1
            counts = counts[week:]
    return alarms / (histories * (QUIET_WEEKS - JUDGED_FROM) / _WEEKS_A_YEAR)


def _share(values: Sequence[int], weeks: int) -> float:
    return round(sum(value <= weeks for value in values) / max(len(values), 1), 3)


if __name__ == "__main__":
    main()
