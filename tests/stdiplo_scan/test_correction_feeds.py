"""What corrections feed: rules suggested from repetition, and the office's own evaluation set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crawlers.document import Document
from index.records import Entry
from index.store import Store
from nlp.corrections import Correction
from nlp.tags import Signal, Tag, TaggedDocument
from stdiplo_scan.evaluate.corrections import evaluate_corrections
from stdiplo_scan.suggestions import suggest_rules
from tests.stdiplo_scan.commands import run_main

SENTENCE = "The state university Georgia Tech opened a laboratory."


def entry(name: str, text: str, place: tuple[int, int]) -> Entry:
    document = Document(id=name, url=f"https://example.org/{name}", title="News", text=text, language="en")
    start = document.content.find("Georgia")
    tags = (
        Tag("country", "GE", 0.9, ((start, start + 7),), "actor", by="roles"),
        Tag("field", "QUA", 0.6),
    )
    signal = Signal(
        "agreement", "signed", "cooperation", "asserted", ("GE",), "out", 0.8, place, by="rules-2"
    )
    tagged = TaggedDocument(name, "en", tags, (signal,), ("m49:145", "mofa:europe"), "t1")
    return Entry(document, tagged, (), (), (), np.zeros((0, 8), dtype=np.float32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    folder.mkdir()
    return folder


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with Store.open(folder / "store.db") as store:
        texts = [f"{SENTENCE} Number {n}." for n in range(4)] + ["Georgia signed a treaty in Tbilisi."]
        store.add([entry(f"d{n}", text, (6, 40)) for n, text in enumerate(texts)], model_id="m")
        yield store


def say(document: str, action: str, kind: str, value: str, **more: Any) -> Correction:
    return Correction(document, action, kind, value, "Sato", "2026-11-27T01:00:00Z", **more).named()  # type: ignore[arg-type]


def test_a_rule_is_suggested_when_three_documents_say_the_same_in_one_context(store: Store) -> None:
    store.correct([say(f"d{n}", "reject", "country", "GE") for n in range(2)])
    assert suggest_rules(store) == []
    store.correct([say("d2", "reject", "country", "GE"), say("d4", "confirm", "country", "GE")])
    found = suggest_rules(store)
    contexts = [one.context for one in found]
    assert "after: Georgia Tech" in contexts
    assert "words: Georgia" not in contexts  # one document of four says the opposite there
    rule = found[contexts.index("after: Georgia Tech")]
    assert (rule.verdict, rule.what, rule.documents, rule.against) == (
        "never",
        "country:GE",
        ("d0", "d1", "d2"),
        0,
    )
    assert "Georgia Tech" in rule.example


def test_a_word_taken_back_no_longer_speaks_for_a_rule(store: Store) -> None:
    made = store.correct([say(f"d{n}", "reject", "country", "GE") for n in range(3)])
    store.correct([say("d0", "undo", "country", "GE", undoes=made[0].id)])
    assert suggest_rules(store) == []


def test_signals_speak_by_the_words_of_their_sentence(store: Store) -> None:
    where = {"evidence": (6, 6 + len(SENTENCE)), "quote": SENTENCE}
    store.correct(
        [
            say(f"d{n}", "change", "signal", "agreement", changes={"type": "facility"}, **where)
            for n in range(3)
        ]
    )
    rules = {(one.verdict, one.what) for one in suggest_rules(store)}
    assert ("always", "signal:facility") in rules
    assert ("never", "signal:agreement") in rules


def test_the_offices_set_counts_what_people_judged_and_nothing_else(store: Store) -> None:
    assert evaluate_corrections(store) == []
    where = {"evidence": (6, 6 + len(SENTENCE)), "quote": SENTENCE}
    store.correct(
        [
            say("d0", "reject", "country", "GE"),
            say("d1", "confirm", "country", "GE"),
            say("d2", "change", "country", "GE", role="mentioned"),
            say("d3", "add", "country", "US", role="actor"),
            say("d0", "change", "signal", "agreement", changes={"type": "facility"}, **where),
            say("d1", "change", "signal", "agreement", changes={"stage": "proposed"}, **where),
            say("d2", "reject", "signal", "agreement", **where),
        ]
    )
    found = {one.name.removeprefix("office.corrections."): one for one in evaluate_corrections(store)}
    country = found["country"]
    assert (country.right, country.wrong, country.missed) == (2, 1, 1)
    assert country.f1 == pytest.approx(2 / 3)
    assert (found["role"].right, found["role"].wrong) == (1, 1)
    signal = found["signal"]
    assert (signal.right, signal.wrong, signal.missed) == (1, 2, 1)
    assert (found["signal.stage"].wrong, found["signal.parties"].right) == (1, 1)
    assert country.errors[0] == {
        "document": "d0",
        "verdict": "wrong",
        "what": "country:GE",
        "text": "News The state university Georgia Tech opened a laboratory. Number 0.",
    }


def test_the_commands_print_rules_and_figures(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.correct([say(f"d{n}", "reject", "country", "GE") for n in range(3)])
    rows = run_main("-w", folder, "correct", "--suggest", "--json").rows
    assert rows[0]["what"] == "country:GE"
    assert "never" in run_main("-w", folder, "correct", "--suggest").out.decode()
    monkeypatch.setenv("STDIPLO_SHARED", str(folder / "nowhere"))
    ran = run_main("-w", folder, "evaluate", "office", "--json", "--errors", "1")
    assert ran.code == 0, ran.err
    row = next(row for row in ran.rows if row["name"] == "office.corrections.country")
    assert (row["items"], row["value"], len(row["errors"])) == (3, 0.0, 1)
    shown = run_main("-w", folder, "evaluate", "office", "--errors", "1").out.decode()
    assert "Georgia Tech" in shown
