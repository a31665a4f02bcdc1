"""Scores of all pairs of a window's documents that may tell the same event, in blocks of bounded size."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from index.likeness import (
    ENGLISH,
    NEAR_COSINE,
    NEAR_WORDS,
    SAME_LANGUAGE,
    TWO_LANGUAGES,
    UNLIKE_PARTIES,
    Floats,
    Prints,
    Weights,
    centre,
    frequencies,
    weigh,
)

Pair = tuple[int, int, int]  # row, column < row, score in thousandths

_CELLS: Final = 2_000_000  # of one block: 8 MB a measure
_LEAST: Final = 20  # thousandths below which a pair is as good as none
_COSINE_SHARE: Final = 0.7  # undated: share of the cosine, the rest is words
_BACKGROUND: Final = 0.06  # undated: mean score of unrelated headlines, taken off
_MOST_PAIRS: Final = 100  # undated: pairs kept of one row


@dataclass(frozen=True, slots=True)
class Headline:
    """What is compared of one document."""

    prints: Prints
    language: str
    day: int
    vector: npt.NDArray[np.float32] | None
    parties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measures:
    """The headlines of one window as matrices, row i for headline i."""

    cosines: Floats
    centred: Floats
    embedded: npt.NDArray[np.bool_]
    words: csr_matrix
    grams: csr_matrix
    languages: npt.NDArray[np.int64]
    english: npt.NDArray[np.bool_]
    days: npt.NDArray[np.int64]
    parties: csr_matrix
    acting: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, headlines: Sequence[Headline]) -> Measures:
        """The measures; how common a word is, and a language's mean vector, are those of these headlines."""
        count = len(headlines)
        dimension = next((len(one.vector) for one in headlines if one.vector is not None), 1)
        vectors = np.zeros((count, dimension), np.float32)
        for row, one in enumerate(headlines):
            if one.vector is not None:
                vectors[row] = one.vector
        embedded = np.fromiter((one.vector is not None for one in headlines), bool, count)
        names = [one.language for one in headlines]
        centred = vectors.copy()
        if embedded.any():
            own = [name for name, has in zip(names, embedded, strict=True) if has]
            centred[embedded] = centre(vectors[embedded], own)
        words = [one.prints.words for one in headlines]
        grams = [one.prints.grams for one in headlines]
        return cls(
            cosines=vectors,
            centred=centred,
            embedded=embedded,
            words=weigh(words, frequencies(words), count),
            grams=weigh(grams, frequencies(grams), count),
            languages=np.fromiter((zlib.crc32(name.encode()) for name in names), np.int64, count),
            english=np.fromiter((name == "en" for name in names), bool, count),
            days=np.fromiter((one.day for one in headlines), np.int64, count),
            parties=_party_rows([one.parties for one in headlines]),
            acting=np.fromiter((bool(one.parties) for one in headlines), bool, count),
        )

    def rows(self, numbers: Sequence[int]) -> Measures:
        """The measures of some of the headlines, in the order given."""
        keep = np.asarray(numbers, np.int64)
        return Measures(
            cosines=self.cosines[keep],
            centred=self.centred[keep],
            embedded=self.embedded[keep],
            words=self.words[keep],
            grams=self.grams[keep],
            languages=self.languages[keep],
            english=self.english[keep],
            days=self.days[keep],
            parties=self.parties[keep],
            acting=self.acting[keep],
        )


def dated_scores(measures: Measures, first: int) -> Iterator[Pair]:
    """The likelihood, in thousandths, that rows from `first` on tell the event of an earlier row."""
    for start, stop in _blocks(first, len(measures.days)):
        block = slice(start, stop)
        cosine = measures.cosines[block] @ measures.cosines[:stop].T
        words = (measures.words[block] @ measures.words[:stop].T).toarray()
        grams = (measures.grams[block] @ measures.grams[:stop].T).toarray()
        rows, columns = np.nonzero((cosine > NEAR_COSINE) | (words > NEAR_WORDS))
        below = columns < rows + start
        rows, columns = rows[below], columns[below]
        centred = measures.centred[block] @ measures.centred[:stop].T
        features = (
            centred[rows, columns],
            cosine[rows, columns],
            np.sqrt(np.maximum(words[rows, columns], 0)),
            np.sqrt(np.maximum(grams[rows, columns], 0)),
            np.abs(measures.days[rows + start] - measures.days[columns]),
        )
        yield from _likelihoods(measures, rows + start, columns, features)


def undated_scores(measures: Measures) -> Iterator[Pair]:
    """Scores, in thousandths above those of unrelated headlines, of pairs taken as news of one time."""
    for start, stop in _blocks(1, len(measures.days)):
        block = slice(start, stop)
        score = _COSINE_SHARE * (measures.cosines[block] @ measures.cosines[:stop].T)
        words = (measures.words[block] @ measures.words[:stop].T).toarray()
        score += (1 - _COSINE_SHARE) * np.sqrt(np.maximum(words, 0)) - _BACKGROUND
        for row in range(start, stop):
            own = np.rint(1000 * score[row - start, :row]).astype(np.int64)
            columns = np.nonzero(own >= _LEAST)[0]
            if len(columns) > _MOST_PAIRS:
                best = np.lexsort((columns, -own[columns]))[:_MOST_PAIRS]
                columns = np.sort(columns[best])
            for column in columns.tolist():
                yield row, column, int(own[column])


def _likelihoods(
    measures: Measures,
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    features: tuple[Floats, ...],
) -> Iterator[Pair]:
    same = measures.languages[rows] == measures.languages[columns]
    english = measures.english[rows] & measures.english[columns]
    english &= measures.embedded[rows] & measures.embedded[columns]
    logit = np.where(
        english,
        _logit(ENGLISH, features),
        np.where(same, _logit(SAME_LANGUAGE, features), _logit(TWO_LANGUAGES, features)),
    )
    both = measures.acting[rows] & measures.acting[columns]
    if both.any():
        shared = np.asarray(measures.parties[rows].multiply(measures.parties[columns]).sum(axis=1)).ravel()
        logit = logit + np.where(both & (shared == 0), UNLIKE_PARTIES, 0.0)
    scores = np.rint(1000 / (1 + np.exp(-logit))).astype(np.int64)
    kept = scores >= _LEAST
    yield from zip(rows[kept].tolist(), columns[kept].tolist(), scores[kept].tolist(), strict=True)


def _logit(weights: Weights, features: tuple[Floats, ...]) -> Floats:
    centred, cosine, words, grams, days = features
    return np.asarray(
        weights.centred * centred
        + weights.cosine * cosine
        + weights.words * words
        + weights.grams * grams
        + weights.day * days
        + weights.constant
    )


def _party_rows(parties: Sequence[frozenset[str]]) -> csr_matrix:
    codes = {code: number for number, code in enumerate(sorted(frozenset().union(*parties)))}
    lengths = [len(one) for one in parties]
    columns = [codes[code] for one in parties for code in sorted(one)]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    values = np.ones(len(columns), np.float32)
    return csr_matrix((values, columns, starts), shape=(len(parties), max(1, len(codes))))


def _blocks(first: int, count: int) -> Iterator[tuple[int, int]]:
    """Half-open ranges of rows whose block against all rows before stays within _CELLS."""
    step = max(1, _CELLS // max(1, count))
    return ((start, min(count, start + step)) for start in range(first, count, step))
