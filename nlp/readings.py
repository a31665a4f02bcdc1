"""What the learned parts read of a text that is not in English: its gloss, where the glossary and the
dictionaries of this machine know enough of it.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.crosslingual import ENOUGH, LANGUAGES, Glossary
from nlp.embed import Embedder

_FURTHER = 0.5  # weight of the reading with all senses beside that of the first ones, as of questions


class Readings:
    """English readings of texts for an English model.

    What a text is about is read by the given glossary, with its dictionaries (None: the shipped words alone).
    A sentence, whose classifier would take more ordinary sentences of such a gloss for news, is read by the
    shipped words alone.
    """

    def __init__(self, glossary: Glossary | None = None) -> None:
        self._given = glossary

    def version_for(self, language: str) -> str:
        """Changes whenever texts of this language would be read otherwise; shipped and own words apart, which
        are the tagger's to watch. Of "und" every language counts.
        """
        return "" if language == "en" else (self._given or _shipped()).version_for(language)

    @staticmethod
    def known(language: str) -> bool:
        """Whether texts of this language can be read at all."""
        return language == "en" or language in LANGUAGES

    @staticmethod
    def sentence(text: str, language: str) -> str:
        """The text as one line of English: itself, its gloss, or "" where too little of it is known."""
        line = " ".join(text.split())
        if language == "en":
            return line
        reading = _shipped().reading(line, language)
        return reading.text if reading.english else ""

    def subject(self, embedder: Embedder, text: str, language: str) -> NDArray[np.float32] | None:
        """Unit vector of what the text is about; None where too little of it is known.

        Of a gloss, the first senses and, by half, all senses: a wrong sense misleads less.
        """
        if not text.strip() or not self.known(language):
            return None
        if language == "en":
            return np.asarray(embedder.embed([text])[0], dtype=np.float32)
        gloss = (self._given or _shipped()).gloss(text, language)
        if gloss.known_share < ENOUGH:
            return None
        texts = [gloss.english, gloss.wide] if gloss.wide else [gloss.english]
        vectors = np.asarray(embedder.embed(texts), dtype=np.float32)
        vector = vectors[0] + (_FURTHER * vectors[1] if gloss.wide else 0.0)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


@cache
def _shipped() -> Glossary:
    """The shipped glossary, read once, when a text of another language first needs it."""
    return Glossary.load()
