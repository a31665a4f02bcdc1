"""The forms that a country's name takes in languages that decline it, by their commonest paradigms.

Names of several words decline word by word in one case: Саудовская Аравия, Саудовской Аравии. Some forms may
not exist; none may be another country's name, which the gazetteer sees to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from nlp.taxonomy_files import FOLDER, TaxonomyError, check_keys, read_yaml

Paradigms = Mapping[str, tuple[str, ...]]  # last letters of a word -> its endings by case

_GENITIVE_S = frozenset({"de", "sv", "da", "nb", "no", "nn", "nl"})
_SAME = {"sr": "hr", "bs": "hr", "sl": "hr"}  # languages that decline names alike
_CASES = 5  # genitive, dative, accusative, instrumental, locative
_SHORTEST = 4  # letters of a form that is looked for
_VOWELS = frozenset("aeiouyáéíóúýąęėįųūāēīōăâîäöüõůěаеёиоуыэюяіїєў")


@dataclass(frozen=True, slots=True)
class Declension:
    """The paradigms of one language."""

    nouns: Paradigms
    adjectives: Paradigms  # of words before the last
    anywhere: Paradigms  # adjectives of any word of several
    leave: frozenset[str]


@lru_cache(maxsize=4)
def load_declensions(path: Path = FOLDER / "declensions.yml") -> Mapping[str, Declension]:
    """The paradigms by language. Raises TaxonomyError."""
    found = {}
    for language, value in read_yaml(path).items():
        place = f"{path.parent.name}/{path.name}: {language}"
        check_keys(place, value, {"nouns", "adjectives", "anywhere", "leave"})
        nouns, adjectives, anywhere = (
            _paradigms(f"{place}: {key}", value.get(key, {})) for key in ("nouns", "adjectives", "anywhere")
        )
        leave = frozenset(str(value.get("leave", "")).split())
        found[str(language)] = Declension(nouns, adjectives, anywhere, leave)
    return found


def inflect_name(name: str, language: str) -> tuple[str, ...]:
    """The name and its other forms (cases, genitives), without those that are ordinary words."""
    if language in _GENITIVE_S:
        return (name,) if name[-1:] in {"s", "x", "z", "ß"} or name.isupper() else (name, name + "s")
    declension = load_declensions().get(_SAME.get(language, language))
    if declension is None or name.isupper():
        return (name,)
    forms = dict.fromkeys((name, *_declined(name, _SAME.get(language, language))))
    kept = (form for form in forms if form not in declension.leave and len(form) >= min(_SHORTEST, len(name)))
    return tuple(_with_latin(kept) if language in {"be", "uk"} else kept)


def words_too(language: str) -> frozenset[str]:
    """Names and forms of the language that are ordinary words as well, and are not looked for."""
    declension = load_declensions().get(_SAME.get(language, language))
    return declension.leave if declension else frozenset()


def _declined(name: str, language: str) -> Iterator[str]:
    """All words in one case; then the first alone, whose others may stand still (Республика Корея)."""
    words = name.split(" ")
    declension = load_declensions()[language]
    cases = [_cases(word, language, at, len(words)) for at, word in enumerate(words)]
    if len(words) == 1 or not (declension.adjectives or declension.anywhere):
        for form in cases[-1]:  # languages that join suffixes change the last word only
            yield " ".join((*words[:-1], form))
        return
    for case in range(_CASES):
        yield " ".join(forms[case] for forms in cases)
    for form in cases[0]:
        yield " ".join((form, *words[1:]))


@cache
def _cases(word: str, language: str, at: int, count: int) -> tuple[str, ...]:
    """The word in its cases, in order; a word that has no paradigm stays as it is in all."""
    declension = load_declensions()[language]
    tables = [declension.nouns]
    if count > 1:
        tables.insert(0, declension.anywhere)
    if at < count - 1:
        tables.insert(0, declension.adjectives)
    for table in tables:
        fitting = [ending for ending in table if word.endswith(ending)]
        if fitting:
            ending = max(fitting, key=len)
            return tuple(word[: len(word) - len(ending)] + each for each in table[ending])
    if "C" in declension.nouns and word[-1:].lower() not in _VOWELS and word[-1:].isalpha():
        return tuple(word + each for each in declension.nouns["C"])
    return (word,) * _CASES


def _with_latin(forms: Iterator[str]) -> Iterator[str]:
    """Each form, and with the Latin letter that many texts write for the Cyrillic і."""
    for form in forms:
        yield form
        if "і" in form:
            yield form.replace("і", "i")


def _paradigms(place: str, value: object) -> Paradigms:
    if not isinstance(value, dict):
        raise TaxonomyError(place, value, "last letters with endings", "see ru")
    found = {}
    for ending, text in value.items():
        endings = text.split() if isinstance(text, str) else []
        if len(endings) < _CASES:
            raise TaxonomyError(f"{place}: {ending}", text, "five endings or more", "add the missing cases")
        found[str(ending)] = tuple("" if each == "-" else each for each in endings)
    return found
