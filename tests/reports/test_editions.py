"""Editions: who gets which story, by council, desk and profile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawlers.publisher_names import OldName
from reports.anchors import check_anchors
from reports.digest import build_digest
from reports.editions import DESKS, EDITIONS, Profile, check_edition, edition_name, edition_rank, is_edition
from reports.errors import DigestError
from reports.inputs import WeekInputs, pack_inputs, unpack_inputs
from reports.render import render
from reports.verify import verify_digest

PROFILES = {
    "yamada": Profile("山田", countries=("VN", "DE"), fields=("ICT", "ENE")),
    "pt": Profile(languages=("pt",)),
    "all": Profile(),
}


@pytest.fixture
def told(full_world, build, made_settings):
    """Returns a function from an edition to the parties or actors of its entries."""

    def tell(edition):
        settings = replace(made_settings, profiles=PROFILES)
        body = build(full_world, edition, "ja", settings).to_json()
        assert check_anchors(body, full_world.store) == []
        return body

    return tell


def test_a_desk_gets_what_its_bureau_covers(told):
    for edition, country in (
        ("mofa_southeast_south_asia", "ベトナム"),
        ("mofa_latin_america_caribbean", "ブラジル"),
        ("mofa_africa", "南アフリカ"),
        ("mofa_north_america", "米国"),
    ):
        body = told(edition)
        assert body["entries"]
        for entry in body["entries"]:
            assert country in entry["lines"][0]["value"]
    assert told("mofa_middle_east")["entries"] == []
    assert "欧州局" in told("mofa_europe")["title"]


def test_a_story_with_a_party_of_a_desk_is_in_that_desks_edition(told):
    whole = {entry["story"] for entry in told("whole")["entries"]}
    desks = {entry["story"] for desk in DESKS for entry in told(desk)["entries"]}
    assert desks == whole  # every story of the made week has a party abroad


def test_a_person_gets_what_meets_every_condition_of_the_profile(told):
    whole = told("whole")["entries"]
    assert [entry["story"] for entry in told("person_all")["entries"]] == [one["story"] for one in whole]
    [need] = told("person_pt")["entries"]
    assert need["lead"]["language"] == "pt"
    mine = told("person_yamada")
    assert mine["entries"]
    assert len(mine["entries"]) < len(whole)
    assert "山田" in mine["title"]


def test_a_profile_is_pinned_so_that_the_edition_can_be_recomputed(full_world, told, made_settings):
    inputs = WeekInputs(
        tuple(full_world.facts),
        full_world.coverage(),
        replace(made_settings, profiles=PROFILES),
        full_world.extras,
    )
    again = unpack_inputs(pack_inputs(inputs))
    assert again == inputs
    verdict = verify_digest(told("person_yamada"), again, full_world.store, software="0.1.0")
    assert verdict.outcome == "equal"


@pytest.mark.parametrize("edition", ["X", "mofa_", "mofa_mars", "person_", "person_A B", ""])
def test_an_edition_that_nobody_knows_is_refused(edition):
    assert not is_edition(edition)
    with pytest.raises(DigestError, match="mofa_europe"):
        check_edition(edition)


def test_a_person_without_a_profile_is_refused_when_built(told):
    with pytest.raises(DigestError, match="person_yamada"):
        told("person_nobody")


def test_every_edition_has_a_name_and_a_place():
    names = [edition_name(one, "ja") for one in (*EDITIONS, *DESKS, "person_x")]
    assert len(set(names)) == len(names)
    mixed = ["person_b", "mofa_africa", "B", "whole"]
    assert sorted(mixed, key=edition_rank) == ["whole", "B", "mofa_africa", "person_b"]


def test_a_renamed_publisher_is_named_as_on_its_day_and_stays_so_in_the_kept_inputs(
    full_world, made_settings
):
    coverage = full_world.coverage()
    former = (OldName("Cloud Agency", "くも機構", "", "2026-11-19"),)
    rows = tuple(
        replace(row, target=replace(row.target, former=former)) if row.target.id == "jp-sora" else row
        for row in coverage.rows
    )
    inputs = WeekInputs(tuple(full_world.facts), replace(coverage, rows=rows), made_settings)
    again = unpack_inputs(pack_inputs(inputs))
    digest = build_digest(
        full_world.week, "whole", "ja", facts=again.facts, documents=full_world.store,
        coverage=again.coverage, settings=again.settings,
    )  # fmt: skip
    told = {
        report.published: report.publisher
        for entry in digest.entries
        for report in (entry.lead, *entry.reported_by)
        if report.publisher in {"くも機構", "そら科学機構"}
    }
    assert told
    assert all((name == "くも機構") == (day < "2026-11-19") for day, name in told.items())
    assert told["2026-11-18"] == "くも機構"


def test_a_figure_that_counts_more_than_the_edition_says_so(full_world, build):
    labels = {figure.name: figure.label for figure in build(full_world, "G").overview}
    assert labels["documents"] == "公開日がこの週の文書・全版"
    assert labels["cooperation"] == "国際協力の動き"
    assert all("全版" not in figure.label for figure in build(full_world).overview)
    english = {figure.name: figure.label for figure in build(full_world, "G", "en").overview}
    assert english["stories"].endswith(", all editions")


def test_an_edition_without_its_own_trends_and_terms_does_not_say_that_there_are_none(full_world, build):
    """The week has some; they concern others."""
    body = build(full_world, "L").to_json()
    assert build(full_world).trends
    assert (body["trends"], body["terms"]) == ([], [])
    for form in ("md", "txt", "html"):
        text = render(body, form)
        assert "この版に関わる、通常の範囲を超える増減はない。" in text
        assert "この版の文書に新出語・急増語はない。" in text
    assert "この版に関わらないか" in body["trends_note"]
