"""The day on which a page was published, and how it is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lxml.html import HtmlElement

from crawlers.document import Hints, PublishedFrom
from crawlers.extract.dates import WrittenDay, find_days, read_day
from crawlers.extract.tree import HtmlPage, articles

_OLDEST = date(1990, 1, 1)
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
_LABEL_PUBLISHED = re.compile(
    r"publi[sckée]|posted|created|erstellt|vom\s*$|issued|release|veröffentlich|erschienen|datum|"
    r"\bdate\b|fecha|\bdata\b|pubblicat|opublikowan|verschen|geplaatst"
    r"|発表|掲載|公開|発行|投稿|配信|公表|作成日|発布|发布|發布|發佈|日期|时间|來源|来源|刊登|上版|작성|"
    r"등록|게시|입력|승인|วันที่|ngày|tarih|"
    r"опубликован|дата",
    re.IGNORECASE,
)
_LABEL_MODIFIED = re.compile(
    r"updated?|modified|last (change|review)|aktualisiert|geändert|\bstand\b|mis à jour|màj|modifi|"
    r"actualiz|aggiorna|zaktualiz|更新|改訂|修正|最終|수정|обновлен",
    re.IGNORECASE,
)
_LABEL_OTHER = re.compile(
    r"deadline|closing|expires|valid until|copyright|©|締切|期限|募集期間|開催|日時|截止|有效期|마감|"
    r"기간|frist|date limite|"
    r"plazo|scadenza|born|geboren|event date|posts? by|comment|kommentar",
    re.IGNORECASE,
)
_GOOD_NAME = re.compile(
    r"date|time|publi|posted|byline|meta|info|stamp|datum|fecha|pubdate|hiduke|article-?head|"
    r"entry-?head|source|news_",
    re.IGNORECASE,
)
_BAD_NAME = re.compile(
    r"comment|related|sidebar|widget|recent|footer|copyright|popular|teaser|recommend|calendar|event|"
    r"ranking|more-|archive|nav|list-item|card",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d\d|\d\W\d|年")
_URL_LOCALE = re.compile(r"/[a-z]{2}[-_]([a-z]{2})/")
_SLASHED = re.compile(r"\s*\d{1,2}[/-]\d{1,2}[/-]\d{4}")
_UNIVERSAL = re.compile(r"T\d\d:\d\d.*(?:Z|[+-]00:?00)\s*$|GMT|UTC")
_WEAK = 0.85  # tags such as `date` may bear the day of the last change
_PRINTED = 0.85  # a day printed so clearly beside the title outweighs the metadata
_SEARCHED = 600  # characters of a paragraph; a day of publication stands at its beginning
_EASTERN = frozenset({"ja", "ko", "zh", "vi", "th", "id"})  # where the local day is ahead of UTC
_SKIPPED_TAGS = frozenset(
    {"script", "style", "noscript", "template", "svg", "option", "select", "textarea", "iframe"}
)
_YMD = (r"(?P<y>(?:19|20)\d\d)", r"(?P<m>0?[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01]|[1-9])")
_URL_DAYS = (
    (re.compile(rf"/{_YMD[0]}/{_YMD[1]}/{_YMD[2]}(?=/|$)"), 0.9),
    (
        re.compile(rf"/{_YMD[0]}-?(?P<m>0[1-9]|1[0-2])/t?(?:(?P=y)(?P=m))(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
        0.9,
    ),
    (re.compile(rf"(?<!\d){_YMD[0]}([/_.-]){_YMD[1]}\2{_YMD[2]}(?!\d)"), 0.8),
    (re.compile(rf"(?<!\d){_YMD[0]}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"), 0.75),
    (re.compile(rf"/{_YMD[0]}-?(?P<m>0[1-9]|1[0-2])/(?P<d>0[1-9]|[12]\d|3[01])(?=[/_-]|$)"), 0.8),
    (re.compile(rf"(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])([-.])(?P<m>0[1-9]|1[0-2])\2{_YMD[0]}(?!\d)"), 0.7),
)


_URL_NAMED = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/([0-3]?\d)(?=/|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Published:
    """ISO day or None, how it is known, and how sure that is (0..1)."""

    day: str | None = None
    source: PublishedFrom = "unknown"
    confidence: float = 0.0


UNDATED = Published()


def latest_day(fetched_utc: str) -> date:
    """The last day that a page fetched at that instant may bear: the calendar day in the easternmost zone."""
    try:
        instant = datetime.fromisoformat(fetched_utc.replace("Z", "+00:00"))
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=UTC)
    except ValueError:
        instant = datetime.now(UTC)
    try:
        return (instant.astimezone(UTC) + timedelta(hours=14)).date()
    except OverflowError:
        return date.max


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
    written = _from_text(page, title, language, country, latest)
    stated = _from_metadata(page, latest, language, country)
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
    return described if described.day is not None else _by_htmldate(page, latest)


@dataclass(frozen=True, slots=True)
class _Stated:
    """What the metadata state; `universal` where the stamp counts hours in UTC, so that the local day may
    differ.
    """

    published: Published
    universal: bool = False
    slashed: bool = False  # 11/01/2023: may be read either way


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
    if stated.slashed and _swapped(written.day) == day:
        return written
    if _swapped(day) == written.day:
        return stated.published
    later_days = (date.fromisoformat(written.day) - date.fromisoformat(day)).days
    if stated.universal and later_days == -1 and written.confidence >= 0.6:
        return written
    if stated.universal and later_days == 1 and written.confidence >= 0.6 and language in _EASTERN:
        return written
    printed = _PRINTED if stated.published.confidence > _WEAK or later_days < -31 else 0.6
    if later_days < 0 and written.confidence >= printed:
        return written
    return stated.published


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


def from_hint(hints: Hints, latest: date) -> Published:
    """The day that the feed or listing named, where it is possible."""
    day = read_day(hints.published or "")
    if day is None or not _OLDEST <= day <= latest:
        return UNDATED
    source = hints.published_from if hints.published_from != "unknown" else "feed"
    return Published(day.isoformat(), source, 0.9)


def from_url(url: str, latest: date) -> Published:
    """The day that stands in an address: /2026/10/05/ and /2026/oct/05/ (surest), 2026-10-05, 20261005,
    t20261005_, 05-10-2026.
    """
    path = "/" + url.split("://", 1)[-1].partition("/")[2].split("?", 1)[0]
    for match in _URL_NAMED.finditer(path):
        day = read_day(f"{match[3]} {match[2]} {match[1]}", "en")
        if day is not None and _OLDEST <= day <= latest:
            return Published(day.isoformat(), "url", 0.9)
    for pattern, confidence in _URL_DAYS:
        for match in pattern.finditer(path):
            year, month, day = match["y"], match["m"], match["d"]
            try:
                found = date(int(year), int(month), int(day))
            except ValueError:
                continue
            if _OLDEST <= found <= latest:
                return Published(found.isoformat(), "url", confidence)
    return UNDATED


def _possible(value: Any, latest: date, language: str, country: str | None = None) -> date | None:
    day = read_day(value, language, country) if isinstance(value, str) else None
    return day if day is not None and _OLDEST <= day <= latest else None


def _from_metadata(page: HtmlPage, latest: date, language: str, country: str | None) -> _Stated:
    """Meta tags before JSON-LD: where they differ, the tag bears the day that the page prints."""
    for name, confidence in _META:
        for value in page.meta.get(name, ()):
            if day := _possible(value, latest, language, country):
                return _Stated(
                    Published(day.isoformat(), "metadata", confidence),
                    _is_universal(value),
                    _is_slashed(value),
                )
    for item in articles(page):
        for key, confidence in (("datePublished", 0.95), ("dateCreated", 0.85)):
            if day := _possible(item.get(key), latest, language, country):
                return _Stated(Published(day.isoformat(), "metadata", confidence), _is_universal(item[key]))
    for element in page.tree.iter("time", "span", "abbr", "div", "p", "data"):
        prop = (element.get("itemprop") or element.get("property") or "").lower()
        marked = "datepublished" in prop or "pubdate" in element.attrib
        if marked or (element.tag == "abbr" and "published" in (element.get("class") or "")):
            value = element.get("datetime") or element.get("content") or element.get("title")
            value = value or element.text_content()[:100]
            if day := _possible(value, latest, language, country):
                return _Stated(Published(day.isoformat(), "metadata", 0.93), _is_universal(value))
    for item in page.linked_data:
        if day := _possible(item.get("datePublished"), latest, language, country):
            return _Stated(Published(day.isoformat(), "metadata", 0.85), _is_universal(item["datePublished"]))
    return _Stated(UNDATED)


def _is_slashed(stamp: str) -> bool:
    return bool(_SLASHED.match(stamp))


def _is_universal(stamp: str) -> bool:
    return bool(_UNIVERSAL.search(stamp))


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
    if len(days) != 1 or not _OLDEST <= min(days) <= latest:
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
    return (
        Published(day.isoformat(), "text", 0.4) if day is not None and _OLDEST <= day <= latest else UNDATED
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    day: date
    score: float
    order: int


def _from_text(
    page: HtmlPage, title: HtmlElement | None, language: str, country: str | None, latest: date
) -> Published:
    """The best-scored day of the visible text: near the title, labelled, standing alone."""
    body = page.tree.find(".//body")
    root = body if body is not None else page.tree
    best: _Candidate | None = None
    places: list[tuple[int, HtmlElement, str]] = []
    title_at = -1
    order = 0
    in_title = set(title.iter()) if title is not None else set()
    for element, text in _texts(root):
        order += len(text)
        if title_at < 0 and element in in_title:
            title_at = order
        if _FIGURE.search(text):
            places.append((order, element, text))
    listed = Counter((element.tag, element.get("class")) for _, element, _ in places)
    for order, element, text in places[:400]:
        in_list = listed[element.tag, element.get("class")] >= 4 and element.get("class") is not None
        for written in find_days(text[:_SEARCHED], language, country)[:4]:
            if not _OLDEST <= written.day <= latest:
                continue
            score = _place_score(element, text, written, order - title_at if title_at >= 0 else None)
            score -= 0.15 if in_list else 0.0
            if best is None or score > best.score:
                best = _Candidate(written.day, score, order)
    if best is None or best.score < 0.35:
        return UNDATED
    return Published(best.day.isoformat(), "text", round(min(0.9, best.score), 2))


def _texts(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Elements with their own text in document order; the text of inline children is joined to their
    block's.
    """
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in _SKIPPED_TAGS:
            continue
        if element.tag == "time" and (stamp := element.get("datetime")):
            yield element, stamp
        if element.text and element.text.strip():
            yield element, element.text.strip()
        if element.tail and element.tail.strip() and (parent := element.getparent()) is not None:
            yield parent, element.tail.strip()


