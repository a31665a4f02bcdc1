"""The crawling process: reads a job from its standard input, says events on its standard output, ends with
its parent.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from crawlers.archive import Archive, ArchiveError
from crawlers.job import CrawlEvent, CrawlJob, CrawlSettings, JobError
from crawlers.spiders.addresses import ALLOW_HOSTS
from crawlers.spiders.targets import TargetsSpider

_PR_SET_PDEATHSIG = 1


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
    _die_with(job.parent_pid)
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # an interrupt is the parent's to act on: it ends this process
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    logging.getLogger("twisted").setLevel(logging.CRITICAL)
    try:
        with Archive(Path(job.archive_folder)) as archive:
            archive.start_writing()
            fatal = _crawl(job, archive)
    except ArchiveError as error:
        fatal = str(error)
    if fatal:
        sys.stderr.write(f"{fatal}\n")
        return 3
    return 0


def _crawl(job: CrawlJob, archive: Archive) -> str:
    process = AsyncCrawlerProcess(scrapy_settings(job.settings))
    crawler = process.create_crawler(TargetsSpider)
    process.crawl(crawler, job=job, archive=archive, emit=_emit)
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


def _die_with(parent_pid: int) -> None:
    """Ends this process when its parent ends, however: the kernel's signal on Linux, the closed pipe
    everywhere.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if parent_pid and os.getppid() != parent_pid:
            os._exit(3)  # the parent ended before the request above
    threading.Thread(target=_wait_for_end_of_input, daemon=True).start()


def _wait_for_end_of_input() -> None:
    while sys.stdin.read(1):
        pass
    os._exit(3)


if __name__ == "__main__":
    sys.exit(main())
