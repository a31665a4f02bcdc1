"""Documents of a source by ISO week, and which weeks were wholly read: a week not read says nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

LONGEST_GAP_DAYS = 10  # between two good runs of one target: a feed is taken to reach back that far
_WEEK = timedelta(days=7)


class SeenRun(Protocol):
    """What a run says about the days it saw; `finished` is a day of the office's zone."""

    @property
    def finished(self) -> date:
        """The day on which it ended."""

    @property
    def good(self) -> bool:
        """Whether it read what the source lists."""

    @property
    def complete_since(self) -> date | None:
        """Since when the source was shown complete."""


@dataclass(frozen=True, slots=True)
class Series:
    """Documents of consecutive weeks; None for a week that was not wholly read."""

    first: date  # the Monday of the first week
    counts: tuple[int | None, ...] = ()

    def monday(self, place: int) -> date:
        """The Monday of the week at a place; places past the end are weeks to come."""
        return self.first + place * _WEEK

    @property
    def read_weeks(self) -> int:
        """How many weeks were wholly read."""
        return sum(count is not None for count in self.counts)


def monday_of(day: date) -> date:
    """The first day of the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def week_name(day: date) -> str:
    """The ISO week of a day, as people write it: 2026-W32."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def seen_spans(runs: Iterable[SeenRun]) -> list[tuple[date, date]]:
    """The days that good runs saw, as [since, until), by since; runs by the day they finished.

    A run sees back to the good run before it, at most LONGEST_GAP_DAYS, and to the day since which it was
    shown complete; its own day is not over when it ends.
    """
    spans: list[tuple[date, date]] = []
    before: date | None = None
    for run in runs:
        if not run.good:
            continue
        since = run.finished
        if before is not None and (run.finished - before).days <= LONGEST_GAP_DAYS:
            since = before
        if run.complete_since is not None:
            since = min(since, run.complete_since)
        if since < run.finished:
            spans.append((since, run.finished))
        before = run.finished
    return sorted(spans)


def joined_spans(spans: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """The same days in as few spans as there can be."""
    joined: list[tuple[date, date]] = []
    for since, until in spans:
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((since, until))
    return joined


def weekly_series(
    days: Iterable[date], spans: Sequence[tuple[date, date]], until: date, *, most_weeks: int = 104
) -> Series:
    """The complete weeks from the first that runs saw to the one before the day `until`, with the documents
    of each.

    `spans` as of `seen_spans`. Weeks older than `most_weeks` before the last are left out.
    """
    seen = joined_spans(spans)
    if not seen:
        return Series(monday_of(until))
    end = monday_of(until)
    first = max(monday_of(seen[0][0] + timedelta(days=6)), end - most_weeks * _WEEK)
    ordered = sorted(days)
    counts: list[int | None] = []
    week, place = first, 0
    while week < end:
        while place + 1 < len(seen) and seen[place][1] <= week:
            place += 1
        whole = seen[place][0] <= week and seen[place][1] >= week + _WEEK
        number = bisect_left(ordered, week + _WEEK) - bisect_left(ordered, week)
        counts.append(number if whole else None)
        week += _WEEK
    return Series(first, tuple(counts))
