"""Adding passages to a large store and its vector index, durably, against building the index again.

python -m benchmarks.growth [--count N] [--small]
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import faiss

from benchmarks.made_pages import rare_word
from benchmarks.made_store import (
    MODEL_ID,
    PASSAGES_A_DOCUMENT,
    clustered_vectors,
    store_of_words,
    write_vectors,
)
from benchmarks.measure import arguments, print_table, spend, write_result
from crawlers.document import Document
from index.dialect import writing
from index.records import Entry
from index.store import Store
from index.vectors.flat import FLAT_LIMIT, VectorIndex
from nlp.passages import Passage
from nlp.tags import TaggedDocument

DIMENSION = 384
ADDED = 1_000  # passages
WORDS = 85  # of a passage that is added
BATCH = 32  # documents of one transaction, as in the weekly job


def main(given: Sequence[str] | None = None) -> None:
    """Print and write what each step costs."""
    parser = arguments(__doc__ or "", repeats=1)
    parser.add_argument("--count", type=int, default=1_000_000, help="vectors that are there already")
    options = parser.parse_args(given)
    if options.small:
        options.count = 3_000
    faiss.omp_set_num_threads(1)
    added = ADDED if not options.small else 50
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        store_of_words(path, _short_passages(options.count)).close()
        with sqlite3.connect(path) as connection:
            write_vectors(connection, clustered_vectors(options.count, DIMENSION))
        connection.close()
        with Store.open(path) as store:
            limit = 0 if options.small else FLAT_LIMIT
            rows = measure(store, Path(folder) / "vectors.json", added, flat_limit=limit)
    print_table([list(rows[0]), *(list(row.values()) for row in rows)])
    costs = {row["step"]: row["cpu_s"] for row in rows}
    built = [costs["build the index of all"], costs["build the words of all"]]
    result = {
        "vectors": options.count,
        "added": added,
        "documents": added // PASSAGES_A_DOCUMENT,
        "rebuild_over_adding": round(sum(built) / costs["adding, all of it"], 1),
        "rows": rows,
    }
    print(f"adding costs 1/{result['rebuild_over_adding']} of building")
    write_result(options, "growth", result)


def measure(store: Store, path: Path, added: int, *, flat_limit: int) -> list[dict[str, Any]]:
    """One row a step; adding is the sum of storing, taking up and keeping."""

    def open_index() -> VectorIndex:
        return VectorIndex.load_or_build(store, path, MODEL_ID, flat_limit=flat_limit)

    open_index().save()
    opened: list[VectorIndex] = []
    entries = list(_entries(added))
    steps: dict[str, Callable[[], Any]] = {
        "build the index of all": lambda: open_index().rebuild(),
        "build the words of all": lambda: _build_words(store),
        "open it": lambda: opened.append(open_index()),
        "store what is new": lambda: _store(store, entries),
        "take it up in the index": lambda: [index.refresh() for index in opened],
        "keep the index": lambda: [index.keep() for index in opened],
        "open it again, in another process's place": lambda: opened.append(open_index()),
    }
    rows: list[dict[str, Any]] = []
    for name, work in steps.items():
        cost = spend(work)
        rows.append({"step": name, "cpu_s": round(cost.cpu_s, 2), "wall_s": round(cost.wall_s, 2)})
    assert len(opened[0]) == len(opened[1]) == store.counts()["vectors"]
    parts = rows[3:6]
    whole = {key: round(sum(row[key] for row in parts), 2) for key in ("cpu_s", "wall_s")}
    rows.insert(6, {"step": "adding, all of it", **whole})
    return rows


def _build_words(store: Store) -> None:
    """The full-text index of all passages made anew."""
    with writing(store.engine).begin() as connection:
        connection.exec_driver_sql("INSERT INTO passage_words(passage_words) VALUES ('rebuild')")


def _store(store: Store, entries: Sequence[Entry]) -> None:
    for at in range(0, len(entries), BATCH):
        store.add(entries[at : at + BATCH], model_id=MODEL_ID)


def _short_passages(count: int) -> Iterator[tuple[str, str, str]]:
    """Passages of five words, so that building the words of all costs less here than in an office."""
    chance = random.Random(1)
    for _ in range(count):
        yield " ".join(rare_word(chance) for _ in range(5)), "", "en"


def _entries(added: int) -> Iterator[Entry]:
    """Documents of five passages that the store does not hold yet."""
    chance = random.Random(2)
    for at, vectors in enumerate(clustered_vectors(added, DIMENSION, seed=9, rows=PASSAGES_A_DOCUMENT)):
        texts = [" ".join(rare_word(chance) for _ in range(WORDS)) for _ in vectors]
        document = Document(
            id=f"new{at}", url=f"http://world.example/new/{at}", title="", text=" ".join(texts), language="en"
        )
        starts = [2 + sum(len(text) + 1 for text in texts[:place]) for place in range(len(texts))]
        yield Entry(
            document=document,
            tagged=TaggedDocument(document.id, "en", (), (), (), "made"),
            passages=tuple(
                Passage(start, start + len(text)) for start, text in zip(starts, texts, strict=True)
            ),
            words=tuple(texts),
            glosses=("",) * len(texts),
            vectors=vectors,
        )


if __name__ == "__main__":
    main()
