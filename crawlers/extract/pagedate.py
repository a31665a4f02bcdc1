"""The day on which a page was published, and how it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lxml.html import HtmlElement

from crawlers.document import Hints
from crawlers.extract.dates import find_days, read_day
from crawlers.extract.published import (
    OLDEST,
    UNDATED,
    Published,
    from_hint,
    from_url,
    latest_day,
    month_of_url,
)
from crawlers.extract.shown_date import deadlines, shown_day
from crawlers.extract.tree import HtmlPage, articles

_META_ROWS = """
article:published_time=0.97 og:article:published_time=0.97 og:published_time=0.95 datepublished=0.95
citation_publication_date=0.93 citation_online_date=0.93 dc.date.issued=0.95 dcterms.issued=0.95
dcterms.available=0.9 dc.date=0.9 dcterms.date=0.9 dc.date.created=0.9 dcterms.created=0.9
publishdate=0.93 publish_date=0.93 publish-date=0.93 pubdate=0.93 publication_date=0.93
publicationdate=0.93 published_date=0.93 parsely-pub-date=0.95 sailthru.date=0.93 article.published=0.93
published_at=0.93 article_date_original=0.93 cxenseparse:recs:publishtime=0.93
originalpublicationdate=0.93 article:published=0.93 date=0.85 og:pubdate=0.9
cxenseparse:recs:articlepublicationdate=0.9 firstpublished=0.9 weibo:article:create_at=0.9
datecreated=0.85 vr:published_time=0.9 bt:pubdate=0.93 article:post_date=0.9 created=0.8
rnews:datepublished=0.93 shareaholic:article_published_time=0.93
"""  # names of meta tags that bear the day of publication, the surest first, with the confidence in each
_META = tuple((name, float(trust)) for name, _, trust in (row.partition("=") for row in _META_ROWS.split()))
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dc.date.modified",
    "dcterms.modified",
    "lastmod",
    "last-modified",
    "revised",
)
_URL_LOCALE = re.compile(r"/[a-z]{2}[-_]([a-z]{2})/")
_SLASHED = re.compile(r"\s*\d{1,2}[/-]\d{1,2}[/-]\d{4}")
_UNIVERSAL = re.compile(r"[T ](\d\d):\d\d.*?(?:Z\s*$|[+-]00:?00\s*$|GMT|UTC)")
_YEAR_DAYS = 366  # a day printed more than a year before the stated one tells of something else
_WEAK = 0.85  # tags such as `date` may bear the day of the last change
_PRINTED = 0.85  # a day printed so clearly beside the title outweighs the metadata
_EASTERN = frozenset({"ja", "ko", "zh", "vi", "th", "id"})  # where the local day is ahead of UTC
_EUROPEAN = frozenset(
    {
        "de",
        "fr",
        "it",
        "nl",
        "pl",
        "sv",
        "no",
        "da",
        "fi",
        "cs",
        "hu",
        "ro",
        "el",
        "tr",
        "ru",
        "uk",
        "et",
        "lt",
    }
)  # spoken where it is one to three hours ahead; English, Spanish and Portuguese are mostly spoken behind it
_WEST_HOURS, _EUROPE_HOURS, _EAST_HOURS = 12, 3, 12  # how far clocks go behind UTC, and ahead of it


def page_date(
    page: HtmlPage, title: HtmlElement | None, *, language: str, fetched_utc: str, hints: Hints
) -> Published:
    """The page's day of publication: metadata, then the feed, the visible text near the title, and the
    address.

    A day later than the fetch or before 1990 is never given; a page without any gives `UNDATED`.
    """
    latest = latest_day(fetched_utc)
    country = hints.country or _region(page)
    addressed = from_url(page.url, latest)
    stated = _from_metadata(page, latest, language, country)
    strong = stated.published.confidence > _WEAK
    known = tuple(day for day in (stated.published.day, stated.other) if day)
    expected = known or tuple(filter(None, (month_of_url(page.url),)))
    written = shown_day(page, title, language, country, latest, near=strong, expected=expected)
    if stated.published.day is not None:
        return _settled(stated, written, addressed, language)
    if (hinted := from_hint(hints, latest)).day is not None:
        return hinted
    if addressed.confidence >= 0.9 or (addressed.day and written.confidence < 0.6):
        return addressed
    if written.day is not None:
        return written
    modified = _from_modified(page, latest, language, country)
    if modified.day is not None:
        return modified
    described = _from_description(page, latest, language, country)
    if described.day is not None:
        return described
    found = _by_htmldate(page, latest)
    if found.day and date.fromisoformat(found.day) in deadlines(page, language, country):
        return UNDATED
    return found


@dataclass(frozen=True, slots=True)
class _Stated:
    """What the metadata state; `universal` is the hour of a stamp in UTC, whose local day may differ."""

    published: Published
    universal: int | None = None
    slashed: bool = False  # 11/01/2023: may be read either way
    other: str = ""  # a day that JSON-LD states beside the tag's


def _settled(stated: _Stated, written: Published, addressed: Published, language: str) -> Published:
    """The metadata's day, unless the address or the page shows an earlier one, or the local day beside a
    UTC stamp.

    A later day on the page is an update's, or today's.
    """
    day = stated.published.day
    if addressed.day is not None and addressed.confidence >= 0.9 and addressed.day != day:
        return addressed
    if day is None or written.day is None:
        return stated.published
    if stated.other and written.day == stated.other:
        return replace(stated.published, day=written.day)
    if stated.slashed and _swapped(written.day) == day:
        return written
    if _swapped(day) == written.day:
        return stated.published
    later_days = (date.fromisoformat(written.day) - date.fromisoformat(day)).days
    if (
        abs(later_days) == 1
        and written.confidence >= 0.6
        and _local_day_differs(stated, later_days, language)
    ):
        return written
    printed = _PRINTED if stated.published.confidence > _WEAK or later_days < -31 else 0.6
    if -_YEAR_DAYS <= later_days < 0 and written.confidence >= printed:
        return written
    return stated.published


def _local_day_differs(stated: _Stated, later_days: int, language: str) -> bool:
    """True where the publisher's clock may show the day before or after that of the stamp in UTC."""
    hour = stated.universal
    if hour is None:
        return False
    if later_days < 0:
        return hour < _WEST_HOURS
    ahead = _EAST_HOURS if language in _EASTERN else _EUROPE_HOURS if language in _EUROPEAN else 0
    return hour >= 24 - ahead


