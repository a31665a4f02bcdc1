"""WeekExtras: what a week's digests say beyond its facts and ledger, fixed when they were built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.page_changes import Citation, PageChange
from reports.saved_searches import SearchFind


@dataclass(frozen=True, slots=True)
class WeekExtras:
    """Changes of pages, notes on foreign words, finds of saved searches; a recomputed digest reads them."""

    changes: tuple[PageChange, ...] = ()  # of the week's own documents, and of those revised in it
    citations: tuple[Citation, ...] = ()  # entries of earlier digests whose pages changed since
    word_notes: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    searched: Mapping[str, tuple[SearchFind, ...]] = field(default_factory=dict)


NO_EXTRAS = WeekExtras()
