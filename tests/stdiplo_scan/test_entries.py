from __future__ import annotations

import numpy as np
import pytest

from crawlers.document import Document
from nlp.crosslingual import Glossary
from nlp.tags import TaggedDocument
from stdiplo_scan.entries import make_entries
from stdiplo_scan.headlines import read_headlines, story_items

GLOSSARY = Glossary.load()


class Listening:
    """An embedder that keeps what it was given to read."""

    model_id = "listening"
    dimension = 4
    token_limit = 50

    def __init__(self) -> None:
        self.read: list[str] = []

    def embed(self, texts):
        self.read.extend(texts)
        return np.eye(4, dtype=np.float32)[[len(text) % 4 for text in texts]].reshape(-1, 4)

    def embed_queries(self, texts):
        return self.embed(texts)

    def count_tokens(self, text):
        return len(text.split())


def document(name: str, title: str, text: str, language: str) -> Document:
    return Document(id=name, url="", title=title, text=text, language=language)


def entries_of(embedder: Listening, *documents: Document):
    tagged = [TaggedDocument(one.id, one.language, (), (), (), "t") for one in documents]
    return make_entries(embedder, GLOSSARY, documents, tagged)


def test_a_foreign_passage_that_the_glossary_knows_is_embedded_as_english():
    embedder = Listening()
    made = entries_of(embedder, document("a", "量子コンピュータ 共同研究 協定", "", "ja"))
    assert embedder.read == ["quantum computer joint research agreement"]
    assert "quantum" in made[0].glosses[0].split()


def test_a_foreign_passage_that_the_glossary_hardly_knows_is_embedded_as_it_is():
    embedder = Listening()
    entries_of(embedder, document("a", "猫が縁側で昼寝をしている", "", "ja"))
    assert embedder.read == ["猫が縁側で昼寝をしている"]


def test_entries_of_a_batch_are_those_of_each_alone():
    some = [
        document("a", "Fuel cells", "Two ministries signed. They met.", "en"),
        document("b", "", "", "en"),
        document("c", "蓄電池", "共同研究。", "ja"),
    ]
    whole = entries_of(Listening(), *some)
    for one, entry in zip(some, whole, strict=True):
        alone = entries_of(Listening(), one)[0]
        assert (alone.passages, alone.words, alone.glosses) == (entry.passages, entry.words, entry.glosses)
        assert np.array_equal(alone.vectors, entry.vectors)
    assert whole[0].glosses == ("",) * len(whole[0].passages)


@pytest.mark.parametrize("title", ["", "\x00", "甲乙丙丁", "اختبار"])
def test_a_headline_that_cannot_be_read_has_no_vector(title):
    assert read_headlines(Listening(), GLOSSARY, [(title, "zh")]) == [(None, False)]


def test_story_items_read_headlines_and_name_no_parties():
    items = story_items(
        Listening(),
        GLOSSARY,
        [document("a", "Kenya and Germany sign", "x", "en"), document("b", "", "Only a text.", "en")],
    )
    assert [item.title for item in items] == ["Kenya and Germany sign", "Only a text."]
    assert all(item.vector is not None and item.english and not item.parties for item in items)


def test_each_passage_of_a_mixed_page_is_read_in_its_own_language():
    embedder = Listening()
    abstract = "The plan names the fields of research that will be funded in the coming years."
    text = f"量子コンピュータの共同研究協定である。\n{abstract}\n人工知能の研究協定である。"
    [entry] = entries_of(embedder, document("a", "", text, "ja"))
    assert [passage.language for passage in entry.passages] == ["ja", "en", "ja"]
    assert entry.glosses[1] == ""
    assert all((entry.glosses[0], entry.glosses[2]))
    assert embedder.read[1] == abstract  # embedded as written, not as a reading
    assert "field" in entry.words[1].split()  # stemmed as English
