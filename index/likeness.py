"""How likely two headlines tell the same event: vectors, shared words, shared names across scripts, time.

The weights are those of logistic regressions over pairs of headlines of one event and of different ones,
fitted for three classes of pairs and rounded; docs/choices.md names the data.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

BUCKETS: Final = 1 << 20  # words and letter groups are counted under 20 bits of their CRC-32
_STEM: Final = 6  # letters kept of a word: endings differ, beginnings tell
_GRAM: Final = 4
_PRIOR: Final = 20  # headlines of a language below which its mean vector is trusted less
_WORD: Final = re.compile(r"[^\W_]+")
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_OUTLET: Final = re.compile(r"\s[-|–—]\s[^-|–—]{2,40}$")  # "... - The Daily News" at the end of a headline

_CYRILLIC: Final = str.maketrans(
    "абвгдезийклмнопрстуфхыэюяёіїєґ", "abvgdeziiklmnoprstufhieuaeiieg", "ъь"
) | str.maketrans({"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh"})
_ARABIC: Final = str.maketrans(
    "اأإآبتجحدذرزسصضطظغفقكلمنهويىؤ", "aaiabtjhddrzssdtzgfqklmnhwiaw", "عةئء"
) | str.maketrans({"ث": "th", "خ": "kh", "ش": "sh"})
_LATIN: Final = _CYRILLIC | _ARABIC


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression's weights, for one class of pairs."""

    centred: float  # cosine after the language's mean vector is taken away
    cosine: float
    words: float  # root of the TF-IDF cosine of word beginnings
    grams: float  # the same of letter groups, which names share across scripts
    day: float  # a day between the two
    constant: float


ENGLISH: Final = Weights(12.8, -5.9, 1.5, 1.2, -1.0, -3.7)
SAME_LANGUAGE: Final = Weights(1.4, 0.8, 0.3, 8.2, -1.7, -4.4)
TWO_LANGUAGES: Final = Weights(4.9, -4.0, 1.1, 8.8, -1.5, -3.5)
UNLIKE_PARTIES: Final = -5.0  # both name acting countries, and not one in common
OTHER_PARTIES: Final = -3.0  # some in common, and each names one that the other does not
SAME_PARTIES: Final = 3.0  # the same two or more, where few headlines of the fortnight name just those
UNLIKE_TYPES: Final = -1.0  # both tell events, none of one type
UNLIKE_POLARITY: Final = -4.0  # one tells a cooperation, the other a restriction or a national matter
FEW: Final = 4  # headlines of a fortnight that may name the same parties and still be told apart by them
NEAR_COSINE: Final = 0.35  # a pair below both is not looked at
NEAR_WORDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Prints:
    """A headline's words and letter groups as bucket numbers, distinct and sorted."""

    words: Ids
    grams: Ids


def prints_of(title: str) -> Prints:
    """The headline's prints; other alphabets are read in Latin letters, so that names can meet."""
    words = _words(title)
    kept = [word for word in words if len(word) > 1 or _UNSPACED.match(word)]
    grams = [gram for word in words for gram in _grams(word)]
    return Prints(_buckets([word if word.isdigit() else word[:_STEM] for word in kept]), _buckets(grams))


def frequencies(prints: Sequence[Ids]) -> Floats:
    """In how many of the headlines each bucket occurs, shape (BUCKETS,)."""
    if not prints:
        return np.zeros(BUCKETS, np.float32)
    return np.bincount(np.concatenate(prints), minlength=BUCKETS).astype(np.float32)


def weigh(prints: Sequence[Ids], seen: Floats, count: int) -> csr_matrix:
    """TF-IDF rows of unit length; seen: in how many of `count` headlines each bucket occurs."""
    lengths = np.fromiter((len(row) for row in prints), np.int64, len(prints))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    columns = np.concatenate(prints) if prints else np.empty(0, np.int64)
    values = np.log((count + 1) / (seen[columns] + 0.5)).astype(np.float32)
    rows = np.repeat(np.arange(len(prints)), lengths)
    norms = np.sqrt(np.bincount(rows, values * values, len(prints)))
    norms[norms == 0] = 1
    values = (values / norms[rows]).astype(np.float32)
    return csr_matrix((values, columns, starts), shape=(len(prints), BUCKETS))


def centre(vectors: Floats, languages: Sequence[str]) -> Floats:
    """The vectors less the mean of their language, unit length: what all headlines share tells nothing."""
    out = vectors.copy()
    names = np.asarray(languages)
    for name in sorted(set(languages)):
        own = names == name
        count = int(own.sum())
        out[own] -= vectors[own].mean(axis=0) * (count / (count + _PRIOR))
    norms = np.linalg.norm(out, axis=1, keepdims=True)
    norms[norms < 1e-6] = 1
    return np.asarray(out / norms, np.float32)


def _words(title: str) -> list[str]:
    text = unicodedata.normalize("NFKD", _OUTLET.sub("", title[:1000]).casefold().translate(_LATIN))
    text = "".join(letter for letter in text.translate(_LATIN) if not unicodedata.combining(letter))
    words: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text)):
        if _UNSPACED.search(word):
            words.extend(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        else:
            words.append(word)
    return words


def _grams(word: str) -> list[str]:
    if word.isdigit() or _UNSPACED.match(word):
        return [word]
    marked = f"^{word}$"
    return [marked[at : at + _GRAM] for at in range(max(1, len(word) - 1))]


def _buckets(tokens: Sequence[str]) -> Ids:
    numbers = {zlib.crc32(token.encode("utf-8", "replace")) % BUCKETS for token in tokens}
    return np.fromiter(sorted(numbers), np.int64, len(numbers))
