"""Planted trends: rises found and false ones, beside a plain ratio; and a world in which nothing rose.

python -m benchmarks.trends [--seeds N] [--cells N] [--small]

Cells: Poisson weeks with means of 1 to 20; one in twenty rises threefold for two weeks, and is judged in the
first and in the second of them. Beside it: "rising when the week has twice the mean of the weeks before".

World: made publishers in six countries pass through reports.trends as a week's facts do. Planted are a new
target with ten times the usual volume, a target that dies, one whose crawl fails, a story that forty targets
copy, a year's end and Golden Week. Nothing of that is a trend: every arrow is false. The same worlds with
one true rise show that the caution has not made it blind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import fmean
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.measure import arguments, print_table, write_result
from index.records import Fact
from reports.counts import CellCount
from reports.coverage import CoverageRun, CoverageTarget, build_coverage
from reports.trends import UPWARD, Trend, Trends, TrendSettings, compare_week, judge_cells
from reports.week import Week

WEEKS = 13
RISES = 20  # one cell in so many rises
TIMES = 3.0
SETTINGS = TrendSettings()
NAIVE_RATIO = 2.0
Counts = npt.NDArray[np.int64]

COUNTRIES = ("JP", "FR", "US", "DE", "KR", "BR")
FIELDS = ("ENE", "AID", "QUA", "INF", "ENV", "SPA", "AGR", "ICT")
TARGETS_EACH = 6
PLAIN, YEAR_END, GOLDEN, AFTER_YEAR_END = "2026-W43", "2026-W53", "2026-W18", "2027-W02"


def main(given: Sequence[str] | None = None) -> None:
    """Print and write recall, false discovery rate and false trends."""
    parser = arguments(__doc__ or "", repeats=1)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--cells", type=int, default=2000)
    options = parser.parse_args(given)
    if options.small:
        options.seeds, options.cells = 3, 400
    rows = planted(options.seeds, options.cells)
    worlds = world_arrows(max(1, options.seeds // 4))
    print(f"{options.cells} cells, {options.seeds} seeds")
    print_table([list(rows[0]), *(list(row.values()) for row in rows)])
    print_table([list(worlds[0]), *(list(row.values()) for row in worlds)])
    write_result(
        options, "trends", {"cells": options.cells, "seeds": options.seeds, "planted": rows, "worlds": worlds}
    )


def planted(seeds: int, cells: int) -> list[dict[str, Any]]:
    """Recall and false discovery rate over the seeds, ours and a plain ratio's, by week of the rise."""
    rows = []
    for week in (1, 2):
        ours, naive = [], []
        for seed in range(seeds):
            table, risen = plant(seed, cells, week)
            ours.append(score(found_by_us(table), risen))
            naive.append(score(found_by_ratio(table), risen))
        rows.append(
            {
                "week of the rise": week,
                "recall": mean(ours, 0),
                "false discovery rate": mean(ours, 1),
                "ratio: recall": mean(naive, 0),
                "ratio: false discovery rate": mean(naive, 1),
            }
        )
    return rows


