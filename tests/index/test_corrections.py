"""Corrections in the store: for ever, in every version, seen by every reader, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from index.errors import DocumentMissing
from index.filters import Filters, allowed_passages
from nlp.corrections import Correction
from nlp.tags import Signal, Tag, TaggedDocument

TEXT = "Japan and Viet Nam agreed on quantum research. Georgia was not there."
PLACE = (8, 8 + len("Japan and Viet Nam agreed on quantum research."))
SIGNAL = Signal(
    "agreement", "announced", "cooperation", "asserted", ("JP", "VN"), "in", 0.7, PLACE, by="rules-2"
)
TAGS = (
    Tag("country", "VN", 0.9, ((18, 26),), "actor", by="roles"),
    Tag("country", "GE", 0.8, ((55, 62),), "actor", by="roles"),
)


def say(document: str, action: str, kind: str, value: str, **more: Any) -> Correction:
    more.setdefault("made_utc", "2026-11-27T01:00:00Z")
    return Correction(document, action, kind, value, "Sato", **more).named()  # type: ignore[arg-type]


@pytest.fixture
def name(store, make_entry) -> str:
    entry = make_entry("a", TEXT, tags=TAGS, signals=(SIGNAL,), regions=("m49:035", "m49:145"))
    store.add([entry], model_id="m")
    return entry.document.id


def signed(name: str) -> Correction:
    quote = TEXT[: PLACE[1] - 8]
    return say(
        name, "change", "signal", "agreement", evidence=PLACE, quote=quote, changes={"stage": "signed"}
    )


def found(store, **filters: Any) -> int:
    with store.engine.connect() as connection:
        return len(connection.execute(allowed_passages(Filters(**filters))).all())


def test_facts_filters_and_the_document_show_the_corrected_state(store, name):
    before = store.revision
    assert found(store, countries=("GE",))
    store.correct([say(name, "reject", "country", "GE"), signed(name), say(name, "add", "field", "QUA")])
    assert store.revision == before + 1
    assert not found(store, countries=("GE",))
    assert found(store, stages=("signed",), fields=("QUA",))
    [fact] = store.facts(date(2026, 11, 1), date(2026, 12, 1))
    assert (fact.actors, fact.fields, fact.signals[0].stage) == (("VN",), ("QUA",), "signed")
    shown = store.document(name)
    assert [(tag.value, tag.status) for tag in shown.tags] == [
        ("VN", "automatic"),
        ("GE", "rejected"),
        ("QUA", "added"),
    ]
    judged = store.judged(name)
    assert (judged.automatic.tags, judged.automatic.signals) == (TAGS, (SIGNAL,))


def test_a_correction_survives_tagging_again_and_a_revised_page(store, name, make_entry):
    store.correct([say(name, "reject", "country", "GE"), signed(name)])
    again = TaggedDocument(name, "en", TAGS, (replace(SIGNAL, stage=None, date="2026"),), (), "t2")
    store.replace_tags(name, 1, again)
    shown = store.document(name)
    assert [(tag.value, tag.status) for tag in shown.tags] == [("VN", "automatic"), ("GE", "rejected")]
    assert [(one.stage, one.date, one.status) for one in shown.signals] == [("signed", "2026", "confirmed")]
    revised = make_entry(
        "a", "First of all. " + TEXT, tags=TAGS, signals=(replace(SIGNAL, evidence=(22, 68)),),
        fetched_utc="2026-11-09T00:00:00Z",
    )  # fmt: skip
    assert store.add([revised], model_id="m") == ["revised"]
    shown = store.document(name)
    assert shown.version == 2
    assert [tag.status for tag in shown.tags] == ["automatic", "rejected"]
    assert [(one.stage, one.evidence) for one in shown.signals] == [("signed", (22, 68))]


def test_a_sentence_that_is_gone_leaves_the_tagger_alone(store, name, make_entry):
    store.correct([one := signed(name)])
    text = "Japan and Viet Nam have now notified each other."
    other = replace(SIGNAL, stage="notified", evidence=(8, 8 + len(text)))
    store.add([make_entry("a", text, signals=(other,), fetched_utc="2026-11-09T00:00:00Z")], model_id="m")
    assert [signal.stage for signal in store.document(name).signals] == ["notified"]
    assert store.judged(name).resting == (one.id,)
    assert [signal.stage for signal in store.document(name, 1).signals] == ["signed"]


def test_taken_back_the_automatic_state_is_there_again_to_the_letter(store, name):
    before = store.document(name)
    made = store.correct([say(name, "reject", "country", "GE"), signed(name)])
    for one in made:
        store.correct([say(name, "undo", one.kind, one.value, undoes=one.id)])
    assert store.document(name) == before
    assert len(store.corrections(name)) == 4  # the log only grows


def test_the_same_line_twice_counts_once_and_a_document_may_come_later(store, make_entry):
    entry = make_entry("late", TEXT, tags=TAGS)
    one = say(entry.document.id, "reject", "country", "GE")
    assert store.correct([one, one]) == [one]
    assert store.correct([one]) == []
    assert store.corrected_documents() == []
    store.add([entry], model_id="m")
    assert [tag.status for tag in store.document(entry.document.id).tags] == ["automatic", "rejected"]
    assert store.corrected_documents() == [entry.document.id]
    store.remove_documents([entry.document.id])
    assert store.corrections() == [one]


def test_text_that_no_database_takes_and_a_document_that_is_not_there(store, name):
    store.correct([say(name, "add", "term", "a\x00b", note="\ud800")])
    assert store.document(name).tags[-1].value == "a\ufffdb"
    with pytest.raises(DocumentMissing):
        store.judged("none")


def test_a_kill_between_leaves_either_all_or_nothing(store, name):
    class Stop(BaseException):
        pass

    class Torn(Correction):
        def to_json(self) -> dict[str, Any]:
            raise Stop

    with pytest.raises(Stop):
        store.correct(
            [say(name, "reject", "country", "GE"), Torn(name, "confirm", "country", "VN", "S", "2026")]
        )
    assert store.corrections() == []
    with store.engine.connect() as connection:
        assert connection.execute(select(1)).scalar() == 1
