"""A gloss as one vector: the first sense of each word and, by half, all its senses, lest a wrong one mislead.

Measured in docs/choices.md, 2026-11-26.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

_FURTHER = 0.5  # weight of the reading with all senses beside that of the first ones


class GlossTexts(Protocol):
    """What is needed of a gloss (nlp.crosslingual.Gloss has it)."""

    @property
    def english(self) -> str:
        """The text read by the first sense of each word."""

    @property
    def wide(self) -> str:
        """The same with further senses; "" where there are none."""


def texts_of_gloss(gloss: GlossTexts) -> list[str]:
    """What is embedded of a gloss, one text or two."""
    return [gloss.english, gloss.wide] if gloss.wide else [gloss.english]


def vector_of_gloss(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """One vector of unit length from those of `texts_of_gloss`, in their order."""
    if len(vectors) == 1:
        return np.asarray(vectors[0], dtype=np.float32)
    return unit(vectors[0] + _FURTHER * vectors[1])


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vector at length 1."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)
