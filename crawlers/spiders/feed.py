"""A feed -> what it lists: RSS 0.9x-2.0, RDF, Atom and JSON Feed, dirty ones included."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

import feedparser

from crawlers.extract.encoding import decode_page
from crawlers.spiders.listed import Listed, Listing, day_of, plain_title
from crawlers.target import FeedEntry

_COMPLETE = b"http://purl.org/syndication/history/1.0"
_CDF = re.compile(rb"\s*(<\?xml[^>]*\?>\s*)?(<!--.{0,4000}?-->\s*)*<channel\b", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"https?://|/", re.IGNORECASE)  # an id that is no address names no page


_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"'>]{1,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
# What feedparser complains about although it has read all there is; anything else may have cut the feed off.
_HARMLESS = (feedparser.NonXMLContentType,)


def read_feed(body: bytes, url: str, entry: FeedEntry, *, content_type: str = "") -> Listing:
    """The items of a feed in its own order, which need not be by date; links resolved against `url`, if any.

    An item without a link counts by its guid where that is an address; one without either is left out. Never
    raises on bad content: what is no feed gives a `problem`. A feed that is not in the encoding it states is
    read in the one that its bytes speak for, says so in `dirty`, and is never complete.
    """
    if body.lstrip()[:1] == b"{":
        return _json_feed(body, url, entry)
    headers = (
        {"content-type": content_type} if content_type else {}
    )  # no address: it would make ids addresses
    try:
        parsed, dirty, whole = _parsed(body, headers)
    except Exception as error:  # feedparser lets parser and codec errors of hostile input through
        return Listing(problem=f"the feed cannot be read ({type(error).__name__}: {error})"[:300])
    entries = parsed.get("entries", [])
    if not entries and not parsed.get("version") and not _CDF.match(body):
        reason = parsed.get("bozo_exception", "no feed element")
        return Listing(problem=f"{url} is no feed ({reason}); wanted RSS, Atom or JSON Feed"[:300])
    every = tuple(_item(entry_data, url) for entry_data in entries)
    items = tuple(item for item in every if item.url)
    links = parsed.get("feed", {}).get("links", [])
    following = [link.get("href", "") for link in links if link.get("rel") in {"next", "prev-archive"}]
    more = tuple(urljoin(url, href) for href in following if href)[:1]
    says_complete = _COMPLETE in body and b":complete" in body
    pages = any(link.get("rel") in {"previous", "first", "last"} for link in links)
    below_limit = entry.limit is not None and len(entries) < entry.limit
    about = _item(parsed.get("feed", {}), url)
    problem = ""
    if entries and not items:
        problem = f"{url}: none of {len(entries)} items names a page; wanted link or guid"
    at_end = not problem and whole and not dirty and not more and (says_complete or pages or below_limit)
    return Listing(items, more, at_end, len(every) - len(items), problem, about, every, dirty)


def _parsed(body: bytes, headers: Mapping[str, str]) -> tuple[Any, str, bool]:
    """The feed as feedparser reads it, what is wrong with its encoding, and whether all of it was read."""
    parsed = feedparser.parse(io.BytesIO(body), response_headers=dict(headers))
    fault = parsed.get("bozo_exception")
    whole = not parsed.get("bozo") or isinstance(fault, _HARMLESS)
    if not isinstance(fault, (feedparser.CharacterEncodingOverride, feedparser.CharacterEncodingUnknown)):
        return parsed, "", whole
    decoded = decode_page(body, headers.get("content-type", ""))
    declared = _DECLARED.search(body[:400])
    if decoded.encoding == "utf-8" and not decoded.damaged and (not declared or _is_utf8(declared[1])):
        return parsed, "", True  # ASCII by the rules of text/xml (RFC 3023), which RFC 7303 took back
    text = _XML_DECLARATION.sub("", decoded.text, count=1)
    again = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")))
    stated = declared[1].decode("ascii", "replace") if declared else "nothing"
    dirty = f"its encoding is stated as {stated} and read as {decoded.encoding}"
    if decoded.damaged:
        dirty += f"; {decoded.damaged} characters were lost"
    return (again if len(again.entries) >= len(parsed.entries) else parsed), dirty, whole


def _is_utf8(label: bytes) -> bool:
    return label.lower().replace(b"_", b"-") in {b"utf-8", b"utf8"}


def _item(data: Any, base: str) -> Listed:
    """An entry as it lists itself, or the feed's own head; the address is empty where it names no page."""
    name = str(data.get("id") or "")
    path = _joined(base, name) if "/" in name else name
    link = data.get("feedburner_origlink") or data.get("link") or ""
    links = [
        one.get("href", "") for one in data.get("links", []) if one.get("rel", "alternate") == "alternate"
    ]
    if not link or (link == name and not links):
        link = next((href for href in links if href), "") or (name if _ADDRESS.match(name) else "")
    found = Listed(_joined(base, link) if link else "", plain_title(str(data.get("title") or "")), name=path)
    for key in ("published", "issued", "dc_date", "date", "created", "updated"):
        if data.get(key):
            day = day_of(str(data[key])) or _parsed_day(data.get(f"{key}_parsed"))
            if day:
                return replace(found, published=day, published_from="feed")
    return found


def _parsed_day(value: Any) -> str | None:
    try:
        return f"{value[0]:04}-{value[1]:02}-{value[2]:02}" if value else None
    except (TypeError, IndexError, ValueError):
        return None


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link


def _json_feed(body: bytes, url: str, entry: FeedEntry) -> Listing:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Listing(problem=f"{url} is no JSON Feed ({error}); wanted RSS, Atom or JSON Feed"[:300])
    entries = data.get("items") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        return Listing(problem=f"{url} is JSON without a list `items`; wanted RSS, Atom or JSON Feed")
    items = []
    for item in entries:
        if not isinstance(item, dict):
            continue
        link = item.get("url") or item.get("external_url") or item.get("id") or ""
        if not isinstance(link, str) or not link or "://" not in urljoin(url, link):
            continue
        day = day_of(str(item.get("date_published") or item.get("date_modified") or ""))
        title = plain_title(str(item.get("title") or ""))
        name = str(item.get("id") or "")
        items.append(Listed(_joined(url, link), title, day, "feed" if day else "unknown", name=name))
    following = data.get("next_url")
    more = (_joined(url, following),) if isinstance(following, str) and following else ()
    at_end = not more and entry.limit is not None and len(entries) < entry.limit
    home = data.get("home_page_url") or ""
    about = Listed(_joined(url, str(home)) if home else "", plain_title(str(data.get("title") or "")))
    return Listing(tuple(items), more, at_end, about=about)
