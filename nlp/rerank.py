"""How well passages answer a query, read together by a sentence-transformers cross-encoder."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from nlp.embed import ModelError

_BATCH: Final = 16
_LONGEST: Final = 4_000  # characters of a text; a model reads 512 tokens or so


class Reranker:
    """A cross-encoder with one output; loaded when it is first asked."""

    def __init__(self, name: str, *, threads: int | None = None) -> None:
        """`name`: a model's name or folder; nothing is loaded yet."""
        self._name = name
        self._threads = threads
        self._model: Any = None
        self._lock = threading.Lock()

    def __call__(self, query: str, passages: Sequence[str]) -> list[float]:
        """One score a passage, higher is better, on the model's own scale; no passages give [].

        Raises ModelError where the model cannot be loaded, gives more than one score a pair, or one that is
        no number.
        """
        if not passages:
            return []
        with self._lock:
            if self._model is None:
                self._model = self._load()
            pairs = [(query[:_LONGEST] or " ", passage[:_LONGEST] or " ") for passage in passages]
            found = np.asarray(self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False))
        if found.shape != (len(passages),) or not np.isfinite(found).all():
            raise ModelError(
                f"search.reranker is {self._name!r}: it gives scores of shape {found.shape} for "
                f"{len(passages)} passages; wanted one number each; name a model that scores relevance"
            )
        return [float(score) for score in found]

    def _load(self) -> Any:
        import torch  # noqa: PLC0415 - heavy: 600 MB, only where a reranker is configured
        from sentence_transformers import CrossEncoder  # noqa: PLC0415 - the same

        if self._threads is not None:
            torch.set_num_threads(self._threads)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of libraries below, about their own future
                return CrossEncoder(self._name, device="cpu", trust_remote_code=False)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError) as error:
            first = str(error).strip().splitlines() or [type(error).__name__]
            raise ModelError(
                f"search.reranker is {self._name!r}: {first[0]}; wanted a cross-encoder's name or folder; "
                "correct the setting or fetch the model first"
            ) from error
