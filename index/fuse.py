"""Several rankings -> one, by reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class RankingError(ValueError):
    """A ranking names an id twice."""


@dataclass(frozen=True, slots=True)
class Fused:
    """An id, its rank score (no fixed scale), and the rank (from 1) it has in each ranking that holds it."""

    id: int
    rank_score: float
    ranks: tuple[tuple[str, int], ...]  # sorted by the ranking's name


def fuse_rankings(
    rankings: Mapping[str, Sequence[int]],
    *,
    weights: Mapping[str, float] | None = None,
    offset: int = 60,
) -> list[Fused]:
    """The ids of all rankings, best first; the order in which the rankings are given changes nothing.

    Each ranking: ids, best first, no repeats, may be empty. A ranking without a weight counts 1. Ties go to
    the smaller id. Raises RankingError on a repeated id.
    Method: reciprocal rank fusion, Cormack, Clarke and Buettcher, SIGIR 2009.
    """
    ranks: dict[int, list[tuple[str, int]]] = {}
    for name in sorted(rankings):
        ranking = rankings[name]
        if len(set(ranking)) != len(ranking):
            raise RankingError(f"ranking {name!r} names an id twice; wanted each id once; drop the repeats")
        for rank, passage in enumerate(ranking, 1):
            ranks.setdefault(passage, []).append((name, rank))
    weight = weights or {}
    fused = [
        Fused(
            id=passage,
            rank_score=sum(weight.get(name, 1.0) / (offset + rank) for name, rank in found),
            ranks=tuple(found),
        )
        for passage, found in ranks.items()
    ]
    return sorted(fused, key=lambda item: (-item.rank_score, item.id))
