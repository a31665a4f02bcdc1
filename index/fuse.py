"""Several rankings -> one, by weighted scores."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np

Key = TypeVar("Key", bound=Hashable)


class RankingError(ValueError):
    """A ranking holds a score that is no number."""


class Fused(NamedTuple, Generic[Key]):
    """An id and its score (no fixed scale)."""

    id: Key
    rank_score: float


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
    for name in sorted(rankings):
        counts = weight.get(name, 1.0)
        for key, score in _rounded(name, rankings[name]).items():
            total[key] = total.get(key, 0.0) + counts * score
    return [Fused(key, total[key]) for key in _best_first(total, _ordered(order))]


def rank_in_each(
    rankings: Mapping[str, Mapping[Key, float]], order: Mapping[Key, tuple[str, int]]
) -> dict[Key, dict[str, int]]:
    """The rank, from 1, that each id has in each ranking that holds it."""
    ranks: dict[Key, dict[str, int]] = {}
    ordered = _ordered(order)
    for name in sorted(rankings):
        for rank, key in enumerate(_best_first(_rounded(name, rankings[name]), ordered), 1):
            ranks.setdefault(key, {})[name] = rank
    return ranks


def _rounded(name: str, ranking: Mapping[Key, float]) -> dict[Key, float]:
    """The scores, so that noise in the last digits makes no order."""
    scores = np.fromiter(ranking.values(), np.float64, len(ranking))
    if not np.isfinite(scores).all():
        raise RankingError(f"ranking {name!r} has a score that is not finite; wanted numbers; drop the id")
    return dict(zip(ranking, np.round(scores, 6).tolist(), strict=True))


def _ordered(order: Mapping[Key, tuple[str, int]]) -> list[Key]:
    """All ids as ties go."""
    return sorted(order, key=order.__getitem__)


def _best_first(scores: Mapping[Key, float], ordered: Sequence[Key]) -> list[Key]:
    """The ids by score, equal ones as they are ordered."""
    held = [key for key in ordered if key in scores]
    held.sort(key=scores.__getitem__, reverse=True)
    return held
