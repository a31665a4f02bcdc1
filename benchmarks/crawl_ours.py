"""Our side of the crawl benchmark: the product's crawl, its archive read meanwhile.

python -m benchmarks.crawl_ours SITE ARCHIVE       prints JSON: pages, peak memory after 1,000 and at the end
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.crawl import EARLY
from benchmarks.measure import Memory
from crawlers.archive import Archive
from crawlers.crawling import Crawling
from crawlers.document import Document
from crawlers.extract.pool import extract_pages
from crawlers.run import CrawlSettings
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
        Archive(Path(folder)).close()
        crawling = Crawling([target], Path(folder), settings=settings)
        pages = 0
        with Archive(Path(folder)) as archive:
            captures = crawling.captures(archive)
            for found in extract_pages(map(archive.page, captures), workers=WORKERS):
                pages += isinstance(found, Document)
                memory.count()
    [run] = crawling.runs()
    assert run.kept == pages, run
    print(json.dumps({"pages": pages, "early_mb": memory.early_mb, "peak_mb": memory.peak_mb}))


if __name__ == "__main__":
    main(*sys.argv[1:])
