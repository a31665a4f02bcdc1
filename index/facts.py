"""What reports count: the current documents of a range of dates, without texts; and the store's totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Connection, and_, func, select, true

from index.dialect import integrity
from index.meta import CURSOR, MODEL, REVISION, read_meta, read_number
from index.originals import COUNTS
from index.records import Fact
from index.rows import AnyRow, signal_of
from index.tables import (
    DigestRow,
    DocumentRow,
    PassageRow,
    RunRow,
    SignalRow,
    SkippedRow,
    TagRow,
    TargetRow,
    VectorRow,
    VersionRow,
)
from nlp.tags import Signal


def read_facts(connection: Connection, start: date, end: date) -> list[Fact]:
    """Facts of the current versions published in [start, end), by date and id, in three queries.

    Countries count from a score of COUNTS (.5) on, or when a person confirmed or added them; what a person
    rejected never counts. Fields likewise; where none is that sure, the best one stands. Signals of every
    modality are kept; readers that count events take asserted and planned ones.
    """
    inside = and_(
        VersionRow.is_current,
        VersionRow.published >= start.isoformat(),
        VersionRow.published < end.isoformat(),
    )
    rows = connection.execute(
        select(
            VersionRow.pk.label("version_pk"),
            VersionRow.number,
            VersionRow.title,
            VersionRow.language,
            VersionRow.kind,
            VersionRow.published,
            VersionRow.published_from,
            VersionRow.fetched_utc,
            VersionRow.regions,
            DocumentRow.id,
            DocumentRow.url,
            DocumentRow.target_id,
            DocumentRow.country,
            DocumentRow.story_id,
            DocumentRow.duplicate_of,
        )
        .join(DocumentRow, DocumentRow.pk == VersionRow.document_pk)
        .where(inside)
        .order_by(VersionRow.published, DocumentRow.id)
    ).all()
    tags = _tags(connection, inside)
    signals = _signals(connection, inside)
    return [_fact(row, tags.get(row.version_pk, {}), signals.get(row.version_pk, ())) for row in rows]


def count_all(connection: Connection) -> dict[str, Any]:
    """Totals for doctor and reports, and breakdowns by language, kind, reason and signal."""
    current = VersionRow.is_current
    return {
        "documents": _count(connection, DocumentRow.pk),
        "versions": _count(connection, VersionRow.pk),
        "duplicates": _count(connection, DocumentRow.pk, DocumentRow.duplicate_of.is_not(None)),
        "stories": connection.execute(select(func.count(DocumentRow.story_id.distinct()))).scalar_one(),
        "undated": _count(connection, VersionRow.pk, current, VersionRow.published.is_(None)),
        "passages": _count(connection, PassageRow.pk),
        "vectors": _count(connection, VectorRow.passage_pk.distinct()),
        "tags": _count(connection, TagRow.pk),
        "signals": _count(connection, SignalRow.pk),
        "targets": _count(connection, TargetRow.id),
        "runs": _count(connection, RunRow.pk),
        "skipped": _count(connection, SkippedRow.url),
        "digests": _count(connection, DigestRow.id),
        "languages": _by(connection, VersionRow.language, current),
        "kinds": _by(connection, VersionRow.kind, current),
        "skipped_reasons": _by(connection, SkippedRow.reason, true()),
        "signal_types": _by(
            connection,
            SignalRow.type,
            SignalRow.version_pk.in_(select(VersionRow.pk).where(current)),
        ),
        "first_published": connection.execute(select(func.min(VersionRow.published)).where(current)).scalar(),
        "last_published": connection.execute(select(func.max(VersionRow.published)).where(current)).scalar(),
        "revision": read_number(connection, REVISION),
        "archive_cursor": read_number(connection, CURSOR),
        "model_id": read_meta(connection, MODEL) or "",
    }


def find_faults(connection: Connection) -> list[str]:
    """What contradicts itself in the store, one line a fault; no lines mean a sound store."""
    faults = integrity(connection)
    model = read_meta(connection, MODEL) or ""
    bare = (
        select(func.count())
        .select_from(PassageRow)
        .where(PassageRow.pk.not_in(select(VectorRow.passage_pk).where(VectorRow.model_id == model)))
    )
    stale = (
        select(func.count())
        .select_from(PassageRow)
        .where(PassageRow.version_pk.not_in(select(VersionRow.pk).where(VersionRow.is_current)))
    )
    headless = (
        select(func.count())
        .select_from(DocumentRow)
        .where(
            DocumentRow.pk.not_in(
                select(VersionRow.document_pk).where(
                    VersionRow.is_current,
                    VersionRow.document_pk == DocumentRow.pk,
                    VersionRow.number == DocumentRow.current,
                )
            )
        )
    )
    for statement, words in (
        (bare, "passages without a vector of the store's model"),
        (stale, "passages of old versions"),
        (headless, "documents without their current version"),
    ):
        count = connection.execute(statement).scalar_one()
        if count:
            faults.append(f"{count} {words}; run `stdiplo-scan index rebuild`")
    return faults


def _tags(connection: Connection, inside: ColumnElement[bool]) -> dict[int, dict[str, list[str]]]:
    """By version: values under country/actor, country/mentioned, field and term, in their order."""
    statement = (
        select(TagRow.version_pk, TagRow.kind, TagRow.value, TagRow.role, TagRow.score, TagRow.status)
        .join(VersionRow, VersionRow.pk == TagRow.version_pk)
        .where(inside, TagRow.kind.in_(("country", "field", "term")), TagRow.status != "rejected")
        .order_by(TagRow.version_pk, TagRow.pk)
    )
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    scores: dict[int, dict[str, float]] = defaultdict(dict)
    for version_pk, kind, value, role, score, status in connection.execute(statement):
        if kind == "country":
            if score >= COUNTS or status != "automatic":
                found[version_pk][str(role)].append(value)
            continue
        found[version_pk][kind].append(value)
        if kind == "field":
            scores[version_pk][value] = score if status == "automatic" else 1.0
    for version_pk, by_value in scores.items():
        ranked = sorted(found[version_pk]["field"], key=lambda value: -by_value[value])
        # A guess is not counted beside a sure field; where all are guesses, the best one stands.
        sure = [value for value in ranked if by_value[value] >= COUNTS]
        found[version_pk]["field"] = sure or ranked[:1]
    return found


def _signals(connection: Connection, inside: ColumnElement[bool]) -> dict[int, list[Signal]]:
    columns = [column for column in SignalRow.__table__.columns if column.name != "pk"]
    statement = (
        select(*columns)
        .join(VersionRow, VersionRow.pk == SignalRow.version_pk)
        .where(inside, SignalRow.status != "rejected")
        .order_by(SignalRow.version_pk, SignalRow.pk)
    )
    found: dict[int, list[Signal]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.version_pk].append(signal_of(row))
    return found


def _fact(row: AnyRow, tags: dict[str, list[str]], signals: Iterable[Signal]) -> Fact:
    return Fact(
        document_id=row.id,
        version=row.number,
        story_id=row.story_id or row.id,
        target_id=row.target_id,
        title=row.title,
        url=row.url,
        language=row.language,
        kind=row.kind,
        published=row.published,
        published_from=row.published_from,
        fetched_utc=row.fetched_utc,
        country=row.country,
        actors=tuple(tags.get("actor", ())),
        mentioned=tuple(tags.get("mentioned", ())),
        regions=tuple(row.regions),
        fields=tuple(tags.get("field", ())),
        signals=tuple(signals),
        terms=tuple(tags.get("term", ())),
        extra={"duplicate_of": row.duplicate_of} if row.duplicate_of else {},
    )


def _count(connection: Connection, column: Any, *conditions: ColumnExpressionArgument[bool]) -> int:
    return int(connection.execute(select(func.count(column)).where(*conditions)).scalar_one())


def _by(connection: Connection, column: Any, condition: ColumnExpressionArgument[bool]) -> dict[str, int]:
    """Counts by value, most first."""
    rows = connection.execute(select(column, func.count()).where(condition).group_by(column))
    return dict(sorted(((str(key), int(count)) for key, count in rows), key=lambda item: (-item[1], item[0])))
