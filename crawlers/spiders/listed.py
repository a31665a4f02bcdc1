"""What an entry point lists: addresses with what it says about them, and whether that was all there is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from crawlers.document import PublishedFrom, Translations

_TAG = re.compile(r"<!--.{0,2000}?-->|</?([A-Za-z][\w:-]{0,30})\b[^<>]{0,2000}>", re.DOTALL)
_ALONE = frozenset({"br", "p", "img", "hr", "wbr", "li"})  # tags that HTML lets stand without their end
_MONTH_NAMES = (
    "jan ene janv gen", "feb fév fev", "mar mär mrz mars", "apr abr avr", "may mai mei mag", "jun juin giu",
    "jul juil lug", "aug ago août aoû", "sep set sept", "oct okt ott out", "nov", "dec dez déc dic",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?:T|$|(?=\D))")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.|º)?[\s\-]+(?:de\s+)?"
    r"([^\W\d]{3,})\.?,?[\s\-]+(?:de\s+)?(\d{4})"
)
_MONTH_DAY = re.compile(r"([^\W\d]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_SHORT_ISO = re.compile(r"^\s*(\d{2})-(\d{2})-(\d{2})(?!\d)")  # the IAEA's "26-10-02  10:45"
_EPOCH = re.compile(r"^\s*(\d{10})(\d{3})?\s*$")


@dataclass(frozen=True, slots=True)
class Listed:
    """One address as an entry point lists it."""

    url: str  # absolute, not yet canonical
    title: str = ""
    published: str | None = None  # ISO date as the publisher wrote it, not moved to UTC
    published_from: PublishedFrom = "unknown"
    changed_utc: str = ""  # a sitemap's lastmod
    first_seen: str = ""  # ISO date: an earlier reading of the listing did not have the item
    translations: Translations = ()  # a sitemap's hreflang links
    text: str = ""  # the item's whole text, where an API gives it: then the page is not asked for
    text_from: str = ""  # the address of the answer that held the text
    name: str = field(default="", compare=False)  # the id that a feed gives the item, as written


@dataclass(frozen=True, slots=True)
class Listing:
    """What one response of an entry point lists.

    `more` are addresses to read as well: the next page, or the sitemaps of an index. `at_end` says that this
    response leaves nothing out: there is no next page, and the publisher did not cut it at a length limit.

    An entry point is *shown complete* when every response of it was read and the last ones were `at_end`: a
    sitemap (index) of which all parts were read; a listing or API followed to a page without a next one, not
    stopped by our own page limit; a feed that says so itself (RFC 5005 `fh:complete`, or paging links
    followed to their end) or has fewer entries than the `limit` that the target states. Then
    `complete_since` is the day of the oldest dated item listed: no document since then was published without
    being listed. A feed of unknown limit is never complete.
    """

    items: tuple[Listed, ...] = ()
    more: tuple[str, ...] = ()
    at_end: bool = False
    without_address: int = 0  # items that name no page, so that nothing can be asked for
    problem: str = ""  # why this is no such entry point, in words; empty where it is one
    about: Listed = Listed("")  # what a feed says of itself: its site, title, day and id
    entries: tuple[Listed, ...] = ()  # all that a feed lists in its order, also what names no page
    dirty: str = ""  # what is wrong with a feed that was read all the same, in words


def merged(first: Listed, other: Listed) -> Listed:
    """The first, with what only the other knows: a feed has the date, a sitemap when the page was changed."""
    dated = first if first.published or not other.published else other
    return replace(
        first,
        title=first.title or other.title,
        published=dated.published,
        published_from=dated.published_from,
        changed_utc=first.changed_utc or other.changed_utc,
        first_seen=first.first_seen or other.first_seen,
        translations=first.translations or other.translations,
    )


def complete_since(items: Iterable[Listed], *, shown_complete: bool) -> date | None:
    """The day since when a complete entry point left nothing out; None where it was not shown complete or
    dates nothing.
    """
    days = [item.published for item in items if item.published]
    return date.fromisoformat(min(days)) if shown_complete and days else None


def newest_day(items: Iterable[Listed], *, today: date | None = None) -> date | None:
    """The youngest stated day that is not in the future (a day of grace for time zones); None where nothing
    is dated.
    """
    limit = ((today or datetime.now(UTC).date()) + timedelta(days=1)).isoformat()
    days = [item.published for item in items if item.published and item.published <= limit]
    return date.fromisoformat(max(days)) if days else None


def day_of(text: str) -> str | None:
    """The ISO date that a stated date means, as written where it was written; None where no form is
    recognised.

    ISO 8601, RFC 822, 2026年10月5日, 5 October 2026, October 5, 2026, 05.10.2026, 20261005, 26-10-05 and Unix
    time. Day and month as bare numbers with slashes are read only with the year in front: 05/10/2026 may be
    either.
    """
    for pattern, order in (
        (_EAST_ASIAN, "ymd"), (_ISO, "ymd"), (_DAY_MONTH, "dmy"), (_MONTH_DAY, "mdy"), (_DOTTED, "dmy"),
        (_SHORT_ISO, "ymd"), (_COMPACT, "ymd"),
    ):  # fmt: skip
        for match in pattern.finditer(text[:200]):
            parts = dict(zip(order, match.groups(), strict=True))
            day = _day(parts["y"], parts["m"], parts["d"])
            if day:
                return day
    if epoch := _EPOCH.match(text):
        return datetime.fromtimestamp(int(epoch[1]), UTC).date().isoformat()
    return None


def _day(year: str, month: str, day: str) -> str | None:
    if month.isdigit():
        number = int(month)
    else:
        word = month.lower()
        number = _MONTHS.get(word[:4], 0) or _MONTHS.get(word[:3], 0)
    try:
        found = date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None
    return found.isoformat() if 1990 <= found.year <= 2100 else None


def plain_title(text: str) -> str:
    """A title without markup, entities resolved (also doubly escaped), white space as single blanks, at most
    500 long.

    What stands in angle brackets and neither ends anywhere nor may stand alone is no markup: "the <foo> tag".
    """
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        ends = {name.lower() for name in re.findall(r"</([A-Za-z][\w:-]{0,30})", text)}
        text = _TAG.sub(lambda tag: " " if _is_markup(tag, ends) else tag[0], text)
    return " ".join(text.replace("\x00", "").split())[:500]


def _is_markup(tag: re.Match[str], ends: set[str]) -> bool:
    name = (tag[1] or "").lower()
    return not name or name in ends or name in _ALONE or ":" in name or tag[0].endswith("/>")
