"""What the classifier of signals reads of an English sentence: the sentence with stand-ins for its countries,
and its words and pairs of words, hashed.

Who cooperates says nothing of how: with the names left in, the classifier learns the countries that the
training sentences happen to name.
"""

from __future__ import annotations

import functools
import itertools
import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from nlp.places import find_places

WORDS = 4096  # length of the vector of words; two words may share a place
_STAND_INS = (
    ("Germany", "German"),
    ("Brazil", "Brazilian"),
    ("India", "Indian"),
    ("Kenya", "Kenyan"),
    ("Canada", "Canadian"),
    ("Vietnam", "Vietnamese"),
)
_COUNTRY = "_country_"
_TOKEN = re.compile(r"[a-z_]+|\d+|[$€£%:]")
_CLASSES = {word.lower(): _COUNTRY for pair in _STAND_INS for word in pair}


def with_stand_ins(sentence: str) -> str:
    """The English sentence with its countries, groupings and cities replaced, each by one name throughout."""
    parts: list[str] = []
    last = 0
    for start, end, name in stand_ins(sentence, "en"):
        parts += [sentence[last:start], name]
        last = end
    return "".join([*parts, sentence[last:]])


def stand_ins(sentence: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Where a sentence names a country, a grouping or a city, and the English name in its place."""
    known: dict[str, int] = {}
    last = 0
    for place in find_places(sentence, language=language):
        if place.start < last:
            continue
        country, adjective = _STAND_INS[known.setdefault(place.code, len(known)) % len(_STAND_INS)]
        yield place.start, place.end, adjective if place.how == "demonym" else country
        last = place.end


def word_vectors(sentences: Sequence[str]) -> npt.NDArray[np.float32]:
    """Unit-length vectors, float32, shape (len(sentences), WORDS), of sentences with stand-ins; a sentence
    without words gives zeros.
    """
    found = np.zeros((len(sentences), WORDS), dtype=np.float32)
    for row, sentence in zip(found, sentences, strict=True):
        tokens = _TOKEN.findall(sentence.lower())
        words = ["#" if token.isdigit() else _CLASSES.get(token, token) for token in tokens]
        features = {*words, *(f"{left} {right}" for left, right in itertools.pairwise(words))}
        for feature in features:
            row[_place(feature)] += 1.0 / len(features) ** 0.5
    return found


@functools.lru_cache(maxsize=50_000)
def _place(feature: str) -> int:
    return zlib.crc32(feature.encode()) % WORDS
