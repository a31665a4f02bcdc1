"""Texts that are nearly the same: MinHash signatures over token shingles (rensa).

Method: Broder, On the resemblance and containment of documents, SEQUENCES 1997; banding after Leskovec,
Rajaraman and Ullman, Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
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

Signatures = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two texts by their places in the input, first < second, and their estimated resemblance."""

    first: int
    second: int
    resemblance: float


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
    return float(np.mean(_row(first) == _row(second)))


def near_pairs(signatures: Sequence[bytes | None], *, threshold: float = NEAR) -> list[NearPair]:
    """Pairs of nearly the same texts, sorted; texts without a signature are in none.

    Of many copies of one text not all pairs are listed, but enough to join them. Memory: one number a band
    and text.
    """
    kept = [place for place, item in enumerate(signatures) if item is not None]
    if len(kept) < 2:
        return []
    matrix = np.stack([_row(item) for item in signatures if item is not None])
    pairs: dict[tuple[int, int], float] = {}
    width = PERMUTATIONS // _BANDS
    for band in range(_BANDS):
        part = np.ascontiguousarray(matrix[:, band * width : (band + 1) * width])
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for row in range(len(kept)):
            buckets[part[row].tobytes()].append(row)
        for bucket in buckets.values():
            for at, row in enumerate(bucket[1:], start=1):
                for other in {bucket[0], bucket[at - 1]}:
                    if (other, row) not in pairs:
                        pairs[other, row] = float(np.mean(matrix[other] == matrix[row]))
    return sorted(
        (NearPair(kept[a], kept[b], score) for (a, b), score in pairs.items() if score >= threshold),
        key=lambda pair: (pair.first, pair.second),
    )


def _row(item: bytes) -> Signatures:
    return np.frombuffer(item, dtype="<u4").astype(np.uint32)
