"""The weights of the signal classifier, learned from the sentences in taxonomy/training/signals*.yml.

Run `python -m nlp.train_signals` after a change of the sentences: about a minute on two cores. Recipe: unit
vectors of the pinned model at f32, multinomial logistic regression over 19 types and "none" (balanced
weights), and a second, binary one for cooperation of any kind; scikit-learn at training only. The
printed figures come
from five folds of the same sentences.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from nlp.classifier import COOPERATION_TYPES, WEIGHTS_FILE
from nlp.embed import Embedder, load_embedder
from nlp.triggers import SIGNAL_TYPES

SEED = 20261123
STRENGTH = 20.0  # inverse of the penalty of the type head
COOPERATION_STRENGTH = 4.0
FOLDS = 5
FOLDER = Path(__file__).parent / "taxonomy" / "training"
FILES = (
    "signals.yml",
    "signals_headlines.yml",
    "signals_politics.yml",
    "signals_varied.yml",
    "signals_bulletins.yml",
    "signals_glosses.yml",
    "signals_reports.yml",
)


class TrainingError(ValueError):
    """Training sentences that cannot be used: file, value met and value wanted."""


def read_sentences(path: Path) -> tuple[list[str], list[str]]:
    """Sentences and their labels, in the order of the file.

    Raises TrainingError on an unknown label, a repeated sentence or an entry that is no text.
    """
    with path.open(encoding="utf-8") as stream:
        blocks: dict[str, list[str]] = yaml.safe_load(stream)
    sentences: list[str] = []
    labels: list[str] = []
    for label, entries in blocks.items():
        if label not in (*SIGNAL_TYPES, "none"):
            raise TrainingError(f"{path.name}: label is {label!r}; wanted a signal type or none")
        for entry in entries:
            if not isinstance(entry, str) or entry in sentences:
                raise TrainingError(
                    f"{path.name}: {label}: {entry!r} is no text or is there twice; wanted new sentences"
                )
            sentences.append(entry)
            labels.append(label)
    return sentences, labels


def read_all() -> tuple[list[str], list[str]]:
    """Sentences and labels of all files. Raises TrainingError, also where a sentence is in two files."""
    sentences: list[str] = []
    labels: list[str] = []
    for name in FILES:
        more, kinds = read_sentences(FOLDER / name)
        twice = sorted(set(sentences) & set(more))
        if twice:
            raise TrainingError(f"{name}: {twice[0]!r} is in another file too; wanted new sentences")
        sentences += more
        labels += kinds
    return sentences, labels


def train(
    sentences: list[str], labels: list[str], embedder: Embedder
) -> tuple[dict[str, Any], dict[str, float]]:
    """Arrays of the weights file, and figures from five folds: accuracy of types, balanced accuracy of
    cooperation.
    """
    vectors = np.asarray(embedder.embed(sentences), dtype=np.float32)
    types = np.asarray(labels)
    coop = np.asarray([label in COOPERATION_TYPES for label in labels])
    type_head, coop_head = heads()
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    guessed = cross_val_predict(type_head, vectors, types, cv=folds)
    guessed_coop = cross_val_predict(coop_head, vectors, coop, cv=folds)
    figures = {
        "type accuracy": float((guessed == types).mean()),
        "cooperation balanced accuracy": float(
            ((guessed_coop[coop]).mean() + (~guessed_coop[~coop]).mean()) / 2
        ),
    }
    return weights_of(vectors, types, coop, embedder.model_id), figures


def heads() -> tuple[LogisticRegression, LogisticRegression]:
    """The heads of types and of cooperation, not fitted yet."""
    return LogisticRegression(
        C=STRENGTH, max_iter=2000, class_weight="balanced", random_state=SEED
    ), LogisticRegression(C=COOPERATION_STRENGTH, max_iter=2000, class_weight="balanced", random_state=SEED)


def weights_of(vectors: Any, types: Any, coop: Any, model_id: str) -> dict[str, Any]:
    """Arrays of the weights file, from all the sentences: vectors, labels, whether they tell cooperation."""
    type_head, coop_head = heads()
    type_head.fit(vectors, types)
    coop_head.fit(vectors, coop)
    return {
        "model_id": np.asarray(model_id),
        "labels": np.asarray([str(label) for label in type_head.classes_]),
        "weights": type_head.coef_.astype(np.float16),
        "bias": type_head.intercept_.astype(np.float16),
        "cooperation_weights": coop_head.coef_[0].astype(np.float16),
        "cooperation_bias": np.float32(coop_head.intercept_[0]),
    }


def main() -> int:
    """0 after the weights file was written; prints the figures."""
    sentences, labels = read_all()
    arrays, figures = train(sentences, labels, load_embedder(precision="f32"))
    np.savez_compressed(FOLDER / WEIGHTS_FILE, **arrays)
    sys.stdout.write(
        f"{len(sentences)} sentences; "
        + "; ".join(f"{name} {value:.3f}" for name, value in figures.items())
        + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
