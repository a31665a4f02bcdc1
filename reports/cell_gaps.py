"""Gaps of a cell: weeks in which the very targets that tell it were not read, whatever the others did."""

from __future__ import annotations

from collections.abc import Sequence

from index.records import Fact
from nlp.regions import regions_of
from reports.counts import PAIR, Axis, Cell, CellsOf, cell_reader, published_day
from reports.coverage import NO_TARGET, Coverage

SHARE = 0.5  # of the cell's documents that came from targets which a week was not read


def cell_gaps(
    cells: Sequence[Cell], facts: Sequence[Fact], coverage: Coverage, least_score: float
) -> dict[Cell, tuple[str, ...]]:
    """The weeks of the comparison that are gaps of each cell, oldest first.

    A cell's own targets are the comparable ones that told it in those weeks, each weighing as many documents
    as it gave. Where no comparable target has a gap, nothing is counted.
    """
    comparable = coverage.comparable
    holes = {row.target.id: set(row.gaps) for row in coverage.rows if row.gaps and row.comparable}
    if not holes or not cells:
        return {}
    weeks = [str(week) for week in (*coverage.baseline, coverage.week)]
    start, end = coverage.baseline[0].start, coverage.week.end
    reader = cell_reader(regions_of, least_score)
    given: dict[Cell, dict[str, int]] = {cell: {} for cell in cells}
    for fact in facts:
        target = fact.target_id or NO_TARGET
        day = published_day(fact)
        if target in comparable and day is not None and start <= day < end:
            for cell in _told(fact, cells, reader):
                given[cell][target] = given[cell].get(target, 0) + 1
    found = {}
    for cell, by_target in given.items():
        total = sum(by_target.values())
        found[cell] = tuple(
            week
            for week in weeks
            if total
            and sum(n for target, n in by_target.items() if week in holes.get(target, ())) >= SHARE * total
        )
    return found


def _told(fact: Fact, cells: Sequence[Cell], cells_of: CellsOf) -> list[Cell]:
    """Those of the cells that a document tells; most are ruled out without working out all of its cells."""
    likely = [cell for cell in cells if _may_tell(fact, *cell)]
    if not likely:
        return []
    own = cells_of(fact)
    return [cell for cell in likely if cell in own]


def _may_tell(fact: Fact, axis: Axis, key: str) -> bool:
    if axis == "term":
        return key in fact.terms
    parts = dict(zip(axis.split("_"), key.split(PAIR), strict=True))
    if "field" in parts and parts["field"] not in fact.fields:
        return any(parts["field"] in signal.fields for signal in fact.signals)
    if "country" in parts and parts["country"] not in fact.actors:
        return any(parts["country"] in signal.parties for signal in fact.signals)
    return "signal" not in parts or any(signal.type == parts["signal"] for signal in fact.signals)
