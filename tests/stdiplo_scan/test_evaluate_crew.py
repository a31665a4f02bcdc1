"""Measures by several processes give what one process gives; one that dies costs one set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stdiplo_scan.evaluate import crew
from stdiplo_scan.evaluate.crew import Setup, by_set, processes_that_fit, run_together
from stdiplo_scan.evaluate.measure import Context
from stdiplo_scan.evaluate.registry import choose_measures
from stdiplo_scan.evaluate.run import Result, run_measures
from stdiplo_scan.evaluate.sets import Sets
from stdiplo_scan.settings import Settings

NAMES = ("02.robots", "08e")


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    """Two small sets that need no model, of rows of our own."""
    robots = [
        {"id": "r1", "source": "made", "robots": "User-agent: *\nDisallow: /x", "user_agent": "scan",
         "url": "http://a.invalid/x", "allowed": False},
        {"id": "r2", "source": "made", "robots": "User-agent: *\nDisallow: /x", "user_agent": "scan",
         "url": "http://a.invalid/x", "allowed": True},
    ]  # fmt: skip
    months = [f"2001-{month:02}" for month in range(1, 13)] + ["2002-01"]
    counts = [{"month": month, "disease": "flu", "n": 1} for month in months[:-1]]
    counts.append({"month": months[-1], "disease": "flu", "n": 12})
    for folder, file, rows in (
        ("02_crawl", "robots.dev", robots),
        ("08e_trend_who_don", "monthly_counts_by_disease.dev", counts),
    ):
        place = tmp_path / "data" / folder
        place.mkdir(parents=True)
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (place / f"{file}.jsonl").write_text(lines, encoding="utf-8")
    return Setup(Sets(tmp_path), Settings(), {})


def told(results: list[Result]) -> dict[str, tuple[Any, ...]]:
    return {
        one.name: (one.state, one.items, one.figure, dict(one.peers), one.note, one.errors) for one in results
    }


def test_two_processes_give_what_one_gives(setup: Setup) -> None:
    measures = choose_measures(NAMES)
    alone = list(run_measures(measures, Context(setup.sets, setup.settings), setup.floors))
    seen: list[str] = []
    both = list(run_together(measures, setup, processes=2, report=lambda what, _count: seen.append(what)))
    assert told(both) == told(alone)
    assert {one.name: one.figure for one in both}["02.robots"] == 0.5
    assert seen
    assert all(one.cpu_seconds >= 0 for one in both)


def test_a_process_that_dies_costs_the_figures_of_its_set_alone(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, started = crew._start, []

    def start_and_kill(given: Setup) -> Any:
        hand = start(given)
        started.append(hand)
        if len(started) == 1:
            hand.process.kill()
            hand.process.join()
        return hand

    monkeypatch.setattr(crew, "_start", start_and_kill)
    found = list(run_together(choose_measures(NAMES), setup, processes=2, report=lambda _what, _count: None))
    failed = [one for one in found if one.state == "failed"]
    assert len({one.set for one in failed}) == 1
    assert all("its process died" in one.note for one in failed)
    assert any(one.figure is not None for one in found if one.set != failed[0].set)
    assert not any(hand.process.is_alive() for hand in started)


def test_measures_of_a_set_stay_together_and_the_longest_sets_come_first() -> None:
    measures = choose_measures(["02", "03b", "06b"])
    groups = by_set(measures)
    assert [group[0].set for group in groups] == ["06b_ir_scifact", "03b_countries_reuters", "02_crawl"]
    assert sorted(one.name for group in groups for one in group) == [one.name for one in measures]


def test_there_is_always_one_process() -> None:
    assert processes_that_fit(1) == 1
    assert 1 <= processes_that_fit(64) <= 64
