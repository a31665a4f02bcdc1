"""Stores of many made passages, written straight into the tables, for the indexes over them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.meta import MODEL, REVISION
from index.store import Store

Vectors = npt.NDArray[np.float32]
MODEL_ID = "made"
PASSAGES_A_DOCUMENT = 5
_ROWS = 5_000


def clustered_vectors(count: int, dimension: int, *, seed: int = 3, rows: int = _ROWS) -> Iterator[Vectors]:
    """Unit-length vectors in chunks, around centres of unequal size, as passages lie around topics."""
    chance = np.random.default_rng(seed)
    centres = chance.standard_normal((max(8, count // 400), dimension), dtype=np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    weights = 1.0 / np.arange(1, len(centres) + 1) ** 0.7
    weights /= weights.sum()
    for at in range(0, count, rows):
        chosen = chance.choice(len(centres), size=min(rows, count - at), p=weights)
        noise = chance.standard_normal((len(chosen), dimension), dtype=np.float32) * (0.9 / dimension**0.5)
        vectors = centres[chosen] + noise
        yield vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def store_of_vectors(path: Path, chunks: Iterable[Vectors]) -> Store:
    """A store that holds these vectors under the passage numbers 1, 2, 3 ... and nothing else."""
    Store.open(path).close()
    with sqlite3.connect(path) as connection:
        write_vectors(connection, chunks)
        _write_meta(connection)
    connection.close()
    return Store.open(path)


def write_vectors(connection: sqlite3.Connection, chunks: Iterable[Vectors]) -> None:
    """The vectors of the passages 1, 2, 3 ..., in their order."""
    _for_bulk(connection)
    pk = 0
    for vectors in chunks:
        rows = ((pk + 1 + at, MODEL_ID, row.tobytes()) for at, row in enumerate(vectors.astype("<f2")))
        connection.executemany("INSERT INTO vectors(passage_pk, model_id, data) VALUES (?, ?, ?)", rows)
        pk += len(vectors)


def store_of_words(path: Path, passages: Iterable[tuple[str, str, str]]) -> Store:
    """A store of passages given as (words, gloss, language), five a document, with their full-text index."""
    Store.open(path).close()
    with sqlite3.connect(path) as connection:
        _for_bulk(connection)
        for pk, (words, gloss, language) in enumerate(passages, 1):
            document = (pk - 1) // PASSAGES_A_DOCUMENT + 1
            if (pk - 1) % PASSAGES_A_DOCUMENT == 0:
                _write_document(connection, document, language)
            connection.execute(
                'INSERT INTO passages(pk, document_pk, version_pk, ordinal, start, "end", words, gloss) '
                "VALUES (?, ?, ?, ?, 0, 0, ?, ?)",
                (pk, document, document, (pk - 1) % PASSAGES_A_DOCUMENT, words, gloss),
            )
        connection.execute("INSERT INTO passage_words(passage_words) VALUES ('rebuild')")
        _write_meta(connection)
        connection.execute("ANALYZE")
    connection.close()
    return Store.open(path)


def _write_document(connection: sqlite3.Connection, pk: int, language: str) -> None:
    target = f"target_{pk % 100}"  # a filter by one target leaves one passage in a hundred
    connection.execute(
        "INSERT INTO documents(pk, id, url, target_id, current, first_fetched_utc, last_fetched_utc) "
        "VALUES (?, ?, ?, ?, 1, '', '')",
        (pk, f"d{pk}", f"http://world.example/{pk}", target),
    )
    connection.execute(
        "INSERT INTO versions(pk, document_pk, number, is_current, title, text, digest, language, "
        "published_from, published_confidence, fetched_utc, kind, mime, regions, tagger_version) "
        "VALUES (?, ?, 1, 1, '', '', ?, ?, 'unknown', 0, '', 'news', 'text/html', '[]', '')",
        (pk, pk, f"{pk:064x}", language),
    )


def _for_bulk(connection: sqlite3.Connection) -> None:
    """No foreign keys and no waiting for the disk: the file is thrown away afterwards."""
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA synchronous = OFF")


def _write_meta(connection: sqlite3.Connection) -> None:
    rows = [(REVISION, "1"), (MODEL, MODEL_ID)]
    connection.executemany("INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)", rows)
