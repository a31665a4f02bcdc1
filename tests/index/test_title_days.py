"""The days of titles tell the issues of one report apart."""

from __future__ import annotations

from datetime import date

import pytest

from index.title_days import days_of_title, weights_by_day


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Situation report 2020-04-03", "en"),
        ("Lagebericht vom 3. April 2020", "de"),
        ("状況報告 2020年4月3日", "ja"),
        ("3 aprile 2020: rapporto", "it"),
    ],
)
def test_the_day_of_a_title_is_read_in_any_language(title: str, language: str) -> None:
    assert days_of_title(f"{title}\n\nOn 5 May 2021 they met.", language) == {date(2020, 4, 3)}


def test_the_same_day_counts_more_and_another_less_and_none_as_before() -> None:
    own = "Situation report 2020-04-03\n\nText."
    same, other, none = "Rapport 2020-04-03\n\nX.", "Rapport 2020-04-10\n\nX.", "Rapport\n\nDu 2020-04-03."
    weights = weights_by_day(own, "en", [(text, "fr") for text in (same, other, none)])
    assert weights[0] > 1.0 == weights[2] > weights[1]
    assert weights_by_day("A report\n\nText.", "en", [(same, "fr")]) == [1.0]
    assert weights_by_day(own, "en", []) == []
