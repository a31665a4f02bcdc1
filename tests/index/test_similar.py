from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.errors import DocumentMissing
from index.filters import Filters
from index.query import SearchError
from index.records import Entry
from index.similar import Example, stand_out
from index.store import Store
from nlp.tokens import index_words
from tests.index.search_world import World, build_random, embed, meets, random_filters

ENGLISH = "Aaron Snow, formerly of 18F, heads the Canadian Digital Service in Ottawa from January 2018."
FRENCH = "Aaron Snow, anciennement de 18F, dirige dès janvier 2018 le Service numérique canadien à Ottawa."


@pytest.fixture
def world(store: Store, make_entry: Callable[..., Entry], tmp_path: Path) -> Iterator[World]:
    return World(store, make_entry, tmp_path)


def fill(world: World) -> None:
    for number in range(12):
        world.add(
            f"f{number}", f"Le ministre numéro {number} ouvre une école pour les enfants du quartier.", "fr"
        )
        world.add(f"e{number}", f"Minister number {number} opens a school for the children of the town.")


def test_the_same_post_in_another_language_is_found_by_names_and_figures(world: World) -> None:
    fill(world)
    own, wanted = world.add("own", ENGLISH), world.add("same", FRENCH, "fr")
    results = world.searcher().similar(own, filters=Filters(languages=("fr",)), limit=3)
    hit = results.hits[0]
    assert hit.document == wanted
    assert hit.found_by["shared"] == 1
    assert {"Aaron Snow", "18F"} <= set(hit.shared)
    assert "Aaron Snow" in hit.why["en"]
    assert "「18F」" in hit.why["ja"]
    assert "名・数字・語が共通(1位)" in hit.why["ja"]
    marked = {hit.passage[start:end] for start, end in hit.highlights}
    assert marked
    assert all(mark in hit.shared for mark in marked)
    assert len(results.hits) == 3


def test_an_example_without_vectors_is_answered_by_its_telling_words(world: World) -> None:
    fill(world)
    own, wanted = world.add("own", ENGLISH), world.add("same", FRENCH, "fr")
    example = Example(ENGLISH, "en", (index_words(ENGLISH, "en"),), np.zeros((0, 0), np.float32))
    hits = world.searcher().like(example, limit=2).hits
    assert {hit.document for hit in hits} == {own, wanted}
    assert all(set(hit.found_by) == {"shared"} for hit in hits)


def test_like_a_passage_compares_passages(world: World) -> None:
    fill(world)
    own, wanted = world.add("own", ENGLISH), world.add("same", FRENCH, "fr")
    searcher = world.searcher()
    hit = searcher.similar(own, start=len("News own\n\n"), limit=1).hits[0]
    assert hit.document == wanted
    assert "示した文と意味が近い" in hit.why["ja"]
    with pytest.raises(SearchError, match="no passage at 7"):
        searcher.similar(own, start=7)
    with pytest.raises(DocumentMissing):
        searcher.similar("nothing")


def test_filtered_similar_documents_are_k_whenever_k_exist(world: World) -> None:
    facts = build_random(world, 60)
    searcher = world.searcher()
    choose = random.Random(5)
    for _ in range(25):
        filters, own = random_filters(choose), choose.choice(facts)["id"]
        wanted = {fact["id"] for fact in facts if meets(fact, filters)} - {own}
        limit = choose.choice([1, 5, 100])
        found = [hit.document for hit in searcher.similar(own, limit=limit, filters=filters).hits]
        assert len(found) == len(set(found)) == min(limit, len(wanted))
        assert set(found) <= wanted


def test_the_likeness_of_unrelated_texts_lifts_no_document(world: World) -> None:
    near = world.add("near", "Hydrogen agreement between two ministries on storage.")
    world.add("far", "Rain on Sunday, football and music.")
    text = "Hydrogen agreement between ministries"
    example = Example(text, "en", (index_words(text, "en"),), embed([text]))
    assert world.searcher().like(example).hits[0].document == near


def test_an_empty_store_has_nothing_alike(world: World) -> None:
    example = Example(ENGLISH, "en", (index_words(ENGLISH, "en"),), embed([ENGLISH]))
    assert world.searcher().like(example).hits == ()


def test_what_stands_out_is_told_within_each_language() -> None:
    same, other = [0.3 + 0.01 * (at % 4) for at in range(20)], [0.02 + 0.005 * (at % 3) for at in range(19)]
    scores = stand_out([*same, *other, 0.2], [*["en"] * 20, *["fr"] * 20])
    assert max(scores) == scores[-1] > 1
    assert max(scores[:-1]) < 0.2
    few = stand_out([0.3, 0.1, 0.02], ["en", "en", "fr"])
    assert few == sorted(few, reverse=True)
    assert max(few) < 0.1
    assert stand_out([], []) == []
