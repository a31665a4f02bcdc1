"""Query -> hits: by meaning, words and translated words, fused; what embeds and glosses is passed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice, zip_longest

import numpy as np
from sqlalchemy import Connection, func, select

from index.asked import Asked, MakeGloss, Reader, Synonyms
from index.closeness import has_unspaced, shares_and_runs
from index.dialect import Prepared
from index.documents import read_texts
from index.facets import FACETS, Facets, count_facets
from index.filters import Filters
from index.found import Chosen, Place, SharedBy, Shown, others_of, places_of
from index.fuse import Fused, fuse_scores, rank_in_each
from index.highlights import kept_words
from index.hits import Hit, Results
from index.keywords import Column
from index.left_out import read_left_out
from index.pieces import Rarity
from index.query import Mode, Order, Query, SearchError, date_key
from index.querytext import Tokenize, required_texts, script_language
from index.rankings import (
    Embed,
    Scores,
    VectorSearch,
    best_of_each,
    rank_by_meaning,
    rank_by_words,
    share_of_best,
)
from index.shared_words import words_in_common
from index.similar import NEAR, SHARED, Example, find_telling, read_example, read_rarity, share_scores
from index.stored_vectors import nearest_cosines
from index.tables import DocumentRow, PassageRow, VersionRow
from index.vectors.flat import StoreLike
from index.vectors.stored import Ids, Vectors

__all__ = ["Mode", "Order", "Query", "Rerank", "SearchError", "Searcher"]

Rerank = Callable[[str, Sequence[str]], Sequence[float]]  # query, passages -> how well each answers

_WORDS = 0.2  # what the best passage by words weighs beside a cosine of 1
_GLOSSED = 0.3  # and the best by translated words
_CLOSE = 50  # of the best whose characters are compared with those of the question
_CLOSENESS = 0.7  # what the passage that holds most of them weighs beside a cosine of 1
_RUNS = 1.4  # and one that has the question letter by letter
_DEPTH = 100  # passages taken from each ranking, at least
_RERANKED = 30  # of the best that a reranker reads, at least
_LANGUAGES = 12  # that are balanced; of more the commonest
_DOCUMENTS = func.count(PassageRow.document_pk.distinct())
_COUNTED = Prepared(select(_DOCUMENTS))


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
        rerank: Rerank | None = None,
        synonyms: Synonyms = lambda _: (),
    ) -> None:
        """`embed` makes vectors of queries under the model of `vectors`; `rerank` reads the best again."""
        self._store = store
        self.vectors = vectors
        self.reader = Reader(embed, gloss, tokenize, language_of, synonyms)
        self.words_shown = kept_words(tokenize)
        self.rerank = rerank
        self._rarity: tuple[Rarity, int] | None = None

    def search(self, query: Query) -> Results:
        """The best hits, best first; as many as `limit` wherever so many documents meet the filters.

        In mode exact only those count that hold the words. Equal scores go by document id and place.
        Raises SearchError for an unknown mode or order, or a limit below 1.
        """
        query.check()
        asked = Asked(self.reader, query, answered=True)
        with self._store.engine.connect() as connection, connection.begin():
            if query.balance and query.per_document:
                results = _balanced(self, connection, query, asked)
            else:
                results = _Search(self, connection, query, asked).run()
            results = replace(results, left_out=read_left_out(connection, asked, query.filters))
        unmet = [phrase for one in required_texts(asked.text) for phrase in one]
        if not (query.relax and unmet and query.mode != "exact") or results.hits:
            return results
        found = self.search(query.relaxed())
        return replace(found, unmet=tuple(unmet)) if found.hits else results

    def facets(self, query: Query, names: Sequence[str] = FACETS) -> Facets:
        """How many documents each value of each filter leaves (see index.facets); raises SearchError."""
        query.check()
        asked = Asked(self.reader, query)
        with self._store.engine.connect() as connection, connection.begin():
            return count_facets(connection, query.filters, asked.counted, names, reader=query.reader)

    def counts_by(self, query: Query) -> str:
        """The words by which facets are counted: "" where the question's leave all that the filters do."""
        return query.text if Asked(self.reader, query).narrows else ""

    def similar(
        self, document_id: str, *, start: int | None = None, limit: int = 10, filters: Filters | None = None
    ) -> Results:
        """The documents nearest in meaning to a stored one, without itself. Raises DocumentMissing.

        With `start`: nearest to its passage that begins there.
        """
        return self._like(
            limit,
            filters,
            lambda connection: read_example(connection, self.vectors.model_id, document_id, start),
        )

    def like(self, example: Example, *, limit: int = 10, filters: Filters | None = None) -> Results:
        """The documents most like a text of one's own."""
        return self._like(limit, filters, lambda _: example)

    def _like(self, limit: int, filters: Filters | None, read: Callable[[Connection], Example]) -> Results:
        query = Query(mode="semantic", limit=limit, filters=filters or Filters())
        query.check()
        with self._store.engine.connect() as connection, connection.begin():
            example = read(connection)
            search = _Search(self, connection, query, Asked(self.reader, query), without=example.without)
            return search.run_like(example, self._rarity_of(connection))

    def _rarity_of(self, connection: Connection) -> tuple[Rarity, int]:
        """How rare words are, read again where the store grew by a tenth; and its last passage's pk."""
        last_pk = connection.execute(select(func.max(PassageRow.pk))).scalar_one() or 0
        if self._rarity is None or not self._rarity[1] <= last_pk <= 1.1 * self._rarity[1]:
            self._rarity = read_rarity(connection, last_pk), last_pk
        return self._rarity


