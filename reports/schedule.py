"""When a week's mail is due: a weekday and hour of a zone after the week's end, holidays moved."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal

from reports.errors import ScheduleError
from reports.week import Week, zone_of

_DAYS_JA = "月火水木金土日"
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SATURDAY = 6
_LONGEST = 60  # days of holidays in a row that are believed


@dataclass(frozen=True, slots=True)
class Schedule:
    """A recipient's time for mail."""

    weekday: int = 1  # 1 Monday to 7
    hour: int = 8
    zone: str = "Asia/Tokyo"
    on_holiday: Literal["next", "send"] = "next"  # next: the next working day

    def told(self, language: str) -> str:
        """The schedule in words: 月曜 08:00 (Asia/Tokyo)."""
        day = f"{_DAYS_JA[self.weekday - 1]}曜" if language == "ja" else _DAYS_EN[self.weekday - 1]
        return f"{day} {self.hour:02d}:00 ({self.zone})"


def due_instant(week: Week, week_zone: str, schedule: Schedule, holidays: Collection[date] = ()) -> datetime:
    """The instant (UTC) from which a week's mail is due: never before the week is over in its own zone.

    The first such weekday and hour after the week's end; where that day is a holiday and the recipient
    does not want mail then, the same hour of the next day that is neither holiday nor weekend.
    """
    zone = zone_of(schedule.zone)
    over = datetime.combine(week.end, time(), zone_of(week_zone))
    day = over.astimezone(zone).date()
    day += timedelta(days=(schedule.weekday - day.isoweekday()) % 7)
    due = datetime.combine(day, time(schedule.hour), zone)
    if due.astimezone(UTC) < over.astimezone(UTC):
        day += timedelta(days=7)
    if schedule.on_holiday == "next" and day in holidays:
        day = _working_day_after(day, holidays)
    return datetime.combine(day, time(schedule.hour), zone).astimezone(UTC)


def _working_day_after(day: date, holidays: Collection[date]) -> date:
    for ahead in range(1, _LONGEST):
        later = day + timedelta(days=ahead)
        if later.isoweekday() < _SATURDAY and later not in holidays:
            return later
    raise ScheduleError("holidays", str(day), f"a working day within {_LONGEST} days", "correct the holidays")


def read_holidays(path: Path) -> set[date]:
    """The days of a CSV whose first column holds YYYY/M/D or YYYY-MM-DD, as the Cabinet Office publishes it.

    UTF-8 or Shift_JIS; a heading is passed over. Raises ScheduleError with the line.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ScheduleError(
            str(path), error.strerror, "a file that can be read", "correct the path"
        ) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp932", "replace")
    found = set()
    for number, row in enumerate(csv.reader(text.splitlines()), start=1):
        first = row[0].strip() if row else ""
        if not first or (number == 1 and not first[0].isdigit()):
            continue
        try:
            year, month, day = (int(part) for part in first.replace("-", "/").split("/"))
            found.add(date(year, month, day))
        except ValueError as error:
            raise ScheduleError(f"{path} line {number}", first, "a day, e.g. 2026/11/23") from error
    return found
