"""Any sentence-transformers model on torch: other models than the default, and the fallback for it."""

from __future__ import annotations

import hashlib
import re
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

_BATCH = 12
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
# (part of the model's name, query prefix, passage prefix): models whose files do not state what their
# authors ask for
_KNOWN_PREFIXES = (
    (re.compile(r"(?:^|[-_/])e5-(?:small|base|large)", re.I), "query: ", "passage: "),
    (
        re.compile(r"bge-(?:small|base|large)-en", re.I),
        "Represent this sentence for searching relevant passages: ",
        "",
    ),
)


class TorchEmbedder:
    """Embedder over a sentence-transformers model; in f32, one inference at a time."""

    def __init__(
        self,
        name: str,
        *,
        model_id: str | None = None,
        query_prefix: str | None = None,
        passage_prefix: str | None = None,
        token_limit: int | None = None,
        threads: int | None = None,
    ) -> None:
        """Load by hub name or folder; what is None comes from the model's files, or is known for its name.

        Raises what sentence-transformers raises: OSError, ValueError, ImportError and others.
        """
        import torch  # noqa: PLC0415 - heavy: 600 MB that the default engine never needs
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - the same

        if threads is not None:
            torch.set_num_threads(threads)
        with warnings.catch_warnings(), _no_progress_bars():
            warnings.simplefilter("ignore")  # of libraries below, about their own future
            self._model = SentenceTransformer(name, device="cpu", trust_remote_code=False)
        tokenizer = self._model.tokenizer
        stated = token_limit or self._model.max_seq_length or getattr(tokenizer, "model_max_length", 512)
        limit = min(int(stated or 512), 8192)
        self._model.max_seq_length = limit
        self._tokenizer = tokenizer
        self.token_limit = limit - int(tokenizer.num_special_tokens_to_add(False))
        self.dimension = int(_dimension(self._model))
        self.query_prefix, self.passage_prefix = _prefixes(self._model, name, query_prefix, passage_prefix)
        self.model_id = model_id or _identity(
            name, self._model, limit, self.query_prefix, self.passage_prefix
        )
        self._lock = threading.Lock()

    def count_tokens(self, text: str) -> int:
        """How many tokens the model makes of the text, without its own marks."""
        return len(self._tokenizer(_clean(text), add_special_tokens=False, verbose=False)["input_ids"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length vectors of passages, float32, shape (len(texts), dimension); row i is texts[i]'s."""
        return self._encode(texts, self.passage_prefix)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same for questions, with the model's query prefix."""
        return self._encode(texts, self.query_prefix)

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode(
                [prefix + _clean(text) for text in texts],
                prompt="",
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    """Loading a model draws nothing on the terminal, which may belong to a program that reads our output."""
    import transformers.utils.logging as bars  # noqa: PLC0415 - heavy: comes with the model

    logging: Any = bars  # its functions carry no types
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _dimension(model: Any) -> int:
    named = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
    found = named()
    if not found:
        raise ValueError("the model does not state its dimension")
    return int(found)


def _prefixes(model: Any, name: str, query: str | None, passage: str | None) -> tuple[str, str]:
    """The prefixes asked for, else those of the model's files, else those known for its name, else none."""
    prompts: dict[str, str] = dict(getattr(model, "prompts", None) or {})
    known = next(((q, p) for pattern, q, p in _KNOWN_PREFIXES if pattern.search(name)), ("", ""))
    if query is None:
        query = prompts.get("query") or known[0]
    if passage is None:
        passage = prompts.get("passage") or prompts.get("document") or known[1]
    return query, passage


def _identity(name: str, model: Any, limit: int, query: str, passage: str) -> str:
    """Name, hash of the weights, token limit and prefixes: what two vectors must share to be compared."""
    folder = Path(name)
    label = folder.resolve().name if folder.is_dir() else name
    weights = next((folder / file for file in _WEIGHTS if (folder / file).is_file()), None)
    digest = hashlib.sha256()
    if weights is not None:
        with weights.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256")
    else:
        for key, tensor in sorted(model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.cpu().contiguous().flatten().float().numpy().tobytes())
    reading = hashlib.sha256(f"{query}\0{passage}".encode()).hexdigest()[:8]
    return f"{label}@{digest.hexdigest()[:12]}/{reading}/{limit}"


def _clean(text: str) -> str:
    """The text with lone surrogates replaced: tokenizers take UTF-8 only."""
    return text.encode("utf-8", "replace").decode("utf-8")
