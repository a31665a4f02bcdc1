"""The three rankings of passages that a search fuses: by meaning, by words, by translated words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np
from sqlalchemy import Connection, Select

from index.keywords import Column, match_any, search_words
from index.querytext import Phrase, Tokenize, single_words
from index.vectors.stored import Ids, Vectors
from nlp.gloss_vector import texts_of_gloss, vector_of_gloss

Embed = Callable[[Sequence[str]], Vectors]  # queries -> unit-length vectors
Scores = dict[int, float]  # passage pk -> score; higher is better

_ALL = 1000.0  # a passage with all the words comes before any with some: far above any BM25 score
_LEAST_TRUST = 0.02
_WHOLE = 0.5  # what all the words together add to a share of the best BM25 score
_MOST_TERMS = 64  # of a query; what follows is left out of the words


class VectorSearch(Protocol):
    """What is needed of the vectors (index.vectors.flat.VectorIndex has it)."""

    @property
    def model_id(self) -> str:
        """The model that made the vectors."""

    def search(self, query: Vectors, k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """The k nearest passages: pks and cosines, best first."""

    def __len__(self) -> int: ...


class GlossLike(Protocol):
    """What is needed of a gloss (nlp.crosslingual.Gloss has it)."""

    @property
    def english(self) -> str:
        """The whole text read as English words."""

    @property
    def wide(self) -> str:
        """The same with further senses of each word; "" where there are none."""

    @property
    def words(self) -> Sequence[tuple[str, str]]:
        """(word as written, its English)."""

    @property
    def senses(self) -> Sequence[Sequence[str]]:
        """The English senses of each word."""

    @property
    def known_share(self) -> float:
        """How much of the text has English, 0..1."""

    @property
    def unknown(self) -> Sequence[str]:
        """Words without English."""


def query_vectors(embed: Embed, text: str, gloss: GlossLike | None, *, alone: bool) -> Vectors:
    """The vectors that stand for a query: its own, unless `alone`, and that of its gloss where it has one."""
    if gloss is None or not gloss.words:
        return embed([text])
    own = [] if alone else [text]
    vectors = embed([*own, *texts_of_gloss(gloss)])
    return np.vstack([vectors[: len(own)], vector_of_gloss(vectors[len(own) :])])


def rank_by_meaning(vectors: VectorSearch, queries: Vectors, k: int, allowed: Ids | None) -> Scores:
    """The k nearest passages of each query vector with the larger of their cosines."""
    scores: Scores = {}
    for query in queries:
        ids, cosines = vectors.search(query, k, allowed)
        for pk, cosine in zip(ids.tolist(), cosines.tolist(), strict=True):
            scores[pk] = max(scores.get(pk, -2.0), cosine)
    return scores


def rank_by_words(
    connection: Connection,
    groups: Sequence[Sequence[Phrase]],
    k: int,
    allowed: Select[int] | None,
    columns: Sequence[Column] = ("words",),
) -> Scores:
    """Passages that hold one phrase of every group first, then those that hold a phrase or a word of any.

    At most k of either kind. Within each kind by BM25.
    """
    groups = groups[:_MOST_TERMS]
    scores: Scores = {}
    if len(groups) > 1:
        alternatives = [match_any(group, columns) for group in groups]
        every = " AND ".join(f"({part})" for part in alternatives if part)
        for ranked in search_words(connection, every, k, allowed):
            scores[ranked.passage_pk] = ranked.score + _ALL
    some = match_any(_phrases_and_words(groups), columns)
    whole = match_any((phrase for group in groups for phrase in group), columns) if len(groups) == 1 else ""
    for ranked in search_words(connection, whole, k, allowed):
        scores[ranked.passage_pk] = ranked.score + _ALL
    for ranked in search_words(connection, some, k, allowed):
        scores.setdefault(ranked.passage_pk, ranked.score)
    return scores


def share_of_best(scores: Scores) -> Scores:
    """Word scores as shares of the best BM25 score, 0..1, and a half more where all the words are there."""
    plain = {pk: score % _ALL if score >= _ALL else score for pk, score in scores.items()}
    best = max(plain.values(), default=0.0)
    return {
        pk: (score / best if best > 0 else 0.0) + (_WHOLE if scores[pk] >= _ALL else 0.0)
        for pk, score in plain.items()
    }


def best_of_each(scores: Scores, group_of: Callable[[int], str]) -> dict[str, float]:
    """The best score of each group that a passage belongs to."""
    best: dict[str, float] = {}
    for pk, score in scores.items():
        group = group_of(pk)
        if group not in best or score > best[group]:
            best[group] = score
    return best


def gloss_groups(gloss: GlossLike, tokenize: Tokenize) -> list[list[Phrase]]:
    """For each translated word of a query the English senses of which one will do, as phrases of tokens."""
    groups: list[list[Phrase]] = []
    for senses in gloss.senses[:_MOST_TERMS]:
        phrases = (tuple(token.text for token in tokenize(sense, "en")) for sense in senses)
        group = [phrase for phrase in dict.fromkeys(phrases) if phrase]
        if group:
            groups.append(group)
    return groups


def trust_in_gloss(gloss: GlossLike) -> float:
    """How much rankings by a gloss count beside the words as written, 0.02 to 1.

    The share of the query's characters that the gloss knows, to the fourth power: a question of which half is
    unknown is asked by its own words, a query that is known whole counts in both languages alike.
    """
    return max(_LEAST_TRUST, gloss.known_share**4)


def _phrases_and_words(groups: Iterable[Sequence[Phrase]]) -> list[Phrase]:
    """Every phrase, and each of its words alone: a passage with a part of a compound is better than none."""
    phrases = [phrase for group in groups for phrase in group]
    return list(dict.fromkeys([*phrases, *single_words(phrases)]))
