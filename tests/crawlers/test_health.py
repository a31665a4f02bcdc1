from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crawlers.health import HealthError, TargetRun, judge
from crawlers.target import Target

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
TARGET = Target.model_validate(
    {
        "id": "t1", "name": "T", "name_ja": "試", "country": "FI", "kind": "ministry", "languages": ["fi"],
        "homepage": "https://example.org/", "entry_points": [{"type": "feed", "url": "https://example.org/rss"}],
        "expected_weekly": {"min": 2, "max": 10},
    }
)  # fmt: skip


def a_run(days_ago: int, outcome: str = "healthy", **more: Any) -> TargetRun:
    at = (NOW - timedelta(days=days_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return TargetRun(f"r{days_ago}", "t1", at, at, outcome, **more)  # type: ignore[arg-type]


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


def test_new_documents_are_healthy_and_none_for_a_day_is_quiet() -> None:
    assert judge(a_run(0, new=3), TARGET, [a_run(7, new=4)]).condition == "healthy"
    assert judge(a_run(0, "quiet"), TARGET, [a_run(1, new=4)]).condition == "quiet"


def test_a_target_that_was_never_crawled_is_neither_healthy_nor_quiet() -> None:
    found = judge(None, TARGET)
    assert (found.condition, found.comparable) == ("unvisited", False)
    assert found.word_ja
    assert found.todo_en


def test_too_little_for_weeks_is_below_expectation() -> None:
    history = [a_run(days, "quiet") for days in range(1, 29)]
    health = judge(a_run(0, "quiet"), TARGET, history)
    assert health.condition == "below"
    assert "expected 2-10 a week" in health.detail
    assert health.comparable


def test_a_new_target_is_not_judged_below_before_two_weeks() -> None:
    assert (
        judge(a_run(0, "quiet"), TARGET, [a_run(days, "quiet") for days in range(1, 10)]).condition == "quiet"
    )


def test_failing_grows_from_temporary_to_soft_to_hard_and_says_since_when() -> None:
    failing = [a_run(days, "failing", error="no answer") for days in range(1, 9)]
    good = a_run(20, new=2, newest=date(2026, 10, 30))
    once = judge(a_run(0, "failing", error="no answer"), TARGET, [good])
    assert once.word_en == "failing (temporary)"
    assert judge(a_run(0, "failing"), TARGET, [good, *failing[:2]]).word_en == "failing (soft)"
    hard = judge(a_run(0, "failing"), TARGET, [good, *failing])
    assert hard.word_en == "failing (hard)"
    assert hard.since_utc == failing[-1].started_utc
    assert (hard.last_good_utc, hard.last_new) == (good.finished_utc, date(2026, 10, 30))
    assert not hard.comparable
    assert judge(a_run(0, "failing", failure="hard"), TARGET, [good]).word_en == "failing (hard)"


def test_blocked_and_changed_are_conditions_of_their_own() -> None:
    blocked = judge(a_run(0, "blocked", error="403"), TARGET, [a_run(1, new=2)])
    assert (blocked.condition, blocked.detail) == ("blocked", "403")
    first = judge(a_run(0, "changed"), TARGET, [a_run(1, new=2, listed=9)])
    assert (first.condition, first.detail.split(":")[0]) == ("below", "miss 1 of 2")
    assert (
        judge(a_run(0, "changed"), TARGET, [a_run(2, listed=9), a_run(1, "changed")]).condition == "changed"
    )
    assert judge(a_run(0, "changed"), TARGET).condition == "changed"


def test_a_paused_target_is_paused_whatever_it_did() -> None:
    paused = TARGET.model_copy(update={"state": "paused"})
    assert judge(a_run(0, "failing"), paused).condition == "paused"


@pytest.mark.parametrize("outcome", ["healthy", "quiet", "failing", "blocked", "changed", "paused"])
def test_every_condition_has_words_in_both_languages_and_says_what_to_do(outcome: str) -> None:
    health = judge(a_run(0, outcome), TARGET)
    assert all((health.word_ja, health.word_en, health.todo_ja, health.todo_en))
    assert health.word_en.isascii()
    assert not health.word_ja.isascii()
