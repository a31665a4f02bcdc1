"""Week: an ISO 8601 week, Monday to Sunday, as days of one zone (Asia/Tokyo by default)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reports.errors import WeekError

DEFAULT_ZONE = "Asia/Tokyo"
_FORM = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII)
_CURE = "write the year, -W and two digits"


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO 8601 week; weeks sort by time, and every day lies in exactly one of them."""

    year: int  # the ISO year, which can differ from the calendar year around New Year
    number: int  # 1 to 52 or 53

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year, self.number, 7) + timedelta(days=1)
        except (ValueError, OverflowError) as error:
            raise WeekError(
                "week", f"{self.year}-W{self.number:02d}", "a week of that ISO year", _CURE
            ) from error

    @classmethod
    def parse(cls, text: str) -> Week:
        """The week that `2026-W47` (or `2026W47`) names; raises WeekError on anything else."""
        match = _FORM.fullmatch(text.strip()) if isinstance(text, str) else None
        if match is None:
            raise WeekError("week", text, "an ISO 8601 week, e.g. 2026-W47", _CURE)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Week:
        """The week in which a day lies; of a datetime, the day as written there."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def of_instant(cls, instant: datetime, zone: str = DEFAULT_ZONE) -> Week:
        """The week in which an instant lies in the zone; an instant without offset is taken as UTC."""
        return cls.of(day_of_instant(instant, zone))

    @classmethod
    def newest_complete(cls, now: datetime, zone: str = DEFAULT_ZONE) -> Week:
        """The newest week that is over at `now` in the zone."""
        return cls.of_instant(now, zone).previous

    @property
    def start(self) -> date:
        """The Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The Monday after, which is not part of the week."""
        return self.start + timedelta(days=7)

    @property
    def last_day(self) -> date:
        """The Sunday."""
        return self.start + timedelta(days=6)

    @property
    def next(self) -> Week:
        """The week after."""
        return self.shifted(1)

    @property
    def previous(self) -> Week:
        """The week before."""
        return self.shifted(-1)

    def shifted(self, weeks: int) -> Week:
        """The week so many weeks later (earlier where negative); raises WeekError beyond the calendar."""
        try:
            return Week.of(self.start + timedelta(weeks=weeks))
        except OverflowError as error:
            raise WeekError("week", f"{self} {weeks:+d} weeks", "a week of the years 1 to 9999") from error

    def before(self, count: int) -> tuple[Week, ...]:
        """The `count` weeks before this one, oldest first."""
        return tuple(self.shifted(-back) for back in range(count, 0, -1))

    def contains(self, day: date) -> bool:
        """Whether a day lies in the week; its end does not."""
        return self.start <= day < self.end

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"


def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name; raises WeekError where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError) as error:
        raise WeekError("zone", name, "an IANA time zone, e.g. Asia/Tokyo") from error


def day_of_instant(instant: datetime | str, zone: str = DEFAULT_ZONE) -> date:
    """The calendar day of an instant in the zone; without offset it is taken as UTC.

    A text is ISO 8601, as the store keeps instants. Raises WeekError on other text.
    """
    if isinstance(instant, str):
        try:
            instant = datetime.fromisoformat(instant)
        except ValueError as error:
            raise WeekError("instant", instant, "an ISO 8601 instant, e.g. 2026-11-20T04:05:06Z") from error
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    try:
        return instant.astimezone(zone_of(zone)).date()
    except OverflowError as error:
        raise WeekError("instant", instant.isoformat(), "an instant of the years 1 to 9999") from error


def instant(moment: datetime) -> str:
    """An instant as the store keeps it: UTC, to the second, with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
