"""Trends: planted rises are found, few others are; like is compared with like; every number is repeatable."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

from nlp.regions import regions_of
from reports.counts import CellCount
from reports.surprise import adjust_p_values
from reports.trends import UPWARD, TrendSettings, compare_week, first_day_needed, judge_cells
from reports.week import Week

SETTINGS = TrendSettings()


def plant(seed: int, cells: int = 600, weeks: int = 13):
    """Poisson cells with a mean of 1 to 20 a week; one in twenty rises threefold in the last two weeks."""
    chance = np.random.default_rng(seed)
    rates = np.repeat(chance.uniform(1, 20, cells)[:, None], weeks, axis=1)
    risen = set(chance.choice(cells, cells // 20, replace=False).tolist())
    for cell in risen:
        rates[cell, -2:] *= 3
    table = chance.poisson(rates)
    counts = {("term", f"t{i}"): CellCount(tuple(row.tolist()), ()) for i, row in enumerate(table)}
    return counts, {f"t{i}" for i in risen}, table


def score_of(found: set[str], risen: set[str]) -> tuple[float, float]:
    return len(found & risen) / len(risen), len(found - risen) / max(len(found), 1)


def test_planted_rises_are_found_with_few_false_ones_and_better_than_by_a_plain_ratio():
    ours, plain = [], []
    for seed in range(8):
        counts, risen, table = plant(seed)
        found = {cell.key for cell in judge_cells(counts, SETTINGS) if cell.direction in UPWARD}
        ours.append(score_of(found, risen))
        doubled = {f"t{i}" for i, row in enumerate(table) if row[-1] >= max(3, 2 * row[:-1].mean())}
        plain.append(score_of(doubled, risen))
    recall, false = np.mean(ours, axis=0)
    _, plain_false = np.mean(plain, axis=0)
    assert recall >= 0.8
    assert false <= 0.1
    assert plain_false >= 2 * false


def test_unchanged_cells_show_hardly_any_arrow():
    chance = np.random.default_rng(5)
    table = chance.poisson(np.repeat(chance.uniform(0.2, 20, 800)[:, None], 13, axis=1))
    counts = {("term", f"t{i}"): CellCount(tuple(row.tolist()), ()) for i, row in enumerate(table)}
    arrows = [cell for cell in judge_cells(counts, SETTINGS) if cell.direction != "flat"]
    assert len(arrows) <= 2


def test_weeks_that_scatter_more_than_poisson_do_not_make_arrows():
    chance = np.random.default_rng(6)
    means = np.repeat(chance.uniform(2, 20, 800)[:, None], 13, axis=1)
    table = chance.negative_binomial(means / 2, 1 / 3)  # variance three times the mean
    counts = {("term", f"t{i}"): CellCount(tuple(row.tolist()), ()) for i, row in enumerate(table)}
    arrows = [cell for cell in judge_cells(counts, SETTINGS) if cell.direction != "flat"]
    assert len(arrows) <= 8


@pytest.mark.parametrize(
    ("weekly", "direction"),
    [
        ((2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 14), "rising"),
        ((0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9), "new"),
        ((2, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9), "returning"),
        ((9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0), "falling"),
        ((2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 3), "flat"),
        ((0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2), "flat"),
    ],
)
def test_each_direction_has_its_case(weekly, direction):
    chance = np.random.default_rng(1)
    others = {
        ("field", f"x{i:03d}"): CellCount(tuple(chance.poisson(3, 13).tolist()), ()) for i in range(100)
    }
    cells = judge_cells({**others, ("field", "ENE"): CellCount(weekly, ())}, SETTINGS)
    assert next(cell for cell in cells if cell.key == "ENE").direction == direction


def test_a_past_burst_neither_hides_a_rise_nor_makes_a_fall():
    chance = np.random.default_rng(2)
    others = {
        ("field", f"x{i:03d}"): CellCount(tuple(chance.poisson(3, 13).tolist()), ()) for i in range(100)
    }
    burst = (3, 3, 30, 3, 3, 3, 3, 3, 3, 3, 3, 3)
    cells = judge_cells(
        {
            **others,
            ("field", "AFTER"): CellCount((*burst, 3), ()),
            ("field", "AGAIN"): CellCount((*burst, 14), ()),
        },
        SETTINGS,
    )
    found = {cell.key: cell for cell in cells}
    assert found["AFTER"].direction == "flat"
    assert found["AGAIN"].direction == "rising"
    assert found["AGAIN"].expected < 4


def test_too_short_a_baseline_gives_numbers_and_no_arrow():
    cells = judge_cells({("field", "ENE"): CellCount((1, 1, 1, 30), ())}, SETTINGS)
    assert [(cell.direction, cell.q) for cell in cells] == [("flat", 1.0)]
    assert cells[0].count == 30


def test_no_cells_give_no_trends_and_no_p_values_give_no_q_values():
    assert judge_cells({}, SETTINGS) == []
    assert adjust_p_values(np.array([])).tolist() == []


def test_q_values_are_those_of_benjamini_and_hochberg():
    q = adjust_p_values(np.array([0.01, 0.04, 0.03, 0.005]))
    assert q.tolist() == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_the_range_to_be_expected_holds_the_expectation_and_the_ranking_goes_by_the_lower_bound():
    counts, _, _ = plant(3, cells=200)
    cells = judge_cells(counts, SETTINGS)
    assert all(cell.low <= cell.expected <= cell.high for cell in cells)
    assert all(cell.count > cell.high for cell in cells if cell.direction == "rising")
    assert [cell.ratio_low for cell in cells] == sorted((cell.ratio_low for cell in cells), reverse=True)
    assert all(0 <= cell.q <= 1 for cell in cells)


def test_the_made_week_shows_its_new_field_and_no_arrow_where_a_target_was_lost(full_world):
    trends = compare_week(full_world.facts, full_world.coverage(), SETTINGS, regions_of=regions_of)
    cells = {(cell.axis, cell.key): cell for cell in trends.cells}
    chips = cells["country_field", "VN|ICT"]
    assert (chips.direction, chips.count, chips.weekly) == ("new", 6, (0,) * 12)
    assert f"d{1:015x}" in chips.documents
    assert cells["country", "KR"].direction == "coverage"
    assert cells["field", "ICT"].direction == "coverage"
    assert [(out.target, out.why, out.documents) for out in trends.left_out] == [("kr-haneul", "failing", 24)]


def test_a_new_target_with_ten_times_the_volume_causes_no_arrow(full_world):
    for number in range(60):
        full_world.add(
            0x9000 + number, f"2026-11-{16 + number % 7}", "new-flood", "Flood", "Text.",
            actors=("US",), fields=("AGR",), terms=("flood",),
        )  # fmt: skip
    before = compare_week(full_world.facts[:-60], full_world.coverage(), SETTINGS, regions_of=regions_of)
    after = compare_week(full_world.facts, full_world.coverage(), SETTINGS, regions_of=regions_of)
    assert {c.key for c in after.of(*UPWARD)} <= {c.key for c in before.of(*UPWARD)}
    assert next(c for c in after.cells if (c.axis, c.key) == ("term", "flood")).direction == "coverage"
    assert ("new-flood", "new") in [(out.target, out.why) for out in after.left_out]


def test_a_target_that_dies_causes_no_fall(full_world):
    for week in full_world.week.before(12):
        for number in range(10):
            full_world.add(
                0xA000 + number + 16 * (week.number + 60), week.start.isoformat(), "dies", "Usual", "Text.",
                actors=("GB",), fields=("BAS",),
            )  # fmt: skip
    trends = compare_week(full_world.facts, full_world.coverage(), SETTINGS, regions_of=regions_of)
    assert trends.of("falling") == ()
    assert next(c for c in trends.cells if (c.axis, c.key) == ("country", "GB")).direction == "coverage"
    assert ("dies", "silent", 120) in [(out.target, out.why, out.documents) for out in trends.left_out]


def test_the_same_facts_in_any_order_print_the_same_json(full_world):
    wanted = json.dumps(
        compare_week(full_world.facts, full_world.coverage(), SETTINGS, regions_of=regions_of).to_json()
    )
    random.Random(3).shuffle(full_world.facts)
    again = compare_week(full_world.facts, full_world.coverage(), SETTINGS, regions_of=regions_of).to_json()
    assert json.dumps(again) == wanted
    assert list(again) == ["week", "zone", "cells"]
    assert list(again["cells"][0]) == [
        "axis", "key", "count", "expected", "low", "high", "q", "direction", "documents",
    ]  # fmt: skip


def test_the_facts_needed_reach_four_weeks_beyond_the_baseline():
    assert str(Week.of(first_day_needed(Week.parse("2026-W47"), 12))) == "2026-W31"
