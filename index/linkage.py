"""Groups by average linkage over a sparse graph of pair scores; groups made earlier may grow, never join."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from typing import Final

SCALE: Final = 1000  # scores are whole thousandths, so that sums do not depend on their order


def link_groups(
    sizes: Mapping[int, int],
    pairs: Iterable[tuple[int, int, int]],
    *,
    threshold: int,
    settled: frozenset[int] = frozenset(),
) -> dict[int, int]:
    """The group each node ends in, named by its smallest settled node, else by its smallest node.

    sizes: members of each node. pairs: (node, node, sum of the scores of their members in thousandths); pairs
    not given count as 0. Two groups join while their mean score reaches `threshold`, the best first, ties by
    the smaller names. Two settled nodes never come together.
    """
    size = dict(sizes)
    sums: dict[int, dict[int, int]] = {node: {} for node in size}
    for first, second, score in pairs:
        if first == second or (first in settled and second in settled):
            continue
        sums[first][second] = sums[first].get(second, 0) + score
        sums[second][first] = sums[second].get(first, 0) + score
    fixed = set(settled)
    parent = {node: node for node in size}
    heap: list[tuple[float, int, int, int]] = []

    def offer(first: int, second: int) -> None:
        total = sums[first][second]
        mean = total / (size[first] * size[second])
        if mean >= threshold and not (first in fixed and second in fixed):
            heapq.heappush(heap, (-mean, min(first, second), max(first, second), total))

    for first in sorted(sums):
        for second in sums[first]:
            if first < second:
                offer(first, second)
    while heap:
        negative, first, second, total = heapq.heappop(heap)
        if first not in sums or second not in sums or sums[first].get(second) != total:
            continue
        if -negative != total / (size[first] * size[second]):
            continue
        kept, gone = (second, first) if second in fixed and first not in fixed else (first, second)
        parent[gone] = kept
        size[kept] += size.pop(gone)
        lost = sums.pop(gone)
        del sums[kept][gone]
        for other, score in lost.items():
            if other == kept:
                continue
            del sums[other][gone]
            sums[kept][other] = sums[other][kept] = sums[kept].get(other, 0) + score
        for other in sums[kept]:
            offer(kept, other)
    return {node: _root(parent, node) for node in parent}


def _root(parent: dict[int, int], node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node
