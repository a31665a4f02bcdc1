"""A document with everything that was found in it: language, countries, regions, fields, signals,
organisations, terms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from crawlers.document import Document
from crawlers.extract.language import detect_language
from crawlers.extract.mixed_languages import languages_of_sentences
from nlp.chinese_letters import LETTERS_FILE, as_written, in_simplified
from nlp.classifier import Classifier, Guess, choose_sentences, load_classifier
from nlp.crosslingual import Glossary
from nlp.embed import Embedder
from nlp.fields_model import FieldsModel, load_fields_model
from nlp.former_states import year_of
from nlp.instruments import instrument_head
from nlp.office_models import OfficeModels
from nlp.office_words import OfficeWords
from nlp.organisations import OrganisationMention, find_organisations
from nlp.parsing import Parsers
from nlp.parties import Mention, gather_mentions
from nlp.places import PlaceMention, find_places
from nlp.readings import Readings
from nlp.regions import regions_of_tags
from nlp.rereading import GRAMMAR_VERSION, Rereading
from nlp.roles import ROLES_VERSION, tag_countries
from nlp.salience import LEARNED
from nlp.sentence_engine import sentence_space
from nlp.sentence_reading import with_stand_ins
from nlp.sentences import split_sentences
from nlp.signal_input import FieldHit, SignalInput
from nlp.signals import RULES_VERSION, find_signals, find_triggers
from nlp.tags import BY_GLOSS, Range, Signal, Tag, TaggedDocument
from nlp.terms import key_terms
from nlp.topics import FieldScore, tag_fields
from nlp.triggers import FULLY_RULED, Trigger, lower_text
from nlp.word_by_word import languages_listed

CODE_VERSION = "3"
# What makes each kind of tag; raised with the code, so that a tag says by which version it was made.
TERMS_VERSION, NAMES_VERSION, PHRASES_VERSION = "field-terms-1", "organisations-1", "key-terms-1"
SENTENCES_EMBEDDED = 12  # a document; the rest is judged by rules alone
_MAX_SENTENCE = (
    1_500  # characters; longer ones are cut for rules, so that a wall of text costs what a page costs
)
_FIELD_TEXT = 1_200  # characters of title and lead that stand for the document's subject
_HEAD = 600  # characters of a text without title that tell its year
_FLAT = str.maketrans("\n\r\t\x0b\x0c\x85\u00a0\u2028\u2029", " " * 9)  # one for one: ranges stay
_DATA = frozenset({".yml", ".yaml", ".npz", ".csv", ".json", ".tsv"})
_TERMS = 12
_APART = 4  # characters at most between two sentences of one run


@dataclass(frozen=True, slots=True)
class _Read:
    """A document half way: everything that needs no embedding."""

    document: Document
    language: str  # as told or found; "und" where neither
    text: SignalInput  # its language: that which the rules read by
    content: str
    simple: str  # the same in simplified letters where it is Chinese
    places: list[PlaceMention]
    organisations: list[OrganisationMention]
    triggers: list[list[Trigger]]
    chosen: list[int]  # sentences for the classifier


class Tagger:
    """The pipeline from Document to TaggedDocument. Not safe for use by several threads at once."""

    def __init__(
        self,
        embedder: Embedder | None,
        classifier: Classifier | None,
        fields: FieldsModel | None = None,
        words: OfficeWords | None = None,
        parsers: Parsers | None = None,
        *,
        readings: Readings | None = None,
    ) -> None:
        """`fields`: an office's model instead of the shipped one; `words`: its own besides the shipped;
        `parsers`: what reads the grammar of doubtful sentences, none where None; `readings`: how foreign
        texts are read, by the shipped words where None.
        """
        self._parsers = parsers or Parsers()
        self._embedder = embedder
        self._readings = readings or Readings()
        self._own_fields = fields
        self._words = words or OfficeWords()
        self._versions: dict[str, str] = {}
        self._classifier, self._space = classifier, None
        if embedder is not None and classifier is not None:
            self._space = sentence_space(classifier.model_id, embedder)
        if self._space is None:
            self._classifier = None  # weights belong to one vector space

    @classmethod
    def load(
        cls,
        embedder: Embedder | None = None,
        *,
        models: OfficeModels | None = None,
        words: OfficeWords | None = None,
        parsers: Parsers | None = None,
        glossary: Glossary | None = None,
    ) -> Tagger:
        """A tagger with the rules that come with the product; with an embedder also the learned parts.

        `models`: an office's own, in the place of the shipped ones; `words`: its own besides the shipped;
        `parsers`: as in the constructor; `glossary`: with the dictionaries of this machine.
        """
        own = models or OfficeModels("")
        shipped = load_classifier() if embedder is not None else None
        readings = Readings(glossary, own.reads)
        return cls(embedder, own.classifier or shipped, own.fields, words, parsers, readings=readings)

    @cached_property
    def version(self) -> str:
        """Changes whenever the taxonomy, a model, the glossary or a declared version of the code does."""
        return self.version_for("und")

    def version_for(self, language: str) -> str:
        """The version that documents of this language are tagged by: a change of another language's rules
        leaves it as it is. Of "und", whose language is found while tagging, everything counts.
        """
        if language not in self._versions:
            digest = hashlib.sha256(_taxonomy_digest(_rules_of_others(language)).encode())
            parts = [CODE_VERSION, RULES_VERSION, ROLES_VERSION]
            if self._classifier is not None:
                parts.append(self._classifier.digest)
            if self._own_fields is not None:
                parts.append(self._own_fields.digest)
            parsed = self._parsers.versions if language == "und" else (self._parsers.version(language),)
            parts += [f"{GRAMMAR_VERSION}:{one}" for one in parsed if one]
            if self._embedder is not None:
                parts.append(self._readings.version_for(language))
            digest.update("|".join(parts).encode())
            own = f"+{self._words.digest}" if self._words.digest else ""
            self._versions[language] = f"tags-{CODE_VERSION}-{digest.hexdigest()[:12]}{own}"
        return self._versions[language]

    def tag(self, documents: Sequence[Document]) -> list[TaggedDocument]:
        """One record a document, in their order; a batch gives what one by one gives.

        Any text is tagged, the empty one and hostile ones included; all ranges lie within the
        document's content.
        """
        return [self._finish(self._read(document)) for document in documents]

    def _read(self, document: Document) -> _Read:
        content = document.content
        language = document.language
        if not language or language == "und":
            language = detect_language(content)
        found_language, language = language, _read_as(language, content)
        sentences = _sentences(content, len(document.title), language)
        told = languages_of_sentences(content, sentences, language, publisher=document.languages)
        mixed = any(one != language for one in told)
        places = find_places(
            content.replace("臺", "台"),  # in names of Taiwan's towns and of itself
            title_end=len(document.title),
            language=language,
            own=self._words.find_names(content),
            year=year_of(document.title or content[:_HEAD], document.published),
            passages=_foreign(sentences, told, language) if mixed else (),
        )
        organisations = find_organisations(content, language, own=self._words.organisations)
        mentions = gather_mentions(places, organisations)
        simple = in_simplified(content) if language == "zh" else content
        flat = simple.translate(_FLAT)
        lower = lower_text(flat)
        head = instrument_head(simple, len(document.title))
        text = SignalInput(
            flat,
            lower,
            len(document.title),
            head,
            language,
            sentences,
            mentions,
            languages=told if mixed else (),
        )
        triggers = find_triggers(text)
        flags = _flags(sentences, mentions, triggers, title_end=len(document.title))
        # of a language that nothing reads into English the classifier would judge the letters
        flags = [flag if self._readings.known(one) else 0.0 for flag, one in zip(flags, told, strict=True)]
        chosen = choose_sentences(flags, SENTENCES_EMBEDDED) if self._classifier is not None else []
        return _Read(document, found_language, text, content, simple, places, organisations, triggers, chosen)

    def _finish(self, read: _Read) -> TaggedDocument:
        document, title_end, language = read.document, read.text.title_end, read.text.language
        readings = {index: self._reading(read, index) for index in read.chosen}
        guesses = self._guess(read, readings)
        glossed = not self._readings.itself(language)
        vector = None
        if self._embedder is not None:
            vector = self._readings.subject(self._embedder, read.simple[:_FIELD_TEXT], language)
        fields = tag_fields(
            read.content,
            title_end=title_end,
            language=language,
            vector=vector,
            glossed=glossed,
            model=self._own_fields,
            own=self._words.find_terms(read.content),
        )
        publisher = document.country or None
        grammar = Rereading(self._parsers, read.text, read.triggers)
        text = replace(
            read.text,
            reread=grammar,
            fields=[FieldHit(field.id, field.score, tuple(field.evidence)) for field in fields],
            published=document.published,
            publisher=publisher,
            guesses=guesses,
            readings=readings,
            japan_named=any(mention.code == "JP" for mention in read.text.mentions),
        )
        signals = [self._as_written(signal, read) for signal in find_signals(text, read.triggers)]
        countries = tag_countries(
            read.content,
            title_end=title_end,
            places=read.places,
            organisations=read.organisations,
            signals=signals,
            publisher=publisher,
            language=language,
        )
        learned = "" if vector is None else f"+{(self._own_fields or load_fields_model()).version}"
        learned += BY_GLOSS if learned and glossed else ""
        tags = (
            *(replace(tag, by=ROLES_VERSION) for tag in countries),
            *(replace(tag, by=f"{TERMS_VERSION}{learned}") for tag in _field_tags(fields)),
            *_organisation_tags(read.organisations),
            *(
                Tag("term", term, 1.0, by=PHRASES_VERSION)
                for term in key_terms(read.content, language, limit=_TERMS, sentences=read.text.sentences)
            ),
        )
        return TaggedDocument(
            document.id,
            read.language,
            tags,
            tuple(grammar.mark(self._with_model(signal)) for signal in signals),
            tuple(regions_of_tags(countries)),
            self.version_for(document.language or "und"),
        )

    @staticmethod
    def _as_written(signal: Signal, read: _Read) -> Signal:
        """The signal with its instrument in the letters of the document."""
        if signal.instrument is None or read.simple is read.content:
            return signal
        written = read.content.translate(_FLAT)
        name = as_written(read.text.content, signal.instrument, written, signal.evidence[0])
        return replace(signal, instrument=name)

    def _with_model(self, signal: Signal) -> Signal:
        """The signal with the version of the classifier that it rests on."""
        if self._classifier is None or not signal.by.endswith(LEARNED):
            return signal
        return replace(signal, by=f"{signal.by}-{self._classifier.digest[:8]}")

    def _guess(self, read: _Read, english: Mapping[int, str]) -> list[Guess | None]:
        """The classifier's view of the chosen sentences.

        Sentences go in one at a time per document, so that a batch changes nothing.
        """
        if self._classifier is None or self._space is None or not read.chosen:
            return []
        guesses: list[Guess | None] = [None] * len(read.text.sentences)
        readings = {index: with_stand_ins(words) for index, words in english.items()}
        chosen = [index for index in read.chosen if readings[index]]
        if not chosen:
            return guesses
        sentences = [readings[index] for index in chosen]
        vectors = np.asarray(self._space.embed(sentences), dtype=np.float32)
        for index, guess in zip(chosen, self._classifier.guess(sentences, vectors), strict=True):
            guesses[index] = guess
        return guesses

    def _reading(self, read: _Read, index: int) -> str:
        """The sentence in English: itself, or its gloss where the glossary knows enough of it, or ""."""
        sentence = read.simple[slice(*read.text.sentences[index])]
        return self._readings.sentence(sentence, read.text.at(index).language)


def _read_as(language: str, content: str) -> str:
    """The language whose rules read the text: English where none was found and the letters are Latin, as
    in a headline of four words.
    """
    if language != "und" or not content.strip():
        return language
    letters = [char for char in content[:_HEAD] if char.isalpha()]
    return "en" if letters and all(char.isascii() for char in letters) else language


def _rules_of_others(language: str) -> frozenset[str]:
    """The files of the taxonomy that no text of this language is tagged by."""
    if language == "und":
        return frozenset()
    others = {f"signals_{one}.yml" for one in FULLY_RULED if one not in ("en", language)}
    others |= {f"{one}.tsv" for one in languages_listed() if one != language}
    return frozenset(others if language == "zh" else {*others, LETTERS_FILE})


@cache
def _taxonomy_digest(without: frozenset[str]) -> str:
    """Of every file that a tag may come from but these: the taxonomy, its models and training sentences."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    files = [path for path in (folder / "taxonomy").rglob("*") if path.suffix in _DATA]
    for path in sorted([*files, *folder.glob("*.npz")]):
        if path.name not in without:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _sentences(content: str, title_end: int, language: str) -> list[Range]:
    """Non-empty sentences of at most 1,500 characters, sorted."""
    found: list[Range] = []
    for start, end in split_sentences(content, language):
        for begin in range(start, end, _MAX_SENTENCE):
            stop = min(end, begin + _MAX_SENTENCE)
            if content[begin:stop].strip():
                found.append((begin, stop))
    return found


