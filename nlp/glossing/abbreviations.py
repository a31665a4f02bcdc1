"""Abbreviations of English words and what they stand for: AI and artificial intelligence, either way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from nlp.dictionaries.word_table import Entry
from nlp.function_words import FUNCTION_WORDS
from nlp.glossing.parts import Part
from nlp.tokens import tokenize

_FUNCTION = FUNCTION_WORDS["en"]


class Abbreviations:
    """What else the words of a concept are written as in English."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """Entries as `abbreviations_of` gives them."""
        self._entries = entries
        self._beginnings = {key[:2] for key in entries}
        # senses of a word -> the same and their other forms; the words of a text come again in the next
        self.extended: Callable[[tuple[str, ...]], tuple[str, ...]] = lru_cache(50_000)(self._extended)
        self._most = max((key.count(" ") + 1 for key in entries), default=1)

    def others(self, written: str, *, any_case: bool = False) -> tuple[str, ...]:
        """The other forms of a word; none where it has none.

        An abbreviation must be written as it is, perhaps with an s (EVs), unless `any_case`: in a text with
        capitals, ai and ml are other words.
        """
        if written[:2].casefold() not in self._beginnings:  # most words, without stemming them
            return ()
        forms, key = self._forms(written)
        long = forms[:1] if forms and _key(forms[0]) == key else ()
        if not long and not any_case and not {written, written.removesuffix("s")} & set(forms):
            return ()
        return tuple(form for form in forms if _key(form) != key)

    def read(self, text: str) -> list[Part]:
        """The English words of a text that say something; those with other forms have more than one sense,
        an abbreviation what it stands for as the first. Longer ones go before shorter ones.
        """
        tokens = tokenize(text, "en")
        small = text == text.casefold()
        parts, at = [], 0
        while at < len(tokens):
            for end in range(min(at + self._most, len(tokens)), at, -1):
                written = text[tokens[at].start : tokens[end - 1].end]
                counted = at > 0 and tokens[at - 1].text.isdigit()  # 5 ml
                if found := self.others(written, any_case=small and not counted):
                    spelt_out = end - at > 1
                    parts.append(Part(written, (written, *found) if spelt_out else (*found, written)))
                    break
            else:
                end = at + 1
                written = text[tokens[at].start : tokens[at].end]
                if written.casefold() not in _FUNCTION:
                    parts.append(Part(written, (written,)))
            at = end
        return parts

    def _extended(self, senses: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*senses, *(other for one in senses for other in self.others(one)))))

    def _forms(self, written: str) -> tuple[tuple[str, ...], str]:
        """All forms of the concept that is so written, what is abbreviated first, and the key it has."""
        key = _key(written)
        for one in (key, key.removesuffix("s")):
            if one in self._entries:
                return self._entries[one].senses, one
        return (), key


def abbreviations_of(concepts: Iterable[Mapping[str, Any]]) -> dict[str, Entry]:
    """For each form of the concepts that have a `short` form all of them; the first concept wins."""
    found: dict[str, Entry] = {}
    for one in concepts:
        if "short" in one:
            forms = (str(one["en"]).split(";")[0].strip(), *map(str, one["short"]))
            for key in _keys(forms):
                found.setdefault(key, Entry(key, forms, 0.0))
    return found


def _keys(forms: Iterable[str]) -> Iterator[str]:
    for form in forms:
        if key := _key(form):
            yield key


def _key(written: str) -> str:
    return " ".join(token.text for token in tokenize(written, "en"))
