"""Tags and signals written anew, and what follows from them: which of several copies is the original."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from crawlers.document import Document
from index.corrections import lay_over, write_corrections
from index.dialect import chunks
from index.errors import DocumentMissing
from index.meta import mark_stories
from index.originals import COUNTS, leader_of, read_claims, why_it_leads
from index.rows import AnyRow, signal_row, storable, storable_json, tag_row
from index.tables import DocumentRow, SignalRow, TagRow, VersionRow
from nlp.corrections import Correction
from nlp.tags import Signal, TaggedDocument

__all__ = ["COUNTS", "correct_documents", "refresh_duplicates", "replace_findings", "replace_tags"]

_BLANK: Final = Document(id="", url="", title="", text="").digest


def replace_findings(connection: Connection, version_pk: int, tagged: TaggedDocument) -> None:
    """The version's automatic tags and signals are replaced; what a person judged or added stays.

    A finding that a person has judged is not written a second time; corrections are laid over the new ones.
    """
    kept_apart = select(VersionRow.pk).where(VersionRow.pk == version_pk, VersionRow.automatic.is_not(None))
    if connection.execute(kept_apart).scalar_one_or_none() is not None:
        # What stands there is the automatic findings under corrections, which are laid over again below.
        connection.execute(delete(TagRow).where(TagRow.version_pk == version_pk))
        connection.execute(delete(SignalRow).where(SignalRow.version_pk == version_pk))
    automatic = TagRow.status == "automatic"
    connection.execute(delete(TagRow).where(TagRow.version_pk == version_pk, automatic))
    connection.execute(
        delete(SignalRow).where(SignalRow.version_pk == version_pk, SignalRow.status == "automatic")
    )
    kept = connection.execute(select(TagRow.kind, TagRow.value).where(TagRow.version_pk == version_pk))
    judged = {(row.kind, row.value) for row in kept}
    tags = [tag_row(version_pk, tag) for tag in tagged.tags if (tag.kind, storable(tag.value)) not in judged]
    if tags:
        connection.execute(insert(TagRow), tags)
    events = connection.execute(
        select(SignalRow.type, SignalRow.start, SignalRow.end).where(SignalRow.version_pk == version_pk)
    ).all()
    signals = [signal_row(version_pk, item) for item in tagged.signals if not _judged(item, events)]
    if signals:
        connection.execute(insert(SignalRow), signals)
    connection.execute(
        update(VersionRow)
        .where(VersionRow.pk == version_pk)
        .values(regions=storable_json(tagged.regions), tagger_version=tagged.tagger_version, automatic=None)
    )
    lay_over(connection, version_pk)


def replace_tags(connection: Connection, document_id: str, number: int, tagged: TaggedDocument) -> None:
    """See Store.replace_tags."""
    row = connection.execute(
        select(VersionRow.pk, VersionRow.digest, VersionRow.published, VersionRow.is_current)
        .join(DocumentRow, DocumentRow.pk == VersionRow.document_pk)
        .where(DocumentRow.id == document_id, VersionRow.number == number)
    ).one_or_none()
    if row is None:
        raise DocumentMissing(
            f"store: no document {document_id!r} with version {number}; see `stdiplo-scan search`"
        )
    replace_findings(connection, row.pk, tagged)
    refresh_duplicates(connection, {row.digest})
    if row.is_current:
        mark_stories(connection, [row.published])


def rename_tagger(connection: Connection, before: str, after: str) -> int:
    """See Store.rename_tagger."""
    said = (VersionRow.is_current, VersionRow.tagger_version == before)
    return connection.execute(update(VersionRow).where(*said).values(tagger_version=after)).rowcount


def correct_documents(connection: Connection, corrections: Sequence[Correction]) -> list[Correction]:
    """See Store.correct."""
    fresh = write_corrections(connection, corrections)
    digests: set[str] = set()
    days: list[str | None] = []
    for chunk in chunks(sorted({one.document for one in fresh})):
        rows = connection.execute(
            select(VersionRow.pk, VersionRow.digest, VersionRow.published, VersionRow.is_current)
            .join(DocumentRow, DocumentRow.pk == VersionRow.document_pk)
            .where(DocumentRow.id.in_(chunk))
        ).all()
        for row in rows:
            lay_over(connection, row.pk)
            if row.is_current:
                digests.add(row.digest)
                days.append(row.published)
    refresh_duplicates(connection, digests)
    mark_stories(connection, days)
    return fresh


def refresh_duplicates(connection: Connection, digests: Iterable[str]) -> bool:
    """Whether a document's original changed, of current versions with one text (index/originals.py says
    which is it). What is known to be a near copy or a translation is left to index/copies.py.
    """
    changed = False
    for chunk in chunks(sorted(set(digests) - {_BLANK})):
        rows = connection.execute(
            select(
                DocumentRow.pk,
                DocumentRow.id,
                DocumentRow.duplicate_of,
                DocumentRow.duplicate_why,
                VersionRow.digest,
                VersionRow.pk.label("version_pk"),
            )
            .join(VersionRow, VersionRow.document_pk == DocumentRow.pk)
            .where(VersionRow.is_current, VersionRow.digest.in_(chunk))
        )
        groups: dict[str, list[AnyRow]] = defaultdict(list)
        for row in rows:
            groups[row.digest].append(row)
        for group in groups.values():
            changed |= _lead_group(connection, group)
    return changed


def _lead_group(connection: Connection, group: list[AnyRow]) -> bool:
    """Whether something changed: the copies of one text say which document they repeat."""
    alone = len(group) == 1  # as most are, and then nothing has to be read to tell who leads
    claims = {} if alone else read_claims(connection, [row.version_pk for row in group])
    leader = None if alone else leader_of(list(claims.values()))
    changed = False
    for row in group:
        wanted, why = None, None
        if leader is not None and row.id != leader.id:
            wanted = leader.id
            why = {"how": "exact", "score": 1.0, "lead": why_it_leads(leader, claims[row.version_pk])}
        elif (row.duplicate_why or {}).get("how", "exact") != "exact":
            continue  # it repeats a text that is not quite this one
        if (row.duplicate_of, row.duplicate_why) != (wanted, why):
            values = {"duplicate_of": wanted, "duplicate_why": why}
            connection.execute(update(DocumentRow).where(DocumentRow.pk == row.pk).values(values))
            changed = True
    return changed


def _judged(signal: Signal, events: Iterable[AnyRow]) -> bool:
    start, end = signal.evidence
    return any(row.type == signal.type and row.start < end and start < row.end for row in events)
