"""The spider: every target of a crawl in one process, each on its own, each with an honest record at the
end.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from crawlers.archive import Archive, Response, Seen, utc_text
from crawlers.canonical import canonical_url
from crawlers.document import Skipped
from crawlers.entry_point import FileEntry
from crawlers.health import SPENT, Failure, Outcome, TargetRun
from crawlers.job import CrawlEvent, CrawlJob
from crawlers.spiders.again import leads_to_front_page, pages_to_look_at
from crawlers.spiders.fetch import Fetcher, FetchError, Tally
from crawlers.spiders.imports import FileReader
from crawlers.spiders.keep import Keeper
from crawlers.spiders.links import page_links
from crawlers.spiders.listed import Listed, complete_since, day_of, merged, newest_day
from crawlers.spiders.reader import EntryReader
from crawlers.spiders.render import Renderer
from crawlers.target import Target
from crawlers.yield_check import Left, YieldCheck

_PARALLEL_PAGES = 4  # of one target; its hosts still answer one at a time
_NOT_GIVEN = frozenset({"robots", "http_error", "unreachable", "interstitial"})


class TargetCrawl:
    """One crawl of one target: list, decide, fetch, keep, and say what happened."""

    def __init__(
        self,
        target: Target,
        job: CrawlJob,
        archive: Archive,
        fetcher: Fetcher | Renderer,
        emit: Callable[[CrawlEvent], None],
    ) -> None:
        self.target = target
        self._job = job
        self._archive = archive
        self._fetcher = fetcher
        self._emit = emit
        self._check = YieldCheck(target)
        self._tally = Tally()
        self._keeper = Keeper(target, job, archive, self._tally, emit)
        self._entries = EntryReader(
            target, job, archive, fetcher, tally=self._tally, skip=self._keeper.skip_listing
        )
        self._found = self._entries.found
        self._files = FileReader(self._keeper, self._check)
        self._started_utc = utc_text()
        self._asked: set[str] = set()
        self._looked_at: set[str] = set()

    @property
    def skipped(self) -> list[Skipped]:
        """What the crawl left so far."""
        return self._keeper.skipped

    async def run(self) -> TargetRun:
        """The record of the crawl; its captures and skipped pages are in the archive by then."""
        target = self.target
        if target.state in {"paused", "off"}:
            return self.record("paused", f"state is {target.state}")
        self._emit(CrawlEvent("started", target.id))
        self._keeper.begin()
        self._entries.go_on(self._archive.listings_read(self._job.run_id, target.id))
        for entry in target.entry_points:
            if isinstance(entry, FileEntry):
                await self._files.read(entry)
            else:
                await self._entries.read(entry)
        self._found.items.extend(self._files.listed)
        self._found.problems.extend(self._files.problems)
        pages = self._decide(self._found.items, depth=0)
        self._emit(CrawlEvent("listed", target.id, "", "", len(self._found.items)))
        await self._fetch_all(pages)
        await self._look_again()
        return self._judged()

    def record(self, outcome: Outcome, error: str = "", failure: Failure = "") -> TargetRun:
        """The run's record as things stand, with this outcome."""
        seen: Counter[Seen] = Counter(self._archive.visits(self._job.run_id, self.target.id).values())
        return TargetRun(
            run_id=self._job.run_id,
            target_id=self.target.id,
            started_utc=self._started_utc,
            finished_utc=utc_text(),
            outcome=outcome,
            requests=self._tally.requests,
            bytes=self._tally.bytes,
            listed=len(self._found.items) + self._files.pages,
            kept=sum(seen.values()),
            new=seen["new"] + seen["changed"],
            not_modified=seen["not_modified"] + seen["unchanged"],
            skipped=dict(Counter(skipped.reason for skipped in self.skipped)),
            complete_since=complete_since(
                self._found.items, shown_complete=bool(self._found.complete) and all(self._found.complete)
            ),
            newest=newest_day(self._found.items),
            error=error,
            failure=failure,
            counters=dict(sorted(self._tally.counters.items())),
        )

    # --- pages

    def _decide(self, items: list[Listed], *, depth: int) -> list[tuple[Listed, int]]:
        """The listed addresses worth asking for, each once, within the target's limit; the rest is noted."""
        pages: dict[str, tuple[Listed, int]] = {}
        for item in items:
            url = canonical_url(item.url)
            if url in pages:
                self._tally.counters["listed/duplicate"] += 1
                pages[url] = (merged(pages[url][0], item), depth)
                continue
            decision = self._check.decide(item.url, depth=depth)
            if isinstance(decision, Left):
                self._keeper.leave(decision)
                continue
            pages[decision.url] = (replace(item, url=decision.url), depth)
        return sorted(pages.values(), key=self._urgency)

    def _urgency(self, page: tuple[Listed, int]) -> tuple[bool, int]:
        """Pages never seen first, the youngest of them, then as listed: the limit may cut the rest."""
        item = page[0]
        stated = item.published or item.changed_utc[:10]
        days = date.fromisoformat(day).toordinal() if (day := day_of(stated)) else 0
        return self._archive.known(item.url) is not None, -days

    async def _fetch_all(self, pages: list[tuple[Listed, int]]) -> None:
        queue = deque(pages)
        seen = {item.url for item, _ in pages}
        asked = 0

        async def work() -> None:
            nonlocal asked
            while queue:
                item, depth = queue.popleft()
                if self._settled(item):
                    continue
                if limit := self._limit(asked):
                    self._keeper.leave(Left(item.url, "limit", limit))
                    continue
                asked += 1
                found = await self._fetch_page(item)
                if found is None or depth >= self.target.max_depth:
                    continue
                links = [link for link in page_links(found) if canonical_url(link) not in seen]
                following = self._decide([Listed(link) for link in links], depth=depth + 1)
                seen.update(link.url for link, _ in following)
                queue.extend(following)

        while queue:  # a worker that ends early must not leave what the last one found
            await asyncio.gather(*(work() for _ in range(_PARALLEL_PAGES)))

    async def _look_again(self) -> None:
        """Asks for a few of the pages that something rests on and that it did not ask for: do they still
        stand?
        """
        watched = self._job.watched.get(self.target.id, ())
        pages = pages_to_look_at(
            watched,
            self.target,
            self._archive,
            self._check,
            asked=self._asked | self._keeper.done,
            now_utc=self._started_utc,
        )
        for item in pages:
            if self._tally.bytes >= self.target.max_run_bytes or self._tally.counters[SPENT]:
                return  # they are looked at by the next crawl
            self._looked_at.add(item.url)
            self._tally.counters["again/asked"] += 1
            await self._fetch_page(item)
            self._archive.add_look(self.target.id, item.url)

    def _limit(self, asked: int) -> str:
        """Which limit of the target is reached; empty where none is."""
        if asked >= self.target.max_pages:
            return f"max_pages is {self.target.max_pages}"
        if self._tally.bytes >= self.target.max_run_bytes:
            return f"max_run_bytes is {self.target.max_run_bytes}"
        return ""

    def _settled(self, item: Listed) -> bool:
        """Whether the page need not be asked for: done by the run that was cut off, or old and not said to
        have changed.
        """
        if item.url in self._keeper.done:
            self._tally.counters["page/resumed"] += 1
            return True
        known = self._archive.known(item.url)
        if known is None:
            return False
        if item.changed_utc:
            settled = item.changed_utc[:10] < known.last_utc[:10]
        else:
            settled = _days_between(known.first_utc, self._started_utc) > self.target.revisit_days
        if settled:
            self._tally.counters["page/known"] += 1
        return settled

    async def _fetch_page(self, item: Listed) -> Response | None:
        """Asks for a page and keeps its answer; None where there is nothing to follow."""
        self._asked.add(item.url)
        if item.text:
            self._keeper.keep_text(item)
            return None
        try:
            response = await self._fetcher.fetch(
                item.url,
                delay_s=self.target.delay_s,
                tally=self._tally,
                validators=self._archive.validators(item.url),
                on_site=self._check.on_site,
            )
        except FetchError as error:
            self._keeper.skip(item.url, error)
            return None
        if item.url in self._looked_at and leads_to_front_page(item.url, response.final_url):
            why = f"{item.url} leads to the front page {response.final_url}"
            self._keeper.skip(item.url, FetchError("http_error", why))
            return None
        if response.status == 304:
            self._keeper.keep_not_modified(item.url, response.fetched_utc)
            return None
        if not response.body.strip():
            self._keeper.skip(
                item.url, FetchError("empty", f"{item.url} answered {response.status} without a body")
            )
            return None
        self._keeper.keep(response, item)
        return response

    # --- outcome

    def _judged(self) -> TargetRun:
        """The record, its outcome from what the entry points and the pages gave."""
        entries = len(self.target.entry_points)
        if len(self._found.failures) == entries:
            return self._failed(self._found.failures)
        changed = [problem for kind, problem in self._found.problems if kind in {"listing", "api"}]
        broken = [problem for kind, problem in self._found.problems if kind not in {"listing", "api"}]
        if not self._found.items and changed:
            return self.record("changed", "; ".join(changed)[:500])
        if not self._found.items and broken and not self._files.pages:
            return self.record("failing", "; ".join(broken)[:500], "soft")
        notes = "; ".join(
            [error.detail for error in self._found.failures]
            + [problem for _, problem in self._found.problems]
            + self._traps()
        )[:500]
        run = self.record("healthy", notes)
        if run.kept:
            return run if run.new else self.record("quiet", notes)
        refused = [
            skipped
            for skipped in self.skipped
            if skipped.reason in _NOT_GIVEN and skipped.url not in self._looked_at
        ]
        if refused and not self._tally.counters["page/known"]:
            errors = [
                FetchError(skipped.reason, skipped.detail, status=_status(skipped.detail))
                for skipped in refused
            ]
            return self._failed(errors)
        if self._tally.counters[SPENT]:
            spent = next(skipped.detail for skipped in self.skipped if skipped.reason == "limit")
            return self.record("failing", spent, "temporary")
        return self.record("quiet", notes)

    def _traps(self) -> list[str]:
        """The endless series that were met, each once, by the first address of each that was left."""
        return list(dict.fromkeys(f"trap: {left.detail}" for left in self.skipped if left.reason == "trap"))

    def _failed(self, errors: list[FetchError]) -> TargetRun:
        details = "; ".join(dict.fromkeys(error.detail for error in errors))[:500]
        if all(error.is_refusal for error in errors):
            return self.record("blocked", details)
        gone = all(error.status in {404, 410} for error in errors)
        return self.record("failing", details, "hard" if gone else "temporary")


def _status(detail: str) -> int:
    words = detail.rsplit(" answered ", 1)
    return int(words[1][:3]) if len(words) == 2 and words[1][:3].isdigit() else 0


def _days_between(earlier_utc: str, later_utc: str) -> int:
    return (datetime.fromisoformat(later_utc) - datetime.fromisoformat(earlier_utc)).days
