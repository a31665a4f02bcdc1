"""The classifiers trained again on the shipped texts and an office's corrections, judged on texts held out.

Both the shipped recipe and the new one judge each text by a model that saw no text of its fold; the
corrections of one document lie in one fold. So the figures are of texts that neither has seen.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from nlp import train_fields, train_signals
from nlp.classifier import COOPERATION_TYPES, WEIGHTS_FILE
from nlp.embed import Embedder
from nlp.office_models import FIELDS_FILE
from nlp.train_fields import Example, Floats, figures
from nlp.tuned_layers import load_layers

NOISE = 0.001  # of the figures together: about one of the texts held out
OTHER_SPACE = 0.03  # of the same in another model's space: these texts are English, and it may read more
MOST_LOST = 0.01  # of a figure on the shipped texts alone, whatever an office's own gain
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a person's corrections say of one text: a sentence's type of signal, or a document's fields."""

    text: str
    labels: tuple[str, ...]  # a sentence: one type or "none"; a document: its fields, perhaps none
    document: str
    title_end: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One classifier as shipped and as trained anew, on the same texts held out."""

    name: str
    lessons: int
    shipped: dict[str, float]
    trained: dict[str, float]
    shipped_texts: tuple[float, float]  # the mean of the figures on the shipped texts alone, both
    allowed: float = NOISE

    def against(self, other: Comparison) -> Comparison:
        """The same models, learned in another model's space, beside those that `other` trained in its own."""
        texts = (other.shipped_texts[1], self.shipped_texts[1])
        return Comparison(self.name, self.lessons, other.trained, self.trained, texts, OTHER_SPACE)

    @property
    def worse(self) -> bool:
        """Whether the new one must not be installed."""
        before, after = _mean(self.shipped), _mean(self.trained)
        lost = max(MOST_LOST, self.allowed)
        return after < before - self.allowed or self.shipped_texts[1] < self.shipped_texts[0] - lost

    @property
    def fallen(self) -> tuple[tuple[str, float, float], ...]:
        """The figures that fell, as shipped and as trained, the deepest fall first; last the shipped texts'
        mean where that alone fell too far.
        """
        pairs = [(key, self.shipped[key], value) for key, value in self.trained.items()]
        fallen = sorted((one for one in pairs if one[2] < one[1]), key=lambda one: one[2] - one[1])
        if self.shipped_texts[1] < self.shipped_texts[0] - MOST_LOST:
            fallen.append(("mean on the shipped texts alone", *self.shipped_texts))
        return tuple(fallen)

    def to_json(self) -> dict[str, Any]:
        """A row of `train --json`."""
        return {
            "model": self.name,
            "lessons": self.lessons,
            "shipped": {key: round(value, 4) for key, value in self.shipped.items()},
            "trained": {key: round(value, 4) for key, value in self.trained.items()},
            "shipped_texts": [round(value, 4) for value in self.shipped_texts],
            "worse": self.worse,
        }


