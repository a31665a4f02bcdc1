"""The passage that holds more of a question's characters comes first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.closeness import has_unspaced, runs_of_question, shares_of_question

UNSPACED = st.text(alphabet="量子計算機研究のをはアイウ ", min_size=1, max_size=20)


def test_the_passage_on_the_point_comes_before_its_neighbour() -> None:
    near, far = shares_of_question(
        "研究所が開いた年はいつか", ["研究所は一九九〇年に開いた。", "研究所の所長は委員も務める。"]
    )
    assert near == 1.0
    assert far < near


def test_what_every_passage_holds_tells_little() -> None:
    texts = ["量子の標準", "量子の計算", "量子の通信"]
    shares = shares_of_question("量子 通信", texts)
    assert max(range(3), key=shares.__getitem__) == 2


def test_widths_and_capitals_do_not_matter() -> None:
    assert shares_of_question("ＡＩ の規制", ["aiの規制", "道の規制"]) == shares_of_question(
        "ai の規制", ["AIの規制", "道の規制"]
    )


def test_no_question_and_no_passage_are_no_error() -> None:
    assert shares_of_question("", ["量子"]) == [0.0]
    assert shares_of_question("量子", []) == []
    assert shares_of_question("量子", ["", ""]) == [0.0, 0.0]


def test_scripts_with_spaces_are_left_to_their_words() -> None:
    assert not has_unspaced("quantum 양자 кванты")
    assert has_unspaced("quantum 量子")


@given(question=UNSPACED, texts=st.lists(UNSPACED, max_size=6))
def test_shares_lie_between_none_and_the_best(question: str, texts: list[str]) -> None:
    shares = shares_of_question(question, texts)
    assert len(shares) == len(texts)
    assert all(0.0 <= share <= 1.0 for share in shares)
    assert not any(shares) or max(shares) == 1.0


def test_the_passage_with_the_longer_part_of_the_question_letter_by_letter_has_more() -> None:
    whole, parts, none = runs_of_question(
        "量子計算機の研究所はいつ開いたか？",
        ["量子計算機の研究所は一九九〇年に開いた。", "研究では量子と計算機。いつか開いた所。", "ocean"],
    )
    assert whole > parts > none == 0.0


@given(UNSPACED, UNSPACED)
def test_runs_lie_between_none_and_the_whole_question(question: str, text: str) -> None:
    (run,) = runs_of_question(question, [text])
    assert 0 <= run <= 1
    (itself,) = runs_of_question(question, [question + text])
    assert itself >= run


def test_no_question_has_no_runs() -> None:
    assert runs_of_question("", ["量子"]) == [0.0]
    assert runs_of_question("？", ["？"]) == [0.0]
    assert runs_of_question("量子", []) == []
