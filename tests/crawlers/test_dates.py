"""Days in text, in every calendar and order that we promise."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.extract import months
from crawlers.extract.dates import find_days, read_day

FIFTH = "2026-10-05"


@pytest.mark.parametrize(
    ("written", "language", "country"),
    [
        ("2026年10月5日", "ja", None),
        ("２０２６年１０月５日", "ja", None),
        ("2026年10月5日（月）", "ja", None),
        ("令和8年10月5日", "ja", None),
        ("’26. 10. 5.(월)", "ko", None),
        ("'26.10.05", "ko", "KR"),
        ("令和８年１０月５日", "ja", None),
        ("令和八年十月五日", "ja", None),
        ("令和 8 年 10 月 5 日", "ja", None),
        ("令和8年（2026年）10月5日", "ja", None),
        ("2026年（令和8年）10月5日", "ja", None),
        ("R8.10.5", "ja", None),
        ("Ｒ８．１０．５", "ja", None),
        ("2026/10/05", "ja", None),
        ("二〇二六年十月五日", "zh", None),
        ("2026年10月5日", "zh", None),
        ("民國115年10月5日", "zh", "TW"),
        ("中華民國一一五年十月五日", "zh", "TW"),
        ("115-10-05", "zh", "TW"),
        ("2026년 10월 5일", "ko", None),
        ("2026. 10. 5.", "ko", None),
        ("2026.10.05 14:30", "ko", None),
        ("5 ตุลาคม พ.ศ. 2569", "th", None),
        ("๕ ตุลาคม ๒๕๖๙", "th", None),
        ("5 ต.ค. 2569", "th", None),
        ("5 October 2026", "en", None),
        ("October 5, 2026", "en", None),
        ("Oct. 5, 2026", "en", None),
        ("Oct 5 2026", "en", None),
        ("5th of October, 2026", "en", None),
        ("Mon, 05 Oct 2026 10:00:00 +0000", "en", None),
        ("10/05/2026", "en", "US"),
        ("05/10/2026", "en", "GB"),
        ("5. Oktober 2026", "de", None),
        ("05.10.2026", "de", None),
        ("1. Jänner 2026", "de", "AT"),
        ("5 octobre 2026", "fr", None),
        ("05/10/2026", "fr", None),
        ("5 de octubre de 2026", "es", None),
        ("5 ottobre 2026", "it", None),
        ("5 de outubro de 2026", "pt", None),
        ("5 października 2026 r.", "pl", None),
        ("5 октября 2026 г.", "ru", None),
        ("ngày 5 tháng 10 năm 2026", "vi", None),
        ("5 Ekim 2026", "tr", None),
        ("2026-10-05T23:30:00+09:00", "", None),
        ("20261005", "", None),
        ("R8年10月5日", "ja", None),
        ("㋿8年10月5日", "ja", None),
        ("二〇二六年一〇月五日", "ja", None),
        ("二千二十六年十月五日", "ja", None),
        ("民國一百一十五年十月五日", "zh", "TW"),
        ("民国115年10月5日", "zh", None),
        ("2026年10月5號", "zh", "HK"),
        ("26.10.05", "ko", None),
        ("26/10/05", "ja", None),
        ("2026년10월5일(월)", "ko", None),
        ("05/10/2569", "th", None),
        ("2569-10-05", "th", None),
        ("5 ต.ค. 69", "th", None),
        ("วันที่ 5 ตุลาคม 2569", "th", None),
        ("05 | 10 | 2026", "de", None),
        ("5 oktober 2026", "sv", None),
        ("5. oktober 2026", "no", None),
        ("5. lokakuuta 2026", "fi", None),
        ("5. října 2026", "cs", None),
        ("2026. október 5.", "hu", None),
        ("5 octombrie 2026", "ro", None),
        ("5 d'octubre de 2026", "ca", None),
        ("5 жовтня 2026 року", "uk", None),
        ("5 أكتوبر 2026", "ar", None),
        ("٥ أكتوبر ٢٠٢٦", "ar", None),
        ("۵ اکتبر ۲۰۲۶", "fa", None),
        ("5 अक्टूबर 2026", "hi", None),
        ("৫ অক্টোবর ২০২৬", "bn", None),
        ("5 באוקטובר 2026", "he", None),
    ],
)
def test_every_promised_form_is_read(written: str, language: str, country: str | None) -> None:
    expected = "2026-01-01" if "Jänner" in written else FIFTH
    assert str(read_day(written, language, country)) == expected


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("平成31年4月1日", "2019-04-01"),
        ("平成元年10月5日", "1989-10-05"),
        ("昭和64年1月7日", "1989-01-07"),
        ("令和元年5月1日", "2019-05-01"),
        ("令和元年五月一日", "2019-05-01"),
        ("R元.5.1", "2019-05-01"),
        ("平成三十一年四月三十日", "2019-04-30"),
        ("昭和六十四年一月七日", "1989-01-07"),
        ("平成二十三年（二〇一一年）三月十一日", "2011-03-11"),
        ("H28.4.1", "2016-04-01"),
        ("民國104年8月1日", "2015-08-01"),
        ("1er octobre 2026", "2026-10-01"),
    ],
)
def test_older_eras_and_first_years_are_read(written: str, day: str) -> None:
    assert str(read_day(written, "fr" if "er" in written else "ja")) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Version 10.5.2",
        "2026年度予算",
        "IP 192.168.10.5",
        "31 February 2026",
        "2026-13-45",
        "call 555-10-2026",
        "第5期基本計画",
    ],
)
def test_what_is_no_day_gives_none(text: str) -> None:
    assert find_days(text) == []


def test_ranges_point_at_the_words_of_the_day() -> None:
    text = "発表は令和８年１０月５日、締切は2026年11月30日です。"
    found = find_days(text, "ja")
    assert [text[written.start : written.end] for written in found] == [
        "令和８年１０月５日",
        "2026年11月30日",
    ]
    assert [str(written.day) for written in found] == ["2026-10-05", "2026-11-30"]


def test_an_ambiguous_english_day_is_less_certain_than_a_named_one() -> None:
    (ambiguous,) = find_days("04/05/2026", "en")
    (named,) = find_days("4 May 2026", "en")
    assert ambiguous.certainty < named.certainty


@given(st.text(max_size=200))
def test_any_text_gives_days_inside_it_in_order(text: str) -> None:
    found = find_days(text, "ja", "TW")
    assert all(0 <= written.start < written.end <= len(text) for written in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2049, 12, 31))


def kanji(number: int) -> str:
    """A number below 200 as Japanese and Chinese texts count: 115 is 百十五."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number % 100, 10)
    text = "百" if number >= 100 else ""
    if tens:
        text += ("" if tens == 1 else digits[tens]) + "十"
    return text + (digits[ones] if ones else "")


