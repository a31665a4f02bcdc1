"""Documents and versions that are new, written many at a time: a statement costs more than its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from crawlers.document import Document
from index.corrections import corrected_among, lay_over
from index.dialect import chunks, next_pks, upsert
from index.near_duplicates import signature
from index.passage_rows import insert_passages
from index.records import Entry
from index.rows import signal_row, storable_json, tag_row
from index.tables import DocumentRow, SignalRow, SkippedRow, TagRow, TranslationRow, UrlRow, VersionRow


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A text that a document did not have."""

    document_pk: int
    number: int
    document: Document  # storable
    entry: Entry
    current: bool


def insert_documents(connection: Connection, added: Sequence[tuple[Document, Entry]], model_id: str) -> None:
    """Storable documents that nobody knew, under numbers in their order, with all that belongs to them."""
    rows = [
        {
            "id": document.id,
            "url": document.url,
            "target_id": document.target_id,
            "country": document.country,
            "current": 1,
            "first_fetched_utc": document.fetched_utc,
            "last_fetched_utc": document.fetched_utc,
        }
        for document, _ in added
    ]
    if not rows:
        return
    pks = next_pks(connection, DocumentRow, len(rows))
    connection.execute(insert(DocumentRow), [{"pk": pk, **row} for pk, row in zip(pks, rows, strict=True)])
    fresh = [
        NewVersion(pk, 1, document, entry, current=True)
        for pk, (document, entry) in zip(pks, added, strict=True)
    ]
    insert_versions(connection, fresh, model_id)
    insert_urls(connection, [(one.document_pk, one.document, urls_of(one.document)) for one in fresh])


def insert_versions(connection: Connection, versions: Sequence[NewVersion], model_id: str) -> None:
    """Versions with tags and signals, as corrected; those in force with passages, words and vectors."""
    pks = next_pks(connection, VersionRow, len(versions))
    rows = [{"pk": pk, **_row(version)} for pk, version in zip(pks, versions, strict=True)]
    connection.execute(insert(VersionRow), rows)
    written = list(zip(pks, versions, strict=True))
    tags = [tag_row(pk, tag) for pk, one in written for tag in one.entry.tagged.tags]
    if tags:
        connection.execute(insert(TagRow), tags)
    signals = [signal_row(pk, signal) for pk, one in written for signal in one.entry.tagged.signals]
    if signals:
        connection.execute(insert(SignalRow), signals)
    corrected = corrected_among(connection, [one.document.id for one in versions])
    for pk, one in written:
        if one.document.id in corrected:
            lay_over(connection, pk)
    insert_passages(
        connection, [(one.document_pk, pk, one.entry) for pk, one in written if one.current], model_id
    )


def urls_of(document: Document) -> list[str]:
    """All addresses of a document, sorted."""
    return sorted({url for url in (document.url, *document.other_urls) if url})


def insert_urls(connection: Connection, known: Sequence[tuple[int, Document, Sequence[str]]]) -> None:
    """Addresses and translations of documents (pk, document, addresses it was not known under); pages that
    were skipped under any of their addresses before are no longer.
    """
    missing = [{"url": url, "document_pk": pk} for pk, _, urls in known for url in urls]
    upsert(connection, UrlRow, missing, ("url", "document_pk"))
    linked = [
        {"document_pk": pk, "url": url, "language": language}
        for pk, document, _ in known
        for language, url in document.translations
    ]
    upsert(connection, TranslationRow, linked, ("document_pk", "url"))
    seen: dict[str, str] = {}
    for _, document, _ in known:
        for url in urls_of(document):
            seen[url] = max(seen.get(url, ""), document.fetched_utc or "9999")
    for chunk in chunks(sorted(seen)):
        rows = connection.execute(
            select(SkippedRow.url, SkippedRow.seen_utc).where(SkippedRow.url.in_(chunk))
        ).all()
        gone = [row.url for row in rows if row.seen_utc <= seen[row.url]]
        if gone:
            connection.execute(delete(SkippedRow).where(SkippedRow.url.in_(gone)))


def _row(version: NewVersion) -> dict[str, Any]:
    document, tagged = version.document, version.entry.tagged
    return {
        "document_pk": version.document_pk,
        "number": version.number,
        "is_current": version.current,
        "title": document.title,
        "text": document.text,
        "digest": document.digest,
        "minhash": signature(document.content),
        "language": document.language,
        "published": document.published,
        "published_from": document.published_from,
        "published_confidence": document.published_confidence,
        "fetched_utc": document.fetched_utc,
        "kind": document.kind,
        "mime": document.mime,
        "text_share": document.text_share,
        "regions": storable_json(tagged.regions),
        "tagger_version": tagged.tagger_version,
    }
