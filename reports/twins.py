"""Twin programmes: one theme followed in two countries at one time, as a hint to link them.

Taxonomy d-2, rule 6: openings and joint calls in one field within 24 months in two countries, or strategies
and budgets of two countries in one field that tell much the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Literal, Protocol

from index.records import Fact
from nlp.tags import Signal

WITHIN_DAYS = 730
# cosine of two headlines, or share of common terms, from which two plans are one theme: on own pairs the
# least step with a precision of .9 or more, as most pairs in a field are not alike (evaluate registers.twins)
ALIKE = 0.45
PROGRAMMES = frozenset({"opening", "joint_call"})
PLANS = frozenset({"strategy", "funding"})
MOST = 5  # twins of one field and two countries
Likeness = Callable[[Fact, Fact], float]


class Told(Protocol):
    """A story as told by the signal that brings it in."""

    @property
    def story(self) -> str:
        """The story's id."""

    @property
    def fact(self) -> Fact:
        """The document that tells it."""

    @property
    def signal(self) -> Signal:
        """The signal that does."""


@dataclass(frozen=True, slots=True)
class Twin:
    """Two stories on one theme in two countries."""

    field: str
    kind: Literal["programmes", "plans"]
    one: str  # story ids, the earlier first
    other: str
    of_one: tuple[str, ...]  # countries that the other does not have
    of_other: tuple[str, ...]
    likeness: float

    def to_json(self) -> dict[str, Any]:
        """The record of `topics show W15 --json`."""
        return {
            "field": self.field,
            "kind": self.kind,
            "stories": [self.one, self.other],
            "countries": [list(self.of_one), list(self.of_other)],
            "likeness": self.likeness,
        }


def find_twins(rows: Iterable[Told], likeness: Likeness | None = None) -> list[Twin]:
    """The twins among the stories, the likest first; of one field and two countries at most MOST.

    `likeness`: of two documents, 0 to 1; by default the share of their terms that both have. Programmes need
    none: that they run in one field at one time is enough.
    """
    like = likeness or term_likeness
    by_field: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for row in rows:
        kind = "programmes" if row.signal.type in PROGRAMMES else "plans" if row.signal.type in PLANS else ""
        for field in (row.signal.fields or row.fact.fields) if kind else ():
            by_field[field, kind].append(row)
    found: list[Twin] = []
    for (field, kind), told in sorted(by_field.items()):
        pairs: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Twin]] = defaultdict(list)
        told.sort(key=lambda row: (row.fact.published, row.story))
        for one, other in combinations(told, 2):
            twin = _twin(field, kind, one, other, like)
            if twin is not None:
                pairs[_sides(twin)].append(twin)
        for of_pair in pairs.values():
            found.extend(sorted(of_pair, key=_order)[:MOST])
    return sorted(found, key=_order)


def term_likeness(one: Fact, other: Fact) -> float:
    """The share of two documents' terms that both have; 0 where one has none."""
    mine, theirs = set(one.terms), set(other.terms)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def _twin(field: str, kind: str, one: Told, other: Told, like: Likeness) -> Twin | None:
    mine, theirs = _countries(one), _countries(other)
    apart = abs((date.fromisoformat(one.fact.published) - date.fromisoformat(other.fact.published)).days)
    if one.story == other.story or not (mine - theirs and theirs - mine) or apart > WITHIN_DAYS:
        return None
    share = round(like(one.fact, other.fact), 3)
    if kind == "plans" and share < ALIKE:
        return None
    return Twin(
        field,
        "programmes" if kind == "programmes" else "plans",
        one.story,
        other.story,
        tuple(sorted(mine - theirs)),
        tuple(sorted(theirs - mine)),
        share,
    )


def _countries(row: Told) -> set[str]:
    return set(row.signal.parties or row.fact.actors or filter(None, (row.fact.country,)))


def _sides(twin: Twin) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first, second = sorted((twin.of_one, twin.of_other))
    return first, second


def _order(twin: Twin) -> tuple[float, str, str, str]:
    return -twin.likeness, twin.field, twin.one, twin.other
