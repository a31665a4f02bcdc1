"""Sums of money in the forms of many countries."""

from __future__ import annotations

import pytest

from nlp.amounts import find_amount


@pytest.mark.parametrize(
    ("text", "language", "country", "value", "currency"),
    [
        ("each side provides EUR 2 million", "en", None, 2e6, "EUR"),
        ("worth £14.5 million", "en", None, 14.5e6, "GBP"),
        ("totalling $18 million", "en", "AU", 18e6, "AUD"),
        ("totalling US$18 million", "en", "AU", 18e6, "USD"),
        ("spend Rs 6,003 crore", "en", "IN", 6003e7, "INR"),
        ("a grant of ₹5 lakh", "en", "IN", 5e5, "INR"),
        ("1.234,5 Millionen Euro", "de", None, 1234.5e6, "EUR"),
        ("2,5 Mrd. Euro", "de", None, 2.5e9, "EUR"),
        ("約8億5000万円の無償資金協力", "ja", None, 8.5e8, "JPY"),
        ("総額3兆円", "ja", None, 3e12, "JPY"),
        ("投入1.4亿元", "zh", None, 1.4e8, "CNY"),
        ("3조 5000억 원 투자", "ko", None, 3.5e12, "KRW"),
        ("costs 120 million dollars", "en", "CA", 120e6, "CAD"),
    ],
)
def test_value_and_currency(
    text: str, language: str, country: str | None, value: float, currency: str
) -> None:
    amount = find_amount(text, (0, len(text)), language=language, country=country)
    assert amount is not None
    assert (amount.value, amount.currency) == (pytest.approx(value), currency)
    assert 0 <= amount.evidence[0] < amount.evidence[1] <= len(text)


@pytest.mark.parametrize(
    "text", ["年間20課題分", "in 2019", "no money at all", "40 sensors", "", "元素を3種"]
)
def test_what_is_no_money(text: str) -> None:
    assert find_amount(text, (0, len(text)), language="ja") is None
