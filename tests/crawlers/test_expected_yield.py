"""What is normal, what is too little, and what has changed for good: on planted weeks."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.expected_yield import Level, judge_yield, learn_level
from crawlers.season import calendar_share, own_share, peer_shares, week_shares
from crawlers.volume import level_starts, newest_change
from crawlers.weekly import Series, joined_spans, monday_of, week_name, weekly_series

EVEN = [11, 9, 12, 10, 11, 13, 8, 11, 10, 12, 9, 11, 10, 12, 11, 9, 10, 11, 12, 10]
COUNTS = st.lists(st.integers(0, 60), max_size=110)
MONDAY = date(2026, 1, 5)


def judged(counts: list[int | None], shares: list[float] | None = None, **more: object):
    return judge_yield(counts, shares or [1.0] * len(counts), stated=(1, 20), **more)  # type: ignore[arg-type]


def test_one_burst_and_one_empty_week_hardly_move_what_is_normal() -> None:
    plain, touched = learn_level(EVEN), learn_level([*EVEN[:18], 90, 0])
    assert abs(plain.mean - touched.mean) < 0.5
    assert touched.range_of()[1] < 30


def test_a_level_states_a_range_that_holds_most_of_its_weeks() -> None:
    low, high = learn_level(EVEN).range_of()
    assert low <= min(EVEN)
    assert high >= max(EVEN)
    assert learn_level([]).range_of() == (0, 0)


@given(COUNTS)
def test_chances_are_chances_and_ranges_are_ordered(counts: list[int]) -> None:
    level = learn_level(counts)
    low, high = level.range_of()
    assert 0 <= low <= high
    chances = [level.chance_of_at_most(count, [1.0, 0.5]) for count in (0, 3, 50)]
    assert all(0.0 <= chance <= 1.0 for chance in chances)
    assert chances == sorted(chances)


def test_few_weeks_teach_nothing_and_the_stated_range_stands() -> None:
    found = judged([5, 6, 7])
    assert (found.learned, found.low, found.high, found.below) == (False, 1, 20, False)


def test_a_holiday_is_no_shortfall_and_is_not_learned_from() -> None:
    counts: list[int | None] = [*EVEN, 2, 1]
    assert judged(counts).below
    holiday = judged(counts, [1.0] * 20 + [0.2, 0.2])
    assert not holiday.below
    assert holiday.level.weeks == 20


@given(COUNTS)
def test_levels_begin_in_order_and_are_long_enough(counts: list[int]) -> None:
    starts = level_starts(counts)
    assert starts[0] == 0
    assert all(
        after - before >= 5 for before, after in zip(starts, [*starts[1:], len(counts)], strict=True)
    ) or (len(counts) < 10)


@pytest.mark.parametrize(("before", "after"), [(11, 3), (3, 11), (30, 0)])
def test_a_planted_change_is_found_at_its_week(before: int, after: int) -> None:
    source = random.Random(5)
    counts = [max(0, before + source.randint(-2, 2)) for _ in range(40)]
    counts += [max(0, after + source.randint(-1, 1)) for _ in range(10)]
    change = newest_change(counts)
    assert change is not None
    assert abs(change.at - 40) <= 1
    assert change.rose == (after > before)


def test_even_and_bursting_weeks_have_not_changed() -> None:
    assert newest_change(EVEN * 4) is None
    assert newest_change([0, 0, 1, 0, 0, 0, 2, 0, 0, 1] * 8) is None
    assert newest_change([*EVEN, 60, *EVEN]) is None


# --- weeks and seasons


def test_a_week_that_was_not_wholly_read_says_nothing() -> None:
    spans = [(date(2026, 1, 1), date(2026, 1, 14)), (date(2026, 1, 20), date(2026, 2, 3))]
    days = [date(2026, 1, 6), date(2026, 1, 11), date(2026, 1, 21), date(2026, 1, 26)]
    series = weekly_series(days, spans, date(2026, 2, 10))
    assert series == Series(MONDAY, (2, None, None, 1, None))
    assert series.read_weeks == 2
    assert weekly_series(days, [], date(2026, 2, 10)).counts == ()


def test_spans_that_touch_are_one() -> None:
    day = [MONDAY + timedelta(days=number) for number in range(6)]
    assert joined_spans([(day[0], day[2]), (day[1], day[3]), (day[3], day[4])]) == [(day[0], day[4])]


def test_weeks_are_named_as_people_write_them() -> None:
    assert (week_name(date(2026, 8, 3)), monday_of(date(2026, 8, 9))) == ("2026-W32", date(2026, 8, 3))


def test_the_years_end_is_poor_everywhere_and_august_in_europe() -> None:
    assert calendar_share(date(2025, 12, 29), "VN") < 0.5
    assert calendar_share(date(2026, 8, 10), "FR") < 1 == calendar_share(date(2026, 8, 10), "US")
    assert calendar_share(date(2026, 5, 4), "JP") < 1.0 == calendar_share(date(2026, 5, 11), "JP")
    assert calendar_share(MONDAY + timedelta(weeks=7), "JP") == 1.0


def test_last_years_pause_is_expected_again() -> None:
    year = [10] * 30 + [1, 1, 1] + [10] * 50
    assert own_share(year, 31 + 52) < 0.3
    assert own_share(year, 20 + 52) == 1.0
    assert own_share(year[:40], 39) == 1.0


def a_world(shape: Callable[[str, int], int]) -> dict[str, dict[date, float]]:
    names = [f"{country}{number}" for country in ("vn", "de") for number in range(6)]
    series = {name: Series(MONDAY, tuple(shape(name, week) for week in range(20))) for name in names}
    return peer_shares(series, {name: name[:2].upper() for name in names})


def test_a_countrys_silence_is_a_pause_while_the_rest_went_on() -> None:
    week = MONDAY + timedelta(weeks=15)
    shares = a_world(lambda name, at: 1 if name.startswith("vn") and at == 15 else 10)
    assert shares["VN"][week] == pytest.approx(0.1)
    assert shares["DE"][week] == 1.0
    series = Series(MONDAY, (10,) * 20)
    assert week_shares(series, "VN", shares["VN"])[15] == pytest.approx(0.1)


def test_what_falls_everywhere_at_once_is_no_excuse() -> None:
    shares = a_world(lambda _name, at: 1 if at == 15 else 10)
    assert MONDAY + timedelta(weeks=15) not in shares.get("VN", {})


def test_a_stated_level_has_no_proof_to_doubt() -> None:
    assert Level(4.0, 0.0, 0).chance_of_at_most(0, [1.0]) == pytest.approx(0.0183, abs=1e-3)


def test_a_doubling_is_told_after_three_weeks_and_one_great_week_is_none() -> None:
    usual = [10, 9, 11, 10, 12, 8, 10, 11, 9, 10, 10, 12, 9, 11, 10, 8]
    step = newest_change([*usual, 21, 19, 22])
    assert step is not None
    assert (step.at, step.rose, round(step.before), round(step.after)) == (16, True, 10, 21)
    assert newest_change([*usual, 21, 19]) is None
    assert newest_change([*usual, 70, 11, 9]) is None
    found = judged([*usual, 21, 19, 22])
    assert found.change is not None
    assert round(found.level.mean) < 13  # told, and not yet what is normal
