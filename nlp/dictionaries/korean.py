"""Korean words of Chinese origin: libhangul's list of their Chinese characters, read by CC-CEDICT -> entries.

Half of Korean's words, most of those of science and politics, are written with Chinese characters too and
mean there what they mean in Chinese. Native words and loan-words are not found this way.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from nlp.dictionaries.chinese import read_cedict
from nlp.dictionaries.debian import read_deb
from nlp.dictionaries.word_table import Entry
from nlp.dictionaries.wording import choose_senses

_LIST = "hanja.txt"
_WRITTEN_OTHERWISE = str.maketrans("硏爲眞絶卽旣敎戶說稅敍尙產顏强", "研為真絕即既教户説税敘尚産顔強")
_BEHIND = 0.1  # cost: behind the glossary's words and names


def read_hanja(characters: Path, cedict: Path, frequencies: Path) -> list[Entry]:
    """Words of two syllables and more. Raises DictionaryError."""
    chinese = {entry.key: entry for entry in read_cedict(cedict, frequencies)}
    text = read_deb(characters, [_LIST])[_LIST].decode("utf-8")
    found: dict[str, list[Entry]] = defaultdict(list)
    for line in text.splitlines():
        hangul, _, rest = line.partition(":")
        written = rest.partition(":")[0]
        if line.startswith("#") or len(hangul) < 2:
            continue
        entry = chinese.get(written) or chinese.get(written.translate(_WRITTEN_OTHERWISE))
        if entry is not None and entry.senses:
            found[hangul].append(entry)
    made = []
    for hangul, entries in found.items():
        entries.sort(key=lambda one: one.cost)  # the commonest of those that sound alike
        senses = choose_senses(sense for one in entries for sense in one.senses)
        made.append(Entry(hangul, senses, round(entries[0].cost + _BEHIND, 3)))
    return made
