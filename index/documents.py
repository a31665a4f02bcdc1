"""Documents, their versions and their passages, read from the store."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, exists, func, or_, select, true

from crawlers.publisher_names import PublisherNames
from index.dialect import Prepared, among, chunks, listed
from index.errors import DocumentMissing
from index.records import StoredDocument, StoredPassage
from index.rows import AnyRow, document_of, signal_of, tag_of
from index.runs import read_facts
from index.tables import DocumentRow, PassageRow, SignalRow, TagRow, UrlRow, VersionRow
from nlp.passages import Passage
from nlp.tags import Signal, Tag

_COLUMNS: Final = (
    DocumentRow.pk,
    DocumentRow.id,
    DocumentRow.url,
    DocumentRow.target_id,
    DocumentRow.country,
    DocumentRow.story_id,
    DocumentRow.duplicate_of,
    DocumentRow.last_fetched_utc,
    VersionRow.pk.label("version_pk"),
    VersionRow.number,
    VersionRow.is_current,
    VersionRow.title,
    VersionRow.text,
    VersionRow.language,
    VersionRow.published,
    VersionRow.published_from,
    VersionRow.published_confidence,
    VersionRow.fetched_utc,
    VersionRow.kind,
    VersionRow.mime,
    VersionRow.text_share,
    VersionRow.regions,
)
_SELECT: Final = select(*_COLUMNS).join(VersionRow, VersionRow.document_pk == DocumentRow.pk)


def _but(table: type[TagRow] | type[SignalRow]) -> list[object]:
    return [column for column in table.__table__.columns if column.name not in {"pk", "version_pk"}]


_TAGS: Final = (
    select(TagRow.version_pk, *_but(TagRow)).where(among(TagRow.version_pk, "pks")).order_by(TagRow.pk)
)
_SIGNALS: Final = (
    select(SignalRow.version_pk, *_but(SignalRow))
    .where(among(SignalRow.version_pk, "pks"))
    .order_by(SignalRow.pk)
)
_CONTENT: Final = VersionRow.title + "\n\n" + VersionRow.text
_TEXTS: Final = Prepared(
    select(PassageRow.pk, func.substr(_CONTENT, PassageRow.start + 1, PassageRow.end - PassageRow.start))
    .join(VersionRow, VersionRow.pk == PassageRow.version_pk)
    .where(among(PassageRow.pk, "pks"))
)


def read_document(connection: Connection, document_id: str, version: int | None) -> StoredDocument:
    """One version of a document; None reads the current one. Raises DocumentMissing."""
    wanted = VersionRow.is_current if version is None else VersionRow.number == version
    rows = connection.execute(_SELECT.where(DocumentRow.id == document_id, wanted)).all()
    if not rows:
        which = "" if version is None else f" with version {version}"
        raise DocumentMissing(f"store: no document {document_id!r}{which}; wanted an id that a search shows")
    return _complete(connection, rows)[0]


def read_documents(connection: Connection, document_ids: Sequence[str]) -> dict[str, StoredDocument]:
    """The current versions by id; ids that are not in the store are left out."""
    found: dict[str, StoredDocument] = {}
    for chunk in chunks(sorted(set(document_ids))):
        rows = connection.execute(_SELECT.where(DocumentRow.id.in_(chunk), VersionRow.is_current)).all()
        found.update((item.document.id, item) for item in _complete(connection, rows))
    return found


def page_of_documents(connection: Connection, after_pk: int, limit: int) -> list[StoredDocument]:
    """The next current versions by pk; the last one's pk goes into the next call."""
    statement = _SELECT.where(DocumentRow.pk > after_pk, VersionRow.is_current)
    return _complete(connection, connection.execute(statement.order_by(DocumentRow.pk).limit(limit)).all())


def page_of_other_tagger(
    connection: Connection, tagger_version: str, after_pk: int, limit: int, *, language: str | None
) -> list[StoredDocument]:
    """The next current versions that another tagger version tagged, by pk."""
    spoken = true() if language is None else VersionRow.language == language
    statement = _SELECT.where(
        DocumentRow.pk > after_pk, VersionRow.is_current, VersionRow.tagger_version != tagger_version, spoken
    )
    return _complete(connection, connection.execute(statement.order_by(DocumentRow.pk).limit(limit)).all())


