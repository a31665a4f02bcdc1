"""The shipped glossary as it is looked up: made once for a version of the program, kept in the cache folder.

To stem and to segment its words takes a quarter of a second and, in Japanese, the whole of Sudachi's
dictionary, which a question of three words does not need.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from nlp.dictionaries.word_table import Entry
from nlp.glossary_file import SHIPPED, read_concepts
from nlp.glossing.abbreviations import abbreviations_of
from nlp.glossing.base_forms import STEMMED
from nlp.glossing.overlay import SHIPPED_COST, country_names, entries_of, forms_of
from nlp.glossing.synonyms import synonyms_of
from nlp.kept_file import keep, kept

_CODE = ("tokens.py", "glossary_file.py", "crosslingual.py")  # what decides how words are keyed
_PACKAGES = ("babel", "pystemmer", "sudachipy", "sudachidict_core")
_ENGLISH = "en"


class ShippedWords:
    """Concepts that come with the program, by language and by key."""

    def __init__(
        self, concepts: Sequence[Mapping[str, Any]] | None = None, *, folder: Path | None = None
    ) -> None:
        """`concepts`: others than the shipped ones, which are read when they are needed. `folder`: where the
        keys of the shipped ones are kept.
        """
        self._given = concepts
        self._folder = folder if concepts is None else None

    @cached_property
    def concepts(self) -> Sequence[Mapping[str, Any]]:
        """As `read_concepts` gives them."""
        return self._given if self._given is not None else read_concepts(SHIPPED)

    def entries(self, language: str, key_of: Callable[[str], str]) -> dict[str, Entry]:
        """The words of a language and the names of countries in it, by key; the first that has a key wins."""
        return self._kept(language, lambda: self._entries(language, key_of))

    def _entries(self, language: str, key_of: Callable[[str], str]) -> dict[str, Entry]:
        words = [(word, str(one["en"])) for one in self.concepts for word in one.get(language, ())]
        found = entries_of(words, SHIPPED_COST, key_of)
        for key, entry in entries_of(country_names(language), SHIPPED_COST, key_of).items():
            found.setdefault(key, entry)
        if language in STEMMED:
            found |= forms_of([*words, *country_names(language)])
        return found

    @cached_property
    def english(self) -> frozenset[str]:
        """The words of its English."""
        return frozenset(self._kept(_ENGLISH, self._english))

    def _english(self) -> dict[str, Entry]:
        words = {word for one in self.concepts for word in str(one["en"]).casefold().split()}
        return {word: Entry(word, (), 0.0) for word in sorted(words)}

    @cached_property
    def abbreviations(self) -> dict[str, Entry]:
        """The forms of concepts that have an abbreviation, by the key of each."""
        return self._kept("short", lambda: abbreviations_of(self.concepts))

    @cached_property
    def synonyms(self) -> dict[str, Entry]:
        """The words of each word's concept, as `synonyms_of` gives them."""
        return self._kept("synonyms", lambda: synonyms_of(self.concepts))

    def _kept(self, language: str, make: Callable[[], dict[str, Entry]]) -> dict[str, Entry]:
        if self._folder is None:
            return make()
        file = self._folder / f"glossary-{language}-{_digest()}.json"
        rows = kept(file)
        if isinstance(rows, list):
            return {key: Entry(key, tuple(senses), cost) for key, senses, cost in rows}
        made = make()
        for older in self._folder.glob(f"glossary-{language}-*.json"):
            older.unlink(missing_ok=True)
        keep(file, [[key, entry.senses, entry.cost] for key, entry in made.items()])
        return made


@lru_cache(maxsize=1)
def _digest() -> str:
    """Changes with the glossary, with the code that keys its words, and with the libraries beneath."""
    here = Path(__file__).resolve().parent
    files = [SHIPPED, *(here.parent / name for name in _CODE), *sorted(here.glob("*.py"))]
    facts = hashlib.sha256(sys.version.encode())
    for file in files:
        facts.update(file.read_bytes())
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin:
            status = Path(spec.origin).stat()
            facts.update(f"{package} {status.st_size} {status.st_mtime_ns}".encode())
    return facts.hexdigest()[:16]
