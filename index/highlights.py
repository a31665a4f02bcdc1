"""Where the words that were asked for stand in a passage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.querytext import Phrase, TokenLike, single_words
from nlp.tags import Range


def find_highlights(tokens: Sequence[TokenLike], phrases: Iterable[Phrase]) -> tuple[Range, ...]:
    """The ranges of all phrases in the tokens' text, merged where they touch or overlap, in order.

    `tokens` are those of the passage. A phrase of several tokens counts only where they stand side by side.
    """
    return merge_ranges(_ranges(tokens, _places(tokens), phrases))


def find_groups(tokens: Sequence[TokenLike], groups: Iterable[Sequence[Phrase]]) -> tuple[Range, ...]:
    """The ranges of each group's phrases; where none of a group is there, those of its single words.

    One character alone, as 池 of 蓄電池, is no sign of the word that it is part of.
    """
    places = _places(tokens)
    found: list[Range] = []
    for group in groups:
        whole = list(_ranges(tokens, places, group))
        if not whole:
            parts = [(word,) for phrase in group for word in phrase if len(word) > 1 and word in places]
            whole = list(_ranges(tokens, places, single_words(parts)))
        found += whole
    return merge_ranges(found)


def _places(tokens: Sequence[TokenLike]) -> dict[str, list[int]]:
    """Where each word stands: indices of tokens, in order."""
    found: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        found.setdefault(token.text, []).append(at)
    return found


def _ranges(
    tokens: Sequence[TokenLike], places: Mapping[str, Sequence[int]], phrases: Iterable[Phrase]
) -> Iterator[Range]:
    """The range of each place where a phrase stands."""
    for phrase in phrases:
        for at in places.get(phrase[0], ()) if phrase else ():
            end = at + len(phrase)
            if end <= len(tokens) and all(
                token.text == word for token, word in zip(tokens[at:end], phrase, strict=True)
            ):
                yield tokens[at].start, tokens[end - 1].end


def merge_ranges(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same characters in as few ranges as possible, in order."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)
