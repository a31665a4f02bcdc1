"""The brief of a country: sections from records, every sentence a passage, no change where no record is."""

from __future__ import annotations

import json
from datetime import date

import pytest

from crawlers.publisher_names import PublisherNames
from reports.anchors import anchored
from reports.brief import BriefInputs, build_brief, quotes_of
from reports.brief_parts import BriefVoice
from reports.errors import DigestError
from reports.indicators import Indicator
from reports.instrument_lines import find_mentions, join_lines
from reports.needs import find_needs
from reports.render import render_brief
from reports.words import words_of

DAY = date(2026, 11, 27)


@pytest.fixture
def brief(full_world):
    """Returns a function from a country to its brief as JSON."""

    def make(country, language="ja", indicators=(), day=DAY):
        facts = full_world.facts
        inputs = BriefInputs(
            facts, join_lines(find_mentions(facts)), find_needs(facts), (), indicators, "2026/12/10 会談"
        )
        names = {"vn-sen": PublisherNames("Lotus Ministry", "蓮科学省")}
        voice = BriefVoice(full_world.store, words_of(language), names)
        made = build_brief(country, day, inputs, voice, "架空")
        return json.loads(json.dumps(made.to_json(), ensure_ascii=False))

    return make


def section(body, name):
    return next(one for one in body["sections"] if one["name"] == name)


@pytest.mark.parametrize("country", ["VN", "US", "DE", "BR", "KE", "EU"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_sentence_stands_in_a_pinned_document(full_world, brief, country, language):
    body = brief(country, language)
    pinned = {(one["id"], one["version"]) for one in body["documents"]}
    for quote in quotes_of(body):
        assert anchored(quote, full_world.store)
        assert (quote["document"], quote["version"]) in pinned
    for form in ("html", "md", "txt"):
        page = render_brief(body, form)
        assert page.endswith("\n")
        assert "<script" not in page


def test_the_instrument_with_japan_and_the_partners_are_told(brief):
    body = brief("VN")
    [line] = section(body, "instruments")["items"]
    assert line["state"] == "署名"
    assert len(line["documents"]) == 2
    assert body["visit"] == "2026/12/10 会談"
    partners = {one["code"]: one for one in brief("DE")["partners"]}
    assert partners["FR"]["fields"] == ["ENE", "NAN"]
    assert "JP" not in partners


def test_what_they_ask_and_what_restricts_are_told(brief):
    [need] = section(brief("BR"), "needs")["items"]
    assert need["state"] == "未対応"
    [risk] = section(brief("US", "en"), "risks")["items"]
    assert "quantum equipment" in risk["quote"]["text"]


def test_a_change_is_withheld_where_the_record_does_not_reach_back(brief, full_world):
    body = brief("VN")
    assert body["earlier"] is None
    assert {one["earlier"] for one in body["changes"]} == {None}
    assert "その前の12か月の記録が揃っていない" in render_brief(body, "md")
    full_world.add(0x9001, "2024-12-01", "us-cedar", "Old news", "It was.", actors=("US",), fields=("ENE",))
    full_world.add(0x9002, "2025-03-01", "vn-sen", "Older news", "It was.", actors=("VN",), fields=("AGR",))
    body = brief("VN")
    assert body["earlier"] == 1
    changes = {one["field"]: one for one in body["changes"]}
    assert changes["AGR"]["earlier"] == 1
    assert changes["AGR"]["count"] == len(changes["AGR"]["documents"]) == 12


def test_indicators_stand_with_source_and_year(brief):
    values = [Indicator("VN", "rd", "R&D", year, year / 1e4, "%", "WB") for year in (2019, 2023)]
    body = brief("VN", indicators=[*values, Indicator("KR", "rd", "R&D", 2023, 5, "%", "WB")])
    first = body["strengths"][0]
    assert (first["year"], first["earlier_year"], first["source"]) == (2023, 2019, "WB")
    assert "R&amp;D" in render_brief(body, "html")


def test_nothing_known_is_said_and_not_left_blank(brief):
    body = brief("KE")
    assert body["stories"] == 0
    assert all(one["empty"] for one in body["sections"])
    text = render_brief(body, "md")
    assert "無いことを意味しない" in text
    with pytest.raises(DigestError):
        render_brief(body, "csv")
