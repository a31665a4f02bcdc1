"""Texts that are nearly the same: MinHash signatures over token shingles (rensa).

Method: Broder, On the resemblance and containment of documents, SEQUENCES 1997; banding after Leskovec,
Rajaraman and Ullman, Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import numpy as np
from rensa import RMinHash

PERMUTATIONS: Final = 128
SEED: Final = 2012
NEAR: Final = 0.7  # resemblance from which two texts count as nearly the same
LONGEST: Final = 200_000  # code points read of a text; a longer one is told apart by its beginning
_BANDS: Final = 32  # of 4 rows each: a pair at .7 is met with a probability of .9998, one at .3 with .23
_WORD_SHINGLE: Final = 3
_CHARACTER_SHINGLE: Final = 4

# one token: a character of a script without blanks, or a run of letters and digits of any other
_UNSPACED: Final = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN: Final = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")
_IS_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")

_MOST: Final = 16  # numbers looked at in one bucket


def shingles(text: str) -> list[str]:
    """The distinct token runs of a text, sorted: 3 words, or 4 characters where words have no blanks.

    A text of fewer tokens is one run; one without tokens has none. Case and width do not count.
    """
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text[:LONGEST]).casefold())
    if not tokens:
        return []
    unspaced = sum(1 for token in tokens if _IS_UNSPACED.match(token))
    length = _CHARACTER_SHINGLE if 2 * unspaced > len(tokens) else _WORD_SHINGLE
    if len(tokens) <= length:
        return [" ".join(tokens)]
    return sorted({" ".join(tokens[at : at + length]) for at in range(len(tokens) - length + 1)})


def signature(text: str) -> bytes | None:
    """The text's MinHash signature, 128 numbers of 4 bytes, little endian; None where it has no token."""
    found = shingles(text)
    if not found:
        return None
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(found)
    return np.asarray(sketch.digest(), dtype="<u4").tobytes()


def resemblance(first: bytes, second: bytes) -> float:
    """The estimated share of shingles that two texts have in common, 0..1, within about .04."""
    return float(np.mean(np.frombuffer(first, "<u4") == np.frombuffer(second, "<u4")))


class NearIndex:
    """Signatures by number, asked for those that may be near; holds what was added and not forgotten."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[int, bytes], list[int]] = {}
        self._signatures: dict[int, bytes] = {}

    def add(self, number: int, item: bytes) -> None:
        """The signature is found from now on under this number; numbers must rise from call to call."""
        self._signatures[number] = item
        for key in _keys(item):
            self._buckets.setdefault(key, []).append(number)

    def forget(self, number: int) -> None:
        """The number is found no more; an unknown one is none."""
        item = self._signatures.pop(number, None)
        for key in _keys(item) if item is not None else ():
            bucket = self._buckets[key]
            bucket.remove(number)
            if not bucket:
                del self._buckets[key]

    def near(self, item: bytes, *, threshold: float = NEAR) -> list[tuple[int, float]]:
        """Numbers of nearly the same texts and their resemblance, the most alike first, then by number.

        Of very many copies only some are named, the oldest and the newest of each bucket.
        """
        met: set[int] = set()
        for key in _keys(item):
            bucket = self._buckets.get(key, ())
            met.update(bucket if len(bucket) <= _MOST else (*bucket[: _MOST // 2], *bucket[-_MOST // 2 :]))
        scores = ((number, resemblance(self._signatures[number], item)) for number in sorted(met))
        return sorted((pair for pair in scores if pair[1] >= threshold), key=lambda pair: (-pair[1], pair[0]))


def _keys(item: bytes) -> list[tuple[int, bytes]]:
    width = len(item) // _BANDS
    return [(band, item[band * width : (band + 1) * width]) for band in range(_BANDS)]
