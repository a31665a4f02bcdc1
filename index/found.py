"""Passages that were chosen -> hits: their documents, what is highlighted, the rest of their stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from crawlers.publisher_names import PublisherNames
from index.dialect import chunks
from index.documents import read_documents
from index.highlights import find_highlights, merge_ranges
from index.hits import Hit, Other, explain
from index.querytext import Phrase, Tokenize, single_words
from index.records import StoredDocument
from index.runs import read_names
from index.shared_words import places_of_words
from index.tables import DocumentRow, PassageRow, VersionRow
from nlp.tags import Range

SharedBy = Callable[[str], tuple[str, ...]]
_STORY = func.coalesce(DocumentRow.story_id, DocumentRow.id)


@dataclass(frozen=True, slots=True)
class Place:
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
    found: dict[int, Place] = {}
    columns = (
        PassageRow.document_pk,
        DocumentRow.id,
        PassageRow.start,
        PassageRow.end,
        PassageRow.language,
        _STORY,
    )
    for chunk in chunks(sorted(set(pks))):
        statement = (
            select(PassageRow.pk, *columns, VersionRow.published)
            .join(DocumentRow, DocumentRow.pk == PassageRow.document_pk)
            .join(VersionRow, VersionRow.pk == PassageRow.version_pk)
            .where(PassageRow.pk.in_(chunk))
        )
        for row in connection.execute(statement):
            found[row[0]] = Place(*row[1:])
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """How hits are shown: what is highlighted, what was asked, what else tells their stories."""

    tokenize: Tokenize
    phrases: Sequence[Phrase]
    asked: str  # as index.hits.explain takes it
    others: Mapping[str, Sequence[Other]]  # by story
    shared_by: SharedBy | None = None  # the words that a text shares with what is asked

    def read(
        self, connection: Connection, chosen: Sequence[Chosen], places: Mapping[int, Place]
    ) -> tuple[Hit, ...]:
        """The hits of the chosen passages, in their order; `places`: where they belong, by pk."""
        stored = read_documents(connection, [place.document for place in places.values()])
        return tuple(
            self._hit(item, places[item.passage_pk], stored[places[item.passage_pk].document])
            for item in chosen
            if places[item.passage_pk].document in stored
        )

    def _hit(self, item: Chosen, place: Place, stored: StoredDocument) -> Hit:
        told = self.others.get(place.story, ())
        others = tuple(other for other in told if other.document != place.document)
        document = stored.document
        passage = document.content[place.start : place.end]
        highlights: tuple[Range, ...] = ()
        if self.phrases:
            tokens = self.tokenize(passage, place.language)
            highlights = find_highlights(tokens, self.phrases)
            if not highlights:
                highlights = find_highlights(tokens, single_words(self.phrases))
        shared = self.shared_by(document.content) if self.shared_by and "shared" in item.found_by else ()
        if shared:
            highlights = merge_ranges(places_of_words(shared, passage))
        words = shared or [passage[start:end] for start, end in highlights]
        return Hit(
            document=document.id,
            version=stored.version,
            title=document.title,
            url=document.url,
            language=document.language,
            published=document.published,
            kind=document.kind,
            target=document.target_id,
            target_name=stored.target_name,
            target_name_ja=stored.target_name_ja,
            passage=passage,
            passage_language=place.language,
            range=(place.start, place.end),
            score=item.score,
            found_by=item.found_by,
            cosine=None if item.cosine is None else round(item.cosine, 6),
            highlights=highlights,
            tags=stored.tags,
            signals=stored.signals,
            regions=stored.regions,
            story_id=stored.story_id,
            fetched_utc=document.fetched_utc,
            published_from=document.published_from,
            why=explain(item.found_by, words, query=self.asked),
            others=others,
            shared=shared,
        )


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
            publisher = names.get(row.target_id, PublisherNames(""))
            called = publisher.on(row.published or row.fetched_utc)
            found[str(row[0])].append(Other(*row[1:6], *called))
    return dict(found)
