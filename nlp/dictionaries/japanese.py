"""JMdict and JMnedict, as the package jamdict-data carries them -> entries by Japanese word."""

from __future__ import annotations

import lzma
import re
import shutil
import sqlite3
import tarfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from nlp.dictionaries.word_table import DictionaryError, Entry
from nlp.dictionaries.wording import choose_senses, clean_sense

DATABASE = "jamdict.db"  # unpacked
_PACKED = "jamdict_data/jamdict.db.xz"
_HIRAGANA = re.compile("[\u3041-\u309fー]+")
_KATAKANA = re.compile("[\u30a1-\u30ffー・=]+")
_RARE = frozenset(
    ("archaism", "obsolete term", "obscure term", "rare", "vulgar expression or word", "manga slang")
)
_USUALLY_KANA = "word usually written using kana alone"
_BAD_FORM = re.compile("irregular|out-dated|obsolete|gikun")
# Words that build sentences: their English only blurs what the text is about.
_GRAMMAR = frozenset(
    ("particle", "auxiliary", "auxiliary verb", "auxiliary adjective", "copula", "conjunction")
)
_PLACES = frozenset(("place", "organization", "company", "product", "station"))


@dataclass(frozen=True, slots=True)
class _Word:
    """One entry of JMdict under one way to write it."""

    rank: float  # 0 the commonest .. 3
    idseq: int
    senses: tuple[str, ...]


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
        if idseq in senses:
            found[_key(written)].append(_Word(rank, idseq, senses[idseq]))
    for written, idseq, rank in kana:
        if idseq not in senses:
            continue
        spoken_only = idseq in with_kanji and idseq not in usually_kana
        if spoken_only and _HIRAGANA.fullmatch(written) and len(written) < 3:
            continue  # stands for too many words
        found[_key(written)].append(_Word(rank + (1.5 if spoken_only else 0.0), idseq, senses[idseq]))
    for key, words in found.items():
        words.sort(key=lambda word: (word.rank, word.idseq))
        best = words[0]
        kept = choose_senses([*best.senses, *(sense for word in words[1:] for sense in word.senses)])
        if kept:
            yield Entry(key, kept, round(1.0 + 0.5 * min(best.rank, 2.0), 3))


def _senses(connection: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    """The English of each entry, rare senses only where there are no others; grammar left out."""
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
        glosses[sid].append(gloss)
    common: dict[int, list[str]] = defaultdict(list)
    rare: dict[int, list[str]] = defaultdict(list)
    for sid, idseq in connection.execute("SELECT ID, idseq FROM Sense ORDER BY ID"):
        if parts[sid] and parts[sid] <= _GRAMMAR:
            continue
        (rare if labels[sid] & _RARE else common)[idseq].extend(glosses[sid])
    made = {}
    for idseq in common.keys() | rare.keys():
        if kept := choose_senses(common.get(idseq) or rare[idseq]):
            made[idseq] = kept
    return made


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
        english.setdefault(idseq, clean_sense(gloss))
    kept: dict[str, str] = {}
    rows = _ordered_names(connection)
    for written, idseq in rows:
        place = bool(kinds[idseq] & _PLACES)
        if len(written) > 1 and english.get(idseq) and (place or _KATAKANA.fullmatch(written)):
            kept.setdefault(_key(written), english[idseq])
    for key, name in kept.items():
        yield Entry(key, (name,), 1.8)


def _ordered_names(connection: sqlite3.Connection) -> Iterable[tuple[str, int]]:
    yield from connection.execute("SELECT text, idseq FROM NEKanji ORDER BY ID")
    yield from connection.execute(
        "SELECT text, idseq FROM NEKana WHERE idseq NOT IN (SELECT idseq FROM NEKanji) ORDER BY ID"
    )


def _key(written: str) -> str:
    return unicodedata.normalize("NFKC", written).casefold().replace(" ", "")
