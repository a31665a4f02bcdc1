from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DocumentMissing
from index.filters import Filters
from index.rankings import trust_in_gloss
from index.records import Entry
from index.search import Query, SearchError
from index.store import Store
from nlp.crosslingual import Gloss
from nlp.tags import Tag
from tests.index.search_world import MODEL, World, build_random, meets, random_filters, signal


@pytest.fixture
def world(store: Store, make_entry: Callable[..., Entry], tmp_path: Path) -> Iterator[World]:
    return World(store, make_entry, tmp_path)


def test_a_japanese_query_finds_the_english_passage_and_says_why(world: World) -> None:
    wanted = world.add("b", "Norway and Chile signed an agreement on joint research into storage batteries.")
    world.add("x", "The museum opens a new hall for visitors in spring.")
    japanese = world.add("j", "両国は蓄電池の共同研究に関する協定に署名した。", "ja")
    results = world.searcher().search(Query("蓄電池 共同研究 協定"))
    assert {hit.document for hit in results.hits[:2]} == {wanted, japanese}
    assert ("蓄電池", "storage battery") in results.gloss
    assert results.language == "ja"
    english = next(hit for hit in results.hits if hit.document == wanted)
    assert english.found_by["glossary"] >= 1
    assert english.passage[slice(*english.highlights[0])] == "agreement"
    assert "訳語が一致" in english.why["ja"]
    assert "translated words match" in english.why["en"]
    own = next(hit for hit in results.hits if hit.document == japanese)
    assert own.found_by["exact"] == 1
    assert [own.passage[start:end] for start, end in own.highlights] == ["蓄電池", "共同研究", "協定"]


def test_two_kanji_and_both_spellings_of_computer_are_found(world: World) -> None:
    quantum = world.add("q", "政府は量子技術戦略を改定した。", "ja")
    computer = world.add("c", "新しいコンピューターが完成した。", "ja")
    chinese = world.add("z", "两国加强量子科技合作。", "zh")
    searcher = world.searcher()
    found = searcher.search(Query("量子", mode="exact"))
    assert {hit.document for hit in found.hits} == {quantum, chinese}
    assert found.total == 2
    for spelling in ("コンピュータ", "コンピューター"):
        assert [hit.document for hit in searcher.search(Query(spelling, mode="exact")).hits] == [computer]


def test_a_query_of_unknown_words_is_answered_by_its_own_words(world: World) -> None:
    """Few of its words have English: what the few would find must not push the true answer down."""
    wanted = world.add("a", "胡蝶蘭の温室栽培と紫外線の影響を調べた。", "ja")
    for number in range(4):
        world.add(f"x{number}", f"Research number {number} on research, and more research.")
    results = world.searcher().search(Query("胡蝶蘭の温室栽培の研究"))
    assert results.hits[0].document == wanted
    assert "温室" in "".join(results.unknown)


@given(st.lists(st.text(min_size=1, max_size=5)), st.lists(st.text(min_size=1, max_size=5)))
def test_trust_in_a_gloss_lies_between_its_bounds(known: list[str], unknown: list[str]) -> None:
    gloss = Gloss("", tuple((word, "x") for word in known), tuple(unknown))
    assert 0.02 <= trust_in_gloss(gloss) <= 1
    assert not known or unknown or trust_in_gloss(gloss) == 1


def test_a_phrase_must_be_there_and_a_minus_word_must_not(world: World) -> None:
    joint = world.add("a", "A programme of joint research on fusion energy.")
    world.add("b", "Research on fusion that is joint with industry.")
    world.add("c", "More joint research on fusion, suspended by sanctions.")
    searcher = world.searcher()
    for mode in ("hybrid", "exact", "semantic"):
        hits = searcher.search(Query('"joint research" fusion -sanctions', mode=mode)).hits
        assert [hit.document for hit in hits] == [joint]
    assert searcher.search(Query('"no such phrase anywhere"')).hits == ()


