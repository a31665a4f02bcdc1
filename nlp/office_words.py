"""The secretariat's own words: terms, organisations and further names of countries, in one file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import ahocorasick
import yaml

from crawlers.nearest import meant
from nlp.gazetteer import Found, Name, spelling
from nlp.glossary_file import LANGUAGES, GlossaryError, read_entries
from nlp.regions import country_codes
from nlp.tags import Range
from nlp.taxonomy_files import FIELD_CODES, ORGANISATION_KINDS, Organisation, load_groupings
from nlp.word_borders import stands_alone

_BODIES = ("EU", "UN", "INT")


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """An office's own words as the taggers look them up; two of the same words are equal."""

    organisations: tuple[Organisation, ...] = ()
    names: tuple[tuple[str, str], ...] = ()  # (code of a country or grouping, a further name of it)
    terms: tuple[tuple[str, str], ...] = ()  # (field, a term that names it)

    @property
    def digest(self) -> str:
        """Changes with any word that a tag may come from; "" where there is none."""
        if self == OfficeWords():
            return ""
        return hashlib.sha256(repr(self).encode("utf-8", "replace")).hexdigest()[:8]

    def find_names(self, text: str) -> list[Found]:
        """The further names of countries in a text, as whole words."""
        if not self.names:
            return []
        return [
            Found(Name(surface, code, "name", 1.0, _is_exact(surface)), start, end)
            for surface, code, start, end in _places(self.names, text)
        ]

    def find_terms(self, text: str) -> list[tuple[str, str, Range]]:
        """(field, term, place) of the office's own terms in a text."""
        if not self.terms:
            return []
        return [(code, surface, (start, end)) for surface, code, start, end in _places(self.terms, text)]


def words_of_entries(entries: Iterable[Mapping[str, Any]]) -> OfficeWords:
    """The words of checked entries (see `check_entries`)."""
    organisations: list[Organisation] = []
    names: list[tuple[str, str]] = []
    terms: list[tuple[str, str]] = []
    for entry in entries:
        if "organisation" in entry:
            known = (entry["organisation"], *entry.get("names", ()))
            code = str(entry["country"])
            organisations.append(Organisation(known[0], code, str(entry.get("kind", "agency")), known))
        elif "country" in entry:
            names += [(str(entry["country"]), name) for name in entry["names"]]
        elif "field" in entry:
            said = [sense.strip() for sense in entry["en"].split(";")]
            said += [word for language in LANGUAGES for word in entry.get(language, ())]
            terms += [(entry["field"], word) for word in said if word]
    return OfficeWords(tuple(organisations), tuple(names), tuple(terms))


def check_entries(place: str, entries: Sequence[Mapping[str, Any]]) -> None:
    """Raises GlossaryError where a code, field or kind is none of ours."""
    codes = {*country_codes(), *_BODIES, *load_groupings()}
    for number, entry in enumerate(entries, 1):
        where = f"{place}: entry {number}"
        if "country" in entry and entry["country"] not in codes:
            near = meant(str(entry["country"]), codes)
            raise GlossaryError(
                f"{where}: country is {entry['country']!r}; wanted a code such as VN or EU{near}"
            )
        if "field" in entry and entry["field"] not in FIELD_CODES:
            few = " ".join(FIELD_CODES) + meant(str(entry["field"]), FIELD_CODES)
            raise GlossaryError(f"{where}: field is {entry['field']!r}; wanted one of {few}")
        if "organisation" in entry and entry.get("kind", "agency") not in ORGANISATION_KINDS:
            kinds = " ".join(sorted(ORGANISATION_KINDS)) + meant(str(entry["kind"]), ORGANISATION_KINDS)
            raise GlossaryError(f"{where}: kind is {entry['kind']!r}; wanted one of {kinds}")


def read_office_entries(path: Path | None) -> list[Mapping[str, Any]]:
    """The entries of an office's file; none where there is no file. Raises GlossaryError."""
    if path is None or not path.exists():
        return []
    entries = read_entries(path)
    check_entries(str(path), entries)
    return entries


def surfaces(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Every way to write what an entry is about."""
    if "organisation" in entry:
        return (str(entry["organisation"]), *entry.get("names", ()))
    if "country" in entry:
        return tuple(entry["names"])
    said = [sense.strip() for sense in str(entry["en"]).split(";")]
    written = (word for language in LANGUAGES for word in entry.get(language, ()))
    return tuple(word for word in (*said, *written) if word)


def dump_entries(entries: Sequence[Mapping[str, Any]]) -> str:
    """The entries as a file that people may edit."""
    head = (
        "# 業務の用語集 / The office's own words; see `stdiplo-scan glossary --help` and docs/glossary.md\n"
    )
    if not entries:
        return head + "[]\n"
    return head + yaml.safe_dump(
        [dict(entry) for entry in entries], allow_unicode=True, sort_keys=False, default_flow_style=None
    )


def _is_exact(surface: str) -> bool:
    return surface.isascii() and (surface.isupper() or (len(surface) <= 5 and not surface.islower()))


def _places(known: tuple[tuple[str, str], ...], text: str) -> list[tuple[str, str, int, int]]:
    lower = spelling(text)
    found = []
    for last, (surface, code) in _automaton(known).iter(lower):
        start, end = last + 1 - len(surface), last + 1
        if stands_alone(lower, start, end) and not (_is_exact(surface) and text[start:end] != surface):
            found.append((surface, code, start, end))
    return found


@lru_cache(maxsize=8)
def _automaton(known: tuple[tuple[str, str], ...]) -> Any:
    automaton = ahocorasick.Automaton()
    for code, surface in reversed(known):  # the first of one spelling wins
        automaton.add_word(spelling(surface), (surface, code))
    automaton.make_automaton()
    return automaton
