"""Of a passage in another language the words that answer a question, and word notes beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from index.highlights import find_groups, merge_ranges, words_of
from index.hits import Hit, explain
from index.querytext import Phrase, parse_query, term_phrases
from index.rankings import gloss_groups
from nlp.crosslingual import LANGUAGES, Glossary
from nlp.glossing.parts import Part
from nlp.tags import Range
from nlp.tokens import tokenize

_MOST: Final = 12  # notes of a passage
_SENSES: Final = 3  # of a word, at most


@dataclass(frozen=True, slots=True)
class Note:
    """A word of a passage and its English; `asked`: the question asks for it."""

    written: str
    english: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a passage's English reading, and where the word stands that it reads."""

    text: str
    start: int
    end: int


class WordNotes:
    """Reads passages for one question; without one nothing in them was asked for."""

    def __init__(self, glossary: Glossary, question: str = "", language: str = "en") -> None:
        """`language`: that of the question, as the search read it."""
        self._glossary = glossary
        self._groups = _asked_groups(glossary, question, language) if question else []

    def of(self, hit: Hit, reader: str = "en") -> tuple[Hit, tuple[Note, ...]]:
        """The hit with the words marked by which its passage answers, and notes for one who reads `reader`.

        At most twelve notes, what was asked for first among them, in the order of the passage; none where the
        passage is in English or in the reader's own language. Made by machine; never a sentence.
        """
        language = hit.passage_language
        own = language == reader
        if language == "en" or language not in LANGUAGES or (own and (hit.highlights or not self._groups)):
            return hit, ()
        read = list(_places(hit.passage, self._glossary.parts(hit.passage, language)))
        asked = self._asked(read)
        notes = () if own else _notes(read, asked)
        if asked and hit.found_by and not hit.shared:
            marked = merge_ranges([*hit.highlights, *asked])
            said = [hit.passage[start:end] for start, end in hit.highlights]
            said += [f"{note.written} {note.english}" for note in _notes(read, asked) if note.asked]
            hit = replace(hit, highlights=marked, why=explain(hit.found_by, said))
        return hit, notes

    def _asked(self, read: Sequence[tuple[Range, Part]]) -> tuple[Range, ...]:
        """Where the words stand whose English, in any sense, was asked for."""
        found: list[Range] = []
        for place in range(_SENSES if self._groups else 0):
            tokens = [
                _Token(token.text, *where)
                for where, part in read
                for token in tokenize(part.senses[min(place, len(part.senses) - 1)], "en")
            ]
            found.extend(find_groups(words_of(tokens), self._groups))
        return merge_ranges(found)


def _asked_groups(glossary: Glossary, question: str, language: str) -> list[list[Phrase]]:
    """For each word of the question the English that will do."""
    text = parse_query(question)
    groups = [] if language == "und" else gloss_groups(glossary.gloss(text.plain, language), tokenize)
    return groups or term_phrases(text, "en", tokenize)


def _places(passage: str, parts: Sequence[Part]) -> Iterator[tuple[Range, Part]]:
    """The parts that have English, each with its place."""
    at = 0
    for part in parts:
        start = passage.find(part.written, at)
        if start < 0:
            continue
        at = start + len(part.written)
        if part.senses:
            yield (start, at), part


def _notes(read: Sequence[tuple[Range, Part]], asked: Sequence[Range]) -> tuple[Note, ...]:
    """The notes, without repeats."""
    found: dict[tuple[str, str], bool] = {}
    for (start, end), part in read:
        if part.kept or part.guessed:
            continue
        wanted = any(low <= start and end <= high for low, high in asked)
        key = part.written, part.senses[0]
        found[key] = found.get(key, False) or wanted
    best = sorted(found, key=lambda word: (not found[word], -len(word[0])))[:_MOST]
    return tuple(Note(*word, asked) for word, asked in found.items() if word in best)
