"""Passages: whole sentences of a document, within the embedding model's token limit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from crawlers.document import Document
from crawlers.extract.mixed_languages import languages_of_sentences
from nlp.sentences import split_sentences
from nlp.tags import Range

# Where a sentence that is too long may be broken, best places first: after a clause, then at any blank.
_BREAKS = (re.compile(r"[;；:：—–]\s*|、(?=\S{2})|[,，،]\s+|\n+"), re.compile(r"\s+"))
_PIECE = 20_000  # characters handed to the token counter at once


@dataclass(frozen=True, slots=True)
class Passage:
    """A half-open range of a document's content; together the passages cover all its sentences.

    A passage is of one language: on a mixed page it ends where another begins.
    """

    start: int
    end: int
    language: str = field(default="und", compare=False)


def split_passages(document: Document, count_tokens: Callable[[str], int], limit: int) -> tuple[Passage, ...]:
    """Passages of at most `limit` tokens, in order, without overlap; they cover every sentence of the
    content.

    The first starts at the title. A passage ends with a sentence; only a sentence above the limit is broken,
    at a clause where there is one. A document without any visible character has no passage.
    Raises ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"token limit is {limit}; wanted 1 or more; pass the embedder's token_limit")
    content = document.content
    passages: list[Passage] = []
    start = end = used = 0
    language = document.language
    for piece_start, piece_end, tokens, told in _pieces(content, document, count_tokens, limit):
        fits = end > start and used + tokens <= limit and told == language
        if fits:
            used, end = used + tokens, piece_end
            continue
        if end > start:
            passages.append(Passage(start, end, language))
        start, end, used, language = piece_start, piece_end, tokens, told
    if end > start:
        passages.append(Passage(start, end, language))
    return tuple(passages)


def _pieces(
    content: str, document: Document, count_tokens: Callable[[str], int], limit: int
) -> Iterator[tuple[int, int, int, str]]:
    """The sentences of title and text with their tokens and language, those above the limit broken."""
    title_end = len(document.title)
    sentences = [
        (offset + start, offset + end)
        for offset, part in ((0, content[:title_end]), (title_end + 2, content[title_end + 2 :]))
        for start, end in split_sentences(part, document.language)
    ]
    told = languages_of_sentences(content, sentences, document.language, publisher=document.languages)
    for sentence, language in zip(sentences, told, strict=True):
        for start, end, tokens in _broken(content, sentence, count_tokens, limit):
            yield start, end, tokens, language


def _broken(
    content: str, sentence: Range, count_tokens: Callable[[str], int], limit: int
) -> Iterator[tuple[int, int, int]]:
    """The sentence in ranges of at most `limit` tokens, as few as its clauses allow, with their tokens."""
    start, end = sentence
    while start < end:
        if end - start <= _PIECE and (tokens := count_tokens(content[start:end])) <= limit:
            yield start, end, tokens
            return
        cut = _cut(content, start, end, count_tokens, limit)
        stop = cut
        while stop > start and content[stop - 1].isspace():
            stop -= 1
        yield start, stop, count_tokens(content[start:stop])
        start = cut
        while start < end and content[start].isspace():
            start += 1


def _cut(content: str, start: int, end: int, count_tokens: Callable[[str], int], limit: int) -> int:
    """The furthest place in (start, end) where a first part within the limit may end."""
    forced = _furthest(content, start, min(end, start + _PIECE), count_tokens, limit)
    for pattern in _BREAKS:
        places = [
            match.end() for match in pattern.finditer(content, start, forced) if start < match.end() <= forced
        ]
        # a break in the first quarter would leave a crumb
        if places and places[-1] - start >= (forced - start) // 4:
            return places[-1]
    return forced


def _furthest(content: str, start: int, end: int, count_tokens: Callable[[str], int], limit: int) -> int:
    """The largest stop with content[start:stop] within the limit, found by halving; at least one
    character.
    """
    low, high = start + 1, end
    while low < high:
        middle = (low + high + 1) // 2
        if count_tokens(content[start:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return low
