"""Days written in text, in the calendars and orders of the languages that we read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crawlers.extract import months

EARLIEST = date(1945, 1, 1)
# The same length as the text, so that offsets hold: full-width, Thai and Arabic-Indic digits, and their
# marks.
_PLAIN = str.maketrans(
    "ＲＨＳ０１２３４５６７８９๐๑๒๓๔๕๖๗๘๙٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯．／－‐‑–−：\u00a0\u2009\u202f\u3000",
    "RHS" + "0123456789" * 6 + "./-----:    ",
)
_NOT_PLAIN = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]")
_KANJI_DIGITS = "〇零○一二三四五六七八九十百千廿卅元"
_ERAS = {
    "令和": 2018,
    "㋿": 2018,
    "㍻": 1988,
    "㍼": 1925,
    "平成": 1988,
    "昭和": 1925,
    "R": 2018,
    "H": 1988,
    "S": 1925,
}
_YEAR = re.compile(
    r"[0-9年년民RHS㋿㍻㍼'’/.ก-๎-](?:(?<=1)9\d\d|(?<=2)[05]\d\d|(?<=[年년㋿㍻㍼])|(?<=民)[國国]|(?<=[RHS])\s?[\d元]|"
    r"(?<=\d)(?:[./-]\s?\d\d?[./-]\s?\d\d|\s?\|\s?\d\d?\s?\|\s?\d\d)|(?<=['’/-])\d\d|(?<=[ก-๎.])\s[67]\d)"
)  # what may be a year, or stands where one is; one class of first characters lets `re` skip the others
_DAY_NUMBER = re.compile(
    r"\d(?<!\d.)\d?(?!\d)"
)  # a day in figures, without which no date but in kanji is full
_REACH = 48  # characters that a date's other parts may stand away from its year
_NUMBER = rf"(?:\d{{1,4}}|[{_KANJI_DIGITS}]{{1,7}})"
_ERA = re.compile(
    rf"(令和|平成|昭和|㋿|㍻|㍼)\s*({_NUMBER})\s*年\s*(?:\([^)]{{1,8}}\)|"
    rf"（[^）]{{1,8}}）)?\s*({_NUMBER})\s*月\s*({_NUMBER})\s*日"
    r"|(?<![A-Za-z0-9])(R|H|S|令和|平成|昭和)\s?(\d{1,2}|元)[./年-]\s?(\d{1,2})[./月-]\s?(\d{1,2})(?!\d)"
)
_REPUBLIC = re.compile(
    rf"(?:中華民國|中华民国|民國|民国)\s*({_NUMBER})\s*年\s*({_NUMBER})\s*月\s*({_NUMBER})\s*日"
    r"|(?:中華民國|民國)\s*(\d{2,3})[./-](\d{1,2})[./-](\d{1,2})(?!\d)"
)
_REPUBLIC_BARE = re.compile(
    r"(?<![\d./-])(1[0-4]\d)[./-](0[1-9]|1[0-2])[./-](0[1-9]|[12]\d|3[01])(?![\d./-])"
)
_ERA_SIGN = re.compile(r"[年㋿㍻㍼民令平昭RHS](?:(?<![RHS])|\s?[\d元])")
# Patterns that begin with a figure say what must not stand before it behind it: so `re` skips to the figures.
_EAST = re.compile(
    r"([12](?<!\d.)(?:(?<=1)9|(?<=2)0)\d\d)\s*(?:年|년)\s*(?:[(（][^)）]{1,8}[)）])?\s*(\d{1,2})\s*(?:月|"
    r"월)\s*(\d{1,2})\s*(?:日|일|号|號)"
    r"|([〇零一二三四五六七八九○]{4}|"
    r"二千[零〇]?[一二三四五六七八九十]{1,3})\s*年\s*([〇一二三四五六七八九十]{1,3})\s*月\s*"
    r"([〇一二三四五六七八九十廿卅]{1,3})\s*[日号號]"
)
_YEAR_FIRST = re.compile(
    r"([12](?<![\d./-].)(?:(?<=1)9|(?<=2)[05])\d\d)(?:([./-])\s?(\d{1,2})\2\s?(\d{1,2}))"
    r"(?:\.(?=\s|$|\D)|(?![\d/-])|(?=[T_ ]))"
)
_SHORT_YEAR_FIRST = re.compile(r"(?<!\w)['’‘](\d\d)\.\s?(\d{1,2})\.\s?(\d{1,2})(?!\d)")  # '26.10.5. in Korean
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_YEAR_LAST = re.compile(
    r"(\d(?<![\d./-].)\d?)([./-]|\s?\|\s?)\s?(\d{1,2})\2\s?((?:19|20|25)\d\d|\d\d)(?![\d/-])"
)
_WORD = (
    r"[\u0900-\u09ff]{2,14}|[\u1780-\u17d3]{2,14}|[ก-ฮเ-ไ][ก-๎]{3,10}|[ก-ฮเ-ไ][ก-ฮ.ิี]{1,6}\.|"
    r"[^\W\d_]{2,14}\.?"
)
_DAY_MONTH = re.compile(
    rf"(\d(?<![\d.,:].)\d?)(?:st|nd|rd|th|er|ère|º|°|\.º|ª|\.|η|-го)?(?:\s*(?:de|of|den|di|da)\s+|"
    rf"\s*d['’]\s*|[\s/,.-]{{0,3}})"
    rf"({_WORD})(?:\s*(?:de|del|of|г)\s+|[\s/,.'’-]{{0,3}})(?:พ\.\s?ศ\.\s*|ค\.\s?ศ\.\s*)?((?:19|20|"
    rf"25)\d\d|(?<=['’/-])\d\d|(?<=[ก-๎.] )[67]\d)(?!\d)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"(?<![^\W_])({_WORD})\s{{0,2}}-?(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+|,?\s*\(?)((?:19|"
    rf"20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_DAY_YEAR = re.compile(r"\d\d?(?:st|nd|rd|th)?(?:\s*,\s*|\s+|,?\s*\(?)(?:19|20)\d\d", re.IGNORECASE)
_YEAR_MONTH_DAY = re.compile(
    rf"([12](?<!\d.)(?:(?<=1)9|(?<=2)0)\d\d)[\s.,/-]{{1,3}}({_WORD})[\s.,/-]{{0,3}}(\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
_VIETNAMESE = re.compile(
    r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+((?:19|20)\d\d)|"
    r"(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?((?:19|20)\d\d)",
    re.IGNORECASE,
)
_YEAR_FIRST_LANGUAGES = frozenset({"ja", "ko", "zh", "hu", "lt", "mn"})
_YEAR_FIRST_COUNTRIES = frozenset({"JP", "KR", "CN", "TW", "HK", "HU", "LT", "MN"})
_MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "FM", "MH", "PW"})


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day as a text writes it: range of code points, and how sure its reading is (0..1)."""

    day: date
    start: int
    end: int
    certainty: float


