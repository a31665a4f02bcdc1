"""Bursts: a higher rate for some weeks is found, a steady one and a growing whole are not."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reports.bursts import burst_spans, find_bursts
from reports.counts import group_stories
from reports.week import Week

WEEKLY = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=30)


def test_planted_bursts_are_found_where_they_are_and_steady_rates_have_none():
    chance = np.random.default_rng(4)
    found = false = 0
    for _ in range(60):
        rates = np.full(26, 0.03)
        quiet = chance.binomial(100, rates).tolist()
        false += len(burst_spans(quiet, [100] * 26))
        rates[20:24] = 0.15
        spans = burst_spans(chance.binomial(100, rates).tolist(), [100] * 26)
        found += any(start <= 21 and end >= 23 for start, end, _ in spans)
    assert found >= 57
    assert false <= 6


def test_more_stories_of_everything_are_no_burst():
    assert burst_spans([3] * 10 + [30] * 4, [100] * 10 + [1000] * 4) == []


@given(WEEKLY)
def test_spans_lie_apart_within_the_weeks_and_save_something(pairs):
    counts = [min(pair) for pair in pairs]
    totals = [max(pair) for pair in pairs]
    spans = burst_spans(counts, totals)
    ends = [0]
    for start, end, weight in spans:
        assert ends[-1] <= start < end <= len(counts)
        assert weight >= 0
        ends.append(end)


def test_a_bursting_term_of_the_facts_is_named_with_its_weeks(world):
    weeks = (*world.week.before(11), world.week)
    for place, week in enumerate(weeks):
        for item in range(8):
            hot = place >= 10 and item < 6
            world.add(
                place * 10 + item,
                week.start.isoformat(),
                "us-cedar",
                "T",
                "A.",
                terms=("sand",) if hot else ("usual",),
            )
    [burst] = [one for one in find_bursts(group_stories(world.facts), weeks) if one.term == "sand"]
    assert (burst.first, burst.last, burst.count) == (Week.parse("2026-W46"), world.week, 12)
