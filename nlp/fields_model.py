"""The small classifier from embeddings to fields: weights in fields_model.npz, made by
nlp/train_fields.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.taxonomy_files import FIELD_CODES

PATH = Path(__file__).parent / "fields_model.npz"


@dataclass(frozen=True, slots=True)
class FieldsModel:
    """One logistic regression per field over the unit vectors of one embedding model, and the fusion
    with terms.
    """

    model_id: str  # the embedding model the weights belong to
    model_sha256: str
    weights: NDArray[np.float32]  # (23, d)
    bias: NDArray[np.float32]  # (23,)
    fusion: tuple[float, float, float]  # constant, logit of the probability, log(1 + strength of terms)
    version: str

    def probabilities(self, vector: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """The probability of each field in the order of FIELD_CODES; none where the vector is not of
        this model.
        """
        if vector.shape != (self.weights.shape[1],):
            return None
        logits = self.weights @ vector.astype(np.float32) + self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)


@lru_cache(maxsize=2)
def load_fields_model(path: Path = PATH) -> FieldsModel:
    """The shipped weights. Raises ValueError where the file's fields are not ours: train again."""
    with np.load(path, allow_pickle=False) as data:
        codes = tuple(str(code) for code in data["codes"])
        if codes != FIELD_CODES:
            raise ValueError(
                f"{path.name}: fields {codes}; wanted {FIELD_CODES}; run `python -m nlp.train_fields`"
            )
        return FieldsModel(
            str(data["model_id"]),
            str(data["model_sha256"]),
            data["weights"].astype(np.float32),
            data["bias"].astype(np.float32),
            (float(data["fusion"][0]), float(data["fusion"][1]), float(data["fusion"][2])),
            str(data["version"]),
        )
