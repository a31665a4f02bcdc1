"""JMdict and JMnedict, as the package jamdict-data carries them -> entries by Japanese word."""

from __future__ import annotations

import lzma
import re
import shutil
import sqlite3
import tarfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from nlp.dictionaries.keys import Place, key_standing
from nlp.dictionaries.word_table import DictionaryError, Entry
from nlp.dictionaries.wording import choose_senses, clean_sense
from nlp.glossing.romaji import short_vowels

DATABASE = "jamdict.db"  # unpacked
_PACKED = "jamdict_data/jamdict.db.xz"
_HIRAGANA = re.compile("[\u3041-\u309fー]+")
_KATAKANA = re.compile("[\u30a1-\u30ffー・=]+")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_RARE = frozenset(
    ("archaism", "obsolete term", "obscure term", "rare", "vulgar expression or word", "manga slang")
)
_CASUAL = frozenset(("colloquialism", "slang"))
_SHORT = "abbreviation"
_USUALLY_KANA = "word usually written using kana alone"
_BAD_FORM = re.compile("irregular|out-dated|obsolete|gikun")
# Words that build sentences: their English only blurs what the text is about.
_GRAMMAR = frozenset(
    ("particle", "auxiliary", "auxiliary verb", "auxiliary adjective", "copula", "conjunction")
)
_NAMED = frozenset(("place", "organization", "company", "product", "station"))


_BOUND = _GRAMMAR | {"prefix", "suffix", "counter"}  # senses that a word has beside others alone
_COUNTED = re.compile(r"\Acounter for ([^,;(]+)")
_ABOUT = re.compile(r"\A(?:counter|prefix|suffix)\b")  # says what the word is for, not what it means
_FRAGMENT = re.compile(r"\A-|-\Z")  # -ian, ex-
_FEW = 2  # words of what is counted: "people", no "long thin things"
_TIMES = "occurrences"  # says less than "time"
_PLACES: Mapping[Place, frozenset[str]] = {
    "before": frozenset(("prefix", "noun, used as a prefix")),
    "behind": frozenset(("suffix", "noun, used as a suffix")),
    "counting": frozenset(("counter",)),
}


@dataclass(frozen=True, slots=True)
class _Sense:
    """One sense of an entry."""

    glosses: tuple[str, ...]
    parts: frozenset[str]  # of speech
    rare: bool
    short: bool  # an abbreviation
    casual: bool  # or rare

    @property
    def bound(self) -> bool:
        """Whether a word says so beside another alone."""
        return bool(self.parts) and self.parts <= _BOUND


@dataclass(frozen=True, slots=True)
class _Word:
    """One entry of JMdict under one way to write it."""

    rank: float  # 0 the commonest .. 3
    idseq: int


def read_jamdict(package: Path, folder: Path) -> tuple[list[Entry], list[Entry]]:
    """(words, names) of the downloaded package; `folder` takes the unpacked database, 311 MB.

    Raises DictionaryError where the package is not what it should be.
    """
    database = folder / DATABASE
    try:
        with tarfile.open(package) as archive:
            member = next((one for one in archive if one.name.endswith(_PACKED)), None)
            packed = archive.extractfile(member) if member is not None else None
            if packed is None:
                raise DictionaryError(f"{package.name}: holds no {_PACKED}; wanted jamdict-data 1.5")
            with lzma.open(packed) as unpacked, database.open("wb") as target:
                shutil.copyfileobj(unpacked, target, 1 << 20)
        with closing(sqlite3.connect(database)) as connection:
            return list(_words(connection)), list(_names(connection))
    except (tarfile.TarError, lzma.LZMAError, OSError, sqlite3.DatabaseError) as error:
        raise DictionaryError(f"{package.name}: {error}; wanted the database of jamdict-data 1.5") from error


