"""Documents and their tags -> entries of the store: passages, words, English readings and vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawlers.document import Document
from index.records import Entry
from nlp.crosslingual import Glossary
from nlp.embed import Embedder
from nlp.passages import split_passages
from nlp.tags import TaggedDocument
from nlp.tokens import index_words

ENOUGH = 3  # words that a gloss must have to be embedded in the passage's place


def read_passage(glossary: Glossary, text: str, language: str) -> tuple[str, str]:
    """The words of a passage's English reading ("" of an English one), and the text that is embedded."""
    if language == "en":
        return "", text
    gloss = glossary.gloss(text, language)
    embedded = gloss.english if len(gloss.english.split()) >= ENOUGH else text
    return index_words(gloss.wide or gloss.english, "en"), embedded


def make_entries(
    embedder: Embedder, glossary: Glossary, documents: Sequence[Document], tagged: Sequence[TaggedDocument]
) -> list[Entry]:
    """The documents cut into passages, made into words and embedded; one call of the model for all passages.

    A foreign passage is found by the words of its gloss too, and by the gloss's vector where the gloss has
    some words, else by its own: with few words known that still finds more than the text as written.
    """
    passages = [
        split_passages(replace(one, language=tags.language), embedder.count_tokens, embedder.token_limit)
        for one, tags in zip(documents, tagged, strict=True)
    ]
    words: list[str] = []
    glosses: list[str] = []
    read: list[str] = []
    for document, ranges in zip(documents, passages, strict=True):
        content = document.content
        for passage in ranges:
            text = content[passage.start : passage.end]
            words.append(index_words(text, passage.language))
            gloss, embedded = read_passage(glossary, text, passage.language)
            glosses.append(gloss)
            read.append(embedded)
    vectors = embedder.embed(read)
    entries = []
    at = 0
    for document, tags, ranges in zip(documents, tagged, passages, strict=True):
        until = at + len(ranges)
        entries.append(
            Entry(
                document=document,
                tagged=tags,
                passages=ranges,
                words=tuple(words[at:until]),
                glosses=tuple(glosses[at:until]),
                vectors=vectors[at:until],
            )
        )
        at = until
    return entries
