"""When a target is asked next, and why: as often as it has news, after failures ever later, within bounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawlers.health_words import Both
from crawlers.states import State
from crawlers.target import Schedule

FLOOR_HOURS: dict[Schedule, float] = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720}
_STEPS_HOURS = (1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 84.0, 168.0, 336.0, 720.0)
_PER_WEEK_HOURS = 168.0
_FIRST_RETRY_HOURS = 1.0
_SLACK = 0.1  # of the interval: a weekly job that starts an hour earlier than last week still finds all due


@dataclass(frozen=True, slots=True)
class Pace:
    """The office's bounds for all targets."""

    least_hours: float = 1.0
    most_hours: float = 168.0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of a target's rhythm: documents a week, if learned, and how many its list shows."""

    weekly: float | None = None
    listed: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """When a target is asked next; `at` is None for one that is not asked at all."""

    at: datetime | None
    why: Both
    interval_hours: float = 0.0

    def due(self, now: datetime) -> bool:
        """Whether it is time; a tenth of the interval early is time enough."""
        return self.at is not None and now >= self.at - timedelta(hours=self.interval_hours * _SLACK)


def interval_hours(rhythm: Rhythm, schedule: Schedule, pace: Pace) -> tuple[float, Both]:
    """Hours between two visits of a target that answers, and why.

    Twice in the time that one document takes, but before half of what the list shows has been pushed out of
    it; never oftener than the target's `schedule`, which a person set, nor than the office's least.
    """
    floor = max(FLOOR_HOURS[schedule], pace.least_hours)
    most = max(pace.most_hours, floor)
    if rhythm.weekly is None:
        return floor, Both(
            f"まだ頻度を学習中(schedule: {schedule})", f"rhythm not learned yet; schedule is {schedule}"
        )
    wanted = _PER_WEEK_HOURS / (2.0 * rhythm.weekly) if rhythm.weekly > 0 else most
    if rhythm.listed and rhythm.weekly > 0:
        wanted = min(wanted, _PER_WEEK_HOURS * rhythm.listed / (2.0 * rhythm.weekly))
    stepped = max((step for step in _STEPS_HOURS if step <= wanted), default=_STEPS_HOURS[0])
    hours = min(max(stepped, floor), most)
    rate = f"{rhythm.weekly:.1f}"
    if hours > stepped:
        return hours, Both(
            f"週{rate}件だが schedule: {schedule} と設定の下限まで",
            f"{rate} a week; no oftener than {schedule} or the setting",
        )
    if hours < stepped:
        return hours, Both(f"週{rate}件だが設定の上限まで", f"{rate} a week; no later than the setting")
    return hours, Both(f"週{rate}件の発行に合わせる", f"follows a rhythm of {rate} a week")


def next_visit(
    state: State,
    last: datetime | None,
    *,
    bad_in_a_row: int,
    usual: tuple[float, Both],
    pace: Pace,
    not_before: datetime | None = None,
) -> Visit:
    """When to ask again after the run that began at `last`.

    Failures double the wait from one hour on, up to the office's longest; what is gone or refuses us is asked
    at that longest. `not_before`: what the host asked for, or when its budget is renewed.
    """
    if state == "paused":
        return Visit(None, Both("停止中", "paused or off"))
    if last is None:
        return Visit(datetime(1970, 1, 1, tzinfo=UTC), Both("まだ訪ねていない", "never visited"))
    hours, why = usual
    if state in {"failing_temporary", "failing_soft"}:
        hours = min(_FIRST_RETRY_HOURS * 2.0 ** min(bad_in_a_row - 1, 30), max(pace.most_hours, 1.0))
        why = Both(
            f"失敗{bad_in_a_row}回:{hours:g}時間待って再試行",
            f"failure {bad_in_a_row}: tried again after {hours:g} h",
        )
    elif state in {"failing_hard", "blocked"}:
        hours = max(pace.most_hours, hours)
        why = Both(
            f"{hours:g}時間ごとに回復を確かめるだけ",
            f"asked only every {hours:g} h, to see whether it is back",
        )
    at = last + timedelta(hours=hours)
    if not_before is not None and not_before > at:
        return Visit(
            not_before, Both("ホストの指定または予算を待つ", "waits for what the host or its budget allows")
        )
    return Visit(at, why, hours)
