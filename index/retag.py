"""Tags and signals written anew, and what follows from them: which of several copies is the original."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, delete, exists, insert, select, update

from crawlers.document import Document
from index.dialect import chunks
from index.errors import DocumentMissing
from index.meta import mark_stories
from index.rows import AnyRow, signal_row, storable, storable_json, tag_row
from index.tables import DocumentRow, SignalRow, TagRow, VersionRow
from nlp.tags import Signal, TaggedDocument

COUNTS: Final = 0.5  # score from which a country's role counts: for facts, and for who published first
_BLANK: Final = Document(id="", url="", title="", text="").digest
_UNDATED: Final = "9999"


def replace_findings(connection: Connection, version_pk: int, tagged: TaggedDocument) -> None:
    """The version's automatic tags and signals are replaced; what a person judged or added stays.

    A finding that a person has judged is not written a second time.
    """
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
        .values(regions=storable_json(tagged.regions), tagger_version=tagged.tagger_version)
    )


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


def refresh_duplicates(connection: Connection, digests: Iterable[str]) -> bool:
    """Whether a document's original changed. Of current versions with one text the earliest published leads.

    Ties: the publisher whose country is itself an actor of the text, then the smaller id.
    """
    changed = False
    for chunk in chunks(sorted(set(digests) - {_BLANK})):
        rows = connection.execute(
            select(
                DocumentRow.pk,
                DocumentRow.id,
                DocumentRow.duplicate_of,
                VersionRow.digest,
                VersionRow.pk.label("version_pk"),
                VersionRow.published,
            )
            .join(VersionRow, VersionRow.document_pk == DocumentRow.pk)
            .where(VersionRow.is_current, VersionRow.digest.in_(chunk))
        )
        groups: dict[str, list[AnyRow]] = defaultdict(list)
        for row in rows:
            groups[row.digest].append(row)
        for group in groups.values():
            leader = _original(connection, group)
            for row in group:
                wanted = None if row.id == leader else leader
                if row.duplicate_of != wanted:
                    connection.execute(
                        update(DocumentRow).where(DocumentRow.pk == row.pk).values(duplicate_of=wanted)
                    )
                    changed = True
    return changed


def _original(connection: Connection, group: list[AnyRow]) -> str:
    if len(group) == 1:
        return str(group[0].id)
    acting = exists().where(
        TagRow.version_pk == VersionRow.pk,
        TagRow.kind == "country",
        TagRow.publisher,
        TagRow.role == "actor",
        TagRow.score >= COUNTS,
        TagRow.status != "rejected",
    )
    own: set[int] = set()
    for chunk in chunks([row.version_pk for row in group]):
        own.update(
            connection.execute(select(VersionRow.pk).where(VersionRow.pk.in_(chunk), acting)).scalars()
        )
    return str(min((row.published or _UNDATED, row.version_pk not in own, row.id) for row in group)[2])


def _judged(signal: Signal, events: Iterable[AnyRow]) -> bool:
    start, end = signal.evidence
    return any(row.type == signal.type and row.start < end and start < row.end for row in events)
