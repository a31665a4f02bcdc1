"""A sentence in another language read word by word as English, by the word lists of taxonomy/words.

For the classifiers of signals and fields alone, and never shown. A gloss for searching leaves out what stands
between the telling words; this keeps it, for "not", "with" and "will" tell who does what. A word list holds
the forms that official pages and news use, each in the one sense that it mostly has there.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from nlp.chinese_letters import in_simplified
from nlp.clitics import CLITICS
from nlp.crosslingual import LANGUAGES, SHIPPED, read_concepts
from nlp.glossing.parts import Part, Span, cheapest_path
from nlp.sentence_reading import stand_ins
from nlp.tokens import normal_word, sudachi

WORDS_VERSION = "words-2"  # raised when the same list would read a sentence otherwise
ENOUGH = 0.6  # share of a sentence's letters that must stand in known words
_FOLDER = resources.files("nlp").joinpath("taxonomy", "words")
_BY_CHARACTER = {"ko": 8, "th": 20, "zh": 8}  # cut at the least cost; characters that one entry may span
_NO_BLANKS = frozenset({"ja", *_BY_CHARACTER})
_COMPOUNDING = frozenset({"da", "de", "fi", "hu", "nl", "no", "sv"})  # words joined with what they govern
_LINKS = ("", "s", "n", "en", "es", "er", "e", "-")  # between the parts of such a word
_SHORTEST = 3  # letters of a part
_MOST_UNITS = {"ja": 6, **_BY_CHARACTER}  # words or characters that one entry may span
_PHRASE = 5
_NO_FORMS = frozenset({"vi", *_NO_BLANKS})  # words that never change
# Endings of cases and persons, the longest where one fits: Snowball has no stemmer of Ukrainian.
_UKRAINIAN = re.compile(
    "(?<=.{4})(?:ями|ами|ими|іми|ого|ому|ові|еві|єві|ій|ої|ою|ею|єю|их|іх|ах|ях|ів|їв|ам|ям|ом|ем|єм|им"
    "|[аеиіоуюяьйїє])$"
)
_MOST = 4_000  # characters of a sentence
_UNIT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,:]\d+)*|[^\w\s'’]")  # an apostrophe parts words
_WITH_MARKS = {  # languages that write a mark within words: зв'язок, ארה"ב
    language: re.compile(_UNIT.pattern.replace("(?:-", f"(?:[-{marks}]"))
    for language, marks in (("uk", "'"), ("he", "'\""))
}
_SUFFIX_OF_NAME = re.compile(r"(?:(?<=\w)|^)'[^\W\d_]+")  # Turkish: Japonya'nın
_QUOTES = str.maketrans({"’": "'", "ʼ": "'", "׳": "'", "״": '"'})
_CHARACTER = re.compile(r"[A-Za-z][A-Za-z-]*|\d+(?:[.,:]\d+)*|\S")
_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u3041-\uffdc]")
_VOWEL_SIGNS = re.compile("[\u0591-\u05c7\u0640\u064b-\u065f\u0670]")  # of Arabic and Hebrew
_MARKS = str.maketrans("，、。；：？！「」『』（）《》“”‘’·・", ',,.;:?!""""()""""\'\'  ')
_SOUNDS = re.compile("1{4,}")  # single characters in a row that are no words
_NEW = 2.0  # what a unit that no entry holds costs, an entry costing one


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of one language: forms and phrases as written, and single words by their stems."""

    language: str
    forms: dict[str, str]  # in small letters; phrases joined by blanks, or by nothing where none are written
    stems: dict[str, list[str]]  # the forms of each

    def find(self, form: str) -> str | None:
        """The English of a form or phrase, "" where English says nothing; None where it is not known."""
        return self.forms.get(form)

    def find_like(self, word: str) -> str | None:
        """The English of another form of the word, or of the parts that it is made of."""
        found = self._by_stem(word)
        if found is None and "-" in word:
            parts = [self._part(part) for part in word.split("-")]
            found = " ".join(filter(None, parts)) if None not in parts else None
        if found is None and self.language in _COMPOUNDING:
            found = self._compound(word, 2) or self._compound(word, 3)
        return found

    def _part(self, word: str) -> str | None:
        found = self.forms.get(word)
        return found if found is not None else self._by_stem(word)

    def _by_stem(self, word: str) -> str | None:
        """The English of the form with its stem that begins most like it: endings tell the tense."""
        forms = self.stems.get(_stem(word, self.language))
        if not forms:
            return None
        alike = max(forms, key=lambda form: (_shared(form, word), -len(form)))
        return self.forms[alike]

    def clitic(self, word: str) -> str:
        """What is written on the front of a word that is itself not known; "" where nothing is."""
        if word in self.forms:
            return ""
        fronts = [
            front
            for front in CLITICS.get(self.language, ())
            if word.startswith(front) and len(word) - len(front) >= _SHORTEST - 1
        ]
        for known in (self.forms.__contains__, lambda rest: _stem(rest, self.language) in self.stems):
            if found := next((front for front in fronts if known(word[len(front) :])), ""):
                return found
        return ""

    def _compound(self, word: str, parts: int) -> str | None:
        """Two or three known words written together, the last as long as can be."""
        for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
            if not (tail := self._part(word[cut:])):
                continue
            for link in _LINKS:
                head = word[:cut].removesuffix(link)
                if not word[:cut].endswith(link) or len(head) < _SHORTEST:
                    continue
                if first := self._part(head) if parts == 2 else self._compound(head, parts - 1):
                    return f"{first} {tail}"
        return None


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word, a mark, what Arabic and Hebrew write on a word's front or, in Korean, Thai and Chinese, a
    character.
    """

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
        parts = list(_read(list(_units(sentence[last:start], words, begins=last == 0)), words))
        for part in _without_sounds(parts) if language in _BY_CHARACTER else parts:
            if part.senses:
                known += len(part.written)
                told.append(part.senses[0])
                continue
            unknown += 0 if part.kept else len(part.written)
            if not _BEYOND_LATIN.search(part.written):
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


def _units(text: str, words: WordList, *, begins: bool) -> Iterator[_Unit]:
    language = words.language
    if language == "ja":
        for morpheme in sudachi().tokenize(text):
            written, form = morpheme.surface(), morpheme.dictionary_form()
            kind = morpheme.part_of_speech()
            word = kind[0] not in {"補助記号", "空白", "記号"} and kind[1] != "数詞"
            yield _Unit(written, form.casefold(), written, word, name=kind[1] == "固有名詞")
        return
    pattern = _CHARACTER if language in _BY_CHARACTER else _WITH_MARKS.get(language, _UNIT)
    text = _VOWEL_SIGNS.sub("", unicodedata.normalize("NFC", text)).translate(_QUOTES)
    if language == "tr":
        text = _SUFFIX_OF_NAME.sub("", text)
    for match in pattern.finditer(text):
        written = match.group()
        folded = fold(written, language)
        while clitic := words.clitic(folded):
            if CLITICS[language][clitic]:
                yield _Unit(clitic, clitic, clitic, word=True)
            written = folded = folded.removeprefix(clitic)
        word = written[0].isalpha() or unicodedata.category(written[0]) == "Mn"  # a Thai vowel or tone
        name = word and written[0].isupper() and language != "de" and not (begins and match.start() == 0)
        yield _Unit(written, folded, folded, word, name)


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))


def fold(written: str, language: str) -> str:
    """A word in the small letters by which it is looked up: Turkish has two kinds of i, ё may be е."""
    if language == "tr":
        written = written.replace("İ", "i").replace("I", "ı")
    folded = written.casefold()
    return folded.replace("ё", "е") if language == "ru" else folded


def _stem(word: str, language: str) -> str:
    return _UKRAINIAN.sub("", word, count=1) if language == "uk" else normal_word(word, language)


@functools.lru_cache(maxsize=12)  # 2 to 8 MB each
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
    stems: dict[str, list[str]] = {}
    if language not in _NO_FORMS:
        for form, english in forms.items():
            if " " not in form and english:
                stems.setdefault(_stem(form, language), []).append(form)
    words = WordList(language, forms, stems)
    if language in CLITICS:  # phrases as they are met: without what is written on their words
        for phrase in [form for form in forms if " " in form]:
            met = " ".join(unit.form for unit in _units(phrase, words, begins=True))
            forms.setdefault(met, forms[phrase])
        forms.update(CLITICS[language])
    return words
