"""What a query asks for: phrases that must be there, words that must not, and quotes that only quote."""

from __future__ import annotations

import pytest

from index.querytext import parse_query


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ('"joint call" hydrogen', ("joint call",)),
        ("“共同公募” 水素", ("共同公募",)),
        ('水素 "共同公募"', ("共同公募",)),
        ("“共同公募”を始める", ()),  # no blanks: part of a sentence
        ("谁是“国家剧院”的设计者", ()),
        ('The minister said that "we will sign" before the end of the year', ()),
        ("“威尔士政府法案”赋予议会权力。", ()),
        ('Who wrote "The Selfish Gene"?', ()),
    ],
)
def test_a_quoted_phrase_is_required_unless_it_stands_in_a_sentence(
    text: str, required: tuple[str, ...]
) -> None:
    query = parse_query(text)
    assert query.required == required
    assert all(phrase in query.plain for phrase in required)


def test_words_in_quotes_of_a_sentence_are_still_searched() -> None:
    assert "国家剧院" in parse_query("谁是“国家剧院”的设计者").plain


@pytest.mark.parametrize("text", ['a "b', '"', "-", '-"x y" z', "“”", "\0"])
def test_any_marks_can_be_parsed(text: str) -> None:
    assert parse_query(text).plain == parse_query(text).plain.strip()


def test_or_joins_neighbours_and_is_a_word_elsewhere() -> None:
    query = parse_query('hydrogen OR ammonia ship "joint call" OR "open call"')
    assert query.terms == ("ship",)
    assert [one.words for one in query.either] == [("hydrogen", "ammonia"), ("joint call", "open call")]
    assert [one.quoted for one in query.either] == [False, True]
    assert parse_query("OR hydrogen or ammonia").terms == ("OR", "hydrogen", "or", "ammonia")
    assert parse_query("hydrogen OR").terms == ("hydrogen",)


def test_wide_letters_and_narrow_kana_are_read_as_the_usual_ones() -> None:
    assert parse_query("ＡＩ　ｺﾝﾋﾟｭｰﾀ　－中国") == parse_query("AI コンピュータ -中国")
    assert parse_query("＂joint call＂").required == ("joint call",)
