"""Two texts sentence by sentence: laws of the alignment, with and without blanks between words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sentence_diff import align_sentences, likeness, word_diff
from nlp.sentences import split_sentences

SENTENCES = st.lists(
    st.sampled_from(
        [
            "The call opens in March.",
            "The call opens in May.",
            "両国は署名した。",
            "両国は合意した。",
            "Ende.",
            "A b c d.",
        ]
    ),
    max_size=8,
)


def changes(before: str, after: str) -> list[tuple[str, str, str]]:
    pairs = align_sentences(before, after, split_sentences(before), split_sentences(after))
    return [
        (
            pair.change,
            before[slice(*pair.before)] if pair.before else "",
            after[slice(*pair.after)] if pair.after else "",
        )
        for pair in pairs
    ]


@settings(deadline=None)
@given(SENTENCES, SENTENCES)
def test_every_sentence_of_both_texts_stands_in_exactly_one_pair(old: list[str], new: list[str]) -> None:
    before, after = "\n".join(old), "\n".join(new)
    found = changes(before, after)
    assert sorted(one[1] for one in found if one[1]) == sorted(old)
    assert [one[2] for one in found if one[2]] == new
    for change, was, now in found:
        assert (change in {"same", "moved"}) == (was == now and bool(was))
        assert change != "changed" or likeness(was, now) >= 0.45


@given(SENTENCES)
def test_a_text_does_not_differ_from_itself(sentences: list[str]) -> None:
    text = "\n".join(sentences)
    assert {change for change, *_ in changes(text, text)} <= {"same"}


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_word_diff_holds_both_sentences_whole(before: str, after: str) -> None:
    parts = word_diff(before, after)
    old = "".join(part.text for part in parts if part.kind != "added")
    new = "".join(part.text for part in parts if part.kind != "removed")
    lines = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
    if not set(lines) & set(before + after):
        assert (old, new) == (before, after)


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("It costs 5 euros. Bye.", "It costs 5 euros. Bye.", ["same", "same"]),
        ("A call opens. Old end.", "A call opens. Quite another matter.", ["same", "removed", "added"]),
        ("両国は取決めに署名した。締切は三月。", "両国は取決めに合意した。締切は三月。", ["changed", "same"]),
        ("中方与法方签署协议。项目为期五年。", "项目为期五年。中方与法方签署了协议。", ["same", "changed"]),
        ("First one is here. Two is there.", "Two is there. First one is here.", ["same", "moved"]),
        ("Wide １２３ spaces  here.", "Wide 123 spaces here.", ["same"]),
        ("", "New words came.", ["added"]),
    ],
)  # fmt: skip
def test_what_became_of_the_sentences(before: str, after: str, wanted: list[str]) -> None:
    assert sorted(change for change, *_ in changes(before, after)) == sorted(wanted)


def test_figures_and_characters_are_the_words_of_a_diff() -> None:
    parts = word_diff("支援額は2,000万円とする。", "支援額は3,500万円とする。")
    assert [(part.kind, part.text) for part in parts] == [
        ("same", "支援額は"), ("removed", "2,000"), ("added", "3,500"), ("same", "万円とする。"),
    ]  # fmt: skip


def test_a_long_text_written_anew_is_compared_in_bounded_work() -> None:
    before = "\n".join(f"Sentence number {n} of the old text stands here." for n in range(900))
    after = "\n".join(f"Quite other matters, {n} of them, are told now!" for n in range(900))
    found = changes(before, after)
    assert len(found) == 1800
