"""Entries written into the store: new documents, new versions, merged facts; one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from sqlalchemy import Connection, exists, select, update

from crawlers.document import Document, document_id
from index.dialect import chunks
from index.errors import EntryError
from index.meta import advance_cursor, hold_model, mark_stories, raise_revision
from index.new_versions import NewVersion, insert_documents, insert_urls, insert_versions, urls_of
from index.passage_rows import drop_passages
from index.records import Entry
from index.retag import refresh_duplicates, replace_findings
from index.rows import AnyRow, storable_document
from index.tables import DigestRow, DocumentRow, UrlRow, VersionRow

Outcome = Literal["new", "revised", "unchanged"]
_BATCH = 256  # entries that are written together


@dataclass(slots=True)
class Touched:
    """What a transaction changed: texts whose copies, and days whose stories, are to be looked at again."""

    digests: set[str] = field(default_factory=set)
    days: set[str | None] = field(default_factory=set)


def add_entries(
    connection: Connection, entries: Sequence[Entry], model_id: str, archive_cursor: int | None
) -> list[Outcome]:
    """What became of each entry; see Store.add."""
    for entry in entries:
        check_entry(entry)
    for dimension in sorted({int(entry.vectors.shape[1]) for entry in entries if len(entry.passages)}):
        hold_model(connection, model_id, dimension)
    outcomes: list[Outcome] = []
    touched = Touched()
    changed = False
    for batch in (entries[at : at + _BATCH] for at in range(0, len(entries), _BATCH)):
        for outcome, entry_changed in _add_batch(connection, batch, model_id, touched):
            outcomes.append(outcome)
            changed |= entry_changed
    changed |= refresh_duplicates(connection, touched.digests)
    mark_stories(connection, touched.days)
    if changed:
        raise_revision(connection)
    if archive_cursor is not None:
        advance_cursor(connection, archive_cursor)
    return outcomes


def check_entry(entry: Entry) -> None:
    """Raises EntryError where an entry's parts do not fit each other or its text."""
    place = f"entry {entry.document.id!r}"
    if not entry.document.id:
        raise EntryError(
            "entry: its document has an empty id; wanted the id of `document_id(url)` or of the row"
        )
    count, shape = len(entry.passages), entry.vectors.shape
    if not (len(entry.words) == len(entry.glosses) == count) or (count and shape[:1] != (count,)):
        raise EntryError(
            f"{place}: {count} passages, {len(entry.words)} words, {len(entry.glosses)} glosses, vectors of "
            f"shape {shape}; wanted one of each a passage; tag and embed the document again"
        )
    if count and (len(shape) != 2 or not np.isfinite(entry.vectors).all()):
        raise EntryError(
            f"{place}: vectors of shape {shape} with numbers that are not finite, or not a table; wanted "
            f"({count}, dimension) of unit length; embed the document again"
        )
    length = len(entry.document.content)
    for passage in entry.passages:
        if not 0 <= passage.start <= passage.end <= length:
            raise EntryError(
                f"{place}: passage [{passage.start}, {passage.end}) lies outside its content of {length} "
                "code points; split the document again"
            )


def _add_batch(
    connection: Connection, entries: Sequence[Entry], model_id: str, touched: Touched
) -> Iterator[tuple[Outcome, bool]]:
    """What became of each entry. Those that nobody can know yet are written together, before the next one
    that somebody may know: so all is as if they had come one by one.
    """
    documents = [storable_document(entry.document) for entry in entries]
    ids, urls = _known(connection, documents)
    fresh: list[tuple[Document, Entry]] = []
    for document, entry in zip(documents, entries, strict=True):
        if document.id in ids or document.url in urls:
            insert_documents(connection, fresh, model_id)
            fresh = []
            yield _add(connection, document, entry, model_id, touched)
        else:
            fresh.append((document, entry))
            touched.digests.add(document.digest)
            touched.days.add(document.published)
            yield "new", True
        ids.add(document.id)
        urls.update(urls_of(document))
    insert_documents(connection, fresh, model_id)


