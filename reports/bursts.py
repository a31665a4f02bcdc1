"""Bursts of terms: weeks in which a term is told at a higher rate than usual, by a two-state automaton.

Method: Kleinberg, "Bursty and hierarchical structure in streams", KDD 2002, section 4: of d stories of a week
r hold the term; in the usual state with the term's own share of all weeks, in the other with SCALE times that
share. Entering the higher state costs ln(weeks) times GAMMA; the cheapest sequence of states is found by
Viterbi's algorithm, and a burst's weight is what the higher state saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lgamma, log
from typing import Any

from reports.counts import Story, cells_of_fact
from reports.week import Week

SCALE = 3.0
GAMMA = 1.5
MOST_SHARE = 0.9999
LEAST_STORIES = 4  # of a term over all weeks


@dataclass(frozen=True, slots=True)
class Burst:
    """One run of weeks at the higher rate."""

    term: str
    first: Week
    last: Week
    weight: float  # what the higher state saves, in nats
    count: int  # stories in the burst
    total: int  # of all weeks

    def to_json(self) -> dict[str, Any]:
        """The record of `bursts --json`."""
        return {
            "term": self.term,
            "first": str(self.first),
            "last": str(self.last),
            "weight": self.weight,
            "count": self.count,
            "total": self.total,
        }


def find_bursts(stories: Sequence[Story], weeks: Sequence[Week]) -> list[Burst]:
    """Bursts of all terms in the weeks (consecutive, oldest first), the heaviest first."""
    place = {week: number for number, week in enumerate(weeks)}
    totals = [0] * len(weeks)
    counts: dict[str, list[int]] = {}
    for story in stories:
        number = place.get(Week.of(story.first_day))
        if number is None:
            continue
        totals[number] += 1
        terms = {key for fact in story.facts for axis, key in cells_of_fact(fact) if axis == "term"}
        for term in terms:
            counts.setdefault(term, [0] * len(weeks))[number] += 1
    found = []
    for term, weekly in counts.items():
        if sum(weekly) >= LEAST_STORIES:
            for start, end, weight in burst_spans(weekly, totals):
                count = sum(weekly[start:end])
                found.append(Burst(term, weeks[start], weeks[end - 1], weight, count, sum(weekly)))
    return sorted(found, key=lambda burst: (-burst.weight, burst.term, burst.first))


def burst_spans(
    counts: Sequence[int], totals: Sequence[int], usual: float | None = None
) -> list[tuple[int, int, float]]:
    """Half-open spans of weeks in the higher state, with their weight, oldest first.

    `counts` never exceed `totals`. A constant share has none. `usual`: the share of the usual state, above 0
    and below 1, where another than that of all weeks is known.
    """
    told, everything = sum(counts), sum(totals)
    if not told or told >= everything:
        return []
    usual = told / everything if usual is None else usual
    high = min(MOST_SHARE, usual * SCALE)
    costs = [
        (_cost(count, total, usual), _cost(count, total, high))
        for count, total in zip(counts, totals, strict=True)
    ]
    enter = GAMMA * log(len(counts)) if len(counts) > 1 else GAMMA
    states = _cheapest(costs, enter)
    spans: list[tuple[int, int, float]] = []
    start = None
    for place, state in enumerate((*states, 0)):
        if state and start is None:
            start = place
        elif not state and start is not None:
            saved = sum(low - up for low, up in costs[start:place])
            spans.append((start, place, round(saved, 4)))
            start = None
    return spans


def _cheapest(costs: Sequence[tuple[float, float]], enter: float) -> list[int]:
    """The cheapest sequence of states, 0 or 1; it begins below, and leaving the higher state is free."""
    low, up = 0.0, enter
    back: list[tuple[int, int]] = []
    for place, (usual, high) in enumerate(costs):
        if place == 0:
            back.append((0, 1))
            low, up = usual, enter + high
            continue
        from_low = 0 if low <= up else 1
        from_up = 1 if up <= low + enter else 0
        back.append((from_low, from_up))
        low, up = min(low, up) + usual, min(up, low + enter) + high
    state = 0 if low <= up else 1
    states = [state]
    for steps in reversed(back[1:]):
        state = steps[state]
        states.append(state)
    return states[::-1]


def _cost(count: int, total: int, share: float) -> float:
    """Minus the logarithm of the binomial probability."""
    choose = lgamma(total + 1) - lgamma(count + 1) - lgamma(total - count + 1)
    return -(choose + count * log(share) + (total - count) * log(1 - share))