def page_with_words(
    connection: Connection, words: Sequence[str], after_pk: int, limit: int
) -> list[StoredDocument]:
    """The next current versions whose title or text holds one of the words, by pk.

    The database folds the case of ASCII letters only, so other words are looked for in four spellings.
    """
    forms = {form.lower() if form.isascii() else form for word in words for form in _spellings(word)}
    # One bound list, not a chain of ORs: SQLite takes expressions of 1,000 levels at the most.
    form = func.json_each(json.dumps(sorted(forms))).table_valued("value", name="form")
    holds = or_(
        *(
            exists(
                select(1).select_from(form).where(func.instr(func.lower(column), func.lower(form.c.value)))
            )
            for column in (VersionRow.title, VersionRow.text)
        )
    )
    statement = _SELECT.where(DocumentRow.pk > after_pk, VersionRow.is_current, holds)
    return _complete(connection, connection.execute(statement.order_by(DocumentRow.pk).limit(limit)).all())


def _spellings(word: str) -> tuple[str, ...]:
    return word, word.lower(), word.upper(), word.capitalize()


def read_languages(connection: Connection) -> list[str]:
    """The languages of the current versions, sorted."""
    statement = select(VersionRow.language).where(VersionRow.is_current).distinct()
    return sorted(connection.execute(statement).scalars())


def ids_at_url(connection: Connection, url: str) -> list[str]:
    """Ids of the documents seen under this canonical URL, sorted; mostly one, none where it is unknown."""
    statement = select(DocumentRow.id).join(UrlRow, UrlRow.document_pk == DocumentRow.pk)
    return list(connection.execute(statement.where(UrlRow.url == url).order_by(DocumentRow.id)).scalars())


def story_members(connection: Connection, story_id: str) -> list[str]:
    """Ids of the documents that tell a story, by publication day and id; undated ones last."""
    told = (DocumentRow.story_id == story_id) | (
        DocumentRow.story_id.is_(None) & (DocumentRow.id == story_id)
    )
    statement = select(DocumentRow.id).join(VersionRow, VersionRow.document_pk == DocumentRow.pk)
    day = func.coalesce(VersionRow.published, "9999")
    return list(
        connection.execute(
            statement.where(told, VersionRow.is_current).order_by(day, DocumentRow.id)
        ).scalars()
    )


def has_text(connection: Connection, document_id: str, digest: str) -> bool:
    """Whether a version of the document has this digest (Document.digest)."""
    held = (
        exists()
        .where(VersionRow.document_pk == DocumentRow.pk, VersionRow.digest == digest)
        .where(DocumentRow.id == document_id)
    )
    return bool(connection.execute(select(held)).scalar_one())


def read_passages(connection: Connection, passage_pks: Sequence[int]) -> dict[int, StoredPassage]:
    """The passages by pk, with their texts; pks that are gone are left out."""
    found: dict[int, StoredPassage] = {}
    for chunk in chunks(sorted(set(passage_pks))):
        found.update((item.pk, item) for item in _passages(connection, PassageRow.pk.in_(chunk)))
    return found


def read_texts(connection: Connection, passage_pks: Iterable[int]) -> dict[int, str]:
    """The texts of the passages by pk, and nothing else of them; pks that are gone are left out."""
    return dict(_TEXTS.rows(connection, pks=listed(passage_pks)))


def passages_of(connection: Connection, document_id: str) -> tuple[StoredPassage, ...]:
    """The passages of a document's current version, in order. Raises DocumentMissing."""
    pk = connection.execute(select(DocumentRow.pk).where(DocumentRow.id == document_id)).scalar_one_or_none()
    if pk is None:
        raise DocumentMissing(f"store: no document {document_id!r}; wanted an id that a search shows")
    return tuple(_passages(connection, PassageRow.document_pk == pk))


