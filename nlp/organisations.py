"""The organisations a text names, as written, each with its country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import ahocorasick

from nlp.gazetteer import spelling, stands_alone, words_of
from nlp.taxonomy_files import Organisation, load_organisations

# Abbreviations that are also words or stand for several bodies: they count where the full name, or the
# country's name, stands in the same text.
_SHARED = frozenset(
    [
        "FAIR",
        "ARC",
        "POST",
        "CAST",
        "REA",
        "CFI",
        "KIT",
        "ESS",
        "PSI",
        "MRC",
        "BRAIN",
        "ARIA",
        "INTA",
        "CAE",
        "CSC",
        "ISF",
        "SPC",
        "NEA",
        "EIT",
        "NRC",
        "IPA",
        "RSF",
        "IBS",
        "EMA",
        "UBA",
        "IDB",
        "ISC",
        "IAP",
        "CAS",
        "RAS",
        "DST",
        "DBT",
        "IVA",
        "IVI",
        "ILL",
        "PTB",
        "MUR",
        "FCT",
        "SFI",
        "ETAG",
        "ICAR",
        "ANU",
        "CAPES",
        "INSA",
        "ARIS",
        "SICORP",
        "ASPIRE",
        "COST",
        "EUREKA",
        "TDR",
        "HHS",
        "EEA",
        "FFG",
        "FNR",
        "IRD",
        "BIS",
        "ISO",
        "CEA",
        "ANR",
        "SERI",
        "CSIR",
        "NSTC",
        "MOFA",
        "NAST",
        "PHIVOLCS",
        "AISI",
        "IEC",
        "NUS",
        "KAST",
        "MIC",
        "VAST",
        "SERB",
        "NIWA",
        "TGA",
        "WAM",
    ]
)


@dataclass(frozen=True, slots=True)
class OrganisationMention:
    """One mention. `code`: country, EU, UN, INT, or none; `known_as`: the name it is listed under."""

    name: str  # as written
    code: str | None
    start: int
    end: int
    kind: str
    known_as: str = ""


def find_organisations(
    content: str,
    language: str = "und",
    *,
    extra: Path | None = None,
    own: tuple[Organisation, ...] = (),
) -> list[OrganisationMention]:
    """The mentions in order, without overlap, of overlapping ones the longest.

    Abbreviations count as written; one that several bodies share, only where its full name or its country is
    named too. Of bodies with one name, that whose country the text names. `extra`: an office's own
    file; `own`: further ones, which win over a listed one of the same spelling.
    """
    lower = spelling(content)
    candidates: list[tuple[int, int, tuple[Organisation, ...]]] = []
    hits = [hit for automaton in _automata(extra, own) for hit in automaton.iter(lower)]
    for last, (surface, exact, organisations) in hits:
        start, end = last + 1 - len(surface), last + 1
        if not stands_alone(lower, start, end):
            continue
        if exact and content[start:end] != surface:
            continue
        if surface[:1].isupper() and content[start].islower():
            continue
        candidates.append((start, end, organisations))
    candidates.sort(key=lambda item: (item[0], -item[1]))
    found: list[OrganisationMention] = []
    at = 0
    for start, end, organisations in candidates:
        if start < at:
            continue
        written = content[start:end]
        organisation = _which(written, organisations, content)
        if organisation is None:
            continue
        at = end
        found.append(
            OrganisationMention(written, organisation.code, start, end, organisation.kind, organisation.name)
        )
    return found


def _which(written: str, organisations: tuple[Organisation, ...], content: str) -> Organisation | None:
    if written not in _SHARED and len(organisations) == 1:
        return organisations[0]
    for organisation in organisations:
        if any(name != written and len(name) > 6 and name in content for name in organisation.names):
            return organisation
    for organisation in organisations:
        words = _country_words(organisation.code)
        if words and re.search(words, content):
            return organisation
    return None if written in _SHARED else organisations[0]


@lru_cache(maxsize=256)
def _country_words(code: str | None) -> str:
    from_country = {"INT": "", "EU": "European Union|EU\\b|欧州", "UN": "United Nations|UN\\b|国連"}
    if code is None or code in from_country:
        return from_country.get(code or "", "")
    return "|".join(re.escape(word) for word in words_of(code))


def _automata(extra: Path | None, own: tuple[Organisation, ...]) -> list[Any]:
    """The office's own before the listed ones: of equal hits the first one wins."""
    return [*([_automaton_of(own)] if own else []), _automaton(extra)]


@lru_cache(maxsize=4)
def _automaton(extra: Path | None) -> Any:
    return _automaton_of(load_organisations(extra))


@lru_cache(maxsize=8)
def _automaton_of(organisations: tuple[Organisation, ...]) -> Any:
    by_key: dict[str, tuple[str, bool, list[Organisation]]] = {}
    for organisation in organisations:
        for name in organisation.names:
            exact = name.isascii() and (name.isupper() or (len(name) <= 6 and not name.islower()))
            entry = by_key.setdefault(spelling(name), (name, exact, []))
            if organisation not in entry[2]:
                entry[2].append(organisation)
    automaton = ahocorasick.Automaton()
    for key, (surface, exact, named) in by_key.items():
        automaton.add_word(key, (surface, exact, tuple(named)))
    automaton.make_automaton()
    return automaton
