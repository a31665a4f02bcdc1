"""The peer of the crawl benchmark: a Scrapy spider with trafilatura in its callback.

python -m benchmarks.crawl_peer SITE OUT.jsonl       prints JSON: pages, memory after 1,000 and at the end
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.spiders import SitemapSpider
from trafilatura import bare_extraction

from benchmarks.measure import peak_mb

EARLY = 1_000


class Articles(SitemapSpider):
    """Follows the sitemap; title, text, date and language of every page."""

    name = "articles"
    peaks: list[float] = []  # noqa: RUF012 - one spider a process
    pages = 0

    def parse(self, response: Response, **_: Any) -> Iterator[dict[str, Any]]:
        document = bare_extraction(response.body, url=response.url, with_metadata=True)
        Articles.pages += 1
        if Articles.pages == EARLY:
            Articles.peaks.append(peak_mb())
        if document is not None:
            yield {
                "url": response.url,
                "title": document.title,
                "text": document.text,
                "date": document.date,
                "language": document.language,
            }


def main(site: str, out: str) -> None:
    """Crawls the site into a file of JSON lines."""
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "FEEDS": {out: {"format": "jsonlines"}},
        }
    )
    process.crawl(Articles, sitemap_urls=[f"{site}/sitemap.xml"])
    process.start()
    peaks = [*Articles.peaks, peak_mb()]
    print(json.dumps({"pages": Articles.pages, "early_mb": peaks[0], "peak_mb": peaks[-1]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
