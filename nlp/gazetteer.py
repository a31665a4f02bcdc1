"""Names of countries, groupings and their traps in one automaton per language: text -> names found,
longest first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

import ahocorasick
import pycountry
from babel import Locale, UnknownLocaleError

from nlp.demonyms import demonyms_of, plain_capital
from nlp.former_states import load_former_states
from nlp.inflection import inflect_name, words_too
from nlp.regions import country_codes
from nlp.taxonomy_files import Aliases, load_aliases, load_groupings
from nlp.word_borders import HAN_OR_KANA, stands_alone

How = Literal[
    "name",  # a country's name
    "demonym",  # its adjective or people
    "abbreviation",
    "historic",  # a former state or colony
    "kanji",  # 日米
    "metonym",  # a capital that acts
    "capital",  # a capital as a place
    "city",
    "subdivision",  # a state, province or prefecture
    "agency",  # a body of the United Nations or the Union, by its own name
    "grouping",
    "dateline",  # where it was written
]

# One character for one, so that ranges stay those of the text.
_SPELLING = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "\u00a0": " ",
        "\n": " ",
        "\r": " ",
        "\t": " ",
        "\u3000": " ",
        "\u202f": " ",
        "\u2009": " ",
        "‑": "-",
        "‐": "-",
        "–": "-",
        "—": "-",
        "－": "-",
        "＆": "&",
        "İ": "i",
    }
)
_PLAIN_ENGLISH = {
    "CD": (),
    "CG": (),
    "HK": ("Hong Kong",),
    "MO": ("Macao",),
    "PS": ("Palestine",),
    "MM": ("Myanmar",),
    "IM": ("Isle of Man",),
    "JE": (),
    "GG": (),
    "RE": (),
    "AQ": ("Antarctica",),
    "SX": ("Sint Maarten",),
    "MF": (),
    "BL": (),
    "UM": (),
    "IO": (),
    "TF": (),
    "HM": (),
    "BV": (),
    "KP": (),
    "KR": (),
    "NF": ("Norfolk Island",),
}
_NOT_A_NAME = frozenset(
    {
        "bermudas",
        "man",
        "island",
        "mali t",
        "oman t",
        "iran t",
        "la",
        "is",
        "no",
        "at",
        "in",
        "it",
        "us",
        "me",
        "so",
    }
)


# Languages whose texts are taken for another's where only the commoner ones are told apart.
_TAKEN_FOR = {
    "ru": ("uk", "be"),
    "uk": ("ru", "be"),
    "bg": ("ru",),
    "fi": ("et", "lt"),
    "cs": ("sk", "lt"),
    "sk": ("cs",),
    "pl": ("lt",),
    "da": ("nb",),
    "nb": ("da",),
}
_ACCENTS_LEFT_OUT = frozenset(
    {"es", "fr", "pt", "it", "ro", "cs", "sk", "hr", "sl", "lt", "lv", "pl", "hu", "tr", "ar"}
)
_PLAIN_LETTERS = 5  # letters of a name that is also looked for without its accents


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a country or grouping; code "" is a trap: text that names none."""

    surface: str
    code: str
    how: How
    weight: float
    exact: bool = False  # the case of every letter counts


@dataclass(frozen=True, slots=True)
class Found:
    """A name at its place."""

    name: Name
    start: int
    end: int


def spelling(text: str) -> str:
    """The text in lower case with plain quotes, hyphens and blanks, character for character."""
    plain = text.translate(_SPELLING)
    lower = plain.lower()
    if len(lower) == len(plain):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


def find_names(text: str, language: str) -> list[Found]:
    """Names that stand as whole words, in order, without overlap; of overlapping ones the longest. Traps
    are left in.
    """
    lower = spelling(text)
    candidates: list[Found] = []
    for last, names in _automaton(language).iter(lower):
        for name in names:
            start, end = last + 1 - len(name.surface), last + 1
            if stands_alone(lower, start, end) and _cased_right(text, start, end, name):
                candidates.append(Found(name, start, end))
                break
    return longest(candidates)