def find_days(text: str, language: str = "", country: str | None = None) -> list[WrittenDay]:
    """Days that the text names in full (day, month and year), in the order of the text, none overlapping.

    Read are year-first and year-last figures, 年月日 with Western, Japanese (令和8年, R8.10.5, 元年) and
    Republican (民國) years, 년월일, พ.ศ., full-width digits and the months' names of some thirty
    languages. 5/10/2026 is day-first except in the United States' English; where only the language is known
    to be English, with less certainty. Days before 1945 and impossible ones are left out.
    """
    plain = text.translate(_PLAIN) if not text.isascii() and _NOT_PLAIN.search(text) else text
    found: list[WrittenDay] = []
    for begin, end in _windows(plain):
        if "月" not in plain and not _DAY_NUMBER.search(plain, begin, end):
            continue
        for written in _all_readings(plain[begin:end], language, country):
            cut = begin and written.start == 0  # a date that begins before the window is none
            if not cut and written.day >= EARLIEST:
                _keep(found, written, begin)
    return sorted(found, key=lambda written: written.start)


def _keep(found: list[WrittenDay], written: WrittenDay, begin: int) -> None:
    start, end = written.start + begin, written.end + begin
    if not any(start < other.end and other.start < end for other in found):
        found.append(WrittenDay(written.day, start, end, written.certainty))


def _windows(plain: str) -> Iterator[tuple[int, int]]:
    """The parts of a text around what may be a year, none overlapping: dates stand nowhere else."""
    open_from = open_to = -1
    for match in _YEAR.finditer(plain):
        begin, end = max(0, match.start() - _REACH), match.end() + _REACH
        if begin <= open_to:
            open_to = end
            continue
        if open_to >= 0:
            yield open_from, open_to
        open_from, open_to = begin, end
    if open_to >= 0:
        yield open_from, open_to


def read_day(text: str, language: str = "", country: str | None = None) -> date | None:
    """The first day that a short text names, also as 20261005 or an ISO instant; None where it names none."""
    found = find_days(text[:400], language, country)
    if found:
        return found[0].day
    match = _COMPACT.search(text[:400])
    return _day(match[1], match[2], match[3]) if match else None


