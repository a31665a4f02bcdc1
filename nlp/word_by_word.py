"""A sentence in another language read word by word as English, by the word lists of taxonomy/words.

For the classifier of signals alone, and never shown. A gloss for searching leaves out what stands between
the telling words; this keeps it, for "not", "with" and "will" tell who does what. A word list holds the
forms that official pages and news use, each in the one sense that it mostly has there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from nlp.chinese_letters import in_simplified
from nlp.crosslingual import LANGUAGES, SHIPPED, read_concepts
from nlp.glossing.parts import Part, Span, cheapest_path
from nlp.sentence_reading import stand_ins
from nlp.tokens import normal_word, sudachi

WORDS_VERSION = "words-1"  # raised when the same list would read a sentence otherwise
ENOUGH = 0.6  # share of a sentence's letters that must stand in known words
_FOLDER = resources.files("nlp").joinpath("taxonomy", "words")
_NO_BLANKS = frozenset({"ja", "zh"})
_COMPOUNDING = frozenset({"de", "nl", "sv"})  # words are written together with what they govern
_LINKS = ("", "s", "n", "en", "es", "er", "e", "-")  # between the parts of such a word
_SHORTEST = 3  # letters of a part
_MOST_UNITS = {"ja": 6, "zh": 8}  # words, or characters of Chinese, that one entry may span
_PHRASE = 5
_MOST = 4_000  # characters of a sentence
_UNIT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,:]\d+)*|[^\w\s'’]")  # an apostrophe parts words
_CHINESE_UNIT = re.compile(r"[A-Za-z][A-Za-z-]*|\d+(?:[.,:]\d+)*|\S")
_HAN_OR_KANA = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_MARKS = str.maketrans("，、。；：？！「」『』（）《》“”‘’·・", ',,.;:?!""""()""""\'\'  ')
_SOUNDS = re.compile("1{4,}")  # single characters in a row that are no words
_NEW = 2.0  # what a unit that no entry holds costs, an entry costing one


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of one language: forms and phrases as written, and the stems of single words."""

    language: str
    forms: dict[str, str]  # in small letters; phrases joined by blanks, in Japanese and Chinese by nothing
    stems: dict[str, str]

    def find(self, form: str) -> str | None:
        """The English of a form or phrase, "" where English says nothing; None where it is not known."""
        return self.forms.get(form)

    def find_like(self, word: str) -> str | None:
        """The English of another form of the word, or of the parts that it is made of."""
        found = self.stems.get(normal_word(word, self.language))
        if found is None and "-" in word:
            parts = [self._part(part) for part in word.split("-")]
            found = " ".join(filter(None, parts)) if None not in parts else None
        if found is None and self.language in _COMPOUNDING:
            found = self._compound(word)
        return found

    def _part(self, word: str) -> str | None:
        found = self.forms.get(word)
        return found if found is not None else self.stems.get(normal_word(word, self.language))

    def _compound(self, word: str) -> str | None:
        """Two known words written together, the second as long as can be."""
        for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
            if not (tail := self._part(word[cut:])):
                continue
            for link in _LINKS:
                head = word[:cut].removesuffix(link)
                if word[:cut].endswith(link) and len(head) >= _SHORTEST and (first := self._part(head)):
                    return f"{first} {tail}"
        return None


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word, a mark or, in Chinese, a character."""

    written: str
    form: str  # as it is looked up
    inside: str  # the same within a phrase, before its last word
    word: bool  # not a mark or a number
    name: bool = False


@functools.cache
def languages_listed() -> frozenset[str]:
    """The languages that have a word list."""
    return frozenset(
        file.name.removesuffix(".tsv") for file in _FOLDER.iterdir() if file.name.endswith(".tsv")
    )


def read_word_by_word(sentence: str, language: str) -> str:
    """The sentence in English words, with stand-ins for its countries; "" where too little of it is known.

    Of a text beyond 4,000 characters the beginning. `language`: one of `languages_listed`.
    """
    sentence = in_simplified(sentence[:_MOST]) if language == "zh" else sentence[:_MOST]
    words = load_words(language)
    told: list[str] = []
    known = unknown = last = 0
    for start, end, name in (*stand_ins(sentence, language), (len(sentence), len(sentence), "")):
        parts = list(_read(list(_units(sentence[last:start], language, begins=last == 0)), words))
        for part in _without_sounds(parts) if language == "zh" else parts:
            if part.senses:
                known += len(part.written)
                told.append(part.senses[0])
                continue
            unknown += 0 if part.kept else len(part.written)
            if not _HAN_OR_KANA.search(part.written):
                told.append(part.written.translate(_MARKS))
        told.append(name)
        last = end
    if not known or known < ENOUGH * (known + unknown):
        return ""
    return " ".join(one for one in told if one)


def _read(units: Sequence[_Unit], words: WordList) -> Iterator[Part]:
    """The units in order with their English, those of a phrase as one: as few entries as hold them all.

    Names, numbers and marks that no entry holds are kept.
    """
    for span in cheapest_path(len(units), _spans(units, words)):
        if span.part is not None:
            yield span.part
            continue
        unit = units[span.start]
        kept = unit.name or not unit.word
        like = None if kept else words.find_like(unit.form)
        yield Part(unit.written, () if like is None else (like,), kept=kept)


def _spans(units: Sequence[_Unit], words: WordList) -> Iterator[Span]:
    joint = "" if words.language in _NO_BLANKS else " "
    reach = _MOST_UNITS.get(words.language, _PHRASE)
    for end in range(1, len(units) + 1):
        yield Span(end - 1, end, _NEW, None)
        for start in range(end - 1, max(end - reach, 0) - 1, -1):
            group = units[start:end]
            if len(group) > 1 and not group[0].word:
                break
            key = joint.join([*(unit.inside for unit in group[:-1]), group[-1].form])
            if (english := words.find(key)) is not None:
                yield Span(start, end, 1.0, Part(joint.join(unit.written for unit in group), (english,)))


def _without_sounds(parts: Sequence[Part]) -> Iterator[Part]:
    """The same without single characters in a row: a foreign name, written by its sound."""
    runs = "".join("1" if len(part.written) == 1 and part.written.isalpha() else "0" for part in parts)
    dropped = {at for run in _SOUNDS.finditer(runs) for at in range(*run.span())}
    return (part for at, part in enumerate(parts) if at not in dropped)


def _units(text: str, language: str, *, begins: bool) -> Iterator[_Unit]:
    if language == "ja":
        for morpheme in sudachi().tokenize(text):
            written, form = morpheme.surface(), morpheme.dictionary_form()
            kind = morpheme.part_of_speech()
            word = kind[0] not in {"補助記号", "空白", "記号"} and kind[1] != "数詞"
            yield _Unit(written, form.casefold(), written, word, name=kind[1] == "固有名詞")
        return
    pattern = _CHINESE_UNIT if language == "zh" else _UNIT
    for match in pattern.finditer(text):
        written = match.group()
        folded = written.casefold()
        word = written[0].isalpha()
        name = word and written[0].isupper() and language != "de" and not (begins and match.start() == 0)
        yield _Unit(written, folded, folded, word, name)


@functools.cache
def load_words(language: str) -> WordList:
    """The word list of a language that has one, and behind it the words of the shipped glossary."""
    forms: dict[str, str] = {}
    for line in _FOLDER.joinpath(f"{language}.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            form, _, english = line.partition("\t")
            forms[form] = english
    if language in LANGUAGES:
        for concept in read_concepts(SHIPPED):
            for word in concept.get(language, ()):
                forms.setdefault(str(word).casefold(), str(concept["en"]))
    stems: dict[str, str] = {}
    if language not in _NO_BLANKS:
        for form, english in forms.items():
            if " " not in form and english:
                stems.setdefault(normal_word(form, language), english)
    return WordList(language, forms, stems)
