"""Routing: each field has its council, and the rules on top of the matrix hold."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from nlp.tags import SignalType
from reports.errors import WordsError
from reports.routing import COUNCILS, council_name, route, route_signal
from reports.topic_queries import load_topics
from reports.words import words_of

FIELDS = [
    "ENV",
    "DRR",
    "INF",
    "MED",
    "LIF",
    "BMS",
    "AGR",
    "BDV",
    "WAT",
    "ENE",
    "NUC",
    "NAN",
    "MIN",
    "ICT",
    "AID",
    "QUA",
    "ROB",
    "SPA",
    "OCE",
    "BAS",
    "HRM",
    "POL",
    "INN",
]


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_primary_council_for_every_signal(field):
    for kind in get_args(SignalType):
        to = route((field,), kind)
        assert to.primary
        assert not set(to.primary) & set(to.informed)
        assert set(to.all) <= set(COUNCILS)


@pytest.mark.parametrize(
    ("field", "signal", "primary", "informed"),
    [
        ("ENV", "agreement", "G", ""),
        ("ENV", "mobility", "G", "B"),
        ("DRR", "facility", "R", "GB"),
        ("NUC", "joint_research", "RG", ""),
        ("AGR", "suspension", "L", "RG"),
        ("OCE", "dialogue", "G", "RB"),
        ("QUA", "opening", "B", ""),
        ("ICT", "restriction", "B", "R"),
    ],
)
def test_cells_of_the_matrix_are_as_the_taxonomy_has_them(field, signal, primary, informed):
    to = route((field,), signal)
    assert ("".join(to.primary), "".join(to.informed)) == (primary, informed)


def test_national_news_goes_to_primary_councils_only():
    assert route(("AGR", "ICT"), "strategy").all == ("L", "B")


def test_mobility_reaches_the_human_resources_committee_whatever_the_field():
    assert route((), "mobility").all == ("B",)
    assert route(("INF",), "mobility").informed == ("B",)


def test_capacity_building_is_primary_for_the_council_of_its_field():
    assert "L" in route(("MED",), "capacity").primary
    assert "R" in route(("NUC",), "capacity").primary
    assert "G" in route(("AGR",), "capacity").primary


def test_several_fields_add_up_and_primary_wins_over_information():
    to = route(("AGR", "ENV"), "agreement")
    assert (to.primary, to.informed) == (("G", "L"), ("R",))


def test_an_unknown_field_adds_nothing_and_an_unknown_council_is_refused():
    assert route(("XXX",), "agreement").all == ()
    with pytest.raises(WordsError, match="one of R, G, L, B"):
        council_name("X", "ja")


def test_every_code_that_is_printed_has_a_name_in_both_languages():
    for language in ("ja", "en"):
        words = words_of(language)
        for kind in get_args(SignalType):
            assert words.name("signals", kind) != kind
            assert words.signal_noun(kind) != kind
            assert words.signal_code(kind)
        for field in FIELDS:
            assert words.name("fields", field) != field
        assert all(council_name(council, language) for council in COUNCILS)


# The matrix of the taxonomy (d-1) in our own form: primary; for information; told besides where people,
# facilities, intellectual property or the opening of programmes are concerned.
MATRIX = {
    "ENV": ("G", "", "B"), "DRR": ("R", "G", "B"), "INF": ("L", "", "B"), "MED": ("L", "R", "B"),
    "LIF": ("L", "", "B"), "BMS": ("G", "L", "B"), "AGR": ("L", "RG", "B"), "BDV": ("L", "G", "B"),
    "WAT": ("G", "R", "B"), "ENE": ("G", "R", "B"), "NUC": ("RG", "", "B"), "NAN": ("B", "GL", ""),
    "MIN": ("G", "", "B"), "ICT": ("B", "R", ""), "AID": ("B", "L", ""), "QUA": ("B", "", ""),
    "ROB": ("B", "R", ""), "SPA": ("B", "RG", ""), "OCE": ("G", "RB", ""), "BAS": ("B", "", ""),
    "HRM": ("B", "", ""), "POL": ("B", "", ""), "INN": ("B", "GL", ""),
}  # fmt: skip
COOPERATION = [kind for kind in get_args(SignalType) if words_of("en").signal_code(kind).startswith("S")]


@pytest.mark.parametrize("field", FIELDS)
def test_every_cell_of_the_matrix_is_as_the_taxonomy_has_it(field):
    primary, informed, besides = MATRIX[field]
    for kind in COOPERATION:
        if kind == "capacity":
            continue  # rule 7 stands over the matrix
        more = besides if kind in ("mobility", "facility", "ip_standards", "opening") else ""
        to = route((field,), kind)
        assert set(to.primary) == set(primary), kind
        assert set(to.informed) == set(informed + more), kind


@pytest.mark.parametrize(
    ("fields", "signal", "told", "primary", "informed"),
    [
        # rule 7: capacity building
        ("DRR", "capacity", "", "R", "G"),
        ("NUC", "capacity", "", "RG", ""),
        ("INF", "capacity", "", "L", ""),
        ("MED", "capacity", "", "L", "R"),
        ("ENV", "capacity", "", "G", ""),
        ("ENE", "capacity", "", "G", "R"),
        ("WAT", "capacity", "", "G", "R"),
        ("BMS", "capacity", "", "G", "L"),
        ("AGR", "capacity", "", "GL", "R"),
        # rule 8: which nuclear news goes where
        ("NUC", "agreement", "Agreement on the decommissioning of Unit 2", "R", ""),
        ("NUC", "joint_research", "廃炉に関する共同研究", "R", ""),
        ("NUC", "joint_research", "除染技術", "R", ""),
        ("NUC", "joint_research", "Radiation protection after accidents", "R", ""),
        ("NUC", "joint_research", "Rückbau von Kernanlagen", "R", ""),
        ("NUC", "joint_research", "démantèlement", "R", ""),
        ("NUC", "joint_research", "desmantelamiento", "R", ""),
        ("NUC", "joint_research", "核设施退役", "R", ""),
        ("NUC", "joint_research", "원전 해체", "RGB", ""),
        ("NUC", "agreement", "Partners sign on fusion energy", "GB", ""),
        ("NUC", "agreement", "Small modular reactors", "GB", ""),
        ("NUC", "agreement", "核融合と高速炉", "GB", ""),
        ("NUC", "agreement", "磁约束聚变", "GB", ""),
        ("NUC", "agreement", "핵융합 공동연구", "GB", ""),
        ("NUC", "agreement", "Dismantling a research reactor", "RGB", ""),
        ("NUC", "agreement", "Cooperation on nuclear energy", "RG", ""),
        ("NUC", "facility", "ITER council", "GB", ""),
        ("NUC", "mobility", "Fellows in radiation medicine", "R", "B"),
        ("NUC", "strategy", "Strategy for fusion", "GB", ""),
        ("NUC MED", "agreement", "Fusion and medicine", "GLB", "R"),
        ("NUC", "capacity", "Training on reactors", "RGB", ""),
        ("NAN", "joint_research", "Fusion of data on radiation", "B", "GL"),  # the words of another field
        # rule 9: mobility always goes to the committee on human resources
        ("", "mobility", "", "", "B"),
        ("QUA", "mobility", "", "B", ""),
        # rule 10: what is no cooperation reaches a field's primary council only
        ("AGR", "strategy", "", "L", ""),
        ("NAN", "funding", "", "B", ""),
        ("OCE", "organisation", "", "G", ""),
        ("WAT", "indicator", "", "G", ""),
        ("DRR", "capability", "", "R", ""),
    ],
)
def test_the_rules_over_the_matrix(fields, signal, told, primary, informed):
    to = route(fields.split(), signal, told.casefold())
    assert (set(to.primary), set(to.informed)) == (set(primary), set(informed))


def test_the_words_come_from_the_facts_that_a_digest_keeps(world, make_signal):
    one = make_signal("joint_research", "launched", "FR JP", fields=("NUC",))
    plain = world.add(1, "2026-11-17", "us-cedar", "Joint laboratory", "They opened it.", signals=(one,))
    term = replace(plain, terms=("decommissioning robots",))
    named = replace(plain.signals[0], organisations=("ITER Organization",))
    assert route_signal(plain, plain.signals[0]).primary == ("R", "G")
    assert route_signal(term, term.signals[0]).primary == ("R",)
    assert route_signal(plain, named).primary == ("G", "B")


@pytest.mark.parametrize(
    ("topic", "signal", "fields", "parties", "told", "japan"),
    [
        ("W02", "need", "DRR", "CL JP", "", "asked"),  # rule 1
        ("W04", "agreement", "MED", "CN KR", "", "out"),  # rule 3
        ("W04", "joint_call", "AGR", "ASEAN NZ", "", "out"),
        ("W05", "ip_standards", "ICT", "FR DE", "", "out"),  # rule 4
        ("W05", "agreement", "QUA", "FR DE", "Agreement with intellectual property clause", "out"),
        ("W06", "resource", "MIN", "FR DE", "", "out"),  # rule 5
        ("W06", "restriction", "WAT", "FR", "", "out"),
        ("W07", "resource", "BDV", "FR DE", "", "out"),
        ("W07", "restriction", "INF", "FR", "", "out"),
        ("W15", "opening", "AID", "FR", "", "out"),  # rule 6, before its twin is looked for
        ("W15", "joint_call", "AID", "FR DE", "", "out"),
        ("W15", "strategy", "AID", "FR", "", "out"),
        ("W11", "mobility", "QUA", "FR DE", "", "out"),  # rule 9
        ("W12", "mobility", "QUA", "FR DE", "", "out"),
        ("W01", "strategy", "QUA", "FR", "", "out"),  # rule 10
        ("W09", "indicator", "QUA", "FR", "", "out"),
        ("W21", "suspension", "QUA", "FR DE", "", "out"),  # the exclamation marks of the matrix
    ],
)
def test_the_rules_that_lead_to_watch_topics(world, make_signal, topic, signal, fields, parties, told, japan):
    one = make_signal(signal, None, parties, japan=japan, fields=tuple(fields.split()))
    fact = world.add(1, "2026-11-17", "us-cedar", told or "News", "A sentence.", signals=(one,))
    assert load_topics()[topic].holds(fact, fact.signals[0])
