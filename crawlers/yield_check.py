"""Kept or left, and why: the decision about a listed address before anything is asked of its host."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from tldextract import TLDExtract

from crawlers.canonical import canonical_url
from crawlers.document import SkipReason
from crawlers.entry_point import FileEntry
from crawlers.spiders.addresses import literal_address
from crawlers.target import Target

_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svgz?|ico|bmp|tiff?|avif|heic|mp[34]|m4[av]|avi|mov|wmv|flv|webm|og[gv]|wav|aac"
    r"|zip|rar|7z|tar|t?gz|bz2|xz|exe|msi|dmg|apk|iso|css|js|mjs|json|woff2?|ttf|eot|ics|kmz|kml|epub|pptx?|xlsx?|csv)$",
    re.IGNORECASE,
)
_CALENDAR_PATH = re.compile(r"/(?:calendar|kalender|calendrier|agenda|events?/\d{4})\b", re.IGNORECASE)
_CALENDAR_KEYS = frozenset({"year", "month", "day", "date", "cal_date", "tribe-bar-date", "eventdate", "ym"})
_PAGE_PATH = re.compile(r"/(?:page|seite|p)[/-]?\d+/?$", re.IGNORECASE)
_PAGE_KEY = re.compile(r"page|paged|pg|seite|start|offset|pageindex|currentpage|pageno", re.IGNORECASE)
_SESSION_VALUE = re.compile(r"[0-9a-f]{24,}|[A-Za-z0-9]{32,}")
_SESSION_KEY = re.compile(r"s?id|sess\w*|token|sessid|phpsess\w*|cid|sessionkey", re.IGNORECASE)
_MAX_ADDRESS = 2000
_MAX_CALENDAR_PAGES = 24
_MAX_PAGINATION = 100  # numbered pages of one series, where links are followed
_MAX_VARIANTS = 60  # addresses that differ in their query alone
_extract = TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that is bundled: nothing is fetched


@dataclass(frozen=True, slots=True)
class Kept:
    """A listed address that will be asked for, in its canonical spelling."""

    url: str


@dataclass(frozen=True, slots=True)
class Left:
    """A listed address that will not be asked for, and why."""

    url: str
    reason: SkipReason
    detail: str
    trap: str = ""  # which kind of endless series: calendar, session_id, pagination, path, query, length


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """The publisher's part of an address: the registrable domain, or host and port where the host is an IP
    address.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if literal_address(host) is not None or "." not in host:
        return host if port is None else f"{host}:{port}"
    return _extract(host).top_domain_under_public_suffix or host


class YieldCheck:
    """Decides for one run of one target; it remembers what it saw, so that endless series are noticed."""

    def __init__(self, target: Target) -> None:
        self._include = [re.compile(pattern) for pattern in target.include]
        self._exclude = [re.compile(pattern) for pattern in target.exclude]
        entries = [entry.url for entry in target.entry_points if not isinstance(entry, FileEntry)]
        self._entries = {canonical_url(url) for url in entries}
        self._sites = {site_of(url) for url in (*entries, target.homepage)}
        self._hosts = set(target.hosts)
        self._max_depth = target.max_depth
        self._series: Counter[tuple[str, str]] = Counter()

    def decide(self, url: str, *, depth: int = 0) -> Kept | Left:
        """Kept or left, with the reason and what was met. Ask once an address: asking counts for the
        traps.
        """
        address = canonical_url(url)
        if not address.startswith(("http://", "https://")) or not site_of(address):
            return Left(address[:_MAX_ADDRESS], "unsupported", f"no http(s) address: {address[:80]}")
        if len(address) > _MAX_ADDRESS:
            return Left(
                address[:_MAX_ADDRESS], "trap", f"the address has {len(address)} characters", "length"
            )
        if address in self._entries:
            return Left(address, "excluded", "it is an entry point")
        if not self.on_site(address):
            return Left(
                address, "off_site", f"{site_of(address)} is not the publisher's; add it to hosts to keep it"
            )
        for pattern in self._exclude:
            if pattern.search(address):
                return Left(address, "excluded", f"exclude {pattern.pattern}")
        path = urlsplit(address).path
        media = _MEDIA.search(path)
        if media:
            return Left(address, "unsupported", f"media or data file {media[0]}")
        if self._include and not any(pattern.search(address) for pattern in self._include):
            return Left(address, "excluded", "no include pattern matches")
        if depth > self._max_depth:
            return Left(address, "limit", f"depth {depth}; max_depth is {self._max_depth}")
        trap = self._trap(address, path)
        return Left(address, "trap", trap[1], trap[0]) if trap else Kept(address)

    def on_site(self, url: str) -> bool:
        """Whether an address is the publisher's: same registrable domain as an entry point, or one of its
        `hosts`.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        return site_of(url) in self._sites or host in self._hosts or f"{host}:{port}" in self._hosts

    def _trap(self, address: str, path: str) -> tuple[str, str] | None:
        """Kind and description of the endless series that the address belongs to; None for one of none."""
        segments = [segment for segment in path.split("/") if segment]
        if segments and max(Counter(segments).values()) >= 4:
            return "path", "a path segment repeats four times"
        if len(segments) > 16:
            return "path", f"the path has {len(segments)} segments"
        pairs = parse_qsl(urlsplit(address).query, keep_blank_values=True)
        for key, value in pairs:
            if _SESSION_KEY.fullmatch(key) and _SESSION_VALUE.fullmatch(value):
                return "session_id", f"session id {key}"
        base = address.split("?", 1)[0]
        series = re.sub(r"\d+", "0", base)
        if _CALENDAR_PATH.search(path) or _has_calendar_key(key for key, _ in pairs):
            if self._more_than(_MAX_CALENDAR_PAGES, "calendar", series):
                return "calendar", f"calendar: more than {_MAX_CALENDAR_PAGES} pages of {base}"
        elif (
            _PAGE_PATH.search(path) or any(_PAGE_KEY.fullmatch(key) for key, _ in pairs)
        ) and self._more_than(_MAX_PAGINATION, "pagination", series):
            return "pagination", f"pagination: more than {_MAX_PAGINATION} pages of {base}"
        if len(pairs) >= 2 and self._more_than(_MAX_VARIANTS, "query", base):
            return "query", f"more than {_MAX_VARIANTS} addresses of {base} differ in their query alone"
        return None

    def _more_than(self, most: int, kind: str, series: str) -> bool:
        self._series[kind, series] += 1
        return self._series[kind, series] > most


def _has_calendar_key(keys: Iterable[str]) -> bool:
    return any(key.lower() in _CALENDAR_KEYS for key in keys)
