"""The passages of a version: written, dropped, replaced, together with their words and vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select

from index.dialect import next_pks
from index.keywords import add_words, remove_words
from index.meta import mark_stories, raise_revision
from index.records import Entry
from index.rows import storable, storable_document
from index.tables import DocumentRow, PassageRow, VectorRow, VersionRow


def insert_passages(
    connection: Connection, versions: Sequence[tuple[int, int, Entry]], model_id: str
) -> None:
    """The passages of versions (document pk, version pk, entry) are written, with words and vectors."""
    rows = [
        {
            "document_pk": document_pk,
            "version_pk": version_pk,
            "ordinal": ordinal,
            "start": passage.start,
            "end": passage.end,
            "language": entry.document.language if passage.language == "und" else passage.language,
            "words": storable(words),
            "gloss": storable(gloss),
        }
        for document_pk, version_pk, entry in versions
        for ordinal, (passage, words, gloss) in enumerate(
            zip(entry.passages, entry.words, entry.glosses, strict=True)
        )
    ]
    if not rows:
        return
    pks = next_pks(connection, PassageRow, len(rows))
    connection.execute(insert(PassageRow), [{"pk": pk, **row} for pk, row in zip(pks, rows, strict=True)])
    data = np.concatenate([entry.vectors for _, _, entry in versions if len(entry.passages)]).astype("<f2")
    connection.execute(
        insert(VectorRow),
        [{"passage_pk": pk, "model_id": model_id, "data": data[row].tobytes()} for row, pk in enumerate(pks)],
    )
    add_words(connection, pks)


def newest_passage(connection: Connection) -> int:
    """The number of the newest passage; 0 where there is none."""
    return int(connection.execute(select(func.coalesce(func.max(PassageRow.pk), 0))).scalar_one())


def drop_passages(connection: Connection, version_pk: int) -> None:
    """The passages of a version go, with their words and vectors."""
    of_version = PassageRow.version_pk == version_pk
    rows = connection.execute(
        select(PassageRow.pk, PassageRow.words, PassageRow.gloss).where(of_version)
    ).all()
    remove_words(connection, [tuple(row) for row in rows])
    connection.execute(delete(PassageRow).where(of_version))


def replace_passages(connection: Connection, entries: Sequence[Entry], model_id: str) -> None:
    """See Store.replace_passages; documents that are gone, or have another text by now, are left alone."""
    for entry in entries:
        document = storable_document(entry.document)
        row = connection.execute(
            select(VersionRow.pk, VersionRow.document_pk, VersionRow.published)
            .join(DocumentRow, DocumentRow.pk == VersionRow.document_pk)
            .where(DocumentRow.id == document.id, VersionRow.is_current, VersionRow.digest == document.digest)
        ).one_or_none()
        if row is not None:
            drop_passages(connection, row.pk)
            insert_passages(connection, [(row.document_pk, row.pk, entry)], model_id)
            mark_stories(connection, [row.published])
    raise_revision(connection)
