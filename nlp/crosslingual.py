"""A text in one language, read as English words: how queries and passages of different languages meet.

Longest match against a glossary of science and technology policy words (taxonomy/glossary.yml), with country
names from the Unicode CLDR (Babel). A gloss is for matching; it is no translation and never shown as one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from nlp.function_words import FUNCTION_WORDS
from nlp.tags import Range
from nlp.tokens import Token, tokenize

LANGUAGES = ("ja", "de", "fr", "es", "zh", "ko")
SHIPPED = Path(__file__).resolve().parent / "taxonomy" / "glossary.yml"

ENOUGH = 0.6  # share of a text's characters that a gloss must know to stand for the text
_MOST_TOKENS = 8  # of one entry
_MOST_CHARACTERS = 200_000  # of a text; what follows is left out
_GAP = re.compile(
    r"[\u3041-\u309f・･\s]{0,2}\Z"
)  # between the morphemes of one Japanese entry: 持続可能(な)開発
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile("[\u3041-\u30fa\uff66-\uff9d]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
_LATIN_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ASCII_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9&*+./-]*")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
# an elided article, as in l'hydrogène: no part of the word
_ELISION = re.compile(r"\A(?:[ldjnsmtc]|qu)['’]", re.IGNORECASE)


class GlossaryError(ValueError):
    """A glossary file cannot be used; the text gives place, value met, value wanted and cure."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """A text read as English words."""

    english: str  # the words in their order, names and numbers as they stand
    words: tuple[tuple[str, str], ...]  # (as written, English), in order, without repeats
    unknown: tuple[str, ...]  # words without English, as written, in order, without repeats

    @property
    def known_share(self) -> float:
        """The share of its telling characters that stand in words with English, 0..1."""
        known = sum(len(written) for written, _ in self.words)
        return known / max(1, known + sum(len(written) for written in self.unknown))


@dataclass(frozen=True, slots=True)
class Reading:
    """What an English model is given to read of a text."""

    text: str  # empty where it could only misread
    english: bool  # the words say in English what the text says


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a text: its English, or "" where none is known; `kept` words stand for themselves."""

    written: str
    english: str
    kept: bool = False


