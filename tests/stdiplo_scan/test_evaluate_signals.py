"""Signals against what a person wrote: the office's own files, and the pairs of sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from nlp.word_by_word import languages_listed
from stdiplo_scan.evaluate.sets import PAIRS, SetAbsent, Sets
from stdiplo_scan.evaluate.signals import OTHERS, Judged, Wanted, judge, read_pairs, read_translations
from stdiplo_scan.evaluate.tagged import Tagged
from stdiplo_scan.settings import labels_folder


def judged(wanted: Wanted, *signals: dict[str, Any]) -> Judged:
    return judge(Tagged({"id": "x"}, "", "", {"signals": list(signals)}), wanted)


def signal(type_: str, score: float, modality: str = "asserted") -> dict[str, Any]:
    return {"type": type_, "score": score, "modality": modality, "stage": None, "parties": [], "japan": "out"}


def test_only_told_signals_of_half_or_more_are_met() -> None:
    one = judged(
        Wanted(frozenset({"agreement"})),
        signal("agreement", 0.9),
        signal("dialogue", 0.4),
        signal("need", 0.8, "hypothetical"),
    )
    assert one.counted == ({"agreement"}, {"agreement"})


def test_an_optional_type_counts_neither_way() -> None:
    wanted = Wanted(frozenset({"agreement"}), frozenset({"joint_statement"}))
    assert judged(wanted, signal("agreement", 0.9), signal("joint_statement", 0.9)).counted[1] == {
        "agreement"
    }
    everything = Wanted(frozenset(), frozenset({"*"}))
    assert judged(everything, signal("dialogue", 0.9)).counted == (set(), set())


def test_national_news_beside_cooperation_is_not_counted_against_it() -> None:
    one = judged(Wanted(frozenset({"agreement"})), signal("agreement", 0.9), signal("strategy", 0.9))
    assert one.counted[1] == {"agreement"}


def test_a_past_event_is_met_where_a_past_one_is_wanted() -> None:
    past = signal("agreement", 0.9, "past")
    assert judged(Wanted(frozenset({"agreement"}), modality="past"), past).told == {"agreement"}
    assert judged(Wanted(frozenset({"agreement"})), past).told == set()


def test_every_pair_has_both_languages_and_known_labels() -> None:
    path = Sets(Path("nowhere")).at(PAIRS) / "pairs_ja_en.txt"
    rows = read_pairs(path.read_text(encoding="utf-8"))
    assert len(rows) == 300
    assert sum(row["cells"][0] == "none" for row in rows) == 100
    assert all(row["ja"] and row["en"] for row in rows)


def test_a_broken_line_of_pairs_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_pairs("# head\nagreement | signed | asserted\n")


def test_every_fourth_pair_is_there_in_every_language_that_has_a_list_of_words() -> None:
    path = Sets(Path("nowhere")).at(PAIRS) / "pairs_in_others.txt"
    rows = read_translations(path.read_text(encoding="utf-8"))
    for language in OTHERS:
        assert [number for own, number, text in rows if own == language and text] == [*range(4, 301, 4)]
    assert {*OTHERS, "ja"} == languages_listed()


@pytest.mark.parametrize("line", ["ru | 4", "xx | 4 | text", "ru | four | text"])
def test_a_broken_line_of_translations_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=r"line 2: .* wanted language"):
        read_translations(f"# head\n{line}\n")


def test_an_office_set_lies_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STDIPLO_LABELS", str(tmp_path))
    (tmp_path / "signals.jsonl").write_bytes(orjson.dumps({"id": "a"}))
    assert Sets(tmp_path, labels_folder()).rows("office", "signals") == [{"id": "a"}]
    monkeypatch.delenv("STDIPLO_LABELS")
    with pytest.raises(SetAbsent, match="STDIPLO_LABELS"):
        Sets(tmp_path, labels_folder()).at("office")
