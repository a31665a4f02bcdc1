"""How every target stands, worked out from the store's runs and documents; and which of them are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crawlers.health import Health, Rules, TargetRun, judge, series_of
from crawlers.schedule import Pace
from crawlers.season import peer_shares
from crawlers.target import Target
from index.use import DocumentDay
from stdiplo_scan.settings import Settings
from stdiplo_scan.watched_pages import store_runs
from stdiplo_scan.wiring import Office

CAUGHT_UP = timedelta(days=14)  # runs of the archive that the store may lack
REMEMBERED = timedelta(days=750)  # runs older than this say nothing about today


@dataclass(frozen=True, slots=True)
class Judged:
    """A target, how it stands, and its last run."""

    target: Target
    health: Health
    last: TargetRun | None

    def to_json(self) -> dict[str, Any]:
        """The row of `targets health --json`."""
        health, expected = self.health, self.health.expected
        return {
            "target": self.target.id,
            "condition": health.condition,
            "state": health.state,
            "since": health.since_utc or None,
            "last_good": health.last_good_utc or None,
            "last_new": None if health.last_new is None else health.last_new.isoformat(),
            "expected": {
                "low": expected.low,
                "high": expected.high,
                "weekly": round(expected.level.mean, 2) if expected.learned else None,
                "learned_weeks": expected.level.weeks if expected.learned else 0,
            },
            "this_week": health.seen_this_week,
            "last_week": health.seen_last_week,
            "change": health.change.en if health.change else None,
            "detail": health.why.en,
            "detail_ja": health.why.ja,
            "next_visit": None if health.visit.at is None else _text(health.visit.at),
            "next_visit_why": health.visit.why.en,
            "todo": health.cure.en,
            "todo_ja": health.cure.ja,
        }


def rules_of(settings: Settings) -> Rules:
    """The office's bounds on judging and asking its targets."""
    group = settings.crawl
    return Rules(
        changed_after=group.changed_after,
        pace=Pace(group.least_interval_hours, group.most_interval_hours),
        zone=settings.timezone,
    )


def health_of_targets(
    office: Office, until: datetime | None = None, *, changed: Target | None = None
) -> list[Judged]:
    """Every target of the office as it stands, or as it stood at an instant; nothing but the store decides.

    `changed`: a target as it might be, in the place of the office's own.

    The state is worked out anew each time: no state is kept that a cut-off run could leave wrong.
    """
    rules, targets = rules_of(office.settings), dict(office.targets)
    if changed is not None:
        targets[changed.id] = changed
    before = _text(until) if until else "9"
    since = (until or datetime.now(UTC)) - REMEMBERED
    runs: dict[str, list[TargetRun]] = defaultdict(list)
    for row in office.store.runs(_text(since)):
        if row["finished_utc"] <= before:
            runs[row["target_id"]].append(TargetRun.from_row(row))
    found: dict[str, list[DocumentDay]] = defaultdict(list)
    for day in office.store.document_days():
        if day.first_fetched_utc <= before:
            found[day.target_id].append(day)
    days = {target_id: days_of(found[target_id], runs[target_id], rules.zone) for target_id in targets}
    series = {target_id: series_of(runs[target_id], days[target_id], rules.zone) for target_id in targets}
    peers = peer_shares(series, {target.id: target.country for target in targets.values()})
    return [
        Judged(
            target,
            judge(
                target,
                runs[target.id],
                days[target.id],
                rules=rules,
                peers=peers.get(target.country, {}),
            ),
            runs[target.id][-1] if runs[target.id] else None,
        )
        for target in targets.values()
    ]


def days_of(found: Iterable[DocumentDay], runs: Sequence[TargetRun], zone: str) -> list[date]:
    """The day of each document: the one it states, else the one on which it was first seen.

    Undated documents that came with the target's first run are a backlog of unknown days, and left out.
    """
    backlog = runs[0].finished_utc if runs else ""
    where = ZoneInfo(zone)
    days = []
    for one in found:
        seen = datetime.fromisoformat(one.first_fetched_utc).astimezone(where).date()
        stated = _stated_day(one.published)
        if stated is not None and stated <= seen + timedelta(days=1):
            days.append(stated)
        elif one.first_fetched_utc > backlog:
            days.append(seen)
    return days


def choose_due(office: Office, now: datetime, *, read_since: datetime | None = None) -> list[Target]:
    """The targets that are to be asked now; see `due_targets`.

    What runs of the archive the store does not hold yet, since a job was killed, is stored first: what was
    read then is not asked for again.
    """
    lately = office.archive.runs(_text(now - CAUGHT_UP))
    held = {(row["run_id"], row["target_id"]) for row in office.store.runs(_text(now - CAUGHT_UP))}
    if missing := [run for run in lately if (run.run_id, run.target_id) not in held]:
        store_runs(office, missing)
    judged = health_of_targets(office, now)
    return due_targets(judged, office.archive.interrupted(), now, read_since=read_since)


def due_targets(
    judged: Sequence[Judged],
    interrupted: Iterable[str],
    now: datetime,
    *,
    read_since: datetime | None = None,
) -> list[Target]:
    """The targets that are switched on and whose next visit has come; one that was cut off goes on at once.

    `read_since`: a target that answers and was not read since then is due too, so that a week that is
    reported was read to its end.
    """
    going_on = set(interrupted)
    wanted = _text(read_since) if read_since else ""
    return [
        one.target
        for one in judged
        if one.target.state == "on"
        and (
            one.target.id in going_on
            or one.health.visit.due(now)
            or (one.health.comparable and one.health.last_good_utc < wanted)
        )
    ]


def _stated_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # a year or a month alone is no day
        return None


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
