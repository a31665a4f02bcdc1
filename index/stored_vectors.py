"""Vectors as the store keeps them: float16, little endian, under the model that made them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, select

from index.dialect import chunks
from index.records import Vectors
from index.tables import VectorRow

Keys = npt.NDArray[np.int64]


def page_of_vectors(connection: Connection, model_id: str, after_pk: int, limit: int) -> tuple[Keys, Vectors]:
    """The next passage pks, ascending, and their vectors, float32, shape (count, dimension).

    Both are empty, the vectors with shape (0, 0), when there are no more.
    """
    rows = connection.execute(
        select(VectorRow.passage_pk, VectorRow.data)
        .where(VectorRow.model_id == model_id, VectorRow.passage_pk > after_pk)
        .order_by(VectorRow.passage_pk)
        .limit(limit)
    ).all()
    if not rows:
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    keys = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    return keys, _decode([row[1] for row in rows])


def read_vectors(connection: Connection, model_id: str, passage_pks: Sequence[int]) -> dict[int, Vectors]:
    """The vectors by passage pk, each of shape (dimension,); pks without one are left out."""
    found: dict[int, Vectors] = {}
    for chunk in chunks(sorted(set(passage_pks))):
        rows = connection.execute(
            select(VectorRow.passage_pk, VectorRow.data).where(
                VectorRow.model_id == model_id, VectorRow.passage_pk.in_(chunk)
            )
        )
        found.update((pk, np.frombuffer(data, "<f2").astype(np.float32)) for pk, data in rows)
    return found


def _decode(data: Sequence[bytes]) -> Vectors:
    whole = np.frombuffer(b"".join(data), dtype="<f2").astype(np.float32)
    return whole.reshape(len(data), -1)
