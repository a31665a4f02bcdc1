"""When a target is asked next: by its rhythm, within what people set, the same each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.schedule import FLOOR_HOURS, Pace, Rhythm, interval_hours, next_visit

LAST = datetime(2026, 11, 20, 6, tzinfo=UTC)
PACE = Pace()


@pytest.mark.parametrize(
    ("weekly", "schedule", "hours"),
    [
        (1.0, "hourly", 84.0),  # a weekly publisher is not asked every hour
        (200.0, "hourly", 1.0),  # a busy one is
        (200.0, "daily", 24.0),  # but for the bound that a person set
        (0.0, "daily", 168.0),
        (14.0, "hourly", 6.0),
        (None, "weekly", 168.0),
        (5.0, "monthly", 720.0),
    ],
)
def test_the_interval_follows_the_rhythm_within_the_bounds(weekly, schedule, hours) -> None:
    assert interval_hours(Rhythm(weekly), schedule, PACE)[0] == hours


def test_a_short_list_is_read_before_it_overflows() -> None:
    assert interval_hours(Rhythm(40.0, listed=1), "hourly", PACE)[0] <= 2.0


@given(
    st.floats(0, 2000),
    st.sampled_from(sorted(FLOOR_HOURS)),
    st.floats(0.5, 24),
    st.floats(24, 400),
    st.integers(0, 5000),
)
def test_no_target_is_asked_oftener_or_later_than_people_allow(weekly, schedule, least, most, listed) -> None:
    hours, why = interval_hours(Rhythm(weekly, listed), schedule, Pace(least, most))
    floor = max(FLOOR_HOURS[schedule], least)
    assert floor <= hours <= max(most, floor)
    assert why.ja
    assert why.en.isascii()


def test_more_news_never_means_a_longer_wait() -> None:
    hours = [interval_hours(Rhythm(rate / 4), "hourly", PACE)[0] for rate in range(1, 900)]
    assert hours == sorted(hours, reverse=True)


def visit(state, bad=1, **more):
    usual = interval_hours(Rhythm(3.0), "daily", PACE)
    return next_visit(state, LAST, bad_in_a_row=bad, usual=usual, pace=PACE, **more)


def test_failures_double_the_wait_up_to_the_longest() -> None:
    waits = [visit("failing_temporary", bad).interval_hours for bad in range(1, 12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 168, 168, 168]


def test_a_host_that_asks_to_be_left_alone_is() -> None:
    later = LAST + timedelta(days=3)
    found = visit("failing_temporary", not_before=later)
    assert found.at == later
    assert not found.due(later - timedelta(seconds=1))


def test_a_weekly_job_that_starts_a_little_earlier_finds_all_due() -> None:
    quiet = next_visit(
        "quiet", LAST, bad_in_a_row=0, usual=interval_hours(Rhythm(0.0), "daily", PACE), pace=PACE
    )
    assert quiet.due(LAST + timedelta(days=7, hours=-5))
    assert not quiet.due(LAST + timedelta(days=6))
