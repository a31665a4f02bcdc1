"""Dates as people write them in the languages of the miniature world."""

from __future__ import annotations

import re
from datetime import date, timedelta

MARK = re.compile(r"\{(d|dm|m|y)([+-]\d+)?\}")

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}


def full_date(day: date, language: str, *, form: str = "") -> str:
    """The day in full, as the language writes it; form "us" or "era" (令和) chooses another custom."""
    if language == "ja" and form == "era":
        return f"令和{day.year - 2018}年{day.month}月{day.day}日"
    if language in ("ja", "zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    if language == "ko":
        return f"{day.year}. {day.month}. {day.day}."
    month = month_name(day, language)
    if language == "de":
        return f"{day.day}. {month} {day.year}"
    if language == "es":
        return f"{day.day} de {month} de {day.year}"
    if language == "fr":
        return f"{'1er' if day.day == 1 else day.day} {month} {day.year}"
    if form == "us":
        return f"{month} {day.day}, {day.year}"
    return f"{day.day} {month} {day.year}"


def day_and_month(day: date, language: str, *, form: str = "") -> str:
    """The day without its year, for use inside a sentence."""
    if language in ("ja", "zh"):
        return f"{day.month}月{day.day}日"
    if language == "ko":
        return f"{day.month}월 {day.day}일"
    month = month_name(day, language)
    if language == "de":
        return f"{day.day}. {month}"
    if language == "es":
        return f"{day.day} de {month}"
    if language == "fr":
        return f"{'1er' if day.day == 1 else day.day} {month}"
    return f"{month} {day.day}" if form == "us" else f"{day.day} {month}"


def month_and_year(day: date, language: str) -> str:
    """The month with its year."""
    if language in ("ja", "zh"):
        return f"{day.year}年{day.month}月"
    if language == "ko":
        return f"{day.year}년 {day.month}월"
    joint = " de " if language == "es" else " "
    return f"{month_name(day, language)}{joint}{day.year}"


def month_name(day: date, language: str) -> str:
    """The month's name in en, de, fr or es."""
    return _MONTHS[language].split()[day.month - 1]


def fill_dates(text: str, published: date, language: str, *, form: str = "") -> str:
    """The text with its date marks written out in the text's language.

    {d-2} is the day two days before publication in full, {dm+30} the same without a year (30 days later),
    {m+2} the month two months later with its year, {y+1} the next year.
    """

    def write(found: re.Match[str]) -> str:
        what, shift = found.group(1), int(found.group(2) or 0)
        if what == "y":
            return str(published.year + shift)
        if what == "m":
            months = published.year * 12 + published.month - 1 + shift
            return month_and_year(date(months // 12, months % 12 + 1, 1), language)
        day = published + timedelta(days=shift)
        if what == "d":
            if language == "ko":
                return f"{day.year}년 {day.month}월 {day.day}일"
            return full_date(day, language, form=form)
        return day_and_month(day, language, form=form)

    return MARK.sub(write, text)
