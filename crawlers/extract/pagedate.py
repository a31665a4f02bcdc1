"""The day on which a page was published, and how it is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lxml.html import HtmlElement

from crawlers.document import Hints, PublishedFrom
from crawlers.extract.dates import WrittenDay, find_days, read_day
from crawlers.extract.tree import HtmlPage, articles

_OLDEST = date(1990, 1, 1)
_META = (
    ("article:published_time", 0.97), ("og:article:published_time", 0.97), ("og:published_time", 0.95), ("datepublished", 0.95),
    ("citation_publication_date", 0.93), ("citation_online_date", 0.93), ("dc.date.issued", 0.95), ("dcterms.issued", 0.95), ("dcterms.available", 0.9),
    ("dc.date", 0.9), ("dcterms.date", 0.9), ("dc.date.created", 0.9), ("dcterms.created", 0.9), ("publishdate", 0.93), ("publish_date", 0.93), ("publish-date", 0.93),
    ("pubdate", 0.93), ("publication_date", 0.93), ("publicationdate", 0.93), ("published_date", 0.93), ("parsely-pub-date", 0.95), ("sailthru.date", 0.93), ("article.published", 0.93), ("published_at", 0.93),
    ("article_date_original", 0.93), ("cxenseparse:recs:publishtime", 0.93), ("originalpublicationdate", 0.93), ("article:published", 0.93), ("date", 0.85), ("og:pubdate", 0.9), ("cxenseparse:recs:articlepublicationdate", 0.9),
    ("firstpublished", 0.9), ("weibo:article:create_at", 0.9), ("datecreated", 0.85), ("vr:published_time", 0.9), ("bt:pubdate", 0.93), ("article:post_date", 0.9), ("created", 0.8), ("rnews:datepublished", 0.93), ("shareaholic:article_published_time", 0.93),
)  # fmt: skip
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
    r"publi[sckée]|posted|issued|release|veröffentlich|erschienen|datum|\bdate\b|fecha|\bdata\b|pubblicat|opublikowan|verschen|geplaatst"
    r"|発表|掲載|公開|発行|投稿|配信|公表|作成日|発布|发布|發布|發佈|日期|时间|來源|来源|刊登|上版|작성|등록|게시|입력|승인|วันที่|ngày|tarih|опубликован|дата",
    re.IGNORECASE,
)
_LABEL_MODIFIED = re.compile(
    r"updated?|modified|last (change|review)|aktualisiert|geändert|\bstand\b|mis à jour|màj|modifi|actualiz|aggiorna|zaktualiz|更新|改訂|修正|最終|수정|обновлен",
    re.IGNORECASE,
)
_LABEL_OTHER = re.compile(
    r"deadline|closing|expires|valid until|copyright|©|締切|期限|募集期間|開催|日時|截止|有效期|마감|기간|frist|date limite|plazo|scadenza|born|geboren|event date|posts? by|comment|kommentar",
    re.IGNORECASE,
)
_GOOD_NAME = re.compile(
    r"date|time|publi|posted|byline|meta|info|stamp|datum|fecha|pubdate|hiduke|article-?head|entry-?head|source|news_",
    re.IGNORECASE,
)
_BAD_NAME = re.compile(
    r"comment|related|sidebar|widget|recent|footer|copyright|popular|teaser|recommend|calendar|event|ranking|more-|archive|nav|list-item|card",
    re.IGNORECASE,
)
_SKIPPED_TAGS = frozenset(
    {"script", "style", "noscript", "template", "svg", "option", "select", "textarea", "iframe"}
)
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
_URL_DAY_COMPACT = re.compile(r"(?<![\d])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_SPLIT = re.compile(
    r"/((?:19|20)\d\d)-?(0[1-9]|1[0-2])/(?:\D{0,3})?(0[1-9]|[12]\d|3[01])(?=/|-|_|$)|/((?:19|20)\d\d)(0[1-9]|1[0-2])/t\d{0,8}?(0[1-9]|[12]\d|3[01])_"
)


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
    """The page's day of publication: metadata, then the feed, the visible text near the title, and the address.

    A day later than the fetch or before 1990 is never given; a page without any gives `UNDATED`.
    """
    latest = latest_day(fetched_utc)
    for found in (
        _from_metadata(page, latest, language),
        from_hint(hints, latest),
        _from_text(page, title, language, hints.country, latest),
        from_url(page.url, latest),
        _from_modified(page, latest, language),
    ):
        if found.day is not None:
            return found
    return UNDATED


def from_hint(hints: Hints, latest: date) -> Published:
    """The day that the feed or listing named, where it is possible."""
    day = read_day(hints.published or "")
    if day is None or not _OLDEST <= day <= latest:
        return UNDATED
    source = hints.published_from if hints.published_from != "unknown" else "feed"
    return Published(day.isoformat(), source, 0.9)


def from_url(url: str, latest: date) -> Published:
    """The day that stands in an address: /2026/10/05/, 2026-10-05, t20261005_."""
    path = url.split("://", 1)[-1].partition("/")[2].split("?", 1)[0]
    for pattern in (_URL_SPLIT, _URL_DAY, _URL_DAY_COMPACT):
        for match in pattern.finditer("/" + path):
            numbers = [int(group) for group in match.groups() if group and group.isdigit()]
            try:
                day = date(*numbers[:3])
            except (ValueError, TypeError):
                continue
            if _OLDEST <= day <= latest:
                return Published(day.isoformat(), "url", 0.8)
    return UNDATED


def _possible(value: Any, latest: date, language: str) -> date | None:
    day = read_day(value, language) if isinstance(value, str) else None
    return day if day is not None and _OLDEST <= day <= latest else None


def _from_metadata(page: HtmlPage, latest: date, language: str) -> Published:
    for item in articles(page):
        for key, confidence in (("datePublished", 0.97), ("dateCreated", 0.85)):
            if day := _possible(item.get(key), latest, language):
                return Published(day.isoformat(), "metadata", confidence)
    for item in page.linked_data:
        if day := _possible(item.get("datePublished"), latest, language):
            return Published(day.isoformat(), "metadata", 0.9)
    for name, confidence in _META:
        for value in page.meta.get(name, ()):
            if day := _possible(value, latest, language):
                return Published(day.isoformat(), "metadata", confidence)
    for element in page.tree.iter("time", "span", "abbr", "div", "p", "data"):
        prop = (element.get("itemprop") or element.get("property") or "").lower()
        if (
            "datepublished" in prop
            or "pubdate" in element.attrib
            or (element.tag == "abbr" and "published" in (element.get("class") or ""))
        ):
            value = (
                element.get("datetime")
                or element.get("content")
                or element.get("title")
                or element.text_content()[:100]
            )
            if day := _possible(value, latest, language):
                return Published(day.isoformat(), "metadata", 0.93)
    return UNDATED


def _from_modified(page: HtmlPage, latest: date, language: str) -> Published:
    for item in articles(page):
        if day := _possible(item.get("dateModified"), latest, language):
            return Published(day.isoformat(), "metadata", 0.45)
    for name in _MODIFIED:
        for value in page.meta.get(name, ()):
            if day := _possible(value, latest, language):
                return Published(day.isoformat(), "metadata", 0.45)
    return UNDATED


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
    for element, text in _texts(root):
        order += len(text)
        if title is not None and title_at < 0 and (element is title or title in element.iterancestors()):
            title_at = order
        if any(char.isdigit() for char in text) or "年" in text:
            places.append((order, element, text))
    for order, element, text in places[:400]:
        for written in find_days(text[:3000], language, country)[:4]:
            if not _OLDEST <= written.day <= latest:
                continue
            score = _place_score(element, text, written, order - title_at if title_at >= 0 else None)
            if best is None or score > best.score:
                best = _Candidate(written.day, score, order)
    if best is None or best.score < 0.35:
        return UNDATED
    return Published(best.day.isoformat(), "text", round(min(0.9, best.score), 2))


def _texts(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Elements with their own text in document order; the text of inline children is joined to their block's."""
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
    if _BAD_NAME.search(names):
        score -= 0.25
    if any(parent.tag in {"footer", "nav", "aside"} for parent in element.iterancestors()):
        score -= 0.25
    if distance is None:
        return score
    if -200 <= distance <= 600:
        return score + 0.25 - (0.05 if distance < 0 else 0.1 * distance / 600)
    return score - (0.1 if distance < 0 else min(0.25, distance / 20_000))
