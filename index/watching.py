"""How well documents answer a saved search, on a scale that does not change from week to week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, func, or_, select

from index.asked import Asked
from index.query import Query
from index.querytext import Phrase
from index.rows import AnyRow
from index.search import Searcher
from index.store import Store
from index.stored_vectors import read_vectors
from index.tables import DocumentRow, PassageRow, VersionRow

_WORDS = 0.3  # what all the words together weigh beside a cosine of 1
_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A document's best passage for a saved search."""

    document: str
    story: str
    version: int
    start: int
    published: str | None
    collected_utc: str
    score: float  # cosine + .3 x share of the words that are there; in mode exact that share alone
    cosine: float | None
    words: float  # share of the words that are there, 0..1


@dataclass(frozen=True, slots=True)
class Window:
    """Which documents are looked at."""

    since: str = ""  # published then or later (the undated: first seen), YYYY-MM-DD
    after: int = 0  # passages numbered above this
    upto: int | None = None  # and at most this
    documents: Sequence[str] | None = None  # these alone, by id


def rate_documents(store: Store, searcher: Searcher, query: Query, window: Window) -> list[Answer]:
    """All stories with a document in the window, best first. A story is rated by its best document.

    Equal scores go by document id. Nothing depends on what else is in the store.
    """
    asked = Asked(searcher.reader, query)
    best: dict[str, Answer] = {}
    with store.engine.connect() as connection:
        for answer in _answers(connection, searcher, asked, window):
            held = best.get(answer.story)
            if held is None or (-answer.score, answer.document) < (-held.score, held.document):
                best[answer.story] = answer
    return sorted(best.values(), key=lambda answer: (-answer.score, answer.document))


def _answers(connection: Connection, searcher: Searcher, asked: Asked, window: Window) -> Iterator[Answer]:
    """The passages of a window, each rated."""
    at = window.after
    statement = (
        select(
            PassageRow.pk, DocumentRow.id, func.coalesce(DocumentRow.story_id, DocumentRow.id).label("story"),
            VersionRow.number, PassageRow.start, VersionRow.published, DocumentRow.first_fetched_utc,
            PassageRow.words, PassageRow.gloss,
        )
        .join(DocumentRow, DocumentRow.pk == PassageRow.document_pk)
        .join(VersionRow, VersionRow.pk == PassageRow.version_pk)
        .where(
            or_(
                VersionRow.published >= window.since,
                VersionRow.published.is_(None) & (DocumentRow.first_fetched_utc >= window.since),
            )
        )
    )  # fmt: skip
    allowed = asked.allowed(asked.query.filters)
    if allowed is not None:
        statement = statement.where(PassageRow.pk.in_(allowed))
    if window.upto is not None:
        statement = statement.where(PassageRow.pk <= window.upto)
    if window.documents is not None:
        statement = statement.where(DocumentRow.id.in_(window.documents))
    while True:
        page = statement.where(PassageRow.pk > at).order_by(PassageRow.pk).limit(_PAGE)
        rows = connection.execute(page).all()
        if not rows:
            return
        yield from _rated(connection, searcher, asked, rows)
        at = rows[-1].pk


def _rated(
    connection: Connection, searcher: Searcher, asked: Asked, rows: Sequence[AnyRow]
) -> Iterator[Answer]:
    mode, worded = asked.query.mode, bool(asked.text.plain)
    cosines: dict[int, float] = {}
    if worded and mode != "exact":
        held = read_vectors(connection, searcher.vectors.model_id, [row.pk for row in rows])
        if held:
            nearest = (np.stack(list(held.values())) @ asked.vectors.T).max(axis=1)
            cosines = dict(zip(held, nearest.tolist(), strict=True))
    for row in rows:
        cosine = cosines.get(row.pk)
        words = _share(asked.own, row.words) if worded else 1.0
        if mode == "hybrid" and worded:
            words = max(words, asked.trust * _share(asked.translated, f"{row.words} | {row.gloss}"))
        if not worded or mode == "exact":
            score = words
        elif mode == "semantic":
            score = cosine or 0.0
        else:
            score = asked.trust * (cosine or 0.0) + _WORDS * words
        yield Answer(
            document=row.id,
            story=row.story,
            version=row.number,
            start=row.start,
            published=row.published,
            collected_utc=row.first_fetched_utc,
            score=round(score, 6),
            cosine=cosine,
            words=round(words, 4),
        )


def _share(groups: Sequence[Sequence[Phrase]], words: str) -> float:
    """How many of the groups have one of their phrases among the words."""
    if not groups:
        return 0.0
    text = f" {words} "
    return sum(any(f" {' '.join(phrase)} " in text for phrase in group) for group in groups) / len(groups)
