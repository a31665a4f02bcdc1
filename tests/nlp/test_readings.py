"""What the learned parts read of foreign texts: by the dictionary, or nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from crawlers.document import Document
from nlp.crosslingual import LANGUAGES, SHIPPED, Glossary, read_concepts
from nlp.dictionaries.word_table import Entry, WordTable, write_table
from nlp.embed import Vectors
from nlp.fields_model import load_fields_model
from nlp.office_models import OfficeModels
from nlp.readings import EVERY, Readings, languages_read
from nlp.tagger import Tagger
from nlp.tags import BY_GLOSS
from nlp.taxonomy_files import FIELD_CODES
from nlp.word_by_word import read_word_by_word

JAPANESE = "鏡が割れた。"  # no term of any field
WORDS = {"鏡": "mirror;looking glass", "割れる": "break"}


class Heard:
    """Vectors that lie where the shipped model sees the quantum field, and the texts that it was given."""

    dimension, token_limit = 384, 254

    def __init__(self) -> None:
        self.texts: list[str] = []
        model = load_fields_model()
        self.model_id = model.model_id
        weights = model.weights[FIELD_CODES.index("QUA")] + model.weights[-1]
        self.vector = (weights / np.linalg.norm(weights)).astype(np.float32)

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return np.tile(self.vector, (len(texts), 1))

    embed_queries = embed

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def dictionary(path: Path, edition: str = "1") -> WordTable:
    entries = [Entry(word, tuple(senses.split(";")), 1.1) for word, senses in WORDS.items()]
    write_table(path, entries, [], {"id": edition})
    return WordTable(path)


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    path = tmp_path_factory.mktemp("dictionaries") / "ja-1.sqlite"
    return Glossary(None, (), {"ja": dictionary(path)})


def document(text: str, language: str) -> Document:
    return Document(id="d", url="", title="", text=text, language=language)


def test_a_foreign_document_has_its_fields_by_the_dictionary_and_says_so(glossary: Glossary) -> None:
    embedder = Heard()
    [tagged] = Tagger.load(embedder, glossary=glossary).tag([document(JAPANESE, "ja")])
    [field, *_] = tagged.of_kind("field")
    assert (field.value, field.evidence) == ("QUA", ())
    assert field.by.endswith(BY_GLOSS)
    assert embedder.texts[:2] == ["mirror break", "mirror looking glass break"]


def test_without_the_dictionary_a_document_is_read_by_the_word_list_and_says_so() -> None:
    embedder = Heard()
    [tagged] = Tagger.load(embedder, glossary=Glossary(())).tag([document("Le miroir est cassé.", "fr")])
    [field, *_] = tagged.of_kind("field")
    assert field.by.endswith(BY_GLOSS)
    assert embedder.texts[0].split() == read_word_by_word("Le miroir est cassé.", "fr").split()


def test_without_dictionary_and_list_nothing_is_guessed_from_letters() -> None:
    embedder = Heard()
    for language in ("el", "und"):
        [tagged] = Tagger.load(embedder, glossary=Glossary(())).tag(
            [document("Ο καθρέφτης έσπασε.", language)]
        )
        assert tagged.of_kind("field") == ()
    assert embedder.texts == []


def test_the_glossary_alone_says_nothing_of_what_a_text_is_about() -> None:
    embedder = Heard()
    for shipped in (None, Glossary.load()):
        assert Readings(shipped).subject(embedder, "Κβαντική τεχνολογία", "el") is None
    assert embedder.texts == []


def test_an_english_document_is_read_as_it_is(glossary: Glossary) -> None:
    embedder = Heard()
    [tagged] = Tagger.load(embedder, glossary=glossary).tag([document("The mirror broke.", "en")])
    assert not tagged.of_kind("field")[0].by.endswith(BY_GLOSS)
    assert embedder.texts[0].strip() == "The mirror broke."


def test_a_dictionary_touches_the_documents_of_its_language_alone(tmp_path: Path, glossary: Glossary) -> None:
    without, one = (Tagger.load(Heard(), glossary=read) for read in (Glossary(()), glossary))
    other = Tagger.load(Heard(), glossary=Glossary((), (), {"ja": dictionary(tmp_path / "ja-2.sqlite", "2")}))
    for language in ("en", "de", "ru"):
        assert len({tagger.version_for(language) for tagger in (without, one, other)}) == 1
    for language in ("ja", "und"):
        assert len({tagger.version_for(language) for tagger in (without, one, other)}) == 3
    ruled = [Tagger.load(None, glossary=read).version_for("ja") for read in (Glossary(()), glossary)]
    assert ruled[0] == ruled[1]  # without a model nothing is read by it


def test_a_sentence_is_read_by_the_words_that_ship_and_by_no_dictionary(glossary: Glossary) -> None:
    readings = Readings(glossary)
    assert readings.sentence(JAPANESE, "ja") == Readings().sentence(JAPANESE, "ja")
    assert "not" in readings.sentence("量子技術の協定に署名しなかった", "ja").split()  # by the word list
    assert "quantum" in readings.sentence("양자 기술 협력", "ko")  # no list: by the glossary
    assert readings.sentence("Two\n lines", "en") == "Two lines"
    assert readings.sentence("Deux\n accords", "fr") == "two agreements"


class Polyglot(Heard):
    """A model to which a word of the shipped glossary, in any language, is its concept."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, int] = {}
        for place, one in enumerate(read_concepts(SHIPPED)):
            for language in LANGUAGES:
                self.places.update(dict.fromkeys(one.get(language, ())[:1], place))
            self.places[str(one["en"]).split(";")[0]] = place

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not set(texts) <= set(self.places):
            return super().embed(texts)
        return np.eye(1 + max(self.places.values()), dtype=np.float32)[[self.places[text] for text in texts]]


def test_the_languages_that_a_model_reads_are_found_by_trying() -> None:
    assert languages_read(Heard()) == ()
    assert languages_read(Polyglot()) == (*LANGUAGES, EVERY)


def test_a_model_that_reads_a_language_is_given_the_text_itself(glossary: Glossary) -> None:
    embedder = Heard()
    learned = OfficeModels("office-1", None, load_fields_model(), {"model": "many", "reads": ["ja"]})
    tagger = Tagger.load(embedder, models=learned, glossary=glossary)
    for language, seen in (("ja", [JAPANESE]), ("pt", [])):
        embedder.texts.clear()
        [tagged] = tagger.tag([document(JAPANESE, language)])
        assert [text.strip() for text in embedder.texts] == seen
        assert bool(tagged.of_kind("field")) == bool(seen)
        assert not any(field.by.endswith(BY_GLOSS) for field in tagged.of_kind("field"))
    every = replace(learned, card={"model": "many", "reads": ["ja", EVERY]})
    [tagged] = Tagger.load(embedder, models=every).tag([document("O espelho partiu-se.", "pt")])
    assert tagged.of_kind("field")[0].value == "QUA"
    assert Tagger.load(Heard(), models=every).version_for("pt") != tagger.version_for("pt")
