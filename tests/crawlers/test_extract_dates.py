"""The day of publication of a page: which sign of it counts, and what is never given."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.document import Document, Hints, RawPage
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
