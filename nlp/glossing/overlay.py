"""The glossary of one language: an office's own words before the shipped ones, both before any dictionary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from nlp.dictionaries.word_table import Entry

OWN_COST, SHIPPED_COST = 0.4, 0.6  # one word of the glossary is taken before any words of a dictionary
_WRITTEN = "="  # before a word as it is written, among keys that are stems
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


class Overlay:
    """Words of one language as they are looked up, and their English."""

    def __init__(self, own: Mapping[str, Entry], shipped: Mapping[str, Entry]) -> None:
        """Entries by key; own ones go before shipped ones."""
        self.entries: dict[str, Entry] = {**shipped, **own}
        self.longest = max(map(len, self.entries), default=0)
        self.most_words = max((key.count(" ") + 1 for key in self.entries), default=1)
        self.beginnings = {key.partition(" ")[0] for key in self.entries if " " in key}

    def find(self, key: str) -> Entry | None:
        """The word's English, None where it is not in the glossary."""
        return self.entries.get(key)

    def has_form(self, word: str) -> bool:
        """Whether a word of the glossary is written so, capitals aside."""
        return _WRITTEN + word in self.entries


def forms_of(words: Iterable[tuple[str, str]]) -> dict[str, Entry]:
    """What `Overlay.has_form` asks for, of words without blanks."""
    keys = (_WRITTEN + word.casefold() for word, _ in words if " " not in word)
    return {key: Entry(key, (), SHIPPED_COST) for key in keys}


def entries_of(
    words: Iterable[tuple[str, str]], cost: float, key_of: Callable[[str], str]
) -> dict[str, Entry]:
    """(word, English, senses apart by semicolons) by the word's key; the first that has a key wins."""
    found: dict[str, Entry] = {}
    for word, english in words:
        if (key := key_of(word)) and key not in found:
            senses = tuple(one.strip() for one in english.split(";") if one.strip())
            found[key] = Entry(key, senses, cost)
    return found


@lru_cache(maxsize=16)
def country_names(language: str) -> tuple[tuple[str, str], ...]:
    """(name in the language, English name) of every country and territory. Source: Unicode CLDR."""
    from babel import Locale  # noqa: PLC0415 - only to make what is then kept

    own, english = Locale.parse(language).territories, Locale.parse("en").territories
    return tuple(
        (name.replace("(", " ").replace(")", " ").strip(), english[code])
        for code, name in sorted(own.items())
        if _COUNTRY.match(code) and code not in ("ZZ", "XA", "XB") and code in english
    )
