"""German (Ding), French and Spanish (FreeDict) word lists of Debian packages -> entries.

An entry's key is the word in small letters; `~` and a stem stands for the words of that stem, for forms that
the list does not have.
"""

from __future__ import annotations

import gzip
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.dictionaries.debian import read_deb
from nlp.dictionaries.keys import key_of_stem
from nlp.dictionaries.word_table import DictionaryError, Entry
from nlp.dictionaries.wording import choose_senses, clean_sense

_MOST_WORDS = 4
_LANGUAGES = {"fra": "fr", "spa": "es"}
_COGNATE = 6  # letters from which a word that is also an English one is taken to mean it
_DIGITS = {sign: place for place, sign in enumerate(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
)}  # fmt: skip
_ASIDE = re.compile(r"\{[^}]*\}|\([^)]*\)|\[[^\]]*\]|/[^/]*/|<[^>]*>")
_REMARK = re.compile(r"\{[^}]*\}|\([^)]*\)|(?<!\S)/[^/]*/(?!\w)")
_OBJECT = re.compile(r"\b(?:jdn?m?|jds|etw|sich|(?:sb|sth|so)(?:['’´`]s)?)(?!\w)\.?(?:/(?:etw|sth)\.?)?")


@dataclass(frozen=True, slots=True)
class _Found:
    """One reading of a word."""

    weight: float  # the likelier the greater
    senses: tuple[str, ...]


def read_ding(package: Path) -> list[Entry]:
    """German words of the package trans-de-en. Raises DictionaryError."""
    return list(_entries(_read_ding(package), "de"))


def _read_ding(package: Path) -> dict[str, list[_Found]]:
    text = read_deb(package, ["de-en"])["de-en"].decode("utf-8", "replace")
    found: dict[str, list[_Found]] = defaultdict(list)
    for line in text.splitlines():
        left, between, right = line.partition(" :: ")
        if between and not line.startswith("#"):
            _add_ding_line(left, right, found)
    return found


def _add_ding_line(left: str, right: str, found: dict[str, list[_Found]]) -> None:
    """A line: the word and its forms and compounds, each with its English; the richer, the commoner."""
    words, english = left.split("|"), right.split("|")
    common = min(len(words), 12) / 2
    for place, (own, other) in enumerate(zip(words, english, strict=False)):
        senses = choose_senses(_OBJECT.sub(" ", sense) for sense in _REMARK.sub(" ", other).split(";"))
        if not senses:
            continue
        weight = common + 2.0 if place == 0 else 1.0
        if "[" in own:
            weight -= 1.5  # of one field or one region only
        for nth, written in enumerate(own.split(";")):
            key = _key(_OBJECT.sub(" ", _ASIDE.sub(" ", written)))
            if key:
                found[key].append(_Found(weight - 0.7 * nth, senses))


def read_freedict(packages: Sequence[Path]) -> list[Entry]:
    """French or Spanish words. Raises DictionaryError.

    Packages: into English, out of English, into German, out of German, and Ding. The lists into English are
    small and give the senses of a word by the alphabet: those come first that mean the word when looked up
    from English, then those that more words share. What they lack comes by way of German.
    """
    code = "spa" if "spa" in packages[0].name else "fra"
    forward = list(_read_dictd(packages[0], f"freedict-{code}-eng"))
    backward = list(_read_dictd(packages[1], f"freedict-eng-{code}"))
    shared = Counter(sense.casefold() for _, senses in forward for sense in senses)
    means: dict[tuple[str, str], float] = {}
    for english, words in backward:
        for word in words:
            means[_key(word), english.casefold()] = 1.0 + 1.0 / len(words)
    found: dict[str, list[_Found]] = defaultdict(list)
    for word, senses in forward:
        key = _key(word)
        for sense in senses:
            weight = means.get((key, sense.casefold()), 0.0) + 0.3 * math.log(1 + shared[sense.casefold()])
            found[key].append(_Found(weight + _likeness(key, sense), (sense,)))
    for (key, english), weight in means.items():
        if key not in found or all(english != one.senses[0].casefold() for one in found[key]):
            found[key].append(_Found(weight - 0.5 + _likeness(key, english), (english,)))
    for key, sense, weight in _by_german(packages[2:], code):
        found[key].append(_Found(weight + _likeness(key, sense), (sense,)))
    return list(_entries(_added_up(found), _LANGUAGES[code]))


