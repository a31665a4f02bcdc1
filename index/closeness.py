"""How much of a question each of some passages holds, in scripts that put no space between words."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

_UNSPACED: Final = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ANY_UNSPACED = re.compile(f"[{_UNSPACED}]")
_RUNS = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}]+")
_ENDS = re.compile("[?。]")  # after NFKC, which makes ？ of a question plain
_SATURATION = 0.9  # k1 of BM25: passages are short, a second mention says little
_LENGTH = 0.4  # b of BM25: what the length of a passage weighs
_MOST_CHARACTERS = 300  # of a question; longer ones say enough by their beginning


def has_unspaced(text: str) -> bool:
    """Whether a text has kana or Chinese characters."""
    return _ANY_UNSPACED.search(text) is not None


def shares_of_question(question: str, texts: Sequence[str]) -> list[float]:
    """How much of the question's characters each text holds: 1 for the best of them, 0 for none.

    BM25 over single characters, pairs of characters and, in other scripts, words; how rare each is is counted
    among `texts` alone, which tells paragraphs on one subject apart. Source: Robertson and Zaragoza, The
    Probabilistic Relevance Framework, 2009.
    """
    return _shares(_normal(question[:_MOST_CHARACTERS]), [_normal(text) for text in texts])


def _shares(asked: str, normal: Sequence[str]) -> list[float]:
    pieces = _pieces(asked)
    counts = np.array([[text.count(piece) for text in normal] for piece in pieces], dtype=np.float64)
    if not counts.any():
        return [0.0] * len(normal)
    holding = np.count_nonzero(counts, axis=1)
    rarities = np.log(1 + (len(normal) - holding + 0.5) / (holding + 0.5))
    lengths = np.fromiter(map(len, normal), np.float64, len(normal))
    dampers = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / lengths.mean())
    scores = rarities @ (counts * (_SATURATION + 1) / (counts + dampers))
    return [float(share) for share in scores / scores.max()]


def runs_of_question(question: str, texts: Sequence[str]) -> list[float]:
    """How long the parts of the question are that each text has letter by letter: 1 for the whole of it.

    The cube root of the sum of their lengths' cubes, by the question's length: one long part counts far more
    than several short ones, of which any text on the subject has some.
    """
    return _runs(_normal(question[:_MOST_CHARACTERS]), [_normal(text) for text in texts])


def _runs(asked: str, normal: Sequence[str]) -> list[float]:
    asked = _ENDS.sub("", asked)
    length = max(len(asked), 1)
    pairs = [asked[at : at + 2] for at in range(len(asked) - 1)]
    return [min(1.0, _length_of_runs(asked, pairs, text) / length) for text in normal]


def shares_and_runs(question: str, texts: Sequence[str]) -> list[tuple[float, float]]:
    """Both of each text."""
    asked, normal = _normal(question[:_MOST_CHARACTERS]), [_normal(text) for text in texts]
    return list(zip(_shares(asked, normal), _runs(asked, normal), strict=True))


def _length_of_runs(asked: str, pairs: Sequence[str], text: str) -> float:
    cubes = 0
    at = 0
    while at < len(pairs):
        if pairs[at] not in text:
            at += 1
            continue
        until = at + 2
        while until < len(asked) and asked[at : until + 1] in text:
            until += 1
        cubes += (until - at) ** 3
        at = until
    return math.cbrt(cubes)


def _pieces(text: str) -> list[str]:
    """Single characters and pairs of unspaced scripts, words of others; each once."""
    found: dict[str, None] = {}
    for run in _RUNS.findall(text):
        if has_unspaced(run):
            found.update(dict.fromkeys(run))
            found.update(dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1)))
        else:
            found[run] = None
    return list(found)


@lru_cache(maxsize=1024)  # a page turned and a filter set compare most of the same passages again
def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
