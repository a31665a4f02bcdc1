"""What is asked of a search: the record that every front fills and the searcher answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args

from index.errors import StoreError
from index.filters import Filters
from index.querytext import parse_query, without_quotes

Mode = Literal["hybrid", "semantic", "exact"]
Order = Literal["relevance", "newest", "earliest"]


class SearchError(StoreError):
    """The query cannot be answered; the text gives place, value met, value wanted and cure."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. The text may hold "quoted phrases" (must be in the passage) and -words (nowhere in it).

    A text without words asks for all documents that meet the filters, newest first (or earliest first).
    `order` newest or earliest puts the best 100 (or three times `limit`) in the order of publication.
    """

    text: str = ""
    mode: Mode = "hybrid"
    limit: int = 10
    filters: Filters = field(default_factory=Filters)
    per_document: bool = True  # False: every passage may be a hit of its own
    language: str | None = None  # of the text; None lets the searcher tell
    per_story: bool = False  # documents that tell one story are one hit, its best document first
    balance: bool = False  # every language's best in turn, so that no language fills the list
    order: Order = "relevance"
    relax: bool = False  # where nothing holds a quoted phrase, ask without the quotes, and say so
    reader: str = ""  # whose read and unread documents are counted among the facets

    def relaxed(self) -> Query:
        """The same without the quotes around its phrases."""
        return replace(self, text=without_quotes(parse_query(self.text)), relax=False)

    def check(self) -> None:
        """Raises SearchError for an unknown mode or order, or a limit below 1."""
        for name, value, known in (("mode", self.mode, _MODES), ("order", self.order, _ORDERS)):
            if value not in known:
                raise SearchError(f"search: {name} is {value!r}; wanted one of {', '.join(known)}")
        if self.limit < 1:
            raise SearchError(f"search: limit is {self.limit}; wanted 1 or more")


_MODES: Final = get_args(Mode)
_ORDERS: Final = get_args(Order)


def date_key(published: str | None, order: Order) -> tuple[bool, int]:
    """A key by which the undated come last."""
    day = int((published or "0").replace("-", ""))
    return published is None, day if order == "earliest" else -day