def _words(connection: sqlite3.Connection) -> Iterator[Entry]:
    senses = _senses(connection)
    alone = {idseq: kept for idseq, some in senses.items() if (kept := _said_alone(some))}
    usually_kana = {
        row[0]
        for row in connection.execute(
            "SELECT Sense.idseq FROM misc JOIN Sense ON Sense.ID = misc.sid WHERE misc.text = ?",
            (_USUALLY_KANA,),
        )
    }
    kanji = _forms(connection, "Kanji", "KJP", "KJI")
    kana = _forms(connection, "Kana", "KNP", "KNI")
    with_kanji = {idseq for _, idseq, _ in kanji}
    found: dict[str, list[_Word]] = defaultdict(list)
    for written, idseq, rank in kanji:
        if idseq in alone:
            bound = all(sense.bound for sense in senses[idseq])
            found[_key(written)].append(_Word(rank + (1.0 if bound else 0.0), idseq))
    for written, idseq, rank in kana:
        if idseq not in alone:
            continue
        spoken_only = idseq in with_kanji and idseq not in usually_kana
        if spoken_only and _HIRAGANA.fullmatch(written) and len(written) < 3:
            continue  # stands for too many words
        found[_key(written)].append(_Word(rank + (1.5 if spoken_only else 0.0), idseq))
    readings = _readings(connection)
    for key, words in found.items():
        words.sort(key=lambda word: (word.rank, word.idseq))
        kept = choose_senses(sense for word in words for sense in alone[word.idseq])
        if kept:
            entry = Entry(key, kept, round(1.0 + 0.5 * min(words[0].rank, 2.0), 3))
            yield entry
            yield from _as_read(entry, words, senses, readings)


def _as_read(
    entry: Entry,
    words: Sequence[_Word],
    senses: Mapping[int, Sequence[_Sense]],
    readings: Mapping[tuple[int, str], frozenset[str]],
) -> Iterator[Entry]:
    """What the word says with each of its readings, and with it in a place, where that is something else."""
    by_word = [readings.get((word.idseq, entry.key), frozenset()) for word in words]
    for reading in sorted(frozenset[str]().union(*by_word)):
        # 月 is Monday in a list of days alone
        mine = [
            [one for one in senses[word.idseq] if not one.short]
            for word, said in zip(words, by_word, strict=True)
            if reading in said
        ]
        others = [
            senses[word.idseq] for word, said in zip(words, by_word, strict=True) if reading not in said
        ]
        kept = choose_senses(gloss for some in (*mine, *others) for gloss in _said_alone(some))
        if kept and kept != entry.senses:
            yield Entry(key_standing(entry.key, reading), kept, entry.cost)
        for place in _PLACES:
            there = choose_senses(_said_there(mine, place))
            if there and there != (kept or entry.senses):
                yield Entry(key_standing(entry.key, reading, place), there, entry.cost)


def _said_there(entries: Iterable[Sequence[_Sense]], place: Place) -> list[str]:
    """What entries say in a place, fragments such as -ian last; nothing where it takes many words."""
    there = [one for senses in entries for one in senses if one.parts & _PLACES[place] and not one.casual]
    if place != "counting":
        there = [one for one in there if "counter" not in one.parts]
    elif there and not there[0].glosses:
        return []  # 本 counts what is long and thin
    return sorted(
        (gloss for one in there for gloss in one.glosses), key=lambda one: bool(_FRAGMENT.search(one))
    )


def _readings(connection: sqlite3.Connection) -> dict[tuple[int, str], frozenset[str]]:
    """How an entry is read, in katakana, by entry and way to write it."""
    only: dict[int, set[str]] = defaultdict(set)
    for kana, written in connection.execute("SELECT kid, text FROM KNR"):
        only[kana].add(_key(written))
    spoken: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for kana, idseq, text in connection.execute("SELECT ID, idseq, text FROM Kana"):
        spoken[idseq].append((kana, _key(text).translate(_TO_KATAKANA)))
    found: dict[tuple[int, str], frozenset[str]] = {}
    for idseq, written in connection.execute("SELECT idseq, text FROM Kanji"):
        key = _key(written)
        found[idseq, key] = frozenset(
            text for kana, text in spoken[idseq] if not only[kana] or key in only[kana]
        )
    return found


def _said_alone(senses: Sequence[_Sense]) -> tuple[str, ...]:
    """What an entry says by itself: rare senses, and those beside another word, only without others."""
    for wanted in (
        [one for one in senses if not one.rare and not one.bound],
        [one for one in senses if not one.rare],
        senses,
    ):
        if kept := choose_senses(gloss for one in wanted for gloss in one.glosses):
            return kept
    return ()


