"""Sentences for the classifier of signals: the default model's own vector and, beside it, that of its tuned
layers.

In numpy and f32, so that a sentence is judged alike by every process, whatever engine embeds the passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from nlp.default_embedder import DefaultEmbedder
from nlp.embed import DEFAULT_MODEL_TOKENS, default_model_folder
from nlp.model_tokens import ModelTokens
from nlp.question_engine import LAYERS, QuestionEngine, means
from nlp.tuned_layers import TunedLayers, load_layers

Vectors = npt.NDArray[np.float32]
_TUNED = "tuned."


class SentenceSpace(Protocol):
    """What makes the vectors that a classifier of sentences was trained on."""

    @property
    def model_id(self) -> str:
        """Name of the space."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors, float32, one row a text."""


class TwoReadings(QuestionEngine):
    """The default model read twice from the first tuned layer on."""

    vectors = 2

    def __init__(self, weights: Path, layers: TunedLayers, *, threads: int | None = None) -> None:
        """`weights`: the checked safetensors file of the model; `threads` None: all cores."""
        super().__init__(weights, threads=threads)
        self._first = layers.first
        self._weights = {
            **self._weights,
            **{_TUNED + name: array for name, array in layers.weights.items()},
        }

    def _infer(self, rows: Sequence[Sequence[int]]) -> Vectors:
        shared, ranges, spare = self._read(rows)
        for layer in range(self._first):
            shared = self._layer(shared, f"encoder.layer.{layer}", ranges, spare)
        found = []
        for kind in ("", _TUNED):
            states = shared
            for layer in range(self._first, LAYERS):
                states = self._layer(states, f"{kind}encoder.layer.{layer}", ranges, spare)
            found.append(means(states, ranges))
        return np.hstack(found)


class SentenceEmbedder:
    """English sentences -> the model's own vector and the tuned one; safe in several threads."""

    def __init__(self, layers: TunedLayers, *, threads: int | None = None) -> None:
        """Raises ModelError where the default model's files are missing."""
        source = default_model_folder()
        self._tokens = ModelTokens(source / "tokenizer.json", DEFAULT_MODEL_TOKENS)
        self._engine = TwoReadings(source / "model.safetensors", layers, threads=threads)
        self.model_id = layers.model_id

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Two unit-length vectors a text, float32, shape (len(texts), 2 * dimension of the model)."""
        return self._engine.embed([self._tokens.numbers(text) for text in texts])


def sentence_space(wanted: str, embedder: SentenceSpace) -> SentenceSpace | None:
    """What makes vectors of the space `wanted`: the embedder, or the shipped layers over its model; None
    where neither does.
    """
    if wanted == embedder.model_id:
        return embedder
    layers = load_layers()
    if layers is None or (layers.base_id, layers.model_id) != (embedder.model_id, wanted):
        return None
    threads = embedder.threads if isinstance(embedder, DefaultEmbedder) else None
    return SentenceEmbedder(layers, threads=threads)
