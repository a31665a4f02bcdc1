"""Katakana as Latin letters, for names that no dictionary holds. Source: Hepburn, without marks of length."""

from __future__ import annotations

import re

_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ",
    "h": "ハヒフヘホ", "m": "マミムメモ", "y": "ヤ ユ ヨ", "r": "ラリルレロ", "w": "ワ   ヲ",
    "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ",
}  # fmt: skip
_LETTERS = {
    kana: consonant + vowel
    for consonant, row in _ROWS.items()
    for kana, vowel in zip(row, "aiueo", strict=True)
    if kana != " "
}
_LETTERS |= {
    "シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu", "ヲ": "o",
    "ン": "n", "ヴ": "v", "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "ya", "ュ": "yu",
    "ョ": "yo", "ヮ": "wa", "シャ": "sha", "シュ": "shu", "ショ": "sho", "シェ": "she", "チャ": "cha",
    "チュ": "chu", "チョ": "cho", "チェ": "che", "ジャ": "ja", "ジュ": "ju", "ジョ": "jo", "ジェ": "je",
    "ティ": "ti", "ディ": "di", "デュ": "du", "トゥ": "tu", "ドゥ": "du", "ファ": "fa", "フィ": "fi",
    "フェ": "fe", "フォ": "fo", "ウィ": "wi", "ウェ": "we", "ウォ": "wo", "ヴァ": "va", "ヴィ": "vi",
    "ヴェ": "ve", "ヴォ": "vo", "ツァ": "tsa", "ツォ": "tso", "イェ": "ye", "クァ": "qua",
    "クォ": "quo", "グァ": "gua",
}  # fmt: skip
_Y_ROWS = {"キ": "k", "ギ": "g", "ニ": "n", "ヒ": "h", "ビ": "b", "ピ": "p", "ミ": "m", "リ": "r", "フ": "f"}
_LETTERS |= {
    head + small: consonant + vowel
    for head, consonant in _Y_ROWS.items()
    for small, vowel in (("ャ", "ya"), ("ュ", "yu"), ("ョ", "yo"))
}
_TWO_OR_ONE = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)) + "|ッ|ー|.")
_LONG = re.compile("(?<=o)[uo]|(?<=u)u", re.IGNORECASE)


def romanize(katakana: str) -> str:
    """The word in Latin letters, its first a capital; "" where there is anything but katakana."""
    letters, doubled = "", False
    for piece in _TWO_OR_ONE.findall(katakana):
        if piece == "ー":
            continue
        if piece == "ッ":
            doubled = True
            continue
        if piece not in _LETTERS:
            return ""
        sound = _LETTERS[piece]
        letters += (sound[0] if doubled and sound[0] not in "aiueo" else "") + sound
        doubled = False
    return short_vowels(letters).capitalize()


def short_vowels(letters: str) -> str:
    """As English writes Japanese names: Shonan for Shounan."""
    return _LONG.sub("", letters)