def _by_german(packages: Sequence[Path], code: str) -> Iterator[tuple[str, str, float]]:
    """(word, English, weight) by way of every German word that either list gives."""
    german = {
        key: max(readings, key=lambda one: one.weight).senses
        for key, readings in _read_ding(packages[2]).items()
    }
    pairs = {
        (_key(word), _key(sense))
        for word, senses in _read_dictd(packages[0], f"freedict-{code}-deu")
        for sense in senses
    }
    pairs |= {
        (_key(sense), _key(word))
        for word, senses in _read_dictd(packages[1], f"freedict-deu-{code}")
        for sense in senses
    }
    english = {sense.casefold() for senses in german.values() for sense in senses if sense.isalpha()}
    for own in sorted({own for own, _ in pairs}):
        if len(own) >= _COGNATE and (bare := _bare(own)) in english:
            yield own, bare, 1.0
    for own, other in sorted(pairs):
        for place, sense in enumerate(german.get(other, ())):
            yield own, sense, 0.5 - 0.15 * place


def _bare(word: str) -> str:
    """The word without its accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def _added_up(found: Mapping[str, Iterable[_Found]]) -> dict[str, list[_Found]]:
    """One reading for each sense: those that several ways lead to weigh more."""
    made: dict[str, list[_Found]] = {}
    for key, readings in found.items():
        weights: dict[str, float] = defaultdict(float)
        written: dict[str, str] = {}
        for one in readings:
            folded = one.senses[0].casefold()
            weights[folded] += one.weight
            written.setdefault(folded, one.senses[0])
        made[key] = [_Found(weight, (written[folded],)) for folded, weight in weights.items()]
    return made


def _likeness(word: str, sense: str) -> float:
    """A word that is nearly the same in English usually means that."""
    same = 0
    for own, other in zip(_bare(word), sense.casefold(), strict=False):
        if own != other:
            break
        same += 1
    return 0.8 if same >= max(4, 0.6 * max(len(word), len(sense))) else 0.0


def _entries(found: Mapping[str, list[_Found]], language: str) -> Iterator[Entry]:
    stems: dict[str, tuple[float, Entry]] = {}
    for key, readings in found.items():
        if not key:
            continue
        readings.sort(key=lambda one: -one.weight)
        senses = choose_senses(sense for one in readings for sense in one.senses)
        if not senses:
            continue
        yield Entry(key, senses, 1.0)
        if " " not in key:
            stem = key_of_stem(key, language)
            if stem not in stems or readings[0].weight > stems[stem][0]:
                stems[stem] = (readings[0].weight, Entry(stem, senses, 1.3))
    for _, entry in stems.values():
        yield entry


def _key(written: str) -> str:
    """The word as it is looked up; "" where it is a phrase of too many words."""
    words = written.casefold().replace("…", " ").strip(" .!?,-").split()
    return " ".join(words) if len(words) <= _MOST_WORDS else ""


def _read_dictd(package: Path, name: str) -> Iterator[tuple[str, list[str]]]:
    """(word, its senses) of a dictionary of dictd. Source: dictfmt(1)."""
    files = read_deb(package, [f"{name}.index", f"{name}.dict.dz"])
    try:
        content = gzip.decompress(files[f"{name}.dict.dz"])
        for line in files[f"{name}.index"].decode("utf-8").splitlines():
            head, start, size = line.split("\t")[:3]
            if head.startswith("00"):
                continue
            begin = _number(start)
            entry = content[begin : begin + _number(size)].decode("utf-8", "replace")
            if senses := list(_dictd_senses(entry.splitlines()[1:])):
                yield _ASIDE.sub(" ", entry.partition("\n")[0]).strip(), senses
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise DictionaryError(f"{package.name}: {error}; wanted a dictionary of dictd") from error


def _dictd_senses(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        plain = re.sub(r"\A\s*\d+\.\s*|\s+\d+\.\s*\Z", "", line)
        if plain[:1].isspace() or ":" in plain:
            continue  # an example, a note, a pointer
        for sense in re.split("[,;]", _ASIDE.sub(" ", plain)):
            if cleaned := clean_sense(sense):
                yield cleaned


def _number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * 64 + _DIGITS[digit]
    return value
