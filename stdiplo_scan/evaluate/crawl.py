"""Feeds, robots.txt and sitemaps: what the entry points' readers make of other projects' test cases (02)."""

from __future__ import annotations

import base64
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from crawlers.spiders.feed import read_feed
from crawlers.spiders.listed import Listed, Listing, day_of, plain_title
from crawlers.spiders.robots import Robots
from crawlers.spiders.sitemap import read_sitemap
from crawlers.target import FeedEntry, SitemapEntry
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.peers import (
    feedparser_feed,
    protego_allows,
    protego_delay,
    urllib_allows,
    urllib_delay,
)
from stdiplo_scan.evaluate.scores import mean
from stdiplo_scan.evaluate.sets import Row

SET = "02_crawl"
_LONG = 10_000  # a feed with fewer entries than this claims to be complete, unless it is broken
_ITEM_FIELDS = {
    "link": "link", "title": "title", "published": "day", "published_parsed": "day", "created": "day",
    "created_parsed": "day", "publishedParsed": "day",
}  # fmt: skip
_ALL_FIELDS = _ITEM_FIELDS | {
    "updated": "day", "updated_parsed": "day", "updatedParsed": "day", "id": "name", "guid": "name",
}  # fmt: skip
_DAYS = ("published", "created", "updated")
# Where a site's sitemap lies that robots.txt does not name; in a target it is the entry point's address.
_USUAL = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap.xml.gz", "/sitemap_index.xml.gz")


@dataclass(frozen=True, slots=True)
class _Assertion:
    """What a test says of one entry of a feed, in the terms of a Listed."""

    row: Row
    index: int
    part: str  # link, title, day or name
    value: str


# --- feeds


def _headers(row: Row) -> dict[str, str]:
    """The headers that a feed's test names; without an address there is none to resolve links against."""
    headers = {str(name).lower(): str(value) for name, value in (row.get("http_headers") or {}).items()}
    if row.get("feed_url"):
        headers.setdefault("content-location", str(row["feed_url"]))
    return headers


def _read(row: Row) -> Listing:
    headers = _headers(row)
    stated = headers.get("content-location", "")
    url = stated if stated.startswith(("http://", "https://")) else str(row.get("feed_url") or "")
    entry = FeedEntry(type="feed", url="http://feed.invalid/", limit=_LONG)
    body = base64.b64decode(row["feed_b64"])
    return read_feed(body, url, entry, content_type=headers.get("content-type", ""))


def _assertions(row: Row) -> Iterator[_Assertion]:
    for stated in row.get("gold_asserts") or ():
        if stated["target"] == "entry" and stated["field"] in _ITEM_FIELDS:
            yield _assertion(row, stated["index"], stated["field"], stated["value"])
    for index, item in enumerate(row.get("gold_items") or ()):
        for name in _ITEM_FIELDS.keys() & item.keys():
            yield _assertion(row, index, name, item[name])


def _assertion(row: Row, index: int, name: str, value: Any) -> _Assertion:
    part = _ALL_FIELDS[name]
    if isinstance(value, list):
        value = f"{value[0]:04}-{value[1]:02}-{value[2]:02}"
    elif part == "day":
        value = day_of(str(value)) or str(value)
    return _Assertion(row, index, part, plain_title(str(value)) if part == "title" else str(value))


def feed_items(context: Context) -> Outcome:
    """Share of the assertions on links, titles and days of entries that name a page."""
    rows = context.sets.rows(SET, "feeds.dev")
    cases: list[Case] = []
    scores: list[bool] = []
    peer: list[bool] = []
    stated = 0
    for row in rows:
        listing = _read(row)
        for one in _assertions(row):
            stated += 1
            theirs = _feedparser_entry(row, one.index) if context.peers else {}
            if one.part != "link" and (listing.without_address or one.index >= len(listing.items)):
                continue  # an entry that names no page is no document, whatever its title
            ours = _part(listing.items[one.index], one.part) if one.index < len(listing.items) else ""
            scores.append(ours == one.value)
            peer.append(bool(theirs) and theirs.get(one.part) == one.value)
            if ours != one.value:
                cases.append(Case(row["id"], 0.0, f"{one.part} {one.value}", ours or listing.problem))
    total = sum(len(row.get("gold_asserts") or ()) for row in rows)
    total += sum(len(item) for row in rows for item in row.get("gold_items") or ())
    note = (
        f"of {stated} assertions on links, titles, days and {total} in all: those of entries that name a page"
    )
    peers = {"feedparser": mean(peer)} if context.peers else {}
    return Outcome(len(scores), mean(scores), peers, note, tuple(cases))


