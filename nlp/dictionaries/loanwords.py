"""English words as Korean writes them by their sound: the CMU Pronouncing Dictionary -> keys of loan-words.

Source of the rules: the Korean orthography of loan-words (1986). A vowel that English swallows is written by
its letter or as ㅓ, so a word has several keys; those of commoner words are kept where two words share one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from nlp.dictionaries.word_table import Entry

_MOST_KEYS = 24  # of one word
_SHORTEST = 3  # letters of a key: shorter ones stand for too many words
_CONSONANTS = {
    "B": "b", "D": "d", "DH": "d", "F": "p", "G": "g", "HH": "h", "K": "k", "L": "l", "M": "m", "N": "n",
    "NG": "N", "P": "p", "S": "s", "T": "t", "TH": "s", "V": "b", "ZH": "j",
}  # fmt: skip
_VOWELS = {
    "AA": ("a", "o"), "AE": ("e", "a"), "AO": ("o",), "AW": ("au",), "AY": ("ai",), "EH": ("e",),
    "ER": ("o",), "EY": ("ei", "e"), "IH": ("i",), "IY": ("i",),
    "OW": ("o",), "OY": ("oi",), "UH": ("u",), "UW": ("u",),
}  # fmt: skip
_STOPS = {"B": ("b", "p"), "D": ("d", "t"), "G": ("g", "k")}  # where no vowel follows
_LETTERS = {"a": "a", "e": "e", "i": "i", "o": "o", "u": "u", "y": "i"}
_WORD = re.compile(r"[a-z][a-z'.-]*[a-z]")
_SAME = re.compile(r"(.)\1+")


def read_loanwords(lines: Iterable[str], common: Collection[str]) -> Iterator[Entry]:
    """Keys as `nlp.glossing.hangul.sound_key` makes them; `common`: words that go before others."""
    found: dict[str, list[tuple[bool, int, str]]] = {}
    for line in lines:
        word, _, sounds = line.strip().partition(" ")
        word = re.sub(r"\(\d+\)\Z", "", word)
        if not _WORD.fullmatch(word) or len(word) < 3:
            continue
        for place, key in enumerate(_keys(word, sounds.split())):
            if len(key) >= _SHORTEST:
                found.setdefault(key, []).append((word not in common, place, word))
    for key, words in found.items():
        words.sort()
        best = [word for rare, _, word in words if rare == words[0][0]]
        yield Entry(key, tuple(dict.fromkeys(best))[:3], 1.8)


def _keys(word: str, sounds: list[str]) -> list[str]:
    """The likeliest keys first."""
    spelled = [_LETTERS[letter] for letter in dict.fromkeys(word) if letter in _LETTERS]
    keys = [""]
    for at, marked in enumerate(sounds):
        sound = marked.rstrip("012")
        after = sounds[at + 1].rstrip("012") if at + 1 < len(sounds) else ""
        ways = _ways(sound, after, at, word, spelled)
        keys = [key + way for way in ways for key in keys][: _MOST_KEYS * 4]
    return list(dict.fromkeys(_SAME.sub(r"\1", key) for key in keys))[:_MOST_KEYS]


def _ways(sound: str, after: str, at: int, word: str, spelled: list[str]) -> tuple[str, ...]:
    """How one sound may be written; `after` is the next one."""
    vowel = bool(after) and after[0] in "AEIOU"
    if sound == "AH":
        last = not after and word.endswith("a")
        swallowed = ("o", "") if after in ("L", "N") else ("o",)
        return ("a",) if last else tuple(dict.fromkeys((*swallowed, *spelled, "")))[:5]
    if sound == "R":
        return ("l",) if vowel else ("",)
    if sound == "W":
        return ("w",)
    if sound == "Y":
        return ("",)
    if sound == "SH":
        return ("s",) if vowel else ("si",)
    if sound == "CH":
        return ("c",) if vowel else ("ci",)
    if sound == "JH":
        return ("j",) if vowel else ("ji",)
    if sound == "Z":
        return ("j", "s") if vowel else ("s",)
    if sound == "ER":
        return ("ol", "l", "o") if vowel else ("o",)
    if sound == "EH" and after == "R":
        return ("eo", "e")
    if sound in ("IH", "IY") and after == "R":
        return ("io", "i")
    if sound in ("IH", "IY") and "e" in word:
        return ("i", "e")
    if sound in _STOPS and not vowel:
        return _STOPS[sound]
    return _VOWELS.get(sound) or (_CONSONANTS.get(sound, ""),)