class Glossary:
    """Words of other languages and their English, an office's own before the shipped ones."""

    def __init__(self, concepts: Sequence[Mapping[str, Any]]) -> None:
        """Concepts as `load` reads them: the first that holds a word wins."""
        self._concepts = concepts
        self._tables: dict[str, dict[str, str]] = {}
        self._longest: dict[str, int] = {}
        self._beginnings: dict[str, set[str]] = {}  # first tokens of entries of several

    @classmethod
    def load(cls, extra: Path | None = None) -> Glossary:
        """The shipped glossary; where an office has its own file of the same form, that one goes first.

        Raises GlossaryError where a file is missing or not of the form.
        """
        own = read_concepts(extra) if extra is not None else []
        return cls([*own, *read_concepts(SHIPPED)])

    def gloss(self, text: str, language: str) -> Gloss:
        """The English words of a text; English and languages without a glossary give back the text's own
        words.
        """
        text = text[:_MOST_CHARACTERS]
        if language in ("zh", "ko"):
            parts = self._by_characters(text, language)
        elif language == "ja":
            parts = self._by_morphemes(text)
        elif language in LANGUAGES:
            parts = self._by_words(text, language)
        else:
            return Gloss(" ".join(text.split()), (), ())
        known = dict.fromkeys(
            (part.written, part.english) for part in parts if part.english and not part.kept
        )
        return Gloss(
            english=" ".join(part.english for part in parts if part.english),
            words=tuple(known),
            unknown=tuple(
                dict.fromkeys(
                    part.written
                    for part in parts
                    if not part.english and part.written not in FUNCTION_WORDS[language]
                )
            ),
        )

    def reading(self, text: str, language: str) -> Reading:
        """The text as an English model reads it best: itself, its gloss, or nothing.

        A text in a script beyond Latin, Greek and Cyrillic of which the glossary knows too little is nothing:
        the model takes all such texts for near relations.
        """
        if language == "en":
            return Reading(text, True)
        if language in LANGUAGES:
            gloss = self.gloss(text, language)
            if gloss.known_share >= ENOUGH:
                return Reading(gloss.english, True)
            if language in ("de", "fr", "es"):
                return Reading(gloss.english or text, False)
        letters = [character for character in text if character.isalpha()]
        readable = sum(letter < "\u0530" for letter in letters)
        return Reading(text if 2 * readable > len(letters) else "", False)

    def language_of(self, text: str) -> str:
        """The likeliest language of a query: ja, zh, ko by script, de, es, fr, en by its words, else und.

        Chinese characters alone are read as Japanese, unless simplified characters tell.
        """
        if _KANA.search(text):
            return "ja"
        if _HANGUL.search(text):
            return "ko"
        if _HAN.search(text):
            return "zh" if self._is_chinese(text) else "ja"
        words = [word.casefold() for word in _LATIN_WORD.findall(text)]
        latin = [word for word in words if word[0] < "\u0250"]
        if not latin or len(latin) * 2 < len(words):
            return "und"
        scores = {language: self._own_words(latin, language) for language in ("en", "de", "es", "fr")}
        return max(scores, key=lambda language: scores[language])  # English where nothing tells

    def _is_chinese(self, text: str) -> bool:
        """Whether more of the text's characters stand in Chinese entries only than in Japanese ones only."""
        japanese, chinese = self._characters("ja"), self._characters("zh")
        own = sum(character in chinese and character not in japanese for character in text)
        other = sum(character in japanese and character not in chinese for character in text)
        return own > other

    def _characters(self, language: str) -> frozenset[str]:
        return frozenset("".join(word for concept in self._concepts for word in concept.get(language, ())))

    def _own_words(self, words: Iterable[str], language: str) -> float:
        """How much the words look like this language: function words and entries count, marks decide."""
        function = FUNCTION_WORDS[language]
        if language == "en":
            vocabulary = _english_words(tuple(str(concept["en"]) for concept in self._concepts))
            return 0.1 + sum(word in function or word in vocabulary for word in words)
        table = self._table(language)
        score = 0.0
        for word in words:
            bare = _ELISION.sub("", word)
            score += (word in function) + (_stems(bare, language) in table)
            score += 1.5 * any(
                mark in word for mark in {"de": "äöüß", "es": "ñáíóú", "fr": "çèêàœû"}[language]
            )
        return score

    # -- the three ways to find the longest entry

    def _by_morphemes(self, text: str) -> list[_Part]:
        table = self._table("ja")
        tokens = tokenize(text, "ja")
        parts: list[_Part] = []
        at = 0
        while at < len(tokens):
            length, english = self._longest_entry(text, tokens, at, table)
            written = text[tokens[at].start : tokens[at + length - 1].end]
            if english:
                parts.append(_Part(written, english))
            elif _ASCII_WORD.fullmatch(unicodedata.normalize("NFKC", written)):
                parts.append(_Part(written, unicodedata.normalize("NFKC", written), kept=True))
            else:
                parts.append(_Part(written, ""))
            at += length
        return parts

    def _longest_entry(
        self, text: str, tokens: Sequence[Token], at: int, table: Mapping[str, str]
    ) -> tuple[int, str]:
        """How many tokens from `at` make the longest entry, and its English; 1 and "" where none does."""
        best, english, key = 1, "", ""
        for length in range(1, min(_MOST_TOKENS, len(tokens) - at) + 1):
            token = tokens[at + length - 1]
            if length > 1 and not _GAP.match(text[tokens[at + length - 2].end : token.start]):
                break
            key += token.text
            if key in table:
                best, english = length, table[key]
        return best, english

    def _by_words(self, text: str, language: str) -> list[_Part]:
        table = self._table(language)
        function = FUNCTION_WORDS.get(language, frozenset())
        words = [(match.start(), match.end()) for match in re.finditer(r"[^\W_]+(?:[-.&*+][^\W_]+)*", text)]
        parts: list[_Part] = []
        at = 0
        while at < len(words):
            length, english = 1, ""
            most = min(self._longest[language], len(words) - at)
            for many in range(most if self._may_begin_entry(text, words[at], language) else 1, 0, -1):
                key = _stems(text[words[at][0] : words[at + many - 1][1]], language)
                if key in table:
                    length, english = many, table[key]
                    break
            written = text[words[at][0] : words[at + length - 1][1]]
            if english:
                parts.append(_Part(written, english))
            elif written.casefold() not in function:
                parts.extend(self._unknown_word(written, language))
            at += length
        return parts

    def _may_begin_entry(self, text: str, word: Range, language: str) -> bool:
        """Whether an entry of several words may begin with this one; a blank behind it splits tokens for
        sure.
        """
        if not text[word[1] : word[1] + 1].isspace():
            return True
        first = _stems(text[word[0] : word[1]], language).partition(" ")[0]
        return first in self._beginnings[language]

    def _unknown_word(self, written: str, language: str) -> list[_Part]:
        """A word that is no entry: the two entries it is made of (German), else itself, as a name or
        cognate.
        """
        if language == "de" and len(written) >= 8:
            table = self._table("de")
            folded = written.casefold()
            for cut in range(len(folded) - 3, 3, -1):
                tail = table.get(_stems(folded[cut:], "de"))
                if tail is None:
                    continue
                heads = (folded[:cut].removesuffix(link) for link in ("", "s", "n", "en", "es"))
                head = next((english for head in heads if (english := table.get(_stems(head, "de")))), None)
                if head:
                    return [_Part(written, f"{head} {tail}")]
        if written.isdigit() or not any(character.isalpha() for character in written):
            return [_Part(written, written, kept=True)]
        if len(written) > 1 and written.isupper():
            return [_Part(written, written, kept=True)]
        # not known, yet worth having: names and Latin words are alike in many languages
        return [_Part(written, ""), _Part(written, written, kept=True)]

    def _by_characters(self, text: str, language: str) -> list[_Part]:
        table, longest = self._table(language), self._longest[language]
        parts: list[_Part] = []
        run = ""  # characters that no entry begins with
        at = 0
        while at < len(text):
            found = next(
                (
                    size
                    for size in range(min(longest, len(text) - at), 0, -1)
                    if text[at : at + size] in table
                ),
                0,
            )
            word = _ASCII_WORD.match(text, at)
            if (found or word or not text[at].isalnum()) and run:
                parts.append(_Part(run, ""))
                run = ""
            if found:
                parts.append(_Part(text[at : at + found], table[text[at : at + found]]))
                at += found
            elif word:
                parts.append(_Part(word.group(), word.group(), kept=True))
                at = word.end()
            else:
                run += text[at] if text[at].isalnum() else ""
                at += 1
        if run:
            parts.append(_Part(run, ""))
        return parts

    # -- tables, made when a language is first met

    def _table(self, language: str) -> dict[str, str]:
        """Key as it is looked up -> English, for one language."""
        if language not in self._tables:
            table: dict[str, str] = {}
            for concept in self._concepts:
                for word in concept.get(language, ()):
                    table.setdefault(_key(word, language), str(concept["en"]))
            for word, english in _countries(language):
                table.setdefault(_key(word, language), english)
            table.pop("", None)
            self._longest[language] = max(
                (key.count(" ") + 1 if language in ("de", "fr", "es") else len(key) for key in table),
                default=1,
            )
            self._beginnings[language] = {key.partition(" ")[0] for key in table if " " in key}
            self._tables[language] = table
        return self._tables[language]


