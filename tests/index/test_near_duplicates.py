from __future__ import annotations

import pytest

from index.near_duplicates import NearIndex, resemblance, shingles, signature

WORDS = [
    "the",
    "two",
    "ministries",
    "agreed",
    "to",
    "open",
    "their",
    "ocean",
    "research",
    "vessels",
    "to",
    "each",
    "other",
    "from",
    "next",
    "spring",
    "on",
]


def text(*, without: int = 0, start: int = 0) -> str:
    return " ".join(f"{word}{number % 7}" for number, word in enumerate(WORDS * 6) if start <= number)[
        without:
    ]


def test_shingles_are_runs_of_three_words_or_four_characters():
    assert shingles("One, two THREE four") == ["one two three", "two three four"]
    assert shingles("共同研究協定") == ["共 同 研 究", "同 研 究 協", "研 究 協 定"]
    assert shingles("Ａ short") == ["a short"]


@pytest.mark.parametrize("empty", ["", " \n\t", "...!?", "\x00"])
def test_a_text_without_tokens_has_no_signature(empty):
    assert shingles(empty) == []
    assert signature(empty) is None


def test_a_signature_is_the_same_every_time_and_takes_512_bytes():
    first = signature(text())
    assert first == signature(text())
    assert first is not None
    assert len(first) == 512


def test_resemblance_estimates_the_share_of_common_shingles():
    one, two = text(), text(start=20)
    first, second = set(shingles(one)), set(shingles(two))
    true = len(first & second) / len(first | second)
    made = signature(one), signature(two)
    assert made[0] is not None
    assert made[1] is not None
    assert abs(resemblance(made[0], made[1]) - true) < 0.12
    assert resemblance(made[0], made[0]) == 1


def test_an_index_finds_what_is_near_until_it_is_forgotten():
    index = NearIndex()
    original, copy, other = (
        signature(text()),
        signature(text() + " Source: agency"),
        signature("quite another matter"),
    )
    assert original is not None
    assert copy is not None
    assert other is not None
    index.add(1, original)
    index.add(2, other)
    assert [number for number, _ in index.near(copy)] == [1]
    index.forget(1)
    index.forget(7)
    assert index.near(copy) == []


def test_of_many_copies_some_are_named_and_the_oldest_is_the_first():
    index = NearIndex()
    made = signature(text())
    assert made is not None
    for number in range(1000):
        index.add(number, made)
    found = index.near(made)
    assert found[0] == (0, 1.0)
    assert len(found) <= 16


def test_lone_surrogates_and_long_texts_are_taken():
    assert signature("\ud800 broken \udfff text of words") is not None
    assert signature("word " * 300_000) is not None
