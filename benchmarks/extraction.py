"""Pages a CPU-second from bytes to text, title, date and language: the product, and trafilatura's defaults.

    python -m benchmarks.extraction [--count N] [--real N] [--small]

Made pages always; real pages too where the labelled sets are beside the repository (or STDIPLO_SHARED). The
two take turns page by page, each half the pages ahead of the other, so that a busy machine slows both alike
and neither finds in the libraries' caches what the other has just put there; who is first changes with the
page. Both forget before every run what they remember of pages, since a crawl reads each page once.
trafilatura gives no language; ours does.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from trafilatura.meta import reset_caches

from benchmarks.made_pages import make_pages
from benchmarks.measure import arguments, print_table, rate, write_result
from benchmarks.peers import extract_with_trafilatura
from crawlers.document import Document, RawPage
from crawlers.extract.blocks import forget_names
from crawlers.extract.extract import extract_page
from stdiplo_scan.evaluate.pages import A, B, C, D
from stdiplo_scan.evaluate.sets import Sets
from stdiplo_scan.settings import shared_folder

PEER = "trafilatura, defaults, with metadata"
_FETCHED = "2026-11-16T00:00:00Z"


def main(given: Sequence[str] | None = None) -> None:
    """Print and write the rates of both."""
    parser = arguments(__doc__ or "", repeats=5)
    parser.add_argument("--count", type=int, default=120, help="pages made")
    parser.add_argument("--real", type=int, default=60, help="real pages of each labelled set, at most")
    options = parser.parse_args(given)
    if options.small:
        options.count, options.real, options.repeats = 7, 1, 1
    inputs = {"made pages": make_pages(options.count)}
    if real := list(real_pages(options.real)):
        inputs["real pages"] = real
    rows = [measured(name, pages, options.repeats) for name, pages in inputs.items()]
    show(rows)
    write_result(options, "extraction", {"peer": PEER, "rows": rows})


def real_pages(most: int) -> Iterator[RawPage]:
    """So many pages of each of the sets 01a to 01d; none where they are not here."""
    sets = Sets(shared_folder())
    for name in (A, B, C, D):
        if not (sets.folder / "data" / name).is_dir():
            continue
        kept = 0
        for row in sets.rows(name, "dev/gold"):
            if kept == most or not (sets.at(name) / "dev" / row["html"]).is_file():
                continue
            kept += 1
            body = sets.body(name, f"dev/{row['html']}")
            yield RawPage(row["url"], body, "text/html", fetched_utc=_FETCHED)


def measured(name: str, pages: Sequence[RawPage], repeats: int) -> dict[str, Any]:
    """Rates of both over the same pages, and the median, least and greatest of the runs' ratios."""
    works: dict[str, Callable[[RawPage], Any]] = {"ours": extract_page, "peer": extract_with_trafilatura}
    for work in works.values():
        for page in pages[:3]:  # models and dictionaries are loaded when first needed
            work(page)
    runs = [one_run(works, pages, number) for number in range(repeats)]
    ratios = [run["peer"] / max(run["ours"], 1e-9) for run in runs]
    return {
        "input": name,
        "pages": len(pages),
        "kept": sum(isinstance(extract_page(page), Document) for page in pages),
        "megabytes": round(sum(len(page.body) for page in pages) / 1e6, 2),
        "ours_pages_per_cpu_s": rate(len(pages), statistics.median(run["ours"] for run in runs)),
        "peer_pages_per_cpu_s": rate(len(pages), statistics.median(run["peer"] for run in runs)),
        "ratio": round(statistics.median(ratios), 2),
        "ratios": f"{min(ratios):.2f}-{max(ratios):.2f}",
    }


def one_run(
    works: dict[str, Callable[[RawPage], Any]], pages: Sequence[RawPage], number: int
) -> dict[str, float]:
    """CPU seconds of this thread that each side spends on all the pages, the two in turns."""
    reset_caches()
    forget_names()
    gc.collect()
    spent = dict.fromkeys(works, 0.0)
    for place in range(len(pages)):
        turn = list(enumerate(works.items()))
        for side, (name, work) in turn if (place + number) % 2 else reversed(turn):
            page = pages[(place + side * len(pages) // 2) % len(pages)]
            start = time.thread_time()
            work(page)
            spent[name] += time.thread_time() - start
    return spent


def show(rows: Sequence[dict[str, Any]]) -> None:
    """The rates as a table."""
    print_table([list(rows[0]), *(list(row.values()) for row in rows)])


if __name__ == "__main__":
    main()
