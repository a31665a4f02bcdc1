"""How a dictionary keys what is no bare word: a word as it is read and where it stands, the stem of words."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from nlp.tokens import normal_word

Place = Literal["", "before", "behind", "counting"]
_MARKS: dict[Place, str] = {"": "", "before": "-", "behind": "+", "counting": "#"}
_STEM = "~"
_UMLAUTS = frozenset("äöü")


def key_standing(word: str, katakana: str, place: Place = "") -> str:
    """The key of a word with a reading: 市 as シ; 元 as モト before 院長; 人 as ニン behind 7, counting."""
    return f"{word}|{katakana}{_MARKS[place]}"


@lru_cache(maxsize=50_000)
def key_of_stem(word: str, language: str) -> str:
    """The key that the words of one stem share; German umlauts stay: sagte is no sägen.

    A word with an umlaut may be a form of one without: its further key is `key_of_bare_stem`.
    """
    stem = normal_word(word, language)
    if language == "de":
        written = word.replace("ß", "ss")
        stem = "".join(own if own in _UMLAUTS else folded for own, folded in zip(written, stem, strict=False))
    return _STEM + stem


def key_of_bare_stem(word: str, language: str) -> str:
    """The stem without umlauts."""
    return _STEM + normal_word(word, language)
