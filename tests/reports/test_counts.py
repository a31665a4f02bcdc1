"""Counts: one event is one story, in the week of its earliest document, under its actors only."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from nlp.regions import regions_of
from reports.counts import (
    cell_reader,
    cells_of_fact,
    count_cells,
    counted_signals,
    group_stories,
    stories_of_week,
)
from reports.week import Week

W46, W47 = Week.parse("2026-W46"), Week.parse("2026-W47")


def test_a_story_counts_once_in_the_week_of_its_earliest_document(world, make_signal):
    first = world.add(1, "2026-11-14", "vn-sen", "A", "B", actors=("VN",), fields=("ENE",))
    world.add(2, "2026-11-17", "us-cedar", "A2", "B", story=first.document_id, actors=("VN", "US"))
    stories = group_stories(world.facts)
    assert [(story.id, story.first_day) for story in stories] == [(first.document_id, date(2026, 11, 14))]
    counts = count_cells(stories, (W46, W47))
    assert counts["country", "VN"].weekly == (1, 0)
    assert counts["country", "US"].weekly == (1, 0)
    assert stories_of_week(stories, W47) == []


def test_counts_are_zero_filled_and_name_the_documents_of_the_last_week(world):
    for number, day in enumerate(("2026-11-02", "2026-11-16", "2026-11-22", "2026-11-23")):
        world.add(number + 1, day, "vn-sen", "A", "B", actors=("VN",))
    counts = count_cells(group_stories(world.facts), (*W47.before(3), W47))
    assert counts["country", "VN"].weekly == (0, 1, 0, 2)
    assert counts["country", "VN"].documents == (f"d{2:015x}", f"d{3:015x}")


def test_the_order_of_the_facts_changes_nothing(full_world):
    weeks = (*W47.before(12), W47)
    wanted = count_cells(group_stories(full_world.facts), weeks)
    shuffled = list(full_world.facts)
    random.Random(7).shuffle(shuffled)
    assert count_cells(group_stories(shuffled), weeks) == wanted
    assert count_cells(group_stories(shuffled + shuffled[:9]), weeks) == wanted


def test_mentioned_countries_and_publishers_are_not_counted(world):
    fact = replace(world.add(1, "2026-11-17", "us-cedar", "A", "B", actors=("VN",)), mentioned=("FR",))
    assert {key for axis, key in cells_of_fact(fact) if axis == "country"} == {"VN"}


def test_only_asserted_and_planned_signals_of_some_score_are_counted(world, make_signal):
    kinds = [
        make_signal("agreement", "signed", "VN JP"),
        make_signal("dialogue", "scheduled", "VN JP", modality="planned"),
        make_signal("facility", None, "VN JP", modality="negated"),
        make_signal("mobility", None, "VN JP", modality="past"),
        make_signal("need", None, "VN JP", modality="hypothetical"),
        make_signal("opening", None, "VN JP", score=0.4),
        make_signal("resource", None, "VN JP", status="rejected"),
        make_signal("capacity", None, "VN JP", score=0.1, status="confirmed"),
    ]
    fact = world.add(1, "2026-11-17", "vn-sen", "A", "B", signals=kinds)
    assert [one.type for one in counted_signals(fact)] == ["agreement", "dialogue", "capacity"]


def test_pairs_take_a_signals_own_parties_and_fields_and_the_documents_where_it_names_none(
    world, make_signal
):
    fact = world.add(
        1, "2026-11-17", "vn-sen", "A", "B", actors=("US", "VN"), fields=("AGR", "ENE"),
        signals=(make_signal("agreement", "signed", "VN JP", fields=("ENE",)), make_signal("need", None, "")),
    )  # fmt: skip
    cells = cells_of_fact(fact)
    assert {key for axis, key in cells if axis == "country_signal"} == {
        "VN|agreement", "JP|agreement", "US|need", "VN|need",
    }  # fmt: skip
    assert {key for axis, key in cells if axis == "field_signal"} == {"ENE|agreement", "AGR|need", "ENE|need"}
    assert ("country_field", "US|AGR") in cells


def test_regions_are_those_of_the_actors_on_every_axis(world):
    fact = world.add(1, "2026-11-17", "us-cedar", "A", "B", actors=("VN", "ASEAN"), fields=("ENE",))
    cells = cell_reader(regions_of)(fact)
    assert {key for axis, key in cells if axis == "region"} == {
        "m49:035", "mofa:southeast_south_asia", "group:ASEAN",
    }  # fmt: skip
    assert ("region_field", "m49:035|ENE") in cells


def test_a_document_whose_date_cannot_be_read_is_counted_nowhere(world):
    fact = world.add(1, "2026-11-17", "us-cedar", "A", "B", actors=("VN",))
    for bad in ("", "2026", "2026-02-30", "soon"):
        assert group_stories([replace(fact, published=bad)]) == []
