"""What the embedding and the words of a sentence say about its kind of signal: a small logistic regression,
in plain numpy.
"""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from nlp.sentence_reading import WORDS, word_vectors
from nlp.tags import SignalType
from nlp.triggers import SIGNAL_TYPES

WEIGHTS_FILE = "signals_weights.npz"
COOPERATION_TYPES: tuple[SignalType, ...] = SIGNAL_TYPES[:12]
COMMON_TYPES: frozenset[SignalType] = frozenset({"agreement", "joint_statement", "dialogue"})
RARE_TYPES: tuple[SignalType, ...] = tuple(one for one in COOPERATION_TYPES if one not in COMMON_TYPES)
Matrix = npt.NDArray[np.float32]
_SURE = 0.5  # the share from which a type stands on its own: it is likelier than all else together


class ClassifierError(ValueError):
    """Weights that cannot be used: file, value met and value wanted."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What the classifier makes of one sentence.

    Shares are probabilities of the types, the rest is "none".
    """

    shares: Mapping[SignalType, float]
    cooperation: float  # 0..1: it tells of cooperation of any kind, the sum of those shares
    best: SignalType | None  # the most probable type, None where "none" is

    @property
    def cooperation_types(self) -> list[SignalType]:
        """The types that tell of cooperation, most probable first."""
        return sorted(COOPERATION_TYPES, key=lambda type_: (-self.shares.get(type_, 0.0), type_))

    @property
    def best_share(self) -> float:
        """The probability of the best type; 0 where there is none."""
        return 0.0 if self.best is None else self.shares[self.best]

    @property
    def sure(self) -> SignalType | None:
        """The best type, where it stands with one party and is weighed beside those that rules found."""
        return self.best if self.best_share >= _SURE else None


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights for one embedding model."""

    model_id: str
    labels: tuple[str, ...]
    weights: Matrix  # (labels, dimension of the model + WORDS)
    bias: Matrix  # (labels,)
    digest: str

    @property
    def dimension(self) -> int:
        """Length of the model's vectors."""
        return int(self.weights.shape[1]) - WORDS

    def guess(self, sentences: Sequence[str], vectors: Matrix) -> list[Guess]:
        """One guess a sentence; the sentences with stand-ins (nlp.sentence_reading) and their vectors of
        shape (sentences, dimension) and unit length.

        Raises ClassifierError where the dimension is not that of the weights.
        """
        if vectors.shape != (len(sentences), self.dimension):
            raise ClassifierError(
                f"{WEIGHTS_FILE}: vectors have shape {vectors.shape}; wanted ({len(sentences)}, "
                f"{self.dimension})"
            )
        # Row by row: the product of a matrix may round differently with its height, and a batch must
        # equal one by one.
        return [
            self._guess_one(np.concatenate([vector, words]))
            for vector, words in zip(vectors, word_vectors(sentences), strict=True)
        ]

    def _guess_one(self, features: Matrix) -> Guess:
        logits = self.weights @ features + self.bias
        logits = np.exp(logits - logits.max())
        shares = logits / logits.sum()
        by_type = {
            cast("SignalType", label): float(share)
            for label, share in zip(self.labels, shares, strict=True)
            if label != "none"
        }
        top = self.labels[int(np.argmax(shares))]
        return Guess(
            by_type,
            min(1.0, sum(by_type.get(type_, 0.0) for type_ in COOPERATION_TYPES)),
            None if top == "none" else cast("SignalType", top),
        )


@functools.cache
def load_classifier() -> Classifier | None:
    """The classifier that comes with the product; None where it has no weights file."""
    file = resources.files("nlp").joinpath("taxonomy", "training", WEIGHTS_FILE)
    if not file.is_file():
        return None
    body = file.read_bytes()
    with np.load(io.BytesIO(body), allow_pickle=False) as data:
        return read_weights(data, hashlib.sha256(body).hexdigest())


def read_weights(data: Mapping[str, Any], digest: str) -> Classifier:
    """A classifier from named arrays.

    Raises ClassifierError where an array is missing or a label is unknown.
    """
    try:
        labels = tuple(str(label) for label in data["labels"])
        classifier = Classifier(
            model_id=str(data["model_id"]),
            labels=labels,
            weights=np.asarray(data["weights"], dtype=np.float32),
            bias=np.asarray(data["bias"], dtype=np.float32),
            digest=digest,
        )
    except KeyError as error:
        raise ClassifierError(
            f"{WEIGHTS_FILE}: array {error} is missing; run `python -m nlp.train_signals`"
        ) from error
    if classifier.dimension <= 0:
        raise ClassifierError(
            f"{WEIGHTS_FILE}: the weights have {classifier.weights.shape[1]} columns, those of an older "
            f"recipe; wanted more than {WORDS}; run `python -m nlp.train_signals`"
        )
    unknown = set(labels) - set(SIGNAL_TYPES) - {"none"}
    if unknown:
        raise ClassifierError(
            f"{WEIGHTS_FILE}: label {sorted(unknown)[0]!r} is no signal type; run `python -m nlp.train_sig"
            f"nals`"
        )
    return classifier


def choose_sentences(flags: Sequence[float], limit: int) -> list[int]:
    """Indices of at most `limit` sentences worth embedding: the highest positive flags, then by position."""
    ranked = sorted(
        (index for index, flag in enumerate(flags) if flag > 0), key=lambda index: (-flags[index], index)
    )
    return sorted(ranked[:limit])