def _passages(connection: Connection, condition: object) -> list[StoredPassage]:
    rows = connection.execute(
        select(PassageRow, DocumentRow.id.label("document_id"), VersionRow.number)
        .with_only_columns(
            PassageRow.pk,
            PassageRow.version_pk,
            PassageRow.ordinal,
            PassageRow.start,
            PassageRow.end,
            PassageRow.words,
            PassageRow.gloss,
            PassageRow.language,
            DocumentRow.id.label("document_id"),
            VersionRow.number,
        )
        .join(DocumentRow, DocumentRow.pk == PassageRow.document_pk)
        .join(VersionRow, VersionRow.pk == PassageRow.version_pk)
        .where(condition)  # type: ignore[arg-type]
        .order_by(PassageRow.version_pk, PassageRow.ordinal)
    ).all()
    contents: dict[int, str] = {}
    for chunk in chunks(sorted({row.version_pk for row in rows})):
        texts = select(VersionRow.pk, VersionRow.title, VersionRow.text).where(VersionRow.pk.in_(chunk))
        contents.update((row.pk, f"{row.title}\n\n{row.text}") for row in connection.execute(texts))
    return [
        StoredPassage(
            pk=row.pk,
            document_id=row.document_id,
            version=row.number,
            ordinal=row.ordinal,
            start=row.start,
            end=row.end,
            text=contents[row.version_pk][row.start : row.end],
            words=row.words,
            gloss=row.gloss,
            language=row.language,
        )
        for row in rows
    ]


def _complete(connection: Connection, rows: Sequence[AnyRow]) -> list[StoredDocument]:
    """The documents of the rows, with URLs, versions, tags, signals, passages and publisher: six queries."""
    return [item for chunk in chunks(rows) for item in _complete_chunk(connection, chunk)]


def _complete_chunk(connection: Connection, rows: Sequence[AnyRow]) -> list[StoredDocument]:
    pks, version_pks = [row.pk for row in rows], [row.version_pk for row in rows]
    urls = _grouped(
        connection.execute(
            select(UrlRow.document_pk, UrlRow.url).where(UrlRow.document_pk.in_(pks)).order_by(UrlRow.url)
        )
    )
    numbers = _grouped(
        connection.execute(
            select(VersionRow.document_pk, VersionRow.number)
            .where(VersionRow.document_pk.in_(pks))
            .order_by(VersionRow.number)
        )
    )
    tags, signals = read_marks(connection, version_pks)
    passages = _ranges(connection, version_pks)
    facts = read_facts(connection, (row.target_id for row in rows))
    called = {
        row.pk: PublisherNames.of(facts.get(row.target_id, {})).on(row.published or row.fetched_utc)
        for row in rows
    }
    return [
        StoredDocument(
            document=document_of(
                row,
                (item.url for item in urls[row.pk] if item.url != row.url),
                facts.get(row.target_id, {}).get("languages") or (),
            ),
            version=row.number,
            versions=tuple(item.number for item in numbers[row.pk]),
            tags=tags.get(row.version_pk, ()),
            signals=signals.get(row.version_pk, ()),
            regions=tuple(row.regions),
            story_id=row.story_id,
            duplicate_of=row.duplicate_of if row.is_current else None,
            target_name=called[row.pk][0],
            target_name_ja=called[row.pk][1],
            passages=tuple(passages[row.version_pk]),
            pk=row.pk,
            last_fetched_utc=row.last_fetched_utc,
        )
        for row in rows
    ]


def read_marks(
    connection: Connection, version_pks: Iterable[int]
) -> tuple[Mapping[int, tuple[Tag, ...]], Mapping[int, tuple[Signal, ...]]]:
    """The tags and the signals of each version that has some."""
    asked = {"pks": listed(version_pks)}
    tags = _grouped(connection.execute(_TAGS, asked))
    signals = _grouped(connection.execute(_SIGNALS, asked))
    return (
        {pk: tuple(map(tag_of, rows)) for pk, rows in tags.items()},
        {pk: tuple(map(signal_of, rows)) for pk, rows in signals.items()},
    )


def _ranges(connection: Connection, version_pks: Sequence[int]) -> defaultdict[int, list[Passage]]:
    """The passages of each version, in order."""
    columns = (PassageRow.version_pk, PassageRow.start, PassageRow.end, PassageRow.language)
    chosen = select(*columns).where(PassageRow.version_pk.in_(version_pks)).order_by(PassageRow.ordinal)
    found: defaultdict[int, list[Passage]] = defaultdict(list)
    for row in connection.execute(chosen):
        found[row.version_pk].append(Passage(row.start, row.end, row.language))
    return found


def _grouped(rows: Iterable[AnyRow]) -> defaultdict[int, list[AnyRow]]:
    """The rows by their first column, in their order."""
    groups: defaultdict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row)
    return groups
