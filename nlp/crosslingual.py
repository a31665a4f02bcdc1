"""A text in one language, read as English words: how queries and passages of different languages meet.

Words come from a glossary of science and technology policy (taxonomy/glossary.yml), country names from the
Unicode CLDR (Babel), and all else from the dictionaries that set-up built (nlp/dictionaries). A gloss is for
matching; it is no translation and never shown as one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nlp.dictionaries.word_table import Entry, WordTable
from nlp.function_words import FUNCTION_WORDS
from nlp.glossary_file import LANGUAGES, SHIPPED, GlossaryError, read_concepts
from nlp.glossing.abbreviations import Abbreviations, abbreviations_of
from nlp.glossing.characters import is_chinese, read_characters
from nlp.glossing.japanese import read_japanese
from nlp.glossing.korean import read_korean
from nlp.glossing.overlay import OWN_COST, Overlay, entries_of, forms_of
from nlp.glossing.parts import Part
from nlp.glossing.shipped import ShippedWords
from nlp.glossing.synonyms import synonym_key, synonyms_of
from nlp.glossing.words import read_words, stems
from nlp.tokens import tokenize

__all__ = ["LANGUAGES", "SHIPPED", "Gloss", "Glossary", "GlossaryError", "Reading", "read_concepts"]

ENOUGH = 0.6  # share of a text's characters that a gloss must know to stand for the text
_MOST_CHARACTERS = 200_000  # of a text; what follows is left out
_READING = 6  # raised when the same words and dictionaries would make another gloss
_MOST_NOTES = 12
_LATIN = ("de", "fr", "es")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile("[\u3041-\u30fa\uff66-\uff9d]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
_LATIN_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MARKS = {"de": "äöüß", "es": "ñáíóú", "fr": "çèêàœû"}
# an elided article, as in l'hydrogène: no part of the word
_ELISION = re.compile(r"\A(?:[ldjnsmtc]|qu)['’]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gloss:
    """A text read as English words."""

    english: str  # the words in their order, the first sense of each; names and numbers as they stand
    words: tuple[tuple[str, str], ...]  # (as written, English), in order, without repeats
    unknown: tuple[str, ...]  # words without English, as written, in order, without repeats
    wide: str = ""  # the same with up to three senses a word; "" where that is no more
    senses: tuple[tuple[str, ...], ...] = ()  # of each word that says something, without repeats

    @property
    def known_share(self) -> float:
        """The share of its telling characters that stand in words with English, 0..1.

        An unknown word in Latin letters counts a third: a name, or a word that English shares.
        """
        known = sum(len(written) for written, _ in self.words)
        unknown = sum(len(word) / (3 if word[0] < "\u0250" else 1) for word in self.unknown)
        return known / (known + unknown) if known else 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What an English model is given to read of a text."""

    text: str  # empty where it could only misread
    english: bool  # the words say in English what the text says


