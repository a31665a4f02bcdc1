"""The words that were asked for are marked where they stand, and nowhere else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.highlights import find_groups, kept_words, words_of
from nlp.tokens import Token, tokenize

WORD = st.sampled_from(["a", "bb", "ccc", "dd", "e"])
PHRASE = st.lists(WORD, min_size=1, max_size=3).map(tuple)


def marked(texts: list[str], groups: list[list[tuple[str, ...]]]) -> set[int]:
    """The numbers of the tokens where a mark begins; each token is one letter, with a blank behind it."""
    tokens = [Token(text, 2 * at, 2 * at + 1) for at, text in enumerate(texts)]
    return {start // 2 for start, _ in find_groups(words_of(tokens), groups)}


@given(st.lists(WORD, max_size=12), st.lists(st.lists(PHRASE, min_size=1, max_size=3), max_size=3))
def test_marks_begin_where_a_phrase_of_a_group_begins_or_else_one_of_its_longer_words(
    texts: list[str], groups: list[list[tuple[str, ...]]]
) -> None:
    wanted: set[int] = set()
    for group in groups:
        whole = {
            at
            for phrase in group
            for at in range(len(texts))
            if tuple(texts[at : at + len(phrase)]) == phrase
        }
        parts = {word for phrase in group for word in phrase if len(word) > 1}
        wanted |= whole or {at for at, text in enumerate(texts) if text in parts}
    found = marked(texts, groups)
    assert found <= wanted  # places within a longer mark begin none of their own
    assert bool(found) == bool(wanted)
    assert min(found, default=0) == min(wanted, default=0)


def test_a_phrase_is_marked_from_its_first_token_to_its_last() -> None:
    words = words_of(tokenize("Quantum research, and quantum computing research", "en"))
    assert find_groups(words, [[("quantum", "comput")]]) == ((22, 39),)
    assert find_groups(words, [[("research",)], [("nothing",)]]) == ((8, 16), (40, 48))
    assert find_groups(words, []) == ()


def test_the_words_of_a_text_are_worked_out_once() -> None:
    asked: list[str] = []

    def count(text: str, language: str) -> list[Token]:
        asked.append(text)
        return tokenize(text, language)

    read = kept_words(count)
    assert read("量子 協定", "ja") is read("量子 協定", "ja")
    assert asked == ["量子 協定"]
