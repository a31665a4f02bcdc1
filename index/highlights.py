"""Where the words that were asked for stand in a passage."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from index.querytext import Phrase, Tokenize, TokenLike, single_words
from nlp.tags import Range

_KEPT: Final = 1024  # passages whose tokens are kept, about 5 MB


class Words(NamedTuple):
    """The tokens of a passage as they are kept: few objects, so that collecting garbage stays quick."""

    texts: tuple[str, ...]
    starts: array[int]
    ends: array[int]


def words_of(tokens: Sequence[TokenLike]) -> Words:
    """The texts and the places of tokens."""
    return Words(
        tuple(token.text for token in tokens),
        array("l", [token.start for token in tokens]),
        array("l", [token.end for token in tokens]),
    )


def kept_words(tokenize: Tokenize) -> Callable[[str, str], Words]:
    """The words of a text in a language; a page turned and a filter set show most of the same texts again."""
    return lru_cache(maxsize=_KEPT)(lambda text, language: words_of(tokenize(text, language)))


def find_groups(words: Words, groups: Sequence[Sequence[Phrase]]) -> tuple[Range, ...]:
    """The ranges of each group's phrases; where none of a group is there, those of its single words.

    A phrase of several tokens counts only where they stand side by side. One character alone, as 池 of
    蓄電池, is no sign of the word that it is part of. Ranges that touch or overlap are merged, in order.
    """
    wanted = {word for group in groups for phrase in group for word in phrase}
    places: dict[str, list[int]] = {}
    for at, text in enumerate(words.texts):
        if text in wanted:
            places.setdefault(text, []).append(at)
    found: list[Range] = []
    for group in groups:
        whole = list(_ranges(words, places, group))
        if not whole:
            parts = [(word,) for phrase in group for word in phrase if len(word) > 1 and word in places]
            whole = list(_ranges(words, places, single_words(parts))) if parts else []
        found += whole
    return merge_ranges(found)


def _ranges(words: Words, places: Mapping[str, Sequence[int]], phrases: Iterable[Phrase]) -> Iterator[Range]:
    """The range of each place where a phrase stands."""
    for phrase in phrases:
        for at in places.get(phrase[0], ()) if phrase else ():
            end = at + len(phrase)
            if words.texts[at:end] == phrase:
                yield words.starts[at], words.ends[end - 1]


def merge_ranges(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same characters in as few ranges as possible, in order."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)
