"""Lines on cited pages: 改訂, 訂正 and 削除, what changed, and that old digests stay verifiable."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from reports.anchors import check_anchors
from reports.extras import NO_EXTRAS
from reports.inputs import WeekInputs, pack_inputs, unpack_inputs
from reports.render import render
from reports.verify import verify_digest


@pytest.fixture
def body(full_world, build):
    return json.loads(json.dumps(build(full_world).to_json()))


def test_a_cited_passage_that_no_longer_stands_is_a_correction_with_what_changed(body):
    [one] = body["corrections"]
    assert (one["week"], one["number"], one["note"]["kind"]) == ("2026-W46", 2, "correction")
    assert one["note"]["text"] == "金額 2 Millionen Euro を削除"
    assert one["note"]["seen"] == "2026-11-18"
    page = render(body, "md")
    assert "訂正 2026/11/18 第2版 金額 2 Millionen Euro を削除" in page
    assert "掲載時の引用: 「Die Richtlinie fördert mit 2 Millionen Euro.」" in page


def test_a_passage_that_still_stands_makes_it_a_revision(full_world, build):
    [german, english] = full_world.extras.citations
    content = full_world.store.document(german.quote.document, 1).document.content
    title = content.split("\n")[0]
    quote = replace(german.quote, text=title, range=(0, len(title)))
    full_world.extras = replace(full_world.extras, citations=(replace(german, quote=quote), english))
    [one] = build(full_world).corrections
    assert one.note.kind == "revision"


def test_an_entry_whose_page_is_gone_says_so(body):
    [entry] = [one for one in body["entries"] if one["changes"]]
    assert [(note["kind"], note["seen"]) for note in entry["changes"]] == [("deletion", "2026-11-23")]
    for form in ("html", "md", "txt", "csv", "atom"):
        assert "404" in render(body, form)


def test_a_revised_document_says_what_is_otherwise(body):
    [revision] = body["revisions"]
    assert revision["note"]["facts"][0]["kind"] == "amount"


@pytest.mark.parametrize("form", ["html", "md", "txt", "csv", "atom"])
def test_a_foreign_passage_has_its_word_notes(body, form):
    assert "Batterieprogramm" in render(body, form)
    assert "battery programme" in render(body, form)
    assert "語注(機械)" in render(body, form)


def test_a_value_that_is_not_where_the_line_says_is_found_out(full_world, body):
    body["corrections"][0]["note"]["facts"][0]["before"] = "3 Millionen Euro"
    body["entries"][4]["sentences"][0]["notes"] = [["fremd", "foreign"]]
    wrong = check_anchors(body, full_world.store)
    assert len(wrong) == 2


def test_inputs_and_digests_of_an_earlier_form_are_still_verified(full_world, build, made_settings):
    inputs = WeekInputs(tuple(full_world.facts), full_world.coverage(), made_settings, NO_EXTRAS)
    full_world.extras = NO_EXTRAS
    body = json.loads(json.dumps(build(full_world).to_json()))
    body["form"], body["versions"]["form"] = 2, "2"
    del body["terms"], body["corrections"], body["more_lines"]
    body["method"] = [line for line in body["method"] if line["name"] != "terms"]
    for entry in body["entries"]:
        del entry["changes"]
        for quote in (*entry["sentences"], entry["title"]):
            del quote["notes"]
    for one in (*body["trends"], *body["revisions"], *body["sections"]):
        for key in ("gaps", "note", "quotes", "reasons"):
            one.pop(key, None)
    packed = unpack_inputs(pack_inputs(inputs))
    assert verify_digest(body, packed, full_world.store, software="0.1.0").outcome == "equal"
    for form in ("html", "md", "txt", "csv", "atom"):
        assert render(body, form)
