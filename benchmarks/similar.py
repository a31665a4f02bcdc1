"""Search by an example: documents like a stored one, against nearness of its vectors alone.

python -m benchmarks.similar [--count 20000 200000] [--small]

The passages are made of the demo world's texts with rare words strewn in, the first 20,000 read in full,
further ones halves of two of these; a document's text is the words of its five passages. Vectors are made.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from benchmarks.hybrid import more_passages
from benchmarks.made_pages import make_texts
from benchmarks.made_store import (
    MODEL_ID,
    PASSAGES_A_DOCUMENT,
    clustered_vectors,
    store_of_words,
    write_vectors,
)
from benchmarks.measure import arguments, latencies_ms, median_ms, print_table, write_result
from index.filters import Filters
from index.search import Searcher
from index.store import Store
from index.stored_vectors import read_vectors
from index.vectors.flat import VectorIndex
from index.vectors.stored import Vectors
from nlp.crosslingual import Gloss
from nlp.tokens import tokenize

DIMENSION = 384
READ = 20_000  # passages that are tokenized
EXAMPLES = 30
TOP = 10
FILTERS = {"none": Filters(), "one target (1 %)": Filters(targets=("target_7",))}


def main(given: Sequence[str] | None = None) -> None:
    """Print and write the latencies, by count and filter."""
    parser = arguments(__doc__ or "", repeats=1)
    parser.add_argument("--count", type=int, nargs="+", default=[20_000, 200_000], help="passages")
    options = parser.parse_args(given)
    if options.small:
        options.count = [1_000]
    faiss.omp_set_num_threads(1)
    rows: list[dict[str, Any]] = []
    for count in options.count:
        rows += measure_count(count, 4 if options.small else EXAMPLES)
    print_table([list(rows[0]), *(list(row.values()) for row in rows)])
    write_result(options, "similar", {"examples": EXAMPLES, "top": TOP, "rows": rows})


def measure_count(count: int, examples: int) -> list[dict[str, Any]]:
    """One row a filter, over one store of so many passages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        store_of_words(path, more_passages(make_texts(min(count, READ)), count)).close()
        with sqlite3.connect(path) as connection:
            write_vectors(connection, clustered_vectors(count, DIMENSION))
            _write_texts(connection)
        connection.close()
        with Store.open(path) as store:
            vectors = VectorIndex.load_or_build(store, Path(folder) / "vectors.json", MODEL_ID)
            searcher = Searcher(
                store,
                vectors,
                embed=lambda texts: np.zeros((len(texts), DIMENSION), np.float32),
                gloss=lambda _text, _language: Gloss("", (), ()),
                tokenize=tokenize,
            )
            return [{"passages": count, **row} for row in measure(searcher, store, count, examples)]


def _write_texts(connection: sqlite3.Connection) -> None:
    """Every document's text: the words of its passages, each of which begins where they do."""
    versions: dict[int, list[str]] = {}
    places = []
    for pk, version, words in connection.execute("SELECT pk, version_pk, words FROM passages ORDER BY pk"):
        texts = versions.setdefault(version, [])
        start = 2 + sum(len(text) + 2 for text in texts)  # no title, two line ends
        texts.append(words)
        places.append((start, start + len(words), pk))
    connection.executemany('UPDATE passages SET start = ?, "end" = ? WHERE pk = ?', places)
    connection.executemany(
        "UPDATE versions SET text = ? WHERE pk = ?",
        (("\n\n".join(texts), version) for version, texts in versions.items()),
    )


def measure(searcher: Searcher, store: Store, count: int, examples: int) -> list[dict[str, Any]]:
    """The first call, which reads how rare words are, then the middle and the slowest tenth."""
    chance = random.Random(9)
    documents = chance.sample(range(1, count // PASSAGES_A_DOCUMENT + 1), examples)
    first = latencies_ms([f"d{documents[0]}"], searcher.similar)[0]
    means = [_mean_vector(store, document) for document in documents]
    alone = latencies_ms(means, lambda mean: searcher.vectors.search(mean, TOP * PASSAGES_A_DOCUMENT))
    rows = []
    for name, filters in FILTERS.items():

        def like(document: int, filters: Filters = filters) -> object:
            return searcher.similar(f"d{document}", limit=TOP, filters=filters)

        found = latencies_ms(documents, like)
        rows.append(
            {
                "filter": name,
                "first call ms": round(first, 1),
                "similar p50 ms": median_ms(found),
                "similar p90 ms": round(found[int(0.9 * (len(found) - 1))], 3),
                "vectors alone p50 ms": median_ms(alone) if filters.empty else None,
            }
        )
    return rows


def _mean_vector(store: Store, document: int) -> Vectors:
    first = (document - 1) * PASSAGES_A_DOCUMENT + 1
    with store.engine.connect() as connection:
        own = read_vectors(connection, MODEL_ID, list(range(first, first + PASSAGES_A_DOCUMENT)))
    mean = np.mean(list(own.values()), axis=0)
    return (mean / np.linalg.norm(mean)).astype(np.float32)


if __name__ == "__main__":
    main()
