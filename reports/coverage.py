"""Coverage: which targets may be compared over which weeks, and whether a silence is the world's or ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp
from typing import Any, Literal

from crawlers.publisher_names import OldName, PublisherNames, old_names
from crawlers.weekly import seen_spans
from index.records import Fact
from reports.counts import published_day
from reports.week import DEFAULT_ZONE, Week, day_of_instant

Standing = Literal["watched", "archive", "unwatched", "failing", "new", "silent", "unfinished"]
Silence = Literal["none", "world", "ours", "unknown"]

GOOD = ("healthy", "quiet")
BROKEN = ("failing", "blocked", "changed")
COMPARABLE: tuple[Standing, ...] = ("watched", "archive")
RARE = 0.01  # a silence (or a late start) less probable than this is not the chance of a small source
NO_TARGET = ""  # documents that came without a target


@dataclass(frozen=True, slots=True)
class CoverageTarget:
    """A publisher as far as reports name it."""

    id: str
    name: str
    name_ja: str
    country: str
    kind: str = ""
    state: str = "on"
    former: tuple[OldName, ...] = ()

    @property
    def names(self) -> PublisherNames:
        """What it is called and was called."""
        return PublisherNames(self.name, self.name_ja, self.former)


@dataclass(frozen=True, slots=True)
class CoverageRun:
    """One crawl of one target, in days of the zone."""

    target_id: str
    finished: date
    outcome: str
    listed: int = 0
    kept: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    complete_since: date | None = None
    error: str = ""

    @property
    def good(self) -> bool:
        """Whether it read what the target lists."""
        return self.outcome in GOOD


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One target's line of the ledger for one week."""

    target: CoverageTarget
    outcome: str  # the target's condition then, told for the week; "" where no run saw the week
    standing: Standing
    silence: Silence
    last_success: str  # YYYY-MM-DD, or "" where there was none
    listed: int  # pages that the newest run that saw the week found in the entry points
    kept: int  # those of them that nothing spoke against
    reasons: tuple[tuple[str, int], ...]  # why pages were left out, most first
    stories: int  # dated documents of the week
    usual: float  # dated documents a week over the baseline
    error: str
    gaps: tuple[str, ...] = ()  # weeks of the comparison in which it was not read, oldest first

    @property
    def comparable(self) -> bool:
        """Whether the target's documents enter the comparison of this week with its baseline."""
        return self.standing in COMPARABLE


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ledger of a week: one row a target, and the baseline that most targets can share."""

    week: Week
    baseline: tuple[Week, ...]  # oldest first
    rows: tuple[CoverageRow, ...]  # by target id

    @property
    def comparable(self) -> frozenset[str]:
        """Ids of the targets that may be compared; NO_TARGET stands for documents without one."""
        return frozenset(row.target.id for row in self.rows if row.comparable)

    @property
    def fallen(self) -> frozenset[str]:
        """Ids of the targets that were followed before and were not in this week."""
        return frozenset(row.target.id for row in self.rows if row.standing in ("failing", "silent"))

    def name(self, target_id: str, language: str) -> str:
        """A target's name on the week's last day, in a language; the id where it has no name."""
        row = next((row for row in self.rows if row.target.id == target_id), None)
        if row is None:
            return target_id
        return row.target.names.said(self.week.last_day.isoformat(), language) or target_id


def target_from_row(row: Mapping[str, Any]) -> CoverageTarget:
    """A target from the store's row, other keys ignored."""
    return CoverageTarget(
        id=str(row["id"]),
        name=str(row.get("name") or row["id"]),
        name_ja=str(row.get("name_ja") or ""),
        country=str(row.get("country") or ""),
        kind=str(row.get("kind") or ""),
        state=str(row.get("state") or "on"),
        former=old_names(row),
    )


def run_from_row(row: Mapping[str, Any], zone: str = DEFAULT_ZONE) -> CoverageRun:
    """A run from crawlers.health.TargetRun.to_json(), its instants as days of the zone.

    Raises WeekError where the instant it finished cannot be read.
    """
    since = row.get("complete_since")
    return CoverageRun(
        target_id=str(row["target_id"]),
        finished=day_of_instant(row.get("finished_utc") or row["started_utc"], zone),
        outcome=str(row.get("outcome") or ""),
        listed=int(row.get("listed") or 0),
        kept=int(row.get("kept") or 0),
        skipped=dict(row.get("skipped") or {}),
        complete_since=since if isinstance(since, date) else date.fromisoformat(since) if since else None,
        error=str(row.get("error") or ""),
    )


def build_coverage(
    week: Week,
    *,
    targets: Iterable[CoverageTarget],
    runs: Iterable[CoverageRun],
    facts: Sequence[Fact],
    baseline_weeks: int = 12,
    least_weeks: int = 8,
    conditions: Mapping[str, str] | None = None,
) -> Coverage:
    """The ledger of a week.

    `conditions`: how the targets stood after the week (crawlers.health), by id: what health says of a target
    is what the ledger says.

    `facts` and `runs` reach from the first baseline week to the present. A week is covered by a target when
    good runs saw all of its days: a run sees back to the good run before it (see `crawlers.weekly`), and
    to the date since which it was shown complete. Documents of a target that was never crawled, and those
    without a target, are an archive that somebody loaded: comparable unless its days say that it began late
    or broke off. The baseline is the longest of `least_weeks` to `baseline_weeks` weeks that keeps nearly as
    many targets as the shortest would.
    """
    known = {target.id: target for target in targets}
    of_target: dict[str, list[CoverageRun]] = {}
    for run in sorted(runs, key=lambda run: (run.target_id, run.finished, run.outcome)):
        of_target.setdefault(run.target_id, []).append(run)
    days: dict[str, list[date]] = {}
    for fact in facts:
        day = published_day(fact)
        if day is not None and day < week.end:
            days.setdefault(fact.target_id or NO_TARGET, []).append(day)
    for target_id in sorted({*of_target, *days} - known.keys()):
        known[target_id] = CoverageTarget(target_id, target_id, "", "")
    watchers = {
        target_id: _Watch(
            known[target_id],
            of_target.get(target_id, []),
            days.get(target_id, []),
            (conditions or {}).get(target_id, ""),
        )
        for target_id in sorted(known)
    }
    baseline = _choose_baseline(week, tuple(watchers.values()), baseline_weeks, least_weeks)
    return Coverage(week, baseline, tuple(watch.row(week, baseline) for watch in watchers.values()))


