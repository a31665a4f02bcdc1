"""The sets of countries behind the watch topics: sourced, checked, and an office's to replace."""

from __future__ import annotations

import pytest

from reports.country_sets import load_sets
from reports.errors import RegisterError
from reports.topic_queries import topic_of
from reports.topics import topic_table
from tests.reports.conftest import WEEK, signal


def test_every_member_of_a_set_names_its_source_and_year():
    sets = load_sets()
    assert set(sets) == {"megadiverse", "resources", "oda"}
    assert len(sets["megadiverse"]) == 17
    for member in (one for members in sets.values() for one in members):
        assert member.source
        assert 1990 <= member.year <= 2026


def test_an_offices_own_set_takes_the_place_of_the_shipped_one(world):
    own = "set,code,source,year\nresources,FI,Office,2026\n"
    one = signal("agreement", "signed", "DE FI", fields=("MIN",))
    world.add(1, "2026-11-18", "us-cedar", "T", "A.\nB c.", fields=("MIN",), signals=(one,))
    assert topic_table(topic_of("W06"), world.facts, (WEEK,)).rows == ()
    assert len(topic_table(topic_of("W06", own), world.facts, (WEEK,)).rows) == 1
    assert len(load_sets(own)["megadiverse"]) == 17


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("resources,XX,Office,2026", "line 2: code"),
        ("resources,FI,Office,soon", "line 2: year"),
        ("resources,FI,,2026", "line 2: source"),
        ("friends,FI,Office,2026", "set"),
        ("resources,FI,Office,2026\nresources,FI,Office,2026", "line 3: code"),
    ],
)
def test_a_faulty_table_is_told_by_line(row, said):
    with pytest.raises(RegisterError, match=said):
        load_sets(f"set,code,source,year\n{row}\n")
