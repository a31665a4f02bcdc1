"""Weak signals and bursts over the office's store."""

from __future__ import annotations

from dataclasses import dataclass

from index.trend_cells import TrendCell, TrendCells
from index.weak_signals import Flag, WeakSignals
from reports.bursts import Burst, find_bursts
from reports.counts import group_stories
from reports.lead_times import LeadTime, find_lead_times
from reports.trends import Trends
from reports.weak_signals import CHECKS, HISTORY, WINDOW, find_weak_signals, judge_flags
from reports.week import Week
from stdiplo_scan.digests import newest_week, view_week
from stdiplo_scan.wiring import Office


@dataclass(frozen=True, slots=True)
class WeakWeek:
    """What one round did."""

    week: Week
    new: tuple[Flag, ...]
    judged: tuple[Flag, ...]


def update_weak_signals(office: Office, week: Week | None = None) -> WeakWeek:
    """Flag the week, judge what is due and keep the week's trends; done twice, nothing is there twice."""
    view = view_week(office, week)
    keep_trends(office, view.trends)
    register = WeakSignals(office.store)
    known = register.all()
    first = view.week.shifted(-WINDOW - HISTORY)
    facts = office.store.facts(first.start, view.week.end)
    kinds = {str(row["id"]): str(row.get("kind") or "") for row in office.store.targets().values()}
    flags = find_weak_signals(facts, view.coverage, kinds, known)
    held = {flag.id for flag in known}
    due = [flag for flag in known if len(flag.outcomes) < len(CHECKS)]
    judged: list[Flag] = []
    if due:
        oldest = min(Week.parse(flag.week) for flag in due)
        since = oldest.shifted(-WINDOW - 4).start
        judged = judge_flags(due, office.store.facts(since, view.week.end), view.week)
    register.save([*flags, *judged])
    return WeakWeek(view.week, tuple(flag for flag in flags if flag.id not in held), tuple(judged))


def keep_trends(office: Office, trends: Trends) -> int:
    """How many cells of the week are kept: those with stories or an arrow, with count and share.

    Done again for a week, what is kept of it is as worked out last.
    """
    week = str(trends.week)
    cells = [
        TrendCell(
            one.axis,
            one.key,
            week,
            one.count,
            one.share,
            one.expected,
            one.low,
            one.high,
            one.q,
            one.direction,
        )
        for one in trends.cells
        if one.count or one.direction != "flat"
    ]
    TrendCells(office.store).save(week, cells)
    return len(cells)


def lead_times_of(office: Office, week: Week | None = None, weeks: int = 13) -> list[LeadTime]:
    """Which language told first, of the stories of so many weeks up to one."""
    last = week or newest_week(office)
    first = last.shifted(1 - weeks)
    return find_lead_times(group_stories(office.store.facts(first.start, last.end)))


def bursts_of(office: Office, week: Week | None = None, weeks: int = 26) -> list[Burst]:
    """Bursts of terms that reach into the week, over so many weeks up to it."""
    last = week or newest_week(office)
    period = (*last.before(weeks - 1), last)
    facts = office.store.facts(period[0].shifted(-4).start, last.end)
    return [burst for burst in find_bursts(group_stories(facts), period) if burst.last == last]
