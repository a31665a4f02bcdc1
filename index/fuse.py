"""Several rankings -> one, by weighted scores."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class RankingError(ValueError):
    """A ranking holds a score that is no number."""


@dataclass(frozen=True, slots=True)
class Fused(Generic[Key]):
    """An id, its score (no fixed scale), and the rank (from 1) it has in each ranking that holds it."""

    id: Key
    rank_score: float
    ranks: tuple[tuple[str, int], ...]  # sorted by the ranking's name


def fuse_scores(
    rankings: Mapping[str, Mapping[Key, float]],
    order: Mapping[Key, tuple[str, int]],
    *,
    weights: Mapping[str, float] | None = None,
) -> list[Fused[Key]]:
    """The ids of all rankings, best first; the order in which the rankings are given changes nothing.

    Each ranking: the score of each id, higher is better, on scales that may be added; an id that it does not
    hold has 0 there. A ranking without a weight counts 1. Ties go by `order`, which has every id.
    Raises RankingError for a score that is not finite. Method: weighted sum of scores, Fox and Shaw, TREC-2,
    1994.
    """
    weight = weights or {}
    total: dict[Key, float] = {}
    ranks: dict[Key, list[tuple[str, int]]] = {}
    for name in sorted(rankings):
        scores = {key: round(score, 6) for key, score in rankings[name].items()}
        if not all(map(math.isfinite, scores.values())):
            raise RankingError(
                f"ranking {name!r} has a score that is not finite; wanted numbers; drop the id"
            )
        best = sorted(scores, key=lambda key: (-scores[key], order[key]))
        for rank, key in enumerate(best, 1):
            total[key] = total.get(key, 0.0) + weight.get(name, 1.0) * scores[key]
            ranks.setdefault(key, []).append((name, rank))
    fused = [Fused(id=key, rank_score=total[key], ranks=tuple(found)) for key, found in ranks.items()]
    return sorted(fused, key=lambda item: (-item.rank_score, order[item.id]))
