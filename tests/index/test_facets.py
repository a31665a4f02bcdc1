"""Facets, stories, balance and order over one small store, each against a count by brute force."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from index.dialect import writing
from index.filters import Filters
from index.search import Query, Searcher, SearchError
from index.store import Store
from index.tables import DocumentRow
from tests.index.conftest import build_entry
from tests.index.search_world import MODEL, World, build_random, embed, meets, random_filters

ONE = {
    "languages": "language", "kinds": "kind", "targets": "target_id", "fields": "field",
    "countries": "country", "japan": "japan",
}  # fmt: skip


@pytest.fixture(scope="module")
def facts() -> list[dict[str, Any]]:
    return []


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, facts: list[dict[str, Any]]) -> Iterator[Searcher]:
    folder: Path = tmp_path_factory.mktemp("facets")
    with Store.open(folder / "store.db") as store:
        world = World(store, build_entry, folder)
        facts += build_random(world, 45)
        with writing(store.engine).begin() as connection:  # every third document tells the story of the first
            for place, fact in enumerate(facts):
                fact["story"] = facts[0]["id"] if place % 3 == 0 else fact["id"]
                own = DocumentRow.id == fact["id"]
                connection.execute(update(DocumentRow).where(own).values(story_id=fact["story"]))
        yield world.searcher()


def test_a_count_is_the_total_of_the_search_with_that_value(
    searcher: Searcher, facts: list[dict[str, Any]]
) -> None:
    choose = random.Random(5)
    for _ in range(6):
        filters = random_filters(choose)
        query = Query(choose.choice(["", "hydrogen treaty"]), filters=filters, limit=1)
        counted = searcher.facets(query)
        for name, fact in ONE.items():
            left = [one for one in facts if meets(one, replace(filters, **{name: ()}))]
            assert counted[name] == Counter(one[fact] for one in left if one[fact] is not None), name
        regions = [one for one in facts if meets(one, replace(filters, regions=()))]
        assert counted["regions"] == Counter(region for one in regions for region in one["regions"])
        months = [
            one for one in facts if meets(one, replace(filters, published_from=None, published_to=None))
        ]
        assert counted["months"] == Counter(one["published"][:7] for one in months)
        for name in ("japan", "kinds", "signals", "stages", "polarity"):
            for value, count in counted[name].items():
                narrowed = replace(query, filters=replace(filters, **{name: (value,)}))
                assert searcher.search(narrowed).total == count
        for role, count in counted["role"].items():
            assert searcher.search(replace(query, filters=replace(filters, role=role))).total == count  # type: ignore[arg-type]


def test_in_mode_exact_only_documents_that_hold_the_words_are_counted(searcher: Searcher) -> None:
    query = Query("hydrogen", "exact", limit=100)
    found = searcher.search(query)
    counted = searcher.facets(query, ("languages", "kinds"))
    assert counted["languages"] == Counter(hit.language for hit in found.hits)
    assert counted["kinds"] == Counter(hit.kind for hit in found.hits)
    assert list(counted["kinds"].values()) == sorted(counted["kinds"].values(), reverse=True)


def test_the_words_that_a_total_counts_are_those_as_written(searcher: Searcher) -> None:
    """A translated word finds documents in mode hybrid alone: mode exact must not count them."""
    assert searcher.search(Query("水素", "exact")).total == 0


@pytest.mark.parametrize("text", ["", "quantum treaty"])
@pytest.mark.parametrize("order", ["relevance", "newest", "earliest"])
@pytest.mark.parametrize("balance", [False, True])
def test_one_story_is_one_hit_and_k_hits_come_whenever_k_stories_exist(
    searcher: Searcher, facts: list[dict[str, Any]], text: str, order: Any, balance: bool
) -> None:
    choose = random.Random(9)
    for limit in (1, 7, 100):
        filters = random_filters(choose)
        left = [one for one in facts if meets(one, filters)]
        results = searcher.search(
            Query(text, limit=limit, filters=filters, per_story=True, order=order, balance=balance)
        )
        stories = [hit.story_id for hit in results.hits]
        assert len(stories) == len(set(stories)) == min(limit, len({one["story"] for one in left}))
        assert results.total == len(left)
        for hit in results.hits:
            told = {one["id"] for one in left if one["story"] == hit.story_id}
            if not balance:
                assert {other.document for other in hit.others} == told - {hit.document}
        days = [hit.published or "" for hit in results.hits]
        if order == "newest" or (order == "relevance" and not text):
            assert days == sorted(days, reverse=True)
        elif order == "earliest":
            assert days == sorted(days)


def test_balance_gives_every_language_its_turn(searcher: Searcher) -> None:
    alone = searcher.search(Query("quantum treaty", limit=8)).hits
    both = searcher.search(Query("quantum treaty", limit=8, balance=True)).hits
    assert Counter(hit.language for hit in both) == {"en": 4, "de": 4}
    for language in ("en", "de"):
        best = next(hit for hit in alone if hit.language == language)
        assert best.document in [hit.document for hit in both[:2]]


def test_only_sure_tags_and_signals_count_where_that_is_asked(searcher: Searcher) -> None:
    """The world's tags score .8, its signals .9."""
    for score, name, left in (
        (0.85, "fields", 0),
        (0.75, "fields", 1),
        (0.85, "signals", 1),
        (0.95, "signals", 0),
    ):
        query = Query("", filters=Filters(least_score=score))
        counted = searcher.facets(query, (name,))[name]
        assert bool(counted) == bool(left)
        for value, count in counted.items():
            narrowed = Filters(least_score=score, **{name: (value,)})  # type: ignore[arg-type]
            assert searcher.search(Query("", filters=narrowed)).total == count
    assert searcher.search(Query("", filters=Filters(least_score=0.85, countries=("VN",)))).total == 0


