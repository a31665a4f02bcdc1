"""Which language a text is written in: script first, then little words, then lingua."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from crawlers.extract.function_words import language_by_words, speaking_words

if TYPE_CHECKING:
    from lingua import LanguageDetector

UNKNOWN = "und"
_SHORTEST = 20  # letters; below this statistics say nothing
_LONG = 200  # letters; from here on the small models answer as the large ones do, at a tenth of the memory
_FEW = 100  # letters; below this a weak answer of the statistics is weighed again, as in a headline
_SURE = 0.5  # of the statistics' belief in a language; from here on nothing else is asked
_NAMELESS = 0.5  # weight of the text without its capitalised words: names are of no language
_LITTLE_WORD = 0.1  # belief that one little word adds, and a publisher's word
_AHEAD = 0.03  # of the next one; a text that tells no more than that is told by its publisher
_FEWEST = 8  # letters without the names, to be read by themselves
_LINGUA_SAMPLE = 700  # characters of it that the statistics read
_SAMPLE = 1500  # characters; more changes nothing and costs time
_ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@\S+")
_WORD = re.compile(r"[^\W\d_]+")
_PERSIAN = re.compile(r"[پچژگیک]")
_URDU = re.compile(r"[ٹڈڑےں]")
_KANA = re.compile("[\u3041-\u30ff\uff66-\uff9f]+")
_HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]+")
_SYLLABLES = 6  # that make a text Japanese or Korean, whatever else stands in it
_SCRIPTS = (  # name, ranges of code points, first and last
    ("kana", (0x3041, 0x30FF), (0xFF66, 0xFF9F)),
    ("hangul", (0xAC00, 0xD7A3), (0x1100, 0x11FF)),
    ("han", (0x3400, 0x9FFF)),
    ("thai", (0x0E00, 0x0E7F)),
    ("arabic", (0x0600, 0x06FF)),
    ("greek", (0x0370, 0x03FF)),
    ("hebrew", (0x0590, 0x05FF)),
    ("bengali", (0x0980, 0x09FF)),
    ("khmer", (0x1780, 0x17FF)),
    ("ethiopic", (0x1200, 0x137F)),
    ("devanagari", (0x0900, 0x097F)),
    ("cyrillic", (0x0400, 0x04FF)),
    ("latin", (0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF)),
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
        "sl",
        "hu",
        "ro",
    ),
    "cyrillic": ("ru", "uk"),
    "arabic": ("ar",),
}


def detect_language(text: str, *, languages: Sequence[str] = (), fallback: str = UNKNOWN) -> str:
    """ISO 639-1 code of the text's main language.

    `languages` are those that its publisher writes, likeliest first: the first of them answers for a text
    of fewer than 20 letters whose script does not decide, the likeliest of them for a headline that may be
    of several languages, and `fallback` where there is none. Kana, hangul, Thai, Greek, Hebrew and
    Devanagari decide by themselves; Han without kana is Chinese.
    """
    sample = _sample(text)
    if _is_latin(sample) and (found := language_by_words(sample.lower().split())):
        return found
    if (found := _by_syllables(sample)) is not None:
        return found
    counts = _letters_by_script(sample)
    # One Han, kana or hangul sign carries about as much as two or three letters.
    weights = {
        name: count * (2.5 if name in {"kana", "hangul", "han"} else 1.0) for name, count in counts.items()
    }
    if not any(counts.values()):
        return languages[0] if languages else fallback
    if counts["kana"] >= _SYLLABLES and counts["kana"] * 8 > counts["latin"]:
        return "ja"
    if counts["hangul"] >= _SYLLABLES and counts["hangul"] * 6 > counts["latin"] and not counts["kana"]:
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
    if counts[best] < _FEW:
        found = _of_a_headline(sample, best, languages)
    else:
        found = _by_statistics(sample, best, long=counts[best] >= _LONG)
    return found or (languages[0] if languages else fallback)


def _is_latin(sample: str) -> bool:
    """True for a text that is ASCII but for one sign in twenty: whatever those are, the script is Latin."""
    if sample.isascii():
        return True
    plain = len(sample.encode("ascii", "ignore"))
    return plain >= 3 * _SHORTEST and plain >= 0.95 * len(sample)


def _by_syllables(sample: str) -> str | None:
    """Japanese or Korean where a ninth of a text is kana, or a seventh hangul and nothing kana; else None."""
    kana = sum(map(len, _KANA.findall(sample)))
    if kana >= _SYLLABLES and kana * 9 > len(sample):
        return "ja"
    hangul = 0 if kana else sum(map(len, _HANGUL.findall(sample)))
    return "ko" if hangul >= _SYLLABLES and hangul * 7 > len(sample) else None


def _letters_by_script(sample: str) -> dict[str, int]:
    """How many letters of each script the text has."""
    counts = {name: 0 for name, *_ in _SCRIPTS}
    for letter, count in Counter(sample).items():
        if script := _script(letter):
            counts[script] += count
    return counts


@lru_cache(maxsize=16_384)
def _script(letter: str) -> str:
    """The script of a letter; empty for a sign that belongs to none."""
    code = ord(letter)
    for name, *ranges in _SCRIPTS:
        if any(first <= code <= last for first, last in ranges):
            return name
    return ""


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


def _of_a_headline(sample: str, script: str, languages: Sequence[str]) -> str | None:
    """The language of a few words; None where two are as likely and neither publisher nor English words tell.

    The statistics take a headline of names for whatever language the names are of; so where they believe in
    none by half, the words in small letters count again by themselves, and little words with them.
    """
    beliefs = _beliefs(sample, script)
    likeliest = max(beliefs, key=lambda one: beliefs[one])
    if beliefs[likeliest] >= _SURE:
        return likeliest
    nameless = " ".join(word for word in sample.split() if word[0].islower())
    if len(nameless) >= _FEWEST:
        again = _beliefs(nameless, script)
        beliefs = {
            one: (belief + _NAMELESS * again[one]) / (1 + _NAMELESS) for one, belief in beliefs.items()
        }
    little = speaking_words(sample.lower().split())
    for one in beliefs:
        beliefs[one] += _LITTLE_WORD * (little.get(one, 0.0) + (one in languages))
    ranked = sorted(beliefs, key=lambda one: -beliefs[one])
    plain = "en" in ranked[:3] and little.get("en", 0.0) >= _SURE and sample.isascii()
    silent = little.get(ranked[0], 0.0) == 0
    if beliefs[ranked[0]] >= beliefs[ranked[1]] + _AHEAD and not (plain and silent):
        return ranked[0]
    if own := [one for one in languages if one in beliefs]:
        return max(own, key=lambda one: beliefs[one])
    return "en" if plain else None


def _beliefs(sample: str, script: str) -> dict[str, float]:
    """How much the statistics believe in each language of the script; together 1."""
    found = _detector(_OF_SCRIPT[script], small=False).compute_language_confidence_values(sample)
    codes = ((one.language.iso_code_639_1.name.lower(), one.value) for one in found)
    return {"no" if code == "nb" else code: value for code, value in codes}


@lru_cache(maxsize=4)
def _detector(codes: tuple[str, ...], *, small: bool) -> LanguageDetector:
    """The detector of these languages: 20 MB with the small models, 280 MB and 2 s with the large ones."""
    from lingua import IsoCode639_1, LanguageDetectorBuilder  # noqa: PLC0415 - loads its models, a quarter of a second

    chosen = [getattr(IsoCode639_1, code.upper()) for code in codes]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*chosen)
    return (builder.with_low_accuracy_mode() if small else builder).build()