class Glossary:
    """Words of other languages and their English, an office's own before the shipped ones."""

    def __init__(
        self,
        shipped: Sequence[Mapping[str, Any]] | None,
        own: Sequence[Mapping[str, Any]] = (),
        dictionaries: Mapping[str, WordTable] | None = None,
        *,
        keep_in: Path | None = None,
    ) -> None:
        """Concepts as `read_concepts` gives them: the first that holds a word wins.

        `shipped` None: those that come with the program, whose keys are kept in the folder `keep_in`.
        Dictionaries by language; without one a language is read by the glossary alone.
        """
        self._own = own
        self._words = ShippedWords(shipped, folder=keep_in)
        self._dictionaries = dict(dictionaries or {})
        self._overlays: dict[str, Overlay] = {}

    @classmethod
    def load(
        cls,
        extra: Path | None = None,
        dictionaries: Mapping[str, WordTable] | None = None,
        *,
        keep_in: Path | None = None,
    ) -> Glossary:
        """The shipped glossary; where an office has its own file of the same form, that one goes first.

        `keep_in`: a folder where what was worked out of the shipped words is kept for the next process.
        Raises GlossaryError where a file is missing or not of the form.
        """
        own = read_concepts(extra) if extra is not None else []
        return cls(None, own, dictionaries, keep_in=keep_in)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a dictionary."""
        return tuple(sorted(self._dictionaries))

    @property
    def version(self) -> str:
        """Changes whenever passages would be read otherwise: the code, the shipped words, the dictionaries.

        An office's own words are left out: they act on questions at once, on passages when those are read
        again.
        """
        facts = [f"reading {_READING}", repr(self._words.concepts)]
        facts += [f"{name} {table.facts()['id']}" for name, table in sorted(self._dictionaries.items())]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:12]

    def version_for(self, language: str) -> str:
        """Changes whenever the code or the dictionary would read texts of this language otherwise; of "und"
        every dictionary counts. Words of glossary files are left out.
        """
        names = self.languages if language == "und" else (language,)
        ids = [f"{name} {self._dictionaries[name].facts()['id']}" for name in names if name in self.languages]
        return "\n".join([f"reading {_READING}", *ids])

    def gloss(self, text: str, language: str) -> Gloss:
        """The English words of a text; English and languages without a glossary give back the text's own
        words, English with those that have an abbreviation, or are one, and their other form.
        """
        text = text[:_MOST_CHARACTERS]
        if language == "en":
            return self._gloss_of_english(text)
        if language not in LANGUAGES:
            return Gloss(" ".join(text.split()), (), ())
        parts = self._parts(text, language)
        spoken = [part for part in parts if part.senses]
        english = " ".join(part.senses[0] for part in spoken)
        wide = " ".join(sense for part in spoken for sense in part.senses)
        known = dict.fromkeys(
            (part.written, part.senses[0]) for part in spoken if not part.kept and not part.guessed
        )
        unknown = dict.fromkeys(part.written for part in parts if part.guessed or not part.senses)
        silent = FUNCTION_WORDS[language]
        return Gloss(
            english=english,
            words=tuple(known),
            unknown=tuple(written for written in unknown if written not in silent),
            wide="" if wide == english else wide,
            senses=tuple(dict.fromkeys(self._abbreviations.extended(part.senses) for part in spoken)),
        )

    def _gloss_of_english(self, text: str) -> Gloss:
        parts = self._abbreviations.read(text)
        several = [part for part in parts if len(part.senses) > 1]
        if not several:
            return Gloss(" ".join(text.split()), (), ())
        spelt_out = all(part.senses[0] == part.written for part in several)
        english = " ".join(text.split() if spelt_out else (part.senses[0] for part in parts))
        other = {part.written: next(one for one in part.senses if one != part.written) for part in several}
        senses = dict.fromkeys(part.senses for part in parts)
        return Gloss(english, tuple(other.items()), (), senses=tuple(senses))

    @cached_property
    def _abbreviations(self) -> Abbreviations:
        return Abbreviations({**self._words.abbreviations, **abbreviations_of(self._own)})

    def synonyms(self, word: str) -> tuple[tuple[str, str], ...]:
        """(language, word) of the other words of a word's concept, an office's own before the shipped ones;
        none where the word, taken whole, is in no glossary.
        """
        key = synonym_key(word)
        entry = self._own_synonyms.get(key) or self._words.synonyms.get(key)
        words = [one.partition(":")[::2] for one in entry.senses] if entry is not None else []
        return tuple((language, other) for language, other in words if synonym_key(other) != key)

    @cached_property
    def _own_synonyms(self) -> dict[str, Entry]:
        return synonyms_of(self._own)

    def parts(self, text: str, language: str) -> list[Part]:
        """What a text falls into, in its order, with the English; none without a glossary of its language."""
        return self._parts(text[:_MOST_CHARACTERS], language) if language in LANGUAGES else []

    def notes(self, text: str, language: str) -> tuple[tuple[str, str], ...]:
        """(as written, English) of the longest words of a passage, at most twelve, in its order.

        A help to judge a passage, headed as made by machine; never a sentence, no translation.
        """
        words = self.gloss(text, language).words
        kept = set(sorted(words, key=lambda word: -len(word[0]))[:_MOST_NOTES])
        return tuple(word for word in words if word in kept)

    def _parts(self, text: str, language: str) -> list[Part]:
        overlay, table = self._overlay(language), self._dictionaries.get(language)
        if language == "ja":
            return read_japanese(text, overlay, table)
        if language == "zh":
            return read_characters(text, language, overlay, table)
        if language == "ko":
            return read_korean(text, overlay, table)
        return read_words(text, language, overlay, table)

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
            if language in _LATIN:
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
            return "zh" if is_chinese(text) else "ja"
        words = [word.casefold() for word in _LATIN_WORD.findall(text)]
        latin = [word for word in words if word[0] < "\u0250"]
        if not latin or len(latin) * 2 < len(words):
            return "und"
        scores = {language: self._own_words(latin, language) for language in ("en", "de", "es", "fr")}
        return max(scores, key=lambda language: scores[language])  # English where nothing tells

    def _own_words(self, words: Iterable[str], language: str) -> float:
        """How much the words look like this language: function words and entries count, marks decide."""
        function = FUNCTION_WORDS[language]
        if language == "en":
            own, shipped = self._own_english, self._words.english
            return 0.1 + sum(word in function or word in own or word in shipped for word in words)
        overlay = self._overlay(language)
        score = 0.0
        for word in words:
            bare = _ELISION.sub("", word)
            score += (word in function) + (overlay.find(stems(bare, language)) is not None)
            score += 1.5 * any(mark in word for mark in _MARKS[language])
        return score

    @cached_property
    def _own_english(self) -> frozenset[str]:
        return frozenset(word for one in self._own for word in str(one["en"]).casefold().split())

    def _overlay(self, language: str) -> Overlay:
        """The glossary of one language, made when the language is first met."""
        if language not in self._overlays:
            words = [(word, str(one["en"])) for one in self._own for word in one.get(language, ())]
            self._overlays[language] = Overlay(
                entries_of(words, OWN_COST, lambda word: _key(word, language)) | forms_of(words),
                self._words.entries(language, lambda word: _key(word, language)),
            )
        return self._overlays[language]


def _key(word: str, language: str) -> str:
    """How a word of a glossary file is looked up."""
    if language == "ja":
        return "".join(token.text for token in tokenize(word, "ja"))
    if language in ("zh", "ko"):
        return word.strip()
    return stems(word, language)
