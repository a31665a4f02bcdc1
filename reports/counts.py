"""Counts of stories per cell and ISO week, zero-filled: what trends, the matrix and the digest count with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Literal, get_args

from index.records import Fact
from nlp.tags import TELLING, Signal
from reports.week import Week

Axis = Literal[
    "country",
    "region",
    "field",
    "signal",
    "term",
    "country_field",
    "country_signal",
    "field_signal",
    "region_field",
    "region_field_signal",
]
MATRIX: Axis = "region_field_signal"  # of the matrix alone: too many cells for a digest
AXES: tuple[Axis, ...] = tuple(axis for axis in get_args(Axis) if axis != MATRIX)
PLAIN_AXES: tuple[Axis, ...] = ("country", "region", "field", "signal")
Cell = tuple[Axis, str]
RegionsOf = Callable[[Iterable[str]], tuple[str, ...]]
CellsOf = Callable[[Fact], frozenset[Cell]]

PAIR = "|"  # between the two keys of a pair: VN|ENE
SIGNAL_SCORE = TELLING


@dataclass(frozen=True, slots=True)
class Story:
    """One event as told by its documents, the earliest first."""

    id: str
    facts: tuple[Fact, ...]  # never empty; by date, then id

    @property
    def first_day(self) -> date:
        """The day of its earliest document, which places the story in a week."""
        return date.fromisoformat(self.facts[0].published)

    @property
    def lead(self) -> Fact:
        """The original publisher's document: the one the story is named after, else the earliest."""
        return next((fact for fact in self.facts if fact.document_id == self.id), self.facts[0])


@dataclass(frozen=True, slots=True)
class CellCount:
    """Stories of one cell: one number a week, and the documents behind the newest week's number."""

    weekly: tuple[int, ...]
    documents: tuple[str, ...]


def published_day(fact: Fact) -> date | None:
    """The day a document was published, or None where its date cannot be read: it is counted nowhere."""
    try:
        return date.fromisoformat(fact.published)
    except (ValueError, TypeError):
        return None


def group_stories(facts: Iterable[Fact]) -> list[Story]:
    """Stories of dated documents, by first day, then id; the order of the facts changes nothing."""
    members: dict[str, dict[str, Fact]] = {}
    for fact in facts:
        if published_day(fact) is not None:
            members.setdefault(fact.story_id or fact.document_id, {})[fact.document_id] = fact
    stories = [
        Story(story_id, tuple(sorted(of_story.values(), key=lambda fact: (fact.published, fact.document_id))))
        for story_id, of_story in members.items()
    ]
    return sorted(stories, key=lambda story: (story.facts[0].published, story.id))


def counted_signals(fact: Fact, least_score: float = SIGNAL_SCORE) -> tuple[Signal, ...]:
    """The signals of a document that count as events: asserted or planned, not rejected, scored enough."""
    return tuple(signal for signal in fact.signals if signal.telling(least_score))


def cells_of_fact(
    fact: Fact, regions_of: RegionsOf | None = None, least_score: float = SIGNAL_SCORE
) -> frozenset[Cell]:
    """Every cell that a document belongs to.

    Countries and groupings count as actors, never as mentions. Regions are those of the actors where
    `regions_of` is given, else the document's own. A signal's pairs take its own parties and fields, and the
    document's where it names none.
    """
    actors = frozenset(fact.actors)
    regions = frozenset(regions_of(sorted(actors)) if regions_of is not None else fact.regions)
    fields = frozenset(fact.fields)
    cells: set[Cell] = {("country", code) for code in actors}
    cells.update(("region", region) for region in regions)
    cells.update(("field", code) for code in fields)
    cells.update(("term", term) for term in fact.terms)
    cells.update(("country_field", _pair(*keys)) for keys in product(actors, fields))
    cells.update(("region_field", _pair(*keys)) for keys in product(regions, fields))
    for signal in counted_signals(fact, least_score):
        cells.add(("signal", signal.type))
        cells.update(("country_signal", _pair(code, signal.type)) for code in signal.parties or actors)
        cells.update(("field_signal", _pair(code, signal.type)) for code in signal.fields or fields)
    return frozenset(cells)


def cell_reader(regions_of: RegionsOf | None = None, least_score: float = SIGNAL_SCORE) -> CellsOf:
    """Returns a function from a document to its cells that works each document and set of actors out once."""
    cells: dict[tuple[str, int], frozenset[Cell]] = {}
    regions: dict[tuple[str, ...], tuple[str, ...]] = {}

    def regions_once(codes: Iterable[str]) -> tuple[str, ...]:
        key = tuple(codes)
        if key not in regions and regions_of is not None:
            regions[key] = regions_of(key)
        return regions[key]

    def read(fact: Fact) -> frozenset[Cell]:
        key = (fact.document_id, fact.version)
        if key not in cells:
            cells[key] = cells_of_fact(fact, regions_once if regions_of is not None else None, least_score)
        return cells[key]

    return read


def count_cells(
    stories: Sequence[Story], weeks: Sequence[Week], cells_of: CellsOf = cells_of_fact
) -> dict[Cell, CellCount]:
    """Stories per cell and week, zero-filled over the weeks given (consecutive, oldest first).

    A story counts once in each of its cells, in the week of its earliest document; a story whose earliest
    document lies outside the weeks is not counted. Cells without any story are absent.
    """
    place = {week: number for number, week in enumerate(weeks)}
    weekly: dict[Cell, list[int]] = {}
    documents: dict[Cell, list[str]] = {}
    for story in stories:
        number = place.get(Week.of(story.first_day))
        if number is None:
            continue
        behind: dict[Cell, list[str]] = {}
        for fact in story.facts:
            for cell in cells_of(fact):
                behind.setdefault(cell, []).append(fact.document_id)
        for cell, ids in behind.items():
            weekly.setdefault(cell, [0] * len(weeks))[number] += 1
            if number == len(weeks) - 1:
                documents.setdefault(cell, []).extend(ids)
    return {
        cell: CellCount(tuple(numbers), tuple(sorted(documents.get(cell, ()))))
        for cell, numbers in weekly.items()
    }


def stories_of_week(stories: Iterable[Story], week: Week) -> list[Story]:
    """The stories whose earliest document lies in the week, in their order."""
    return [story for story in stories if week.contains(story.first_day)]


def _pair(one: str, other: str) -> str:
    return f"{one}{PAIR}{other}"