def plant(seed: int, cells: int, week: int = 2) -> tuple[Counts, set[int]]:
    """Weekly counts, the last column being the first or second week of the rise; and the rows that rose."""
    chance = np.random.default_rng(seed)
    rates = np.repeat(chance.uniform(1, 20, cells)[:, None], WEEKS, axis=1)
    risen = chance.choice(cells, cells // RISES, replace=False)
    rates[risen, -week:] *= TIMES
    return chance.poisson(rates), set(risen.tolist())


def found_by_us(table: Counts) -> set[int]:
    """The rows that the report marks as rising, new or returning."""
    counts = {("term", f"{row}"): CellCount(tuple(map(int, one)), ()) for row, one in enumerate(table)}
    return {int(cell.key) for cell in judge_cells(counts, SETTINGS) if cell.direction in UPWARD}  # type: ignore[arg-type]


def found_by_ratio(table: Counts) -> set[int]:
    """The rows whose last week has twice the mean of the weeks before, and as many as we ask for at least."""
    usual = np.maximum(table[:, :-1].mean(axis=1), 0.5)
    rises = (table[:, -1] >= NAIVE_RATIO * usual) & (table[:, -1] >= SETTINGS.least_count)
    return set(np.flatnonzero(rises).tolist())


def score(found: set[int], risen: set[int]) -> tuple[float, float]:
    """Recall and the share of false ones among what was found."""
    return len(found & risen) / max(len(risen), 1), len(found - risen) / max(len(found), 1)


def mean(scores: Sequence[tuple[float, float]], place: int) -> float:
    """The mean of one of the two scores, rounded."""
    return round(fmean(score[place] for score in scores), 3)


@dataclass
class World:
    """Made publishers, what they published, and how their crawls went."""

    week: Week
    chance: np.random.Generator
    targets: list[CoverageTarget] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    runs: list[CoverageRun] = field(default_factory=list)

    def publish(
        self, target: CoverageTarget, week: Week, code: str, *, story: str = "", term: str = ""
    ) -> None:
        """One document of a target on one of the week's working days."""
        number = f"d{len(self.facts):07d}"
        day = (week.start + timedelta(days=len(self.facts) % 5)).isoformat()
        self.facts.append(
            Fact(
                document_id=number,
                version=1,
                story_id=story or number,
                target_id=target.id,
                title=number,
                url=f"https://{target.id}.example/{number}",
                language="en",
                kind="news",
                published=day,
                published_from="feed",
                fetched_utc=f"{day}T12:00:00Z",
                country=target.country,
                actors=(target.country,),
                mentioned=(),
                regions=(),
                fields=(code,),
                signals=(),
                terms=(term,) if term else (),
            )
        )

    def crawl(self, target: CoverageTarget, *, since: int = 16, failing: bool = False) -> None:
        """A good run each Monday from so many weeks back; where it fails, not in the week in question."""
        for back in range(since, -1, -1):
            broken = failing and back == 0
            finished = self.week.end - timedelta(weeks=back)
            self.runs.append(CoverageRun(target.id, finished, "failing" if broken else "healthy", 20, 5))

    def compare(self) -> Trends:
        """The week's comparison, as the command makes it."""
        coverage = build_coverage(self.week, targets=self.targets, runs=self.runs, facts=self.facts)
        return compare_week(self.facts, coverage, SETTINGS)


def make_world(week: Week, seed: int, *, pause: Mapping[str, float] | None = None) -> World:
    """Usual weeks of four targets in each country, each at its own level; what a pause leaves by country.

    The pause holds in the ISO weeks and countries that are named, as "2026-W53 JP".
    """
    world = World(week, np.random.default_rng(seed))
    for country in COUNTRIES:
        for number in range(TARGETS_EACH):
            target = CoverageTarget(f"{country.lower()}-{number}", f"{country} {number}", "", country)
            world.targets.append(target)
            world.crawl(target)
            level = float(world.chance.uniform(2, 9))
            for one in (*week.before(16), week):
                left = (pause or {}).get(f"{one} {country}", 1.0)
                for _ in range(world.chance.poisson(level)):
                    code, drawn = str(world.chance.choice(FIELDS)), world.chance.random()
                    if drawn < left:  # the same draws with and without a pause
                        world.publish(target, one, code)
    return world


def flood(world: World) -> None:
    """A target that is new this week and publishes ten times as much as the others."""
    target = CoverageTarget("new-flood", "New", "", "US")
    world.targets.append(target)
    world.crawl(target, since=0)
    for _ in range(60):
        world.publish(target, world.week, "AGR")


def death(world: World) -> None:
    """A loaded archive that breaks off, and a target whose crawl fails in the week."""
    for name, failing in (("dies", False), ("fails", True)):
        target = CoverageTarget(name, name, "", "GB")
        world.targets.append(target)
        if failing:
            world.crawl(target, failing=True)
        for week in world.week.before(16):
            for _ in range(10):
                world.publish(target, week, "BAS")


def copies(world: World) -> None:
    """One story that every target tells, some of them twice."""
    story = f"d{len(world.facts):07d}"
    for target in world.targets:
        for _ in range(2):
            world.publish(target, world.week, "SPA", story=story, term="one event")


def rise(world: World) -> None:
    """A true one: a target publishes eighteen more documents of one field than it does."""
    for _ in range(18):
        world.publish(world.targets[0], world.week, "OCE")


def _pauses(week: Week, countries: Sequence[str], left: float) -> dict[str, float]:
    return {f"{week} {country}": left for country in countries}


def world_arrows(seeds: int) -> list[dict[str, Any]]:
    """By what was planted: arrows without it, those that it causes, and how often a true rise is found."""
    year_end = _pauses(Week.parse(YEAR_END), COUNTRIES, 0.25)
    golden = _pauses(Week.parse(GOLDEN), ("JP",), 0.3)
    own = _pauses(Week.parse(PLAIN), ("KR",), 0.15)
    august = {
        key: 0.4 for week in Week.parse("2026-W35").before(4) for key in _pauses(week, ("FR", "DE"), 0.4)
    }
    plants = {
        "nothing": (PLAIN, {}, ()),
        "a new target with 10x volume": (PLAIN, {}, (flood,)),
        "a target that dies, one that fails": (PLAIN, {}, (death,)),
        "one story in 48 copies": (PLAIN, {}, (copies,)),
        "year's end": (YEAR_END, year_end, ()),
        "the week after the year's end": (AFTER_YEAR_END, year_end, ()),
        "Golden Week": (GOLDEN, golden, ()),
        "after a poor August": ("2026-W37", august, ()),
        "a pause that no calendar knows, in one country": (PLAIN, own, ()),
        "all of it at the year's end": (YEAR_END, year_end, (flood, death, copies)),
    }
    rows = []
    for name, (text, pause, steps) in plants.items():
        week = Week.parse(text)
        chance = caused = found = 0
        for seed in range(seeds):
            plain = arrows_of(make_world(week, seed))
            planted_in = arrows_of(make_world(week, seed, pause=pause), *steps)
            chance += len(plain)
            caused += len(planted_in.keys() - plain.keys())
            risen = arrows_of(make_world(week, seed, pause=pause), *steps, rise)
            found += any("OCE" in cell.key and cell.direction in UPWARD for cell in risen.values())
        rows.append(
            {
                "planted": name,
                "worlds": seeds,
                "arrows without it": chance,
                "false arrows it causes": caused,
                "true rise found": found,
            }
        )
    return rows


def arrows_of(world: World, *steps: Callable[[World], None]) -> dict[tuple[str, str, str], Trend]:
    """The cells with an arrow, by axis, key and direction, after the steps."""
    for step in steps:
        step(world)
    cells = world.compare().cells
    return {
        (cell.axis, cell.key, cell.direction): cell
        for cell in cells
        if cell.direction not in ("flat", "coverage")
    }


if __name__ == "__main__":
    main()
