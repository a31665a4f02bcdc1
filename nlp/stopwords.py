"""Words that say nothing about what a text is about, by language."""

from __future__ import annotations

from functools import lru_cache

from nlp.taxonomy_files import load_words


@lru_cache(maxsize=32)
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language in lower case, English ones where it has no list of its own."""
    words = load_words("stopwords.yml")
    return words.get(language, words["en"])
