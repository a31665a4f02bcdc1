"""A brief is kept with what it was made from, and recomputed from that alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crawlers.publisher_names import PublisherNames
from index.briefs import Briefs
from index.errors import DigestMissing
from index.records import StoredBrief
from index.store import Store
from reports.brief import BriefInputs, build_brief, narrow_inputs
from reports.brief_parts import BriefVoice
from reports.brief_record import BriefRecord, verify_brief
from reports.existing import parse_existing
from reports.indicators import Indicator
from reports.instrument_lines import find_mentions, join_lines
from reports.needs import find_needs
from reports.packing import pack, unpack
from reports.render import render_brief
from reports.words import words_of

DAY = date(2026, 11, 27)
NAMES = {"vn-sen": PublisherNames("Lotus Ministry", "蓮科学省")}


@pytest.fixture
def inputs(full_world):
    facts = full_world.facts
    indicators = (
        Indicator("VN", "rd", "R&D", 2023, 0.4, "%", "WB"),
        Indicator("KR", "rd", "R&D", 2023, 5, "%", "WB"),
    )
    return BriefInputs(
        tuple(facts), join_lines(find_mentions(facts)), find_needs(facts), (), indicators,
        versions={"stdiplo-scan": "1.0", "tagger": "t", "model": "m"},
    )  # fmt: skip


@pytest.fixture
def record(inputs):
    return BriefRecord("VN", DAY.isoformat(), narrow_inputs("VN", DAY, inputs), NAMES, "架空", "fictional")


@pytest.fixture
def body(full_world, record):
    return json.loads(json.dumps(record.build("ja", full_world.store).to_json()))


@pytest.mark.parametrize("country", ["VN", "US", "DE", "BR", "KE", "EU", "JP"])
def test_what_is_kept_for_a_brief_makes_the_same_brief_as_the_whole_record(full_world, inputs, country):
    voice = BriefVoice(full_world.store, words_of("en"), NAMES)
    narrow = narrow_inputs(country, DAY, inputs)
    assert build_brief(country, DAY, narrow, voice) == build_brief(country, DAY, inputs, voice)
    assert len(narrow.facts) < len(inputs.facts)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_brief_comes_out_the_same_again(full_world, record, language):
    body = json.loads(json.dumps(record.build(language, full_world.store).to_json()))
    again = unpack(pack(record), BriefRecord)
    assert pack(again) == pack(record)
    verdict = verify_brief(body, again, full_world.store, software="1.0")
    assert (verdict.outcome, verdict.anchors, verdict.differences) == ("equal", (), ())
    assert (verdict.digest, verdict.figures > 20) == (f"brief-VN-2026-11-27-{language}", True)


def test_what_the_office_has_with_the_country_is_told_and_an_earlier_form_is_verified_by_its_keys(
    full_world, inputs, body, record
):
    rows = ("Accord <b>,JP VN,ENE,2030-03-31", "Over,JP VN,ENE,2025-01-01", "Other,JP KR,ENE,")
    table = "\n".join(("name,parties,fields,expires", *rows))
    known = tuple(parse_existing(table, "instruments.csv"))
    own = replace(inputs, existing=known)
    told = BriefRecord("VN", DAY.isoformat(), narrow_inputs("VN", DAY, own), NAMES)
    found = told.build("en", full_world.store).to_json()
    assert [one["name"] for one in found["existing"]] == ["Accord <b>"]
    for form in ("html", "md", "txt"):
        shown = render_brief(json.loads(json.dumps(found)), form)
        assert "In force by your own table" in shown
        assert "2030/03/31" in shown
    assert "<b>" not in render_brief(found, "html").replace("<body", "")
    earlier = {key: value for key, value in body.items() if key != "existing"} | {"form": 2}
    earlier["versions"] = {**body["versions"], "form": "2"}
    verdict = verify_brief(earlier, record, full_world.store, software="1.0")
    assert (verdict.outcome, verdict.differences) == ("equal", ())


def test_a_figure_a_sentence_or_a_text_that_is_another_is_named(full_world, record, body):
    body["changes"][0]["count"] += 1
    verdict = verify_brief(body, record, full_world.store, software="1.0")
    assert [one.place for one in verdict.differences] == ["changes[0].count"]
    body["sections"][0]["items"] = body["sections"][4]["items"]
    body["sections"][4]["items"][0]["quote"]["text"] += "!"
    assert verify_brief(body, record, full_world.store, software="1.0").outcome == "differs"


def test_briefs_are_kept_one_a_country_day_and_language(tmp_path: Path, record, body):
    store = Store.open(tmp_path / "store.db")
    briefs, packed = Briefs(store), pack(record)
    first = StoredBrief(body["id"], "VN", record.day, "ja", "2026-11-27T00:00:00Z", body, packed.id)
    briefs.save(first, packed)
    other = pack(replace(record, notice_ja="別"))
    later = replace(first, built_utc="2026-11-27T01:00:00Z", inputs=other.id)
    briefs.save(later, other)
    assert briefs.all() == [later]
    assert unpack(briefs.inputs(briefs.get(first.id)), BriefRecord).notice_ja == "別"
    with pytest.raises(DigestMissing, match="inputs"):
        briefs.inputs(first)  # nothing rests on it any longer
    with pytest.raises(DigestMissing, match="brief --list"):
        briefs.get("brief-XX-2026-11-27-ja")
    store.close()
