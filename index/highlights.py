"""Where the words that were asked for stand in a passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.querytext import Phrase, TokenLike, single_words
from nlp.tags import Range


def find_highlights(tokens: Sequence[TokenLike], phrases: Iterable[Phrase]) -> tuple[Range, ...]:
    """The ranges of all phrases in the tokens' text, merged where they touch or overlap, in order.

    `tokens` are those of the passage. A phrase of several tokens counts only where they stand side by side.
    """
    by_length: dict[int, set[Phrase]] = {}
    for phrase in phrases:
        if phrase:
            by_length.setdefault(len(phrase), set()).add(tuple(phrase))
    texts = [token.text for token in tokens]
    found: list[Range] = []
    for length, wanted in by_length.items():
        for at in range(len(texts) - length + 1):
            if tuple(texts[at : at + length]) in wanted:
                found.append((tokens[at].start, tokens[at + length - 1].end))
    return merge_ranges(found)


def find_groups(tokens: Sequence[TokenLike], groups: Iterable[Sequence[Phrase]]) -> tuple[Range, ...]:
    """The ranges of each group's phrases; where none of a group is there, those of its single words.

    One character alone, as 池 of 蓄電池, is no sign of the word that it is part of.
    """
    found: list[Range] = []
    for group in groups:
        parts = (word for word in single_words(group) if len(word[0]) > 1)
        found.extend(find_highlights(tokens, group) or find_highlights(tokens, parts))
    return merge_ranges(found)


def merge_ranges(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same characters in as few ranges as possible, in order."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)
