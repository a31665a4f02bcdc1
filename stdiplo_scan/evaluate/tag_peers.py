"""What simple systems make of the same texts: names, words, the nearest label, the nearest story."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pycountry
from babel import Locale

from nlp.embed import Embedder, Vectors
from nlp.taxonomy_files import load_fields

_COOPERATION = re.compile(
    r"\b(?:agree\w*|sign(?:s|ed|ing)?|treaty|memorand\w+|accord|cooperat\w*|co-operat\w*|collaborat\w*|joint\w*"
    r"|partner\w*|talks|met|meet(?:s|ing)?|visit\w*|discuss\w*|support\w*|aid|assist\w*|bilateral)\b",
    re.IGNORECASE,
)
_DIPLOMACY = re.compile(
    r"\b(?:bilateral|partnership|cooperat\w*|joint|prime minister|foreign minister|counterpart"
    r"|spoke with|met with|both (?:leaders|countries|sides)|two countries)\b",
    re.IGNORECASE,
)
_HAZARD = re.compile(
    r"\b(?:flood\w*|storm\w*|cyclone\w*|hurricane\w*|typhoon\w*|tornado\w*|earthquake\w*|quake\w*|tsunami\w*"
    r"|(?:wild|bush|forest )fires?|drought\w*|landslide\w*|snow\w*|cold"
    r"|volcan\w*|eruption\w*|heavy rains?)\b",
    re.IGNORECASE,
)
_SCIENCE_ES = re.compile(
    r"\b(?:cient[ií]fic\w*|ciencia\w*|tecnolog\w*|investigador\w*|internet|software|nasa|espacial\w*|gen[eé]tic\w*)\b",
    re.IGNORECASE,
)


def cooperation_words(text: str) -> bool:
    """Whether any word of cooperation stands in the text."""
    return _COOPERATION.search(text) is not None


def diplomacy_words(text: str) -> bool:
    """Whether two or more words of diplomacy stand in the text."""
    return len(_DIPLOMACY.findall(text)) >= 2


def hazard_words(text: str) -> bool:
    """Whether a word of a natural hazard stands in the text."""
    return _HAZARD.search(text) is not None


def science_words_es(text: str) -> bool:
    """Whether two or more Spanish words of science stand in the text."""
    return len(_SCIENCE_ES.findall(text)) >= 2


def countries_by_name(text: str, languages: Sequence[str] = ("en",)) -> set[str]:
    """The countries whose CLDR or ISO name stands in the text as it is."""
    found: set[str] = set()
    for language in languages:
        pattern, codes = _names(language)
        found |= {codes[match.casefold()] for match in pattern.findall(text)}
    return found


@lru_cache(maxsize=40)
def _names(language: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    codes: dict[str, str] = {}
    for code, name in Locale.parse(language).territories.items():
        if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "ZZ", "EZ", "QO", "XA", "XB"):
            codes.setdefault(name.casefold(), code)
    if language == "en":
        for country in pycountry.countries:
            for key in ("name", "common_name", "official_name"):
                if name := getattr(country, key, None):
                    codes.setdefault(name.casefold(), country.alpha_2)
    longest = sorted(codes, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE), codes


def nearest_fields(texts: Sequence[str], embedder: Embedder) -> list[list[str]]:
    """For each text the two fields whose name and definition are nearest to it."""
    fields = list(load_fields().values())
    labels = np.asarray(embedder.embed([f"{field.en}. {field.definition}" for field in fields]))
    order = np.argsort(-(np.asarray(embedder.embed(list(texts))) @ labels.T), axis=1)
    return [[fields[index].code for index in row[:2]] for row in order]


def single_pass(vectors: Vectors, least_cosine: float) -> list[int]:
    """The story of each headline in turn: that with the nearest mean from `least_cosine`, else a new one."""
    sums = np.zeros_like(vectors)
    means = np.zeros_like(vectors)
    stories: list[int] = []
    count = 0
    for vector in vectors:
        cosines = means[:count] @ vector
        nearest = int(np.argmax(cosines)) if count else 0
        if not count or cosines[nearest] < least_cosine:
            nearest, count = count, count + 1
        sums[nearest] += vector
        means[nearest] = sums[nearest] / max(float(np.linalg.norm(sums[nearest])), 1e-12)
        stories.append(nearest)
    return stories


def first_country(text: str) -> str:
    """The country whose English name stands first in the text; empty where none does."""
    pattern, codes = _names("en")
    found = pattern.search(text)
    return codes[found.group().casefold()] if found is not None else ""
