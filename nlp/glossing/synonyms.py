"""Words of one concept of the glossary, in all its languages: what else says the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from nlp.dictionaries.word_table import Entry
from nlp.glossary_file import LANGUAGES
from nlp.glossing.words import stems


def synonyms_of(concepts: Iterable[Mapping[str, Any]]) -> dict[str, Entry]:
    """For each word those of its concept, behind their languages as in `ja:蓄電池`; the first concept wins.

    Words that are too short to be told from parts of others are no one's synonyms: 省.
    """
    found: dict[str, Entry] = {}
    for one in concepts:
        english = [word.strip() for word in str(one["en"]).split(";")]
        listed = [("en", word) for word in (*english, *map(str, one.get("short", ())))]
        listed += [(language, word) for language in LANGUAGES for word in one.get(language, ())]
        words = [f"{language}:{word}" for language, word in listed if len(word) > 1]
        for word in words:
            key = synonym_key(word.partition(":")[2])
            found.setdefault(key, Entry(key, tuple(words), 0.0))
    return found


def synonym_key(word: str) -> str:
    """How a word is looked up: by its stems in Latin letters, else as it is written."""
    folded = unicodedata.normalize("NFKC", word).casefold().strip()
    return stems(folded, "en") if folded[:1] < "\u0250" else folded
