"""An opening's owner and those who may take part: sentences of seven languages, some never tuned on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.openings import find_opening
from nlp.organisations import find_organisations
from nlp.parties import Context, find_parties, gather_mentions
from nlp.places import find_places
from nlp.triggers import lower_text

SENTENCES = [
    json.loads(line)
    for line in (Path(__file__).parent / "openings.jsonl").read_text(encoding="utf-8").splitlines()
]


def opening(text, language):
    """What the rule makes of a sentence that tells of an opening."""
    places = find_places(text, title_end=0, language=language)
    mentions = gather_mentions(places, find_organisations(text, language))
    whole = (0, len(text))
    parties = find_parties(text, whole, mentions, "opening", Context(publisher=None), language=language)
    return [list(pair) for pair in find_opening(lower_text(text), whole, mentions, parties.codes, language)]


@pytest.mark.parametrize(
    "row", [row for row in SENTENCES if row["part"] == "dev"], ids=lambda row: row["text"][:40]
)
def test_the_owner_is_told_from_those_who_may_take_part(row):
    assert opening(row["text"], row["language"]) == row["pairs"]


def test_most_sentences_that_nothing_was_tuned_on_come_out_too():
    held = [row for row in SENTENCES if row["part"] == "held"]
    wrong = [row["text"] for row in held if opening(row["text"], row["language"]) != row["pairs"]]
    assert len(wrong) <= len(held) // 5, wrong


def test_without_an_owner_nothing_is_told():
    assert opening("Researchers from Brazil may take part.", "en") == []
    assert opening("Brazil opened it.", "pt") == []