def _known(connection: Connection, documents: Sequence[Document]) -> tuple[set[str], set[str]]:
    """The ids of these documents that the store has, and their URLs under which it has any document."""
    ids: set[str] = set()
    urls: set[str] = set()
    for chunk in chunks([document.id for document in documents]):
        ids.update(connection.execute(select(DocumentRow.id).where(DocumentRow.id.in_(chunk))).scalars())
    for chunk in chunks([document.url for document in documents]):
        urls.update(connection.execute(select(UrlRow.url).where(UrlRow.url.in_(chunk))).scalars())
    return ids, urls


def _add(
    connection: Connection, document: Document, entry: Entry, model_id: str, touched: Touched
) -> tuple[Outcome, bool]:
    known = _find(connection, document)
    if known is None:
        insert_documents(connection, [(document, entry)], model_id)
        touched.digests.add(document.digest)
        touched.days.add(document.published)
        return "new", True
    versions = connection.execute(
        select(
            VersionRow.pk,
            VersionRow.number,
            VersionRow.is_current,
            VersionRow.digest,
            VersionRow.fetched_utc,
            VersionRow.published,
            VersionRow.published_confidence,
            VersionRow.tagger_version,
        )
        .where(VersionRow.document_pk == known.pk)
        .order_by(VersionRow.number)
    ).all()
    current = next(row for row in versions if row.is_current)
    seen_after = bool(document.fetched_utc) and document.fetched_utc > known.last_fetched_utc
    changed = _add_urls(connection, known.pk, document)
    same = _same_text(document.digest, current, versions, seen_after=seen_after)
    if same is not None:
        merged = _merge(connection, known, same, document, entry, alone=len(versions) == 1)
        if merged and same.is_current:
            touched.digests.add(document.digest)
            touched.days.update((same.published, document.published))
        return "unchanged", changed or merged
    late = bool(document.fetched_utc) and document.fetched_utc < known.last_fetched_utc
    if late:
        number = _place_of_late(connection, known.pk, document, current, versions)
        late_one = NewVersion(known.pk, number, document, entry, current=False)
        insert_versions(connection, [late_one], model_id)
        first = _earlier(known.first_fetched_utc, document.fetched_utc)
        _update_document(connection, known.pk, first_fetched_utc=first)
        return "revised", True
    _retire(connection, current.pk)
    number = versions[-1].number + 1
    insert_versions(connection, [NewVersion(known.pk, number, document, entry, current=True)], model_id)
    _update_document(
        connection,
        known.pk,
        current=number,
        url=document.url if document.id == known.id else known.url,
        target_id=document.target_id or known.target_id,
        country=document.country or known.country,
        first_fetched_utc=_earlier(known.first_fetched_utc, document.fetched_utc),
        last_fetched_utc=max(known.last_fetched_utc, document.fetched_utc),
    )
    touched.digests.update((current.digest, document.digest))
    touched.days.update((current.published, document.published))
    return "revised", True


def _find(connection: Connection, document: Document) -> AnyRow | None:
    """The document of this id; else, for a crawled one, the crawled document seen under its URL."""
    columns = (
        DocumentRow.pk,
        DocumentRow.id,
        DocumentRow.url,
        DocumentRow.target_id,
        DocumentRow.country,
        DocumentRow.first_fetched_utc,
        DocumentRow.last_fetched_utc,
    )
    found = connection.execute(select(*columns).where(DocumentRow.id == document.id)).one_or_none()
    if found is not None or document.id != document_id(document.url):
        return found
    others = connection.execute(
        select(*columns)
        .join(UrlRow, UrlRow.document_pk == DocumentRow.pk)
        .where(UrlRow.url == document.url)
        .order_by(DocumentRow.id)
    )
    return next((row for row in others if row.id == document_id(row.url)), None)


