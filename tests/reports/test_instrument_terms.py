"""Terms of instruments: as sentences tell them, and the days that follow from a known start alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.instrument_lines import find_mentions, join_lines
from reports.instrument_terms import add_months, find_expiries, find_term
from tests.reports.conftest import signal

TOLD = (
    ("The memorandum is valid for five years.", 60, ""),
    ("The agreement will remain in force for a period of ten years.", 120, ""),
    ("The two signed a five-year memorandum of understanding on water.", 60, ""),
    ("The agreement runs until 31 March 2030.", 0, "2030-03-31"),
    ("The arrangement is valid until 2030.", 0, "2030"),
    ("The agreement has a term of 18 months.", 18, ""),
    ("The protocol was extended for another three years.", 36, ""),
    ("覚書の有効期間は5年である。", 60, ""),
    ("協定は2030年まで有効とする。", 0, "2030"),
    ("協定の有効期間は署名の日から三年とする。", 36, ""),
    ("協定を2031年3月31日まで延長した。", 0, "2031-03-31"),
    ("覚書の有効期間は10年間で、自動的に更新される。", 120, ""),
    ("Das Abkommen hat eine Laufzeit von fünf Jahren.", 60, ""),
    ("Das Abkommen gilt bis 2031.", 0, "2031"),
    ("L'accord est conclu pour une durée de trois ans.", 36, ""),
    ("El acuerdo tendrá una vigencia de cinco años.", 60, ""),
    ("协议有效期为五年。", 60, ""),
    ("양해각서의 유효기간은 3년이다.", 36, ""),
)
NOTHING = (
    "The agreement follows five years of talks.",
    "The ministers met for three days.",
    "The project has run since 2020 and the agreement was signed today.",
    "協定は5年前に署名された。",
    "応募は2030年までの予定を記すこと。",
    "Das Abkommen folgt auf fünf Jahre Verhandlungen.",
    "",
)


@pytest.mark.parametrize(("text", "months", "until"), TOLD)
def test_a_term_is_read_as_it_is_told(text, months, until):
    term = find_term(text, (0, len(text)), "2026-01-05")
    assert (term.months, term.until) == (months, until)
    start, end = term.range
    assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("text", NOTHING)
def test_other_spans_of_time_are_no_terms(text):
    assert find_term(text, (0, len(text)), "2026-01-05") is None


@pytest.mark.parametrize(
    "text",
    [
        "The agreement is valid for five years and will be renewed automatically.",
        "有効期間は5年で、その後は自動更新される。",
        "Das Abkommen gilt fünf Jahre und verlängert sich automatisch. Laufzeit fünf Jahre.",
        "L'accord a une durée de cinq ans, renouvelable par tacite reconduction.",
    ],
)
def test_renewal_by_itself_is_told(text):
    assert find_term(text, (0, len(text)), None).automatic


def tell(world, day, stage, text, **more):
    one = signal("agreement", stage, "JP VN", instrument="agreement on water", fields=("WAT",), **more)
    content = "T\n\n" + text
    one = one.__class__(
        **{**{key: getattr(one, key) for key in one.__slots__}, "evidence": (3, len(content))}
    )
    number = len(world.facts) + 1
    return world.add(number, day, "vn-sen", "T", text, fields=("WAT",), signals=(one,))


def expiries(world):
    return list(find_expiries(join_lines(find_mentions(world.facts)), world.store).values())


def test_a_term_counts_from_the_entry_into_force_else_from_the_signature(world):
    tell(world, "2026-01-10", "signed", "Japan and Viet Nam signed the agreement, valid for five years.")
    [one] = expiries(world)
    assert (one.day, one.start, one.start_kind, one.exact) == ("2031-01-09", "2026-01-10", "signed", True)
    tell(world, "2026-06-01", "in_force", "The agreement entered into force.")
    [one] = expiries(world)
    assert (one.day, one.start, one.start_kind) == ("2031-05-31", "2026-06-01", "in_force")


def test_without_a_known_start_nothing_is_worked_out(world):
    tell(world, "2026-01-10", "proposed", "The agreement will be valid for five years.")
    assert expiries(world) == []
    tell(world, "2026-02-10", "signed", "Signed; it is valid for five years from its entry into force.")
    assert expiries(world) == []


def test_a_named_end_needs_no_start_and_a_year_ends_with_its_last_day(world):
    tell(world, "2026-01-10", "negotiating", "The agreement is to be valid until 2030.")
    [one] = expiries(world)
    assert (one.day, one.exact, one.start_kind, one.months) == ("2030-12-31", False, "stated", 0)


def test_a_renewal_begins_where_the_term_before_ends(world):
    tell(world, "2026-01-10", "signed", "The agreement is valid for one year.")
    tell(world, "2026-12-01", "renewed", "The agreement was renewed for a period of three years.")
    [one] = expiries(world)
    assert (one.day, one.start, one.start_kind) == ("2030-01-09", "2027-01-10", "renewed")


def test_what_ended_has_no_expiry_ahead(world):
    tell(world, "2026-01-10", "signed", "The agreement is valid for five years.")
    tell(world, "2026-05-10", "terminated", "The agreement was terminated.")
    assert expiries(world) == []


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_so_many_months_later_is_the_same_day_or_the_months_last(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert add_months(day, 0) == day