def _choose_baseline(
    week: Week, watches: Sequence[_Watch], baseline_weeks: int, least_weeks: int
) -> tuple[Week, ...]:
    shortest = week.before(min(least_weeks, baseline_weeks))
    wanted = 0.95 * sum(watch.standing(week, shortest) in COMPARABLE for watch in watches)
    for count in range(baseline_weeks, len(shortest), -1):
        weeks = week.before(count)
        if sum(watch.standing(week, weeks) in COMPARABLE for watch in watches) >= wanted:
            return weeks
    return shortest


class _Watch:
    """What is known of one target: its runs, the days of its documents, and its condition."""

    def __init__(
        self, target: CoverageTarget, runs: list[CoverageRun], days: list[date], condition: str
    ) -> None:
        self.target = target
        self.condition = condition
        self.runs = runs
        self.days = days
        self.seen = seen_spans(runs)

    def covers(self, start: date, end: date) -> bool:
        """Whether good runs saw all days from start to end, which is excluded."""
        reached = start
        for since, until in self.seen:
            if since <= reached < until:
                reached = until
        return reached >= end

    def standing(self, week: Week, baseline: Sequence[Week]) -> Standing:
        """Why the target may or may not be compared."""
        if not self.runs:
            return self._standing_of_archive(week, baseline)
        if self.covers(week.start, week.end):
            return "watched" if self.covers(baseline[0].start, week.start) else "new"
        saw = [run for run in self.runs if run.finished > week.start]
        if any(run.outcome in BROKEN for run in saw):
            return "failing"
        if not saw:
            return "unwatched"
        return "unfinished" if all(run.finished < week.end for run in saw) else "new"

    def _standing_of_archive(self, week: Week, baseline: Sequence[Week]) -> Standing:
        start = baseline[0].start
        before = [day for day in self.days if start <= day < week.start]
        now = sum(week.contains(day) for day in self.days)
        if not before and not now:
            return "unwatched"
        usual = len(before) / len(baseline)
        if not now and exp(-usual) < RARE:
            return "silent"
        first_third = start + timedelta(weeks=max(len(baseline) // 3, 1))
        rate = max(usual, now)
        if not any(day < first_third for day in before) and exp(-rate * max(len(baseline) // 3, 1)) < RARE:
            return "new"
        return "archive"

    def row(self, week: Week, baseline: Sequence[Week]) -> CoverageRow:
        """The target's line of the ledger."""
        standing = self.standing(week, baseline)
        until = week.end + timedelta(days=7)
        saw = [run for run in self.runs if week.start < run.finished < until]
        last = saw[-1] if saw else None
        skipped = dict(last.skipped) if last else {}
        listed = last.listed if last else 0
        good = [run.finished for run in self.runs if run.outcome in GOOD]
        now = sum(week.contains(day) for day in self.days)
        before = sum(baseline[0].start <= day < week.start for day in self.days)
        broken = next((run for run in reversed(saw) if run.outcome in BROKEN), None)
        outcome = _outcome_of_week(last.outcome, self.condition, now) if last else ""
        return CoverageRow(
            target=self.target,
            outcome=outcome,
            standing=standing,
            silence=_whose_silence(now, standing, outcome),
            last_success=max(good).isoformat() if good else "",
            listed=listed,
            kept=max(0, listed - sum(skipped.values())),
            reasons=tuple(sorted(skipped.items(), key=lambda item: (-item[1], item[0]))),
            stories=now,
            usual=round(before / len(baseline), 2),
            error=broken.error if broken else "",
            gaps=tuple(str(one) for one in (*baseline, week) if self._gap(one, before / len(baseline))),
        )

    def _gap(self, week: Week, usual: float) -> bool:
        """Whether no run saw a week; or, of an archive, whether it is empty there and not by chance."""
        if self.runs:
            return not self.covers(week.start, week.end)
        return exp(-usual) < RARE and not any(week.contains(day) for day in self.days)


def _outcome_of_week(outcome: str, condition: str, documents: int) -> str:
    """A good run's outcome says whether that run found anything new; here the week's documents say it.

    That too little came is said of a target that answers, and a fault is called what health calls it.
    """
    if outcome in GOOD:
        return "below" if condition == "below" else "healthy" if documents else "quiet"
    return condition if outcome in BROKEN and condition in BROKEN else outcome


def _whose_silence(documents: int, standing: Standing, outcome: str) -> Silence:
    if documents:
        return "none"
    if outcome == "below":  # it answers, yet chance does not explain that it says nothing
        return "unknown"
    if standing in ("watched", "new"):
        return "world"
    return "ours" if standing == "failing" else "unknown"