def test_a_phrase_binds_its_own_language_and_lets_foreign_passages_in_by_their_reading(world: World) -> None:
    exact = world.add("j", "両国は共同研究に関する協定に署名した。", "ja")
    world.add("k", "共同で使う研究の施設を開いた。", "ja")
    english = world.add("e", "Norway and Chile agreed on joint research into storage.")
    world.add("f", "The museum opens a new hall for visitors in spring.")
    german = world.add("d", "Deutschland und Chile vereinbaren gemeinsame Forschung bei Wasserstoff.", "de")
    searcher = world.searcher()
    for mode in ("hybrid", "semantic"):
        japanese = {hit.document for hit in searcher.search(Query('"共同研究"', mode=mode)).hits}
        assert japanese - {german} == {exact, english}
        found = {hit.document for hit in searcher.search(Query('"joint research"', mode=mode)).hits}
        assert english in found
        assert exact in found
    assert [hit.document for hit in searcher.search(Query('"共同研究"', mode="exact")).hits] == [exact]
    assert searcher.search(Query('"共同研究"')).total == len(searcher.search(Query('"共同研究"')).hits)


def test_an_abbreviation_finds_what_it_stands_for_and_the_other_way_round(world: World) -> None:
    short = world.add("a", "Norway and Chile sign an AI strategy.")
    long = world.add("b", "A centre for artificial intelligence opens in spring.")
    japanese = world.add("j", "人工知能の研究拠点を開設した。", "ja")
    world.add("x", "The museum opens a new hall for visitors.")
    searcher = world.searcher()
    for text in ("AI", "artificial intelligence", "人工知能"):
        results = searcher.search(Query(text))
        assert {hit.document for hit in results.hits[:3]} == {short, long, japanese}
        assert all("glossary" in hit.found_by for hit in results.hits[:3])
    assert searcher.search(Query("AI")).gloss == (("AI", "artificial intelligence"),)
    assert [hit.document for hit in searcher.search(Query("AI", mode="exact")).hits] == [short]


def test_a_phrase_that_nothing_holds_is_relaxed_where_that_is_asked_for_and_said(world: World) -> None:
    near = world.add("a", "A programme of joint research on fusion energy.")
    world.add("b", "Fusion energy under sanctions.")
    searcher = world.searcher()
    text = '"fusion programme of energy" -sanctions'
    assert searcher.search(Query(text)).hits == ()
    relaxed = searcher.search(Query(text, relax=True))
    assert [hit.document for hit in relaxed.hits] == [near]
    assert relaxed.unmet == ("fusion programme of energy",)
    assert searcher.facets(Query(text))["languages"] == {}
    assert searcher.facets(Query(text, relax=True).relaxed())["languages"] == {"en": relaxed.total}
    assert searcher.search(Query(text, "exact", relax=True)).hits == ()
    assert searcher.search(Query('"joint research"', relax=True)).unmet == ()
    assert searcher.search(Query('"nothing" OR "neither"', relax=True)).unmet == ("nothing", "neither")


def test_documents_with_all_the_words_come_before_those_with_some(world: World) -> None:
    some = world.add("a", "Hydrogen hydrogen hydrogen hydrogen.")
    every = world.add("b", "A long note that mentions hydrogen once, and far away in the text also a treaty.")
    hits = world.searcher().search(Query("hydrogen treaty", mode="exact")).hits
    assert [hit.document for hit in hits] == [every, some]


def test_an_english_query_finds_a_foreign_passage_by_its_gloss(world: World) -> None:
    german = world.add("d", "Deutschland und Chile vereinbaren eine Zusammenarbeit bei Wasserstoff.", "de")
    world.add("e", "A festival of music.")
    hit = world.searcher().search(Query("hydrogen cooperation")).hits[0]
    assert hit.document == german
    assert "glossary" in hit.found_by
    assert "exact" not in hit.found_by


def test_words_of_a_stemmed_language_are_found_in_another_form(world: World) -> None:
    german = world.add("d", "Die Abkommen der Forschungsräte wurden unterzeichnet.", "de")
    hits = world.searcher().search(Query("Abkommens", mode="exact")).hits
    assert [hit.document for hit in hits] == [german]


