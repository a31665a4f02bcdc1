"""Watch topics: each is a query that finds what belongs to it and leaves the rest."""

from __future__ import annotations

import random

import pytest

from reports.agenda import Visit
from reports.errors import WordsError
from reports.topics import load_topics, topic_of, topic_table
from reports.week import Week
from tests.reports.conftest import WEEK, signal

SIGNALS = {
    "W02": signal("need", "expressed", "BR JP", japan="asked", fields=("SPA",)),
    "W04": signal("dialogue", "held", "CN KR", fields=("ENV",)),
    "W05": signal("ip_standards", "signed", "DE FR", fields=("INN",)),
    "W06": signal("resource", "signed", "CL DE", fields=("MIN",)),
    "W07": signal("resource", "signed", "BR DE", fields=("BDV",)),
    "W08": signal("joint_research", "launched", "DE FR", fields=("NAN",)),
    "W09": signal("indicator", None, "US", fields=("POL",)),
    "W10": signal("joint_call", "open", "DE FR", fields=("ENE",)),
    "W11": signal("mobility", "open", "US", fields=("HRM",)),
    "W12": signal("strategy", "adopted", "SG", fields=("HRM",)),
    "W13": signal("facility", "signed", "DE FR", fields=("BAS",)),
    "W14": signal("opening", "open", "EU", fields=("QUA",)),
    "W16": signal("facility", "signed", "DE FR", fields=("OCE",)),
    "W17": signal("agreement", "signed", "DE FR", fields=("DRR",)),
    "W18": signal("strategy", "adopted", "DE", fields=("ENV",)),
    "W19": signal("funding", None, "DE", fields=("MED",)),
    "W20": signal("strategy", "adopted", "DE", fields=("QUA",)),
    "W21": signal("restriction", "in_force", "US", fields=("QUA",)),
    "W22": signal("capacity", "launched", "KE", fields=("AGR",)),
}


def tell(world, one, day="2026-11-18", title="T"):
    number = len(world.facts) + 1
    return world.add(number, day, "us-cedar", title, "A.\nB c.", fields=one.fields, signals=(one,))


def test_there_are_twenty_two_topics_with_names_in_both_languages():
    topics = load_topics()
    assert list(topics) == [f"W{number:02d}" for number in range(1, 23)]
    assert all(topic.ja and topic.en and topic.ways for topic in topics.values())


@pytest.mark.parametrize("topic_id", sorted(SIGNALS))
def test_each_topic_finds_its_own_signal_and_not_a_stranger(world, topic_id):
    wanted = tell(world, SIGNALS[topic_id])
    tell(world, signal("organisation", None, "ZA", fields=("ROB",)))
    shown = topic_table(topic_of(topic_id), world.facts, (WEEK,))
    assert [row.fact.document_id for row in shown.rows] == [wanted.document_id]


def test_the_regional_topic_counts_by_region_and_the_newest_come_first(world):
    tell(world, signal("agreement", "signed", "JP VN", fields=("ENE",)), day="2026-11-16")
    last = tell(world, signal("strategy", "adopted", "VN", fields=("ENE",)), day="2026-11-20")
    shown = topic_table(topic_of("W01"), world.facts, (WEEK,))
    assert shown.lines == (("m49:035", 2),)
    assert shown.rows[0].fact.document_id == last.document_id
    assert shown.to_json()["councils"] == {"G": 2}


def test_the_summit_topic_wants_a_visit_of_a_party(world):
    tell(world, signal("agreement", "signed", "JP VN", fields=("ENE",)))
    tell(world, signal("agreement", "signed", "DE JP", fields=("ENE",)))
    visits = (Visit("2026-12-10", "2026-12-10", ("VN",), "首脳会談"),)
    assert topic_table(topic_of("W03"), world.facts, (WEEK,)).rows == ()
    [row] = topic_table(topic_of("W03"), world.facts, (WEEK,), visits=visits).rows
    assert row.signal.parties == ("JP", "VN")


def test_an_agreement_with_a_clause_on_patents_belongs_to_intellectual_property(world):
    tell(world, signal("agreement", "signed", "DE FR", fields=("ENE",)), title="Pact on patents signed")
    tell(world, signal("agreement", "signed", "DE FR", fields=("ENE",)), title="Pact signed")
    assert len(topic_table(topic_of("W05"), world.facts, (WEEK,)).rows) == 1


def test_twin_programmes_need_two_countries_in_one_field(world):
    tell(world, signal("opening", "open", "DE", fields=("QUA",)))
    assert topic_table(topic_of("W15"), world.facts, (WEEK,)).rows == ()
    tell(world, signal("joint_call", "open", "KR", fields=("QUA",)))
    assert len(topic_table(topic_of("W15"), world.facts, (WEEK,)).rows) == 2


def test_negated_weak_and_older_signals_are_left_and_order_changes_nothing(full_world):
    topic = topic_of("W21")
    wanted = topic_table(topic, full_world.facts, (WEEK,)).to_json()
    assert {row["signal"] for row in wanted["rows"]} == {"restriction", "suspension"}
    random.Random(3).shuffle(full_world.facts)
    assert topic_table(topic, full_world.facts, (WEEK,)).to_json() == wanted
    assert topic_table(topic, full_world.facts, (Week.parse("2026-W40"),)).rows == ()


def test_an_unknown_topic_is_told():
    with pytest.raises(WordsError, match="W01 to W22"):
        topic_of("W99")
