"""The spider: every target of a crawl in one process, each with an honest record at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

from scrapy import Spider

from crawlers.archive import Archive, ArchiveError, Response
from crawlers.document import Hints
from crawlers.job import CrawlEvent, CrawlJob
from crawlers.ledger import Ledger
from crawlers.spiders.base import TargetCrawl
from crawlers.spiders.fetch import Fetcher
from crawlers.spiders.reader import GOES_ON_WITHIN_S
from crawlers.spiders.render import Renderer
from crawlers.target import Target

_PARALLEL_TARGETS = 64
_SYNC_SECONDS = 1.0
_NO_REQUESTS: tuple[Any, ...] = ()


class TargetsSpider(Spider):
    """Crawls the job's targets side by side, over as many hosts as the settings allow."""

    name = "targets"

    def __init__(
        self,
        job: CrawlJob,
        archive: Archive,
        emit: Callable[[CrawlEvent], None],
        *,
        budget: Ledger | None = None,
        **kwargs: Any,
    ) -> None:
        """`budget`: the ledger that counts requests to hosts; the archive's own by default."""
        super().__init__(**kwargs)
        self._job = job
        self._archive = archive
        self._budget = budget or archive
        self._emit = emit
        self.fatal = ""
        self._interrupted_utc = ""

    async def start(self) -> AsyncIterator[Any]:
        """Runs to the end of all targets; yields no request, since each is asked for where its answer is
        needed.
        """
        fetcher = Fetcher(
            self.crawler,
            self._job.settings,
            self._say_waiting,
            on_robots=self._keep_robots,
            take_request=self._take_request,
            known_robots=self._known_robots,
        )
        renderer = Renderer(fetcher, self._job.settings)
        self._interrupted_utc = self._archive.interrupted_utc()
        gate = asyncio.Semaphore(_PARALLEL_TARGETS)
        syncing = asyncio.create_task(self._keep_syncing())
        try:
            await asyncio.gather(
                *(
                    self._one(target, renderer if target.render else fetcher, gate)
                    for target in self._job.targets
                )
            )
        finally:
            syncing.cancel()
            await renderer.close()
        for request in _NO_REQUESTS:
            yield request

    def _take_request(self, host: str) -> bool:
        """Counted in the budget's ledger, over all runs. Raises ArchiveError, and ends the crawl so."""
        try:
            return self._budget.take_request(host, self._job.settings.host_requests_per_day)
        except ArchiveError as error:
            self.fatal = str(error)
            raise

    def _say_waiting(self, host: str, seconds: float) -> None:
        self._emit(CrawlEvent("waiting", "", host, "Retry-After", round(seconds)))

    def _known_robots(self, url: str) -> bytes | None:
        """The rules that a crawl read before it was cut off, a short while ago; else None."""
        known = self._archive.known(url) if self._interrupted_utc else None
        if known is None or known.last_utc < self._interrupted_utc:
            return None
        age = datetime.now(UTC) - datetime.fromisoformat(known.last_utc)
        try:
            if age.total_seconds() < GOES_ON_WITHIN_S:
                return self._archive.body(self._archive.capture(known.capture_id))
        except ArchiveError:
            return None
        return None

    def _keep_robots(self, response: Response) -> None:
        """Archives the rules that were obeyed, so that a verdict can be explained, and given again, later."""
        try:
            self._archive.append(
                response, run_id=self._job.run_id, target_id="", hints=Hints(), role="robots"
            )
        except ArchiveError as error:
            self.fatal = str(error)

    async def _keep_syncing(self) -> None:
        while True:
            await asyncio.sleep(_SYNC_SECONDS)
            try:
                self._archive.sync()
            except ArchiveError as error:
                self.fatal = str(error)

    async def _one(self, target: Target, fetcher: Fetcher | Renderer, gate: asyncio.Semaphore) -> None:
        async with gate:
            crawl = TargetCrawl(target, self._job, self._archive, fetcher, self._emit)
            try:
                run = await crawl.run()
            except ArchiveError as error:
                self.fatal = str(error)
                run = crawl.record("failing", str(error), "temporary")
            except Exception as error:  # one target's fault must not end the others
                self.logger.exception("target %s", target.id)
                run = crawl.record("failing", f"{type(error).__name__}: {error}"[:500], "soft")
            try:
                self._archive.sync()
                self._archive.add_run(run, crawl.skipped, done=not self.fatal)
            except ArchiveError as error:
                self.fatal = str(error)
            self._emit(CrawlEvent("finished", target.id, "", run.outcome, run.kept))
