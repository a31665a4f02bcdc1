"""A feed -> what it lists: RSS 0.9x-2.0, RDF, Atom and JSON Feed, dirty ones included."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urljoin

import feedparser

from crawlers.spiders.listed import Listed, Listing, day_of, plain_title
from crawlers.target import FeedEntry

_COMPLETE = b"http://purl.org/syndication/history/1.0"


# What feedparser complains about although it has read all there is; anything else may have cut the feed off.
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


def read_feed(body: bytes, url: str, entry: FeedEntry, *, content_type: str = "") -> Listing:
    """The items of a feed in its own order, which need not be by date; relative links resolved against `url`.

    An item without a link counts by its guid where that is an address; one without either is left out. Never
    raises on bad content: what is no feed gives a `problem`.
    """
    if body.lstrip()[:1] == b"{":
        return _json_feed(body, url, entry)
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    try:
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    except Exception as error:  # feedparser lets parser and codec errors of hostile input through
        return Listing(problem=f"the feed cannot be read ({type(error).__name__}: {error})"[:300])
    entries = parsed.get("entries", [])
    if not entries and not parsed.get("version"):
        reason = parsed.get("bozo_exception", "no feed element")
        return Listing(problem=f"{url} is no feed ({reason}); wanted RSS, Atom or JSON Feed"[:300])
    items = [item for item in (_item(entry_data, url) for entry_data in entries) if item is not None]
    links = parsed.get("feed", {}).get("links", [])
    following = [link.get("href", "") for link in links if link.get("rel") in {"next", "prev-archive"}]
    more = tuple(urljoin(url, href) for href in following if href)[:1]
    says_complete = _COMPLETE in body and b":complete" in body
    pages = any(link.get("rel") in {"previous", "first", "last"} for link in links)
    below_limit = entry.limit is not None and len(entries) < entry.limit
    if entries and not items:
        return Listing(problem=f"{url}: none of {len(entries)} items names a page; wanted link or guid")
    whole = not parsed.get("bozo") or isinstance(parsed.get("bozo_exception"), _HARMLESS)
    at_end = whole and not more and (says_complete or pages or below_limit)
    return Listing(tuple(items), more, at_end, without_address=len(entries) - len(items))


def _item(data: Any, base: str) -> Listed | None:
    link = data.get("feedburner_origlink") or data.get("link") or ""
    if not link:
        links = [
            item.get("href", "")
            for item in data.get("links", [])
            if item.get("rel", "alternate") == "alternate"
        ]
        link = next((href for href in links if href), "")
    if not link and str(data.get("id", "")).startswith(("http://", "https://", "/")):
        link = str(data["id"])
    if not link:
        return None
    for key in ("published", "issued", "dc_date", "date", "created", "updated"):
        if data.get(key):
            day = day_of(str(data[key])) or _parsed_day(data.get(f"{key}_parsed"))
            if day:
                return Listed(_joined(base, link), plain_title(str(data.get("title", ""))), day, "feed")
    return Listed(_joined(base, link), plain_title(str(data.get("title", ""))))


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
        day = day_of(str(item.get("date_published") or ""))
        title = plain_title(str(item.get("title") or ""))
        items.append(Listed(_joined(url, link), title, day, "feed" if day else "unknown"))
    following = data.get("next_url")
    more = (_joined(url, following),) if isinstance(following, str) and following else ()
    return Listing(tuple(items), more, not more and entry.limit is not None and len(entries) < entry.limit)
