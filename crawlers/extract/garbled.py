"""Whether characters say anything: fonts that do not tell their signs leave the numbers of glyphs instead."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import Final

_LETTERS_WANTED: Final = 40  # fewer say too little about scripts
_CHANGES: Final = 0.1  # share of neighbouring letters in two scripts that do not go together
_MOST_READ: Final = 1_500  # code points of a page
_RARE_HAN: Final = 0.05  # share of Han letters of extension A; dictionaries of rare names stay far below
_COMMON_SHARE: Final = 0.02  # of the commonest Han letters; prose of every kind has six times as many
_HAN_WANTED: Final = 100
_TOGETHER: Final = {
    "HIRAGANA": "CJK",
    "KATAKANA": "CJK",
    "HANGUL": "CJK",
    "BOPOMOFO": "CJK",
    "IDEOGRAPHIC": "CJK",
}
_EVERYWHERE: Final = frozenset(("LATIN", "GREEK", "CYRILLIC"))  # names, formulas and quotations
_COMMON_HAN: Final = frozenset(
    "的一是不了在人有我他这這中大来來上国國年日会會学學生部地出行事者方本業业為为与與及和以對对等用第月"
    "二三十分同時时高技术術科研合作協协政府開开発发展"
)


def is_garbled(text: str) -> bool:
    """True for text whose characters stand for nothing: private ones, or letters no language puts together.

    A font without a table to Unicode (ToUnicode) leaves the numbers of its glyphs; read as characters they
    scatter over unrelated scripts, or over Han letters that nobody uses.
    """
    counts = Counter(text)
    signs = sum(count for char, count in counts.items() if not char.isspace())
    bad = sum(count for char, count in counts.items() if _stands_for_nothing(char))
    return bad * 3 > signs or _mixes_scripts(text) or _has_rare_han(counts)


def _stands_for_nothing(char: str) -> bool:
    return not char.isspace() and (char in "\ufffd\ufffe" or "\ue000" <= char <= "\uf8ff" or char < " ")


def _mixes_scripts(text: str) -> bool:
    # Within words: a list of languages, each in its own letters, changes script between them only.
    if text.isascii():
        return False
    pairs = changes = 0
    for left, right in pairwise(text[:_MOST_READ]):
        if left.isalpha() and right.isalpha():
            pairs += 1
            changes += left != right and len({_script(left), _script(right)} - _EVERYWHERE) == 2
    return pairs >= _LETTERS_WANTED and changes > _CHANGES * pairs


def _has_rare_han(counts: Counter[str]) -> bool:
    han = {char: count for char, count in counts.items() if "\u3400" <= char <= "\u9fff"}
    all_han = sum(han.values())
    if all_han < _HAN_WANTED:
        return False
    rare = sum(count for char, count in han.items() if char < "\u4e00")
    common = sum(count for char, count in han.items() if char in _COMMON_HAN)
    return rare > _RARE_HAN * all_han or common < _COMMON_SHARE * all_han


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    name = unicodedata.name(char, "NONE").split()[0].split("-")[0]
    return _TOGETHER.get(name, name)
