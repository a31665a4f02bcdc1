"""The names, figures and rare words that a text shares with another, as it writes them, best first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.pieces import Rarity, fold
from nlp.tags import Range

_READ: Final = 12_000  # characters of either text
_SHOWN: Final = 6
_LEAST: Final = 4  # letters of a word that is neither name nor figure
_MOST: Final = 200  # words that are weighed
_NAME: Final = 2.0  # what a name or figure counts beside a word as rare
_UNSPACED: Final = (
    "\u3005\u3007\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff"  # katakana and Chinese characters
)
_HIRAGANA: Final = "\u3040-\u309f"
_RUNS = re.compile(f"(?P<unspaced>[{_UNSPACED}]{{2,}})|[^\\W_{_UNSPACED}{_HIRAGANA}]{{2,}}")


def words_in_common(own: str, other: str, rarity: Rarity) -> tuple[str, ...]:
    """What `other` shares with `own`, as `other` writes it; at most six, none where only common words are."""
    mine = fold(own[:_READ])
    words = {match.group() for match in _RUNS.finditer(mine) if match["unspaced"] is None}
    seen: dict[str, str] = {}
    for written in _shared(other[:_READ], mine, words):
        seen.setdefault(fold(written), written)
        if len(seen) == _MOST:
            break
    worth = {
        plain: rarity.of_text(plain) * (_NAME if _names(written) else 1.0) for plain, written in seen.items()
    }
    best = sorted((plain for plain in seen if worth[plain] > 0), key=lambda plain: (-worth[plain], plain))
    kept: list[str] = []
    for plain in best:
        if not any(plain in one or one in plain for one in kept):
            kept.append(plain)
        if len(kept) == _SHOWN:
            break
    return tuple(seen[plain] for plain in kept)


def places_of_words(words: tuple[str, ...], text: str) -> list[Range]:
    """Where the words stand in a text, as they are written."""
    return [match.span() for word in words for match in re.finditer(re.escape(word), text)]


def _shared(other: str, mine: str, words: set[str]) -> Iterator[str]:
    """The words of a text that are among the other's; names of several words whole where both have them."""
    start = end = -1
    for match in _RUNS.finditer(other):
        if match["unspaced"] is not None:
            yield from _spans(match.group(), mine)
            continue
        word = match.group()
        if fold(word) not in words or not word.strip("0") or not (_names(word) or len(word) >= _LEAST):
            continue
        follows = start >= 0 and other[end : match.start()] == " " and _names(word)
        if follows and fold(other[start : match.end()]) in mine:
            end = match.end()
            continue
        if start >= 0:
            yield other[start:end]
        start, end = match.span()
    if start >= 0:
        yield other[start:end]


def _spans(run: str, mine: str) -> Iterator[str]:
    """The longest parts, of two characters or more, of an unspaced run that the other text holds."""
    at = 0
    while at < len(run) - 1:
        until = at + 1
        while until < len(run) and fold(run[at : until + 1]) in mine:
            until += 1
        if until - at > 1:
            yield run[at:until]
        at = until


def _names(word: str) -> bool:
    """Whether a word looks like a name or a figure."""
    return word[0].isupper() or any(map(str.isdigit, word)) or not word[0].isascii()