def test_an_empty_query_gives_the_newest_first(world: World) -> None:
    old = world.add("a", "Old.", published="2026-01-01")
    undated = world.add("b", "Undated.", published=None)
    new = world.add("c", "New.", published="2026-11-01")
    other = world.add("d", "Other.", published="2026-12-01", kind="speech")
    searcher = world.searcher()
    assert [hit.document for hit in searcher.search(Query("  ")).hits] == [other, new, old, undated]
    news = searcher.search(Query("", filters=Filters(kinds=("news",))))
    assert [hit.document for hit in news.hits] == [new, old, undated]
    assert news.total == 3
    assert news.hits[0].found_by == {}
    assert "新しい順" in news.hits[0].why["ja"]
    assert [hit.document for hit in searcher.search(Query("-new -other")).hits] == [old, undated]


def test_filters_of_one_signal_hold_together_and_count_only_what_happens(world: World) -> None:
    both = world.add("a", "One.", signals=(signal(),))
    world.add("b", "Two.", signals=(signal(stage="proposed"), signal(type="dialogue")))
    world.add("c", "Three.", signals=(signal(modality="negated"),))
    world.add("d", "Four.", signals=(signal(status="rejected"),))
    hits = (
        world.searcher().search(Query("", filters=Filters(signals=("agreement",), stages=("signed",)))).hits
    )
    assert [hit.document for hit in hits] == [both]


def test_country_and_role_hold_for_one_and_the_same_tag(world: World) -> None:
    actor = world.add("a", "One.", tags=(Tag("country", "VN", 0.9, role="actor"),))
    mixed = world.add(
        "b",
        "Two.",
        tags=(Tag("country", "VN", 0.5, role="mentioned"), Tag("country", "NO", 0.9, role="actor")),
    )
    published = world.add("c", "Three.", tags=(Tag("country", "VN", 0.9, role="actor", publisher=True),))
    rejected = world.add("d", "Four.", tags=(Tag("country", "VN", 0.9, role="actor", status="rejected"),))
    searcher = world.searcher()

    def found(**facts: Any) -> set[str]:
        return {hit.document for hit in searcher.search(Query("", filters=Filters(**facts))).hits}

    assert found(countries=("VN",)) == {actor, mixed, published}
    assert found(countries=("VN",), role="actor") == {actor, published}
    assert found(countries=("VN",), role="publisher") == {published}
    assert found(countries=("VN", "NO"), role="actor") == {actor, mixed, published}
    assert rejected not in found(role="actor")


def test_dates_include_the_start_and_exclude_the_end(world: World) -> None:
    first = world.add("a", "One.", published="2026-11-16")
    world.add("b", "Two.", published="2026-11-23")
    world.add("c", "Three.", published=None)
    filters = Filters(published_from="2026-11-16", published_to="2026-11-23")
    assert [hit.document for hit in world.searcher().search(Query("", filters=filters)).hits] == [first]


def test_a_filtered_search_returns_k_hits_whenever_k_exist(world: World) -> None:
    facts = build_random(world, 90)
    searcher = world.searcher()
    choose = random.Random(11)
    for _ in range(60):
        filters = random_filters(choose)
        wanted = {fact["id"] for fact in facts if meets(fact, filters)}
        limit = choose.choice([1, 5, 40, 200])
        mode = choose.choice(["hybrid", "semantic"])
        query = Query(choose.choice(["hydrogen treaty", "量子 協定", "robot", ""]), mode, limit, filters)
        results = searcher.search(query)
        found = [hit.document for hit in results.hits]
        assert len(found) == len(set(found)) == min(limit, len(wanted))
        assert set(found) <= wanted
        assert results.total == len(wanted)


def test_the_order_of_arrival_changes_no_result(make_entry: Callable[..., Entry], tmp_path: Path) -> None:
    texts = [(f"n{number}", f"Agreement on quantum research number {number % 3}.") for number in range(12)]
    orders = []
    for turn, arrived in enumerate((texts, texts[::-1])):
        folder = tmp_path / str(turn)
        with Store.open(folder / "store.db") as store:
            world = World(store, make_entry, folder)
            for name, text in arrived:
                world.add(name, text)
            hits = world.searcher().search(Query("quantum agreement", limit=12)).hits
            orders.append([(hit.document, hit.range) for hit in hits])
    assert orders[0] == orders[1]


