"""Which language a text is written in: script first, then little words, then lingua."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from crawlers.extract.function_words import language_by_words

if TYPE_CHECKING:
    from lingua import LanguageDetector

UNKNOWN = "und"
_SHORTEST = 20  # letters; below this statistics say nothing
_LONG = 200  # letters; from here on the small models answer as the large ones do, at a tenth of the memory
_LINGUA_SAMPLE = 700  # characters of it that the statistics read
_SAMPLE = 1500  # characters; more changes nothing and costs time
_ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@\S+")
_WORD = re.compile(r"[^\W\d_]+")
_PERSIAN = re.compile(r"[پچژگیک]")
_URDU = re.compile(r"[ٹڈڑےں]")
_SCRIPTS = (
    ("kana", re.compile(r"[\u3041-\u30ff\uff66-\uff9f]+")),
    ("hangul", re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]+")),
    ("han", re.compile(r"[\u3400-\u9fff]+")),
    ("thai", re.compile(r"[\u0e00-\u0e7f]+")),
    ("arabic", re.compile(r"[\u0600-\u06ff]+")),
    ("greek", re.compile(r"[\u0370-\u03ff]+")),
    ("hebrew", re.compile(r"[\u0590-\u05ff]+")),
    ("bengali", re.compile(r"[\u0980-\u09ff]+")),
    ("khmer", re.compile(r"[\u1780-\u17ff]+")),
    ("ethiopic", re.compile(r"[\u1200-\u137f]+")),
    ("devanagari", re.compile(r"[\u0900-\u097f]+")),
    ("cyrillic", re.compile(r"[\u0400-\u04ff]+")),
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")),
)
_ONE_LANGUAGE = {
    "hangul": "ko",
    "thai": "th",
    "greek": "el",
    "hebrew": "he",
    "devanagari": "hi",
    "bengali": "bn",
    "khmer": "km",
    "ethiopic": "am",
}
_OF_SCRIPT = {
    "latin": (
        "en",
        "de",
        "fr",
        "es",
        "pt",
        "it",
        "pl",
        "nl",
        "sv",
        "vi",
        "id",
        "tr",
        "da",
        "nb",
        "fi",
        "cs",
        "hu",
        "ro",
    ),
    "cyrillic": ("ru", "uk"),
    "arabic": ("ar",),
}


def detect_language(text: str, *, languages: Sequence[str] = (), fallback: str = UNKNOWN) -> str:
    """ISO 639-1 code of the text's main language.

    `languages` are those that its publisher writes, likeliest first: the first of them answers for a text
    of fewer than 20 letters whose script does not decide, and `fallback` where there is none. Kana, hangul,
    Thai, Greek, Hebrew and Devanagari decide by themselves; Han without kana is Chinese.
    """
    sample = _sample(text)
    if sample.isascii() and (found := language_by_words(sample.lower().split())):
        return found
    counts = {name: sum(map(len, pattern.findall(sample))) for name, pattern in _SCRIPTS}
    # One Han, kana or hangul sign carries about as much as two or three letters.
    weights = {
        name: count * (2.5 if name in {"kana", "hangul", "han"} else 1.0) for name, count in counts.items()
    }
    if not any(counts.values()):
        return languages[0] if languages else fallback
    if counts["kana"] >= 6 and counts["kana"] * 8 > counts["latin"]:
        return "ja"
    if counts["hangul"] >= 6 and counts["hangul"] * 6 > counts["latin"] and not counts["kana"]:
        return "ko"
    east_asian = weights["kana"] + weights["han"]
    best = max(weights, key=lambda name: weights[name])
    if best in {"kana", "han"} or east_asian > weights[best]:
        return _han_or_kana(counts, languages)
    if best in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[best]
    if counts[best] < _SHORTEST:
        return languages[0] if languages else fallback
    if best == "arabic":
        return _arabic_letters(sample, counts["arabic"])
    if best == "latin" and (found := language_by_words(sample.lower().split())):
        return found
    return _by_statistics(sample, best, long=counts[best] >= _LONG) or (
        languages[0] if languages else fallback
    )


def _sample(text: str) -> str:
    """Up to 1500 characters from the beginning and the middle, without addresses, figures and marks."""
    if len(text) > 3 * _SAMPLE:
        middle = len(text) // 2
        text = text[:_SAMPLE] + " " + text[middle : middle + _SAMPLE]
    if "://" in text or "@" in text:
        text = _ADDRESS.sub(" ", text)
    words = " ".join(_WORD.findall(text))
    if len(words) <= _SAMPLE:
        return words
    half = len(words) // 2
    return words[: _SAMPLE // 2] + " " + words[half : half + _SAMPLE // 2]


def _han_or_kana(counts: dict[str, int], languages: Sequence[str]) -> str:
    kana, han = counts["kana"], counts["han"]
    if kana * 20 >= han and kana:
        return "ja"
    if kana == 0 and han < 12 and "zh" not in languages and "ja" in languages:
        return "ja"  # 科学技術基本計画 alone is either; its publisher decides
    return "zh"


def _arabic_letters(sample: str, count: int) -> str:
    """Urdu, Persian or Arabic by the letters that the others lack."""
    if len(_URDU.findall(sample)) > count // 40:
        return "ur"
    return "fa" if len(_PERSIAN.findall(sample)) > count // 40 else "ar"


def _by_statistics(sample: str, script: str, *, long: bool) -> str | None:
    language = _detector(_OF_SCRIPT[script], small=long).detect_language_of(sample[:_LINGUA_SAMPLE])
    code = language.iso_code_639_1.name.lower() if language is not None else None
    return "no" if code == "nb" else code


@lru_cache(maxsize=4)
def _detector(codes: tuple[str, ...], *, small: bool) -> LanguageDetector:
    """The detector of these languages: 20 MB with the small models, 280 MB and 2 s with the large ones."""
    from lingua import IsoCode639_1, LanguageDetectorBuilder  # noqa: PLC0415 - loads its models, a quarter of a second

    chosen = [getattr(IsoCode639_1, code.upper()) for code in codes]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*chosen)
    return (builder.with_low_accuracy_mode() if small else builder).build()
