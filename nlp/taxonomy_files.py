"""The taxonomy's YAML files, read once and checked against their schema; an office's own file can be
merged in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "taxonomy"
FIELD_CODES = (
    *("ENV", "DRR", "INF", "MED", "LIF", "BMS", "AGR", "BDV", "WAT", "ENE", "NUC", "NAN"),
    *("MIN", "ICT", "AID", "QUA", "ROB", "SPA", "OCE", "BAS", "HRM", "POL", "INN"),
)
ORGANISATION_KINDS = frozenset(
    {
        "ministry",
        "funder",
        "academy",
        "laboratory",
        "agency",
        "university",
        "international",
        "network",
        "company",
    }
)
_COUNTRY = re.compile(r"[A-Z]{2}")
_M49 = re.compile(r"\d{3}")


class TaxonomyError(ValueError):
    """A taxonomy file says something that its schema does not allow."""

    def __init__(self, place: str, met: object, wanted: str, cure: str) -> None:
        super().__init__(f"{place}: met {met!r}; wanted {wanted}; {cure}")
        self.place, self.met, self.wanted, self.cure = place, met, wanted, cure


@dataclass(frozen=True, slots=True)
class Division:
    """A division (課・室) of a MOFA bureau and the countries it looks after."""

    ja: str
    en: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A region of one axis: an M49 sub-region or a MOFA bureau."""

    id: str
    en: str
    ja: str
    members: tuple[str, ...]
    parent: str = ""
    divisions: tuple[Division, ...] = ()


@dataclass(frozen=True, slots=True)
class Regions:
    """The regional axes, and the names a reader is shown where CLDR's are not wanted."""

    m49: Mapping[str, Region]
    m49_parents: Mapping[str, Region]
    mofa: Mapping[str, Region]
    country_names: Mapping[str, tuple[str, str]]  # code -> (ja, en)


@dataclass(frozen=True, slots=True)
class Grouping:
    """A grouping of countries that acts as a party of its own."""

    id: str
    en: str
    ja: str
    names_en: tuple[str, ...]
    names_ja: tuple[str, ...]
    members: tuple[str, ...] = ()
    joined: Mapping[str, date] = field(default_factory=dict)
    left: Mapping[str, date] = field(default_factory=dict)

    def members_on(self, day: date | None = None) -> tuple[str, ...]:
        """The members on a day, or now; a former member is listed only for days before it left."""
        now = [m for m in self.members if day is None or self.joined.get(m, date.min) <= day]
        former = [
            m
            for m, until in self.left.items()
            if day is not None and self.joined.get(m, date.min) <= day < until and m not in now
        ]
        return tuple(sorted(now + former))


@dataclass(frozen=True, slots=True)
class Aliases:
    """Further names of one country; see the head of aliases.yml for the lists."""

    names: tuple[str, ...] = ()
    cased: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()
    historic: tuple[str, ...] = ()
    ja: tuple[str, ...] = ()
    kanji: str = ""


@dataclass(frozen=True, slots=True)
class AliasFile:
    """All aliases by code, and the traps: text that names no country ("") or another one."""

    countries: Mapping[str, Aliases]
    traps: Mapping[str, tuple[str, ...]]
    traps_ja: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of science and technology with the terms that name it, by language."""

    code: str
    en: str
    ja: str
    definition: str
    terms: Mapping[str, tuple[str, ...]]  # ISO 639-1 -> terms
    traps: Mapping[str, tuple[str, ...]]
    weak: Mapping[str, tuple[str, ...]]  # those of the terms that ordinary news uses as well


@dataclass(frozen=True, slots=True)
class Organisation:
    """A ministry, funder, academy, laboratory or agency and the names it goes by."""

    name: str
    code: str | None  # country, EU, UN, INT, or none
    kind: str
    names: tuple[str, ...]


@lru_cache(maxsize=8)
def load_regions() -> Regions:
    """The M49 and MOFA axes. Raises TaxonomyError."""
    place = "taxonomy/regions.yml"
    data = read_yaml(FOLDER / "regions.yml")
    check_keys(place, data, {"m49", "m49_parents", "mofa", "country_names"})
    m49 = {code: _region(f"{place}: m49 {code}", code, value, _M49) for code, value in data["m49"].items()}
    parents = {
        code: Region(code, _text(f"{place}: {code}", value, "en"), _text(f"{place}: {code}", value, "ja"), ())
        for code, value in data["m49_parents"].items()
    }
    for code, region in m49.items():
        if region.parent not in parents:
            raise TaxonomyError(
                f"{place}: m49 {code}: parent", region.parent, "a code of m49_parents", "add it there"
            )
    mofa = {key: _bureau(f"{place}: mofa {key}", key, value) for key, value in data["mofa"].items()}
    names = {
        code: (_text(f"{place}: {code}", value, "ja"), _text(f"{place}: {code}", value, "en"))
        for code, value in data["country_names"].items()
    }
    return Regions(m49, parents, mofa, names)


@lru_cache(maxsize=8)
def load_groupings(extra: Path | None = None) -> Mapping[str, Grouping]:
    """The groupings by id, an office's extra file merged over them. Raises TaxonomyError."""
    found: dict[str, Grouping] = {}
    for path in _paths("groupings.yml", extra):
        for key, value in read_yaml(path).items():
            found[key] = _grouping(f"{_place(path)}: {key}", key, value)
    return found


