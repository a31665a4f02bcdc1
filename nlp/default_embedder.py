"""The default model: questions at once in numpy, passages by an engine that is loaded with the first one.

A process that has that engine and asks again loads it for questions too: three quarters of their time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from nlp.model_tokens import ModelTokens
from nlp.openvino_engine import EngineError, OpenVinoEmbedder
from nlp.question_engine import QuestionEngine

Vectors = npt.NDArray[np.float32]

_AGAIN: Final = 2  # the question from which more will come


class PassageEngine(Protocol):
    """What embeds passages (nlp.openvino_engine, nlp.torch_engine)."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length vectors, one a row."""


class AskingEngine(Protocol):
    """What embeds questions (nlp.question_engine, nlp.openvino_engine)."""

    def embed(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """Unit-length vectors of rows of token numbers, one a row; in f32."""


class DefaultEmbedder:
    """Embedder of the default model's files; a process that only asks never loads the engine of passages.

    Questions are always f32, whatever the precision of passages, so that every process and every machine
    asks with the same vector.
    """

    def __init__(
        self,
        source: Path,
        *,
        model_id: str,
        model_tokens: int,
        load_engine: Callable[[], PassageEngine],
        threads: int | None = None,
    ) -> None:
        """`source`: the folder of the model's checked weights and tokenizer; `threads` None: all cores."""
        self._tokens = ModelTokens(source / "tokenizer.json", model_tokens)
        questions = QuestionEngine(source / "model.safetensors", threads=threads)
        self._questions: AskingEngine = questions
        self._asked = count(1)
        self.threads = threads
        self._load_engine = load_engine
        self._engine: PassageEngine | None = None
        self._lock = threading.Lock()
        self.model_id = model_id
        self.token_limit = self._tokens.limit
        self.dimension = questions.dimension

    def count_tokens(self, text: str) -> int:
        """How many tokens the model makes of the text, without its own marks."""
        return self._tokens.count(text)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length vectors of passages, float32, shape (len(texts), dimension); row i is texts[i]'s.

        Raises what loading the engine raises.
        """
        if self._engine is None:
            with self._lock:
                if self._engine is None:
                    self._engine = self._load_engine()
        return self._engine.embed(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same for questions."""
        if isinstance(self._engine, OpenVinoEmbedder) and next(self._asked) == _AGAIN:
            threading.Thread(target=self._quicken, args=(self._engine,), name="question-engine").start()
        return self._questions.embed([self._tokens.numbers(text) for text in texts])

    def _quicken(self, engine: OpenVinoEmbedder) -> None:
        """Ask with the inference engine; where it cannot be loaded once more, numpy goes on."""
        with suppress(EngineError):
            self._questions = engine.for_questions()
