"""Our side of the crawl benchmark: the product's crawl, and its reading of the archive.

python -m benchmarks.crawl_ours SITE ARCHIVE       prints JSON: pages, peak memory after 1,000 and at the end
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.crawl import EARLY
from benchmarks.measure import Memory
from crawlers.archive import Archive
from crawlers.document import Document
from crawlers.extract.pool import extract_pages
from crawlers.run import CrawlSettings, run_crawl
from crawlers.target import Target

WORKERS = 2  # the default of `crawl.workers`


def main(site: str, folder: str) -> None:
    """Crawls the site into an archive and reads that."""
    target = Target.model_validate(
        {
            "id": "made", "name": "Made", "name_ja": "架空", "country": "INT", "kind": "news",
            "languages": ["en", "ja", "de", "fr", "es", "zh", "ko"], "homepage": f"{site}/",
            "entry_points": [{"type": "sitemap", "url": f"{site}/sitemap.xml"}],
            "expected_weekly": {"min": 0, "max": 9}, "max_pages": 100_000,
        }
    )  # fmt: skip
    settings = CrawlSettings(allow_hosts=frozenset({"127.0.0.1"}), delay_s=0.0)
    with Memory(EARLY) as memory:
        run = run_crawl(
            [target], Path(folder), settings=settings,
            on_event=lambda event: memory.count() if event.kind == "page" else None,
        )[0]  # fmt: skip
    with Memory(EARLY) as reading, Archive(Path(folder)) as archive:
        pages = 0
        for found in extract_pages(map(archive.page, archive.captures()), workers=WORKERS):
            pages += isinstance(found, Document)
            reading.count()
    assert run.kept == pages, run
    early, peak = max(memory.early_mb, reading.early_mb), max(memory.peak_mb, reading.peak_mb)
    print(json.dumps({"pages": pages, "early_mb": early, "peak_mb": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
