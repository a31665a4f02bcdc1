"""Vectors as the store keeps them, read in chunks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, func, select

from index.errors import StoreError
from index.tables import VectorRow

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

_CHUNK = 20_000  # vectors read at once


class VectorIndexError(StoreError):
    """The vectors cannot be used; the text gives place, value met, value wanted and cure."""


def count_vectors(connection: Connection, model_id: str) -> tuple[int, int]:
    """How many vectors of the model the store holds, and the sum of their passage pks."""
    statement = select(func.count(), func.coalesce(func.sum(VectorRow.passage_pk), 0)).where(
        VectorRow.model_id == model_id
    )
    rows, id_sum = connection.execute(statement).one()
    return int(rows), int(id_sum)


def stored_pks(connection: Connection, model_id: str) -> Ids:
    """The pks of all passages that have a vector of the model, ascending."""
    statement = select(VectorRow.passage_pk).where(VectorRow.model_id == model_id)
    rows = connection.execute(statement.order_by(VectorRow.passage_pk)).scalars()
    return np.fromiter(rows, dtype=np.int64)


def read_vectors(
    connection: Connection, model_id: str, pks: Ids | None, *, after: int = 0
) -> Iterator[tuple[Ids, Vectors]]:
    """The store's vectors in chunks, by ascending pk: all of them beyond `after`, or those of the pks given
    (ascending).
    """
    if pks is not None and len(pks) == 0:
        return
    after = after if pks is None else int(pks[0]) - 1
    while True:
        statement = (
            select(VectorRow.passage_pk, VectorRow.data)
            .where(VectorRow.model_id == model_id, VectorRow.passage_pk > after)
            .order_by(VectorRow.passage_pk)
            .limit(_CHUNK)
        )
        rows = connection.execute(statement).all()
        if not rows:
            return
        after = int(rows[-1][0])
        found = np.array([row[0] for row in rows], dtype=np.int64)
        vectors = _decoded([row[1] for row in rows], model_id)
        if pks is not None:
            kept = np.isin(found, pks, assume_unique=True)
            found, vectors = found[kept], np.ascontiguousarray(vectors[kept])
        if len(found):
            yield found, vectors
        if pks is not None and after >= int(pks[-1]):
            return


def sample_vectors(connection: Connection, model_id: str, rows: int, most: int) -> Vectors:
    """Vectors spread evenly over the store, at most `most` of them."""
    step = max(1, -(-rows // most))
    parts = []
    seen = 0
    for _, vectors in read_vectors(connection, model_id, None):
        parts.append(vectors[(-seen) % step :: step].copy())
        seen += len(vectors)
    return np.concatenate(parts)


def _decoded(blobs: Sequence[bytes], model_id: str) -> Vectors:
    if len({len(blob) for blob in blobs}) != 1:
        raise VectorIndexError(
            f"store: vectors of {model_id} differ in length; wanted one length; "
            f"run `stdiplo-scan index rebuild`"
        )
    flat = np.frombuffer(b"".join(blobs), dtype="<f2").astype(np.float32)
    return np.ascontiguousarray(flat.reshape(len(blobs), -1))