def _balanced(searcher: Searcher, connection: Connection, query: Query, asked: Asked) -> Results:
    """Every language's best in turn, each round by score; ranks are those within the language."""
    counted = count_facets(connection, query.filters, asked.counted, ("languages",))["languages"]
    chosen = query.filters.languages
    languages = [one for one in counted if not chosen or one in chosen][:_LANGUAGES]
    found = []
    for language in languages:
        narrowed = replace(query, filters=replace(query.filters, languages=(language,)), order="relevance")
        found.append(_Search(searcher, connection, narrowed, asked).run())
    shown: dict[str, Hit] = {}
    for round_ in zip_longest(*(results.hits for results in found)):
        for hit in sorted((hit for hit in round_ if hit), key=lambda hit: (-hit.score, hit.document)):
            shown.setdefault(hit.story_id or hit.document if query.per_story else hit.document, hit)
    hits = list(shown.values())[: query.limit]
    if query.order != "relevance" or not asked.text.plain:
        hits.sort(key=lambda hit: date_key(hit.published, query.order))
    return Results(
        hits=tuple(hits),
        total=_Search(searcher, connection, query, asked).total,
        doubt=found[0].doubt if found and all(results.doubt for results in found) else None,
        **asked.read_as,
    )


class _Search:
    """One search: everything is read in one transaction, so that all of it belongs together."""

    def __init__(
        self,
        searcher: Searcher,
        connection: Connection,
        query: Query,
        asked: Asked,
        *,
        without: int | None = None,
    ) -> None:
        """`without`: the pk of a document that may not be found."""
        self._with = searcher
        self._connection = connection
        self._query = query
        self._asked = asked
        self._allowed = asked.allowed(query.filters)
        if without is not None:
            base = self._allowed if self._allowed is not None else select(PassageRow.pk)
            self._allowed = base.where(PassageRow.document_pk != without)
        self._allowed_ids: Ids | None = None
        self.total = self._read_allowed()
        self._cosines: Scores = {}
        self._places: dict[int, Place] = {}
        self._further: Scores = {}  # cosines of passages that only the words found

    def run(self) -> Results:
        """The answer to the query."""
        connection, asked, mode = self._connection, self._asked, self._query.mode
        if not asked.text.plain:
            return self._by_date()
        depth = max(_DEPTH, 5 * self._query.limit)
        scores: dict[str, Scores] = {}
        if mode != "semantic":
            scores["exact"] = rank_by_words(self._connection, asked.own, depth, self._allowed)
        if mode == "hybrid":
            columns: tuple[Column, ...] = ("words", "gloss") if asked.gloss is not None else ("gloss",)
            scores["glossary"] = rank_by_words(
                self._connection, asked.translated, depth, self._allowed, columns
            )
        if mode != "exact":
            scores["semantic"] = self._semantic(asked.vectors, depth)
            self._places_of({pk for found in scores.values() for pk in found})
            others = self._places.keys() - self._cosines.keys()
            self._further = nearest_cosines(connection, self._with.vectors.model_id, others, asked.vectors)
        return Results(
            hits=self._hits(self._choose(scores), "text"),
            total=self._count_holding() if mode == "exact" else self.total,
            doubt=asked.doubt(scores["exact"] or scores["glossary"]) if mode == "hybrid" else None,
            **asked.read_as,
        )

    def run_like(self, example: Example, rarity: tuple[Rarity, int]) -> Results:
        """The documents nearest to the mean of the example's vectors, and those that share most with it."""
        connection, scores = self._connection, dict[str, Scores]()
        telling = find_telling(connection, example, *rarity, self._allowed)
        if len(example.vectors):
            mean = np.mean(example.vectors, axis=0)
            mean = (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32).reshape(1, -1)
            scores["semantic"] = self._semantic(mean, max(NEAR, 5 * self._query.limit))
        compared = list(dict.fromkeys([*telling, *self._cosines]))
        scores["shared"] = share_scores(connection, example, compared, rarity[0])
        if "semantic" in scores:
            others = scores["shared"].keys() - self._cosines.keys()
            self._further = nearest_cosines(connection, self._with.vectors.model_id, others, mean)
        return Results(
            hits=self._hits(
                self._choose(scores),
                "document" if example.whole and example.without is not None else "passage",
                lambda text: words_in_common(example.text, text, rarity[0]),
            ),
            total=self.total,
        )

    def _semantic(self, queries: Vectors, depth: int) -> Scores:
        """Nearest passages, as many as it takes to have `limit` documents or stories."""
        allowed = self._allowed_ids
        most = len(self._with.vectors) if allowed is None else len(allowed)
        while True:
            scores = rank_by_meaning(self._with.vectors, queries, depth, allowed)
            if depth >= most or not self._query.per_document:
                break
            groups = {self._group(place) for place in self._places_of(scores).values()}
            if len(groups) >= self._query.limit:
                break
            depth *= 4
        self._cosines = scores
        return scores

    def _places_of(self, pks: Iterable[int]) -> dict[int, Place]:
        """Where passages belong, read once a search; those that are gone are left out."""
        wanted = list(pks)
        self._places.update(places_of(self._connection, [pk for pk in wanted if pk not in self._places]))
        return {pk: self._places[pk] for pk in wanted if pk in self._places}

    def _group(self, place: Place) -> str:
        """What is shown once: a story or a document."""
        return place.story if self._query.per_story else place.document

    def _choose(self, scores: Mapping[str, Scores]) -> list[Chosen]:
        """The passages to show, best first: one a document or story, or each on its own."""
        places = self._places_of({pk for found in scores.values() for pk in found})
        order = {pk: (place.document, place.start) for pk, place in places.items()}
        trust = self._asked.trust
        weights = {"semantic": trust, "exact": _WORDS, "glossary": _GLOSSED * trust, "shared": SHARED}
        found = {
            name: {
                pk: score
                for pk, score in (ranked if name in ("semantic", "shared") else share_of_best(ranked)).items()
                if pk in places
            }
            for name, ranked in scores.items()
        }
        further = {pk: cosine for pk, cosine in self._further.items() if pk in places}
        whole = {**found, "semantic": {**found.get("semantic", {}), **further}}
        fused = self._closer(fuse_scores(whole, order, weights=weights), scores.get("exact", {}))
        if not self._query.per_document:
            ranks = rank_in_each(found, order)
            return [self._chosen(one, ranks[one.id]) for one in fused[: self._query.limit]]
        groups = {pk: self._group(place) for pk, place in places.items()}
        shown: dict[str, Fused[int]] = {}
        for one in fused:
            shown.setdefault(groups[one.id], one)
        first = {group: order[one.id] for group, one in shown.items()}
        by_group = {name: best_of_each(ranked, groups.__getitem__) for name, ranked in found.items()}
        group_ranks = rank_in_each(by_group, first)
        plain = self._with.rerank is None and self._query.order == "relevance"
        most = self._query.limit if plain else max(_DEPTH, 3 * self._query.limit)
        best = islice(shown.items(), most)
        chosen = [self._chosen(one, group_ranks[group]) for group, one in best]
        return self._ordered(self._reranked(chosen), places)[: self._query.limit]

    def _closer(self, fused: list[Fused[int]], holding: Scores) -> list[Fused[int]]:
        """Of the best, those `holding` words of the question by how much of its characters they hold, beside
        their score; the scores keep their places, so other languages' passages keep theirs.
        """
        text = self._asked.text.plain
        places = [at for at, one in enumerate(fused[:_CLOSE]) if one.id in holding]
        if self._query.mode != "hybrid" or len(places) < 2 or not has_unspaced(text):
            return fused
        texts = read_texts(self._connection, [fused[at].id for at in places])
        places = [at for at in places if has_unspaced(texts[fused[at].id])]
        held = [texts[fused[at].id] for at in places]
        close = zip(places, shares_and_runs(text, held), strict=True)
        worth = {at: fused[at].rank_score + _CLOSENESS * share + _RUNS * run for at, (share, run) in close}
        moved = list(fused)
        for place, at in zip(places, sorted(places, key=lambda at: (-worth[at], at)), strict=True):
            moved[place] = Fused(fused[at].id, fused[place].rank_score)
        return moved

    def _chosen(self, one: Fused[int], found_by: dict[str, int]) -> Chosen:
        return Chosen(one.id, one.rank_score, found_by, self._cosines.get(one.id))

    def _reranked(self, chosen: list[Chosen]) -> list[Chosen]:
        """The best read again by the reranker, where there is one; the scores keep their places."""
        rerank, text = self._with.rerank, self._asked.text.plain
        if rerank is None or not text or self._query.mode == "exact":
            return chosen
        head = chosen[: max(_RERANKED, self._query.limit)]
        texts = read_texts(self._connection, [item.passage_pk for item in head])
        scores = rerank(text, [texts[item.passage_pk] for item in head])
        best = sorted(range(len(head)), key=lambda at: (-scores[at], at))
        read_again = [
            replace(head[at], score=head[rank].score, found_by={**head[at].found_by, "reranker": rank + 1})
            for rank, at in enumerate(best)
        ]
        return [*read_again, *chosen[len(head) :]]

    def _ordered(self, chosen: list[Chosen], places: Mapping[int, Place]) -> list[Chosen]:
        """The chosen as they are, or the best of them by date of publication."""
        order = self._query.order
        if order == "relevance":
            return chosen
        return sorted(chosen, key=lambda item: date_key(places[item.passage_pk].published, order))

    def _by_date(self) -> Results:
        """Documents by date of publication, undated last; their first allowed passage."""
        first = select(func.min(PassageRow.pk).label("pk")).group_by(PassageRow.document_pk)
        if self._allowed is not None:
            first = first.where(PassageRow.pk.in_(self._allowed))
        inner = first.subquery()
        earliest = self._query.order == "earliest"
        day = VersionRow.published.asc() if earliest else VersionRow.published.desc()
        statement = (
            select(inner.c.pk, func.coalesce(DocumentRow.story_id, DocumentRow.id), DocumentRow.id)
            .join(PassageRow, PassageRow.pk == inner.c.pk)
            .join(VersionRow, VersionRow.pk == PassageRow.version_pk)
            .join(DocumentRow, DocumentRow.pk == PassageRow.document_pk)
            .order_by(day.nulls_last(), DocumentRow.id)
        )
        if not self._query.per_story:
            statement = statement.limit(self._query.limit)
        shown: dict[str, int] = {}
        for pk, story, document in self._connection.execute(statement):
            shown.setdefault(story if self._query.per_story else document, pk)
            if len(shown) == self._query.limit:
                break
        chosen = [Chosen(pk, 0.0, {}) for pk in shown.values()]
        return Results(hits=self._hits(chosen, "earliest" if earliest else "none"), total=self.total)

    def _read_allowed(self) -> int:
        """How many documents are allowed; their passages' pks are kept for the vectors."""
        if self._allowed is None:
            return int(_COUNTED.rows(self._connection)[0][0])
        # one long text is ten times faster here than a row for each pk
        statement = select(_DOCUMENTS, func.group_concat(PassageRow.pk))
        count, joined = self._connection.execute(statement.where(PassageRow.pk.in_(self._allowed))).one()
        self._allowed_ids = np.fromstring(joined or "", dtype=np.int64, sep=",")
        return int(count)

    def _count_holding(self) -> int:
        """How many of the allowed documents hold the words."""
        held = PassageRow.pk.in_(self._asked.holding(self._query.filters))
        return int(self._connection.execute(select(_DOCUMENTS).where(held)).scalar_one())

    def _hits(
        self, chosen: Sequence[Chosen], asked: str, shared_by: SharedBy | None = None
    ) -> tuple[Hit, ...]:
        others = None
        places = self._places_of(item.passage_pk for item in chosen)
        if self._query.per_story:
            others = others_of(self._connection, (place.story for place in places.values()), self._allowed)
        groups = self._asked.groups if asked == "text" else []
        shown = Shown(self._with.words_shown, groups, asked, others or {}, shared_by)
        return shown.read(self._connection, chosen, places)
