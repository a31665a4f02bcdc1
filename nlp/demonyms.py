"""Adjectives, peoples and short names of countries in languages other than English and Japanese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlp.taxonomy_files import FOLDER, TaxonomyError, check_keys, read_yaml

_LONG_ENOUGH = 7  # letters of a word that is looked for where the language is not known
_CODE = re.compile("[A-Z]{2}")
_NO_NOUN = "\0"  # where a language lists no words for "language"
_JOINS = re.compile(
    r",? (?:et|ou|und|oder|sowie|y|e|o|ou|en|of|as well as) (?:en |in |em |auf |het )?|[,/] ?"
)


@dataclass(frozen=True, slots=True)
class Demonyms:
    """Words of one language by country, every form written out; code "" is a trap."""

    words: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]
    traps: Mapping[str, tuple[str, ...]]
    first_forms: frozenset[str]  # in lower case: those that also mean the language
    before_base: tuple[str, ...]
    before_turned: tuple[str, ...]
    nouns: tuple[str, ...]


@lru_cache(maxsize=8)
def load_demonyms(path: Path = FOLDER / "demonyms.yml") -> Mapping[str, Demonyms]:
    """The words by language. Raises TaxonomyError."""
    return {
        str(language): _demonyms(f"{path.parent.name}/{path.name}: {language}", value)
        for language, value in read_yaml(path).items()
    }


@lru_cache(maxsize=16)
def demonyms_of(language: str) -> Demonyms | None:
    """The words of a language; for `und` the longer ones of all, but for those that two languages give to
    different countries.
    """
    known = load_demonyms()
    if language != "und":
        return known.get(language)
    return Demonyms(
        _agreed([each.words for each in known.values()]),
        _agreed([each.names for each in known.values()]),
        _agreed([each.traps for each in known.values()]),
        frozenset(form for each in known.values() for form in each.first_forms),
        tuple(word for each in known.values() for word in each.before_base),
        tuple(word for each in known.values() for word in each.before_turned),
        tuple(word for each in known.values() for word in each.nouns),
    )


def names_language(content: str, start: int, end: int, language: str, last: int = -1) -> bool:
    """Whether the adjective at the range means a language (`en français`, `auf Deutsch`) and no country.
    `last`: where the name of a language just before it ends.
    """
    known = demonyms_of(language)
    if known is None:
        return False
    word = content[start:end]
    before = content[max(0, start - 24) : start]
    after = content[end : end + 24]
    bases, turned, beside_before, beside_after = _patterns(language)
    first = word.lower() in known.first_forms
    if first and bases and bases.search(before):
        return True
    if turned and word[:1].isupper() and turned.search(before) and not re.match(r" [^\W\d_a-zäöü]", after):
        return True
    if language == "de" and first and word[:1].isupper() and not word.isupper() and after[:1] != "-":
        return True
    if beside_before.search(before) or beside_after.match(after):
        return True
    return last >= 0 and _JOINS.fullmatch(content[last:start]) is not None


@lru_cache(maxsize=16)
def _patterns(
    language: str,
) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str], re.Pattern[str]]:
    known = demonyms_of(language)
    assert known is not None
    nouns = _any(known.nouns or (_NO_NOUN,))
    return (
        re.compile(rf"(?<!\w)(?:{_any(known.before_base)})$".replace("'", "['’]"), re.IGNORECASE)
        if known.before_base
        else None,
        re.compile(rf"(?<!\w)(?:{_any(known.before_turned)})$", re.IGNORECASE)
        if known.before_turned
        else None,
        re.compile(rf"(?<!\w)(?:{nouns})$", re.IGNORECASE),
        re.compile(rf"^ (?:{_any(known.nouns or (_NO_NOUN,), '')})(?!\w)", re.IGNORECASE),
    )


def _any(words: tuple[str, ...], blank: str = " ") -> str:
    """Alternatives, each with the blank that follows it, but for those that end in an apostrophe."""
    return "|".join(re.escape(word) + ("" if word.endswith("'") else blank) for word in words)


def _agreed(tables: list[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """The longer words of all tables by code, without those that are of different codes."""
    codes: dict[str, set[str]] = {}
    for table in tables:
        for code, words in table.items():
            for word in words:
                codes.setdefault(word.lower(), set()).add(code)
    merged: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for code, words in table.items():
            sure = (word for word in words if len(word) >= _LONG_ENOUGH and len(codes[word.lower()]) == 1)
            merged[code] = tuple(dict.fromkeys((*merged.get(code, ()), *sure)))
    return merged


def _demonyms(place: str, value: object) -> Demonyms:
    check_keys(place, value, {"endings", "words", "names", "traps", "language"})
    assert isinstance(value, dict)
    endings = _endings(f"{place}: endings", value.get("endings"))
    tables: dict[str, dict[str, tuple[str, ...]]] = {"words": {}, "names": {}, "traps": {}}
    first: set[str] = set()
    for key, table in tables.items():
        rows = value.get(key, {})
        check_keys(f"{place}: {key}", rows, set(map(str, rows)) if isinstance(rows, dict) else set())
        for code, text in rows.items():
            where = f"{place}: {key} {code}"
            if not isinstance(code, str) or not (_CODE.fullmatch(code) or (key == "traps" and not code)):
                raise TaxonomyError(where, code, "a two-letter country code", 'write Norway as "NO"')
            words = _words(where, text)
            forms = [(word,) if key == "names" else _forms(where, word, endings) for word in words]
            table[code] = tuple(dict.fromkeys(form for each in forms for form in each))
            if key == "words":
                first.update(each[0] for each in forms)
    cues = value.get("language", {})
    check_keys(f"{place}: language", cues, {"base", "turned", "noun"})
    base, turned, noun = (
        _words(f"{place}: language {key}", cues[key]) if key in cues else ()
        for key in ("base", "turned", "noun")
    )
    adjectives = {word for word in first if word[0].islower()} or first  # Dutch writes all with a capital
    return Demonyms(
        tables["words"],
        tables["names"],
        tables["traps"],
        frozenset(word.lower() for word in adjectives),
        base,
        turned,
        noun,
    )


def _endings(place: str, value: object) -> dict[str, list[str]]:
    if (
        not isinstance(value, dict)
        or "" not in value
        or not all(isinstance(suffix, str) and isinstance(to, list) for suffix, to in value.items())
    ):
        raise TaxonomyError(place, value, 'lists of endings by last letters, "" among them', "see fr")
    return {suffix: [str(each) for each in to] for suffix, to in value.items()}


def _words(place: str, text: object) -> tuple[str, ...]:
    words = [" ".join(word.split()) for word in text.split(";")] if isinstance(text, str) else []
    if not words or not all(words):
        raise TaxonomyError(place, text, "words separated by ;", "correct the line")
    return tuple(words)


def _forms(place: str, word: str, endings: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The word's forms, the first one first."""
    stem, *own = word.split("|")
    if len(stem) < 2:
        raise TaxonomyError(place, word, "a stem of two letters or more", "correct the word")
    if own:
        return tuple(stem + ending for ending in own)
    suffix = max((each for each in endings if word.endswith(each)), key=len)
    stem = word[: len(word) - len(suffix)]
    return tuple(stem + ending for ending in endings[suffix])


def plain_capital(name: str) -> Iterator[str]:
    """The name, and with its first letter's accent left out, as French capitals are often written."""
    yield name
    plain = {"É": "E", "È": "E", "Î": "I", "Â": "A", "é": "E", "î": "I", "â": "A"}.get(name[:1])
    if plain:
        yield plain + name[1:]