def _part(item: Listed, part: str) -> str:
    if part in {"link", "name"}:
        return item.url if part == "link" else item.name
    return item.title if part == "title" else item.published or ""


def _feedparser_entry(row: Row, index: int) -> dict[str, str]:
    entries = feedparser_feed(base64.b64decode(row["feed_b64"]), _headers(row)).get("entries", [])
    if index >= len(entries):
        return {}
    entry = entries[index]
    moment = entry.get("published_parsed") or entry.get("created_parsed")
    day = f"{moment[0]:04}-{moment[1]:02}-{moment[2]:02}" if moment else ""
    return {"link": entry.get("link", ""), "title": plain_title(entry.get("title", "")), "day": day}


def feed_statements(context: Context) -> Outcome:
    """Share of all assertions on titles, links, days and ids: of entries, those that name no page among them,
    and of the feeds themselves.
    """
    cases: list[Case] = []
    scores: list[bool] = []
    peer: list[bool] = []
    for row in context.sets.rows(SET, "feeds.dev"):
        listing = _read(row)
        theirs = feedparser_feed(base64.b64decode(row["feed_b64"]), _headers(row)) if context.peers else {}
        for one in _all_assertions(row):
            ours = _part(_stated_by(listing, one), one.part)
            scores.append(ours == one.value)
            if context.peers:
                peer.append(_feedparser_part(theirs, one) == one.value)
            if not scores[-1]:
                cases.append(Case(row["id"], 0.0, f"{one.part} {one.value}", ours or listing.problem))
    peers = {"feedparser": mean(peer)} if context.peers else {}
    return Outcome(len(scores), mean(scores), peers, "entries and the feeds themselves", tuple(cases))


def _all_assertions(row: Row) -> Iterator[_Assertion]:
    """What a test says in title, link, date and id; of a feed itself with the index -1."""
    for stated in row.get("gold_asserts") or ():
        if stated["field"] in _ALL_FIELDS:
            index = stated["index"] if stated["target"] == "entry" else -1
            yield _assertion(row, index, stated["field"], stated["value"])
    for index, item in enumerate(row.get("gold_items") or ()):
        for name in _ALL_FIELDS.keys() & item.keys():
            yield _assertion(row, index, name, item[name])


def _stated_by(listing: Listing, one: _Assertion) -> Listed:
    """The entry that an assertion is about: one with an address, or the only kind there is; else the feed."""
    if one.index < 0:
        return listing.about
    entries = listing.entries
    return entries[one.index] if one.index < len(entries) else Listed("")


def _feedparser_part(parsed: Any, one: _Assertion) -> str:
    entries = parsed.get("entries", [])
    if one.index >= len(entries):
        return ""
    data = entries[one.index] if one.index >= 0 else parsed.get("feed", {})
    if one.part == "day":
        moment = next((data[f"{key}_parsed"] for key in _DAYS if data.get(f"{key}_parsed")), None)
        return f"{moment[0]:04}-{moment[1]:02}-{moment[2]:02}" if moment else ""
    value = str(data.get("id" if one.part == "name" else one.part) or "")
    return plain_title(value) if one.part == "title" else value


