"""What a text falls into when it is read as English words, and the cheapest way to cut it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

UNKNOWN = 3.0  # cost of a unit without English: more than two rare words
KEPT = 0.9  # cost of a unit that stands for itself: more than a word of the glossary
SILENT = 0.2  # cost of a unit that says nothing, such as a particle


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text and its English; no senses where none is known."""

    written: str
    senses: tuple[str, ...] = ()
    kept: bool = False  # stands for itself: a name, a number, an abbreviation
    guessed: bool = False  # English made of the sound alone: searched, yet shown as unknown


@dataclass(frozen=True, slots=True)
class Span:
    """One way to read the units start .. end (exclusive) of a text, and what it costs."""

    start: int
    end: int
    cost: float
    part: Part | None  # None: says nothing


def cheapest_path(length: int, spans: Iterable[Span]) -> list[Span]:
    """The spans that cover the units 0 .. length at the least cost, in order.

    At the same cost the first given wins. Every unit must be covered by at least one span that begins where
    another ends. Source: Viterbi over word boundaries.
    """
    ending: list[list[Span]] = [[] for _ in range(length + 1)]
    for span in spans:
        ending[span.end].append(span)
    best: list[tuple[float, Span | None]] = [(0.0, None)]
    best += [(float("inf"), None)] * length
    for end in range(1, length + 1):
        for span in ending[end]:
            cost = best[span.start][0] + span.cost
            if cost < best[end][0] - 1e-9:
                best[end] = (cost, span)
    path: list[Span] = []
    at = length
    while at > 0:
        last = best[at][1]
        if last is None:
            raise ValueError(f"no way to read up to unit {at} of {length}")
        path.append(last)
        at = last.start
    return path[::-1]


def parts_of(path: Sequence[Span]) -> list[Part]:
    """The parts that say something, in order."""
    return [span.part for span in path if span.part is not None]
