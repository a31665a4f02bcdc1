"""What a document's facts say in its own words, and patterns that look for words there.

Reports that ask for words ask the facts of the week, never the text: what they found is found again when a
digest is recomputed from its stored facts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.records import Fact
from nlp.tags import Signal

_AFTER_LATIN = "\u0250"  # the letters before it are written with spaces between words


def told_in(fact: Fact, signal: Signal) -> str:
    """Title, instrument, key terms and organisations of a document's signal, in lower case."""
    return " ".join((fact.title, signal.instrument or "", *fact.terms, *signal.organisations)).casefold()


def words_pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    """Any of the words; a Latin one from its beginning on, so that a minister is not who administers.

    No words: None.
    """
    found = [re.escape(word.casefold()) for word in words]
    parts = [rf"\b{word}" if word[0] < _AFTER_LATIN else word for word in found]
    return re.compile("|".join(parts)) if parts else None