def train_signals_model(embedder: Embedder, lessons: Sequence[Lesson], folder: Path) -> Comparison:
    """The signal classifier trained on all sentences, written to `folder`; how it did on those held out."""
    sentences, labels = train_signals.read_all()
    known = set(sentences)
    fresh = {one.text: one for one in lessons if one.text not in known}  # the newest word on a sentence
    own = list(fresh.values())
    types = np.asarray([*labels, *(one.labels[0] for one in own)])
    coop = np.isin(types, COOPERATION_TYPES)
    features = train_signals.read_features([*sentences, *(one.text for one in own)], embedder)
    shipped = np.arange(len(types)) < len(sentences)
    folds = np.empty(len(types), dtype=int)
    splitter = StratifiedKFold(train_signals.FOLDS, shuffle=True, random_state=train_signals.SEED)
    for fold, (_, held) in enumerate(splitter.split(features[shipped], types[shipped])):
        folds[np.flatnonzero(shipped)[held]] = fold
    folds[~shipped] = [_fold(one.document, train_signals.FOLDS) for one in own]

    def judge(usable: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """By text whether its type, and whether "cooperation or not", was told rightly."""
        right, right_coop = np.zeros(len(types), dtype=bool), np.zeros(len(types), dtype=bool)
        for fold in range(train_signals.FOLDS):
            held, kept = folds == fold, (folds != fold) & usable
            guessed = train_signals.head().fit(features[kept], types[kept]).predict(features[held])
            right[held] = guessed == types[held]
            right_coop[held] = np.isin(guessed, COOPERATION_TYPES) == coop[held]
        return right, right_coop

    before, after = judge(shipped), judge(np.ones(len(types), dtype=bool))
    arrays = train_signals.weights_of(features, types, embedder.model_id, load_layers())
    np.savez_compressed(folder / WEIGHTS_FILE, **arrays)
    everything = np.ones(len(types), dtype=bool)
    return Comparison(
        "signals",
        len(own),
        _signal_figures(*before, coop, everything),
        _signal_figures(*after, coop, everything),
        (
            _mean(_signal_figures(*before, coop, shipped)),
            _mean(_signal_figures(*after, coop, shipped)),
        ),
    )


def _signal_figures(
    right: NDArray[np.bool_], right_coop: NDArray[np.bool_], coop: NDArray[np.bool_], on: NDArray[np.bool_]
) -> dict[str, float]:
    return {
        "type accuracy": float(right[on].mean()),
        "cooperation balanced accuracy": float(
            (right_coop[on & coop].mean() + right_coop[on & ~coop].mean()) / 2
        ),
    }


def train_fields_model(embedder: Embedder, lessons: Sequence[Lesson], folder: Path) -> Comparison:
    """The classifier of fields trained on all texts, written to `folder`; how it did on those held out."""
    more = [
        Example(one.text, one.labels, 1.0, _fold(one.document, train_fields.FOLDS), one.title_end)
        for one in lessons
    ]
    held, examples, vectors = train_fields.read_training(embedder, more)
    count = len(held) - len(more)  # of shipped texts that are held out in folds
    shipped_examples = [*held[:count], *examples[len(held) :]]
    shipped_vectors = np.vstack([vectors[:count], vectors[len(held) :]])
    strength, fusion = train_fields.choose_strength(held[:count], shipped_examples, shipped_vectors)
    thresholds = train_fields.choose_thresholds(held[:count], fusion.scores)
    weights = train_fields.train(shipped_examples, shipped_vectors, strength)
    scores = np.vstack(
        [
            fusion.scores,
            _scores_of(more, vectors[count : len(held)], fusion, weights),
        ]
    )
    logits = train_fields.held_out_logits(examples, vectors, strength)[: len(held)]
    new = train_fields.fit_fusion(held, logits)
    new_thresholds = train_fields.choose_thresholds(held, new.scores)
    least = train_fields.choose_least(held, new.scores)
    model = train_fields.assemble(examples, vectors, strength, new, thresholds=new_thresholds, least=least)
    texts = _digest(more)
    model = replace(model, model_id=embedder.model_id, version=f"{train_fields.VERSION}+office-{texts[:8]}")
    train_fields.save(model, folder / FIELDS_FILE, texts)
    return Comparison(
        "fields",
        len(more),
        _field_figures(held, scores, thresholds),
        _field_figures(held, new.scores, new_thresholds),
        (
            _mean(_field_figures(held[:count], scores[:count], thresholds)),
            _mean(_field_figures(held[:count], new.scores[:count], new_thresholds)),
        ),
    )


def _scores_of(
    more: Sequence[Example], own: Floats, fusion: train_fields.Fusion, trained: tuple[Floats, Floats]
) -> Floats:
    """(n, 23): an office's texts as the shipped recipe judges them, which saw none of them."""
    if not more:
        return np.zeros((0, fusion.scores.shape[1]), dtype=np.float32)
    weights, bias = trained
    features = train_fields.pairs(more, own @ weights.T + bias)[0]
    both = np.concatenate([fusion.weights, fusion.offsets])
    return np.asarray(1.0 / (1.0 + np.exp(-(features @ both))), dtype=np.float32).reshape(len(more), -1)


def _field_figures(held: Sequence[Example], scores: Floats, thresholds: Floats) -> dict[str, float]:
    found = figures(held, scores, thresholds)
    return {key: found[key] for key in ("two_best", "macro_f1", "any_f1")}


def _fold(document: str, folds: int) -> int:
    return zlib.crc32(document.encode("utf-8", "replace")) % folds


def _digest(examples: Sequence[Example]) -> str:
    said = repr([(one.text, one.fields) for one in examples])
    return f"{zlib.crc32(said.encode('utf-8', 'replace')):08x}"


def _mean(found: dict[str, float]) -> float:
    return sum(found.values()) / len(found)
