"""German, French and Spanish: the forms under which a dictionary may list an inflected word."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_SHORTEST = 3  # letters of a base form
# endings -> what stands there in the base form; longer endings go first, and the likelier base form
_ENDINGS = {
    "es": (
        "ciones ción|siones sión|iones ión|ones ón|ines ín|ces z|"
        "iéndose er ir|ándose ar|iendo er ir|yendo er ir|ando ar|"
        "ados ado ar|adas ada ar|ado ar|ada ado ar|idos ido er ir|idas ida er ir|ido er ir|ida ido er ir|"
        "ieron er ir|aron ar|aban ar|aba ar|ían er ir|ía er ir|"
        "arían ar|aría ar|erían er|ería er|irían ir|iría ir|arán ar|ará ar|erán er|erá er|irán ir|irá ir|"
        "amos ar|emos er ar|imos ir|aran ar|ara ar|iera er ir|"
        "ió er ir|ó ar|as a o ar|os o|es _ e|an ar er ir|en er ir ar|a ar o er|e ar er ir|o ar er ir|s _"
    ),
    "fr": (
        "issaient ir|issent ir|issait ir|issant ir|aient er ir re|èrent er|"
        "eraient er|iraient ir|eront er|iront ir|"
        "erait er|irait ir|erons er|era er|ira ir|ées ée er|ée er|és er|é er|"
        "antes ant er|ante ant er|ants ant er|ant er ir re|ait er ir re|ais er ir re|"
        "trices teur|trice teur|euses eur eux|euse eur eux|ives if|ive if|elles el|elle el|ennes en|enne en|"
        "ères er|ère er|onnes on|onne on|aux al|eaux eau|"
        "ies i ir|ie i ir|is ir re|it ir re|i ir re|ues u re oir|ue u re oir|us u re oir|u re oir ir|"
        "ent er re ir|ons er re ir|ez er|a er|es e _ er|e _ er|x _|s _"
    ),
    "de": (
        "ender end en|ende end en|enden end en|endes end en|test en n|tet en|ten en n t|te en n t|st en|"
        "ern er|en _ e|er _ en|em _|es _ e|e _ en|n _|s _|t en n"
    ),
}
_RULES = {
    language: tuple(
        (ending, tuple("" if base == "_" else base for base in bases))
        for ending, *bases in (rule.split() for rule in rules.split("|"))
    )
    for language, rules in _ENDINGS.items()
}
STEMMED = frozenset(_ENDINGS)  # languages whose words are looked up by their stems
_UMLAUTS = str.maketrans("äöü", "aou")


@lru_cache(maxsize=50_000)
def base_forms(word: str, language: str) -> tuple[str, ...]:
    """Forms in small letters, likeliest first; whether there is such a word, a dictionary must say."""
    return tuple(dict.fromkeys(_forms(word, language)))


def _forms(word: str, language: str) -> Iterator[str]:
    for form in _by_ending(word, language):
        if len(form) >= _SHORTEST:
            yield form
            if language == "de" and (plain := form.translate(_UMLAUTS)) != form:
                yield plain  # Häuser
            elif language == "es" and (plain := _without_accents(form)) != form:
                yield plain  # jóvenes
    if language == "de" and "ge" in word:  # gesagt, eingesetzt
        head, _, tail = word.partition("ge")
        if tail.endswith("t"):
            yield f"{head}{tail[:-1]}en"
            yield f"{head}{tail[:-1]}n"


def _by_ending(word: str, language: str) -> Iterator[str]:
    for ending, bases in _RULES[language]:
        if word.endswith(ending):
            for base in bases:
                yield word[: len(word) - len(ending)] + base


def _without_accents(word: str) -> str:
    plain = (sign for sign in unicodedata.normalize("NFD", word) if sign != "\u0301")
    return unicodedata.normalize("NFC", "".join(plain))
