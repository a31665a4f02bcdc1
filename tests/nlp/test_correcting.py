"""Corrections laid over automatic tags: what wins, what rests, what comes back."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.correcting import correct, locate
from nlp.corrections import Correction, CorrectionError, checked_change, checked_value, correction_of, live
from nlp.tags import Signal, Tag, TaggedDocument

SENTENCE = "Japan and Viet Nam agreed to cooperate on quantum research."
CONTENT = f"News\n\n{SENTENCE} Georgia was not there."
PLACE = (6, 6 + len(SENTENCE))
SIGNAL = Signal(
    "agreement", "announced", "cooperation", "asserted", ("JP", "VN"), "in", 0.7, PLACE, by="rules-2"
)
TAGGED = TaggedDocument(
    "d",
    "en",
    (
        Tag("country", "VN", 0.9, ((16, 24),), "actor", by="roles"),
        Tag("country", "GE", 0.4, ((66, 73),), "mentioned", by="roles"),
        Tag("field", "QUA", 0.6, by="fields-2"),
    ),
    (SIGNAL,),
    ("m49:035", "m49:145", "mofa:asia_oceania", "mofa:europe"),
    "t1",
)


def say(action: str, kind: str, value: str, **more: Any) -> Correction:
    more.setdefault("made_utc", "2026-11-27T01:00:00Z")
    if kind == "signal":
        more.setdefault("evidence", PLACE)
        more.setdefault("quote", SENTENCE)
    return Correction("d", action, kind, value, "Sato", **more).named()  # type: ignore[arg-type]


def _met(signal: Signal) -> dict[str, Any]:
    return {key: value for key, value in asdict(signal).items() if key not in ("evidence", "status", "score")}


def test_without_corrections_the_record_is_the_same_one() -> None:
    assert correct(TAGGED, CONTENT, []).tagged is TAGGED


def test_a_rejected_country_stays_visible_and_its_regions_go() -> None:
    found = correct(TAGGED, CONTENT, [say("reject", "country", "GE")]).tagged
    assert [(tag.value, tag.status) for tag in found.of_kind("country")] == [
        ("VN", "automatic"),
        ("GE", "rejected"),
    ]
    assert [one for one in found.regions if one in TAGGED.regions] == ["m49:035", "mofa:asia_oceania"]


def test_an_added_country_brings_its_regions_and_a_role() -> None:
    found = correct(TAGGED, CONTENT, [say("add", "country", "KE", role="actor")]).tagged
    assert Tag("country", "KE", 1.0, (), "actor", by="person", status="added") in found.tags
    assert "m49:014" in found.regions
    assert [tag.value for tag in found.of_kind("country")] == ["KE", "VN", "GE"]


def test_a_changed_role_a_confirmed_field_and_a_region_of_its_own() -> None:
    made = [
        say("change", "country", "GE", role="actor"),
        say("confirm", "field", "QUA"),
        say("reject", "region", "mofa:europe"),
        say("add", "region", "group:ASEAN"),
    ]
    found = correct(TAGGED, CONTENT, made).tagged
    assert ("GE", "actor", "confirmed") in [(tag.value, tag.role, tag.status) for tag in found.tags]
    assert found.of_kind("field")[0].score == 1.0
    assert "group:ASEAN" in found.regions
    assert "mofa:europe" not in found.regions


def test_an_added_organisation_is_proved_by_where_it_stands() -> None:
    found = correct(TAGGED, CONTENT, [say("add", "organisation", "Quantum  Research")]).tagged
    [tag] = found.of_kind("organisation")
    assert [CONTENT[start:end] for start, end in tag.evidence] == ["quantum research"]


def test_what_was_set_of_a_signal_wins_and_the_rest_follows_the_tagger() -> None:
    made = [say("change", "signal", "agreement", changes={"stage": "signed", "parties": ["VN"]})]
    [found] = correct(TAGGED, CONTENT, made).tagged.signals
    assert (found.stage, found.parties, found.japan, found.status) == (
        "signed",
        ("VN",),
        "mentioned",
        "confirmed",
    )
    later = replace(TAGGED, signals=(replace(SIGNAL, stage="proposed", date="2026-11", evidence=(6, 40)),))
    [found] = correct(later, CONTENT, made).tagged.signals
    assert (found.stage, found.date, found.score) == ("signed", "2026-11", 1.0)


def test_a_confirmed_signal_comes_back_though_the_tagger_lost_it() -> None:
    made = [say("confirm", "signal", "agreement", met=_met(SIGNAL))]
    [found] = correct(replace(TAGGED, signals=()), CONTENT, made).tagged.signals
    assert (found.type, found.stage, found.parties, found.by) == (
        "agreement",
        "announced",
        ("JP", "VN"),
        "rules-2",
    )


def test_a_correction_rests_where_its_sentence_is_gone_and_holds_when_it_returns() -> None:
    made = [say("change", "signal", "agreement", changes={"stage": "signed"}, met=_met(SIGNAL))]
    other = CONTENT.replace("agreed to cooperate", "signed an agreement")
    result = correct(replace(TAGGED, signals=()), other, made)
    assert (result.tagged.signals, result.resting) == ((), (made[0].id,))
    moved = "A longer headline\n\nMore. " + SENTENCE.replace(" ", "\n", 1)
    result = correct(replace(TAGGED, signals=()), moved, made)
    [found] = result.tagged.signals
    assert moved[slice(*found.evidence)].split() == SENTENCE.split()
    assert (found.stage, result.resting) == ("signed", ())


def test_a_changed_type_leaves_one_record_when_the_tagger_learns_it_too() -> None:
    made = [say("change", "signal", "agreement", changes={"type": "restriction"}, met=_met(SIGNAL))]
    [found] = correct(TAGGED, CONTENT, made).tagged.signals
    assert (found.type, found.polarity) == ("restriction", "restriction")
    both = replace(TAGGED, signals=(replace(SIGNAL, type="restriction", score=0.6), SIGNAL))
    shown = correct(both, CONTENT, made).tagged.signals
    assert sorted((one.type, one.status) for one in shown) == [
        ("restriction", "confirmed"),
        ("restriction", "rejected"),
    ]


def test_the_later_word_wins_and_an_undone_one_says_nothing() -> None:
    first, second = say("reject", "country", "GE"), say("confirm", "country", "GE", made_utc="2026-11-28")
    taken_back = say("undo", "country", "GE", undoes=second.id)
    [tag] = [one for one in correct(TAGGED, CONTENT, [first, second]).tagged.tags if one.value == "GE"]
    assert tag.status == "confirmed"
    [tag] = [
        one for one in correct(TAGGED, CONTENT, [first, second, taken_back]).tagged.tags if one.value == "GE"
    ]
    assert tag.status == "rejected"
    assert live([first, second, taken_back]) == [first]


CORRECTIONS = st.lists(
    st.sampled_from(
        [
            say("reject", "country", "GE"),
            say("add", "country", "KE", role="actor"),
            say("confirm", "field", "QUA"),
            say("add", "term", "Georgia"),
            say("reject", "region", "m49:035"),
            say("reject", "signal", "agreement"),
            say("change", "signal", "agreement", changes={"stage": "signed"}, met=_met(SIGNAL)),
            say("add", "signal", "dialogue", changes={"parties": ["JP"]}),
        ]
    ),
    max_size=6,
)


@given(CORRECTIONS)
def test_laying_corrections_over_their_own_result_changes_nothing(made: list[Correction]) -> None:
    once = correct(TAGGED, CONTENT, made).tagged
    assert correct(once, CONTENT, made).tagged == once
    assert all(0 <= start <= end <= len(CONTENT) for tag in once.tags for start, end in tag.evidence)


def test_the_nearest_of_several_places_is_meant() -> None:
    assert locate("a b. x a b. a b.", "a b.", (6, 9)) == (7, 11)
    assert locate("nothing", "a b.", (0, 3)) is None


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("stage", "signed", "signed"),
        ("stage", "none", None),
        ("parties", "vn, JP", ["JP", "VN"]),
        ("fields", "qua", ["QUA"]),
        ("date", "2026-11", "2026-11"),
        ("amount", "20,000,000 eur", {"value": 20_000_000.0, "currency": "EUR"}),
        ("organisations", "none", []),
    ],
)
def test_values_are_read_as_the_command_line_writes_them(key: str, value: str, found: object) -> None:
    assert checked_change("--set", key, value) == found


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("stage", "sealed"),
        ("parties", "ZZ"),
        ("date", "2026-13"),
        ("amount", "much"),
        ("score", "1"),
        ("type", "none"),
        ("japan", ""),
        ("fields", "7"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_is_wanted(key: str, value: str) -> None:
    with pytest.raises(CorrectionError, match="wanted"):
        checked_change("--set", key, value)


def test_a_line_comes_back_as_it_was_written() -> None:
    made = say("change", "signal", "agreement", changes={"stage": "signed"}, met=_met(SIGNAL), note="読んだ")
    row = made.to_json()
    assert correction_of({**row, "id": "else"}, "line 1").id == made.id
    for broken in (
        {**row, "colour": 1},
        {**row, "author": ""},
        {**row, "made_utc": "today"},
        {**row, "quote": ""},
    ):
        with pytest.raises(CorrectionError, match=r"line 1.*wanted"):
            correction_of(broken, "line 1")
    with pytest.raises(CorrectionError, match="wanted"):
        checked_value("--add", "country", "Atlantis")
