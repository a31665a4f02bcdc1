"""The words of a text as it is indexed and searched, with their places; alike for queries and passages."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import Stemmer
from sudachipy import Dictionary, SplitMode

_LONGEST_TOKEN = 80  # characters of a token's text; what is longer is no word
_SUDACHI_CHARACTERS = 12_000  # Sudachi takes 49,149 bytes at once; no character has more than four
_SURROGATES = re.compile("[\ud800-\udfff]")

_HAN_KANA = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_NO_BLANKS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
_MARKS = (  # combining marks, which \w leaves out
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0903"
    "\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a4d\u0a81-\u0acd\u0b01-\u0b4d\u0b82-\u0bcd"
    "\u0c00-\u0c4d\u0c81-\u0ccd\u0d00-\u0d4d\u0d81-\u0ddf"
)
_LETTER = f"(?:(?![{_HAN_KANA}{_HANGUL}{_NO_BLANKS}_])[\\w{_MARKS}])"

_RUN = re.compile(
    f"(?P<han>[{_HAN_KANA}]+)|(?P<hangul>[{_HANGUL}]+)|(?P<bigrams>[{_NO_BLANKS}]+)"
    rf"|(?P<acronym>(?<![\w.])(?:[^\W\d_]\.){{2,}}(?![^\W\d_]{{2}})(?:[^\W\d_](?![\w.]))?)"
    rf"|(?P<number>\d+(?:[.,]\d+)+(?![^\W\d_]))"
    rf"|(?P<word>{_LETTER}+(?:[*&]{_LETTER}+)*(?:(?<=[^\W\d_])(?<!post)(?<!Post)(?<!pre)(?<!Pre)[-‐‑]\d{_LETTER}*)?(?:\+\+|\+(?![\w])|#)?)"
)
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HAN_PART = re.compile(f"[{_HAN_KANA}]+")
# Parts of speech that carry no meaning of their own.
EMPTY_POS = frozenset({"助詞", "助動詞", "補助記号", "空白", "接続詞"})
EMPTY_JA = frozenset({"為る", "居る", "有る", "成る", "事", "物", "此れ", "其れ", "其の", "此の"})
_STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


class Token(NamedTuple):
    """One search word: its normal form, and the half-open range of the original text it stands for."""

    text: str
    start: int
    end: int


def tokenize(text: str, language: str = "und") -> list[Token]:
    """The search words of a text, in order; ranges count code points of the text as given.

    Japanese: Sudachi's short units in their normal form, without particles, auxiliaries and marks. Chinese
    characters in Chinese or Korean text, Hangul, Thai, Lao, Burmese and Khmer: pairs of neighbouring
    characters within a word. All else: words in NFKC and case-folded, stemmed by the text's language, or
    as English where it has no stemmer; words with digits and signs stay whole (5G, COVID-19, A*STAR, R&D).
    Language: ISO 639-1, or und.
    """
    text = _SURROGATES.sub("\ufffd", text)
    return list(_tokens(text, language))


def index_words(text: str, language: str = "und") -> str:
    """The texts of the tokens joined by blanks: what a full-text index stores."""
    return " ".join(token.text for token in tokenize(text, language))


def normal_word(word: str, language: str = "und") -> str:
    """The token text of one word written with blanks around it."""
    return _stem(word, language if language in _STEMMERS else "en")


def _tokens(text: str, language: str) -> Iterator[Token]:
    stem_language = language if language in _STEMMERS else "en"
    pairs = language in {"zh", "ko"}
    for run in _RUN.finditer(text):
        start, end, kind = run.start(), run.end(), run.lastgroup
        written = run.group()
        if kind == "han":
            if pairs and not _KANA.search(written):
                yield from _bigrams(written, start)
            else:
                yield from _japanese(written, start)
        elif kind in {"hangul", "bigrams"}:
            yield from _bigrams(written, start)
        elif kind == "acronym":
            yield Token(written.replace(".", "").casefold(), start, end)
        elif kind == "number":
            yield Token(unicodedata.normalize("NFKC", written)[:_LONGEST_TOKEN], start, end)
        else:
            yield Token(_stem(written, stem_language), start, end)


def _bigrams(written: str, start: int) -> Iterator[Token]:
    if len(written) == 1:
        yield Token(unicodedata.normalize("NFKC", written), start, start + 1)
    for i in range(len(written) - 1):
        yield Token(unicodedata.normalize("NFKC", written[i : i + 2]), start + i, start + i + 2)


def _japanese(written: str, start: int) -> Iterator[Token]:
    tokenizer, is_empty = sudachi(), _empty_matcher()
    for offset in range(0, len(written), _SUDACHI_CHARACTERS):
        base = start + offset
        for morpheme in tokenizer.tokenize(written[offset : offset + _SUDACHI_CHARACTERS]):
            if not is_empty(morpheme) and (word := _japanese_word(morpheme.normalized_form())):
                yield Token(word, base + morpheme.begin(), base + morpheme.end())


@lru_cache(maxsize=20_000)
def _japanese_word(normal: str) -> str:
    """The token text of Sudachi's normal form; "" where it says nothing."""
    if normal in EMPTY_JA or not normal.strip():
        return ""
    return unicodedata.normalize("NFKC", normal).casefold().replace(" ", "")[:_LONGEST_TOKEN]


_local = threading.local()


def sudachi() -> Any:
    """The Sudachi tokenizer of this thread for short units (mode A); built on first use."""
    tokenizer = getattr(_local, "tokenizer", None)
    if tokenizer is None:
        tokenizer = _dictionary().create(SplitMode.A)
        _local.tokenizer = tokenizer
    return tokenizer


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    return Dictionary()


@lru_cache(maxsize=1)
def _empty_matcher() -> Any:
    """Tells whether a morpheme carries no meaning of its own, without its part of speech as Python texts."""
    return _dictionary().pos_matcher(lambda pos: pos[0] in EMPTY_POS)


@lru_cache(maxsize=200_000)
def _stem(written: str, language: str) -> str:
    word = unicodedata.normalize("NFKC", written).casefold().replace("‐", "-")
    if len(word) > _LONGEST_TOKEN:
        return word[:_LONGEST_TOKEN]
    if not word.isalpha() or (language == "en" and not word.isascii()):
        return word
    if len(written) <= 4 and written.isupper():
        return word  # an abbreviation: AIDS is not aid
    return str(_stemmer(language).stemWord(word)) or word


def _stemmer(language: str) -> Any:
    stemmers: dict[str, Any] | None = getattr(_local, "stemmers", None)
    if stemmers is None:
        stemmers = {}
        _local.stemmers = stemmers
    if language not in stemmers:
        name = _STEMMERS[language]
        stemmers[language] = Stemmer.Stemmer(name if name in Stemmer.algorithms() else "english")
    return stemmers[language]
