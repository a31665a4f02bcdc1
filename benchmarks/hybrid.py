"""Whole searches: hybrid against words alone, with and without one filter, and what facets cost beside them.

python -m benchmarks.hybrid [--count N] [--small]
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.made_pages import make_texts
from benchmarks.made_store import MODEL_ID, Vectors, clustered_vectors, store_of_words
from benchmarks.measure import arguments, median_ms, print_table, write_result
from index.filters import Filters
from index.search import Mode, Query, Searcher
from index.store import Store
from index.vectors.flat import VectorIndex
from nlp.crosslingual import Gloss
from nlp.embed import load_embedder
from nlp.tokens import index_words, tokenize

DIMENSION = 384
QUERIES = 60
WORDS = 3  # of a query
FILTERS = {
    "none": Filters(),
    "one language": Filters(languages=("ja",)),
    "one target (1 %)": Filters(targets=("target_7",)),
}


def main(given: Sequence[str] | None = None) -> None:
    """Print and write the latencies, by filter and kind of search."""
    parser = arguments(__doc__ or "", repeats=1)
    parser.add_argument("--count", type=int, default=100_000, help="passages")
    options = parser.parse_args(given)
    if options.small:
        options.count = 1_000
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        store_of_words(path, _passages(options.count, counts)).close()
        _add_vectors(path, options.count)
        store = Store.open(path)
        searcher = Searcher(
            store,
            VectorIndex.load_or_build(store, Path(folder) / "vectors.json", MODEL_ID),
            embed=_hashed if options.small else load_embedder(threads=1).embed_queries,
            gloss=lambda _text, _language: Gloss("", (), ()),
            tokenize=tokenize,
        )
        rows = measure(searcher, counts, 5 if options.small else QUERIES)
        store.close()
    print_table([list(rows[0]), *(list(row.values()) for row in rows)])
    write_result(options, "hybrid", {"passages": options.count, "words": WORDS, "rows": rows})


def _passages(count: int, counts: Counter[str]) -> Iterator[tuple[str, str, str]]:
    for text, language in make_texts(count):
        words = index_words(text, language)
        counts.update(words.split())
        yield words, "", language


def _add_vectors(path: Path, count: int) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        pk = 0
        for vectors in clustered_vectors(count, DIMENSION):
            rows = ((pk + 1 + at, MODEL_ID, row.tobytes()) for at, row in enumerate(vectors.astype("<f2")))
            connection.executemany("INSERT INTO vectors(passage_pk, model_id, data) VALUES (?, ?, ?)", rows)
            pk += len(vectors)
    connection.close()


def _hashed(texts: Sequence[str]) -> Vectors:
    """Any unit vectors: tiny runs need no model."""
    vectors = np.stack(
        [np.random.default_rng(len(text)).standard_normal(DIMENSION).astype(np.float32) for text in texts]
    )
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def measure(searcher: Searcher, counts: Counter[str], queries: int) -> list[dict[str, Any]]:
    """One row a filter: the middle latency of words alone, hybrid and facets, and hybrid against words."""
    chance = random.Random(6)
    tokens = [token for token, _ in counts.most_common(4_000) if token.isascii() and len(token) > 2]
    texts = [" ".join(chance.sample(tokens, WORDS)) for _ in range(queries)]
    rows = []
    for name, filters in FILTERS.items():

        def ask(mode: Mode, filters: Filters = filters) -> Callable[[str], object]:
            return lambda text: searcher.search(Query(text, mode, filters=filters, language="en"))

        def count(text: str, filters: Filters = filters) -> object:
            return searcher.facets(Query(text, filters=filters, language="en"))

        for warm in (ask("exact"), ask("hybrid")):
            warm(texts[0])
        words, hybrid = _latencies_ms(texts, ask("exact")), _latencies_ms(texts, ask("hybrid"))
        facets = _latencies_ms(texts[:3], count)
        rows.append(
            {
                "filter": name,
                "words p50 ms": median_ms(words),
                "hybrid p50 ms": median_ms(hybrid),
                "hybrid / words": round(median_ms(hybrid) / median_ms(words), 2),
                "facets p50 ms": median_ms(facets),
            }
        )
    return rows


def _latencies_ms(texts: Sequence[str], answer: Callable[[str], object]) -> list[float]:
    """CPU milliseconds of this process, all threads, for each query, one at a time, sorted.

    The engine that embeds the query works in threads of its own.
    """
    found = []
    for text in texts:
        start = time.process_time()
        answer(text)
        found.append((time.process_time() - start) * 1000)
    return sorted(found)


if __name__ == "__main__":
    main()
