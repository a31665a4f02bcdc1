"""German, French and Spanish: words and phrases by form and stem; a German compound by its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from nlp.dictionaries.keys import key_of_bare_stem, key_of_stem
from nlp.dictionaries.word_table import Entry, WordTable
from nlp.function_words import FUNCTION_WORDS
from nlp.glossing.base_forms import base_forms
from nlp.glossing.overlay import Overlay
from nlp.glossing.parts import KEPT, SILENT, UNKNOWN, Part, Span, cheapest_path, parts_of
from nlp.tokens import tokenize

_WORD = re.compile(r"[^\W_]+(?:[-.&*+][^\W_]+)*")
_MOST = 4  # words of an entry of a dictionary
_LINKS = ("", "s", "n", "en", "es", "er", "e")  # between the parts of a German compound
_SHORTEST = 3  # letters of a part of one
_STEM_ALONE = 1.2  # a word of the glossary known by its stem: behind the dictionary's own words
_BASE = 0.1  # what the entry of a base form costs more than the word's own


def read_words(text: str, language: str, overlay: Overlay, table: WordTable | None) -> list[Part]:
    """The parts of the text that say something; a word without English stands for itself too."""
    units = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    written = [text[start:end] for start, end in units]
    folded = [word.casefold() for word in written]
    joined = [
        text[units[at - 1][1] : units[at][0]].isspace() if at else False for at in range(len(units))
    ]  # only blanks before it
    words = table.words(set(_keys(folded, joined, language))) if table is not None else {}
    reader = _Reader(language, overlay, table, words)
    spans: list[Span] = []
    for start in range(len(units)):
        spans.extend(_glossary_spans(text, units, start, language, overlay))
        for end in _ends(start, joined):
            if end - start == 1 and folded[start] in reader.function:
                continue
            name = written[start][0].isupper() and not _begins_sentence(text, units[start][0])
            entry = reader.find(" ".join(folded[start:end]), name=name)
            if entry is not None:
                cost = entry.cost + 0.1 * (end - start - 1)
                spans.append(
                    Span(start, end, cost, Part(text[units[start][0] : units[end - 1][1]], entry.senses))
                )
        spans.append(Span(start, start + 1, *reader.alone(written[start])))
    return parts_of(cheapest_path(len(units), spans))


def _ends(start: int, joined: Sequence[bool]) -> Iterator[int]:
    yield start + 1
    for end in range(start + 2, min(start + _MOST, len(joined)) + 1):
        if not joined[end - 1]:
            return
        yield end


def _keys(folded: Sequence[str], joined: Sequence[bool], language: str) -> Iterator[str]:
    for start, word in enumerate(folded):
        yield key_of_stem(word, language)
        yield key_of_bare_stem(word, language)
        yield from base_forms(word, language)
        for end in _ends(start, joined):
            yield " ".join(folded[start:end])


def _glossary_spans(
    text: str, units: Sequence[tuple[int, int]], start: int, language: str, overlay: Overlay
) -> Iterator[Span]:
    longest = overlay.most_words if _may_begin(text, units[start], language, overlay) else 1
    for end in range(start + 1, min(start + longest, len(units)) + 1):
        written = text[units[start][0] : units[end - 1][1]]
        if (found := overlay.find(stems(written, language))) is not None:
            cost = found.cost if end - start > 1 or _is_form(written, language, overlay) else _STEM_ALONE
            yield Span(start, end, cost, Part(written, found.senses))


def _is_form(word: str, language: str, overlay: Overlay) -> bool:
    """Whether the word is one of the glossary's or a form of one: trata has the stem of tratado alone."""
    folded = word.casefold()
    return overlay.has_form(folded) or any(map(overlay.has_form, base_forms(folded, language)))


def _may_begin(text: str, word: tuple[int, int], language: str, overlay: Overlay) -> bool:
    """Whether an entry of several words may begin with this one; a blank behind it splits tokens for sure."""
    if not text[word[1] : word[1] + 1].isspace():
        return True
    return stems(text[word[0] : word[1]], language).partition(" ")[0] in overlay.beginnings


def _begins_sentence(text: str, at: int) -> bool:
    """Whether a word there has its capital from its place; elsewhere it may be a name."""
    before = text[:at].rstrip(" \t\n\"'«»“”„¿¡(")
    return not before or before[-1] in ".!?:;"


class _Reader:
    """Words of one text."""

    def __init__(
        self, language: str, overlay: Overlay, table: WordTable | None, words: Mapping[str, Entry]
    ) -> None:
        self.language = language
        self.function = FUNCTION_WORDS.get(language, frozenset())
        self._overlay = overlay
        self._table = table
        self._words = words

    def find(self, folded: str, *, name: bool = False) -> Entry | None:
        """The dictionary's entry of a word or phrase, by its form, else by its base form or its stem.

        What may be a name has no other form, but for German nouns.
        """
        words, language = self._words, self.language
        if (entry := words.get(folded)) is not None or " " in folded or (name and language != "de"):
            return entry
        base = next((words[form] for form in base_forms(folded, language) if form in words), None)
        if base is not None:
            return replace(base, cost=base.cost + _BASE)
        if name:
            return None
        return words.get(key_of_stem(folded, language)) or words.get(key_of_bare_stem(folded, language))

    def alone(self, written: str) -> tuple[float, Part | None]:
        """Cost and part of a word that is no entry: the entries it is made of, else itself."""
        if written.casefold() in self.function:
            return SILENT, None
        if self.language == "de" and (made := self._compound(written)) is not None:
            return 2.0, made
        plain = not any(character.isalpha() for character in written)
        if plain or (len(written) > 1 and written.isupper()):
            return KEPT, Part(written, (written,), kept=True)
        # not known, yet worth having: names and Latin words are alike in many languages
        return UNKNOWN, Part(written, (written,), guessed=True)

    def _compound(self, written: str) -> Part | None:
        """A German word made of two entries, the second as long as can be."""
        folded = written.casefold()
        if len(folded) < 2 * _SHORTEST + 1 or not folded.isalpha() or self.find(folded) is not None:
            return None
        cuts = range(_SHORTEST, len(folded) - _SHORTEST + 1)
        tails = self._entries(folded[cut:] for cut in cuts)
        heads = self._entries(
            folded[:cut].removesuffix(link) for cut in cuts for link in _LINKS if folded[:cut].endswith(link)
        )
        for cut in cuts:
            tail = tails.get(folded[cut:])
            if tail is None:
                continue
            for link in _LINKS:
                head = heads.get(folded[:cut].removesuffix(link)) if folded[:cut].endswith(link) else None
                if head is not None:
                    return Part(written, (f"{head.senses[0]} {tail.senses[0]}",))
        return None

    def _entries(self, words: Iterable[str]) -> dict[str, Entry]:
        """Those of the words that glossary or dictionary hold."""
        wanted = {word for word in words if len(word) >= _SHORTEST and word not in self.function}
        found = dict(self._table.words(wanted)) if self._table is not None else {}
        for word in wanted:
            if (entry := self._overlay.find(stems(word, self.language))) is not None:
                found[word] = entry
        return found


@lru_cache(maxsize=100_000)
def stems(text: str, language: str) -> str:
    """The words' search tokens joined by blanks: how a Latin word is looked up in the glossary."""
    return " ".join(token.text for token in tokenize(text.casefold(), language))
