"""Exposure: the share of a usual week that holidays left, by publishers' countries and so by cell.

A country's year end or August makes all of its cells fall together and rise together afterwards; that is the
calendar, no trend. A week counts as a pause where a calendar of well-known ones says so, or where most of at
least five targets of the country fell silent while the rest of the world went on (crawlers/season.py). How
much was left is the country's own total of that week, drawn towards the share that the calendar or the other
targets say, and a country that went on as ever had no pause.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from math import exp, log

from crawlers.season import calendar_share, peer_shares
from crawlers.weekly import Series
from reports.counts import Cell, CellsOf, Story, cells_of_fact
from reports.week import Week

PRIOR = 8.0  # stories that the stated share of a pause weighs against the country's own
LEAST = 0.05  # of a usual week; nothing is divided by less
ALL = 0.98  # from here on a week was a whole one
NOWHERE = ""  # publishers without a country


def cell_exposure(
    stories: Sequence[Story], weeks: Sequence[Week], cells_of: CellsOf = cells_of_fact
) -> dict[Cell, tuple[float, ...]]:
    """For each cell that a pause touches, the share of a usual week that each of the weeks was, at most 1.

    A cell's weeks are those of the countries whose publishers tell its stories, as far as each does. No
    pause, no cells.
    """
    shares = country_exposure(stories, weeks)
    if not shares:
        return {}
    place = {week: number for number, week in enumerate(weeks)}
    told: dict[Cell, Counter[str]] = defaultdict(Counter)
    for story in stories:
        if Week.of(story.first_day) in place:
            for cell in {cell for fact in story.facts for cell in cells_of(fact)}:
                told[cell][_country(story)] += 1
    whole = (1.0,) * len(weeks)
    exposure: dict[Cell, tuple[float, ...]] = {}
    for cell, countries in told.items():
        if not countries.keys() & shares.keys():
            continue
        number = countries.total()
        exposure[cell] = tuple(
            sum(count * shares.get(country, whole)[week] for country, count in countries.items()) / number
            for week in range(len(weeks))
        )
    return exposure


def country_exposure(stories: Sequence[Story], weeks: Sequence[Week]) -> dict[str, tuple[float, ...]]:
    """By publishers' country, for those that paused: the share of a usual week that each week was."""
    place = {week: number for number, week in enumerate(weeks)}
    totals: dict[str, list[int]] = defaultdict(lambda: [0] * len(weeks))
    of_target: dict[str, list[int]] = defaultdict(lambda: [0] * len(weeks))
    countries: dict[str, str] = {}
    for story in stories:
        number = place.get(Week.of(story.first_day))
        if number is None:
            continue
        totals[_country(story)][number] += 1
        for target, country in {(fact.target_id or "", fact.country or NOWHERE) for fact in story.facts}:
            of_target[target][number] += 1
            countries[target] = country
    series = {target: Series(weeks[0].start, tuple(counts)) for target, counts in of_target.items()}
    peers = peer_shares(series, countries)
    found = {}
    for country, counts in totals.items():
        stated = [_stated_share(week, country, peers.get(country, {})) for week in weeks]
        normal = [count for count, share in zip(counts, stated, strict=True) if share == 1.0]
        if len(normal) in (0, len(weeks)):
            continue
        usual = sum(normal) / len(normal)
        left = tuple(_share_left(count, usual, share) for count, share in zip(counts, stated, strict=True))
        if min(left) < ALL:
            found[country] = left
    return found


def _share_left(count: int, usual: float, stated: float) -> float:
    """The share of its usual that a week was, at most 1: of a pause as far as its count speaks for one."""
    if stated == 1.0:
        return 1.0
    pause = min(1.0, max(LEAST, (count + PRIOR * stated) / (usual + PRIOR)))
    # Poisson likelihoods of a normal week and of a week at the stated share, which are as probable before.
    odds = count * log(stated) + usual * (1 - stated)
    chance = 1 / (1 + exp(-min(max(odds, -50.0), 50.0)))
    return chance * pause + (1 - chance)


def _stated_share(week: Week, country: str, peers: Mapping[date, float]) -> float:
    """What the calendar, or else the other targets of the country, say of the week; 1 of a normal one."""
    return min(calendar_share(week.start, country), peers.get(week.start, 1.0))


def _country(story: Story) -> str:
    return story.lead.country or NOWHERE
