"""What a dictionary prints as the English of a word -> the words it is searched by."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_SENSES = 3
_MOST_CHARACTERS = 60
# (e.g. a hint), [a label], {another}, <a third>; innermost first
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>")
_LEADING = re.compile(r"\A(?:(?:to be|to|a|an|the|be)\s+)+(?=\S)", re.IGNORECASE)
_EDGES = " \t,;:.!?…~-–—/\"'“”"


def clean_sense(text: str) -> str:
    """The bare words of one sense: no remarks, articles or `to` of a verb; "" where nothing is left."""
    before = ""
    while before != text:
        before, text = text, _ASIDE.sub(" ", text)
    text = " ".join(text.split()).strip(_EDGES)
    text = _LEADING.sub("", text).strip(_EDGES)
    return text if len(text) <= _MOST_CHARACTERS else ""


def choose_senses(texts: Iterable[str], most: int = MOST_SENSES) -> tuple[str, ...]:
    """The first senses that say something, cleaned, in the dictionary's own order, without repeats."""
    kept: dict[str, str] = {}
    for text in texts:
        if sense := clean_sense(text):
            kept.setdefault(sense.casefold(), sense)
            if len(kept) == most:
                break
    return tuple(kept.values())
