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
    FEW,
    NEAR_COSINE,
    NEAR_WORDS,
    OTHER_PARTIES,
    SAME_LANGUAGE,
    SAME_PARTIES,
    TWO_LANGUAGES,
    UNLIKE_PARTIES,
    UNLIKE_POLARITY,
    UNLIKE_TYPES,
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
# Within these the letters of two headlines tell more than their glosses do (measured on 08a).
_SPELLED: Final = frozenset({"de", "es", "fr"})
_NATIONAL: Final = frozenset({"strategy", "funding", "organisation", "indicator", "capability"})
_MOST_PAIRS: Final = 100  # undated: pairs kept of one row


@dataclass(frozen=True, slots=True)
class Headline:
    """What is compared of one document."""

    prints: Prints
    language: str
    day: int
    vector: npt.NDArray[np.float32] | None
    parties: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    english: bool = False


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
    spelled: npt.NDArray[np.bool_]
    days: npt.NDArray[np.int64]
    parties: csr_matrix
    party_sets: csr_matrix  # a column for each set of two or more; the value is how much it tells
    types: csr_matrix
    polarities: csr_matrix

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
            english=np.fromiter((one.english or one.language == "en" for one in headlines), bool, count),
            spelled=np.fromiter((name in _SPELLED for name in names), bool, count),
            days=np.fromiter((one.day for one in headlines), np.int64, count),
            parties=_rows_of([one.parties for one in headlines]),
            party_sets=_told_by([_whole(one.parties) for one in headlines]),
            types=_rows_of([one.types for one in headlines]),
            polarities=_rows_of([frozenset(map(_polarity, one.types)) for one in headlines]),
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
            spelled=self.spelled[keep],
            days=self.days[keep],
            parties=self.parties[keep],
            party_sets=self.party_sets[keep],
            types=self.types[keep],
            polarities=self.polarities[keep],
        )


def dated_scores(measures: Measures, first: int) -> Iterator[Pair]:
    """The likelihood, in thousandths, that rows from `first` on tell the event of an earlier row."""
    for start, stop in _blocks(first, len(measures.days)):
        block = slice(start, stop)
        cosine = measures.cosines[block] @ measures.cosines[:stop].T
        words = (measures.words[block] @ measures.words[:stop].T).toarray()
        grams = (measures.grams[block] @ measures.grams[:stop].T).toarray()
        together = (measures.party_sets[block] @ measures.party_sets[:stop].T).toarray()
        rows, columns = np.nonzero((cosine > NEAR_COSINE) | (words > NEAR_WORDS) | (together > 0))
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
    english &= ~(same & measures.spelled[rows])
    logit = np.where(
        english,
        _logit(ENGLISH, features),
        np.where(same, _logit(SAME_LANGUAGE, features), _logit(TWO_LANGUAGES, features)),
    )
    logit = logit + _agreement(measures, rows, columns)
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


def _agreement(measures: Measures, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> Floats:
    """What is added to a pair's logit for the countries and the types of event that each of the two names."""
    added = np.zeros(len(rows), np.float32)
    shared, least = _overlap(measures.parties, rows, columns)
    added[(least > 0) & (shared == 0)] += UNLIKE_PARTIES
    added[(shared > 0) & (shared < least)] += OTHER_PARTIES
    types, least = _overlap(measures.types, rows, columns)
    unlike = (least > 0) & (types == 0)
    added[unlike] += UNLIKE_TYPES
    polarities, _ = _overlap(measures.polarities, rows, columns)
    added[unlike & (polarities == 0)] += UNLIKE_POLARITY - UNLIKE_TYPES
    told = measures.party_sets[rows].multiply(measures.party_sets[columns]).sum(axis=1)
    return np.asarray(added + SAME_PARTIES * np.asarray(told, np.float32).ravel())


def _overlap(
    sets: csr_matrix, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For each pair of rows how many members are in both sets, and how many the smaller set has."""
    sizes = np.diff(sets.indptr)
    shared = np.asarray(sets[rows].multiply(sets[columns]).sum(axis=1)).ravel()
    return shared.astype(np.int64), np.minimum(sizes[rows], sizes[columns]).astype(np.int64)


def _polarity(kind: str) -> str:
    """What an event of this type is: a cooperation, a restriction or a matter of one country."""
    if kind in ("restriction", "suspension"):
        return "restriction"
    return "none" if kind in _NATIONAL else "cooperation"


def _whole(parties: frozenset[str]) -> frozenset[str]:
    return frozenset({"+".join(sorted(parties))}) if len(parties) > 1 else frozenset()


def _told_by(sets: Sequence[frozenset[str]]) -> csr_matrix:
    """The rows of the sets, each member with the root of FEW over its number of rows, at most 1."""
    rows = _rows_of(sets)
    counts = np.bincount(rows.indices, minlength=rows.shape[1])
    rows.data = np.sqrt(np.minimum(1.0, FEW / np.maximum(1, counts[rows.indices]))).astype(np.float32)
    return rows


def _rows_of(sets: Sequence[frozenset[str]]) -> csr_matrix:
    """A row for each set, a column for each member, ones where it is in."""
    names = {name: number for number, name in enumerate(sorted(frozenset().union(*sets)))}
    lengths = [len(one) for one in sets]
    columns = [names[name] for one in sets for name in sorted(one)]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    values = np.ones(len(columns), np.float32)
    return csr_matrix((values, np.asarray(columns, np.int64), starts), shape=(len(sets), max(1, len(names))))


def _blocks(first: int, count: int) -> Iterator[tuple[int, int]]:
    """Half-open ranges of rows whose block against all rows before stays within _CELLS."""
    step = max(1, _CELLS // max(1, count))
    return ((start, min(count, start + step)) for start in range(first, count, step))
