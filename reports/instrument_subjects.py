"""What an instrument's name says it is about, and how far two names agree, across languages by a glossary."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from nlp.tokens import tokenize
from reports.words import read_table

ReadEnglish = Callable[[str, str], str]  # a text and its language to English words, "" where they are unknown
ACROSS = 0.95  # what an agreement by English words is worth beside one within a language
_LATIN = ("en", "de", "fr", "es")
_PAIRS = ("zh", "ko")  # their tokens are pairs of characters, across the ends of words too
_EAST = re.compile(r"[ぁ-ヶ一-龠가-힣]")


@dataclass(frozen=True, slots=True)
class Subject:
    """The words of one name; none where it names but a kind and the parties."""

    language: str = ""
    words: frozenset[str] = frozenset()
    english: frozenset[str] = frozenset()  # of a name in another language by its dictionary

    def agreement(self, other: Subject) -> float | None:
        """0 to 1; None where nothing can be compared.

        Within a language the shared words of all; across, by the English words, the shared ones of the
        shorter, since a dictionary gives several for one.
        """
        if not self.words or not other.words:
            return None
        if self.language == other.language:
            return len(self.words & other.words) / len(self.words | other.words)
        if not self.english or not other.english:
            return None
        shared = len(self.english & other.english) / min(len(self.english), len(other.english))
        return ACROSS * shared


NOTHING = Subject()


def subject_of(name: str | None, language: str, read: ReadEnglish | None = None) -> Subject:
    """The subject of a name in a document of that language; one in another script is not in that language."""
    if not name:
        return NOTHING
    east = _EAST.search(name)
    if (east is not None) != (language in ("ja", "zh", "ko")):
        language = "en" if east is None else "ko" if east[0] >= "가" else "ja"
    words = subject_words(name, language)
    if language == "en":
        return Subject(language, words, words)
    english = subject_words(read(name, language), "en") if read is not None and words else frozenset()
    return Subject(language, words, english)


@lru_cache(maxsize=65536)
def subject_words(name: str | None, language: str = "") -> frozenset[str]:
    """The words of a name that say what it is about; none of kinds and parties' offices."""
    if not name:
        return frozenset()
    language = language or ("ja" if _EAST.search(name) else "en")
    empty, same = _tables()
    if language in _PAIRS:
        name = _empty_east().sub(" ", name)
    words: set[str] = set()
    for token in tokenize(name, language):
        words.update(same.get(token.text.casefold(), (token.text.casefold(),)))
    return frozenset(word for word in words if word not in empty and (len(word) > 1 or not word.isascii()))


@lru_cache(maxsize=1)
def _tables() -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """Words without a subject, and words for others, in every form that a language's tokenizer makes."""
    table = read_table("instrument_words.yml")
    empty = {form for word in map(str, table["empty"]) for form in _forms(word)}
    same: dict[str, tuple[str, ...]] = {}
    for word, meant in table["same"].items():
        for language in _LATIN:
            forms = tuple(token.text.casefold() for token in tokenize(str(meant), language))
            for form in {str(word), *(token.text.casefold() for token in tokenize(str(word), language))}:
                same.setdefault(form, forms)
    return frozenset(empty), same


def _forms(word: str) -> set[str]:
    """The word and what the tokenizers of its script make of it."""
    languages = ("ja",) if _EAST.search(word) else _LATIN
    tokens = (tokenize(word, language) for language in languages)
    return {word, *(found[0].text.casefold() for found in tokens if len(found) == 1)}


@lru_cache(maxsize=1)
def _empty_east() -> re.Pattern[str]:
    words = [str(word) for word in read_table("instrument_words.yml")["empty"] if _EAST.search(str(word))]
    longest_first = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
