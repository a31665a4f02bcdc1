"""States and territories by date: former names, and whose dependency a state was before its independence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from nlp.taxonomy_files import FOLDER, TaxonomyError, check_keys, read_day, read_yaml

_YEAR = re.compile(r"(?<!\d)1[5-9]\d\d(?!\d)|(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a state, or the territory that became it, went by; half-open days."""

    name: str
    code: str
    since: date
    until: date
    of: str = ""  # a part of that state's possessions, whatever became of it later


@dataclass(frozen=True, slots=True)
class Dependency:
    """Whose colony, protectorate, mandate or possession a state was, and its first day of independence.

    date.max for a territory of today.
    """

    of: str
    until: date


@dataclass(frozen=True, slots=True)
class FormerStates:
    """The table of former names, by spelling in lower case, and of dependencies by code."""

    names: tuple[FormerName, ...]
    by_spelling: Mapping[str, tuple[FormerName, ...]]
    dependencies: Mapping[str, Dependency]


@lru_cache(maxsize=4)
def load_former_states(path: Path = FOLDER / "former_states.yml") -> FormerStates:
    """The dated table. Raises TaxonomyError."""
    place = f"{path.parent.name}/{path.name}"
    data = read_yaml(path)
    check_keys(place, data, {"names", "dependencies"})
    names = [
        name
        for code, entries in data.get("names", {}).items()
        for entry in entries
        for name in _names(f"{place}: names {code}", str(code), entry)
    ]
    by_spelling: dict[str, tuple[FormerName, ...]] = {}
    for name in names:
        key = name.name.lower()
        by_spelling[key] = (*by_spelling.get(key, ()), name)
    dependencies = {}
    for code, value in data.get("dependencies", {}).items():
        where = f"{place}: dependencies {code}"
        check_keys(where, value, {"of", "until"})
        until = read_day(where, value["until"]) if "until" in value else date.max
        dependencies[str(code)] = Dependency(_code(where, value.get("of")), until)
    return FormerStates(tuple(names), by_spelling, dependencies)


def code_in(name: str, year: int | None) -> str | None:
    """The code that a former name stood for in that year; None where the year tells nothing of the name."""
    if year is None:
        return None
    codes = {
        known.code
        for known in load_former_states().by_spelling.get(name.lower(), ())
        if known.since.year <= year <= known.until.year
    }
    return codes.pop() if len(codes) == 1 else None


def year_of(head: str, published: str | None) -> int | None:
    """The year that a document tells of: of its publication, else the latest one in its title or head."""
    if published and published[:4].isdecimal():
        return int(published[:4])
    return max((int(year) for year in _YEAR.findall(head)), default=None)


def sovereign_of(code: str, *, name: str = "", year: int | None = None) -> str | None:
    """The state whose dependency a code was, by the year or by a name that it had only as a dependency.

    A territory of today is one in any year. None for a state of its own, and where nothing tells: undated
    Kenya is the republic.
    """
    table = load_former_states()
    dependency = table.dependencies.get(code)
    for known in table.by_spelling.get(name.lower(), ()):
        if known.code == code and known.of:
            return known.of
        if known.code == code and dependency and known.until <= dependency.until:
            return dependency.of
    if dependency is None or (year is None and dependency.until != date.max):
        return None
    return dependency.of if year is None or year < dependency.until.year else None


def may_act(code: str) -> bool:
    """Whether a code is a territory of today that concludes agreements of its own."""
    dependency = load_former_states().dependencies.get(code)
    return dependency is not None and dependency.until == date.max


def independent_on(code: str, day: date) -> bool:
    """Whether a code was no dependency on that day."""
    dependency = load_former_states().dependencies.get(code)
    return dependency is None or dependency.until <= day or dependency.until == date.max


def _names(place: str, code: str, entry: object) -> list[FormerName]:
    check_keys(place, entry, {"names", "from", "until", "of"})
    assert isinstance(entry, dict)
    names = entry.get("names")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise TaxonomyError(f"{place}: names", names, "a list of names", "quote what is no text")
    since = read_day(place, entry["from"]) if "from" in entry else date.min
    until = read_day(place, entry["until"]) if "until" in entry else date.max
    if since >= until:
        raise TaxonomyError(place, f"{since} to {until}", "a first day before the last", "correct the dates")
    of = _code(place, entry["of"]) if "of" in entry else ""
    return [FormerName(name, _code(place, code), since, until, of) for name in names]


def _code(place: str, value: object) -> str:
    if not isinstance(value, str) or len(value) != 2 or not value.isupper():
        raise TaxonomyError(place, value, "a two-letter country code", 'write Norway as "NO"')
    return value
