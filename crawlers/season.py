"""Which weeks are poor for everybody: the share of its usual that a source can be expected to give.

First asked are the other sources of its country in the same week: when they are silent too, it is a holiday.
Then the source's own year before. A calendar of a few well-known pauses is the last resort.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median

from crawlers.weekly import Series

Shares = Mapping[date, float]  # by Monday

_PEERS = 5  # sources that must be judged in a week before they say anything about it
_LEVEL_WEEKS = 13  # before a week, that say what is usual
_LEAST_LEVEL = 2.0  # documents a week; below that a week's share is chance
_POOR = 0.7  # a share below this is a pause; above it the week is normal
_REST_IS_WELL = 0.6  # the share of all other countries: if they fall too, the fault may be ours
_YEAR = 52  # weeks
_MOST_OF_A_WEEK = 3  # of five working days
_AUGUST = frozenset(
    {"AT", "BE", "CH", "DE", "DK", "ES", "EU", "FI", "FR", "GR", "IT", "LU", "NL", "NO", "PL", "PT", "SE"}
)
_PAUSES: tuple[tuple[frozenset[str] | None, tuple[int, int], tuple[int, int], float], ...] = (
    (None, (12, 22), (1, 4), 0.3),  # year's end, everywhere
    (frozenset({"JP"}), (4, 29), (5, 6), 0.5),  # Golden Week
    (frozenset({"JP"}), (8, 11), (8, 16), 0.5),  # Obon
    (_AUGUST, (7, 28), (8, 25), 0.5),
    (frozenset({"CN"}), (10, 1), (10, 7), 0.4),
    (frozenset({"US", "CA"}), (11, 22), (11, 28), 0.6),  # Thanksgiving
)


def week_shares(series: Series, country: str, peers: Shares) -> list[float]:
    """For every week of a series the share of its usual that can be expected, 1 for a normal week."""
    shares = []
    for place in range(len(series.counts)):
        monday = series.monday(place)
        if monday in peers:
            shares.append(peers[monday])
        else:
            shares.append(min(own_share(series.counts, place), calendar_share(monday, country)))
    return shares


def own_share(counts: Sequence[int | None], place: int) -> float:
    """What the same weeks a year ago (one before, one after) gave of what was usual around them."""
    then = place - _YEAR
    if then < 1:
        return 1.0
    near = [count for count in counts[then - 1 : then + 2] if count is not None]
    around = [count for count in counts[max(0, then - 10) : then + 11] if count is not None]
    if not near or len(around) < _LEVEL_WEEKS:
        return 1.0
    usual = median(around)
    if usual < _LEAST_LEVEL:
        return 1.0
    share = (sum(near) / len(near) + 0.5) / (usual + 0.5)
    return max(share, 0.1) if share < _POOR else 1.0


def calendar_share(monday: date, country: str) -> float:
    """The share that a well-known pause leaves of a week; the pause counts where it holds three weekdays."""
    share = 1.0
    for countries, start, end, left in _PAUSES:
        if countries is not None and country not in countries:
            continue
        days = sum(_within(monday + timedelta(days=day), start, end) for day in range(5))
        if days >= _MOST_OF_A_WEEK:
            share = min(share, left)
    return share


def peer_shares(series: Mapping[str, Series], countries: Mapping[str, str]) -> dict[str, dict[date, float]]:
    """For every country the weeks about which its sources say something, with the share of the usual.

    A country's silence counts as a pause only while the rest of the world went on, or at the year's end: what
    falls everywhere at once may be our own fault.
    """
    ratios: dict[date, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for target_id, one in series.items():
        for place, count in enumerate(one.counts):
            usual = _usual_before(one.counts, place)
            if count is not None and usual >= _LEAST_LEVEL:
                ratios[one.monday(place)][countries[target_id]].append(count / usual)
    shares: dict[str, dict[date, float]] = defaultdict(dict)
    for monday, by_country in ratios.items():
        for country, found in by_country.items():
            if len(found) < _PEERS:
                continue
            share = median(found)
            rest = [ratio for other, more in by_country.items() if other != country for ratio in more]
            known_pause = calendar_share(monday, country) < 1.0
            alone = len(rest) >= _PEERS and median(rest) >= _REST_IS_WELL
            if share < _POOR and (alone or known_pause):
                shares[country][monday] = max(share, 0.05)
            elif share >= _POOR:
                shares[country][monday] = 1.0
    return dict(shares)


def _usual_before(counts: Sequence[int | None], place: int) -> float:
    before = [count for count in counts[max(0, place - _LEVEL_WEEKS) : place] if count is not None]
    return median(before) if len(before) >= _PEERS else 0.0


def _within(day: date, start: tuple[int, int], end: tuple[int, int]) -> bool:
    here = (day.month, day.day)
    return start <= here <= end if start <= end else here >= start or here <= end
