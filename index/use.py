"""How much a target gives and how much of it is read: days of its documents, and openings by readers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from index.dialect import chunks, count_up
from index.rows import storable
from index.tables import DocumentRow, OpeningRow, VersionRow


@dataclass(frozen=True, slots=True)
class DocumentDay:
    """When a target's document came: the day it states, if any, and the instant it was first fetched."""

    target_id: str
    published: str | None  # YYYY-MM-DD
    first_fetched_utc: str


def read_document_days(connection: Connection, target_id: str | None) -> list[DocumentDay]:
    """One entry a current document of a target, oldest fetch first; documents without a target are not in."""
    statement = (
        select(DocumentRow.target_id, VersionRow.published, DocumentRow.first_fetched_utc)
        .join(VersionRow, (VersionRow.document_pk == DocumentRow.pk) & VersionRow.is_current)
        .where(DocumentRow.target_id.is_not(None))
        .order_by(DocumentRow.first_fetched_utc, DocumentRow.pk)
    )
    if target_id is not None:
        statement = statement.where(DocumentRow.target_id == target_id)
    return [DocumentDay(str(row[0]), row[1], row[2]) for row in connection.execute(statement)]


def count_opening(connection: Connection, document_id: str, day: str) -> None:
    """One more opening of a document on a day (YYYY-MM-DD); nothing is kept of who opened it."""
    row = {"document_id": storable(document_id), "day": day, "count": 1}
    count_up(connection, OpeningRow, row, ("document_id", "day"), "count")


def read_openings(connection: Connection, since: str, until: str) -> dict[str, int]:
    """Openings of a target's documents on days in [since, until), by target id, sorted."""
    statement = (
        select(DocumentRow.target_id, func.sum(OpeningRow.count))
        .join(DocumentRow, DocumentRow.id == OpeningRow.document_id)
        .where(OpeningRow.day >= since, OpeningRow.day < until, DocumentRow.target_id.is_not(None))
        .group_by(DocumentRow.target_id)
        .order_by(DocumentRow.target_id)
    )
    return {str(target): int(count) for target, count in connection.execute(statement)}


def read_kept(connection: Connection, since: str, until: str) -> dict[str, int]:
    """Documents first fetched in [since, until) (ISO dates or UTC instants), by target id, sorted."""
    statement = (
        select(DocumentRow.target_id, func.count())
        .where(
            DocumentRow.first_fetched_utc >= since,
            DocumentRow.first_fetched_utc < until,
            DocumentRow.target_id.is_not(None),
        )
        .group_by(DocumentRow.target_id)
        .order_by(DocumentRow.target_id)
    )
    return {str(target): int(count) for target, count in connection.execute(statement)}


def read_targets_of(connection: Connection, document_ids: Collection[str]) -> dict[str, str]:
    """The target of each of these documents that has one; the rest is left out."""
    found: dict[str, str] = {}
    for chunk in chunks(sorted(document_ids)):
        rows = connection.execute(
            select(DocumentRow.id, DocumentRow.target_id).where(
                DocumentRow.id.in_(chunk), DocumentRow.target_id.is_not(None)
            )
        )
        found.update((row.id, str(row.target_id)) for row in rows)
    return found
