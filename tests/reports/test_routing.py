"""Routing: each field has its council, and the rules on top of the matrix hold."""

from __future__ import annotations

from typing import get_args

import pytest

from nlp.tags import SignalType
from reports.errors import WordsError
from reports.routing import COUNCILS, council_name, route
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
