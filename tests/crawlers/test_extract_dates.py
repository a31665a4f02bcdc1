"""The day of publication of a page: which sign of it counts, and what is never given."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.document import Document, Hints, RawPage
from crawlers.extract.deadline import days_but_deadlines
from crawlers.extract.extract import extract_page

TEXT = "The ministry and its partners agreed on common work in three fields of research. " * 6
FETCHED = "2026-11-16T09:00:00Z"


def read(
    head: str = "",
    shown: str = "",
    *,
    url: str = "https://ministry.example/news/a",
    language: str = "en",
    published: str | None = None,
    text: str = TEXT,
) -> Document:
    """The document of a page with such a head and such a line below its headline."""
    markup = (
        f"<html lang='{language}'><head><title>Common work agreed</title>{head}</head><body><main>"
        f"<h1>Common work agreed</h1><p class='date'>{shown}</p><p>{text}</p></main></body></html>"
    )
    found = extract_page(
        RawPage(url, markup.encode(), "text/html; charset=utf-8", 200, FETCHED, Hints(published=published))
    )
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize(
    ("document", "day", "source"),
    [
        (
            read("<meta property='article:published_time' content='2026-10-05T08:00:00+02:00'>"),
            "2026-10-05",
            "metadata",
        ),
        (
            read("<meta name='date' content='11/01/2026 12:43'>", "Erstellt am: 11.01.2026", language="de"),
            "2026-01-11",
            "text",
        ),
        (read("<meta name='date' content='10/11/2026'>", "10 November 2026"), "2026-11-10", "text"),
        (
            read(
                "<meta property='article:published_time' content='2026-05-04T05:45:00-03:00'>", "05/04/2026"
            ),
            "2026-05-04",
            "metadata",
        ),
        (read(published="2026-10-06"), "2026-10-06", "feed"),
        (read("", "令和8年10月5日"), "2026-10-05", "text"),
        (read("", "2026년 10월 5일"), "2026-10-05", "text"),
        (read("", "中華民國115年10月5日"), "2026-10-05", "text"),
        (read("", "5 ตุลาคม พ.ศ. 2569"), "2026-10-05", "text"),
        (read(url="https://ministry.example/news/2026/oct/05/a"), "2026-10-05", "url"),
        (read(url="https://ministry.example/news/2026/10/05/a"), "2026-10-05", "url"),
        (
            read("<meta name='description' content='Notice of 5 October 2026 on common work'>"),
            "2026-10-05",
            "metadata",
        ),
        (
            read("", "", text="The road is closed from 3 May until 2 October 2026. " + TEXT * 2),
            None,
            "unknown",
        ),
        (read("", "Copyright 2026"), None, "unknown"),
    ],
)
def test_the_surest_sign_of_the_day_counts(document: Document, day: str | None, source: str) -> None:
    assert document.published == day
    if day is not None:
        assert document.published_from == source
        assert 0 < document.published_confidence <= 1
    else:
        assert (document.published_from, document.published_confidence) == ("unknown", 0.0)


@settings(max_examples=40)
@given(st.dates(date(2026, 11, 1), date(2027, 12, 31)), st.sampled_from(["meta", "text", "url", "feed"]))
def test_no_day_is_later_than_the_fetch_in_any_time_zone(day: date, where: str) -> None:
    iso = day.isoformat()
    found = read(
        f"<meta property='article:published_time' content='{iso}'>" if where == "meta" else "",
        f"{day.year}年{day.month}月{day.day}日" if where == "text" else "",
        url=f"https://a.example/{day:%Y/%m/%d}/x" if where == "url" else "https://a.example/x",
        published=iso if where == "feed" else None,
    ).published
    latest = date(2026, 11, 16) + timedelta(
        days=1
    )  # it is the 16th in UTC, and 23:00 in the easternmost zone
    assert found is None or date.fromisoformat(found) <= latest
    assert (found == iso) == (day <= date(2026, 11, 16)) or day == latest


PUBLISHED = "<meta property='article:published_time' content='{}'>"
ARTICLE = (
    "<script type='application/ld+json'>"
    '{{"@type": "NewsArticle", "datePublished": "{}", "dateModified": "{}"}}</script>'
)


def test_a_day_printed_as_clearly_as_the_stated_one_does_not_correct_it() -> None:
    shown = "<time class='updated'>9 October 2026</time> <time class='published'>10 October 2026</time>"
    assert read(PUBLISHED.format("2026-10-10T07:00:00+02:00"), shown).published == "2026-10-10"


def test_where_tag_and_json_ld_differ_the_printed_day_decides() -> None:
    head = PUBLISHED.format("2026-10-12T21:17:43Z") + ARTICLE.format("2026-10-09", "2026-10-12")
    assert read(head, "9 October 2026").published == "2026-10-09"
    assert read(head).published == "2026-10-12"


@pytest.mark.parametrize(
    ("stamp", "shown", "language", "day"),
    [
        ("2026-10-04T23:00Z", "5. Oktober 2026", "de", "2026-10-05"),  # midnight in Berlin
        ("2026-10-04T20:00Z", "5. Oktober 2026", "de", "2026-10-04"),
        ("2026-10-04T16:00:00Z", "2026年10月5日", "ja", "2026-10-05"),
        ("2026-10-05T02:00:00+00:00", "October 4, 2026", "en", "2026-10-04"),
    ],
)
def test_the_hour_of_a_stamp_in_utc_says_whether_the_local_day_may_differ(
    stamp: str, shown: str, language: str, day: str
) -> None:
    text = {"de": "Das Ministerium und die Partner haben sich auf gemeinsame Arbeit geeinigt. " * 8,
            "ja": "文部科学省と研究機関は、三つの分野での共同研究に合意したと発表した。" * 12}  # fmt: skip
    found = read(PUBLISHED.format(stamp), shown, language=language, text=text.get(language, TEXT))
    assert found.published == day


def test_the_month_of_the_address_speaks_for_a_day_far_from_the_title() -> None:
    far = "".join(f"<p>{TEXT}</p>" for _ in range(5)) + "<div><span>19 October 2026</span></div>"
    assert (
        read(text=TEXT + far, url="https://ministry.example/2026/10/common-work/").published == "2026-10-19"
    )


def test_a_picture_and_a_member_have_days_of_their_own() -> None:
    picture = "<figure><figcaption>The signing on October 2, 2026</figcaption></figure><p>October 5, 2026</p>"
    assert read(shown=picture).published == "2026-10-05"
    member = "<dl class='postprofile'><dd class='profile-joined'>18 September 2018, 05:56</dd></dl>"
    assert read(shown=f"{member}<p class='author'>21 January 2019, 05:42</p>").published == "2019-01-21"


def test_of_two_labelled_days_in_a_line_each_has_its_own_label() -> None:
    shown = "更新日：令和8年11月1日　公開日：令和8年10月5日"
    text = "文部科学省と研究機関は、三つの分野での共同研究に合意したと発表した。" * 12
    assert read(shown=shown, language="ja", text=text).published == "2026-10-05"
    assert read(shown="Published 5 October 2026, updated 6 October 2026").published == "2026-10-05"


@pytest.mark.parametrize("shown", ["Deadline: 5 October 2026", "Event date: 5 October 2026"])
def test_a_day_that_is_labelled_as_another_one_is_no_day_of_publication(shown: str) -> None:
    assert read(text=f"{shown}</p><p>{TEXT}").published is None


_CALL = "The ministry opens a call for joint projects with partners in Japan and will fund five of them. "


def call(block: str, language: str) -> Document:
    body = f"<main><h1>Joint projects with Japan</h1>{block}{f'<p>{_CALL * 3}</p>' * 3}</main>"
    page = f"<html lang='{language}'><body>{body}</body></html>"
    found = extract_page(RawPage("https://a.example/call", page.encode(), fetched_utc="2026-11-20T00:00:00Z"))
    assert isinstance(found, Document)
    return found


_DEADLINES = (
    ("en", "Apply by", "15 September 2026", "2 October 2026"),
    ("en", "Closing date:", "15 September 2026", "2 October 2026"),
    ("ja", "申請期限", "2026年9月15日", "2026年10月2日"),
    ("ja", "応募締切：", "令和8年9月15日", "令和8年10月2日"),
    ("ko", "접수 마감", "2026년 9월 15일", "2026년 10월 2일"),
    ("zh", "截止日期：", "2026年9月15日", "2026年10月2日"),
    ("de", "Bewerbungsfrist:", "15. September 2026", "2. Oktober 2026"),
    ("de", "Einsendeschluss", "15.9.2026", "2.10.2026"),
    ("fr", "Date limite :", "15 septembre 2026", "2 octobre 2026"),
    ("es", "Fecha límite:", "15 de septiembre de 2026", "2 de octubre de 2026"),
    ("it", "Scadenza:", "15 settembre 2026", "2 ottobre 2026"),
    ("pt", "Prazo:", "15 de setembro de 2026", "2 de outubro de 2026"),
    ("ru", "Срок подачи заявок:", "15 сентября 2026", "2 октября 2026"),
    ("pl", "Termin składania wniosków:", "15 września 2026", "2 października 2026"),
)


@pytest.mark.parametrize(("language", "label", "deadline", "published"), _DEADLINES)
@pytest.mark.parametrize(
    "form",
    [
        "<p class='date'>{} {}</p>",
        "<p class='date'><strong>{}</strong> {}</p>",
        "<p>{} <span id='date'>{}</span></p>",
        "<p>{} <time class='date' datetime='2026-09-15'>{}</time></p>",
        "<table><tr><th>{}</th><td class='date'>{}</td></tr></table>",
        "<dl><dt>{}</dt><dd class='date'>{}</dd></dl>",
        "<div><div><b>{}</b></div><div><span class='date'>{}</span></div></div>",
    ],
)
def test_a_deadline_is_no_day_of_publication_however_it_is_marked_up(
    form: str, language: str, label: str, deadline: str, published: str
) -> None:
    row = form.format(label, deadline)
    assert call(row, language).published is None
    assert call(f"<p class='date'>{published}</p>{row}", language).published == "2026-10-02"
    assert call(f"{row}<p class='date'>{published}</p>", language).published == "2026-10-02"


def test_an_element_whose_name_says_deadline_bears_no_day_of_publication() -> None:
    assert call("<p class='deadline-date'>15 September 2026</p>", "en").published is None
    assert call("<p class='date'>2026年9月15日（火）必着</p>", "ja").published is None
    assert call("<p class='date'>2026. 9. 15.까지</p>", "ko").published is None


@pytest.mark.parametrize(("language", "label", "deadline", "published"), _DEADLINES)
def test_a_plain_text_has_the_same_deadlines(
    language: str, label: str, deadline: str, published: str
) -> None:
    text = f"{label} {deadline}\n{published}\n{_CALL * 3}"
    assert [written.day for written in days_but_deadlines(text, language)] == [date(2026, 10, 2)]


@pytest.mark.parametrize(
    ("language", "cited"),
    [
        ("pl", "art. 2 pkt 5 ustawy z dnia 20 czerwca 1997 r. Prawo o ruchu drogowym"),
        ("pl", "uchwała Nr CXIII/1126/06 Rady Miasta Krakowa z dnia 21 czerwca 2006 r."),
        ("it", "ai sensi del Decreto Legislativo 30 giugno 2003, n. 196"),
        ("fr", "en application de la loi n° 83-634 du 13 juillet 1983"),
        ("de", "nach dem Hochschulgesetz (HSG) vom 16. September 2014"),
        ("es", "conforme a la Ley 14/2011, de 1 de junio de 2011"),
        ("en", "under the Science Act of 3 March 2011"),
        ("ru", "в соответствии с Федеральным законом № 127-ФЗ от 23 августа 1996"),
    ],
)
def test_the_day_of_a_cited_law_is_no_day_of_publication(language: str, cited: str) -> None:
    assert call(f"<p>{cited}</p>", language).published is None