def longest(candidates: list[Found]) -> list[Found]:
    """Those of the candidates that overlap no longer one, in order."""
    candidates.sort(key=lambda found: (found.start, -found.end))
    kept: list[Found] = []
    for found in candidates:
        if not kept or found.start >= kept[-1].end:
            kept.append(found)
        elif found.end - found.start > kept[-1].end - kept[-1].start:
            kept[-1] = found
    return kept


def _cased_right(text: str, start: int, end: int, name: Name) -> bool:
    if name.exact:
        return text[start:end] == name.surface
    return not name.surface[:1].isupper() or not text[start].islower()


@lru_cache(maxsize=24)
def _automaton(language: str) -> Any:
    """An Aho-Corasick automaton; the value of a key is the tuple of names so written, the likelier first."""
    by_key: dict[str, list[Name]] = {}
    for name in _all_names(language):
        key = spelling(name.surface)
        if not name.exact and key in _NOT_A_NAME:
            continue
        known = by_key.setdefault(key, [])
        if not any(_same(other, name) for other in known):
            known.append(name)
    automaton = ahocorasick.Automaton()
    for key, names in by_key.items():
        automaton.add_word(key, tuple(sorted(names, key=lambda name: (not name.exact, not _capital(name)))))
    automaton.make_automaton()
    return automaton


def _capital(name: Name) -> bool:
    return name.surface[:1].isupper()


def _same(one: Name, other: Name) -> bool:
    """Whether the two are found in the same text; `suisse` and `Suisse` are two."""
    two = "demonym" in {one.how, other.how} and _capital(one) != _capital(other)
    return one.exact == other.exact and not two


def _all_names(language: str) -> Iterator[Name]:
    """Names of all kinds, the first of one spelling wins."""
    aliases = load_aliases()
    for traps in (aliases.traps, aliases.traps_ja):
        for code, texts in traps.items():
            yield from (Name(text, code, "subdivision" if code else "name", 0.5) for text in texts)
    yield from _demonyms(language)
    for grouping in load_groupings().values():
        for text in (*grouping.names_en, *grouping.names_ja):
            short = text.isupper() or (text.isascii() and len(text) <= 5)
            yield Name(text, grouping.id, "grouping", 1.0, exact=short)
    if language not in {"en", "ja", "und"}:
        yield from _local_names(language)
    if language == "und":
        yield from _local_names("ko")
    for code, more in aliases.countries.items():
        yield from _alias_names(code, more)
    for former in sorted(load_former_states().names, key=lambda each: each.until, reverse=True):
        yield Name(former.name, former.code, "historic", 0.9)
    english = Locale.parse("en").territories
    japanese = Locale.parse("ja").territories
    for code in country_codes():
        for text in _english_names(code, str(english.get(code, ""))):
            yield Name(text, code, "name", 1.0)
        for text in _split_name(str(japanese.get(code, ""))):
            if len(text) > 1 and HAN_OR_KANA.search(text):
                yield Name(text, code, "name", 1.0)


def _demonyms(language: str) -> Iterator[Name]:
    """Adjectives, peoples and short names in the language, and their traps before them."""
    known = demonyms_of(language)
    if known is None:
        return
    for code, texts in known.traps.items():
        yield from (Name(text, code, "subdivision" if code else "name", 0.5) for text in texts)
    for code, texts in known.names.items():
        for text in texts:
            for form in (*plain_capital(text), *inflect_name(text, language)[1:]):
                yield Name(form, code, "name", 1.0, exact=not any(c.islower() for c in form))
    for code, texts in known.words.items():
        for text in texts:
            yield from (Name(form, code, "demonym", 0.9) for form in plain_capital(text))


def _alias_names(code: str, more: Aliases) -> Iterator[Name]:
    body = code in {"EU", "UN"}
    for text in more.cased:
        agency = body and text not in {"EU", "E.U.", "UN", "U.N.", "EEC", "EU's", "EU-wide"}
        yield Name(text, code, "agency" if agency else "abbreviation", 0.5 if agency else 1.0, exact=True)
    for text in (*more.names, *more.ja):
        yield Name(text, code, "name", 1.0, exact=text.isascii() and text.isupper())
    for text in more.historic:
        yield Name(text, code, "historic", 0.9)
    for text in more.demonyms:
        yield Name(text, code, "demonym", 0.9)
    for text in more.seats:
        yield Name(text, code, "metonym", 0.7)
    for text in more.capital:
        if text not in more.seats:
            yield Name(text, code, "capital", 0.35)