@lru_cache(maxsize=8)
def load_aliases(extra: Path | None = None) -> AliasFile:
    """Further names of countries, and traps; an extra file adds to the lists. Raises TaxonomyError."""
    countries: dict[str, Aliases] = {}
    traps: dict[str, tuple[str, ...]] = {}
    traps_ja: dict[str, tuple[str, ...]] = {}
    for path in _paths("aliases.yml", extra):
        data = read_yaml(path)
        check_keys(_place(path), data, {"countries", "traps", "traps_ja"})
        for code, value in data.get("countries", {}).items():
            countries[code] = _aliases(f"{_place(path)}: {code}", code, value, countries.get(code, Aliases()))
        for target, key in ((traps, "traps"), (traps_ja, "traps_ja")):
            for code, lines in data.get(key, {}).items():
                words = [
                    w.strip()
                    for line in _list(f"{_place(path)}: {key} {code}", lines)
                    for w in line.split(";")
                ]
                target[code] = (*target.get(code, ()), *(word for word in words if word))
    return AliasFile(countries, traps, traps_ja)


@lru_cache(maxsize=8)
def load_fields(extra: Path | None = None) -> Mapping[str, Field]:
    """The 23 fields by code, in the taxonomy's order; an extra file adds terms and traps. Raises
    TaxonomyError.
    """
    found: dict[str, Field] = {}
    shipped = ("fields.yml", "fields_languages.yml", "fields_more.yml", "fields_weak.yml")
    for path in (*(FOLDER / name for name in shipped), *([extra] if extra else [])):
        for code, value in read_yaml(path).items():
            place = f"{_place(path)}: {code}"
            if code not in FIELD_CODES:
                raise TaxonomyError(
                    place, code, "one of " + " ".join(FIELD_CODES), "fields are added in a new version"
                )
            check_keys(place, value, {"en", "ja", "definition", "terms", "traps", "weak"})
            old = found.get(code)
            found[code] = Field(
                code,
                value.get("en", old.en if old else ""),
                value.get("ja", old.ja if old else ""),
                value.get("definition", old.definition if old else ""),
                _merge(place, old.terms if old else {}, value.get("terms", {})),
                _merge(place, old.traps if old else {}, value.get("traps", {})),
                _merge(place, old.weak if old else {}, value.get("weak", {})),
            )
    missing = [code for code in FIELD_CODES if code not in found]
    if missing:
        raise TaxonomyError("taxonomy/fields.yml", missing, "all 23 fields", "restore the file")
    return {code: found[code] for code in FIELD_CODES}


@lru_cache(maxsize=8)
def load_organisations(extra: Path | None = None) -> tuple[Organisation, ...]:
    """The organisations, an office's own after them. Raises TaxonomyError."""
    found: list[Organisation] = []
    for path in _paths("organisations.yml", extra):
        for kind, by_code in read_yaml(path).items():
            place = f"{_place(path)}: {kind}"
            if kind not in ORGANISATION_KINDS:
                raise TaxonomyError(
                    place, kind, "one of " + " ".join(sorted(ORGANISATION_KINDS)), "correct the key"
                )
            for code, lines in by_code.items():
                if not _COUNTRY.fullmatch(str(code)) and code != "INT":
                    raise TaxonomyError(
                        place, code, "a country's code, EU, UN or INT", "quote NO and ON in YAML"
                    )
                for line in _list(f"{place} {code}", lines):
                    names = tuple(part.strip() for part in line.split("|") if part.strip())
                    found.append(Organisation(names[0], str(code), kind, names))
    return tuple(found)


@lru_cache(maxsize=8)
def load_words(name: str) -> Mapping[str, frozenset[str]]:
    """Lists of words in lower case by key, of a file of the taxonomy folder. Raises TaxonomyError."""
    return {
        str(key): frozenset(str(words).casefold().split()) for key, words in read_yaml(FOLDER / name).items()
    }


def _paths(name: str, extra: Path | None) -> tuple[Path, ...]:
    return (FOLDER / name,) if extra is None else (FOLDER / name, extra)