@given(DAYS, st.sampled_from(sorted(months.BY_LANGUAGE)), st.booleans())
def test_each_day_with_a_named_month_comes_back_in_every_language(
    day: date, language: str, first: bool
) -> None:
    names = [word for word, number in months.BY_LANGUAGE[language].items() if number == day.month]
    for name in names:
        written = (
            f"{name} {day.day}, {day.year}" if first and language == "en" else f"{day.day} {name} {day.year}"
        )
        assert read_day(written, language) == day, written


@given(DAYS)
def test_each_day_comes_back_from_the_calendars_of_east_asia(day: date) -> None:
    republic, buddhist = day.year - 1911, day.year + 543
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    forms = [
        f"民國{republic}年{day.month}月{day.day}日",
        f"中華民國{kanji(republic)}年{kanji(day.month)}月{kanji(day.day)}日",
        f"{day.year}년 {day.month}월 {day.day}일",
        f"{day.year}年{day.month}月{day.day}日".translate(wide),
        f"{day.year}. {day.month}. {day.day}.",
        f"{day.day}/{day.month}/{buddhist}",
    ]
    for form in forms:
        assert read_day(form, "zh") == day, form


@given(DAYS.filter(lambda day: day >= date(2019, 5, 1)))
def test_each_day_of_reiwa_comes_back_however_it_is_written(day: date) -> None:
    year = day.year - 2018
    named = "元" if year == 1 else kanji(year)
    for form in (f"令和{named}年{kanji(day.month)}月{kanji(day.day)}日", f"R{year}.{day.month}.{day.day}"):
        assert read_day(form, "ja") == day, form


@given(DAYS)
def test_each_day_written_in_japanese_comes_back(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    assert read_day(f"{year}年{month}月{number}日", "ja") == day
    if year >= 2020:
        assert read_day(f"令和{year - 2018}年{month}月{number}日", "ja") == day
