"""Mobility's direction: sentences written before the rule was looked at again, and laws of the record."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from crawlers.document import Document
from nlp.mergers import merge_signals
from nlp.movement import direction_of, find_movement
from nlp.organisations import find_organisations
from nlp.parties import Context, find_parties, gather_mentions
from nlp.places import find_places
from nlp.tagger import Tagger
from nlp.tags import Signal
from nlp.triggers import lower_text

SENTENCES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "reports" / "data" / "movement.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def movement(text, language, publisher=None):
    """What the rule makes of a sentence that tells of mobility."""
    places = find_places(text, title_end=0, language=language)
    mentions = gather_mentions(places, find_organisations(text, language))
    whole = (0, len(text))
    context = Context(publisher=publisher)
    parties = find_parties(text, whole, mentions, "mobility", context, language=language)
    return find_movement(lower_text(text), whole, mentions, parties.codes, language)


@cache
def right():
    """By set and language: how many sentences come out with just the movements told, and of how many."""
    counted = defaultdict(lambda: [0, 0])
    for one in SENTENCES:
        found = [list(pair) for pair in movement(one["text"], one["language"], one["publisher"] or None)]
        counted[one["set"], one["language"]][0] += found == one["movement"]
        counted[one["set"], one["language"]][1] += 1
    return dict(counted)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_sentences_that_the_rule_was_written_on_all_come_out(language):
    found, of = right()["dev", language]
    assert found == of


@pytest.mark.parametrize(("language", "least"), [("en", 0.8), ("ja", 0.8)])
def test_of_sentences_that_the_rule_never_saw_most_come_out(language, least):
    found, of = right()["fresh", language]
    assert of >= 15
    assert found / of >= least


def test_other_languages_have_a_direction_too():
    found = sum(count for (which, _), (count, _) in right().items() if which == "other")
    assert found >= 6


def test_harder_sentences_come_out_too():
    for language, first in (("en", 10), ("ja", 8)):  # so many of twelve before the rule saw them
        found, of = right()["hard", language]
        assert found >= first + 2, of


def test_the_signal_of_a_document_has_the_direction_with_it():
    text = "Viet Nam will send 200 doctoral students to Japan under a new scholarship scheme."
    document = Document(
        id="x",
        url="https://x.example/",
        title="",
        text=text,
        language="en",
        published="2026-11-20",
        published_from="feed",
        fetched_utc="2026-11-20T00:00:00Z",
        kind="news",
    )
    [tagged] = Tagger(None, None).tag([document])
    [signal] = [one for one in tagged.signals if one.type == "mobility"]
    assert signal.movement == (("VN", "JP"),)
    assert "movement" not in tagged.to_json()["signals"][0]  # a stream's record is as DESIGN fixes it


def test_a_country_sees_people_come_or_go_or_both():
    assert direction_of((("VN", "JP"),), "JP") == "in"
    assert direction_of((("VN", "JP"),), "VN") == "out"
    assert direction_of((("JP", "VN"), ("VN", "JP")), "JP") == "both"
    assert direction_of((("VN", "JP"),), "DE") is None
    assert direction_of((), "JP") is None


@pytest.mark.parametrize("text", ["", "The exchange rate fell.", "研究者", "from the the the from to in"])
def test_where_nothing_is_told_nothing_is_found(text):
    for language in ("en", "ja", "de", "sv", "und"):
        assert movement(text, language) == ()


def test_of_sentences_about_one_event_the_one_that_names_both_sides_counts():
    def told(score, movement):
        return Signal(
            "mobility", None, "cooperation", "asserted", ("JP",), "in", score, (0, 9), movement=movement
        )

    [joined] = merge_signals([told(0.9, (("", "JP"),)), told(0.6, (("VN", "JP"),))])
    assert joined.movement == (("VN", "JP"),)
    [joined] = merge_signals([told(0.9, (("TH", "JP"),)), told(0.6, (("VN", "JP"),))])
    assert joined.movement == (("TH", "JP"),)
