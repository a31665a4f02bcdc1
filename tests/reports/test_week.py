"""Weeks: every instant lies in exactly one, ends are excluded, bad names are refused with a cure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.errors import WeekError
from reports.week import Week, day_of_instant

DAYS = st.dates(date(1, 2, 1), date(9999, 11, 30))


@given(DAYS)
def test_every_day_lies_in_exactly_one_week(day: date) -> None:
    week = Week.of(day)
    assert week.contains(day)
    assert not week.next.contains(day)
    assert not week.previous.contains(day)
    assert week.next.start == week.end
    assert week.previous.next == week


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),
    st.sampled_from(["Asia/Tokyo", "UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Europe/Berlin"]),
)
def test_every_instant_lies_in_exactly_one_week_of_a_zone(naive: datetime, zone: str) -> None:
    instant = naive.replace(tzinfo=UTC)
    week = Week.of_instant(instant, zone)
    day = day_of_instant(instant, zone)
    assert [w for w in (week.previous, week, week.next) if w.contains(day)] == [week]


@given(DAYS)
def test_a_week_reads_back_from_its_text(day: date) -> None:
    week = Week.of(day)
    assert Week.parse(str(week)) == week


@given(DAYS, DAYS)
def test_weeks_sort_by_time(one: date, other: date) -> None:
    assert (Week.of(one) < Week.of(other)) == (Week.of(one).start < Week.of(other).start)


def test_a_week_excludes_its_end() -> None:
    week = Week.parse("2026-W47")
    assert (week.start, week.last_day, week.end) == (
        date(2026, 11, 16),
        date(2026, 11, 22),
        date(2026, 11, 23),
    )
    assert not week.contains(week.end)
    assert str(week.next) == "2026-W48"


def test_the_iso_year_can_differ_from_the_calendar_year() -> None:
    assert str(Week.of(date(2027, 1, 3))) == "2026-W53"
    assert str(Week.parse("2026-W53").next) == "2027-W01"


def test_sunday_evening_in_utc_is_next_week_in_tokyo() -> None:
    instant = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    assert str(Week.of_instant(instant)) == "2026-W48"
    assert str(Week.of_instant(instant, "UTC")) == "2026-W47"
    assert str(Week.newest_complete(instant)) == "2026-W47"


def test_the_weeks_before_come_oldest_first() -> None:
    weeks = Week.parse("2026-W02").before(3)
    assert [str(week) for week in weeks] == ["2025-W51", "2025-W52", "2026-W01"]
    assert weeks[-1].end == weeks[-1].start + timedelta(days=7)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-47",
        "2026-W00",
        "2026-W54",
        "2025-W53",
        "W47",
        "２０２６-W47",
        "9999-W60",
        None,
        "2026-W4",
    ],
)
def test_a_text_that_is_no_week_is_refused_with_the_form_that_is_wanted(text: str) -> None:
    with pytest.raises(WeekError, match="week"):
        Week.parse(text)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "\x00"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(WeekError, match="IANA"):
        day_of_instant(datetime(2026, 1, 1, tzinfo=UTC), zone)


def test_an_instant_that_is_no_instant_is_refused() -> None:
    with pytest.raises(WeekError, match="ISO 8601 instant"):
        day_of_instant("yesterday")
