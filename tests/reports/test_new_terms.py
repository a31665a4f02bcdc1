"""New terms and bursts: counted over comparable targets, told with their weeks and documents."""

from __future__ import annotations

import pytest

from reports.new_terms import count_terms, find_terms


@pytest.fixture
def told(full_world):
    """A term of the week in two targets, one in a single target, and one that is always told."""
    for number, (target, term) in enumerate(
        (
            ("us-cedar", "fusion blanket"), ("de-rhein", "fusion blanket"), ("vn-sen", "fusion blanket"),
            ("us-cedar", "own name"), ("us-cedar", "own name"), ("us-cedar", "own name"),
        )
    ):  # fmt: skip
        full_world.add(0x2000 + number, "2026-11-18", target, f"T {number}", "x", terms=(term,))
    for week in range(1, 13):
        day = full_world.week.shifted(-week).start.isoformat()
        for number in range(3):
            full_world.add(0x3000 + 10 * week + number, day, "us-cedar", "T", "x", terms=("every week",))
    for number in range(3):
        full_world.add(0x4000 + number, "2026-11-19", "us-cedar", "T", "x", terms=("every week",))
    return count_terms(full_world.facts, full_world.coverage())


def test_a_term_of_two_targets_that_was_never_told_before_is_new(told):
    lines = {line.term: line for line in find_terms(told)}
    line = lines["fusion blanket"]
    assert (line.kind, line.count, line.sources, sum(line.weekly)) == ("new", 3, 3, 0)
    assert len(line.documents) == 3
    assert lines["chip laboratory"].kind == "burst"
    assert "every week" not in lines


def test_an_edition_gets_the_terms_of_its_own_documents(told):
    assert [line.term for line in find_terms(told, {"d" + f"{6 + n:015x}" for n in range(5)})] == [
        "chip laboratory"
    ]
    assert find_terms(told, ()) == ()


def test_a_term_of_a_target_that_cannot_be_compared_is_left_out(full_world):
    for number in range(4):
        full_world.add(0x5000 + number, "2026-11-18", "kr-haneul", "T", "x", terms=("lost word",))
    terms = count_terms(full_world.facts, full_world.coverage())
    assert "lost word" not in terms.counts
