"""Vectors as the store keeps them: float16, little endian, under the model that made them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, bindparam, select

from index.dialect import Prepared, among, listed
from index.records import Vectors
from index.tables import VectorRow

Keys = npt.NDArray[np.int64]
_STORED: Final = Prepared(
    select(VectorRow.passage_pk, VectorRow.data).where(
        VectorRow.model_id == bindparam("model"), among(VectorRow.passage_pk, "pks")
    )
)


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
    rows = _rows_of(connection, model_id, passage_pks)
    return dict(zip((row[0] for row in rows), _decode([row[1] for row in rows]), strict=True))


def nearest_cosines(
    connection: Connection, model_id: str, passage_pks: Iterable[int], queries: Vectors
) -> dict[int, float]:
    """The cosine of each passage with the nearest of the query's; pks without a vector are left out."""
    rows = _rows_of(connection, model_id, passage_pks)
    if not rows:
        return {}
    cosines = (_decode([row[1] for row in rows]) @ queries.T).max(axis=1).tolist()
    return dict(zip((row[0] for row in rows), cosines, strict=True))


def _rows_of(
    connection: Connection, model_id: str, passage_pks: Iterable[int]
) -> Sequence[tuple[int, bytes]]:
    asked = listed(sorted(set(passage_pks)))
    return _STORED.rows(connection, model=model_id, pks=asked) if asked != "[]" else []


def _decode(data: Sequence[bytes]) -> Vectors:
    if not data:
        return np.empty((0, 0), np.float32)
    whole = np.frombuffer(b"".join(data), dtype="<f2").astype(np.float32)
    return whole.reshape(len(data), -1)
