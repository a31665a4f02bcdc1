"""The last layers of the default model, tuned to tell signals apart: a second reading of a sentence.

What a model of general meaning holds alike - a loan taken and a loan given, talks opened and talks broken
off - the tuned layers hold apart. They are kept as whole numbers of eight bits with a scale a row, and stand
beside the model's own layers, which are never changed. `python -m nlp.tune_layers` makes them.
"""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

LAYERS_FILE = "signals_layers.npz"
_MARK = "+signals-"
_SCALE = ".scale"
_LARGEST = 127


@dataclass(frozen=True, slots=True)
class TunedLayers:
    """Layers over the first ones of the default model, and what they make of a vector."""

    base_id: str  # of the model whose first layers are read
    first: int  # number of the lowest tuned layer; those below are the model's own
    weights: Mapping[str, Vectors]  # by the names that the model's own have
    labels: tuple[str, ...]
    head: Vectors  # (labels, dimension): logits of a tuned vector
    bias: Vectors  # (labels,)
    digest: str

    @property
    def model_id(self) -> str:
        """The name of the space of the model's own vector and the tuned one beside it."""
        return f"{self.base_id}{_MARK}{self.digest[:8]}"


@functools.cache
def load_layers() -> TunedLayers | None:
    """The layers that come with the product; None where their file is not there."""
    file = resources.files("nlp").joinpath("taxonomy", "training", LAYERS_FILE)
    return read_layers(file.read_bytes()) if file.is_file() else None


def is_of_other_layers(model_id: str) -> bool:
    """Whether this space is that of tuned layers, but not of those that come with the product now."""
    layers = load_layers()
    return _MARK in model_id and (layers is None or layers.model_id != model_id)


def read_layers(body: bytes) -> TunedLayers:
    """Layers from the bytes of their file. Raises KeyError or ValueError where it is another kind of file."""
    with np.load(io.BytesIO(body), allow_pickle=False) as data:
        arrays = {name: data[name] for name in data.files}
    weights = {
        name: _restored(array, arrays.get(name + _SCALE))
        for name, array in arrays.items()
        if name.startswith("encoder.") and not name.endswith(_SCALE)
    }
    return TunedLayers(
        base_id=str(arrays["base_id"]),
        first=int(arrays["first"]),
        weights=weights,
        labels=tuple(str(label) for label in arrays["labels"]),
        head=arrays["head"].astype(np.float32),
        bias=arrays["bias"].astype(np.float32),
        digest=hashlib.sha256(body).hexdigest(),
    )


def save_layers(layers: TunedLayers, file: Path) -> None:
    """Write the layers: matrices in eight bits, the rest in sixteen."""
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "base_id": np.asarray(layers.base_id),
        "first": np.asarray(layers.first),
        "labels": np.asarray(layers.labels),
        "head": layers.head.astype(np.float16),
        "bias": layers.bias.astype(np.float16),
    }
    for name, array in layers.weights.items():
        if array.ndim < 2:
            arrays[name] = array.astype(np.float16)
            continue
        scale = (np.abs(array).max(axis=1, keepdims=True) / _LARGEST).astype(np.float32)
        arrays[name] = np.rint(array / np.maximum(scale, 1e-12)).astype(np.int8)
        arrays[name + _SCALE] = scale
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # its stubs take no mapping of arrays


def _restored(array: npt.NDArray[np.generic], scale: npt.NDArray[np.generic] | None) -> Vectors:
    found = array.astype(np.float32)
    return found if scale is None else np.ascontiguousarray(found * scale.astype(np.float32))
