"""The digest: its order, its anchors, its routes, and that the same store gives the same bytes."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from reports.anchors import anchored, check_anchors
from reports.digest import build_digest, digest_id
from reports.editions import EDITIONS
from reports.errors import DigestError
from reports.render import render, render_json
from reports.week import Week

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("form", ["json", "md"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_digest_is_the_golden_one(full_world, language, form, build):
    """STDIPLO_GOLDEN=write writes them anew, for a person to read before they are committed."""
    path = GOLDEN / f"digest-{language}.{form}"
    text = render(build(full_world, language=language), form)
    if os.environ.get("STDIPLO_GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_the_same_store_gives_the_same_bytes_whatever_the_order_of_its_facts(full_world, build):
    wanted = render_json(build(full_world).to_json())
    random.Random(11).shuffle(full_world.facts)
    assert render_json(build(full_world).to_json()) == wanted


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_sentence_stands_in_its_document_where_it_says(full_world, edition, language, build):
    body = build(full_world, edition, language).to_json()
    assert check_anchors(body, full_world.store) == []
    assert body["id"] == digest_id(edition, "2026-W47", language)
    for entry in body["entries"]:
        assert entry["sentences"]


def test_a_sentence_that_was_changed_or_moved_is_found_out(full_world, build):
    body = build(full_world).to_json()
    quote = dict(body["entries"][0]["sentences"][0])
    assert anchored(quote, full_world.store)
    assert not anchored({**quote, "text": quote["text"] + "!"}, full_world.store)
    assert not anchored({**quote, "range": [quote["range"][0] + 1, quote["range"][1] + 1]}, full_world.store)
    assert not anchored({**quote, "range": [5, 5], "text": ""}, full_world.store)
    body["entries"][0]["sentences"][0] = {**quote, "text": "made up"}
    body["documents"][0] = {**body["documents"][0], "digest": "0" * 64}
    assert len(check_anchors(body, full_world.store)) == 2


def test_entries_come_in_the_readers_order(full_world, build):
    entries = build(full_world).entries
    assert [entry.lead.document[-1] for entry in entries[:6]] == ["1", "3", "4", "5", "b", "c"]
    assert [entry.polarity for entry in entries[6:]] == ["none"] * 5
    assert [entry.lead.published for entry in entries[6:]] == sorted(
        (entry.lead.published for entry in entries[6:]), reverse=True
    )


def test_one_event_is_one_entry_that_names_who_else_reported_it(full_world, build):
    entry = next(entry for entry in build(full_world).entries if entry.story == f"d{1:015x}")
    assert [(told.publisher, told.published, told.language) for told in entry.reported_by] == [
        ("そら科学機構", "2026-11-18", "ja")
    ]
    assert entry.figures[0].value == 2
    assert entry.figures[0].documents == (f"d{1:015x}", f"d{2:015x}")


def test_the_header_block_comes_in_the_daily_watchers_order(full_world, build):
    labels = [line.label for line in build(full_world).entries[0].lines]
    assert labels == [
        "国・地域", "元記事の言語", "公開機関", "元記事公開日", "収集日", "分野", "シグナル種別・段階",
        "当事者",
        "金額・期日", "日本との関連", "送付先協議会", "信頼度",
    ]  # fmt: skip


def test_the_lines_say_both_dates_the_lag_and_the_sum_in_the_words_of_the_source(full_world, build):
    entry = next(entry for entry in build(full_world).entries if entry.story == f"d{1:015x}")
    lines = {line.name: line.value for line in entry.lines}
    assert lines["published"] == "2026/11/17(フィード)"
    assert lines["collected"] == "2026/11/18(公開から1日)"
    assert lines["amount"] == "5,000,000 USD (USD 5 million) / 2026/11/17"
    assert lines["japan"] == "日本が当事者"
    assert entry.mark == "confirmed"


def test_no_more_entries_than_allowed_and_the_rest_is_counted(full_world, build, made_settings):
    digest = build(full_world, settings=replace(made_settings, most_entries=3))
    assert (len(digest.entries), digest.more, len(digest.more_stories)) == (3, 8, 8)


def test_each_council_gets_what_is_routed_to_it(full_world, build):
    stories = {edition: {entry.story for entry in build(full_world, edition).entries} for edition in EDITIONS}
    assert stories["L"] == {f"d{11:015x}", f"d{12:015x}"}
    assert f"d{5:015x}" in stories["G"]
    assert f"d{4:015x}" in stories["B"] - stories["G"]
    assert set().union(*(stories[edition] for edition in "RGLB")) == stories["whole"]


def test_needs_restrictions_and_revisions_have_their_sections(full_world, build):
    digest = build(full_world)
    needs, restrictions = digest.sections
    assert needs.stories == (f"d{3:015x}",)
    assert restrictions.stories == (f"d{4:015x}", f"d{5:015x}")
    assert [(one.document, one.version, one.seen) for one in digest.revisions] == [
        (f"d{14:015x}", 2, "2026-11-18")
    ]


def test_every_figure_counts_the_documents_that_it_names(full_world, build):
    figures = {figure.name: figure for figure in build(full_world).overview}
    for figure in figures.values():
        assert figure.value == len(figure.documents)
    assert {name: figure.value for name, figure in figures.items()} == {
        "documents": 13, "stories": 12, "cooperation": 4, "with_japan": 1, "without_japan": 2, "asked": 1,
        "restriction": 2, "revised": 1,
    }  # fmt: skip


def test_documents_are_pinned_with_version_and_digest(full_world, build):
    body = build(full_world).to_json()
    pins = {pin["id"]: pin for pin in body["documents"]}
    assert pins[f"d{14:015x}"]["version"] == 2
    for entry in body["entries"]:
        for told in (entry["lead"], *entry["reported_by"]):
            assert len(pins[told["document"]]["digest"]) == 64


def test_the_ledger_says_first_what_we_could_not_read(full_world, build):
    lines = build(full_world).coverage
    assert (lines[0].target, lines[0].silence) == ("kr-haneul", "こちらが読めていない")
    assert (lines[1].target, lines[1].silence) == ("un-blue", "発信がなかった")
    assert lines[0].reasons == "HTTPエラー 3"


def test_an_empty_week_gives_a_digest_that_says_so(world, build):
    body = build(world).to_json()
    assert (body["entries"], body["trends"], body["more"]) == ([], [], 0)
    assert "判定していない" in body["trends_note"]


def test_a_long_sentence_is_cut_and_marked_and_still_anchored(world, make_signal, build):
    world.add(
        1, "2026-11-17", "vn-sen", "T", "word " * 400, fields=("ENE",),
        signals=(make_signal("dialogue", "held", "VN"),),
    )  # fmt: skip
    (entry,) = build(world).entries
    assert (len(entry.sentences[0].text), entry.sentences[0].cut) == (500, True)
    assert check_anchors(build(world).to_json(), world.store) == []


def test_a_signal_whose_range_lies_outside_its_document_stops_the_digest(world, make_signal, build):
    signal = replace(make_signal("dialogue", "held", "VN"), evidence=(3, 9999))
    world.add(1, "2026-11-17", "vn-sen", "T", "short text", fields=("ENE",), signals=(signal,))
    with pytest.raises(DigestError, match="tag the document again"):
        build(world)


@pytest.mark.parametrize(("edition", "language"), [("X", "ja"), ("whole", "fr"), ("", "ja")])
def test_an_unknown_edition_or_language_is_refused(full_world, edition, language, build):
    with pytest.raises(DigestError, match="wanted"):
        build(full_world, edition, language)


def test_a_ledger_of_another_week_is_refused(full_world, made_settings):
    with pytest.raises(DigestError, match="the ledger of 2026-W46"):
        build_digest(
            Week.parse("2026-W46"), "whole", "ja", facts=[], documents=full_world.store,
            coverage=full_world.coverage(), settings=made_settings,
        )  # fmt: skip


def test_the_json_can_be_read_back_and_has_the_promised_keys(full_world, build):
    body = json.loads(render_json(build(full_world).to_json()))
    assert {"edition", "week", "language", "entries", "versions"} <= body.keys()
    entry = body["entries"][0]
    assert {"text", "document", "range"} <= entry["sentences"][0].keys()
    assert {"name", "value", "documents"} <= entry["figures"][0].keys()
    assert {"story", "headline"} <= entry.keys()


def test_a_document_that_states_a_cooperation_tells_the_story_before_one_with_national_news(
    world, make_signal, build
):
    lead = world.add(
        1, "2026-11-17", "vn-sen", "T", "x", fields=("QUA",),
        signals=(make_signal("strategy", "adopted", "VN"),),
    )  # fmt: skip
    world.add(
        2, "2026-11-18", "us-cedar", "T2", "y", story=lead.document_id, fields=("QUA",),
        signals=(
            make_signal("agreement", "signed", "VN SG", score=0.6),
            make_signal("need", None, "VN JP", japan="asked", score=0.55),
        ),
    )  # fmt: skip
    (entry,) = build(world).entries
    assert (entry.lead.document, entry.japan) == (f"d{2:015x}", "asked")
    assert [told.document for told in entry.reported_by] == [lead.document_id]


def test_a_title_that_is_the_evidence_is_followed_by_the_first_sentence_of_some_length(
    world, make_signal, build
):
    text = "HANOI\nThe ministry of science received a delegation in the garden. Nothing else happened."
    signal = replace(make_signal("dialogue", "held", "VN US"), evidence=(0, 13))
    world.add(1, "2026-11-17", "vn-sen", "Talks are held", text, fields=("ENE",), signals=(signal,))
    (entry,) = build(world).entries
    assert [quote.text for quote in entry.sentences] == [
        "Talks are hel",
        "The ministry of science received a delegation in the garden.",
    ]


def test_of_cells_that_rose_on_the_same_documents_the_more_telling_one_is_shown(full_world, build):
    digest = build(full_world)
    assert [(cell.axis, cell.key) for cell in digest.trends] == [("country_field", "VN|ICT")]
    assert "同じ文書から成る増加セル" in digest.trends_note
