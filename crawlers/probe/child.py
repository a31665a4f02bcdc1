"""The process that tries targets: reads what to try on its standard input, says one Probe a line."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess

from crawlers.child import scrapy_settings
from crawlers.job import CrawlJob, JobError
from crawlers.ledger import Ledger
from crawlers.probe.asking import TargetProbe
from crawlers.probe.record import Probe
from crawlers.process import die_with
from crawlers.spiders.fetch import Fetcher
from crawlers.spiders.render import Renderer
from crawlers.target import Target
from crawlers.warcfile import ArchiveError

_PARALLEL_TARGETS = 32
_NO_REQUESTS: tuple[Any, ...] = ()


class ProbeSpider(Spider):
    """Tries the job's targets side by side; hosts are paced over all of them, as in a crawl."""

    name = "probe"

    def __init__(self, job: CrawlJob, discover: str, budget: Ledger | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._job = job
        self._budget = budget
        self._discover = discover
        self.fatal = ""  # a fault of ours, not of a target: whatever was found after it says nothing

    async def start(self) -> AsyncIterator[Any]:
        """Runs to the end of all targets; yields no request, since each is asked for where its answer is
        needed.
        """
        fetcher = Fetcher(
            self.crawler,
            self._job.settings,
            lambda _host, _seconds: None,
            take_request=self._take_request,
        )
        renderer = Renderer(fetcher, self._job.settings)
        gate = asyncio.Semaphore(_PARALLEL_TARGETS)
        try:
            await asyncio.gather(
                *(self._one(target, fetcher, renderer, gate) for target in self._job.targets)
            )
        finally:
            await renderer.close()
        for request in _NO_REQUESTS:
            yield request

    def _take_request(self, host: str) -> bool:
        budget = self._budget
        return budget is None or budget.take_request(host, self._job.settings.host_requests_per_day)

    async def _one(
        self, target: Target, fetcher: Fetcher, renderer: Renderer, gate: asyncio.Semaphore
    ) -> None:
        async with gate:
            if self.fatal:
                return
            try:
                trial = TargetProbe(
                    target, self._job.settings, fetcher, discover=self._discover, renderer=renderer
                )
                probe = await trial.run()
            except ArchiveError as error:  # the ledger's fault, not the target's
                self.fatal = str(error)
                return
            except Exception as error:  # one target's fault must not end the others
                self.logger.exception("target %s", target.id)
                probe = Probe(target.id, "failing", error=f"{type(error).__name__}: {error}"[:500])
        sys.stdout.write(probe.to_json() + "\n")
        sys.stdout.flush()


def main() -> int:
    """0 when every target was tried; 3 when the job or its budget's ledger is at fault, said on stderr."""
    try:
        told = json.loads(sys.stdin.readline())
        job = CrawlJob.from_json(told["job"])
        folder = job.settings.budget_folder
        budget = Ledger(Path(folder)) if folder else None
    except (JobError, ArchiveError, ValueError, KeyError) as error:
        sys.stderr.write(f"{error}\n")
        return 3
    die_with(job.parent_pid)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to act on: it ends this process
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    logging.getLogger("twisted").setLevel(logging.CRITICAL)
    process = AsyncCrawlerProcess(scrapy_settings(job.settings))
    crawler = process.create_crawler(ProbeSpider)
    process.crawl(crawler, job=job, discover=str(told["discover"]), budget=budget)
    process.start(install_signal_handlers=False)
    fatal = getattr(crawler.spider, "fatal", "the check did not start")
    if fatal:
        sys.stderr.write(f"{fatal}\n")
    return 3 if fatal else 0


if __name__ == "__main__":
    sys.exit(main())
