"""Health: a state that its runs alone decide, along legal paths, with words, reasons and the next visit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.health import SPENT, HealthError, Rules, TargetRun, judge
from crawlers.health_words import CURES, WORDS
from crawlers.states import TRANSITIONS, State
from crawlers.target import Target

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
TARGET = Target.model_validate(
    {
        "id": "t1", "name": "T", "name_ja": "試", "country": "FI", "kind": "ministry", "languages": ["fi"],
        "homepage": "https://example.org/", "entry_points": [{"type": "feed", "url": "https://example.org/rss"}],
        "expected_weekly": {"min": 2, "max": 10},
    }
)  # fmt: skip


def a_run(days_ago: float, outcome: str = "healthy", **more: Any) -> TargetRun:
    at = (NOW - timedelta(days=days_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return TargetRun(f"r{days_ago}", "t1", at, at, outcome, **more)  # type: ignore[arg-type]


def daily(days: int, outcome: str = "quiet", last: int = 0) -> list[TargetRun]:
    return [a_run(ago, outcome, listed=9) for ago in range(days, last - 1, -1)]


def published(*weekly: int) -> list[date]:
    """Days of documents: so many in each of the last weeks, the newest week last."""
    monday = NOW.date() - timedelta(days=NOW.date().weekday())
    return [
        monday - timedelta(weeks=len(weekly) - place) + timedelta(days=number % 5)
        for place, count in enumerate(weekly)
        for number in range(count)
    ]


def test_a_run_survives_json() -> None:
    run = a_run(
        0,
        skipped={"robots": 2},
        complete_since=date(2026, 1, 2),
        newest=date(2026, 11, 19),
        counters={"a/b": 1},
    )
    assert TargetRun.from_json(run.to_json()) == run


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"outcome": "fine"}', "null", '{"outcome": "healthy"}'])
def test_what_is_no_run_is_refused(text: str) -> None:
    with pytest.raises(HealthError, match="run record"):
        TargetRun.from_json(text)


def test_a_document_of_the_last_week_is_healthy_and_an_older_one_is_quiet() -> None:
    runs = daily(20)
    assert judge(TARGET, runs, [NOW.date() - timedelta(days=3)]).state == "healthy"
    quiet = judge(TARGET, runs, [NOW.date() - timedelta(days=8)])
    assert (quiet.state, quiet.since_utc, quiet.comparable) == ("quiet", "2026-11-12T00:00:00Z", True)
    assert quiet.last_new == date(2026, 11, 12)


def test_a_304_is_success() -> None:
    runs = [*daily(9, last=1), a_run(0, "quiet", listed=9, kept=9, not_modified=9)]
    health = judge(TARGET, runs, [NOW.date()])
    assert (health.state, health.last_good_utc) == ("healthy", runs[-1].finished_utc)


def test_a_target_that_was_never_crawled_is_neither_healthy_nor_quiet_and_is_due() -> None:
    found = judge(TARGET, [])
    assert (found.state, found.comparable) == ("unvisited", False)
    assert found.visit.due(NOW)


def test_below_is_said_with_a_reason_in_figures_and_since_when() -> None:
    runs = daily(126)
    usual = (11, 9, 12, 10, 11, 13, 8, 11, 10, 12, 9, 11, 10, 12, 11, 9)
    below = judge(TARGET, runs, published(*usual, 1, 0))
    assert below.state == "below"
    assert below.since_utc == "2026-11-02T00:00:00Z"
    assert "1 in 2 weeks where about 21 are normal; the chance of so few is" in below.why.en
    assert below.expected.low >= 3
    well = judge(TARGET, runs, published(*usual, 9, 8))
    assert (well.state, well.expected.learned) == ("quiet", True)
    assert "are normal (learned from" in well.why.en


def test_a_source_of_one_document_a_month_is_not_below_when_it_says_nothing() -> None:
    weekly = (1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    assert judge(TARGET, daily(200), published(*weekly)).state == "quiet"


def test_weeks_that_were_not_read_are_not_counted_as_empty() -> None:
    failing = [a_run(ago, "failing") for ago in range(30, 0, -1)]
    runs = [*daily(126, last=31), *failing, a_run(0, "quiet", listed=9)]
    usual = (11, 9, 12, 10, 11, 13, 8, 11, 10, 12, 9, 11, 10, 12)
    health = judge(TARGET, runs, published(*usual, 0, 0, 0, 0))
    assert health.state == "quiet"
    assert health.seen_last_week is None


def test_a_persons_range_counts_until_the_weeks_teach_better_and_always_where_fixed() -> None:
    runs, none = daily(200), published(*([0] * 20))
    assert judge(TARGET, daily(20), none).state == "quiet"  # two weeks prove nothing at two a week
    assert judge(TARGET, runs, none).state == "quiet"
    bounds = TARGET.expected_weekly.model_copy(update={"fixed": True})
    fixed = judge(TARGET.model_copy(update={"expected_weekly": bounds}), runs, none)
    assert (fixed.state, fixed.expected.learned, fixed.expected.low) == ("below", False, 2)


def test_a_lasting_change_is_told_and_becomes_normal_after_eight_weeks() -> None:
    usual = (11, 9, 12, 10, 11, 13, 8, 11, 10, 12, 9, 11)
    early = judge(TARGET, daily(119), published(*usual, 3, 2, 4, 3, 3))
    assert early.change is not None
    assert early.change.en == "since 2026-W42 about 3 a week, before 11"
    assert early.state == "below"
    late = judge(TARGET, daily(147), published(*usual, 3, 2, 4, 3, 3, 2, 4, 3, 3))
    assert (late.state, late.expected.high < 9) == ("quiet", True)
    assert late.change is not None


def test_failing_grows_from_temporary_to_soft_to_hard_and_waits_ever_longer() -> None:
    good = a_run(20, new=2, newest=date(2026, 10, 30))
    failing = [a_run(days, "failing", error="no answer") for days in range(9, -1, -1)]
    seen = [judge(TARGET, [good, *failing[:count]]) for count in range(1, 11)]
    assert [health.state for health in seen] == [
        *["failing_temporary"] * 2, *["failing_soft"] * 5, *["failing_hard"] * 3,
    ]  # fmt: skip
    assert [health.visit.interval_hours for health in seen] == [1, 2, 4, 8, 16, 32, 64, 168, 168, 168]
    assert {health.since_utc for health in seen} == {failing[0].started_utc}
    hard = seen[-1]
    assert (hard.last_good_utc, hard.last_new) == (good.finished_utc, date(2026, 10, 30))
    assert (hard.why.en, hard.comparable) == ("10 in a row: no answer", False)
    assert judge(TARGET, [good, a_run(0, "failing", failure="hard")]).state == "failing_hard"


def test_eight_tries_within_an_hour_do_not_prove_that_a_target_is_gone() -> None:
    runs = [a_run(0.04 - number * 0.004, "failing") for number in range(10)]
    assert judge(TARGET, runs).state == "failing_soft"


def test_a_listing_that_yields_nothing_is_changed_after_the_configured_misses() -> None:
    good = a_run(9, new=2, listed=9)
    misses = [a_run(days, "changed", error="css matches nothing") for days in (3, 2, 1)]
    states = [judge(TARGET, [good, *misses[:count]], rules=Rules(changed_after=3)) for count in (1, 2, 3)]
    assert [health.state for health in states] == ["failing_temporary", "failing_temporary", "changed"]
    assert states[0].why.en == "the listing gave nothing (1/3): css matches nothing"
    assert judge(TARGET, misses[:1]).state == "changed"  # it never listed anything: the selector is wrong


def test_blocked_is_a_state_of_its_own_and_asked_but_rarely() -> None:
    blocked = judge(TARGET, [a_run(1, new=2), a_run(0, "blocked", error="403")])
    assert (blocked.state, blocked.why.en, blocked.visit.interval_hours) == ("blocked", "403", 168)
    assert "Never evade" in blocked.cure.en


def test_a_spent_budget_goes_on_the_next_day() -> None:
    run = a_run(0, "failing", counters={SPENT: 3}, error="budget")
    health = judge(TARGET, [run])
    assert health.visit.at == datetime(2026, 11, 21, tzinfo=UTC)
    assert "tomorrow" in health.cure.en


def test_a_paused_target_is_paused_whatever_it_did_and_never_due() -> None:
    paused = TARGET.model_copy(update={"state": "paused"})
    health = judge(paused, [a_run(0, "failing")])
    assert (health.state, health.visit.at, health.visit.due(NOW)) == ("paused", None, False)


@pytest.mark.parametrize("state", get_args(State))
def test_every_state_has_words_in_both_languages_and_says_what_to_do(state: State) -> None:
    for both in (WORDS[state], CURES[state]):
        assert both.en.isascii()
        assert not both.ja.isascii()


OUTCOMES = st.tuples(
    st.sampled_from(["healthy", "quiet", "failing", "blocked", "changed", "paused"]),
    st.sampled_from(["", "temporary", "soft", "hard"]),
    st.integers(0, 12),
    st.sampled_from([0.02, 0.5, 1.0, 3.0, 7.0, 20.0]),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(OUTCOMES, max_size=25), st.lists(st.integers(0, 60), max_size=40), st.integers(1, 3))
def test_any_runs_take_a_legal_path_and_tell_the_same_in_any_order(
    steps: list[tuple[str, str, int, float]], ages: list[int], misses: int
) -> None:
    ago = sum(step[3] for step in steps)
    runs = []
    for outcome, failure, number, gap in steps:
        ago -= gap
        hard = failure if outcome == "failing" else ""
        runs.append(a_run(ago, outcome, failure=hard, new=number, listed=number, error="e"))
    days = sorted(NOW.date() - timedelta(days=age) for age in ages)
    rules = Rules(changed_after=misses)
    told = [judge(TARGET, runs[:count], days, rules=rules) for count in range(len(runs) + 1)]
    for before, after in pairwise(told):
        assert after.state in TRANSITIONS[before.state]
    assert judge(TARGET, runs[::-1], days[::-1], rules=rules) == told[-1]
    paused = judge(TARGET.model_copy(update={"state": "paused"}), runs, days, rules=rules)
    assert paused.state in TRANSITIONS[told[-1].state]
