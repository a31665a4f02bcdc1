"""The small classifier from embeddings to fields: weights in fields_model.npz, made by
nlp/train_fields.py.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.taxonomy_files import FIELD_CODES

PATH = Path(__file__).parent / "fields_model.npz"
FEATURES = 5


@dataclass(frozen=True, slots=True)
class FieldsModel:
    """One logistic regression a field over the unit vectors of one embedding model, one more for "science and
    technology or not" (the gate), and the fusion of both with the terms, calibrated on texts held out.
    """

    model_id: str  # the embedding model the weights belong to
    model_sha256: str
    weights: NDArray[np.float32]  # (24, d): the fields, then the gate
    bias: NDArray[np.float32]  # (24,)
    fusion: NDArray[np.float32]  # (5,): weights of the features, the same for all fields
    offsets: NDArray[np.float32]  # (23,): the constant of each field
    thresholds: NDArray[np.float32]  # (23,): least score of a field that no term proves, .5 or more
    least: float  # least score of a field that a term proves
    version: str

    @property
    def digest(self) -> str:
        """Changes with any weight."""
        parts = (self.weights, self.bias, self.fusion, self.offsets, self.thresholds)
        body = b"".join(part.tobytes() for part in parts) + f"{self.least} {self.version}".encode()
        return hashlib.sha256(body).hexdigest()

    def logits(self, vector: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """23 logits in the order of FIELD_CODES, then the gate's; none where the vector is not of this
        model.
        """
        if vector.shape != (self.weights.shape[1],):
            return None
        return np.asarray(self.weights @ vector.astype(np.float32) + self.bias, dtype=np.float32)

    def scores(
        self, logits: NDArray[np.float32], strengths: NDArray[np.float32], enough: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Calibrated probabilities of the 23 fields from the logits and, by field, the weight of its terms
        and whether (1 or 0) they would be enough alone.
        """
        features = fusion_features(logits, strengths, enough)
        return np.asarray(1.0 / (1.0 + np.exp(-(self.fusion @ features + self.offsets))), dtype=np.float32)


def fusion_features(
    logits: NDArray[np.float32], strengths: NDArray[np.float32], enough: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(5, 23): of each field its logit, how far it is above the best other one, the gate's logit, log(1 +
    weight of the terms), whether they are enough.
    """
    fields = logits[:-1]
    order = np.argsort(-fields, kind="stable")
    best_other = np.where(np.arange(len(fields)) == order[0], fields[order[1]], fields[order[0]])
    gate = np.full(len(fields), logits[-1])
    stacked = np.stack([fields, fields - best_other, gate, np.log1p(strengths), enough])
    return np.asarray(stacked, dtype=np.float32)


@lru_cache(maxsize=2)
def load_fields_model(path: Path = PATH) -> FieldsModel:
    """The shipped weights. Raises ValueError where the file's fields are not ours: train again."""
    with np.load(path, allow_pickle=False) as data:
        codes = tuple(str(code) for code in data["codes"])
        if codes != FIELD_CODES or "thresholds" not in data:
            raise ValueError(
                f"{path.name}: fields {codes}; wanted {FIELD_CODES}; run `python -m nlp.train_fields`"
            )
        return FieldsModel(
            str(data["model_id"]),
            str(data["model_sha256"]),
            data["weights"].astype(np.float32),
            data["bias"].astype(np.float32),
            data["fusion"].astype(np.float32),
            data["offsets"].astype(np.float32),
            data["thresholds"].astype(np.float32),
            float(data["least"]),
            str(data["version"]),
        )
