"""The vectors of headlines alone, kept beside the passages' vectors: what stories are told apart by.

They stand under the model's id with a mark, with the document's first passage, so that they go when its text
does and no search meets them. A headline that the model cannot read has an empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Engine, case, func, literal, select

from index.dialect import chunks, upsert, writing
from index.meta import MODEL, read_meta
from index.tables import DocumentRow, PassageRow, VectorRow, VersionRow

Vector = npt.NDArray[np.float32]
Reading = tuple[Vector | None, bool]  # the headline's vector, and whether it is of good English
ReadHeadlines = Callable[[Sequence[tuple[str, str]]], Sequence[Reading]]  # (headline, language) each

LEAD: Final = 300  # code points of a text without a title that stand for its headline
HEADLINE: Final = case(
    (VersionRow.title == "", func.substr(VersionRow.text, 1, LEAD)), else_=VersionRow.title
)
_ANY: Final = "#headline"
_ENGLISH: Final = "#headline-en"
_PAGE: Final = 500


def fill_headlines(engine: Engine, since: date, read_headlines: ReadHeadlines) -> int:
    """How many headlines of current documents published from `since` on were read and kept; those that are
    kept already are not read again. One short transaction for each page.
    """
    after, count = 0, 0
    while True:
        with engine.connect() as connection:
            model_id = read_meta(connection, MODEL) or ""
            known = select(literal(1)).where(
                VectorRow.passage_pk == PassageRow.pk,
                VectorRow.model_id.in_((model_id + _ANY, model_id + _ENGLISH)),
            )
            rows = connection.execute(
                select(PassageRow.pk, HEADLINE.label("headline"), VersionRow.language)
                .join(VersionRow, VersionRow.pk == PassageRow.version_pk)
                .where(
                    PassageRow.ordinal == 0,
                    PassageRow.pk > after,
                    VersionRow.is_current,
                    VersionRow.published >= since.isoformat(),
                    ~known.exists(),
                )
                .order_by(PassageRow.pk)
                .limit(_PAGE)
            ).all()
        if not rows:
            return count
        after = rows[-1].pk
        read = read_headlines([(row.headline, row.language) for row in rows])
        _keep(engine, model_id, {row.pk: one for row, one in zip(rows, read, strict=True)})
        count += len(rows)


def _keep(engine: Engine, model_id: str, read: dict[int, Reading]) -> None:
    """Write the vectors of those passages that are still there."""
    with writing(engine).begin() as connection:
        held: set[int] = set()
        for chunk in chunks(list(read)):
            held.update(connection.execute(select(PassageRow.pk).where(PassageRow.pk.in_(chunk))).scalars())
        upsert(
            connection,
            VectorRow,
            [
                {
                    "passage_pk": pk,
                    "model_id": model_id + (_ENGLISH if english else _ANY),
                    "data": b"" if vector is None else np.ascontiguousarray(vector, "<f2").tobytes(),
                }
                for pk, (vector, english) in read.items()
                if pk in held
            ],
            ("passage_pk", "model_id"),
        )


def headline_vectors(connection: Connection, version_pks: Sequence[int], model_id: str) -> dict[int, Reading]:
    """By version what is kept of its headline; versions whose headline was not read are left out."""
    found: dict[int, Reading] = {}
    names = (model_id + _ANY, model_id + _ENGLISH)
    for chunk in chunks(version_pks):
        rows = connection.execute(
            select(PassageRow.version_pk, VectorRow.model_id, VectorRow.data)
            .join(VectorRow, VectorRow.passage_pk == PassageRow.pk)
            .where(PassageRow.version_pk.in_(chunk), PassageRow.ordinal == 0, VectorRow.model_id.in_(names))
        )
        for pk, name, data in rows:
            vector = np.frombuffer(data, "<f2").astype(np.float32) if data else None
            found[pk] = (vector, name.endswith(_ENGLISH))
    return found


def vectors_of_documents(engine: Engine, document_ids: Sequence[str]) -> dict[str, Vector]:
    """By document the vector of its current headline, unit length; those without one are left out."""
    found: dict[str, Vector] = {}
    with engine.connect() as connection:
        model_id = read_meta(connection, MODEL) or ""
        versions: dict[int, str] = {}
        for chunk in chunks(list(document_ids)):
            rows = connection.execute(
                select(VersionRow.pk, DocumentRow.id)
                .join(DocumentRow, DocumentRow.pk == VersionRow.document_pk)
                .where(VersionRow.is_current, DocumentRow.id.in_(chunk))
            )
            versions.update((pk, document_id) for pk, document_id in rows)
        for pk, (vector, _) in headline_vectors(connection, list(versions), model_id).items():
            if vector is not None and vector.any():
                found[versions[pk]] = vector / np.linalg.norm(vector)
    return found
