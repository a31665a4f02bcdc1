"""Dates of events, as written and as meant."""

from __future__ import annotations

import pytest

from nlp.eventdates import find_event_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("signed on 12 March in Lima", "2026-03-12"),
        ("signed on 12 March 2024", "2024-03-12"),
        ("signed on March 3, 2025", "2025-03-03"),
        ("signed in March 2026", "2026-03"),
        ("signed on Friday", "2026-06-12"),
        ("signed yesterday", "2026-06-14"),
        ("signed in 1994", "1994"),
        ("両国は14日に署名した", "2026-06-14"),
        ("令和8年3月5日に署名した", "2026-03-05"),
        ("平成31年に署名した", "2019"),
        ("来月署名する", "2026-07"),
        ("10月1日に署名した", "2025-10-01"),
        ("2026年5月に署名した", "2026-05"),
        ("no date here", None),
        ("両国は16日、覚書に署名した", "2026-05-16"),
        ("both governments said on Wednesday", "2026-06-10"),
        ("am Mittwoch unterzeichnet", "2026-06-10"),
        ("signé jeudi à Lyon", "2026-06-11"),
        ("firmado el miércoles", "2026-06-10"),
        ("周三签署", "2026-06-10"),
        ("수요일 서명했다", "2026-06-10"),
        ("水曜日に署名した", "2026-06-10"),
        ("gestern unterzeichnet", "2026-06-14"),
        ("le mois prochain", "2026-07"),
        ("下个月签署", "2026-07"),
        ("Latvia and Oman sign an accord", None),
        ("ein Abkommen über Wasserstoff", None),
    ],
)
def test_the_date_nearest_to_the_act(text: str, expected: str | None) -> None:
    assert find_event_date(text, (0, len(text)), near=0, published="2026-06-15") == expected


def test_a_plan_lies_ahead() -> None:
    text = "will sign on 12 March"
    assert find_event_date(text, (0, len(text)), near=0, published="2026-06-15", planned=True) == "2027-03-12"


def test_a_deadline_counts_only_where_nothing_else_is() -> None:
    text = "proposals due by 30 September; the call opened on 1 May"
    assert find_event_date(text, (0, len(text)), near=0, published="2026-06-15") == "2026-05-01"


def test_without_a_day_of_publication_relative_words_say_nothing() -> None:
    assert find_event_date("on Friday", (0, 9), near=0, published=None) is None