def _all_readings(plain: str, language: str, country: str | None) -> Iterator[WrittenDay]:
    if _ERA_SIGN.search(plain):
        yield from _read_eras(plain)
    if "年" in plain or "년" in plain:
        for match in _EAST.finditer(plain):
            yield from _written(match, match[1] or match[4], match[2] or match[5], match[3] or match[6], 0.98)
    for match in _YEAR_FIRST.finditer(plain):
        yield from _written(match, match[1], match[3], match[4], 0.95)
    if "'" in plain or "’" in plain or "‘" in plain:
        for match in _SHORT_YEAR_FIRST.finditer(plain):
            yield from _written(match, match[1], match[2], match[3], 0.85)
    if country == "TW":
        for match in _REPUBLIC_BARE.finditer(plain):
            yield from _written(match, str(int(match[1]) + 1911), match[2], match[3], 0.85)
    yield from _read_names(plain, language)
    for match in _YEAR_LAST.finditer(plain):
        yield from _year_last(match, language, country)


def _read_eras(plain: str) -> Iterator[WrittenDay]:
    for match in _ERA.finditer(plain):
        era, year, month, day = match.groups()[:4] if match[1] else match.groups()[4:]
        yield from _written(match, str(_ERAS[era] + _number(year)), month, day, 0.98 if match[1] else 0.9)
    for match in _REPUBLIC.finditer(plain):
        year, month, day = match.groups()[:3] if match[1] else match.groups()[3:]
        yield from _written(match, str(1911 + _number(year)), month, day, 0.97)


def _read_names(plain: str, language: str) -> Iterator[WrittenDay]:
    for match in () if plain.isascii() else _VIETNAMESE.finditer(plain):
        day, month, year = match.groups()[:3] if match[1] else match.groups()[3:]
        yield from _written(match, year, month, day, 0.97)
    for pattern, order in ((_DAY_MONTH, (3, 2, 1)), (_MONTH_DAY, (3, 1, 2)), (_YEAR_MONTH_DAY, (1, 2, 3))):
        if pattern is _MONTH_DAY and not _DAY_YEAR.search(plain):
            continue  # its end is sought first: its words may begin anywhere
        for match in pattern.finditer(plain):
            year, word, day = (match[group] for group in order)
            if number := months.month_number(word, language):
                if len(year) == 2 and "\u0e01" <= word[0] <= "\u0e44":
                    year = "25" + year  # ต.ค. 69 is 2569
                yield from _written(match, year, str(number), day, 0.96)


def _year_last(match: re.Match[str], language: str, country: str | None) -> Iterator[WrittenDay]:
    first, second, year = int(match[1]), int(match[3]), match[4]
    if len(year) == 2 and (language in _YEAR_FIRST_LANGUAGES or country in _YEAR_FIRST_COUNTRIES):
        yield from _written(match, match[1].zfill(2), str(second), year, 0.6)  # 26.10.05
        return
    certainty = 0.9 if len(year) == 4 else 0.6
    if match[2] == "." or second > 12 >= first or first > 12:
        month_first = second > 12 >= first
    elif country:
        month_first = country in _MONTH_FIRST_COUNTRIES
    else:
        month_first = language == "en" and match[2] == "/"
        certainty *= 0.75 if language in {"en", ""} and first != second else 1.0
    month, day = (first, second) if month_first else (second, first)
    yield from _written(match, year, str(month), str(day), certainty)


def _written(match: re.Match[str], year: str, month: str, day: str, certainty: float) -> Iterator[WrittenDay]:
    value = _day(year, month, day)
    if value is not None:
        yield WrittenDay(value, match.start(), match.end(), certainty)


def _day(year: str, month: str, day: str) -> date | None:
    number = _number(year)
    if number < 100:
        number += 2000 if number < 70 else 1900
    elif 2500 <= number < 2600:  # Buddhist era
        number -= 543
    try:
        return date(number, _number(month), _number(day))
    except ValueError:
        return None


def _number(text: str) -> int:
    """The value of figures or of Chinese numerals: 十五 15, 二〇二六 2026, 廿三 23, 元 1."""
    if text.isdigit() and text.isascii():
        return int(text)
    if text == "元":
        return 1
    digits = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "千" in text or "百" in text:
        return _counted(text, digits)
    if "十" not in text:
        return int("".join(str(digits.get(char, 0)) for char in text) or "0")
    tens, _, ones = text.partition("十")
    return (digits.get(tens, 0) if tens else 1) * 10 + (digits.get(ones, 0) if ones else 0)


def _counted(text: str, digits: dict[str, int]) -> int:
    """The value of numerals with hundreds or thousands: 一百一十五 115, 二千二十六 2026."""
    total = open_digit = 0
    for char in text:
        if unit := {"千": 1000, "百": 100, "十": 10}.get(char):
            total += (open_digit or 1) * unit
            open_digit = 0
        else:
            open_digit = digits.get(char, 0)
    return total + open_digit