def test_what_is_excluded_is_not_found(searcher: Searcher, facts: list[dict[str, Any]]) -> None:
    for name, fact, value in (
        ("kinds", "kind", "news"),
        ("targets", "target_id", "t1"),
        ("fields", "field", "QUA"),
    ):
        results = searcher.search(Query("", limit=100, filters=Filters(excluded=((name, value),))))
        assert {hit.document for hit in results.hits} == {one["id"] for one in facts if one[fact] != value}
    none = searcher.search(Query("", filters=Filters(excluded=(("role", "actor"), ("role", "mentioned")))))
    assert none.total == 0


def test_a_collected_range_includes_its_start_and_excludes_its_end(searcher: Searcher) -> None:
    def total(**days: str) -> int:
        return searcher.search(Query("", limit=1, filters=Filters(**days))).total

    assert total(collected_from="2026-11-03T00:00:00Z") == 45
    assert total(collected_to="2026-11-03T00:00:00Z") == 0


def test_either_word_will_do_and_either_phrase_must_be_there(searcher: Searcher) -> None:
    def ids(text: str, mode: Any = "exact") -> set[str]:
        return {hit.document for hit in searcher.search(Query(text, mode, limit=100)).hits}

    assert ids("robot OR ocean") == ids("robot") | ids("ocean")
    assert ids('"robot" OR "ocean"', "hybrid") == ids("robot") | ids("ocean")
    assert ids('"robot" OR "ocean" -treaty', "hybrid") == (ids("robot") | ids("ocean")) - ids("treaty")


def test_an_unknown_order_is_refused(searcher: Searcher) -> None:
    with pytest.raises(SearchError, match="relevance, newest, earliest"):
        searcher.search(Query("x", order="random"))  # type: ignore[arg-type]


def test_the_reranker_reads_the_best_and_says_so(searcher: Searcher) -> None:
    plain = searcher.search(Query("quantum treaty", limit=5)).hits
    searcher.rerank = lambda _text, passages: [float(len(passages) - at) * -1 for at in range(len(passages))]
    try:
        turned = searcher.search(Query("quantum treaty", limit=5)).hits
    finally:
        searcher.rerank = None
    assert turned[0].document not in [hit.document for hit in plain]
    assert turned[0].found_by["reranker"] == 1
    assert "the reranker (rank 1)" in turned[0].why["en"]
    assert [hit.score for hit in turned] == sorted((hit.score for hit in turned), reverse=True)
    assert len(turned) == 5


def test_a_mixed_page_is_found_by_the_language_of_each_passage(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        world = World(store, build_entry, tmp_path)
        world.add("plain", "The agencies signed agreements.")
        mixed = build_entry(
            "mixed", "The agencies signed agreements.", title="両機関が協定に署名", language="ja"
        )
        first, second = mixed.passages
        passages = (first, replace(second, language="en"))
        words = (mixed.words[0], "the agenc sign agreement")
        store.add([replace(mixed, passages=passages, words=words, vectors=embed(["", "x"]))], model_id=MODEL)
        searcher = world.searcher()
        for text, mode in (("", "hybrid"), ("agreement", "exact"), ("agreement", "hybrid")):
            query = Query(text, mode)  # type: ignore[arg-type]
            for language, count in searcher.facets(query, ("languages",))["languages"].items():
                narrowed = replace(query, filters=Filters(languages=(language,)))
                assert searcher.search(narrowed).total == count
        found = searcher.search(Query("agreement", filters=Filters(languages=("en",)))).hits
        assert len(found) == 2
        hit = next(hit for hit in found if hit.document == mixed.document.id)
        assert (hit.language, hit.passage_language) == ("ja", "en")
        # read as English, "agreements" is the word that was asked for
        assert [hit.passage[start:end] for start, end in hit.highlights] == ["agreements"]
        only = searcher.search(Query("", filters=Filters(excluded=(("languages", "en"),)))).hits
        assert [(one.document, one.passage_language) for one in only] == [(mixed.document.id, "ja")]
