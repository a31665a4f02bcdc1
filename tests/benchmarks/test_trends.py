"""The benchmark of planted trends, small: its floors hold, and what is no trend makes no arrow."""

from __future__ import annotations

import pytest

from benchmarks.trends import arrows_of, copies, death, flood, make_world, planted, rise
from reports.trends import UPWARD
from reports.week import Week

YEAR_END = Week.parse("2026-W53")


@pytest.fixture(scope="module")
def rows():
    return {row["week of the rise"]: row for row in planted(6, 1200)}


@pytest.mark.parametrize("week", [1, 2])
def test_a_threefold_rise_is_found_in_either_week_with_few_false_ones(rows, week):
    assert rows[week]["recall"] >= 0.8
    assert rows[week]["false discovery rate"] <= 0.1
    assert rows[week]["ratio: false discovery rate"] > 2 * rows[week]["false discovery rate"]


def test_the_second_week_of_a_rise_is_found_more_surely_than_the_first(rows):
    assert rows[2]["recall"] > rows[1]["recall"]


def test_new_and_dying_targets_copies_and_a_holiday_cause_no_arrow_and_hide_no_rise():
    pause = {f"{YEAR_END} {country}": 0.25 for country in ("JP", "FR", "US", "DE", "KR", "BR")}
    plain = arrows_of(make_world(YEAR_END, 3))
    planted_in = arrows_of(make_world(YEAR_END, 3, pause=pause), flood, death, copies)
    assert planted_in.keys() <= plain.keys()
    risen = arrows_of(make_world(YEAR_END, 3, pause=pause), flood, death, copies, rise)
    assert ("field", "OCE") in {key[:2] for key, cell in risen.items() if cell.direction in UPWARD}
