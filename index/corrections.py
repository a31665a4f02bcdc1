"""The log of a person's corrections, and the versions they are laid over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Connection, delete, insert, select, update

from index.dialect import chunks
from index.rows import AnyRow, signal_of, signal_row, storable_json, tag_of, tag_row
from index.tables import CorrectionRow, DocumentRow, SignalRow, TagRow, VersionRow
from nlp.correcting import Corrected, correct
from nlp.corrections import Correction, correction_of
from nlp.tags import TaggedDocument


@dataclass(frozen=True, slots=True)
class Judged:
    """One version of a document: what the tagger says, and what readers are shown."""

    content: str
    automatic: TaggedDocument
    shown: TaggedDocument
    resting: tuple[str, ...]  # ids of corrections that this text gives no place to


def write_corrections(connection: Connection, corrections: Iterable[Correction]) -> list[Correction]:
    """Those that were not in the log yet, now added to it in their order."""
    given = {one.id: one for one in (one.named() for one in corrections)}
    known: set[str] = set()
    for chunk in chunks(sorted(given)):
        known.update(
            connection.execute(select(CorrectionRow.id).where(CorrectionRow.id.in_(chunk))).scalars()
        )
    fresh = [one for one in given.values() if one.id not in known]
    if fresh:
        rows = [
            {
                "id": one.id,
                "document_id": one.document,
                "made_utc": one.made_utc,
                "author": one.author,
                "record": storable_json(one.to_json()),
            }
            for one in fresh
        ]
        connection.execute(insert(CorrectionRow), rows)
    return fresh


def read_corrections(connection: Connection, document_id: str | None = None) -> list[Correction]:
    """The corrections of a document, or all, oldest first; taken back ones and the taking back included."""
    statement = select(CorrectionRow.record).order_by(CorrectionRow.made_utc, CorrectionRow.pk)
    if document_id is not None:
        statement = statement.where(CorrectionRow.document_id == document_id)
    return [correction_of(record, "store: corrections") for record in connection.execute(statement).scalars()]


def corrected_documents(connection: Connection) -> list[str]:
    """Ids of the stored documents that somebody corrected, sorted."""
    statement = select(DocumentRow.id).where(DocumentRow.id.in_(select(CorrectionRow.document_id)))
    return sorted(connection.execute(statement).scalars())


def corrected_among(connection: Connection, document_ids: Sequence[str]) -> set[str]:
    """Those of the documents that anybody ever corrected."""
    found: set[str] = set()
    for chunk in chunks(document_ids):
        some = select(CorrectionRow.document_id).where(CorrectionRow.document_id.in_(chunk)).distinct()
        found.update(connection.execute(some).scalars())
    return found


def lay_over(connection: Connection, version_pk: int) -> bool:
    """Whether the version's tags and signals were written: the automatic ones under all corrections.

    What the tagger itself said is kept beside them while a correction is in force, and stands alone again
    when the last one is taken back.
    """
    row = _version(connection, version_pk)
    corrections = read_corrections(connection, row.id)
    if not corrections and row.automatic is None:
        return False
    automatic = _automatic(connection, row)
    shown = correct(automatic, f"{row.title}\n\n{row.text}", corrections).tagged
    changed = shown is not automatic
    connection.execute(delete(TagRow).where(TagRow.version_pk == version_pk))
    connection.execute(delete(SignalRow).where(SignalRow.version_pk == version_pk))
    if shown.tags:
        connection.execute(insert(TagRow), [tag_row(version_pk, tag) for tag in shown.tags])
    if shown.signals:
        connection.execute(insert(SignalRow), [signal_row(version_pk, item) for item in shown.signals])
    connection.execute(
        update(VersionRow)
        .where(VersionRow.pk == version_pk)
        .values(regions=storable_json(shown.regions), automatic=_packed(automatic) if changed else None)
    )
    return True


def read_judged(connection: Connection, document_id: str, number: int | None = None) -> Judged | None:
    """A version of a document, by default the current one, before and after its corrections; None where there
    is no such version.
    """
    wanted = VersionRow.is_current if number is None else VersionRow.number == number
    pk = connection.execute(
        select(VersionRow.pk)
        .join(DocumentRow, DocumentRow.pk == VersionRow.document_pk)
        .where(DocumentRow.id == document_id, wanted)
    ).scalar_one_or_none()
    if pk is None:
        return None
    row = _version(connection, pk)
    automatic = _automatic(connection, row)
    content = f"{row.title}\n\n{row.text}"
    found: Corrected = correct(automatic, content, read_corrections(connection, document_id))
    return Judged(content, automatic, found.tagged, found.resting)


def _version(connection: Connection, version_pk: int) -> AnyRow:
    return connection.execute(
        select(
            VersionRow.pk,
            VersionRow.title,
            VersionRow.text,
            VersionRow.language,
            VersionRow.regions,
            VersionRow.tagger_version,
            VersionRow.automatic,
            DocumentRow.id,
        )
        .join(DocumentRow, DocumentRow.pk == VersionRow.document_pk)
        .where(VersionRow.pk == version_pk)
    ).one()


def _automatic(connection: Connection, row: AnyRow) -> TaggedDocument:
    if row.automatic is not None:
        kept: Mapping[str, Any] = row.automatic
        tags: Sequence[Any] = [SimpleNamespace(**one) for one in kept["tags"]]
        signals: Sequence[Any] = [SimpleNamespace(**one) for one in kept["signals"]]
        regions = kept["regions"]
    else:
        tags = connection.execute(
            select(*_columns(TagRow)).where(TagRow.version_pk == row.pk).order_by(TagRow.pk)
        ).all()
        signals = connection.execute(
            select(*_columns(SignalRow)).where(SignalRow.version_pk == row.pk).order_by(SignalRow.pk)
        ).all()
        regions = row.regions
    return TaggedDocument(
        row.id,
        row.language,
        tuple(tag_of(cast("AnyRow", tag)) for tag in tags),
        tuple(signal_of(cast("AnyRow", signal)) for signal in signals),
        tuple(regions),
        row.tagger_version,
    )


def _packed(tagged: TaggedDocument) -> dict[str, Any]:
    """Tags, signals and regions as JSON; the same columns as their rows."""
    return {
        "tags": [_bare(tag_row(0, tag)) for tag in tagged.tags],
        "signals": [_bare(signal_row(0, signal)) for signal in tagged.signals],
        "regions": list(tagged.regions),
    }


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "version_pk"}


def _columns(table: type[TagRow] | type[SignalRow]) -> list[Any]:
    return [column for column in table.__table__.columns if column.name not in {"pk", "version_pk"}]
