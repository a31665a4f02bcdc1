"""The sentences whose grammar says who acts: how they are read, and what is said without a parser."""

from __future__ import annotations

from typing import Any

import pytest
import spacy
from spacy.language import Language

from nlp.tagger import Tagger
from stdiplo_scan.evaluate import entangled
from stdiplo_scan.evaluate.entangled import FILE, read_entangled
from stdiplo_scan.evaluate.measure import Context
from stdiplo_scan.evaluate.registry import choose_measures
from stdiplo_scan.evaluate.sets import ENTANGLED, SetAbsent, Sets
from stdiplo_scan.settings import Settings, TaggingGroup


def test_both_languages_have_sixty_sentences_with_sorted_parties(tmp_path):
    text = (Sets(tmp_path).at(ENTANGLED) / FILE).read_text("utf-8")
    rows = [row for language in ("ja", "en") for row in read_entangled(text, language)]
    assert len(rows) == 120
    assert len({row["text"] for row in rows}) == 120
    assert all(len(row["parties"]) > 1 and row["parties"] == sorted(row["parties"]) for row in rows)


def test_a_broken_line_is_named():
    with pytest.raises(ValueError, match="line 2: 3 cells; wanted 4"):
        read_entangled("# what it is\nja | asserted | JP KR", "ja")


def test_without_the_pipeline_the_measure_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setitem(entangled.PIPELINES, "ja", "no_such_pipeline")
    [measure] = choose_measures(["entangled.ja"])
    with pytest.raises(SetAbsent, match="no_such_pipeline is not installed"):
        measure.function(Context(Sets(tmp_path), Settings()))


def test_an_english_parser_that_is_named_but_not_there_leaves_the_measure_out(tmp_path):
    [measure] = choose_measures(["entangled.en"])
    with pytest.raises(SetAbsent, match=r"tagging\.parsers\.en is 'no_such_pipeline'"):
        measure.function(Context(Sets(tmp_path), named("no_such_pipeline")))


def test_english_is_read_by_patterns_alone_where_no_parser_is_named(tmp_path, rules_alone):
    [measure] = choose_measures(["entangled.en"])
    outcome = measure.function(Context(Sets(tmp_path), Settings()))
    assert outcome.items == 60
    assert outcome.peers == {}
    assert outcome.note.startswith("by patterns alone, no parser is named; of the even ones")


def test_english_is_read_with_the_parser_that_is_named(tmp_path, rules_alone):
    pipeline = spacy.blank("en")
    pipeline.meta["name"], pipeline.meta["version"] = "chain", "0.1.0"
    pipeline.add_pipe("chain_of_words", name="parser")
    pipeline.to_disk(tmp_path / "en_chain")
    [measure] = choose_measures(["entangled.en"])
    outcome = measure.function(Context(Sets(tmp_path), named(str(tmp_path / "en_chain"))))
    assert outcome.note.startswith("with en_chain-0.1.0; of the even ones")
    assert set(outcome.peers) == {"patterns alone"}


def named(pipeline: str) -> Settings:
    """The settings of an office with this English parser."""
    return Settings(tagging=TaggingGroup(parsers={"en": pipeline}))


@pytest.fixture
def rules_alone(monkeypatch):
    """No model is loaded: parties are found by rules."""
    monkeypatch.setattr(Context, "embedder", None)
    monkeypatch.setattr(Context, "tagger", Tagger.load())


@Language.component("chain_of_words")
def chain_of_words(doc: Any) -> Any:
    """A tree in which each word hangs on the one before."""
    for word in doc:
        word.head, word.dep_ = doc[max(0, word.i - 1)], "dep" if word.i else "ROOT"
    return doc
