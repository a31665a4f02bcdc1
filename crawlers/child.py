"""The crawling process: reads a job from its standard input, says events on its standard output, ends with
its parent.
"""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from crawlers.archive import Archive, ArchiveError
from crawlers.job import CrawlEvent, CrawlJob, CrawlSettings, JobError
from crawlers.ledger import Ledger
from crawlers.process import die_with
from crawlers.spiders.addresses import ALLOW_HOSTS
from crawlers.spiders.targets import TargetsSpider


def main() -> int:
    """0 when every target has its record; 3 when the archive or the job is at fault, said in one line on
    stderr.
    """
    line = sys.stdin.readline()
    try:
        job = CrawlJob.from_json(line)
    except JobError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    die_with(job.parent_pid)
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # an interrupt is the parent's to act on: it ends this process
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    logging.getLogger("twisted").setLevel(logging.CRITICAL)
    try:
        with Archive(Path(job.archive_folder)) as archive:
            archive.start_writing()
            folder = job.settings.budget_folder
            fatal = _crawl(job, archive, Ledger(Path(folder)) if folder else None)
    except ArchiveError as error:
        fatal = str(error)
    if fatal:
        sys.stderr.write(f"{fatal}\n")
        return 3
    return 0


def _crawl(job: CrawlJob, archive: Archive, budget: Ledger | None) -> str:
    process = AsyncCrawlerProcess(scrapy_settings(job.settings))
    crawler = process.create_crawler(TargetsSpider)
    process.crawl(crawler, job=job, archive=archive, emit=_emit, budget=budget)
    process.start(install_signal_handlers=False)
    return getattr(crawler.spider, "fatal", "the crawl did not start")


def _emit(event: CrawlEvent) -> None:
    sys.stdout.write(event.to_json() + "\n")
    sys.stdout.flush()


def scrapy_settings(settings: CrawlSettings) -> dict[str, Any]:
    """Scrapy's settings for a crawl: no telnet, cookies, referer, proxy or redirects of its own,
    certificates checked.
    """
    return {
        "USER_AGENT": settings.user_agent,
        "ROBOTSTXT_OBEY": False,  # obeyed in spiders/fetch.py, where the deciding rule is recorded
        "TWISTED_DNS_RESOLVER": "crawlers.spiders.addresses.GuardedResolver",
        ALLOW_HOSTS: sorted(settings.allow_hosts),
        "DNS_TIMEOUT": 10,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_MAXSIZE": settings.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": settings.timeout_s,
        "DOWNLOAD_DELAY": 0.0,  # spiders/fetch.py keeps the pace, so that waiting hosts take no connection
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "CONCURRENT_REQUESTS": settings.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "COOKIES_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "REFERER_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "MEMUSAGE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
        "LOGSTATS_INTERVAL": 0,
        "REACTOR_THREADPOOL_MAXSIZE": 20,
        "DOWNLOAD_HANDLERS": {"ftp": None, "file": None, "data": None, "s3": None},
    }


if __name__ == "__main__":
    sys.exit(main())
