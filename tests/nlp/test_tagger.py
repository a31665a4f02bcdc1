"""The tagger as a whole: ranges, batches, hostile text, and records of whole documents."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.document import Document
from nlp.tagger import Tagger
from nlp.tags import Signal, TaggedDocument


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(None)


def document(text: str, title: str = "", **more: str | None) -> Document:
    values: dict[str, str | None] = {"language": "en", "published": "2026-06-15", **more}
    return Document(id="d1", url="", title=title, text=text, **values)  # type: ignore[arg-type]


def cooperation(tagged: TaggedDocument) -> list[Signal]:
    return [signal for signal in tagged.signals if signal.polarity != "none" and signal.score >= 0.5]


ENGLISH = (
    "Japan ",
    "and India ",
    "signed ",
    "an agreement ",
    "in 1994. ",
    "between ",
    "will ",
    "not ",
    "JICA ",
)
OTHERS = (
    "日本と",
    "ドイツは",
    "覚書に署名した。",
    "14日",
    "。",
    "\x00",
    "\n\n",
    "\ud800",
    "İ",
    "5 million euros ",
)
PIECES = st.sampled_from((*ENGLISH, *OTHERS, "the two countries "))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(PIECES, max_size=25).map("".join),
    st.text(max_size=60),
    st.sampled_from(["en", "ja", "de", "und", "xx"]),
)
def test_every_range_lies_within_the_content_and_is_not_empty(
    tagger: Tagger, text: str, title: str, language: str
) -> None:
    item = document(text, title, language=language)
    tagged = tagger.tag([item])[0]
    ranges = [signal.evidence for signal in tagged.signals]
    ranges += [signal.amount.evidence for signal in tagged.signals if signal.amount]
    ranges += [found for tag in tagged.tags for found in tag.evidence]
    assert all(0 <= start < end <= len(item.content) for start, end in ranges)
    assert all(0 <= signal.score <= 1 for signal in tagged.signals)
    assert all(signal.parties == tuple(sorted(set(signal.parties))) for signal in tagged.signals)


def test_a_batch_equals_one_by_one(tagger: Tagger) -> None:
    items = [
        document("Finland and Ghana signed a memorandum of understanding on polar research."),
        document("両国は共同声明を発表した。", "日本とチリの首脳会談", language="ja"),
        document(""),
    ]
    assert tagger.tag(items) == [tagger.tag([item])[0] for item in items]


def test_an_empty_document_has_nothing(tagger: Tagger) -> None:
    tagged = tagger.tag([document("")])[0]
    assert (tagged.signals, tagged.regions) == ((), ())


def test_one_event_told_in_several_sentences_is_one_record(tagger: Tagger) -> None:
    text = (
        "Finland and Ghana signed a memorandum of understanding on polar research on Monday. "
        "The memorandum was signed in Helsinki. Finland and Ghana signed the memorandum after two yea"
        "rs of talks."
    )
    agreements = [signal for signal in tagger.tag([document(text)])[0].signals if signal.type == "agreement"]
    assert [signal.parties for signal in agreements] == [("FI", "GH")]


def test_the_countries_of_an_event_are_actors_and_a_silent_publisher_has_no_evidence(tagger: Tagger) -> None:
    item = document(
        "Finland and Ghana signed a memorandum of understanding. Rain fell in Peru.", country="NO"
    )
    countries = {tag.value: tag for tag in tagger.tag([item])[0].of_kind("country")}
    assert (countries["FI"].role, countries["GH"].role, countries["PE"].role) == (
        "actor",
        "actor",
        "mentioned",
    )
    assert (countries["NO"].role, countries["NO"].evidence, countries["NO"].publisher) == (
        "publisher",
        (),
        True,
    )
    assert countries["FI"].evidence


def test_a_title_that_is_an_instrument_is_a_signed_agreement_of_both_parties(tagger: Tagger) -> None:
    title = (
        "Agreement between the Government of Chile and the Government of Latvia on the Uses of Outer Space"
    )
    signal = tagger.tag([document("", title)])[0].signals[0]
    assert (signal.type, signal.stage, signal.modality, signal.parties) == (
        "agreement",
        "signed",
        "asserted",
        ("CL", "LV"),
    )


def test_northern_ireland_is_not_ireland(tagger: Tagger) -> None:
    title = (
        "Exchange of Notes between the Government of the United Kingdom of Great Britain and Northern"
        " Ireland and the "
        "Government of Ecuador concerning Visas"
    )
    assert tagger.tag([document("", title)])[0].signals[0].parties == ("EC", "GB")


def test_wrapped_lines_break_no_pattern(tagger: Tagger) -> None:
    signals = cooperation(
        tagger.tag([document("Finland and Ghana signed a memorandum of\nunderstanding on polar\nresearch.")])[
            0
        ]
    )
    assert [signal.type for signal in signals] == ["agreement"]


def test_the_version_names_rules_and_code(tagger: Tagger) -> None:
    assert tagger.version.startswith("tags-")
    written = document("x")
    assert tagger.tag([written])[0].tagger_version == tagger.version_for(written.language)


def test_the_tagger_does_not_import_torch() -> None:
    code = "import sys, nlp.tagger; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_each_passage_of_a_mixed_page_is_read_by_the_rules_of_its_language(tagger: Tagger) -> None:
    english = "Japan and Norway signed an agreement on cooperation in the field of space research on Monday."
    page = document(
        f"両国の協力について説明する。\n{english}\n予算は来年に決まる。", "宇宙研究の協力", language="ja"
    )
    [tagged] = tagger.tag([page])
    assert tagged.language == "ja"
    best = cooperation(tagged)[0]
    assert (best.type, best.stage, best.parties) == ("agreement", "signed", ("JP", "NO"))
    assert page.content[slice(*best.evidence)] == english


def test_names_of_a_foreign_passage_are_known_there(tagger: Tagger) -> None:
    french = "L'Allemagne et la Norvège ont signé un accord pour la recherche dans le domaine de l'espace."
    page = document(
        f"The ministry said that this was the beginning of a new era for the country.\n\n{french}"
    )
    [tagged] = tagger.tag([page])
    assert {tag.value for tag in tagged.of_kind("country")} >= {"DE", "NO"}
    assert cooperation(tagged)[0].parties == ("DE", "NO")
