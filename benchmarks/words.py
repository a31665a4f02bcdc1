"""Full-text search over our tokens: the median time of one- and three-word queries, with and without filters.

python -m benchmarks.words [--count N] [--small]
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select

from benchmarks.made_pages import make_texts
from benchmarks.made_store import store_of_words
from benchmarks.measure import arguments, latencies_ms, median_ms, print_table, rate, spend, write_result
from index.filters import Filters, allowed_passages
from index.keywords import match_all, match_any, search_words
from index.store import Store
from nlp.tokens import index_words

TOP = 100  # passages taken from the ranking, as search does
QUERIES = 60


def main(given: Sequence[str] | None = None) -> None:
    """Print and write the latencies, by kind of query and filter."""
    parser = arguments(__doc__ or "", repeats=1)
    parser.add_argument("--count", type=int, default=100_000, help="passages")
    options = parser.parse_args(given)
    if options.small:
        options.count = 1_000
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        stores: list[Store] = []
        cost = spend(lambda: stores.append(store_of_words(path, _passages(options.count, counts))))
        size = path.stat().st_size
        with stores[0].engine.connect() as connection:
            rows = measure(connection, counts, QUERIES if not options.small else 5)
        stores[0].close()
    result = {
        "passages": options.count,
        "tokens_a_passage": round(counts.total() / options.count),
        "passages_indexed_per_cpu_s": rate(options.count, cost.cpu_s),
        "file_mb": round(size / 1e6),
        "rows": rows,
    }
    print(f"{options.count} passages, {result['tokens_a_passage']} tokens each, file {result['file_mb']} MB")
    print_table([["query", "filter", "p50 ms", "p90 ms"], *(list(row.values()) for row in rows)])
    write_result(options, "words", result)


def _passages(count: int, counts: Counter[str]) -> Iterator[tuple[str, str, str]]:
    for text, language in make_texts(count):
        words = index_words(text, language)
        counts.update(words.split())
        yield words, "", language


def measure(connection: Connection, counts: Counter[str], queries: int) -> list[dict[str, Any]]:
    """The middle and the slow latencies for each kind of query under each filter."""
    chance = random.Random(6)
    tokens = [token for token, _ in counts.most_common(4_000) if len(token) > 1]
    singles = [match_any([[chance.choice(tokens)]]) for _ in range(queries)]
    triples = [[[token] for token in chance.sample(tokens, 3)] for _ in range(queries)]
    kinds = {
        "one word": singles,
        "three words, any": [match_any(words) for words in triples],
        "three words, all": [match_all(words) for words in triples],
    }
    filters: dict[str, Select[int] | None] = {
        "none": None,
        "one language": allowed_passages(Filters(languages=("ja",))),
        "one target (1 %)": allowed_passages(Filters(targets=("target_7",))),
    }
    rows = []
    for kind, asked in kinds.items():
        for name, allowed in filters.items():
            search_words(connection, asked[0], TOP, allowed)
            times = latencies_ms(asked, partial(_search, connection, allowed))
            rows.append({"query": kind, "filter": name, "p50_ms": median_ms(times),
                         "p90_ms": round(times[int(0.9 * (len(times) - 1))], 3)})  # fmt: skip
    return rows


def _search(connection: Connection, allowed: Select[int] | None, match: str) -> None:
    search_words(connection, match, TOP, allowed)


if __name__ == "__main__":
    main()
