"""Health on planted histories: droughts, lasting falls and rises found, false alarms, and what it costs.

python -m benchmarks.health [--targets N] [--weeks N] [--small]

Made counts: negative binomial weeks at levels from .5 to 60 a week in ten countries, with holidays that the
judge is not told of. Beside it: a person's fixed bounds, taken from the first 26 weeks, and a simple
rule of four weeks below half the least.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.measure import arguments, print_table, spend, write_result
from crawlers.expected_yield import judge_yield
from crawlers.health import TargetRun, judge
from crawlers.season import peer_shares, week_shares
from crawlers.target import Target
from crawlers.weekly import Series

FIRST = date(2024, 1, 1)
LEVELS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
SPREADS = (0.0, 0.05, 0.2)
COUNTRIES = ("JP", "FR", "DE", "US", "KR", "VN", "BR", "IN", "AU", "ZA")
FACTORS = {"silence": 0.0, "fall": 0.25, "fall by half": 0.5, "rise by half": 1.5, "rise": 3.0}
LASTS = 12  # weeks after the planted change; found in time means within these
TRIED_FROM = 30  # weeks of history before anything is judged


@dataclass(frozen=True, slots=True)
class Source:
    """A made publisher."""

    country: str
    level: float
    spread: float
    counts: tuple[int, ...]


def main(given: Sequence[str] | None = None) -> None:
    """Print and write recall, false alarms and cost."""
    parser = arguments(__doc__ or "", repeats=1)
    parser.add_argument("--targets", type=int, default=300)
    parser.add_argument("--weeks", type=int, default=104)
    options = parser.parse_args(given)
    if options.small:
        options.targets, options.weeks = 24, 60
    sources = [make_source(number, options.weeks) for number in range(options.targets)]
    alarms = false_alarms(sources, options.weeks)
    found = [recall(sources, name, factor, options.weeks) for name, factor in FACTORS.items()]
    cost = judging_cost(sources, options.weeks)
    result = {
        "targets": options.targets,
        "weeks": options.weeks,
        "false_alarms": alarms,
        "recall": found,
        "judge_all_cpu_s": round(cost, 2),
    }
    print(f"{options.targets} targets, {options.weeks} weeks; all judged once in {cost:.2f} CPU seconds")
    print_table(
        [["false alarms per 100 target-weeks", "rate"], *([name, rate] for name, rate in alarms.items())]
    )
    print_table([list(found[0]), *(list(row.values()) for row in found)])
    write_result(options, "health", result)


def make_source(number: int, weeks: int, seed: int = 7) -> Source:
    """The made publisher of a number: the same each time."""
    source = random.Random(seed * 100_003 + number)
    level, spread = LEVELS[number % len(LEVELS)], SPREADS[number // len(LEVELS) % len(SPREADS)]
    country = COUNTRIES[number % len(COUNTRIES)]
    counts = tuple(
        draw(source, level * season(FIRST + timedelta(weeks=week), country), spread) for week in range(weeks)
    )
    return Source(country, level, spread, counts)


def season(monday: date, country: str) -> float:
    """The true share of the usual; more pauses than the judge's calendar knows, and others than it knows."""
    day = (monday.month, monday.day)
    if day >= (12, 22) or day <= (1, 2):
        return 0.15
    if country in {"KR", "VN"} and (1, 25) <= day <= (2, 12):
        return 0.2  # lunar new year
    if country == "JP" and ((4, 27) <= day <= (5, 4) or (8, 8) <= day <= (8, 14)):
        return 0.3
    if country in {"FR", "DE"} and (7, 29) <= day <= (8, 22):
        return 0.4
    if country == "BR" and (2, 8) <= day <= (2, 16):
        return 0.3
    return 1.0


def draw(source: random.Random, mean: float, spread: float) -> int:
    """A negative binomial number; Poisson where nothing spreads it."""
    if mean <= 0:
        return 0
    rate = source.gammavariate(1.0 / spread, mean * spread) if spread else mean
    limit, product, count = math.exp(-rate), source.random(), 0
    while product > limit:
        product *= source.random()
        count += 1
    return count