def read_concepts(path: Path) -> list[Mapping[str, Any]]:
    """The concepts of a glossary file: mappings with `en` and, for some languages, lists of words.

    Raises GlossaryError with the number of the concept that is wrong.
    """
    try:
        loaded = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise GlossaryError(f"{path}: {said}; wanted a YAML list of concepts; correct the file") from error
    if not isinstance(loaded, list):
        raise GlossaryError(
            f"{path}: is a {type(loaded).__name__}; wanted a list of concepts such as {_EXAMPLE}"
        )
    for number, concept in enumerate(loaded, 1):
        _check(path, number, concept)
    return loaded


_EXAMPLE = "{en: storage battery, ja: [蓄電池]}"
# the C parser reads the shipped file ten times faster; both build plain values only
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _check(path: Path, number: int, concept: object) -> None:
    place = f"{path}: concept {number}"
    if not isinstance(concept, dict) or not isinstance(concept.get("en"), str) or not concept["en"].strip():
        raise GlossaryError(f"{place} is {concept!r}; wanted its English, such as {_EXAMPLE}")
    for key, words in concept.items():
        if key == "en":
            continue
        if key not in LANGUAGES:
            raise GlossaryError(f"{place} names the language {key!r}; wanted one of {', '.join(LANGUAGES)}")
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise GlossaryError(f"{place}, {key} is {words!r}; wanted a list of words, such as {_EXAMPLE}")


def _key(word: str, language: str) -> str:
    """How a word of a glossary file is looked up."""
    if language == "ja":
        return "".join(token.text for token in tokenize(word, "ja"))
    if language in ("zh", "ko"):
        return word.strip()
    return _stems(word, language)


@lru_cache(maxsize=100_000)
def _stems(text: str, language: str) -> str:
    return " ".join(token.text for token in tokenize(text.casefold(), language))


@lru_cache(maxsize=4)
def _english_words(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in phrase.casefold().split())


@lru_cache(maxsize=16)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    """(name in the language, English name) of every country and territory. Source: Unicode CLDR."""
    own, english = Locale.parse(language).territories, Locale.parse("en").territories
    return tuple(
        (name.replace("(", " ").replace(")", " ").strip(), english[code])
        for code, name in sorted(own.items())
        if _COUNTRY.match(code) and code not in ("ZZ", "XA", "XB") and code in english
    )
