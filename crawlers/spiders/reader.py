"""Entry points read to their end: what a target lists, whether that was all, and what went wrong."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from crawlers.archive import Archive, ArchiveError, KnownPage, Response
from crawlers.canonical import canonical_url
from crawlers.document import Hints
from crawlers.entry_point import ListingEntry, SitemapEntry, WebEntry
from crawlers.job import CrawlJob
from crawlers.spiders.entries import most_responses, read_entry
from crawlers.spiders.fetch import Fetcher, FetchError, Tally
from crawlers.spiders.listed import Listed, Listing
from crawlers.spiders.render import Renderer
from crawlers.target import Target

GOES_ON_WITHIN_S = 3_600  # an entry point or robots.txt that a run read before it was cut off still holds
_FIRST_SEEN_DAYS = 14  # a listing not read for longer says too little about the day of what is new on it


@dataclass(slots=True)
class Found:
    """What the entry points of one target gave."""

    items: list[Listed] = field(default_factory=list)
    complete: list[bool] = field(default_factory=list)  # one an entry point: was all of it read?
    failures: list[FetchError] = field(default_factory=list)  # of entry points that gave nothing
    problems: list[tuple[str, str]] = field(default_factory=list)  # entry type, problem


class EntryReader:
    """Reads one target's entry points; what it asks for is archived with the role of a listing."""

    def __init__(
        self,
        target: Target,
        job: CrawlJob,
        archive: Archive,
        fetcher: Fetcher | Renderer,
        *,
        tally: Tally,
        skip: Callable[[str, FetchError], None],
    ) -> None:
        self.found = Found()
        self._target = target
        self._job = job
        self._archive = archive
        self._fetcher = fetcher
        self._tally = tally
        self._skip = skip
        self._already_read: set[str] = set()

    def go_on(self, read: Mapping[str, str]) -> None:
        """Takes over what a run read, by address and instant, before it was cut off a short while ago."""
        now = datetime.now(UTC)
        for url, read_utc in read.items():
            if (now - datetime.fromisoformat(read_utc)).total_seconds() < GOES_ON_WITHIN_S:
                self._already_read.add(url)

    async def read(self, entry: WebEntry) -> None:
        """Adds what the entry point lists to `found`; one that cannot be asked for is a failure there."""
        try:
            await self._list(entry)
        except FetchError as error:
            self.found.failures.append(error)
            self.found.complete.append(False)
            self._skip(entry.url, error)

    async def _list(self, entry: WebEntry) -> None:
        """Reads an entry point to its end or to our own limit; what it lists goes to `found`."""
        limit = most_responses(entry)
        before = self._archive.known(canonical_url(entry.url))
        waiting = deque([entry.url])
        read: set[str] = set()
        known: set[str] = set()
        at_end = True
        while waiting:
            url = waiting.popleft()
            if url in read:
                continue
            if len(read) >= limit:
                at_end = False
                self._tally.counters[f"{entry.type}/page_limit"] += 1
                break
            read.add(url)
            listing = await self._read(entry, url, len(read), known)
            if listing is None:
                at_end = False
                continue
            fresh = [item for item in listing.items if item.url not in known]
            known.update(item.url for item in listing.items)
            self.found.items.extend(self._dated(fresh, entry, before))
            self._tally.counters[f"{entry.type}/listed"] += len(fresh)
            if listing.more and (fresh or isinstance(entry, SitemapEntry)):
                waiting.extend(listing.more)
            elif listing.more:  # a pagination that shows the same again has ended
                self._tally.counters[f"{entry.type}/repeated_page"] += 1
            else:
                at_end = at_end and listing.at_end
        self.found.complete.append(at_end)

    def _dated(self, items: list[Listed], entry: WebEntry, before: KnownPage | None) -> list[Listed]:
        """The items, those that are new on a listing since its last reading with the day of this one."""
        if not isinstance(entry, ListingEntry) or not entry.date_first_seen or before is None:
            return items
        now = datetime.now(UTC)
        if (now - datetime.fromisoformat(before.last_utc)).days > _FIRST_SEEN_DAYS:
            return items
        day = now.date().isoformat()
        return [item if item.published else replace(item, first_seen=day) for item in items]

    async def _read(self, entry: WebEntry, url: str, page: int, known: set[str]) -> Listing | None:
        """One response of an entry point, read; None where a later page gave nothing, which is noted."""
        try:
            body, content_type, final_url = await self._listing_body(url)
        except FetchError as error:
            if page == 1:
                raise
            if isinstance(entry, ListingEntry) and error.status in {404, 410}:
                return Listing(at_end=True)  # asked one page too far
            self._tally.counters[f"{entry.type}/page_failed"] += 1
            self._skip(url, error)
            return None
        max_bytes = 3 * self._job.settings.max_bytes
        listing = read_entry(
            body, final_url, entry, page=page, content_type=content_type, max_bytes=max_bytes
        )
        if listing.without_address:
            self._tally.counters[f"{entry.type}/without_address"] += listing.without_address
        if listing.dirty:
            self._tally.counters[f"{entry.type}/wrong_encoding"] += 1
        if not listing.problem:
            return listing
        if page > 1 and isinstance(entry, ListingEntry) and known:
            return Listing(at_end=True)  # the page behind the last one
        self.found.problems.append((entry.type, listing.problem))
        self._tally.counters[f"{entry.type}/problem"] += 1
        return None

    async def _listing_body(self, url: str) -> tuple[bytes, str, str]:
        """Body, content type and final address of a listing; from the archive where the host answers 304."""
        key = canonical_url(url)
        known = self._archive.known(key)
        if known is not None and key in self._already_read:
            with contextlib.suppress(ArchiveError):
                capture = self._archive.capture(known.capture_id)
                body = self._archive.body(capture)
                self._tally.counters["listing/resumed"] += 1
                return body, capture.content_type, capture.final_url
        response = await self._fetcher.fetch(
            url,
            delay_s=self._target.delay_s,
            tally=self._tally,
            validators=(known.etag, known.last_modified) if known else ("", ""),
        )
        run_id, target_id = self._job.run_id, self._target.id
        if response.status == 304 and known is not None:
            self._tally.counters["listing/not_modified"] += 1
            self._archive.not_modified(
                key, run_id=run_id, target_id=target_id, fetched_utc=response.fetched_utc, role="listing"
            )
            try:
                capture = self._archive.capture(known.capture_id)
                return self._archive.body(capture), capture.content_type, capture.final_url
            except ArchiveError:  # the archived listing is damaged: ask for it anew
                self._tally.counters["listing/archived_copy_damaged"] += 1
                response = await self._fetcher.fetch(url, delay_s=self._target.delay_s, tally=self._tally)
        kept = Response(
            key, response.final_url, response.status, response.headers, response.body, response.fetched_utc
        )
        self._archive.append(
            kept, run_id=run_id, target_id=target_id, hints=Hints(target_id=target_id), role="listing"
        )
        content_type = {name.lower(): value for name, value in response.headers.items()}.get(
            "content-type", ""
        )
        return response.body, content_type, response.final_url
