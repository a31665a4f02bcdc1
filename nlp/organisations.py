"""The organisations a text names, as written, each with its country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import ahocorasick

from nlp.gazetteer import find_names, spelling, words_of
from nlp.taxonomy_files import Organisation, load_organisations
from nlp.word_borders import stands_alone

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
        "NRF",
        "MOST",
    ]
)
# Abbreviations that many countries give to a body of theirs: the one whose country stands right before it.
_OF_MANY = frozenset(
    ["CDC", "DOE", "EPA", "FAA", "FDA", "NIH", "NSF", "MOST", "NRF", "MOFA", "CSIR", "DOST", "NIST"]
)
# So are ministries called in many countries; a text says whose once, and then no more.
_OF_ANY = re.compile(r"(?:Department|Ministry) (?:of|for) (?:the )?\w+(?: and \w+)?")
_JUST_BEFORE = 32  # characters before an abbreviation in which its country stands: "South Africa's NRF"


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
    told: dict[str, str] = {}  # whose a name of many was, where the text said so
    at = 0
    for start, end, organisations in candidates:
        if start < at:
            continue
        written = content[start:end]
        organisation = _which(written, start, organisations, content)
        if organisation is None or (written in _SHARED and _shouted(content, end)):
            continue
        at = end
        code = organisation.code
        known_as = organisation.name
        if written in _OF_MANY or _OF_ANY.fullmatch(written):
            beside = _country_before(content, start) or told.get(written)
            if beside and written not in _OF_MANY:
                told[written] = beside
            if beside and beside != code:
                code, known_as = beside, written
        found.append(OrganisationMention(written, code, start, end, organisation.kind, known_as))
    return found


def _country_before(content: str, start: int) -> str | None:
    """The country whose name or adjective stands right before the place: "the Philippine FDA"."""
    low = max(0, start - _JUST_BEFORE)
    names = find_names(content[low:start], "en")
    if not names or content[low + names[-1].end : start] not in {" ", "'s ", "’s ", "' ", "’ "}:
        return None
    code = names[-1].name.code
    return code if len(code) == 2 else None


def _shouted(content: str, end: int) -> bool:
    """Whether the word goes on in capitals, as in a headline written so."""
    return re.match(r"[ '’]+[A-Z]{4,}\b", content[end : end + 24]) is not None


def _which(
    written: str, start: int, organisations: tuple[Organisation, ...], content: str
) -> Organisation | None:
    """The body meant: of the country right before it, else told in full, else of a country of the text."""
    if written not in _SHARED and len(organisations) == 1:
        return organisations[0]
    beside = _country_before(content, start) if written in _OF_MANY else None
    if beside is not None:
        return next((each for each in organisations if each.code == beside), organisations[0])
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