def _foreign(sentences: Sequence[Range], told: Sequence[str], language: str) -> list[tuple[int, int, str]]:
    """Runs of sentences of one other language, whose names the page's own would not know."""
    runs: list[tuple[int, int, str]] = []
    for (start, end), spoken in zip(sentences, told, strict=True):
        if spoken in (language, "en", "ja", "und"):
            continue  # English and Japanese names are known on every page
        if runs and runs[-1][2] == spoken and start - runs[-1][1] < _APART:
            runs[-1] = (runs[-1][0], end, spoken)
        else:
            runs.append((start, end, spoken))
    return runs


def _flags(
    sentences: Sequence[Range],
    mentions: Sequence[Mention],
    triggers: Sequence[Sequence[Trigger]],
    *,
    title_end: int,
) -> list[float]:
    """How much each sentence deserves an embedding: triggers, mentions, and a place early in the document;
    one that has none of these is read where room is left.
    """
    flags: list[float] = []
    place = 0
    for index, (start, end) in enumerate(sentences):
        while place < len(mentions) and mentions[place].start < start:
            place += 1
        count = 0
        at = place
        while at < len(mentions) and mentions[at].start < end:
            count += 1
            at += 1
        flag = 2.0 * min(2, len(triggers[index])) + min(3, count)
        if flag and start <= title_end:
            flag += 2.0
        flags.append(flag + (0.5 if index < 4 else 0.1))
    return flags


def _field_tags(fields: Sequence[FieldScore]) -> list[Tag]:
    return [Tag("field", field.id, field.score, tuple(field.evidence)) for field in fields]


def _organisation_tags(mentions: Sequence[OrganisationMention]) -> list[Tag]:
    """One tag a name, by the number of its mentions, then by position."""
    ranges: dict[str, list[Range]] = {}
    for mention in mentions:
        ranges.setdefault(mention.name, []).append((mention.start, mention.end))
    ordered = sorted(ranges, key=lambda name: (-len(ranges[name]), ranges[name][0]))
    return [
        Tag(
            "organisation",
            name,
            round(min(1.0, 0.5 + 0.1 * len(ranges[name])), 4),
            tuple(ranges[name][:12]),
            by=NAMES_VERSION,
        )
        for name in ordered
    ]
