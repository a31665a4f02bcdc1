"""Pages a CPU-second from bytes to text, title, date and language: the product, and trafilatura's defaults.

    python -m benchmarks.extraction [--count N] [--real N] [--small]

Made pages always; real pages too where the labelled sets are beside the repository (or STDIPLO_SHARED). Both
sides forget before every run what they remember of pages, since a crawl reads each page once. trafilatura
gives no language; ours does.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from trafilatura.meta import reset_caches

from benchmarks.made_pages import make_pages
from benchmarks.measure import Spent, arguments, print_table, rate, spend, write_result
from benchmarks.peers import extract_with_trafilatura
from crawlers.document import Document, RawPage
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
    """Rates of both over the same pages; the two take turns, and the ratio is the median of the turns'."""
    works: dict[str, Callable[[RawPage], Any]] = {"ours": extract_page, "peer": extract_with_trafilatura}
    for work in works.values():
        for page in pages[:3]:  # models and dictionaries are loaded when first needed
            work(page)
    runs: dict[str, list[Spent]] = {side: [] for side in works}
    for _ in range(repeats):
        for side, work in works.items():
            reset_caches()
            runs[side].append(spend(lambda work=work: [work(page) for page in pages]))  # type: ignore[misc]
    ours, peer = ([run.cpu_s for run in runs[side]] for side in works)
    return {
        "input": name,
        "pages": len(pages),
        "kept": sum(isinstance(extract_page(page), Document) for page in pages),
        "megabytes": round(sum(len(page.body) for page in pages) / 1e6, 2),
        "ours_pages_per_cpu_s": rate(len(pages), statistics.median(ours)),
        "peer_pages_per_cpu_s": rate(len(pages), statistics.median(peer)),
        "ratio": round(statistics.median(b / max(a, 1e-9) for a, b in zip(ours, peer, strict=True)), 2),
    }


def show(rows: Sequence[dict[str, Any]]) -> None:
    """The rates as a table."""
    print_table([list(rows[0]), *(list(row.values()) for row in rows)])


if __name__ == "__main__":
    main()
