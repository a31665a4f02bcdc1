"""The sentences whose grammar says who acts: how they are read, and what is said without a parser."""

from __future__ import annotations

import pytest

from stdiplo_scan.evaluate import entangled
from stdiplo_scan.evaluate.entangled import FILE, read_entangled
from stdiplo_scan.evaluate.measure import Context
from stdiplo_scan.evaluate.registry import choose_measures
from stdiplo_scan.evaluate.sets import PAIRS, SetAbsent, Sets
from stdiplo_scan.settings import Settings


def test_both_languages_have_sixty_sentences_with_sorted_parties(tmp_path):
    text = (Sets(tmp_path).at(PAIRS) / FILE).read_text("utf-8")
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
