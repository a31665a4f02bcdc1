"""When mail is due: after the week, at the recipient's hour, never on a holiday that is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.errors import ScheduleError
from reports.schedule import Schedule, due_instant, read_holidays
from reports.week import Week

WEEK = Week.parse("2026-W47")  # 16 to 22 November; the 23rd is a national holiday
TOKYO = "Asia/Tokyo"
ZONES = ("Asia/Tokyo", "America/New_York", "Pacific/Auckland", "Europe/Paris", "Pacific/Kiritimati")


def local(moment: datetime, zone: str = TOKYO) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %m-%d %H:%M")


def test_mail_is_due_on_the_weekday_after_the_week():
    assert local(due_instant(WEEK, TOKYO, Schedule())) == "Mon 11-23 08:00"
    assert local(due_instant(WEEK, TOKYO, Schedule(weekday=5, hour=17))) == "Fri 11-27 17:00"


def test_a_holiday_moves_it_to_the_next_working_day_unless_the_reader_wants_it():
    off = {date(2026, 11, 23)}
    assert local(due_instant(WEEK, TOKYO, Schedule(), off)) == "Tue 11-24 08:00"
    assert local(due_instant(WEEK, TOKYO, Schedule(on_holiday="send"), off)) == "Mon 11-23 08:00"
    long = {date(2026, 12, 29) + timedelta(days=ahead) for ahead in range(6)}  # to Sunday, 3 January
    assert local(due_instant(Week.parse("2026-W52"), TOKYO, Schedule(weekday=2), long)) == "Mon 01-04 08:00"


def test_a_reader_elsewhere_has_a_zone_of_their_own():
    washington = Schedule(zone="America/New_York")
    assert local(due_instant(WEEK, TOKYO, washington), "America/New_York") == "Mon 11-23 08:00"


@given(
    st.integers(0, 2000),
    st.builds(Schedule, st.integers(1, 7), st.integers(0, 23), st.sampled_from(ZONES), st.just("next")),
    st.sets(st.dates(date(2015, 1, 1), date(2055, 1, 1)), max_size=5),
)
def test_it_is_never_due_before_the_week_is_over_nor_on_a_holiday(ahead, schedule, holidays):
    week = Week.parse("2016-W01").shifted(ahead)
    due = due_instant(week, TOKYO, schedule, holidays)
    over = datetime.combine(week.end, time(), ZoneInfo(TOKYO))
    assert over <= due <= over + timedelta(days=17)
    assert due.astimezone(ZoneInfo(schedule.zone)).date() not in holidays
    assert due_instant(week.next, TOKYO, schedule) > due_instant(week, TOKYO, schedule)
    assert due.tzinfo is UTC


def test_holidays_are_read_as_the_cabinet_office_publishes_them(tmp_path: Path):
    file = tmp_path / "holidays.csv"
    file.write_bytes(
        "国民の祝日・休日月日,国民の祝日・休日名称\r\n2026/1/1,元日\r\n2026/11/23,勤労感謝の日\r\n".encode(
            "cp932"
        )
    )
    assert read_holidays(file) == {date(2026, 1, 1), date(2026, 11, 23)}
    file.write_text("day,name\n2026-13-01,x\n", "utf-8")
    with pytest.raises(ScheduleError, match=r"line 2: '2026-13-01'"):
        read_holidays(file)
    with pytest.raises(ScheduleError, match="can be read"):
        read_holidays(tmp_path / "none.csv")