def feed_ids(context: Context) -> Outcome:
    """Share of the entries without a link whose id is their page where it is an address, else none."""
    cases: list[Case] = []
    scores: list[bool] = []
    peer: list[bool] = []
    for row in context.sets.rows(SET, "feeds.dev"):
        listed = {item.url for item in _read(row).items}
        entries = feedparser_feed(base64.b64decode(row["feed_b64"]), _headers(row)).get("entries", [])
        for index, name in _ids(row):
            if index >= len(entries) or entries[index].get("links"):
                continue  # an entry with a link is asked for by that
            address = name.lower().startswith(("http://", "https://"))
            scores.append((name in listed) == address)
            link = str(entries[index].get("link") or "")
            peer.append(link == name if address else not link)
            if not scores[-1]:
                wanted = name if address else f"no page for {name}"
                cases.append(Case(row["id"], 0.0, wanted, " ".join(sorted(listed)) or "no page"))
    peers = {"feedparser's link": mean(peer)} if context.peers else {}
    return Outcome(len(scores), mean(scores), peers, "", tuple(cases))


def _ids(row: Row) -> Iterator[tuple[int, str]]:
    """What a test says of the ids of a feed's entries, with the entry's number."""
    for stated in row.get("gold_asserts") or ():
        if stated["target"] == "entry" and stated["field"] in {"id", "guid"}:
            yield stated["index"], str(stated["value"])
    for index, item in enumerate(row.get("gold_items") or ()):
        if item.get("guid"):
            yield index, str(item["guid"])


def feeds_read(context: Context) -> Outcome:
    """Share of the feeds that are read when sound, and not claimed to be complete when broken."""
    rows = context.sets.rows(SET, "feeds.dev")
    cases, peer = [], []
    for row in rows:
        listing = _read(row)
        unread = bool(listing.problem) and "names a page" not in listing.problem
        broken = bool(row.get("bozo"))
        right = (unread or not listing.at_end) if broken else not unread
        if not right:
            cases.append(
                Case(row["id"], 0.0, "flagged as broken" if broken else "read", listing.problem or "complete")
            )
        if context.peers:
            parsed = feedparser_feed(base64.b64decode(row["feed_b64"]), _headers(row))
            peer.append(bool(parsed.get("bozo")) == broken)
    peers = {"feedparser": mean(peer)} if context.peers else {}
    return Outcome(len(rows), 1 - len(cases) / len(rows) if rows else 0.0, peers, "", tuple(cases))


# --- robots


def _robots(source: str) -> Callable[[Context], Outcome]:
    def figure(context: Context) -> Outcome:
        rows = [row for row in context.sets.rows(SET, "robots.dev") if row["source"].startswith(source)]
        cases = []
        for row in rows:
            ours = _ours_on(row)
            if ours != _expected(row):
                cases.append(
                    Case(
                        row["id"],
                        0.0,
                        str(_expected(row)),
                        str(ours),
                        f"{row.get('url', '')}\n{row['robots']}",
                    )
                )
        peers = {}
        if context.peers:
            peers = {
                "Protego": mean(
                    _peer_on(row, protego_allows, protego_delay) == _expected(row) for row in rows
                ),
                "urllib": mean(_peer_on(row, urllib_allows, urllib_delay) == _expected(row) for row in rows),
            }
        return Outcome(len(rows), 1 - len(cases) / len(rows) if rows else 0.0, peers, "", tuple(cases))

    return figure


def _expected(row: Row) -> bool | float | None:
    found: bool | float | None = row["allowed"] if "allowed" in row else row["crawl_delay"]
    return found


def _ours_on(row: Row) -> bool | float | None:
    robots = Robots(row["robots"])
    if "allowed" in row:
        return robots.verdict(row["url"], row["user_agent"]).allowed
    return robots.delay_s(row["user_agent"])


def _peer_on(
    row: Row, allows: Callable[[str, str, str], bool], delay: Callable[[str, str], float | None]
) -> bool | float | None:
    if "allowed" in row:
        return allows(row["robots"], row["url"], row["user_agent"])
    return delay(row["robots"], row["user_agent"])


# --- sitemaps


