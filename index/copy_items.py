"""What is read of the documents of some weeks to find out which of them repeat each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from index.dialect import chunks
from index.originals import COUNTS
from index.rows import AnyRow
from index.tables import DocumentRow, SignalRow, TagRow, VersionRow


@dataclass(frozen=True, slots=True)
class CopyItem:
    """One document's current version; `day` counts days, `held` is what the store says it repeats."""

    pk: int
    document_pk: int
    id: str
    digest: str
    minhash: bytes | None
    length: int
    language: str
    day: int | None
    target_id: str | None
    held: tuple[str | None, dict[str, Any] | None]
    parties: frozenset[str]
    types: frozenset[str]


def close_in_time(first: CopyItem, second: CopyItem, days: int) -> bool:
    """Published within so many days of each other; what has no date may be of any."""
    return first.day is None or second.day is None or abs(first.day - second.day) <= days


def named_apart(first: CopyItem, second: CopyItem) -> bool:
    """Whether each of the two names a party that the other does not."""
    return bool(first.parties - second.parties and second.parties - first.parties)


def read_items(connection: Connection, since: date) -> Iterator[CopyItem]:
    """Current versions published since then or without a date, by day and id."""
    rows = connection.execute(
        select(
            VersionRow.pk,
            VersionRow.document_pk,
            DocumentRow.id,
            VersionRow.digest,
            VersionRow.minhash,
            (func.length(VersionRow.title) + func.length(VersionRow.text) + 2).label("length"),
            VersionRow.language,
            VersionRow.published,
            DocumentRow.target_id,
            DocumentRow.duplicate_of,
            DocumentRow.duplicate_why,
        )
        .join(DocumentRow, DocumentRow.pk == VersionRow.document_pk)
        .where(
            VersionRow.is_current,
            or_(VersionRow.published >= since.isoformat(), VersionRow.published.is_(None)),
        )
        .order_by(VersionRow.published, DocumentRow.id)
    ).all()
    parties = _values(
        connection,
        rows,
        select(TagRow.version_pk, TagRow.value).where(
            TagRow.kind == "country",
            TagRow.role == "actor",
            TagRow.score >= COUNTS,
            TagRow.status != "rejected",
        ),
        TagRow.version_pk,
    )
    types = _values(
        connection,
        rows,
        select(SignalRow.version_pk, SignalRow.type).where(
            SignalRow.modality.in_(("asserted", "planned")),
            SignalRow.score >= COUNTS,
            SignalRow.status != "rejected",
        ),
        SignalRow.version_pk,
    )
    for row in rows:
        yield CopyItem(
            pk=row.pk,
            document_pk=row.document_pk,
            id=row.id,
            digest=row.digest,
            minhash=row.minhash,
            length=row.length,
            language=row.language,
            day=_day(row.published),
            target_id=row.target_id,
            held=(row.duplicate_of, row.duplicate_why),
            parties=frozenset(parties[row.pk]),
            types=frozenset(types[row.pk]),
        )


def _values(
    connection: Connection, rows: Sequence[AnyRow], statement: Any, column: Any
) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for chunk in chunks([row.pk for row in rows]):
        for pk, value in connection.execute(statement.where(column.in_(chunk))):
            found[pk].add(value)
    return found


def _day(published: str | None) -> int | None:
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None
