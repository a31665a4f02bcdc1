from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from index.keywords import (
    KeywordError,
    check_words,
    match_all,
    match_any,
    match_phrase,
    matching,
    rebuild_words,
    search_words,
)
from index.records import Entry
from index.store import Store
from index.tables import PassageRow


def add(store: Store, make_entry: Callable[..., Entry], *words: str, gloss: str = "") -> None:
    entries = []
    for number, line in enumerate(words):
        entry = make_entry(f"w{number}", f"Text number {number} {line!r}.", title="")
        entries.append(replace(entry, words=("", line), glosses=("", gloss)))
    store.add(entries, model_id="m")


def found(store: Store, match: str) -> list[str]:
    with store.engine.connect() as connection:
        ranked = search_words(connection, match, 50)
        rows = {row.pk: row.words for row in connection.execute(select(PassageRow.pk, PassageRow.words))}
        assert sorted(item.passage_pk for item in ranked) == matching(connection, match)
    return [rows[item.passage_pk] for item in ranked]


def test_a_token_is_found_whole_whatever_signs_it_holds(
    store: Store, make_entry: Callable[..., Entry]
) -> None:
    add(store, make_entry, "a*star c++ 研究", "a star", 'say "x" now', "量子 コンピューター")
    assert found(store, match_any([["a*star"]])) == ["a*star c++ 研究"]
    assert found(store, match_any([["c++"]])) == ["a*star c++ 研究"]
    assert found(store, match_any([['"x"']])) == ['say "x" now']
    assert found(store, match_any([["量子"]])) == ["量子 コンピューター"]
    assert found(store, match_any([["子"]])) == []


def test_a_phrase_needs_its_tokens_side_by_side(store: Store, make_entry: Callable[..., Entry]) -> None:
    add(store, make_entry, "joint research on batteries", "research that is joint")
    assert found(store, match_phrase(["joint", "research"])) == ["joint research on batteries"]
    assert len(found(store, match_all([["joint"], ["research"]]))) == 2


def test_the_gloss_is_a_column_of_its_own(store: Store, make_entry: Callable[..., Entry]) -> None:
    add(store, make_entry, "量子", gloss="quantum")
    assert found(store, match_any([["quantum"]])) == []
    assert found(store, match_any([["quantum"]], ["gloss"])) == ["量子"]


def test_rarer_words_and_allowed_passages_decide(store: Store, make_entry: Callable[..., Entry]) -> None:
    add(store, make_entry, "energy law", "energy hydrogen", "energy energy", "law law law")
    assert found(store, match_any([["energy"], ["hydrogen"]]))[0] == "energy hydrogen"
    with store.engine.connect() as connection:
        allowed = select(PassageRow.pk).where(PassageRow.words == "energy law")
        assert len(search_words(connection, match_any([["energy"]]), 9, allowed)) == 1
        assert search_words(connection, match_any([["energy"]]), 0) == []
        assert search_words(connection, "", 9) == []


def test_a_revised_document_leaves_no_old_words_behind(
    store: Store, make_entry: Callable[..., Entry]
) -> None:
    first = make_entry("same", "The old text about tritium.")
    second = make_entry("same", "The new text about helium.")
    store.add([first], model_id="m")
    store.add([second], model_id="m")
    assert found(store, match_any([["tritium."]])) == []
    assert len(found(store, match_any([["helium."]]))) == 1
    with store.engine.connect() as connection:
        check_words(connection)


def test_words_that_disagree_with_the_passages_are_noticed_and_rebuilt(
    store: Store, make_entry: Callable[..., Entry]
) -> None:
    add(store, make_entry, "one two", "three")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE passages SET words = 'changed' WHERE words = 'three'"))
        with pytest.raises(KeywordError, match="index rebuild"):
            check_words(connection)
        rebuild_words(connection)
        check_words(connection)
    assert found(store, match_any([["changed"]])) == ["changed"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_no_token_breaks_the_query_language(store: Store, tokens: list[str]) -> None:
    with store.engine.connect() as connection:
        for match in (
            match_phrase(tokens),
            match_any([tokens, ["x"]]),
            match_all([[token] for token in tokens]),
        ):
            assert search_words(connection, match, 3) == []


def test_a_query_of_very_many_words_is_answered(store: Store, make_entry: Callable[..., Entry]) -> None:
    add(store, make_entry, "needle")
    many = [[f"word{number}"] for number in range(400)] + [["needle"]]
    assert found(store, match_any(many)) == ["needle"]
