"""Hangul as its sounds: a syllable's letters, a Latin spelling for names, a key to know loan-words by.

Source of the spelling: Revised Romanization of Korean, with the usual spelling of the commonest family names.
"""

from __future__ import annotations

import re
import unicodedata

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")


def _spelled(signs: str, spelling: str) -> dict[str, str]:
    return dict(zip(signs, spelling.split(), strict=True))


_ONSET = _spelled(_INITIALS, "g kk n d tt r m b pp s ss - j jj ch k t p h")
_NUCLEUS = _spelled(_VOWELS, "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_CODA = _spelled("ㄱㄲㅋㄴㄷㅅㅆㅈㅊㅌㄹㅁㅂㅍㅇ", "k k k n t t t t t t l m p p ng")
_FAMILY = {
    "김": "Kim", "이": "Lee", "박": "Park", "최": "Choi", "정": "Jung", "강": "Kang", "조": "Cho",
    "윤": "Yoon", "장": "Jang", "임": "Lim", "오": "Oh", "한": "Han", "신": "Shin", "서": "Seo",
    "권": "Kwon", "황": "Hwang", "안": "Ahn", "송": "Song", "류": "Ryu", "유": "Yoo", "홍": "Hong",
    "문": "Moon", "노": "Roh", "전": "Jeon", "고": "Ko", "백": "Baek", "남": "Nam", "심": "Shim",
    "하": "Ha", "주": "Joo", "배": "Bae", "손": "Son",
}  # fmt: skip
# what sounds alike in loan-words is spelled alike in their key; ㅡ is put between consonants and says nothing
_KEY_ONSET = dict(zip(_INITIALS, "gkndtlmbpss-jjcktph", strict=True))
_KEY_NUCLEUS = _spelled(_VOWELS, "a e a e o e o e o wa we we o u wo we wi u - i i")
_KEY_CODA = {"ㄱ": "k", "ㄴ": "n", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p", "ㅅ": "t", "ㅇ": "N"}
_LOAN_FINALS = frozenset(("", *_KEY_CODA))
_SAME = re.compile(r"(.)\1+")
SYLLABLE = re.compile("[가-힣]")


def letters(syllable: str) -> tuple[str, str, str]:
    """Initial, vowel and final of a syllable; the final may be ""."""
    index = ord(syllable) - 0xAC00
    return _INITIALS[index // 588], _VOWELS[index % 588 // 28], FINALS[index % 28]


def join(initial: str, vowel: str, final: str = "") -> str:
    """The syllable of these letters."""
    return chr(0xAC00 + (_INITIALS.index(initial) * 21 + _VOWELS.index(vowel)) * 28 + FINALS.index(final))


def with_final(syllable: str, final: str) -> str:
    """The syllable with another final."""
    initial, vowel, _ = letters(syllable)
    return join(initial, vowel, final)


def romanize_hangul(word: str) -> str:
    """The word in Latin letters; two or three syllables behind a common family name are read as a person."""
    if not all(map(SYLLABLE.match, word)):
        return ""
    if len(word) == 3 and word[0] in _FAMILY:
        return f"{_FAMILY[word[0]]} {_plain(word[1])}-{_plain(word[2]).lower()}"
    return _plain(word)


def _plain(word: str) -> str:
    spelled = ""
    for syllable in unicodedata.normalize("NFC", word):
        initial, vowel, final = letters(syllable)
        spelled += _ONSET[initial].replace("-", "") + _NUCLEUS[vowel] + _CODA.get(final[-1:], "")
    return spelled.capitalize()


def sound_key(word: str) -> str:
    """How a loan-word sounds, roughly: two spellings of one word mostly have one key."""
    key = ""
    for syllable in word:
        initial, vowel, final = letters(syllable)
        onset = "s" if (initial, vowel, final) == ("ㅈ", "ㅡ", "") else _KEY_ONSET[initial]
        key += onset.replace("-", "") + _KEY_NUCLEUS[vowel].replace("-", "") + _KEY_CODA.get(final, "")
    return _SAME.sub(r"\1", key)


def is_loan(word: str) -> bool:
    """Whether the word may be a loan-word: those end syllables in seven ways only."""
    return all(SYLLABLE.match(one) and letters(one)[2] in _LOAN_FINALS for one in word)
