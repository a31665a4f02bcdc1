"""The miniature world's content: counts, languages, weeks, and what its manifest promises."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest
import yaml

from crawlers.target import load_catalogue
from nlp.tags import Japan, Modality, SignalType, Stage
from stdiplo_scan.demo import world as world_module
from stdiplo_scan.demo.dates import fill_dates, full_date
from stdiplo_scan.demo.targets import FEED_LIMIT, world_targets, write_targets
from stdiplo_scan.demo.world import LANGUAGES, WEEKS, DemoError, World, newest_complete_week

MONDAY = date(2026, 11, 16)
FIELDS = "ENV DRR INF MED LIF BMS AGR BDV WAT ENE NUC NAN MIN ICT AID QUA ROB SPA OCE BAS HRM POL INN"
SENTENCE_END = {"ja": "。", "zh": "。", "ko": r"다\.(?:\s|$)"}


@pytest.fixture(scope="module")
def world() -> World:
    return World.load(MONDAY)


def test_there_are_enough_publishers_of_enough_kinds_and_places(world: World) -> None:
    assert len(world.publishers) >= 12
    assert {"ministry", "funding_agency", "research_org", "international_org", "news"} == {
        publisher.kind for publisher in world.publishers
    }
    assert sum(publisher.country == "JP" for publisher in world.publishers) == 2
    assert {"VN", "KE", "CL", "US", "DE", "AU", "JP"} < {publisher.country for publisher in world.publishers}
    assert len({publisher.layout for publisher in world.publishers}) >= 5
    assert {publisher.entry for publisher in world.publishers} == {
        "rss", "rdf", "atom", "sitemap", "listing", "api"
    }  # fmt: skip


def test_there_are_170_documents_in_thirteen_weeks_with_the_promised_numbers(world: World) -> None:
    weeks = Counter(document.week for document in world.documents if document.week < WEEKS)
    assert sum(weeks.values()) >= 170
    assert sorted(weeks) == list(range(13))
    assert weeks[0] >= 22
    assert all(11 <= weeks[week] <= 14 for week in range(1, 13))


def test_every_archive_reaches_back_beyond_the_oldest_week(world: World) -> None:
    before = Counter(document.publisher for document in world.documents if document.week == WEEKS)
    healthy = [publisher.id for publisher in world.publishers if publisher.health != "broken"]
    assert before == Counter(healthy)


def test_the_seven_languages_have_their_shares(world: World) -> None:
    shares = Counter(document.language for document in world.documents if document.week < WEEKS)
    total = sum(shares.values())
    assert set(shares) == set(LANGUAGES)
    assert 0.36 <= shares["en"] / total <= 0.44
    assert 0.16 <= shares["ja"] / total <= 0.20
    assert all(0.07 <= shares[language] / total <= 0.09 for language in ("de", "fr", "es", "zh", "ko"))


def test_every_document_falls_into_its_week(world: World) -> None:
    for document in world.documents:
        start = MONDAY - timedelta(days=7 * document.week)
        assert start <= document.published < start + timedelta(days=7), document.id


def test_every_document_says_three_to_twelve_sentences_without_open_marks(world: World) -> None:
    for document in world.documents:
        text = " ".join(document.paragraphs)
        ends = re.findall(SENTENCE_END.get(document.language, r"[.!?](?:\s|$)"), text)
        assert 3 <= len(ends) <= 12, document.id
        assert not re.search(r"\{|\}", document.title + text), document.id


def test_no_text_is_repeated_except_where_it_is_meant(world: World) -> None:
    paragraphs = Counter(
        paragraph for document in world.documents if not document.copy_of for paragraph in document.paragraphs
    )
    assert [text for text, times in paragraphs.items() if times > 1] == []


def test_two_loads_are_equal_and_another_week_shifts_every_date(world: World) -> None:
    later = World.load(MONDAY + timedelta(days=35))
    assert World.load(SimpleNamespace(start=MONDAY)) == world
    assert [document.id for document in later.documents] == [document.id for document in world.documents]
    assert all(
        new.published - old.published == timedelta(days=35)
        for new, old in zip(later.documents, world.documents, strict=True)
    )


def test_a_week_across_new_year_writes_the_right_years() -> None:
    world = World.load(date(2026, 12, 28))
    assert {document.published.year for document in world.documents if document.week == 0} == {2026, 2027}
    assert "令和" in " ".join(world.document("jp-thailand-request").paragraphs)


def test_a_day_that_is_no_monday_is_refused_with_its_cure() -> None:
    with pytest.raises(DemoError, match="2026-11-17 is no Monday; give the Monday"):
        World.load(date(2026, 11, 17))


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 11, 23), date(2026, 11, 16)),
        (date(2026, 11, 22), date(2026, 11, 9)),
        (date(2027, 1, 4), date(2026, 12, 28)),
    ],
)
def test_the_newest_complete_week_ended_before_today(today: date, monday: date) -> None:
    assert newest_complete_week(today) == monday


def test_dates_are_written_as_each_language_writes_them() -> None:
    day = date(2026, 11, 18)
    assert full_date(day, "ja", form="era") == "令和8年11月18日"
    assert full_date(day, "ja") == full_date(day, "zh") == "2026年11月18日"
    assert full_date(day, "de") == "18. November 2026"
    assert full_date(day, "es") == "18 de noviembre de 2026"
    assert full_date(day, "fr") == "18 novembre 2026"
    assert full_date(date(2026, 9, 1), "fr") == "1er septembre 2026"
    assert full_date(day, "ko") == "2026. 11. 18."
    assert full_date(day, "en", form="us") == "November 18, 2026"
    assert (
        fill_dates("{d-1} {dm+13} {m+2} {y+1}", day, "en") == "17 November 2026 1 December January 2027 2027"
    )
    assert fill_dates("{m+2}、{d}", day, "ja", form="era") == "2027年1月、令和8年11月18日"


def test_the_manifest_names_every_document_and_only_documents(world: World) -> None:
    ids = {document.id for document in world.documents}
    assert set(world.manifest["documents"]) == ids
    for story in world.manifest["stories"]:
        newest, before = story.get("newest", []), story.get("before", [])
        steps = [step[0] for step in story.get("steps", [])]
        assert newest or before
        assert {*newest, *before, *steps} <= ids, story["id"]
        assert all(world.document(document_id).week == 0 for document_id in newest), story["id"]
        assert all(world.document(document_id).week > 0 for document_id in before), story["id"]
        assert set(story["title"]) == {"en", "ja"}


def test_the_manifest_speaks_the_words_of_the_tags_and_covers_them_all(world: World) -> None:
    types: set[str] = set()
    fields: set[str] = set()
    for document_id, facts in world.manifest["documents"].items():
        fields.update(facts["fields"])
        for line in facts["signals"]:
            kind, stage, modality, parties, japan = line.split()
            types.add(kind)
            assert stage == "-" or stage in get_args(Stage), document_id
            assert modality in get_args(Modality), document_id
            assert japan in get_args(Japan), document_id
            codes = parties.split("+")
            assert codes == sorted(codes), document_id
            assert all(code == "-" or re.fullmatch(r"[A-Z]{2}|ASEAN", code) for code in codes), document_id
            assert ("JP" in codes) == (japan in ("in", "asked")), document_id
    assert types == set(get_args(SignalType))
    assert fields == set(FIELDS.split())


def test_quantum_rises_in_south_eastern_asia_and_infection_falls_in_kenya(world: World) -> None:
    stories = {story["id"]: story for story in world.manifest["stories"]}
    rising = stories["quantum-south-eastern-asia"]
    before = Counter(world.document(document_id).week for document_id in rising["before"])
    copies = sum(bool(world.document(document_id).copy_of) for document_id in rising["newest"])
    assert 5 <= len(rising["newest"]) - copies == rising["newest_stories"] <= 7
    assert len({world.document(document_id).publisher for document_id in rising["newest"]}) >= 4
    assert all(before[week] <= 1 for week in range(1, 13))
    assert sum(before.values()) >= 10
    falling = stories["infectious-disease-kenya"]
    assert falling["newest"] == []
    assert len(falling["before"]) >= 10


def test_the_agreement_climbs_one_step_after_the_other(world: World) -> None:
    ladder = next(story for story in world.manifest["stories"] if story["id"] == "germany-kenya-geothermal")
    days = [world.document(document_id).published for document_id, _ in ladder["steps"]]
    assert days == sorted(days)
    assert [stage for _, stage in ladder["steps"]] == [
        "proposed", "negotiating", "concluded", "signed", "signed"
    ]  # fmt: skip


def test_copies_carry_the_original_with_small_edits(world: World) -> None:
    copies = [document for document in world.documents if document.copy_of]
    assert len(copies) == 2
    for copy in copies:
        original = world.document(copy.copy_of)
        assert copy.publisher != original.publisher
        assert copy.paragraphs != original.paragraphs
        assert set(copy.paragraphs) & set(original.paragraphs)


def test_one_target_is_quiet_and_one_is_broken(world: World) -> None:
    quiet = world.documents_of("is-prc")
    assert min(document.week for document in quiet) >= 5
    assert world.publisher("is-prc").health == "quiet"
    assert world.publisher("in-dsc").health == "broken"
    assert world.documents_of("in-dsc") == ()


def test_the_targets_are_valid_and_read_back_from_their_files(world: World, tmp_path: Path) -> None:
    base_url = "http://127.0.0.1:8471"
    targets = world_targets(world, base_url)
    assert all(len(world.documents_of(target.id)) < FEED_LIMIT for target in targets)
    assert [target.id for target in targets] == sorted(publisher.id for publisher in world.publishers)
    assert {entry.type for target in targets for entry in target.entry_points} == {
        "feed", "sitemap", "listing", "api"
    }  # fmt: skip
    write_targets(world, tmp_path, base_url)
    assert tuple(load_catalogue(tmp_path).values()) == targets
    for target in targets:
        for document in world.documents_of(target.id):
            assert any(re.search(pattern, world.url(document.id, base_url)) for pattern in target.include)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"id": "x", "publisher": "nobody", "day": 0}, "publisher is 'nobody'; wanted one of publishers.yml"),
        ({"id": "x", "publisher": "vn-mri", "day": 7}, "day is 7; wanted 0 (Monday) to 6 (Sunday)"),
        ({"id": "x", "publisher": "vn-mri", "dya": 1}, "unknown keys ['dya']"),
    ],
)
def test_a_fault_in_the_content_names_file_document_and_value(
    row: dict[str, object], fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishers = (world_module.CONTENT / "publishers.yml").read_text(encoding="utf-8")
    (tmp_path / "publishers.yml").write_text(publishers, encoding="utf-8")
    (tmp_path / "week_03.yml").write_text(yaml.safe_dump([row]), encoding="utf-8")
    monkeypatch.setattr(world_module, "CONTENT", tmp_path)
    with pytest.raises(DemoError, match=re.escape(fault)) as raised:
        World.load(MONDAY)
    assert str(raised.value).startswith("week_03.yml: x")
