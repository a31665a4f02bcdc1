"""What holidays leave of a week, by country and by cell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reports.counts import group_stories
from reports.exposure import cell_exposure, country_exposure
from reports.week import Week

YEAR_END = Week.parse("2026-W53")
WEEKS = (*YEAR_END.before(8), YEAR_END)


def fill(world, target, weekly, week, *, start, **more):
    for number in range(weekly):
        day = week.start + timedelta(days=number % 5)
        world.add(start + number, day.isoformat(), target, "Usual", "Text.", **more)


@pytest.fixture
def year_end(world):
    """Vietnam publishes 10 a week and 2 at the year's end; Brazil goes on as ever."""
    for place, week in enumerate(WEEKS):
        last = week == YEAR_END
        fill(world, "vn-sen", 2 if last else 10, week, start=place * 100, actors=("VN",))
        fill(world, "br-sky", 10, week, start=place * 100 + 50, actors=("BR",))
    return group_stories(world.facts)


def test_a_country_that_paused_has_the_share_it_kept_and_one_that_went_on_has_all(year_end):
    shares = country_exposure(year_end, WEEKS)
    assert min(shares["VN"][:-1]) > 0.98
    assert 0.1 < shares["VN"][-1] < 0.35
    assert "BR" not in shares


def test_a_cell_has_the_weeks_of_the_countries_that_tell_it(year_end):
    exposure = cell_exposure(year_end, WEEKS)
    shares = country_exposure(year_end, WEEKS)
    assert exposure["country", "VN"] == pytest.approx(shares["VN"])
    assert all(0 < share <= 1 for weekly in exposure.values() for share in weekly)


def test_weeks_without_any_pause_touch_no_cell(world):
    week = Week.parse("2026-W20")
    weeks = (*week.before(1), week)
    for place, one in enumerate(weeks):
        fill(world, "vn-sen", 10, one, start=place * 100, actors=("VN",))
    assert cell_exposure(group_stories(world.facts), weeks) == {}
    assert cell_exposure([], weeks) == {}
