"""What a -word leaves out: by its letters, by its reading, by the other words of its concept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.query import Query
from index.records import Entry
from index.store import Store
from tests.index.search_world import World


@pytest.fixture
def world(store: Store, make_entry: Callable[..., Entry], tmp_path: Path) -> World:
    return World(store, make_entry, tmp_path)


def test_a_minus_leaves_foreign_documents_out_by_their_reading(world: World) -> None:
    english = world.add("e", "Joint research on fusion was suspended by sanctions.")
    japanese = world.add("j", "核融合の共同研究は制裁により停止された。", "ja")
    other = world.add("k", "核融合の共同研究に合意した。", "ja")
    scattered = world.add("s", "Fusion research is joint with industry.")
    searcher = world.searcher()

    def found(text: str, **options: Any) -> set[str]:
        results = searcher.search(Query(text, **options))
        assert results.total == len(results.hits)
        return {hit.document for hit in results.hits}

    assert found("fusion -sanctions") == found("核融合 -制裁") == {other, scattered}
    assert found("核融合 -制裁", mode="semantic") == {other, scattered}
    assert found("核融合 -制裁", mode="exact") == {other}
    assert found("fusion -sanctions", mode="exact") == {scattered}
    # a phrase of several words is left out where they stand together
    assert found("核融合 -共同研究") == found('fusion -"joint research"') == {scattered}
    # what has no English leaves out what is written alone
    assert found("fusion -ゑひもせす") == {english, japanese, other, scattered}


def test_a_minus_leaves_out_the_other_words_of_a_concept_and_says_so(world: World) -> None:
    kept = world.add("a", "Fusion plant opened.")
    storage = world.add("b", "Fusion plant with storage batteries.")
    japanese = world.add("j", "核融合の施設に蓄電池を置く。", "ja")
    loan = world.add("k", "核融合の施設にバッテリーを置く。", "ja")
    written = world.add("w", "Fusion plant with a battery.")
    searcher = world.searcher()
    searcher.reader = replace(
        searcher.reader, synonyms=lambda word: [("ja", "バッテリー")] if word in ("蓄電池", "battery") else []
    )

    def found(text: str, **options: Any) -> set[str]:
        return {hit.document for hit in searcher.search(Query(text, **options)).hits}

    assert found("fusion -battery") == {kept}
    assert found("核融合 -蓄電池") == {kept, written}
    assert {storage, written} <= found("fusion -蓄電池", mode="exact")
    (told,) = searcher.search(Query("fusion -battery")).left_out
    assert (told.phrase, told.also, told.documents) == ("battery", ("バッテリー",), 2)  # japanese and loan
    assert {japanese, loan} <= found("核融合 -battery", mode="exact")
    assert searcher.search(Query("fusion -battery", "exact")).left_out == ()
