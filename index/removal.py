"""Documents taken out of a store, with all that was made of them; for trials on a copy of the store."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from index.dialect import chunks
from index.keywords import remove_words
from index.meta import mark_stories, raise_revision
from index.retag import refresh_duplicates
from index.tables import DocumentRow, PassageRow, VersionRow


def remove_documents(connection: Connection, document_ids: Sequence[str]) -> int:
    """How many documents were taken out, all versions of them; ids that are not in the store are passed over.

    Copies of their texts get another original, and the stories of their days are to be found anew.
    """
    removed = 0
    digests: set[str] = set()
    for chunk in chunks(sorted(set(document_ids))):
        found = select(DocumentRow.pk).where(DocumentRow.id.in_(chunk))
        pks = list(connection.execute(found).scalars())
        if not pks:
            continue
        versions = connection.execute(
            select(VersionRow.digest, VersionRow.published).where(VersionRow.document_pk.in_(pks))
        ).all()
        digests.update(row.digest for row in versions)
        mark_stories(connection, [row.published for row in versions])
        words = connection.execute(
            select(PassageRow.pk, PassageRow.words, PassageRow.gloss).where(PassageRow.document_pk.in_(pks))
        )
        remove_words(connection, [tuple(row) for row in words])
        connection.execute(delete(DocumentRow).where(DocumentRow.pk.in_(pks)))
        removed += len(pks)
    if removed:
        refresh_duplicates(connection, digests)
        raise_revision(connection)
    return removed