def _english_names(code: str, cldr: str) -> Iterable[str]:
    if code in _PLAIN_ENGLISH:
        return _PLAIN_ENGLISH[code]
    country = pycountry.countries.get(alpha_2=code)
    official = getattr(country, "official_name", "") if country else ""
    common = getattr(country, "common_name", "") if country else ""
    names = [*_split_name(cldr), common]
    if official and len(official) > 8:
        names += [official, official.removeprefix("the ")]
    if country and "," not in country.name and "(" not in country.name:
        names.append(country.name)
    return [name for name in dict.fromkeys(names) if len(name) > 2]


def _split_name(cldr: str) -> list[str]:
    """CLDR's name without its bracket, in the spellings with and without St. and &."""
    name = re.sub(r"\s*[(（].*", "", cldr).strip()
    name = re.sub(r"(特別行政区|特别行政区|SAR China|中華人民共和国(?=香港|マカオ))", "", name).strip()
    if not name:
        return []
    names = [name]
    if "&" in name:
        names.append(name.replace("&", "and"))
    if name.startswith("St. "):
        names += [n.replace("St. ", "Saint ") for n in names] + [n.replace("St. ", "St ") for n in names]
    return names


def _local_names(language: str) -> Iterator[Name]:
    """CLDR's names in the language and those of its neighbours whose texts are taken for it, then their forms
    in other cases, but for a form that two countries share.
    """
    names = [pair for each in (language, *_TAKEN_FOR.get(language, ())) for pair in _cldr_names(each)]
    owners: dict[str, set[str]] = {}
    for code, name, _ in names:
        owners.setdefault(spelling(name), set()).add(code)
    forms = [
        (code, form)
        for code, name, written_in in names
        for form in (*inflect_name(name, written_in), *_with_article_bound(name))
        if form != name and spelling(form) not in owners
    ]
    shared: dict[str, set[str]] = {}
    for code, form in forms:
        shared.setdefault(spelling(form), set()).add(code)
    for code, name, _ in names:
        yield Name(name, code, "name", 1.0, exact=name.isascii() and name.isupper())
    for code, form in forms:
        if len(shared[spelling(form)]) == 1:
            yield Name(form, code, "name", 1.0)


@cache
def _cldr_names(language: str) -> tuple[tuple[str, str, str], ...]:
    """Code, name and language of CLDR's names, each also as texts without accents write it."""
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return ()
    scripts = [territories]
    if language == "zh":
        scripts.append(Locale.parse("zh_Hant").territories)
    words = words_too(language)
    found = []
    for table in scripts:
        for code in country_codes():
            for text in _split_name(str(table.get(code, ""))):
                found += [(code, form, language) for form in plain_capital(text) if form not in words]
    if language in _ACCENTS_LEFT_OUT:
        known = {spelling(name) for _, name, _ in found}
        for code, name, _ in list(found):
            plain = _without_accents(name)
            if spelling(plain) not in known and len(plain) >= _PLAIN_LETTERS:
                found.append((code, plain, language))
    return tuple(found)


def _with_article_bound(name: str) -> Iterator[str]:
    """An Arabic name after "for", which takes the first letter of its article: لليابان."""
    if name.startswith("ال"):
        yield "لل" + name.removeprefix("ال")


def _without_accents(name: str) -> str:
    """The name in plain Latin letters: Espana, Mexico."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


@lru_cache(maxsize=256)
def words_of(code: str) -> tuple[str, ...]:
    """English and Japanese names and adjectives of a country, as written, the short and the shared ones
    left out.
    """
    more = load_aliases().countries.get(code, Aliases())
    english = _english_names(code, str(Locale.parse("en").territories.get(code, "")))
    return tuple(
        word for word in (*english, *more.names, *more.demonyms, *more.ja, *more.cased) if len(word) > 1
    )