def _same_text(
    digest: str, current: AnyRow, versions: Sequence[AnyRow], *, seen_after: bool
) -> AnyRow | None:
    """The version that already has this text; an old one only if the page was not seen to return to it."""
    if digest == current.digest:
        return current
    if seen_after:
        return None
    return next((row for row in versions if row.digest == digest), None)


def _place_of_late(
    connection: Connection, pk: int, document: Document, current: AnyRow, versions: Sequence[AnyRow]
) -> int:
    """The number of a version that was fetched before the current one but arrives after it.

    Numbers follow the time of fetching. Once a digest exists it may have printed numbers, so none changes any
    more and the late version takes the next free one.
    """
    if connection.execute(select(exists().select_from(DigestRow))).scalar_one():
        return int(versions[-1].number) + 1
    later = (row.number for row in versions if row.fetched_utc > document.fetched_utc)
    place = min(next(later, current.number), current.number)
    own = VersionRow.document_pk == pk
    connection.execute(
        update(VersionRow).where(own, VersionRow.number >= place).values(number=-VersionRow.number)
    )
    connection.execute(
        update(VersionRow).where(own, VersionRow.number < 0).values(number=1 - VersionRow.number)
    )
    _update_document(connection, pk, current=current.number + 1)
    return int(place)


def _merge(
    connection: Connection,
    known: AnyRow,
    version: AnyRow,
    document: Document,
    entry: Entry,
    *,
    alone: bool,
) -> bool:
    """Whether anything but the time of fetching changed when the same text was met again.

    Of two targets the one with the smaller id owns the document, of two dates the surer one counts, so that
    the order of arrival does not matter.
    """
    owner = document.target_id is not None and (
        known.target_id is None or document.target_id < known.target_id
    )
    facts: dict[str, Any] = {}
    values: dict[str, Any] = {}
    if owner:
        facts["target_id"] = document.target_id
        values.update(language=document.language, kind=document.kind)
    if document.country and (owner or known.country is None) and document.country != known.country:
        facts["country"] = document.country
    if _date_rank(document.published, document.published_confidence) < _date_rank(
        version.published, version.published_confidence
    ):
        values.update(
            published=document.published,
            published_from=document.published_from,
            published_confidence=document.published_confidence,
        )
    changed = bool(facts or values)
    if facts or version.tagger_version != entry.tagged.tagger_version:
        replace_findings(connection, version.pk, entry.tagged)
        changed = True
    if alone and _earlier(version.fetched_utc, document.fetched_utc) != version.fetched_utc:
        values["fetched_utc"] = document.fetched_utc
    if values:
        connection.execute(update(VersionRow).where(VersionRow.pk == version.pk).values(values))
    _update_document(
        connection,
        known.pk,
        **facts,
        first_fetched_utc=_earlier(known.first_fetched_utc, document.fetched_utc),
        last_fetched_utc=max(known.last_fetched_utc, document.fetched_utc),
    )
    return changed


def _date_rank(published: str | None, confidence: float) -> tuple[bool, float, str]:
    return published is None, -confidence, published or ""


def _earlier(first: str, second: str) -> str:
    """The earlier of two instants; an empty one says nothing."""
    return min(first, second) if first and second else first or second


def _update_document(connection: Connection, pk: int, **values: Any) -> None:
    connection.execute(update(DocumentRow).where(DocumentRow.pk == pk).values(values))


def _retire(connection: Connection, version_pk: int) -> None:
    """The version keeps its text, tags and signals, and loses its passages, vectors and words."""
    connection.execute(update(VersionRow).where(VersionRow.pk == version_pk).values(is_current=False))
    drop_passages(connection, version_pk)


def _add_urls(connection: Connection, pk: int, document: Document) -> bool:
    """Whether the document was not known under one of these URLs; pages skipped before are no longer."""
    known = select(UrlRow.url).where(UrlRow.document_pk == pk)
    held = set(connection.execute(known).scalars())
    missing = [url for url in urls_of(document) if url not in held]
    insert_urls(connection, [(pk, document, missing)])
    return bool(missing)
