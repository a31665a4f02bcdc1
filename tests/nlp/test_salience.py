"""What is news and what is its subject matter or detail; several sentences of one event."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from crawlers.document import Document
from nlp.mergers import merge_signals
from nlp.salience import demote_details
from nlp.tagger import Tagger
from nlp.tags import Modality, Signal, SignalType, Stage


def signal(
    type_: SignalType,
    evidence: tuple[int, int],
    *parties: str,
    score: float = 0.6,
    stage: Stage | None = None,
) -> Signal:
    return Signal(type_, stage, "cooperation", "asserted", parties, "out", score, evidence)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(None)


def test_a_later_sentence_about_the_same_partners_is_detail() -> None:
    first, later = signal("agreement", (0, 10), "GH", "PE"), signal("capacity", (50, 60), "GH", "PE")
    assert [item.score for item in demote_details([first, later], 30)] == [0.6, 0.3]


def test_a_later_sentence_about_others_stands() -> None:
    first, later = signal("agreement", (0, 10), "GH", "PE"), signal("capacity", (50, 60), "DK", "KE")
    assert [item.score for item in demote_details([first, later], 30)] == [0.6, 0.6]


def test_a_suspension_stands_wherever_it_is_told() -> None:
    first, later = signal("dialogue", (0, 10), "GH", "PE"), signal("suspension", (50, 60), "GH", "PE")
    assert {item.score for item in demote_details([first, later], 30)} == {0.6}


@pytest.mark.parametrize(
    ("text", "language", "news"),
    [
        ("Peru and Ghana signed an agreement on joint research in soils.", "en", {"agreement"}),
        ("Peru suspended its joint research programme with Ghana.", "en", {"suspension"}),
        (
            "Joint laboratories with partners in countries of concern will need a separate review.",
            "en",
            {"restriction"},
        ),
        ("Universities must disclose foreign research funding under the new rules.", "en", {"restriction"}),
        ("R&D expenditure in Estonia rose to 2 per cent, the report shows.", "en", {"indicator"}),
        ("ペルーとガーナは土壌の共同研究に関する覚書に署名した。", "ja", {"agreement"}),
    ],
)
def test_the_subject_of_an_event_is_no_event_of_its_own(
    tagger: Tagger, text: str, language: str, news: set[str]
) -> None:
    item = Document(id="x", url="", title="", text=text, language=language, published="2026-06-15")
    assert {found.type for found in tagger.tag([item])[0].signals if found.score >= 0.5} == news


def test_two_sentences_of_one_event_are_one_record_with_the_parties_of_both() -> None:
    merged = merge_signals(
        [
            signal("agreement", (0, 10), "GH", score=0.8, stage="announced"),
            signal("agreement", (20, 30), "GH", "PE", score=0.6, stage="signed"),
        ]
    )
    assert [(item.parties, item.stage, item.score, item.evidence) for item in merged] == [
        (("GH", "PE"), "signed", 0.8, (0, 10))
    ]


def test_events_of_different_partners_stay_apart() -> None:
    assert (
        len(
            merge_signals([signal("agreement", (0, 9), "GH", "PE"), signal("agreement", (9, 18), "DK", "KE")])
        )
        == 2
    )


def test_the_date_of_another_stage_is_not_taken_over() -> None:
    one = signal("agreement", (0, 9), "GH", "PE", score=0.8, stage="signed")
    two = Signal(
        "agreement", "negotiating", "cooperation", "asserted", ("GH", "PE"), "out", 0.6, (9, 18), date="2024"
    )
    assert merge_signals([one, two])[0].date is None


@pytest.mark.parametrize(
    ("headline", "others", "modality"),
    [
        ("asserted", ("planned",), "planned"),  # "Money for quantum sensing" ... "Projects will be funded"
        ("asserted", ("asserted",), "asserted"),
        ("asserted", ("planned", "asserted"), "asserted"),  # ... "The agency has allocated 40 million"
        ("planned", ("asserted", "asserted"), "planned"),
    ],
)
def test_a_plan_speaks_for_a_bare_headline_only_where_no_sentence_tells_a_fact(
    headline: Modality, others: tuple[Modality, ...], modality: Modality
) -> None:
    best = replace(signal("dialogue", (0, 9), "GH", "PE", score=0.8), modality=headline)
    for order in itertools.permutations(others):
        rest = [
            replace(signal("dialogue", (20 + at, 30 + at), "GH", "PE", score=0.6 - at / 10), modality=told)
            for at, told in enumerate(order)
        ]
        assert [item.modality for item in merge_signals([best, *rest])] == [modality]
