"""How much two texts share of what every language keeps: names, figures, cognates; whole texts compared."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

LONGEST: Final = 4_000  # characters that are compared of a text
_BITS: Final = 20
_GRAM: Final = 4  # letters of a piece; of kana and Chinese characters two
_MARKS = re.compile("[\u0300-\u036f]+")
_GAPS = re.compile(r"[\W_]+")
_FIRST, _LAST = 0x3040, 0x9FFF  # from hiragana to the last of the Chinese characters in common use
_MIX: Final = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)

Numbers = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text by number, ascending, and how often each stands in it."""

    ids: Numbers
    counts: Weights


def fold(text: str) -> str:
    """The text without case, accents and width."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def pieces_of(text: str) -> Pieces:
    """Runs of four letters or figures, blanks between words included, and pairs of unspaced characters.

    Pieces are numbered by a hash: two that share a number are taken for one, about one in a thousand.
    """
    plain = _GAPS.sub(" ", f" {fold(text[:LONGEST])} ").encode("utf-32-le", "surrogatepass")
    signs = np.frombuffer(plain, np.uint32)
    runs = _hash(signs, _GRAM)
    unspaced = (signs >= _FIRST) & (signs <= _LAST)
    pairs = _hash(signs, 2)[unspaced[:-1] & unspaced[1:]]
    ids, counts = np.unique(np.concatenate([runs, pairs]), return_counts=True)
    return Pieces(ids.astype(np.int64), counts.astype(np.float32))


def _hash(signs: npt.NDArray[np.uint32], length: int) -> npt.NDArray[np.uint32]:
    """A number below 2 ** _BITS for each run of so many signs."""
    count = max(0, len(signs) - length + 1)
    mixed = np.full(count, length, np.uint32)
    for at in range(length):
        mixed = (mixed + signs[at : at + count]) * _MIX[at % len(_MIX)]
        mixed ^= mixed >> np.uint32(15)
    return (mixed * _MIX[0]) >> np.uint32(32 - _BITS)


class Rarity:
    """How rare pieces and words are among the texts of a sample."""

    def __init__(self, samples: Iterable[tuple[str, str]]) -> None:
        """Each sample: a text, and its words as they are indexed, joined by blanks."""
        self.count = 0
        self._pieces = np.zeros(1 << _BITS, np.float32)
        self._words: Counter[str] = Counter()
        for text, words in samples:
            self.count += 1
            self._pieces[pieces_of(text).ids] += 1
            self._words.update(set(words.split()))
        self._sorted = sorted(self._words)

    def share_with(self, word: str) -> float:
        """The share of texts that hold an indexed word, 0..1."""
        return self._words[word] / max(1, self.count)

    def share_beginning(self, letters: str) -> float:
        """At most what share of texts holds an indexed word that begins so, 0..1."""
        at, count = bisect_left(self._sorted, letters), 0
        while at < len(self._sorted) and self._sorted[at].startswith(letters):
            count += self._words[self._sorted[at]]
            at += 1
        return min(1.0, count / max(1, self.count))

    def logarithm(self, share: float) -> float:
        """How rare it is to stand in such a share of the texts; 0 for what is everywhere."""
        return max(0.0, math.log((self.count + 1) / (share * self.count + 0.5)))

    def of_text(self, text: str) -> float:
        """How rare the pieces of a text are, in the mean; 0 for those that are everywhere."""
        return float(np.mean(self._logarithms(pieces_of(text).ids)))

    def weigh(self, pieces: Pieces) -> Weights:
        """TF-IDF of unit length."""
        weights = (1 + np.log(pieces.counts)) * self._logarithms(pieces.ids)
        return (weights / max(float(np.linalg.norm(weights)), 1e-12)).astype(np.float32)

    def _logarithms(self, ids: Numbers) -> Weights:
        return np.log((self.count + 1) / (self._pieces[ids] + 0.5)).clip(0)


def likenesses(text: str, others: Sequence[str], rarity: Rarity) -> list[float]:
    """The cosine, 0..1, of each other text with this one over their pieces, rare ones counting more."""
    own = pieces_of(text)
    dense = np.zeros(1 << _BITS, np.float32)
    dense[own.ids] = rarity.weigh(own)
    read = (pieces_of(other) for other in others)
    return [float(dense[one.ids] @ rarity.weigh(one)) for one in read]
