"""What a reader has read: by name, as the desk's commands take names, and in which version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, Literal

from sqlalchemy import ColumnElement, Select, delete, select

from index.dialect import chunks, transaction, upsert
from index.errors import DocumentMissing, StoreError
from index.tables import DocumentRow, ReadRow, VersionRow
from index.vectors.flat import StoreLike

State = Literal["unread", "read"]
Reading = tuple[State, str]  # of the documents wanted, and whose
LONGEST: Final = 60  # characters of a reader's name


class Reads:
    """Who read what, in a store; every method is one transaction. A new version of a document is unread."""

    def __init__(self, store: StoreLike) -> None:
        self._engine = store.engine

    def mark(self, reader: str, document_ids: Sequence[str]) -> int:
        """How many documents the reader has now read as they stand. Raises DocumentMissing, StoreError."""
        name, now = reader_name(reader), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with transaction(self._engine) as connection:
            found: dict[str, int] = {}
            for chunk in chunks(document_ids):
                rows = select(DocumentRow.id, DocumentRow.current).where(DocumentRow.id.in_(chunk))
                found |= {row.id: row.current for row in connection.execute(rows)}
            for document_id in document_ids:
                if document_id not in found:
                    raise DocumentMissing(
                        f"store: no document {document_id!r}; wanted an id that a search shows"
                    )
            values = [
                {"reader": name, "document_id": key, "version": version, "read_utc": now}
                for key, version in found.items()
            ]
            upsert(connection, ReadRow, values, ("reader", "document_id"))
        return len(found)

    def unmark(self, reader: str, document_ids: Sequence[str]) -> int:
        """How many documents were read by the reader, and count as unread again."""
        count = 0
        with transaction(self._engine) as connection:
            for chunk in chunks(document_ids):
                own = (ReadRow.reader == reader_name(reader), ReadRow.document_id.in_(chunk))
                count += connection.execute(delete(ReadRow).where(*own)).rowcount
        return count

    def among(self, reader: str, document_ids: Sequence[str]) -> set[str]:
        """Those of the documents that the reader has read as they stand."""
        found: set[str] = set()
        with self._engine.connect() as connection:
            for chunk in chunks(document_ids):
                rows = connection.execute(_read_by(reader).where(DocumentRow.id.in_(chunk)))
                found.update(row.id for row in rows)
        return found


def reader_name(name: str) -> str:
    """The name without blanks around it. Raises StoreError for none, or one that is too long."""
    trimmed = " ".join(name.split())
    if not 0 < len(trimmed) <= LONGEST:
        raise StoreError(
            f"reader: is {name[:80]!r}; wanted a name of 1 to {LONGEST} characters; give one with --reader"
        )
    return trimmed


def meets_reading(reading: Reading) -> ColumnElement[bool]:
    """What a version must meet to be read, or unread, by a reader."""
    state, reader = reading
    own = VersionRow.document_pk.in_(_read_by(reader).with_only_columns(DocumentRow.pk))
    return own if state == "read" else ~own


def _read_by(reader: str) -> Select[str]:
    """Documents that a reader has read in the current version."""
    return (
        select(DocumentRow.id)
        .join(ReadRow, ReadRow.document_id == DocumentRow.id)
        .where(ReadRow.reader == reader, ReadRow.version >= DocumentRow.current)
    )
