"""Whole searches: hybrid against words alone, with and without one filter, and what facets cost beside them.

python -m benchmarks.hybrid [--count 100000 1000000] [--small]

The first 100,000 passages are read in full; further ones are halves of two of these, so that words come as
often. Real passages are of the development sets where they are beside the repository, each text cut in pieces
of 500 characters; their vectors are made, as no latency depends on them.
"""

from __future__ import annotations

import argparse
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
from benchmarks.made_store import MODEL_ID, Vectors, clustered_vectors, store_of_words, write_vectors
from benchmarks.measure import arguments, median_ms, print_table, write_result
from benchmarks.real_texts import real_texts
from index.filters import Filters
from index.search import Mode, Query, Searcher
from index.store import Store
from index.vectors.flat import VectorIndex
from nlp.crosslingual import Gloss
from nlp.embed import load_embedder
from nlp.tokens import index_words, tokenize
from stdiplo_scan.settings import shared_folder

DIMENSION = 384
READ = 100_000  # passages that are tokenized
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
    parser.add_argument("--count", type=int, nargs="+", default=[100_000, 1_000_000], help="passages")
    options = parser.parse_args(given)
    if options.small:
        options.count = [1_000]
    rows: list[dict[str, Any]] = []
    for count in options.count:
        rows += measure_store("made", count, more_passages(make_texts(min(count, READ)), count), options)
    if texts := real_texts(shared_folder(), min(options.count)):
        print(f"{len(texts)} real passages of {min(options.count)}; where there are fewer they come again")
        rows += measure_store(
            "real", min(options.count), more_passages(iter(texts), min(options.count)), options
        )
    print_table([list(rows[0]), *(list(row.values()) for row in rows)])
    result = {"words": WORDS, "real": len(texts), "rows": rows}
    write_result(options, "hybrid", result)


def measure_store(
    name: str, count: int, passages: Iterator[tuple[str, str, str]], options: argparse.Namespace
) -> list[dict[str, Any]]:
    """The rows of one store of passages."""
    counts: Counter[str] = Counter()

    def counted() -> Iterator[tuple[str, str, str]]:
        for place, (words, gloss, language) in enumerate(passages):
            if place < READ:
                counts.update(words.split())
            yield words, gloss, language

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        store_of_words(path, counted()).close()
        with sqlite3.connect(path) as connection:
            write_vectors(connection, clustered_vectors(count, DIMENSION))
        connection.close()
        with Store.open(path) as store:
            searcher = Searcher(
                store,
                VectorIndex.load_or_build(store, Path(folder) / "vectors.json", MODEL_ID),
                embed=_hashed if options.small else load_embedder(threads=1).embed_queries,
                gloss=lambda _text, _language: Gloss("", (), ()),
                tokenize=tokenize,
            )
            rows = measure(searcher, counts, 5 if options.small else QUERIES)
    return [{"texts": name, "passages": count, **row} for row in rows]


def more_passages(texts: Iterator[tuple[str, str]], count: int) -> Iterator[tuple[str, str, str]]:
    """(words, no gloss, language) of each text; beyond them halves of two texts of one language."""
    read: dict[str, list[list[str]]] = {}
    made = 0
    for text, language in texts:
        words = index_words(text, language)
        read.setdefault(language, []).append(words.split())
        yield words, "", language
        made += 1
    chance = random.Random(8)
    languages, weights = list(read), [len(of) for of in read.values()]
    for language in chance.choices(languages, weights, k=count - made):
        first, second = chance.choice(read[language]), chance.choice(read[language])
        yield " ".join([*first[: len(first) // 2], *second[len(second) // 2 :]]), "", language


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
