"""The countries, the Union, the United Nations and groupings that a text names, each at its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.cities import find_cities
from nlp.gazetteer import Found, How, find_names, longest
from nlp.kanji import find_kanji
from nlp.korean_pairs import find_korean_pairs
from nlp.place_rules import resolve
from nlp.town_states import by_states, find_counties


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """One mention: ISO 3166-1 alpha-2 code, EU, UN or a grouping's id, and its half-open range of the
    content.

    `how` says by what it was named, `weight` (0..1) how surely the mention stands for that party: 1 for
    a country's name, .35 or less for a city as mere place, .1 for the place where something was written.
    """

    code: str
    start: int
    end: int
    how: How
    weight: float


def find_places(
    content: str,
    *,
    title_end: int = 0,
    language: str = "und",
    own: Sequence[Found] = (),
    year: int | None = None,
    passages: Sequence[tuple[int, int, str]] = (),
) -> list[PlaceMention]:
    """The mentions in order, without overlap. `title_end`: where the title ends in the content.

    Language: ISO 639-1, or und; English and Japanese names are known in every language, CLDR's names of
    the language besides. Names of cities and provinces are resolved by the countries around them.
    Nothing is ever expanded: a grouping is a mention of the grouping. `own`: names that an office added.
    `year`: of what is told, for names that were another's then. `passages`: those in another language than
    the page's, as start, end and language; names of that language are known there.
    """
    found = find_names(content, language)
    for start, end, spoken in passages:
        there = find_names(content[start:end], spoken)
        found += [replace(item, start=item.start + start, end=item.end + start) for item in there]
    if passages:
        found = longest(found)
    if own:
        found = longest([*own, *found])
    if _has_kanji(content):
        found = longest([*found, *find_kanji(content, language)])
    if language == "ko":
        found = longest([*found, *find_korean_pairs(content)])
    if _has_capitals(content):
        codes = Counter(item.name.code for item in found if item.name.code and item.name.how in _NAMES_IT)
        counties = list(find_counties(content, found, list(codes)))
        codes.update(item.name.code for item in counties)
        cities = find_cities(content, [*found, *counties], codes)
        found = sorted([*found, *counties, *cities], key=lambda item: item.start)
        found = by_states(content, found)
    return [
        PlaceMention(code, start, end, how, weight)
        for code, start, end, how, weight in resolve(
            content, found, title_end=title_end, language=language, year=year
        )
    ]


_NAMES_IT = frozenset({"name", "demonym", "abbreviation", "historic", "capital", "metonym", "subdivision"})


def _has_capitals(content: str) -> bool:
    return re.search("[A-Z]", content) is not None


def _has_kanji(content: str) -> bool:
    return re.search("[日米英独仏伊加豪中韓台印露欧]", content) is not None