def _place_score(element: HtmlElement, text: str, written: WrittenDay, distance: int | None) -> float:
    score = 0.35 * written.certainty
    before = text[max(0, written.start - 40) : written.start]
    near = before + " " + text[written.end : written.end + 15]
    names, label = "", ""
    node: HtmlElement | None = element
    for _level in range(3):
        if node is None or node.tag in {"body", "html", "article", "main"}:
            break
        names += f" {node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''}"
        node = node.getparent()
    if len(text) < 60 and (previous := element.getprevious()) is not None:
        label = (previous.text_content() if isinstance(previous.tag, str) else "")[-40:]
    context = f"{label} {near}"
    if len(text) - (written.end - written.start) < 25:
        score += 0.2
    elif len(text) > 250 and written.start > 120:
        score -= 0.2
    if _LABEL_OTHER.search(context):
        score -= 0.3
    elif _LABEL_MODIFIED.search(context):
        score -= 0.05
    elif _LABEL_PUBLISHED.search(context):
        score += 0.2
    if element.tag == "time":
        score += 0.1
    if _GOOD_NAME.search(names):
        score += 0.12
    near_title = distance is not None and -250 <= distance <= 800
    if not near_title and _BAD_NAME.search(names):
        score -= 0.25
    if not near_title and any(parent.tag in {"footer", "nav", "aside"} for parent in element.iterancestors()):
        score -= 0.25
    if distance is None:
        return score
    if near_title:
        return score + 0.25 - (0.05 if distance < 0 else 0.1 * distance / 800)
    return score - (0.15 if distance < 0 else min(0.3, distance / 8_000))
