"""Edits laid over a digest: order, vetoes, notes and signatures; figures and quotes stay as computed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.anchors import check_anchors
from reports.desk import apply_edits, count_vetoes
from reports.digest import DigestSettings
from reports.inputs import WeekInputs
from reports.render import render, render_json
from reports.verify import verify_digest

VERSIONS = {"stdiplo-scan": "1.0", "tagger": "t", "model": "m"}


@pytest.fixture
def computed(full_world, build):
    """Returns a function from a number of entries to the computed body."""

    def compute(most=20, language="ja"):
        made = build(
            full_world, language=language, settings=DigestSettings(most_entries=most, versions=VERSIONS)
        )
        return json.loads(render_json(made.to_json()))

    return compute


def edit(entry, kind, value="", **more):
    return {
        "story": entry["story"], "document": entry["lead"]["document"], "kind": kind, "value": value,
        "language": "ja", "editor": "山田", "made_utc": "2026-11-24T01:00:00Z", **more,
    }  # fmt: skip


def stories(body):
    return [entry["story"] for entry in body["entries"]]


def test_without_edits_the_body_is_the_same(computed):
    body = computed()
    assert apply_edits(body, [], 20) == body


def test_an_entry_stands_where_the_editor_put_it_and_the_others_keep_their_order(computed):
    body = computed()
    entries = body["entries"]
    told = apply_edits(body, [edit(entries[4], "place", "1"), edit(entries[0], "place", "3")], 20)
    assert stories(told)[:3] == [entries[4]["story"], entries[1]["story"], entries[0]["story"]]
    assert sorted(stories(told)) == sorted(stories(body))
    assert [one for one in stories(told) if one not in stories(told)[:3]] == [
        one for one in stories(body) if one not in stories(told)[:3]
    ]


def test_a_veto_leaves_the_entry_out_everywhere_and_the_next_one_moves_up(computed):
    short = computed(3)
    edits = [edit(short["entries"][0], "veto", "誤り")]
    told = apply_edits(computed(3 + count_vetoes(edits)), edits, 3)
    assert len(told["entries"]) == 3
    assert stories(told)[:2] == stories(short)[1:]
    assert told["more"] == short["more"] - 1
    assert len(told["more_stories"]) == told["more"]
    gone = short["entries"][0]["story"]
    assert all(gone not in section["stories"] for section in told["sections"])
    assert told["desk"]["vetoed"][0]["reason"] == "誤り"
    assert told["overview"] == short["overview"]


def test_a_signature_and_a_note_are_shown_with_the_editors_name(computed):
    body = computed()
    entry = body["entries"][1]
    told = apply_edits(body, [edit(entry, "sign"), edit(entry, "note", "<b>要確認</b>")], 20)
    for form in ("html", "md", "txt", "csv"):
        text = render(told, form)
        assert "確認済(山田)" in text, form
        assert "要確認" in text
        assert "<b>" not in text or form in ("txt", "csv")
    assert "2026-11-24T01:00:00Z" in render(told, "atom")


def test_an_edit_finds_its_entry_by_a_document_when_the_story_has_another_name(computed):
    body = computed()
    entry = body["entries"][0]
    told = apply_edits(body, [edit(entry, "sign", story="d-other")], 20)
    assert told["entries"][0]["signed_by"] == "山田"
    lost = edit(entry, "sign", story="d-other", document="d-nowhere")
    told = apply_edits(body, [lost], 20)
    assert told["desk"]["unapplied"] == [lost]
    assert told["entries"] == body["entries"]


def test_an_approval_is_of_one_language(computed):
    approval = {
        "story": "", "document": "", "kind": "approve", "value": "", "language": "ja", "editor": "佐藤",
        "made_utc": "2026-11-24T02:00:00Z",
    }  # fmt: skip
    told = apply_edits(computed(), [approval], 20)
    assert told["desk"]["approved_by"] == "佐藤"
    assert "承認: 佐藤" in render(told, "html")
    english = computed(language="en")
    assert apply_edits(english, [approval], 20) == english


def test_an_edited_digest_is_verified_with_its_edits_apart(full_world, computed):
    inputs = WeekInputs(
        tuple(full_world.facts),
        full_world.coverage(),
        DigestSettings(most_entries=4, versions=VERSIONS),
        full_world.extras,
    )
    first = computed(4)["entries"]
    edits = [edit(first[0], "veto", "x"), edit(first[2], "sign"), edit(first[3], "place", "1")]
    body = apply_edits(computed(5), edits, 4)
    verdict = verify_digest(body, inputs, full_world.store, software="1.0")
    assert (verdict.outcome, verdict.differences) == ("equal", ())
    assert [one["kind"] for one in verdict.to_json()["edits"]] == ["veto", "sign", "place"]
    body["entries"][0]["headline"] += "!"
    assert verify_digest(body, inputs, full_world.store, software="1.0").outcome == "differs"
    assert replace(verdict, edits=()).outcome == "equal"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_edit_adds_an_entry_or_loses_one_that_was_not_vetoed(full_world, build, data):
    body = _cached(full_world, build)
    kinds = st.sampled_from(["place", "veto", "note", "sign"])
    chosen = data.draw(st.lists(st.tuples(st.integers(0, len(body["entries"]) - 1), kinds), max_size=6))
    edits = [edit(body["entries"][place], kind, "2") for place, kind in chosen]
    told = apply_edits(body, edits, 99)
    vetoed = {body["entries"][place]["story"] for place, kind in chosen if kind == "veto"}
    assert set(stories(told)) == set(stories(body)) - vetoed
    assert len(stories(told)) == len(set(stories(told)))
    assert check_anchors(told, full_world.store) == []


_BODIES: dict[int, dict] = {}


def _cached(world, build):
    if id(world) not in _BODIES:
        _BODIES[id(world)] = json.loads(render_json(build(world).to_json()))
    return _BODIES[id(world)]
