"""A topic that counts by two things, as a grid: a country a row, what it is counted by across, documents in
each cell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from index.records import Fact
from nlp.impositions import ROLES
from nlp.tags import Signal
from nlp.taxonomy_files import FIELD_CODES
from reports.counts import PAIR
from reports.words import country_rank

GRIDS = frozenset({"party_field", "party_direction", "owner_eligible", "party_role"})
DIRECTIONS = ("in", "out", "both")
Amounts = tuple[tuple[str, float], ...]  # by currency the largest, as stated; never converted, never added


class Counted(Protocol):
    """A story of a topic with the keys that it counts under."""

    @property
    def fact(self) -> Fact:
        """The document that tells it."""

    @property
    def signal(self) -> Signal:
        """The signal that brings it in."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Row and column with PAIR between."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One row and column: the stories in it, and a document of each."""

    row: str
    column: str
    stories: int
    with_japan: int  # Japan is a party or is asked
    amounts: Amounts
    documents: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The record of a cell in `topics show --json`."""
        return {
            "row": self.row,
            "column": self.column,
            "stories": self.stories,
            "with_japan": self.with_japan,
            "amounts": [{"currency": currency, "value": value} for currency, value in self.amounts],
            "documents": list(self.documents),
        }


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows in the customary order, columns in the taxonomy's; a cell that is not there is zero."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[GridCell, ...]  # by row, then column
    totals: tuple[tuple[str, int], ...]  # by row its stories, each once

    def cell(self, row: str, column: str) -> GridCell | None:
        """What one row and column has; None where it has nothing."""
        return next((one for one in self.cells if (one.row, one.column) == (row, column)), None)

    def to_json(self) -> dict[str, Any]:
        """The grid in `topics show --json`."""
        return {
            "rows": list(self.rows),
            "columns": list(self.columns),
            "totals": dict(self.totals),
            "cells": [cell.to_json() for cell in self.cells],
        }


def make_grid(told: Iterable[Counted]) -> Grid:
    """The grid of the stories, by their keys; empty where there are none."""
    cells: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    totals: Counter[str] = Counter()
    for one in told:
        pairs = {(row, column) for row, _, column in (key.partition(PAIR) for key in one.keys)}
        for pair in pairs:
            cells[pair].append(one)
        totals.update({row for row, _ in pairs})
    rows = sorted({row for row, _ in cells}, key=_place)
    columns = sorted({column for _, column in cells}, key=_place)
    made = tuple(
        _cell(row, column, cells[row, column]) for row in rows for column in columns if (row, column) in cells
    )
    return Grid(tuple(rows), tuple(columns), made, tuple((row, totals[row]) for row in rows))


def count_japan(signals: Iterable[Signal]) -> int:
    """In how many Japan is a party or is asked."""
    return sum(signal.japan in ("in", "asked") for signal in signals)


def largest_amounts(signals: Iterable[Signal]) -> Amounts:
    """The largest amount in each currency, as stated."""
    amounts: dict[str, float] = {}
    for amount in filter(None, (signal.amount for signal in signals)):
        amounts[amount.currency] = max(amounts.get(amount.currency, 0.0), amount.value)
    return tuple(sorted(amounts.items()))


def _place(code: str) -> tuple[int, int, str]:
    """Fields, then directions, roles, then countries in the customary order; what is not told comes last."""
    if not code:
        return 4, 0, ""
    for rank, known in enumerate((FIELD_CODES, DIRECTIONS, ROLES)):
        if code in known:
            return rank, known.index(code), code
    return 3, country_rank(code), code


def _cell(row: str, column: str, told: Sequence[Counted]) -> GridCell:
    signals = [one.signal for one in told]
    documents = tuple(dict.fromkeys(one.fact.document_id for one in told))
    return GridCell(row, column, len(told), count_japan(signals), largest_amounts(signals), documents)