def test_passages_may_be_hits_of_their_own(world: World) -> None:
    world.add("a", "Fusion energy.", title="Fusion news")
    searcher = world.searcher()
    assert len(searcher.search(Query("fusion")).hits) == 1
    assert len(searcher.search(Query("fusion", per_document=False)).hits) == 2


def test_similar_documents_leave_the_document_itself_out(world: World) -> None:
    own = world.add("a", "Hydrogen agreement between two ministries.")
    near = world.add("b", "Hydrogen agreement between two other ministries.")
    far = world.add("c", "Rain on Sunday, football and music.")
    searcher = world.searcher()
    assert [hit.document for hit in searcher.similar(own).hits] == [near, far]
    assert "元の文書" in searcher.similar(own).hits[0].why["ja"]
    assert [hit.document for hit in searcher.similar(own, limit=1).hits] == [near]
    with pytest.raises(DocumentMissing):
        searcher.similar("nothing")


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '"""',
        "-",
        "--",
        "\0",
        "\ud800",
        '" "',
        "- -",
        "*",
        "NEAR(",
        "a" * 50_000,
        "量" * 9_000,
        "words:x ^",
    ],
)
def test_no_text_breaks_a_search(world: World, text: str) -> None:
    world.add("a", "Fusion energy and words.")
    results = world.searcher().search(Query(text))
    assert len(results.hits) <= 1
    assert results.total <= 1


def test_wrong_queries_are_refused_with_a_cure(world: World) -> None:
    searcher = world.searcher()
    with pytest.raises(SearchError, match="hybrid, semantic, exact"):
        searcher.search(Query("x", mode="fuzzy"))  # type: ignore[arg-type]
    with pytest.raises(SearchError, match="1 or more"):
        searcher.search(Query("x", limit=0))


def test_an_empty_store_has_no_hits(world: World) -> None:
    results = world.searcher().search(Query("量子"))
    assert (results.hits, results.total) == ((), 0)


def test_hits_that_have_little_to_do_with_the_question_say_so(world: World) -> None:
    world.add("b", "Norway and Chile signed an agreement on joint research into storage batteries.")
    searcher = world.searcher()
    asked = {
        "協定 -火星": None,
        "zzqq": "unmatched",
        "の は が": "silent",
        "the of OR and": "silent",
        "😀": "silent",
        "квантовая связь": "unread",
        "الطاقة المتجددة": "unread",
    }
    assert {text: searcher.search(Query(text)).doubt for text in asked} == asked
    assert searcher.search(Query("zzqq", balance=True)).doubt == "unmatched"
    assert searcher.search(Query("zzqq", mode="semantic")).doubt is None
    assert searcher.search(Query("")).doubt is None


def test_of_a_word_that_is_not_there_whole_its_parts_are_marked(world: World) -> None:
    world.add("j", "養殖池の電池に関する協定。", "ja")
    (hit,) = world.searcher().search(Query("蓄電池 協定")).hits
    assert [hit.passage[start:end] for start, end in hit.highlights] == ["電池", "協定"]


def test_searching_imports_no_model(tmp_path: Path) -> None:
    code = (
        "import sys, index.search; "
        "heavy = {'torch', 'openvino', 'sentence_transformers', 'tokenizers', 'spacy', 'babel'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_one_query_takes_little_time_on_ten_thousand_passages(world: World) -> None:
    choose = random.Random(3)
    words = [f"word{number}" for number in range(3000)] + ["agreement", "quantum", "research"] * 50
    vectors = np.random.default_rng(3).normal(size=(5000, 2, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
    entries = []
    for number in range(5000):
        text = " ".join(choose.choices(words, k=60))
        entry = world.make_entry(f"s{number}", text)
        entries.append(replace(entry, words=(f"news {number}", text), vectors=vectors[number]))
    world.store.add(entries, model_id=MODEL)
    searcher = world.searcher()
    queries = [
        Query("quantum agreement"),
        Query("量子 研究"),
        Query("quantum", filters=Filters(kinds=("news",))),
    ]
    for query in queries:
        searcher.search(query)
    started = time.process_time()
    for query in queries * 3:
        searcher.search(query)
    took = (time.process_time() - started) / 9
    assert took < 0.1, took
