"""Passages that were chosen -> hits: their documents, what is highlighted, the rest of their stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Connection, Select, func, select

from crawlers.publisher_names import PublisherNames
from index.dialect import Prepared, among, chunks, listed
from index.documents import read_marks, read_texts
from index.highlights import Words, find_groups, merge_ranges
from index.hits import Hit, Other, explain
from index.querytext import Phrase
from index.rows import AnyRow
from index.runs import read_names
from index.shared_words import places_of_words
from index.tables import DocumentRow, PassageRow, VersionRow
from nlp.tags import Range, Signal, Tag

SharedBy = Callable[[str], tuple[str, ...]]
_STORY = func.coalesce(DocumentRow.story_id, DocumentRow.id)
_PLACES: Final = Prepared(
    select(
        PassageRow.pk,
        PassageRow.document_pk,
        DocumentRow.id,
        PassageRow.start,
        PassageRow.end,
        PassageRow.language,
        _STORY,
        VersionRow.published,
    )
    .join(DocumentRow, DocumentRow.pk == PassageRow.document_pk)
    .join(VersionRow, VersionRow.pk == PassageRow.version_pk)
    .where(among(PassageRow.pk, "pks"))
)
_FACTS: Final = (
    select(
        DocumentRow.pk,
        DocumentRow.id,
        VersionRow.pk.label("version_pk"),
        VersionRow.number,
        VersionRow.title,
        DocumentRow.url,
        VersionRow.language,
        VersionRow.published,
        VersionRow.kind,
        DocumentRow.target_id,
        VersionRow.regions,
        DocumentRow.story_id,
        VersionRow.fetched_utc,
        VersionRow.published_from,
    )
    .join(VersionRow, VersionRow.document_pk == DocumentRow.pk)
    .where(among(DocumentRow.pk, "pks"), VersionRow.is_current)
)
_CONTENTS: Final = select(
    VersionRow.document_pk.label("pk"), (VersionRow.title + "\n\n" + VersionRow.text).label("content")
).where(among(VersionRow.document_pk, "pks"), VersionRow.is_current)
_NAMELESS: Final = PublisherNames("")


class Place(NamedTuple):
    """Where a passage belongs."""

    document_pk: int
    document: str
    start: int
    end: int
    language: str
    story: str
    published: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage that will be shown."""

    passage_pk: int
    score: float
    found_by: dict[str, int]
    cosine: float | None = None


def places_of(connection: Connection, pks: Iterable[int]) -> dict[int, Place]:
    """Where passages belong; those that are gone from the store are left out."""
    asked = listed(pks)
    rows = _PLACES.rows(connection, pks=asked) if asked != "[]" else []
    return {row[0]: Place._make(row[1:]) for row in rows}


@dataclass(frozen=True, slots=True)
class Shown:
    """How hits are shown: what is highlighted, what was asked, what else tells their stories."""

    words: Callable[[str, str], Words]  # of a text in a language
    groups: Sequence[Sequence[Phrase]]  # for each word that was asked for the phrases that will do
    asked: str  # as index.hits.explain takes it
    others: Mapping[str, Sequence[Other]]  # by story
    shared_by: SharedBy | None = None  # the words that a text shares with what is asked

    def read(
        self, connection: Connection, chosen: Sequence[Chosen], places: Mapping[int, Place]
    ) -> tuple[Hit, ...]:
        """The hits of the chosen passages, in their order; `places`: where they belong, by pk."""
        pks = {places[item.passage_pk].document_pk for item in chosen}
        known = _read_known(connection, pks, whole=self.shared_by is not None)
        texts = read_texts(connection, (item.passage_pk for item in chosen))
        told = ((item, places[item.passage_pk]) for item in chosen)
        return tuple(
            self._hit(item, place, known[place.document_pk], texts[item.passage_pk])
            for item, place in told
            if place.document_pk in known
        )

    def _hit(self, item: Chosen, place: Place, known: _Known, passage: str) -> Hit:
        told = self.others.get(place.story, ())
        others = tuple(other for other in told if other.document != place.document)
        document = known.row
        highlights: tuple[Range, ...] = ()
        if self.groups:
            highlights = find_groups(self.words(passage, place.language), self.groups)
        shared = self.shared_by(known.content) if self.shared_by and "shared" in item.found_by else ()
        if shared:
            highlights = merge_ranges(places_of_words(shared, passage))
        words = shared or [passage[start:end] for start, end in highlights]
        return Hit(
            document=document.id,
            version=document.number,
            title=document.title,
            url=document.url,
            language=document.language,
            published=document.published,
            kind=document.kind,
            target=document.target_id,
            target_name=known.called[0],
            target_name_ja=known.called[1],
            passage=passage,
            passage_language=place.language,
            range=(place.start, place.end),
            score=item.score,
            found_by=item.found_by,
            cosine=None if item.cosine is None else round(item.cosine, 6),
            highlights=highlights,
            tags=known.tags,
            signals=known.signals,
            regions=tuple(document.regions),
            story_id=document.story_id,
            fetched_utc=document.fetched_utc,
            published_from=document.published_from,
            why=explain(item.found_by, words, query=self.asked),
            others=others,
            shared=shared,
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """What a hit shows of its document."""

    row: AnyRow
    called: tuple[str, str]  # the publisher, on the day of publication
    tags: tuple[Tag, ...]
    signals: tuple[Signal, ...]
    content: str = ""


def _read_known(connection: Connection, document_pks: Iterable[int], *, whole: bool) -> dict[int, _Known]:
    """The documents by pk; those that are gone are left out. `whole`: with title and text."""
    asked = {"pks": listed(document_pks)}
    rows = connection.execute(_FACTS, asked).all()
    tags, signals = read_marks(connection, (row.version_pk for row in rows))
    names = read_names(connection, (row.target_id for row in rows))
    contents = {row.pk: row.content for row in connection.execute(_CONTENTS, asked)} if whole else {}
    return {
        row.pk: _Known(
            row=row,
            called=names.get(row.target_id, _NAMELESS).on(row.published or row.fetched_utc),
            tags=tags.get(row.version_pk, ()),
            signals=signals.get(row.version_pk, ()),
            content=contents.get(row.pk, ""),
        )
        for row in rows
    }


def others_of(
    connection: Connection, stories: Iterable[str], allowed: Select[int] | None
) -> dict[str, list[Other]]:
    """The documents of each story that filters let through, by day and id."""
    found: defaultdict[str, list[Other]] = defaultdict(list)
    for chunk in chunks(sorted(set(stories))):
        told = DocumentRow.story_id.in_(chunk) | (DocumentRow.story_id.is_(None) & DocumentRow.id.in_(chunk))
        holding = select(PassageRow.version_pk)
        if allowed is not None:
            holding = holding.where(PassageRow.pk.in_(allowed))
        statement = (
            select(
                _STORY,
                DocumentRow.id,
                VersionRow.title,
                DocumentRow.url,
                VersionRow.language,
                VersionRow.published,
                DocumentRow.target_id,
                VersionRow.fetched_utc,
            )
            .join(VersionRow, VersionRow.document_pk == DocumentRow.pk)
            .where(told, VersionRow.is_current, VersionRow.pk.in_(holding))
            .order_by(func.coalesce(VersionRow.published, "9999"), DocumentRow.id)
        )
        rows = connection.execute(statement).all()
        names = read_names(connection, (row.target_id for row in rows))
        for row in rows:
            called = names.get(row.target_id, _NAMELESS).on(row.published or row.fetched_utc)
            found[str(row[0])].append(Other(*row[1:6], *called))
    return dict(found)
