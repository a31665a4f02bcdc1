"""The glossary of one language: an office's own words before the shipped ones, both before any dictionary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from babel import Locale

from nlp.dictionaries.word_table import Entry

OWN, SHIPPED = 0.4, 0.6  # costs: one word of the glossary is taken before any words of a dictionary
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


class Overlay:
    """Words of one language as they are looked up, and their English."""

    def __init__(
        self,
        own: Sequence[Mapping[str, Any]],
        shipped: Sequence[Mapping[str, Any]],
        language: str,
        key_of: Callable[[str], str],
    ) -> None:
        """Concepts as `read_concepts` gives them; the first that holds a word wins."""
        self.entries: dict[str, Entry] = {}
        for concepts, cost in ((own, OWN), (shipped, SHIPPED)):
            for concept in concepts:
                self._add(concept.get(language, ()), str(concept["en"]), cost, key_of)
        for name, english in country_names(language):
            self._add((name,), english, SHIPPED, key_of)
        self.longest = max(map(len, self.entries), default=0)
        self.most_words = max((key.count(" ") + 1 for key in self.entries), default=1)
        self.beginnings = {key.partition(" ")[0] for key in self.entries if " " in key}

    def _add(self, words: Iterable[str], english: str, cost: float, key_of: Callable[[str], str]) -> None:
        senses = tuple(one.strip() for one in english.split(";") if one.strip())
        for word in words:
            if key := key_of(word):
                self.entries.setdefault(key, Entry(key, senses, cost))

    def find(self, key: str) -> Entry | None:
        """The word's English, None where it is not in the glossary."""
        return self.entries.get(key)


@lru_cache(maxsize=16)
def country_names(language: str) -> tuple[tuple[str, str], ...]:
    """(name in the language, English name) of every country and territory. Source: Unicode CLDR."""
    own, english = Locale.parse(language).territories, Locale.parse("en").territories
    return tuple(
        (name.replace("(", " ").replace(")", " ").strip(), english[code])
        for code, name in sorted(own.items())
        if _COUNTRY.match(code) and code not in ("ZZ", "XA", "XB") and code in english
    )