def false_alarms(sources: Sequence[Source], weeks: int) -> dict[str, float]:
    """Alarms per 100 target-weeks where nothing was planted, by judge."""
    series = {str(number): Series(FIRST, one.counts) for number, one in enumerate(sources)}
    countries = {str(number): one.country for number, one in enumerate(sources)}
    raised: Counter[str] = Counter()
    tried = 0
    for week in range(TRIED_FROM, weeks, 2):
        known = {name: Series(FIRST, one.counts[: week + 1]) for name, one in series.items()}
        peers = peer_shares(known, countries)
        for number, one in enumerate(sources):
            tried += 1
            here = known[str(number)]
            found = judge_yield(
                here.counts, week_shares(here, one.country, peers.get(one.country, {})), stated=(0, 99)
            )
            raised["ours, below expectation"] += found.below
            raised["ours, lasting change (any)"] += found.change is not None
            alone = judge_yield(here.counts, [1.0] * len(here.counts), stated=(0, 99))
            raised["ours, not told of any holiday"] += alone.below
            low, high = fixed_bounds(one.counts)
            raised["fixed bounds, least"] += one.counts[week] < low
            raised["fixed bounds, least or most"] += not low <= one.counts[week] <= high
            raised["four weeks under half the least"] += four_weeks(one.counts[: week + 1], low)
    return {name: round(100 * count / tried, 2) for name, count in raised.items()}


def fixed_bounds(counts: Sequence[int]) -> tuple[int, int]:
    """What a person would have written down after half a year: the least and the most of normal weeks."""
    ordered = sorted(counts[:26])
    return ordered[2], ordered[-2]


def four_weeks(counts: Sequence[int], least: float) -> bool:
    """Whether four weeks gave less than half of four times the least."""
    return sum(counts[-4:]) < 2 * least


def recall(sources: Sequence[Source], name: str, factor: float, weeks: int) -> dict[str, Any]:
    """How many planted changes are told within four and twelve weeks, by ours and by fixed bounds."""
    at = weeks - LASTS
    source = random.Random(99)
    hits: Counter[str] = Counter()
    delays = []
    counted = [one for one in sources if one.level >= 2.0]
    for one in counted:
        changed = [
            draw(source, one.level * factor * season(FIRST + timedelta(weeks=week), one.country), one.spread)
            for week in range(at, weeks)
        ]
        counts = (*one.counts[:at], *changed)
        low, high = fixed_bounds(counts)
        when = next((week for week in range(at, weeks) if told(one, counts[: week + 1], at, factor)), None)
        if when is not None:
            delays.append(when - at + 1)
        hits["4"] += when is not None and when < at + 4
        hits["12"] += when is not None
        outside = [low > count if factor < 1 else high < count for count in changed]
        hits["fixed 4"] += any(outside[:4])
        hits["fixed twice in 4"] += sum(outside[:4]) >= 2
    size = max(len(counted), 1)
    delays.sort()
    return {
        "planted (2 a week and more)": name,
        "found in 4 weeks": round(hits["4"] / size, 3),
        "in 12 weeks": round(hits["12"] / size, 3),
        "median weeks": delays[len(delays) // 2] if delays else None,
        "fixed bounds, in 4": round(hits["fixed 4"] / size, 3),
        "fixed, twice in 4": round(hits["fixed twice in 4"] / size, 3),
    }


def told(one: Source, counts: Sequence[int], at: int, factor: float) -> bool:
    """Whether the judge says that the level changed where it did, or that too little came."""
    series = Series(FIRST, tuple(counts))
    found = judge_yield(series.counts, week_shares(series, one.country, {}), stated=(0, 99))
    change = found.change
    moved = change is not None and abs(change.at - at) <= 4 and change.rose == (factor > 1)
    return moved or (factor < 1 and found.below)


def judging_cost(sources: Sequence[Source], weeks: int) -> float:
    """CPU seconds to judge every target once from daily runs and its documents' days."""
    end = datetime.combine(FIRST + timedelta(weeks=weeks), datetime.min.time(), UTC)
    cases = []
    for number, one in enumerate(sources):
        target = Target.model_validate(
            {
                "id": f"t{number}",
                "name": "T",
                "name_ja": "試",
                "country": one.country,
                "kind": "ministry",
                "languages": ["en"],
                "homepage": "https://example.org/",
                "entry_points": [{"type": "feed", "url": "https://example.org/rss"}],
                "expected_weekly": {"min": 0, "max": 99},
            }
        )
        text = "2024-01-01T06:00:00Z"
        plain = TargetRun("r", target.id, text, text, "quiet", listed=9)
        runs = []
        for back in range(7 * weeks, -1, -1):
            at = (end - timedelta(days=back)).strftime("%Y-%m-%dT%H:%M:%SZ")
            runs.append(replace(plain, run_id=f"r{back}", started_utc=at, finished_utc=at))
        days = [
            FIRST + timedelta(weeks=week, days=item % 5)
            for week, count in enumerate(one.counts)
            for item in range(count)
        ]
        cases.append((target, runs, days))
    return spend(lambda: [judge(target, runs, days) for target, runs, days in cases]).cpu_s


if __name__ == "__main__":
    main()