def sitemaps(context: Context) -> Outcome:
    """Share of assertions met: each page's address, lastmod, news title and day; nothing else is listed."""
    rows = context.sets.rows(SET, "sitemaps.dev")
    met: list[bool] = []
    cases: list[Case] = []
    for row in rows:
        found = {item.url: item for item in _walk(row)}
        expected = {page["url"]: page for page in row["gold_pages"]}
        checks = [("nothing else", sorted(found.keys() - expected.keys()) == [])]
        for url, page in expected.items():
            checks += [(f"{url} {what}", right) for what, right in _page_checks(page, found.get(url))]
        met += [right for _, right in checks]
        wrong = [what for what, right in checks if not right]
        if wrong:
            score = 1 - len(wrong) / len(checks)
            cases.append(Case(row["id"], score, "; ".join(wrong)[:400], f"{len(found)} pages listed"))
    return Outcome(len(met), mean(met), {}, f"{len(rows)} sites", tuple(cases))


def _page_checks(page: Row, item: Listed | None) -> list[tuple[str, bool]]:
    checks = [("listed", item is not None)]
    if page.get("lastmod"):
        checks.append(("lastmod", item is not None and item.changed_utc == page["lastmod"]))
    news = page.get("news") or {}
    if news.get("title"):
        checks.append(("title", item is not None and item.title == news["title"]))
    if news.get("date"):
        checks.append(("day", item is not None and item.published == day_of(news["date"])))
    return checks


def _walk(row: Row) -> Iterator[Listed]:
    """What the crawler lists from the sitemaps that robots.txt names and from those in the usual places."""
    answers = {resource["url"]: resource for resource in row["resources"]}
    home = str(row["homepage"]).rstrip("/")
    robots = _answer(answers, f"{home}/robots.txt")
    named = Robots(robots[1]).sitemaps if robots is not None else []
    waiting = deque([*named, *(home + path for path in _USUAL if home + path in answers)])
    read: set[str] = set()
    known: set[str] = set()
    while waiting:
        url = waiting.popleft()
        if url in read:
            continue
        read.add(url)
        answer = _answer(answers, url)
        if answer is None:
            continue
        entry = SitemapEntry(type="sitemap", url=url)
        listing = read_sitemap(answer[1], answer[0], entry, max_bytes=60_000_000, content_type=answer[2])
        waiting.extend(listing.more)
        for item in listing.items:
            if item.url not in known:
                known.add(item.url)
                yield item


def _answer(answers: dict[str, Any], url: str) -> tuple[str, bytes, str] | None:
    """Final address, body and content type of a recorded answer, redirects followed; None without a page."""
    for _ in range(5):
        resource = answers.get(url)
        if resource is None:
            return None
        headers = {name.lower(): value for name, value in (resource.get("headers") or {}).items()}
        if 300 <= resource["status"] < 400 and headers.get("location"):
            url = urljoin(url, headers["location"])
            continue
        if resource["status"] >= 400:
            return None
        packed = resource.get("content_b64")
        body = base64.b64decode(packed) if packed else (resource.get("text") or "").encode()
        return url, body, headers.get("content-type", "")
    return None


MEASURES: tuple[Measure, ...] = (
    Measure("02.feeds", SET, feed_items, "share of assertions", "feedparser .986 of all", quick=True),
    Measure(
        "02.feeds_all",
        SET,
        feed_statements,
        "share of all assertions on titles, links, days and ids",
        "feedparser .986",
        quick=True,
    ),
    Measure("02.feed_ids", SET, feed_ids, "entries without a link: an id that is an address", quick=True),
    Measure("02.feeds_read", SET, feeds_read, "sound ones read, broken ones known as such", quick=True),
    Measure("02.robots", SET, _robots(""), "share of decisions", quick=True),
    Measure(
        "02.robots_google",
        SET,
        _robots("google"),
        "share of decisions",
        "Protego .927, urllib .61",
        quick=True,
    ),
    Measure("02.sitemaps", SET, sitemaps, "share of assertions", quick=True),
)
