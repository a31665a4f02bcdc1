"""The models whose vectors the store holds: one in force, others beside it, whole or half built.

A new model's vectors are written beside the old ones, passage by passage, and searches go on under the old
model; only when every passage has one does the store change over, in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, or_, select

from crawlers.nearest import meant
from index.dialect import chunks, transaction
from index.documents import read_passages
from index.errors import StoreError
from index.meta import DIMENSION, MODEL, raise_revision, read_meta, write_meta
from index.records import Vectors
from index.tables import Meta, PassageRow, VectorRow
from index.vectors.flat import StoreLike

_KNOWN = "model:"  # before a model's id: the key of its facts
_MARK = "#"  # between a model's id and what else is kept under it (index/headlines.py)


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model of which the store holds vectors."""

    model_id: str
    name: str  # by which it is loaded; "" where the store was never told
    vectors: int
    passages: int  # of the store: as many vectors make it whole
    in_force: bool

    @property
    def whole(self) -> bool:
        """Whether every passage has a vector of it."""
        return self.vectors >= self.passages


@dataclass(frozen=True, slots=True)
class BarePassage:
    """A passage that has no vector of a model yet."""

    pk: int
    text: str
    language: str


class Models:
    """The models of a store; every method is one transaction."""

    def __init__(self, store: StoreLike) -> None:
        self._engine = store.engine

    def name_in_force(self) -> str:
        """The name by which the model of the searched vectors is loaded; "" where it was never told."""
        with self._engine.connect() as connection:
            return _names(connection).get(read_meta(connection, MODEL) or "", "")

    def all(self) -> list[KnownModel]:
        """Every model with vectors, that in force first, then by id."""
        with self._engine.connect() as connection:
            held, names = read_meta(connection, MODEL), _names(connection)
            passages = int(connection.execute(select(func.count()).select_from(PassageRow)).scalar_one())
            counted = select(VectorRow.model_id, func.count()).group_by(VectorRow.model_id)
            counts = {name: int(count) for name, count in connection.execute(counted) if _MARK not in name}
        ids = dict.fromkeys((*([held] if held else ()), *sorted({*counts, *names})))
        return [KnownModel(one, names.get(one, ""), counts.get(one, 0), passages, one == held) for one in ids]

    def begin(self, model_id: str, name: str) -> None:
        """The store knows by which name a model is loaded, before its first vector comes."""
        with transaction(self._engine, durable=True) as connection:
            write_meta(connection, _KNOWN + model_id, json.dumps({"name": name}))

    def bare_passages(self, model_id: str, after_pk: int, limit: int) -> list[BarePassage]:
        """The next passages without a vector of the model, by pk; read on with the last one's pk."""
        with self._engine.connect() as connection, connection.begin():
            statement = select(PassageRow.pk, PassageRow.language)
            rows = connection.execute(
                statement.where(PassageRow.pk > after_pk, _bare(model_id))
                .order_by(PassageRow.pk)
                .limit(limit)
            ).all()
            texts = read_passages(connection, [row.pk for row in rows])
        return [BarePassage(row.pk, texts[row.pk].text, row.language) for row in rows if row.pk in texts]

    def add_vectors(self, model_id: str, pks: Sequence[int], vectors: Vectors) -> None:
        """The vectors are kept beside those of other models; passages that went meanwhile are left out."""
        data = np.ascontiguousarray(vectors, dtype="<f2")
        with transaction(self._engine) as connection:
            there: set[int] = set()
            for chunk in chunks(pks):
                still = select(PassageRow.pk).where(PassageRow.pk.in_(chunk), _bare(model_id))
                there.update(connection.execute(still).scalars())
            rows = [
                {"passage_pk": pk, "model_id": model_id, "data": data[row].tobytes()}
                for row, pk in enumerate(pks)
                if pk in there
            ]
            if rows:
                connection.execute(insert(VectorRow), rows)

    def switch(self, model_id: str, dimension: int) -> int:
        """How many passages have no vector of the model yet; 0: it is in force from this transaction on."""
        with transaction(self._engine, durable=True) as connection:
            counted = select(func.count()).select_from(PassageRow).where(_bare(model_id))
            bare = int(connection.execute(counted).scalar_one())
            if not bare and read_meta(connection, MODEL) != model_id:
                write_meta(connection, MODEL, model_id)
                write_meta(connection, DIMENSION, str(dimension))
                raise_revision(connection)
            return bare

    def forget(self, wanted: str) -> KnownModel:
        """A model, by id or name, with all its vectors gone from the store. Raises StoreError for the one in
        force, or one that is not there.
        """
        found = [one for one in self.all() if wanted in (one.model_id, one.name)]
        if not found:
            ids = [one.model_id for one in self.all()]
            known = (", ".join(ids) or "none") + meant(wanted, ids)
            raise StoreError(f"index: no vectors of the model {wanted!r}; wanted one of {known}")
        model = found[-1]
        with transaction(self._engine, durable=True) as connection:
            if read_meta(connection, MODEL) == model.model_id:
                raise StoreError(
                    f"index: {wanted} is the model in force; wanted another; "
                    "change over first with `stdiplo-scan index rebuild --model NAME`"
                )
            connection.execute(delete(VectorRow).where(_of(model.model_id)))
            connection.execute(delete(Meta).where(Meta.key == _KNOWN + model.model_id))
        return model


def _names(connection: Connection) -> dict[str, str]:
    """The names of the models that were ever told, by id."""
    rows = connection.execute(select(Meta.key, Meta.value).where(Meta.key.startswith(_KNOWN)))
    return {key.removeprefix(_KNOWN): str(json.loads(value)["name"]) for key, value in rows}


def _bare(model_id: str) -> ColumnElement[bool]:
    """That a passage has no vector of the model."""
    return ~exists().where(VectorRow.passage_pk == PassageRow.pk, VectorRow.model_id == model_id)


def _of(model_id: str) -> ColumnElement[bool]:
    """All that is kept under a model."""
    return or_(
        VectorRow.model_id == model_id, VectorRow.model_id.startswith(model_id + _MARK, autoescape=True)
    )
