"""Query -> hits: by meaning, words and translated words, fused; what embeds and glosses is passed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from sqlalchemy import Connection, Select, func, select

from index.documents import read_documents
from index.errors import DocumentMissing, StoreError
from index.filters import Filters, allowed_passages
from index.fuse import Fused, fuse_scores
from index.highlights import find_highlights
from index.hits import Hit, Results, explain
from index.keywords import Column, match_any, matching_select
from index.querytext import (
    Phrase,
    QueryText,
    Tokenize,
    parse_query,
    readings,
    script_language,
    single_words,
    term_phrases,
)
from index.rankings import (
    Embed,
    GlossLike,
    Scores,
    VectorSearch,
    best_of_each,
    gloss_groups,
    query_vectors,
    rank_by_meaning,
    rank_by_words,
    share_of_best,
    trust_in_gloss,
)
from index.records import StoredDocument
from index.stored_vectors import read_vectors
from index.tables import DocumentRow, PassageRow, VersionRow
from index.vectors.flat import StoreLike
from index.vectors.stored import Ids, Vectors
from nlp.tags import Range

Mode = Literal["hybrid", "semantic", "exact"]
MakeGloss = Callable[[str, str], GlossLike]  # text, language

_WORDS = 0.2  # what the best passage by words weighs beside a cosine of 1
_GLOSSED = 0.3  # and the best by translated words
_DEPTH = 100  # passages taken from each ranking, at least
_KNOWN = 0.13  # trust (the fourth power of what is known) from which a gloss stands for the query
_MOST_CHARACTERS = 4_000  # of a query; what follows is ignored
_MODES = ("hybrid", "semantic", "exact")


class SearchError(StoreError):
    """The query cannot be answered; the text gives place, value met, value wanted and cure."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. The text may hold "quoted phrases" (must be in the passage) and -words (nowhere in it).

    A text without words asks for the newest documents that meet the filters.
    """

    text: str = ""
    mode: Mode = "hybrid"
    limit: int = 10
    filters: Filters = field(default_factory=Filters)
    per_document: bool = True  # False: every passage may be a hit of its own
    language: str | None = None  # of the text; None lets the searcher tell


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a passage belongs."""

    document_pk: int
    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A passage that will be shown."""

    passage_pk: int
    score: float
    found_by: dict[str, int]


class Searcher:
    """Answers queries over one store and its vectors."""

    def __init__(
        self,
        store: StoreLike,
        vectors: VectorSearch,
        *,
        embed: Embed,
        gloss: MakeGloss,
        tokenize: Tokenize,
        language_of: Callable[[str], str] = script_language,
    ) -> None:
        """`embed` makes vectors of queries under the model of `vectors`."""
        self._store = store
        self._vectors = vectors
        self._embed = embed
        self._gloss = gloss
        self._tokenize = tokenize
        self._language_of = language_of

    def search(self, query: Query) -> Results:
        """The best hits, best first; as many as `limit` wherever so many documents meet the filters.

        In mode exact only those count that hold the words. Equal scores go by document id and place.
        Raises SearchError for an unknown mode or a limit below 1.
        """
        if query.mode not in _MODES:
            raise SearchError(f"search: mode is {query.mode!r}; wanted one of {', '.join(_MODES)}")
        if query.limit < 1:
            raise SearchError(f"search: limit is {query.limit}; wanted 1 or more")
        text = parse_query(query.text[:_MOST_CHARACTERS])
        language = query.language or self._language_of(text.plain)
        with self._store.engine.connect() as connection, connection.begin():
            return _Search(self, connection, query, text, language).run()

    def similar(self, document_id: str, *, limit: int = 10, filters: Filters | None = None) -> Results:
        """The documents nearest in meaning to a stored one, without itself. Raises DocumentMissing."""
        if limit < 1:
            raise SearchError(f"search: limit is {limit}; wanted 1 or more")
        query = Query(mode="semantic", limit=limit, filters=filters or Filters())
        with self._store.engine.connect() as connection, connection.begin():
            return _Search(self, connection, query, parse_query(""), "und").run_similar(document_id)


class _Search:
    """One search: everything is read in one transaction, so that all of it belongs together."""

    def __init__(
        self, searcher: Searcher, connection: Connection, query: Query, text: QueryText, language: str
    ) -> None:
        self._with = searcher
        self._connection = connection
        self._query = query
        self._text = text
        self._language = language
        self._groups = term_phrases(text, language, searcher._tokenize)
        self._required = [readings(phrase, language, searcher._tokenize) for phrase in text.required]
        self._allowed = self._allowed_select()
        self._allowed_ids: Ids | None = None
        self._total = self._read_allowed()
        self._cosines: Scores = {}
        self._further: Scores = {}  # cosines of passages that only the words found
        self._trust = 1.0  # in what was asked in English words, beside the words as written

    def run(self) -> Results:
        if not self._text.plain:
            return self._newest()
        query, tokenize = self._query, self._with._tokenize
        foreign = self._language not in ("en", "und")
        gloss = self._with._gloss(self._text.plain, self._language) if foreign else None
        if gloss is not None:
            self._trust = trust_in_gloss(gloss)
        depth = max(_DEPTH, 5 * query.limit)
        scores: dict[str, Scores] = {}
        own = [*self._groups, *self._required]
        if query.mode != "semantic":
            scores["exact"] = rank_by_words(self._connection, own, depth, self._allowed)
        translated = gloss_groups(gloss, tokenize) if gloss is not None else own
        if query.mode == "hybrid":
            columns: tuple[Column, ...] = ("words", "gloss") if gloss is not None else ("gloss",)
            scores["glossary"] = rank_by_words(self._connection, translated, depth, self._allowed, columns)
        if query.mode != "exact":
            # a text that is mostly known speaks by its gloss alone: vectors of another script lie close to
            # each other, whatever they say
            alone = self._trust >= _KNOWN
            queries = query_vectors(self._with._embed, self._text.plain, gloss, alone=alone)
            scores["semantic"] = self._semantic(queries, depth)
            others = {pk for found in scores.values() for pk in found} - self._cosines.keys()
            self._further = self._cosines_of(queries, others)
        chosen = self._choose(scores)
        phrases = [phrase for group in [*own, *(translated if gloss is not None else [])] for phrase in group]
        total = self._count_holding(match_any(phrases)) if query.mode == "exact" else self._total
        return Results(
            hits=self._hits(chosen, phrases, "text"),
            total=total,
            language=self._language,
            gloss=tuple(gloss.words) if gloss is not None else (),
            unknown=tuple(gloss.unknown) if gloss is not None else (),
        )

    def run_similar(self, document_id: str) -> Results:
        execute = self._connection.execute
        own_pk = execute(select(DocumentRow.pk).where(DocumentRow.id == document_id)).scalar_one_or_none()
        if own_pk is None:
            raise DocumentMissing(f"store: no document {document_id!r}; wanted an id that a search shows")
        model_id = self._with._vectors.model_id
        own = select(PassageRow.pk).where(PassageRow.document_pk == own_pk)
        vectors = read_vectors(self._connection, model_id, list(execute(own).scalars()))
        if not vectors:
            return Results(hits=(), total=0)
        mean = np.mean(list(vectors.values()), axis=0)
        mean = (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)
        base = self._allowed if self._allowed is not None else select(PassageRow.pk)
        self._allowed = base.where(PassageRow.document_pk != own_pk)
        self._total = self._read_allowed()
        scores = {"semantic": self._semantic(mean.reshape(1, -1), max(_DEPTH, 5 * self._query.limit))}
        return Results(hits=self._hits(self._choose(scores), (), "document"), total=self._total)

    def _allowed_select(self) -> Select[int] | None:
        """The passages that filters, phrases and exclusions leave; None where they leave all."""
        filters = self._query.filters
        statement = None if filters.empty else allowed_passages(filters)
        excluded = [
            reading
            for phrase in self._text.excluded
            for reading in readings(phrase, self._language, self._with._tokenize)
        ]
        if not excluded and not self._required:
            return statement
        if statement is None:
            statement = select(PassageRow.pk)
        for group in self._required:
            # a phrase without any word cannot be asked for
            if match := match_any(group):
                statement = statement.where(PassageRow.pk.in_(matching_select(match)))
        if match := match_any(excluded):
            holding = select(PassageRow.document_pk).where(PassageRow.pk.in_(matching_select(match)))
            statement = statement.where(PassageRow.document_pk.not_in(holding))
        return statement

    def _cosines_of(self, queries: Vectors, pks: Iterable[int]) -> Scores:
        """The cosines of passages that other rankings found, with the nearest of the query's vectors."""
        held = read_vectors(self._connection, self._with._vectors.model_id, sorted(pks))
        return {pk: float(max(queries @ vector)) for pk, vector in held.items()}

    def _semantic(self, queries: Vectors, depth: int) -> Scores:
        """Nearest passages, as many as it takes to have `limit` documents."""
        allowed = self._allowed_ids
        most = len(self._with._vectors) if allowed is None else len(allowed)
        while True:
            scores = rank_by_meaning(self._with._vectors, queries, depth, allowed)
            if depth >= most or not self._query.per_document:
                break
            documents = {place.document_pk for place in self._places(scores).values()}
            if len(documents) >= self._query.limit:
                break
            depth *= 4
        self._cosines = scores
        return scores

    def _places(self, pks: Iterable[int]) -> dict[int, _Place]:
        """Document and range of passages; pks that are gone from the store are left out."""
        found: dict[int, _Place] = {}
        wanted = sorted(pks)
        for at in range(0, len(wanted), 900):
            statement = (
                select(
                    PassageRow.pk, PassageRow.document_pk, DocumentRow.id, PassageRow.start, PassageRow.end
                )
                .join(DocumentRow, DocumentRow.pk == PassageRow.document_pk)
                .where(PassageRow.pk.in_(wanted[at : at + 900]))
            )
            for row in self._connection.execute(statement):
                found[row[0]] = _Place(row[1], row[2], row[3], row[4])
        return found

    def _choose(self, scores: Mapping[str, Scores]) -> list[_Chosen]:
        """The passages to show, best first: one a document, or each on its own."""
        places = self._places({pk for found in scores.values() for pk in found})
        order = {pk: (place.document, place.start) for pk, place in places.items()}
        weights = {"semantic": self._trust, "exact": _WORDS, "glossary": _GLOSSED * self._trust}
        found = {
            name: {
                pk: score
                for pk, score in (ranked if name == "semantic" else share_of_best(ranked)).items()
                if pk in places
            }
            for name, ranked in scores.items()
        }
        further = {pk: cosine for pk, cosine in self._further.items() if pk in places}
        whole = {**found, "semantic": {**found.get("semantic", {}), **further}}
        fused = fuse_scores(whole, order, weights=weights)
        if not self._query.per_document:
            ranks = {one.id: dict(one.ranks) for one in fuse_scores(found, order)}
            return [_Chosen(one.id, one.rank_score, ranks[one.id]) for one in fused[: self._query.limit]]
        shown: dict[int, Fused[int]] = {}
        for one in fused:
            shown.setdefault(places[one.id].document_pk, one)
        first = {document_pk: order[one.id] for document_pk, one in shown.items()}
        by_document = {
            name: best_of_each(ranked, lambda pk: places[pk].document_pk) for name, ranked in found.items()
        }
        ranks = {one.id: dict(one.ranks) for one in fuse_scores(by_document, first)}
        chosen = list(shown.items())[: self._query.limit]
        return [_Chosen(one.id, one.rank_score, ranks[document_pk]) for document_pk, one in chosen]

    def _newest(self) -> Results:
        """Documents by date of publication, newest first, undated last; their first allowed passage."""
        first = select(func.min(PassageRow.pk).label("pk")).group_by(PassageRow.document_pk)
        if self._allowed is not None:
            first = first.where(PassageRow.pk.in_(self._allowed))
        inner = first.subquery()
        statement = (
            select(inner.c.pk)
            .join(PassageRow, PassageRow.pk == inner.c.pk)
            .join(VersionRow, VersionRow.pk == PassageRow.version_pk)
            .join(DocumentRow, DocumentRow.pk == PassageRow.document_pk)
            .order_by(VersionRow.published.desc().nulls_last(), DocumentRow.id)
            .limit(self._query.limit)
        )
        chosen = [_Chosen(pk, 0.0, {}) for pk in self._connection.execute(statement).scalars()]
        return Results(hits=self._hits(chosen, (), "none"), total=self._total)

    def _read_allowed(self) -> int:
        """How many documents are allowed; their passages' pks are kept for the vectors."""
        documents = func.count(PassageRow.document_pk.distinct())
        if self._allowed is None:
            return int(self._connection.execute(select(documents)).scalar_one())
        # one long text is ten times faster here than a row for each pk
        statement = select(documents, func.group_concat(PassageRow.pk))
        count, joined = self._connection.execute(statement.where(PassageRow.pk.in_(self._allowed))).one()
        self._allowed_ids = np.fromstring(joined or "", dtype=np.int64, sep=",")
        return int(count)

    def _count_holding(self, match: str) -> int:
        """How many of the allowed documents hold the words."""
        if not match:
            return 0
        statement = select(func.count(PassageRow.document_pk.distinct())).where(
            PassageRow.pk.in_(matching_select(match))
        )
        if self._allowed is not None:
            statement = statement.where(PassageRow.pk.in_(self._allowed))
        return int(self._connection.execute(statement).scalar_one())

    def _hits(self, chosen: Sequence[_Chosen], phrases: Sequence[Phrase], asked: str) -> tuple[Hit, ...]:
        places = self._places(item.passage_pk for item in chosen)
        stored = read_documents(self._connection, [place.document for place in places.values()])
        hits = []
        for item in chosen:
            place = places[item.passage_pk]
            if place.document in stored:
                hits.append(self._hit(item, place, stored[place.document], phrases, asked))
        return tuple(hits)

    def _hit(
        self, item: _Chosen, place: _Place, stored: StoredDocument, phrases: Sequence[Phrase], asked: str
    ) -> Hit:
        document = stored.document
        passage = document.content[place.start : place.end]
        highlights: tuple[Range, ...] = ()
        if phrases:
            tokens = self._with._tokenize(passage, document.language)
            highlights = find_highlights(tokens, phrases)
            if not highlights:
                highlights = find_highlights(tokens, single_words(phrases))
        cosine = self._cosines.get(item.passage_pk)
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
            range=(place.start, place.end),
            score=item.score,
            found_by=item.found_by,
            cosine=None if cosine is None else round(cosine, 6),
            highlights=highlights,
            tags=stored.tags,
            signals=stored.signals,
            regions=stored.regions,
            story_id=stored.story_id,
            fetched_utc=document.fetched_utc,
            published_from=document.published_from,
            why=explain(item.found_by, [passage[start:end] for start, end in highlights], query=asked),
        )
