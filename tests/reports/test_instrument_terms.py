"""Terms of instruments: as sentences tell them, and the days that follow from a known start alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.dates_ahead import find_dates_ahead
from reports.instrument_lines import find_mentions, join_lines
from reports.instrument_renewals import find_renewal
from reports.instrument_terms import add_months, find_expiries, find_term
from reports.words import words_of
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


RENEWALS = (  # text, months of each further period (0: as before), months and days of notice
    (
        "It remains in force for five years and shall be automatically renewed for successive periods of "
        "five years unless either Party gives six months' written notice before its expiry.",
        *(60, 6, 0),
    ),
    ("It is valid for ten years and renewed automatically for the same period.", 0, 0, 0),
    (
        "It shall be extended automatically for periods of one year unless denounced 90 days before.",
        12,
        0,
        90,
    ),
    ("有効期間は5年で、満了の6か月前までに書面で通告しない限り、さらに3年間自動延長される。", 36, 6, 0),
    ("協定は10年間有効とし、その後は5年ごとに自動的に更新される。", 60, 0, 0),
    (
        "Das Abkommen gilt fünf Jahre und verlängert sich stillschweigend um jeweils zwei Jahre, sofern es "
        "nicht sechs Monate vor Ablauf gekündigt wird.",
        *(24, 6, 0),
    ),
    (
        "L'accord, d'une durée de cinq ans, est renouvelable par tacite reconduction par périodes de trois "
        "ans, sauf dénonciation avec un préavis de six mois.",
        *(36, 6, 0),
    ),
    (
        "El acuerdo tendrá una vigencia de cinco años, con prórroga automática por períodos sucesivos de dos "
        "años, salvo que una de las Partes lo denuncie con tres meses de antelación.",
        *(24, 3, 0),
    ),
    ("协定有效期五年，如任何一方未在期满前六个月书面通知终止，则自动延长五年。", 60, 6, 0),
    ("협정의 유효기간은 5년이며, 만료 6개월 전에 통보하지 않으면 3년씩 자동 연장된다.", 36, 6, 0),
)


@pytest.mark.parametrize(("text", "months", "notice_months", "notice_days"), RENEWALS)
def test_for_how_long_it_renews_itself_and_until_when_to_object_are_read(
    text, months, notice_months, notice_days
):
    renewal = find_renewal(text, (0, len(text)))
    assert (renewal.months, renewal.notice_months, renewal.notice_days) == (
        months,
        notice_months,
        notice_days,
    )
    assert renewal.range == (0, len(text))


def test_no_word_of_renewal_is_no_renewal():
    for text in (
        "The agreement is valid for five years.",
        "An automatic weather station for five years.",
        "",
    ):
        assert find_renewal(text, (0, len(text))) is None


def tell(world, day, stage, text, **more):
    one = signal("agreement", stage, "JP VN", instrument="agreement on water", fields=("WAT",), **more)
    content = "T\n\n" + text
    one = one.__class__(
        **{**{key: getattr(one, key) for key in one.__slots__}, "evidence": (3, len(content))}
    )
    number = len(world.facts) + 1
    return world.add(number, day, "vn-sen", "T", text, fields=("WAT",), signals=(one,))


def expiries(world, today=None):
    return list(find_expiries(join_lines(find_mentions(world.facts)), world.store, today).values())


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


def test_what_renews_itself_is_told_with_the_end_of_the_period_that_runs(world):
    text = "Signed; it remains in force for two years and is automatically renewed for successive periods of "
    tell(world, "2020-03-01", "signed", text + "one year unless either side gives six months' notice.")
    [told] = expiries(world)
    assert (told.day, told.periods, told.notice_day) == ("2022-02-28", 0, "2021-08-31")
    [now] = expiries(world, date(2026, 11, 27))
    assert (now.day, now.first_day, now.periods) == ("2027-02-28", "2022-02-28", 5)
    record = now.to_json()["renewal"]
    assert (record["renewed_until"], record["notice_by"]) == ("2027-02-28", "2026-08-31")
    content = world.store.document(now.document).document.content
    assert content[slice(*record["range"])].startswith("it remains in force for two years")
    [before] = expiries(world, date(2022, 2, 28))  # on its last day it still runs
    assert before.periods == 0


def test_the_calendar_shows_the_running_periods_end_as_automatic_and_the_day_of_notice(world):
    text = "The agreement remains in force for five years and is automatically renewed for periods of five "
    fact = tell(world, "2022-03-01", "signed", text + "years unless six months' notice is given.")
    lines = join_lines(find_mentions(world.facts))
    ahead = find_dates_ahead(world.facts, world.store, (), date(2027, 3, 1), lines=lines)
    assert [(one.what, one.day) for one in ahead] == [("notice", "2031-08-31"), ("expiry", "2032-02-29")]
    assert {one.source for one in ahead} == {fact.document_id}
    assert "[自動更新]" in ahead[1].event(words_of("ja")).title
    assert "2027-02-28" in ahead[1].event(words_of("en")).note


def test_of_an_end_named_by_the_source_nothing_is_rolled_where_no_period_is_told(world):
    tell(world, "2021-01-10", "signed", "The agreement is valid until 2023 and is automatically renewed.")
    [one] = expiries(world, date(2026, 11, 27))
    assert (one.day, one.periods, one.automatic) == ("2023-12-31", 0, True)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_so_many_months_later_is_the_same_day_or_the_months_last(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert add_months(day, 0) == day
