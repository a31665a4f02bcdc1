"""The gap list over a small world in which every answer is known."""

from __future__ import annotations

from datetime import date

import pytest

from reports.existing import parse_existing
from reports.gaps import find_gaps, is_umbrella
from reports.instrument_lines import find_mentions, join_lines
from tests.reports.conftest import signal

TODAY = date(2026, 11, 27)
# what others and Japan did: day, stage, parties, name, fields, further facts of the signal
WORLD = (
    ("2026-05-10", "signed", "KR VN", "agreement on hydrogen", "ENE", {}),
    ("2026-06-10", "signed", "DE VN", "memorandum on hydrogen", "ENE", {}),
    ("2026-03-02", "in_force", "FR KE", "agreement on soil", "AGR", {}),
    ("2026-04-02", "signed", "CN TH", "memorandum on genomes", "LIF", {}),
    ("2026-07-01", "signed", "AU CL", "agreement on copper", "MIN", {}),
    ("2026-08-01", "signed", "GB IN", "agreement on chips", "ICT", {}),
    ("2025-10-01", "signed", "US BR", "agreement on fires", "DRR", {}),  # more than a year ago
    ("2026-09-01", "announced", "NO PH", "agreement on tides", "ENE", {"modality": "planned"}),  # not yet
    ("2026-09-02", "negotiating", "ES PE", "agreement on glaciers", "ENV", {}),
    ("2024-02-01", "signed", "JP TH", "memorandum on genomes", "LIF", {}),
    ("2023-02-01", "signed", "CL JP", "agreement on copper", "MIN", {}),
    ("2026-01-15", "terminated", "CL JP", "agreement on copper", "MIN", {}),  # Japan had, and has no more
    ("2026-02-01", "signed", "IN JP", "agreement on lunar orbits", "SPA", {}),  # in another field
)
TABLE = (
    "name,parties,fields,expires\n"
    "Kenya soil accord,JP KE,AGR,2028-01-01\n"
    "Old hydrogen accord,JP VN,ENE,2025-01-01\n"  # over
)
KNOWN = {
    ("VN", "ENE"): "absent",
    ("KR", "ENE"): "absent",
    ("DE", "ENE"): "absent",
    ("KE", "AGR"): "present",
    ("FR", "AGR"): "absent",
    ("TH", "LIF"): "present",
    ("CN", "LIF"): "absent",
    ("CL", "MIN"): "absent",
    ("AU", "MIN"): "absent",
    ("IN", "ICT"): "absent",
    ("GB", "ICT"): "absent",
}


@pytest.fixture
def lines(world):
    for number, (day, stage, parties, name, field, more) in enumerate(WORLD, start=1):
        one = signal("agreement", stage, parties, instrument=name, fields=(field,), **more)
        world.add(number, day, "us-cedar", "T", "A line.\nB c.", fields=(field,), signals=(one,))
    return join_lines(find_mentions(world.facts))


def test_once_the_office_has_told_what_japan_has_every_answer_is_right(lines):
    found = find_gaps(lines, parse_existing(TABLE, "instruments.csv"), TODAY, loaded=True)
    assert {(gap.partner, gap.field): gap.japan for gap in found} == KNOWN
    assert found[0].partner == "VN"  # signed with most often
    assert {gap.partner for gap in found if gap.japan == "present"} == {gap.partner for gap in found[-2:]}


def test_before_that_what_is_not_found_is_unknown_and_never_absent(lines):
    found = find_gaps(lines, (), TODAY, loaded=False)
    answers = {(gap.partner, gap.field): gap.japan for gap in found}
    assert answers.keys() == KNOWN.keys()
    assert {pair for pair, japan in answers.items() if japan == "present"} == {("TH", "LIF")}
    assert "absent" not in answers.values()


def test_each_gap_names_who_signed_and_the_documents_that_say_so(lines):
    found = {(gap.partner, gap.field): gap for gap in find_gaps(lines, (), TODAY, loaded=True)}
    assert found["VN", "ENE"].others == ("DE", "KR")
    assert found["VN", "ENE"].documents == ("d000000000000002", "d000000000000001")
    assert found["TH", "LIF"].japan_has == ("memorandum on genomes",)


UMBRELLAS = (
    "Agreement on Cooperation in Science and Technology",
    "Science and Technology Cooperation Agreement",
    "科学技術協力協定",
    "科学技術における協力に関する日本国政府とベトナム社会主義共和国政府との間の科学技術協力協定",
    "Abkommen über die wissenschaftlich-technische Zusammenarbeit",
    "accord de coopération scientifique et technique",
    "Convenio básico de cooperación científica y tecnológica",
    "中越科技合作协定",
    "한·베트남 과학기술협력협정",
)
OTHERS = (
    "agreement on tidal energy",
    "memorandum on science education",
    "agreement on cooperation in space",
    "Science and Technology Agreement on quantum sensing",
    "量子科学技術に関する覚書",
    "",
)


def test_a_name_about_science_and_technology_in_general_is_an_umbrella():
    assert [name for name in UMBRELLAS if not is_umbrella((name,))] == []
    assert [name for name in OTHERS if is_umbrella((name,))] == []


@pytest.mark.parametrize("loaded", [True, False])
def test_an_umbrella_is_neither_absence_nor_full_coverage(world, loaded):
    for number, (parties, name, field) in enumerate(
        (
            ("KR VN", "agreement on hydrogen", "ENE"),
            ("KR VN", "Science and Technology Cooperation Agreement", "POL"),
            ("JP VN", "科学技術協力協定", "AGR"),
            ("DE VN", "agreement on seeds", "AGR"),
        ),
        start=1,
    ):
        one = signal("agreement", "signed", parties, instrument=name, fields=(field,))
        world.add(number, f"2026-0{number}-03", "us-cedar", "T", "A.\nB c.", fields=(field,), signals=(one,))
    found = find_gaps(join_lines(find_mentions(world.facts)), (), TODAY, loaded=loaded)
    of = {(gap.partner, gap.field): gap for gap in found}
    assert of["VN", "ENE"].japan == "umbrella"
    assert of["VN", "ENE"].japan_has == ("科学技術協力協定",)
    assert of["VN", "AGR"].japan == "present"  # its documents name the field
    assert of["VN", ""].japan == "present"  # others signed in general, Japan has the same
    assert of["VN", ""].to_json()["field"] is None
    assert of["KR", "ENE"].japan == ("absent" if loaded else "unknown")
    assert [gap.japan for gap in found if gap.partner == "VN"] == ["umbrella", "present", "present"]


def test_a_row_of_the_offices_table_without_fields_is_an_umbrella(lines):
    table = "name,parties,fields\nAccord,JP VN,\n"
    found = find_gaps(lines, parse_existing(table, "instruments.csv"), TODAY, loaded=True)
    assert {gap.japan for gap in found if gap.partner == "VN"} == {"umbrella"}