def _swapped(day: str) -> str:
    """The ISO day with day and month exchanged; empty where that is none."""
    year, month, number = day.split("-")
    return f"{year}-{number}-{month}" if int(number) <= 12 else ""


def _region(page: HtmlPage) -> str | None:
    """The country that the page's language tag or its host's last label names: en-GB, .au."""
    tag = (page.tree.get("lang") or page.first_meta("og:locale", "content-language") or "").replace("_", "-")
    parts = tag.split("-")
    if len(parts) > 1 and len(parts[-1]) == 2 and parts[-1].isalpha() and parts[-1].upper() != "EN":
        return parts[-1].upper()
    if match := _URL_LOCALE.search(page.url):
        return match[1].upper()
    label = page.host.rsplit(".", 1)[-1].upper()
    if label == "UK":
        return "GB"
    return (
        "US"
        if label in {"GOV", "MIL"}
        else label
        if len(label) == 2 and label not in {"IO", "TV", "ME", "CO", "AI"}
        else None
    )


def _possible(value: Any, latest: date, language: str, country: str | None = None) -> date | None:
    day = read_day(value, language, country) if isinstance(value, str) else None
    return day if day is not None and OLDEST <= day <= latest else None


def _from_metadata(page: HtmlPage, latest: date, language: str, country: str | None) -> _Stated:
    """Meta tags before JSON-LD: where they differ, the tag mostly bears the day that the page prints."""
    for name, confidence in _META:
        if name not in page.meta:
            continue
        for value in page.meta[name]:
            if day := _possible(value, latest, language, country):
                tagged = _stated(value, day, confidence)
                other = _other_day(page, day, latest, language, country)
                return replace(tagged, slashed=_is_slashed(value), other=other)
    for item in articles(page):
        for key, confidence in (("datePublished", 0.95), ("dateCreated", 0.85)):
            if day := _possible(item.get(key), latest, language, country):
                return _stated(item[key], day, confidence)
    for element in page.tree.iter("time", "span", "abbr", "div", "p", "data"):
        prop = (element.get("itemprop") or element.get("property") or "").lower()
        marked = "datepublished" in prop or "pubdate" in element.attrib
        if marked or (element.tag == "abbr" and "published" in (element.get("class") or "")):
            value = element.get("datetime") or element.get("content") or element.get("title")
            value = value or element.text_content()[:100]
            if day := _possible(value, latest, language, country):
                return _stated(value, day, 0.93)
    for item in page.linked_data:
        if day := _possible(item.get("datePublished"), latest, language, country):
            return _stated(item["datePublished"], day, 0.85)
    return _Stated(UNDATED)


def _stated(value: str, day: date, confidence: float) -> _Stated:
    return _Stated(Published(day.isoformat(), "metadata", confidence), _universal_hour(value))


def _other_day(page: HtmlPage, day: date, latest: date, language: str, country: str | None) -> str:
    """The day that JSON-LD states for the article where it is not the one given; empty where it is."""
    for item in articles(page):
        if first := _possible(item.get("datePublished"), latest, language, country):
            return first.isoformat() if first != day else ""
    return ""


def _is_slashed(stamp: str) -> bool:
    return bool(_SLASHED.match(stamp))


def _universal_hour(stamp: str) -> int | None:
    """The hour of a stamp that counts in UTC; None of any other."""
    match = _UNIVERSAL.search(stamp)
    return int(match[1]) if match else None


def _from_modified(page: HtmlPage, latest: date, language: str, country: str | None) -> Published:
    for item in articles(page):
        if day := _possible(item.get("dateModified"), latest, language, country):
            return Published(day.isoformat(), "metadata", 0.45)
    for name in _MODIFIED:
        for value in page.meta.get(name, ()):
            if day := _possible(value, latest, language, country):
                return Published(day.isoformat(), "metadata", 0.45)
    return UNDATED


def _from_description(page: HtmlPage, latest: date, language: str, country: str | None) -> Published:
    """The only day that the head's own description names in full."""
    text = page.first_meta("description", "og:description")[:300]
    days = {written.day for written in find_days(text, language, country)}
    if len(days) != 1 or not OLDEST <= min(days) <= latest:
        return UNDATED
    return Published(min(days).isoformat(), "metadata", 0.45)


def _by_htmldate(page: HtmlPage, latest: date) -> Published:
    """What htmldate reads from marked elements alone; its search through the whole page guesses too much."""
    from htmldate import find_date  # noqa: PLC0415 - heavy: commands that read no page start without it

    try:
        found = find_date(page.tree, extensive_search=False, original_date=True, max_date=latest.isoformat())
        day = date.fromisoformat(found) if found else None
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        return UNDATED
    return Published(day.isoformat(), "text", 0.4) if day is not None and OLDEST <= day <= latest else UNDATED