def _place(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def read_yaml(path: Path) -> dict[Any, Any]:
    """What the file says. Raises TaxonomyError."""
    import yaml  # noqa: PLC0415 - a question reads no taxonomy

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader, in C where there is one
    except OSError as error:
        raise TaxonomyError(_place(path), error.strerror, "a readable file", "check the path") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TaxonomyError(
            _place(path), str(error), "valid YAML in UTF-8", "correct the line named"
        ) from error
    if not isinstance(data, dict):
        raise TaxonomyError(_place(path), type(data).__name__, "keys with values", "see the file shipped")
    return data


def check_keys(place: str, value: object, allowed: set[str]) -> None:
    """Raises TaxonomyError for anything but a mapping with keys of those allowed."""
    if not isinstance(value, dict):
        raise TaxonomyError(place, value, "keys with values", "see the file shipped")
    unknown = sorted(str(key) for key in value if key not in allowed)
    if unknown:
        raise TaxonomyError(
            place, ", ".join(unknown), "only " + ", ".join(sorted(allowed)), "correct the key"
        )


def _text(place: str, value: Mapping[str, Any], key: str) -> str:
    text = value.get(key)
    if not isinstance(text, str) or not text.strip():
        raise TaxonomyError(f"{place}: {key}", text, "a text", "fill it in")
    return text


def _list(place: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TaxonomyError(place, value, "a list of texts", "quote words such as NO, on and numbers")
    return tuple(value)


def _codes(place: str, value: object, pattern: re.Pattern[str] = _COUNTRY) -> tuple[str, ...]:
    for code in _list(place, value):
        if not pattern.fullmatch(code):
            raise TaxonomyError(place, code, "two-letter country codes", 'write Norway as "NO"')
    return _list(place, value)


def _region(place: str, code: str, value: Mapping[str, Any], pattern: re.Pattern[str]) -> Region:
    if not isinstance(code, str) or not pattern.fullmatch(code):
        raise TaxonomyError(place, code, "three digits in quotes", "quote the code")
    check_keys(place, value, {"en", "ja", "parent", "members"})
    return Region(
        code,
        _text(place, value, "en"),
        _text(place, value, "ja"),
        _codes(f"{place}: members", value.get("members")),
        _text(place, value, "parent"),
    )


def _bureau(place: str, key: str, value: Mapping[str, Any]) -> Region:
    check_keys(place, value, {"en", "ja", "bureau", "divisions"})
    divisions = tuple(
        Division(_text(place, d, "ja"), _text(place, d, "en"), _codes(f"{place}: members", d.get("members")))
        for d in value["divisions"]
    )
    members = tuple(code for division in divisions for code in division.members)
    return Region(key, _text(place, value, "en"), _text(place, value, "ja"), members, divisions=divisions)


def _grouping(place: str, key: str, value: Mapping[str, Any]) -> Grouping:
    check_keys(place, value, {"en", "ja", "names_en", "names_ja", "members", "dated", "note"})
    joined: dict[str, date] = {}
    left: dict[str, date] = {}
    for code, dates in value.get("dated", {}).items():
        check_keys(f"{place}: dated {code}", dates, {"from", "until"})
        for target, name in ((joined, "from"), (left, "until")):
            if name in dates:
                target[code] = read_day(f"{place}: dated {code}: {name}", dates[name])
    return Grouping(
        key,
        _text(place, value, "en"),
        _text(place, value, "ja"),
        _list(f"{place}: names_en", value.get("names_en", [])),
        _list(f"{place}: names_ja", value.get("names_ja", [])),
        _codes(f"{place}: members", value.get("members", [])),
        joined,
        left,
    )


def read_day(place: str, value: object) -> date:
    """A day written 2025-10-26. Raises TaxonomyError."""
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise TaxonomyError(place, value, "a day, e.g. 2025-10-26", "correct the date") from error


def _aliases(place: str, code: object, value: Mapping[str, Any], old: Aliases) -> Aliases:
    if not isinstance(code, str) or not _COUNTRY.fullmatch(code):
        raise TaxonomyError(place, code, "a two-letter country code", 'write Norway as "NO"')
    lists = ("names", "cased", "demonyms", "seats", "capital", "historic", "ja")
    check_keys(place, value, {*lists, "kanji"})
    merged = {key: (*getattr(old, key), *_list(f"{place}: {key}", value.get(key, []))) for key in lists}
    return Aliases(**merged, kanji=value.get("kanji", old.kanji))


def _merge(place: str, old: Mapping[str, tuple[str, ...]], new: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(new, dict):
        raise TaxonomyError(place, new, "languages with lists of terms", "see the file shipped")
    merged = dict(old)
    for language, terms in new.items():
        if not isinstance(language, str):
            raise TaxonomyError(place, language, "a language code", 'write Norwegian as "no"')
        merged[language] = tuple(
            dict.fromkeys((*merged.get(language, ()), *_list(f"{place}: {language}", terms)))
        )
    return merged