def _senses(connection: sqlite3.Connection) -> dict[int, list[_Sense]]:
    """The senses of each entry in its order; grammar left out."""
    labels: dict[int, set[str]] = defaultdict(set)
    for sid, label in connection.execute("SELECT sid, text FROM misc"):
        labels[sid].add(label)
    parts: dict[int, set[str]] = defaultdict(set)
    for sid, part in connection.execute("SELECT sid, text FROM pos"):
        parts[sid].add(part)
    glosses: dict[int, list[str]] = defaultdict(list)
    for sid, gloss in connection.execute(
        "SELECT sid, text FROM SenseGloss WHERE lang = 'eng' ORDER BY rowid"
    ):
        glosses[sid].append(_without_macrons(gloss))
    found: dict[int, list[_Sense]] = defaultdict(list)
    for sid, idseq in connection.execute("SELECT ID, idseq FROM Sense ORDER BY ID"):
        if not (parts[sid] and parts[sid] <= _GRAMMAR):
            rare, short = bool(labels[sid] & _RARE), _SHORT in labels[sid]
            said = tuple(gloss for text in glosses[sid] if (gloss := _without_grammar(text)))
            casual = rare or bool(labels[sid] & _CASUAL)
            found[idseq].append(_Sense(said, frozenset(parts[sid]), rare, short, casual))
    return found


def _without_grammar(gloss: str) -> str:
    """A gloss; of "counter for people" what is counted; "" where it says only what the word is for."""
    if not _ABOUT.match(gloss):
        return gloss
    counted = _COUNTED.match(gloss)
    few = counted is not None and len(counted[1].split()) <= _FEW and counted[1] != _TIMES
    return counted[1] if counted is not None and few else ""


def _forms(
    connection: sqlite3.Connection, table: str, marks: str, remarks: str
) -> list[tuple[str, int, float]]:
    """(written, entry, rank) of every way to write an entry."""
    ranks: dict[int, float] = {}
    for form, mark in connection.execute(f"SELECT kid, text FROM {marks}"):
        ranks[form] = min(ranks.get(form, 1.0), _rank(mark))
    bad = {
        form
        for form, text in connection.execute(f"SELECT kid, text FROM {remarks}")
        if _BAD_FORM.search(text)
    }
    return [
        (written, idseq, ranks.get(form, 1.0) + (1.0 if form in bad else 0.0))
        for form, idseq, written in connection.execute(f"SELECT ID, idseq, text FROM {table} ORDER BY ID")
    ]


def _rank(mark: str) -> float:
    """How common JMdict's mark says that a word is: nf01 .. nf48 are the first 24,000 words of newspapers."""
    if mark.startswith("nf") and mark[2:].isdigit():
        return 0.1 + 0.5 * int(mark[2:]) / 48
    return 0.3 if mark.endswith("1") else 0.6


def _names(connection: sqlite3.Connection) -> Iterator[Entry]:
    """Names in katakana, and places and bodies however they are written; of people's names only those."""
    kinds: dict[int, set[str]] = defaultdict(set)
    english: dict[int, str] = {}
    for idseq, kind in connection.execute(
        "SELECT NETranslation.idseq, NETransType.text FROM NETransType "
        "JOIN NETranslation ON NETranslation.ID = NETransType.tid"
    ):
        kinds[idseq].add(kind)
    for idseq, gloss in connection.execute(
        "SELECT NETranslation.idseq, NETransGloss.text FROM NETransGloss "
        "JOIN NETranslation ON NETranslation.ID = NETransGloss.tid ORDER BY NETransGloss.rowid"
    ):
        english.setdefault(idseq, clean_sense(_without_macrons(gloss)))
    kept: dict[str, str] = {}
    rows = _ordered_names(connection)
    for written, idseq in rows:
        place = bool(kinds[idseq] & _NAMED)
        if len(written) > 1 and english.get(idseq) and (place or _KATAKANA.fullmatch(written)):
            name = english[idseq]
            kept.setdefault(_key(written), name if _KATAKANA.fullmatch(written) else _as_in_english(name))
    for key, name in kept.items():
        yield Entry(key, (name,), 1.8)


def _without_macrons(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).replace("\u0304", ""))


def _as_in_english(name: str) -> str:
    """Shounan is Shonan; a name of several words is English already."""
    return name if " " in name else short_vowels(name)


def _ordered_names(connection: sqlite3.Connection) -> Iterable[tuple[str, int]]:
    yield from connection.execute("SELECT text, idseq FROM NEKanji ORDER BY ID")
    yield from connection.execute(
        "SELECT text, idseq FROM NEKana WHERE idseq NOT IN (SELECT idseq FROM NEKanji) ORDER BY ID"
    )


def _key(written: str) -> str:
    return unicodedata.normalize("NFKC", written).casefold().replace(" ", "")
