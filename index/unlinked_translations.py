"""Translations that no page links: told on one day, with like headlines and the same names and figures.

What a translation leaves as it is (figures, names in Latin letters, addresses) is compared like words, rare
ones counting more. The bar is high on purpose: a pair that is missed is mostly one story all the same, a
pair that is wrong hides a document behind another. Measured on 08g: docs/choices.md.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, select

from index.copy_items import CopyItem, named_apart
from index.dialect import chunks
from index.headlines import headline_vectors
from index.tables import VersionRow

LEAST_TEXT: Final = 200  # code points that a text must have to be told from others by its names and figures
SAME_PUBLISHER: Final = 0.2  # names and figures in common, and half the likeness of the headlines
OTHER_PUBLISHER: Final = 0.35
_SAME_DAYS: Final = 1  # translations come out on one day, or the next
_HISTORY_DAYS: Final = 14  # how far back it is counted how common a name is
_HEADLINE: Final = 0.5
_LEAST_SHARED: Final = 3
_LENGTHS: Final = (0.25, 4.0)  # one text by the other, in code points: Chinese needs few
_SMOOTH: Final = 50  # documents that are thought to be there besides
_LONGEST: Final = 50_000  # code points read of a text
_LATIN: Final = "A-Za-z\u00c0-\u024f"
_KEPT: Final = re.compile(
    r"https?://[!-~]+|[\w.+-]+@[\w-]+\.\w+|\d+(?:[.,]\d+)*"
    rf"|[A-Z][{_LATIN}0-9\-’']*[A-Z][{_LATIN}0-9\-]*|[A-Z][{_LATIN}]{{2,}}"
)
_WIDE: Final = str.maketrans("０１２３４５６７８９，．", "0123456789,.")

Anchors = Counter[str]


def anchors_of(text: str) -> Anchors:
    """What a translation would keep, with how often it stands: figures of two digits or more, names in Latin
    letters, addresses.
    """
    found: Anchors = Counter()
    for written in _KEPT.findall(text[:_LONGEST].translate(_WIDE)):
        if written[0].isdigit():
            figure = re.sub(r"[.,]", "", written)
            if len(figure) > 1:
                found[figure] += 1
        else:
            found[written.casefold().rstrip(".,;)]>")] += 1
    return found


def find_translations(
    connection: Connection, items: Sequence[CopyItem], model_id: str, known: set[frozenset[int]]
) -> Iterator[tuple[int, int, float]]:
    """Pairs of places of items, the earlier first, with their score; each is the best in its language.

    Items are ordered by day. What a pair scores depends on the fortnight before it alone.
    """
    by_day: dict[int, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        if item.day is not None and item.length >= LEAST_TEXT and item.language != "und":
            by_day[item.day].append(place)
    if len({item.language for item in items}) < 2:
        return
    anchors = _read_anchors(connection, [items[place].pk for some in by_day.values() for place in some])
    vectors = headline_vectors(connection, list(anchors), model_id) if model_id else {}
    heads = {pk: vector for pk, (vector, _) in vectors.items() if vector is not None}
    best: dict[tuple[int, str], tuple[float, int]] = {}
    scored: list[tuple[int, int, float]] = []
    for day, today in sorted(by_day.items()):
        others = [place for back in range(_SAME_DAYS + 1) for place in by_day.get(day - back, ())]
        pairs = [(one, other) for other in today for one in others if one < other and _may(items, one, other)]
        pairs = [pair for pair in pairs if frozenset(pair) not in known]
        if not pairs:
            continue
        seen, count = _common(items, by_day, anchors, day)
        weights = {
            place: _weigh(anchors[items[place].pk], seen, count)
            for place in {p for pair in pairs for p in pair}
        }
        for one, other in pairs:
            score = _score(items[one], items[other], weights[one], weights[other], heads)
            if score > 0:
                scored.append((one, other, score))
                for place, partner in ((one, other), (other, one)):
                    key = (place, items[partner].language)
                    best[key] = max(best.get(key, (0.0, -1)), (score, partner))
    for one, other, score in scored:
        same = items[one].target_id is not None and items[one].target_id == items[other].target_id
        mutual = best[one, items[other].language][1] == other and best[other, items[one].language][1] == one
        if mutual and score >= (SAME_PUBLISHER if same else OTHER_PUBLISHER):
            yield one, other, min(1.0, score)


def _may(items: Sequence[CopyItem], one: int, other: int) -> bool:
    """Whether nothing speaks against a translation before the texts are looked at."""
    first, second = items[one], items[other]
    if first.language == second.language or named_apart(first, second):
        return False
    if first.types and second.types and not first.types & second.types:
        return False
    return _LENGTHS[0] <= first.length / second.length <= _LENGTHS[1]


def _score(
    first: CopyItem,
    second: CopyItem,
    mine: Mapping[str, float],
    yours: Mapping[str, float],
    heads: Mapping[int, npt.NDArray[np.float32]],
) -> float:
    """Likeness of names and figures, and half that of the headlines; 0 where too little is in common."""
    shared = mine.keys() & yours.keys()
    if len(shared) < _LEAST_SHARED:
        return 0.0
    alike = sum(mine[key] * yours[key] for key in sorted(shared))
    if first.pk in heads and second.pk in heads:
        alike += _HEADLINE * max(0.0, float(heads[first.pk] @ heads[second.pk]))
    return alike


def _common(
    items: Sequence[CopyItem], by_day: Mapping[int, list[int]], anchors: Mapping[int, Anchors], day: int
) -> tuple[Counter[str], int]:
    """In how many documents of the last fortnight each name or figure stands, and how many these are."""
    places = [place for back in range(_HISTORY_DAYS + 1) for place in by_day.get(day - back, ())]
    seen: Counter[str] = Counter()
    for place in places:
        seen.update(anchors[items[place].pk].keys())
    return seen, len(places)


def _weigh(found: Anchors, seen: Counter[str], count: int) -> dict[str, float]:
    """TF-IDF of unit length."""
    raw = {
        key: (1 + math.log(times)) * math.log((count + _SMOOTH) / (seen[key] + 0.5))
        for key, times in found.items()
    }
    norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {key: value / norm for key, value in raw.items()}


def _read_anchors(connection: Connection, version_pks: Sequence[int]) -> dict[int, Anchors]:
    found: dict[int, Anchors] = {}
    for chunk in chunks(version_pks):
        for pk, title, text in connection.execute(
            select(VersionRow.pk, VersionRow.title, VersionRow.text).where(VersionRow.pk.in_(chunk))
        ):
            found[pk] = anchors_of(f"{title}\n{text}")
    return found
