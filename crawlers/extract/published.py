"""The day of publication as a record, and what feeds and addresses say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from crawlers.document import Hints, PublishedFrom
from crawlers.extract.dates import read_day

OLDEST = date(1990, 1, 1)
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
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])(?=/)")


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


def from_hint(hints: Hints, latest: date) -> Published:
    """The day that the feed or listing named, where it is possible."""
    day = read_day(hints.published or "")
    if day is None or not OLDEST <= day <= latest:
        return UNDATED
    source = hints.published_from if hints.published_from != "unknown" else "feed"
    return Published(day.isoformat(), source, 0.9)


def from_url(url: str, latest: date) -> Published:
    """The day that stands in an address: /2026/10/05/ and /2026/oct/05/ (surest), 2026-10-05, 20261005,
    t20261005_, 05-10-2026.
    """
    path = "/" + url.split("://", 1)[-1].partition("/")[2].split("?", 1)[0]
    for match in _URL_NAMED.finditer(path):
        named = read_day(f"{match[3]} {match[2]} {match[1]}", "en")
        if named is not None and OLDEST <= named <= latest:
            return Published(named.isoformat(), "url", 0.9)
    for pattern, confidence in _URL_DAYS:
        for match in pattern.finditer(path):
            year, month, day = match["y"], match["m"], match["d"]
            try:
                found = date(int(year), int(month), int(day))
            except ValueError:
                continue
            if OLDEST <= found <= latest:
                return Published(found.isoformat(), "url", confidence)
    return UNDATED


def month_of_url(url: str) -> str:
    """The month that stands in an address, /2026/10/ or /2026-10/, as 2026-10; empty where none does."""
    match = _URL_MONTH.search(url.split("?", 1)[0])
    return f"{match[1]}-{match[2]}" if match else ""
