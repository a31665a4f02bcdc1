"""What the whole line makes of the miniature world: the planted stories are told, and told right."""

from __future__ import annotations

from typing import Any

import pytest

from crawlers.document import document_id
from index.search import Query
from nlp.tags import Signal
from reports.anchors import check_anchors
from stdiplo_scan.demo.server import BASE_URL
from stdiplo_scan.demo.world import World
from stdiplo_scan.digests import verify_stored, view_week
from tests.stdiplo_scan.conftest import DemoRun


@pytest.fixture(scope="module")
def world(demo: DemoRun) -> World:
    return World.load(demo.outcome.week.start)


def stored_id(world: World, name: str) -> str:
    return document_id(world.url(name, BASE_URL))


def planted(world: World, story_id: str) -> dict[str, Any]:
    return next(story for story in world.manifest["stories"] if story["id"] == story_id)


def signals_of(demo: DemoRun, world: World, name: str) -> list[Signal]:
    return [s for s in demo.office.store.document(stored_id(world, name)).signals if s.score >= 0.5]


def test_every_document_of_the_world_is_stored_with_its_title_date_and_language(
    demo: DemoRun, world: World
) -> None:
    broken = {publisher.id for publisher in world.publishers if publisher.health == "broken"}
    for document in world.documents:
        if document.publisher in broken:
            continue
        found = demo.office.store.document(stored_id(world, document.id)).document
        assert (found.published, found.language) == (document.published.isoformat(), document.language)
        assert found.title == (document.edition_2[0] if document.edition_2 else document.title)


def test_the_week_that_is_reported_ended_last_sunday(demo: DemoRun, world: World) -> None:
    newest = max(document.published for document in world.documents)
    assert demo.outcome.week.contains(newest)


def test_the_rising_field_rises_in_its_region(demo: DemoRun, world: World) -> None:
    story = planted(world, "quantum-south-eastern-asia")
    cells = view_week(demo.office, demo.outcome.week).trends.cells
    cell = next(
        c for c in cells if c.axis == "region_field" and c.key == f"{story['region']}|{story['field']}"
    )
    assert cell.direction == "rising"
    assert cell.q <= 0.1
    assert cell.low <= cell.expected < cell.count
    assert set(cell.documents) & {stored_id(world, name) for name in story["newest"]}


def test_the_press_release_that_three_sites_carried_is_one_story(demo: DemoRun, world: World) -> None:
    names = planted(world, "one-release-three-publishers")["newest"]
    stories = {demo.office.store.document(stored_id(world, name)).story_id for name in names}
    assert len(stories) == 1


@pytest.mark.parametrize(
    ("story_id", "signal_type", "stage"),
    [
        ("germany-kenya-geothermal", "agreement", "signed"),
        ("one-release-three-publishers", "agreement", "signed"),
        ("arctic-ice-core-suspension", "suspension", "suspended"),
        ("france-korea-laboratory", "joint_research", "launched"),
        ("france-canada-call", "joint_call", "open"),
        ("requests-towards-japan", "need", "expressed"),
        ("tungsten-antimony-licences", "restriction", "adopted"),
    ],
)
def test_a_planted_event_of_the_newest_week_stands_in_the_digest(
    demo: DemoRun, world: World, story_id: str, signal_type: str, stage: str
) -> None:
    story = planted(world, story_id)
    ids = {stored_id(world, name) for name in story["newest"]}
    digest = demo.digests[f"whole-{demo.outcome.week}-ja"]
    entries = [one for one in digest["entries"] if ids & {quote["document"] for quote in one["sentences"]}]
    assert entries, "the event is not told"
    signals = [entry["signal"] for entry in entries if entry["signal"] is not None]
    assert signal_type in {signal["type"] for signal in signals}
    told = next(signal for signal in signals if signal["type"] == signal_type)
    assert told["stage"] == stage
    if "parties" in story:
        assert set(story["parties"]) == set(told["parties"])


def test_a_request_towards_japan_is_in_the_needs_section(demo: DemoRun, world: World) -> None:
    digest = demo.digests[f"whole-{demo.outcome.week}-en"]
    needs = next(section for section in digest["sections"] if section["name"] == "needs")
    asked = {stored_id(world, name) for name in planted(world, "requests-towards-japan")["newest"]}
    stories = {demo.office.store.document(i).story_id for i in asked}
    assert stories & set(needs["stories"])


def test_what_was_not_signed_and_what_was_signed_long_ago_are_no_news(demo: DemoRun, world: World) -> None:
    not_signed = signals_of(demo, world, "au-india-not-signed")
    assert any(s.type == "agreement" and s.modality == "negated" for s in not_signed)
    assert not any(s.type == "agreement" and s.modality in ("asserted", "planned") for s in not_signed)
    past = signals_of(demo, world, "ma-accord-historique")
    assert not any(s.type == "agreement" and s.modality in ("asserted", "planned") for s in past)


def test_the_revised_page_is_a_new_version_and_the_digest_says_so(demo: DemoRun, world: World) -> None:
    revised = stored_id(world, planted(world, "seabed-survey-revised")["newest"][0])
    assert demo.office.store.document(revised).versions == (1, 2)
    digest = demo.digests[f"whole-{demo.outcome.week}-ja"]
    assert revised in {revision["document"] for revision in digest["revisions"]}


def test_the_broken_target_is_our_silence_and_the_quiet_one_the_worlds(demo: DemoRun, world: World) -> None:
    rows = {row.target.id: row for row in view_week(demo.office, demo.outcome.week).coverage.rows}
    broken = next(p.id for p in world.publishers if p.health == "broken")
    quiet = next(p.id for p in world.publishers if p.health == "quiet")
    assert (rows[broken].silence, rows[broken].comparable) == ("ours", False)
    assert (rows[quiet].silence, rows[quiet].comparable) == ("world", True)


def test_every_sentence_of_every_digest_is_what_its_document_says(demo: DemoRun) -> None:
    for digest in demo.digests.values():
        assert check_anchors(digest, demo.office.store) == []


def test_every_stored_digest_comes_out_the_same_again(demo: DemoRun) -> None:
    stored = demo.office.store.digests()
    assert len(stored) == len(demo.digests)
    assert {verify_stored(demo.office, digest).outcome for digest in stored} == {"equal"}


def test_a_japanese_question_finds_documents_of_many_languages(demo: DemoRun) -> None:
    results = demo.office.searcher.search(Query(text="量子 協定", limit=20))
    assert {"en"} <= {hit.language for hit in results.hits}
    assert any("quantum" in hit.passage.casefold() for hit in results.hits[:5])
    assert all(hit.found_by for hit in results.hits)


def test_two_spellings_and_a_word_inside_a_clause_are_found(demo: DemoRun) -> None:
    one = demo.office.searcher.search(Query(text="コンピュータ", mode="exact", limit=50)).hits
    other = demo.office.searcher.search(Query(text="コンピューター", mode="exact", limit=50)).hits
    assert one
    assert [hit.document for hit in one] == [hit.document for hit in other]
    assert demo.office.searcher.search(Query(text="量子", mode="exact")).hits


def test_a_digest_built_again_from_the_store_is_the_same(demo: DemoRun) -> None:
    from stdiplo_scan.digests import build_week

    again = {digest.id: digest.body for digest in build_week(demo.office, demo.outcome.week)}
    assert again == demo.digests
