"""The days that titles name: issues of one periodical report differ in little else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from crawlers.extract.dates import find_days

_SAME: Final = 1.6  # times the likeness of a text whose title names the same day
_OTHER: Final = 0.4  # and of one whose title names none but others
_LONGEST: Final = 300  # characters of a title


def days_of_title(content: str, language: str) -> frozenset[date]:
    """The days named in full in the title of a content, which ends at the first empty line."""
    title = content[: _LONGEST + 2].partition("\n\n")[0][:_LONGEST]
    return frozenset(written.day for written in find_days(title, language))


def weights_by_day(content: str, language: str, others: Sequence[tuple[str, str]]) -> list[float]:
    """What the likeness of each (content, language) counts by the days of the titles; 1 without days."""
    own = days_of_title(content, language)
    if not own:
        return [1.0] * len(others)
    named = (days_of_title(other, spoken) for other, spoken in others)
    return [1.0 if not days else _SAME if days & own else _OTHER for days in named]
