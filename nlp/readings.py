"""What the learned parts read of a text that is not in English: its gloss, where the glossary and the
dictionaries of this machine know enough of it; the text itself, where the model reads its language.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.crosslingual import ENOUGH, LANGUAGES, SHIPPED, Glossary, read_concepts
from nlp.embed import Embedder
from nlp.gloss_vector import texts_of_gloss, unit, vector_of_gloss
from nlp.word_by_word import WORDS_VERSION, languages_listed, read_word_by_word

EVERY = "*"  # among the languages that a model reads: those beyond the six that can be measured, too
_PAIRS = 200  # concepts by which a language is tried
_LISTED = 0.5  # weight of the reading by a list of words beside that by a dictionary
_READ = 0.6  # share of them whose word must lie nearest to its own English of all


class Readings:
    """Readings of texts for one embedding model; by itself it reads English and the languages `reads`.

    What a text is about is read by the given glossary where that has a dictionary of its language, and by
    the list of its language's words where there is one; else not: the glossary's own words are those of
    cooperation and policy, and make policy of whatever they read. A sentence is read word by word where there
    is such a list, else by the shipped words: of a dictionary's gloss its classifier would take more ordinary
    sentences for news.
    """

    def __init__(self, glossary: Glossary | None = None, reads: Collection[str] = ()) -> None:
        self._given = glossary
        self._reads = frozenset((*reads, "en"))

    def itself(self, language: str) -> bool:
        """Whether the model is given texts of this language as they are."""
        return language in self._reads or EVERY in self._reads

    def version_for(self, language: str) -> str:
        """Changes whenever texts of this language would be read otherwise; shipped and own words apart, which
        are the tagger's to watch. Of "und" every language counts.
        """
        if language == "en":
            return ""
        if self.itself(language):
            return "itself"
        glossed = (self._given or _shipped()).version_for(language)
        listed = language == "und" or language in languages_listed()
        return f"{glossed}\n{WORDS_VERSION}" if listed else glossed

    def known(self, language: str) -> bool:
        """Whether texts of this language can be read at all."""
        return self.itself(language) or language in languages_listed() or language in LANGUAGES

    def sentence(self, text: str, language: str) -> str:
        """The text as one line: itself, its English words, or "" where too little of it is known."""
        line = " ".join(text.split())
        if self.itself(language):
            return line
        if language in languages_listed():
            return read_word_by_word(line, language)
        reading = _shipped().reading(line, language)
        return reading.text if reading.english else ""

    def subject(self, embedder: Embedder, text: str, language: str) -> NDArray[np.float32] | None:
        """Unit vector of what the text is about; None without a dictionary or list of its language, or where
        too little is known.

        Of a gloss, the first senses and, by half, all senses: a wrong sense misleads less. The reading by the
        list of words counts beside it by half, too.
        """
        if not text.strip():
            return None
        if self.itself(language):
            return np.asarray(embedder.embed([text])[0], dtype=np.float32)
        texts: list[str] = []
        if self._given is not None and language in self._given.languages:
            gloss = self._given.gloss(text, language)
            texts = texts_of_gloss(gloss) if gloss.known_share >= ENOUGH else []
        words = self.sentence(text, language) if language in languages_listed() else ""
        if not (texts or words):
            return None
        vectors = np.asarray(embedder.embed([*texts, words] if words else texts), dtype=np.float32)
        if not texts:
            return np.asarray(vectors[0], dtype=np.float32)
        read = vector_of_gloss(vectors[: len(texts)])
        return unit(read + _LISTED * vectors[-1]) if words else read


def languages_read(embedder: Embedder) -> tuple[str, ...]:
    """The languages besides English that a model reads by itself, tried on the shipped glossary's concepts.

    A word must lie nearer to its own English than to that of the other concepts, in three of five cases.
    A model that reads all six so is a multilingual one: `EVERY` stands beside them.
    """
    concepts = read_concepts(SHIPPED)
    found = []
    for language in LANGUAGES:
        pairs = [(str(one["en"]).split(";")[0], one[language][0]) for one in concepts if one.get(language)]
        english, words = zip(*pairs[:_PAIRS], strict=True)
        likeness = np.asarray(embedder.embed(words)) @ np.asarray(embedder.embed(english)).T
        share = float((likeness.argmax(axis=1) == np.arange(len(words))).mean())
        if share >= _READ:
            found.append(language)
    return (*found, EVERY) if len(found) == len(LANGUAGES) else tuple(found)


@cache
def _shipped() -> Glossary:
    """The shipped glossary, read once, when a text of another language first needs it."""
    return Glossary.load()
