"""What a crawl of a target lists, and what of it is kept or left and why: worked out from an archive alone.

The archive holds every answer of the entry points; reading them again with other patterns, selectors or
limits shows what these would have done, without a request.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from crawlers.archive import Archive, ArchiveError, Capture, Response
from crawlers.canonical import canonical_url
from crawlers.document import Hints, SkipReason
from crawlers.spiders.entries import most_responses, read_entry
from crawlers.spiders.links import page_links
from crawlers.spiders.listed import Listed, merged
from crawlers.spiders.robots import Robots
from crawlers.target import ListingEntry, SitemapEntry, Target, WebEntry
from crawlers.yield_check import Left, YieldCheck

_MOST_UNPACKED: Final = 60_000_000  # bytes of one sitemap


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """One listed address: kept, or left with its reason, and what the entry points say of it."""

    listed: Listed  # its address in canonical spelling
    entry: str  # the entry point that lists it first; the page that links to it, where it lies deeper
    reason: SkipReason | None = None  # None where it is kept
    detail: str = ""

    @property
    def url(self) -> str:
        """The address, in canonical spelling."""
        return self.listed.url

    @property
    def kept(self) -> bool:
        """Whether it would be asked for."""
        return self.reason is None


@dataclass(slots=True)
class EntryPlan:
    """What the archived answers of one entry point list."""

    type: str
    url: str
    responses: int = 0  # addresses of it that were read: pages of a listing, parts of a sitemap
    versions: int = 0  # answers of these that differ, over the time looked at
    items: int = 0
    complete: bool = False
    problem: str = ""
    missing: list[str] = field(default_factory=list)  # addresses of it that the archive does not hold


@dataclass(frozen=True, slots=True)
class Plan:
    """All listed addresses, each once, in the order in which they were met, and the entry points."""

    pages: tuple[PlannedPage, ...]
    entries: tuple[EntryPlan, ...]

    @property
    def kept(self) -> dict[str, PlannedPage]:
        """The pages that are kept, by address."""
        return {page.url: page for page in self.pages if page.kept}


class Planner:
    """Reads a target's entry points in an archive: as last fetched, or all answers of a span of time."""

    def __init__(
        self, archive: Archive, *, since_utc: str = "", until_utc: str = "9999", product: str = "stdiplo-scan"
    ) -> None:
        self._archive = archive
        self._since_utc = since_utc
        self._until_utc = until_utc
        self._product = product
        self._robots: dict[str, Robots] = {}

    def plan(self, target: Target) -> Plan:
        """What the target lists and keeps. An entry point that the archive does not hold says so."""
        check = YieldCheck(target)
        pages: dict[str, PlannedPage] = {}
        entries = []
        for entry in target.web_entries:
            found, items = self._read_entry(entry)
            entries.append(found)
            for item in items:
                self._decide(pages, check, item, entry.url, depth=0)
        for depth in range(1, target.max_depth + 1):
            for page in [page for page in pages.values() if page.kept]:
                for link in self._links_of(page.url):
                    if canonical_url(link) not in pages:
                        self._decide(pages, check, Listed(link), page.url, depth=depth)
        return Plan(tuple(pages.values()), tuple(entries))

    def hints(self, target: Target, page: PlannedPage) -> Hints:
        """What a crawl of the target hands to extraction about a page."""
        item = page.listed
        return Hints(
            title=item.title,
            published=item.published,
            published_from=item.published_from,
            languages=target.languages,
            country=target.country,
            target_id=target.id,
            translations=item.translations,
            first_seen=item.first_seen,
        )

    def captures(self, url: str) -> list[Capture]:
        """The answers that count for the time looked at: those fetched within it, and the last before."""
        good = [
            capture
            for capture in self._archive.captures_at(url)
            if 200 <= capture.status < 300 and capture.fetched_utc < self._until_utc
        ]
        if not self._since_utc:
            return good[-1:]
        before = [capture for capture in good if capture.fetched_utc < self._since_utc]
        return before[-1:] + [capture for capture in good if capture.fetched_utc >= self._since_utc]

    def _decide(
        self, pages: dict[str, PlannedPage], check: YieldCheck, item: Listed, entry: str, *, depth: int
    ) -> None:
        url = canonical_url(item.url)
        if url in pages:
            known = pages[url]
            pages[url] = replace(known, listed=merged(known.listed, item))
            return
        decision = check.decide(item.url, depth=depth)
        listed = replace(item, url=url)
        if isinstance(decision, Left):
            pages[url] = PlannedPage(listed, entry, decision.reason, decision.detail)
            return
        verdict = self._rules_of(url).verdict(url, self._product)
        reason: SkipReason | None = None if verdict.allowed else "robots"
        detail = "" if verdict.allowed else f"robots.txt: {verdict.rule}"
        pages[url] = PlannedPage(listed, entry, reason, detail)

    def _read_entry(self, entry: WebEntry) -> tuple[EntryPlan, list[Listed]]:
        found = EntryPlan(entry.type, entry.url)
        items: dict[str, Listed] = {}
        waiting = deque([entry.url])
        read: set[str] = set()
        whole = True
        while waiting and len(read) < most_responses(entry):
            url = waiting.popleft()
            if url in read:
                continue
            read.add(url)
            following, fresh, ends = self._read_answers(entry, url, len(read), found, items)
            whole = whole and ends
            if fresh or isinstance(entry, SitemapEntry):
                waiting.extend(address for address in following if address not in read)
        found.responses = len(read) - len(found.missing)
        found.items = len(items)
        found.complete = whole and not waiting and not found.missing
        return found, list(items.values())

    def _read_answers(
        self, entry: WebEntry, url: str, page: int, found: EntryPlan, items: dict[str, Listed]
    ) -> tuple[list[str], bool, bool]:
        """The next addresses, whether something new was listed, and whether the last answer ends the list."""
        captures = self.captures(canonical_url(url))
        if not captures:
            if page == 1 or not isinstance(entry, SitemapEntry):
                found.problem = found.problem or ("not in the archive" if page == 1 else "")
            found.missing.append(url)
            return [], False, False
        following: list[str] = []
        fresh = ends = False
        for place, capture in enumerate(captures):
            found.versions += 1
            try:
                body = self._archive.body(capture)
            except ArchiveError as error:
                found.problem = str(error)
                continue
            listing = read_entry(
                body,
                capture.final_url,
                entry,
                page=page,
                content_type=capture.content_type,
                max_bytes=_MOST_UNPACKED,
            )
            if listing.problem and page == 1:
                found.problem = listing.problem
            for item in listing.items:
                if item.url not in items and place and not item.published and _dates_what_is_new(entry):
                    item = replace(item, first_seen=capture.fetched_utc[:10])
                fresh = fresh or item.url not in items
                items[item.url] = merged(items[item.url], item) if item.url in items else item
            following.extend(address for address in listing.more if address not in following)
            ends = listing.at_end or bool(listing.more)
        return following, fresh, ends

    def _links_of(self, url: str) -> Sequence[str]:
        links: dict[str, None] = {}
        for capture in self.captures(url):
            try:
                body = self._archive.body(capture)
            except ArchiveError:
                continue
            response = Response(
                url, capture.final_url, capture.status, capture.headers, body, capture.fetched_utc
            )
            links.update(dict.fromkeys(page_links(response)))
        return list(links)

    def _rules_of(self, url: str) -> Robots:
        """The newest archived robots.txt of the address's host; one that allows all where there is none."""
        parts = urlsplit(url)
        address = canonical_url(f"{parts.scheme}://{parts.netloc}/robots.txt")
        if address not in self._robots:
            body = b""
            for capture in self.captures(address)[-1:]:
                try:
                    body = self._archive.body(capture)
                except ArchiveError:
                    continue
            self._robots[address] = Robots(body)
        return self._robots[address]


def _dates_what_is_new(entry: WebEntry) -> bool:
    """Whether an undated item counts as published when the listing had it first."""
    return isinstance(entry, ListingEntry) and entry.date_first_seen
