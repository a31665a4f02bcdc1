"""The weights of the signal classifier, learned from the sentences in taxonomy/training/signals*.yml.

Run `python -m nlp.train_signals` after a change of the sentences: a quarter of an hour on two cores, most of
it for the printed figures. Recipe: unit vectors of the pinned model at f32 and hashed words and word pairs,
both of the sentence with stand-ins for its countries, multinomial logistic regression over 19 types and
"none" (balanced weights), cooled and moved to the shares of what is read; sentences of other languages as
they are read word by word; scikit-learn at training only. The printed figures come from five folds of the
same sentences, and from each file judged by the others alone. In the default model's space the logits of its
tuned layers (nlp.tune_layers) stand beside those learned here, by TUNED_SHARE.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import yaml
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut, StratifiedKFold, cross_val_predict

from nlp.classifier import COOPERATION_TYPES, RARE_TYPES, WEIGHTS_FILE
from nlp.embed import Embedder, load_embedder
from nlp.sentence_reading import with_stand_ins, word_vectors
from nlp.triggers import SIGNAL_TYPES
from nlp.tuned_layers import LAYERS_FILE, TunedLayers, load_layers
from nlp.word_by_word import read_word_by_word

SEED = 20261123
STRENGTH = 20.0  # inverse of the penalty
TEMPERATURE = 1.5  # the training sentences are told too surely: their writers knew the types
TUNED_SHARE, TUNED_TEMPERATURE = 0.7, 1.0  # of the tuned layers' logits, beside those learned here
# What is read holds more sentences without a signal, more talks and fewer of the rarer types than the
# training sentences, which are weighed alike: logarithms of the odds.
PRIORS: dict[str, float] = {
    "none": 0.4,
    "dialogue": 0.5,
    "joint_statement": -0.7,
    **dict.fromkeys(map(str, RARE_TYPES), -0.6),
}
FOLDS = 5
_AT_ONCE = 4_000  # sentences whose words are hashed together
Features: TypeAlias = Any  # a sparse matrix; scipy tells no types
FOLDER = Path(__file__).parent / "taxonomy" / "training"
FILES = (
    "signals.yml",
    "signals_headlines.yml",
    "signals_politics.yml",
    "signals_varied.yml",
    "signals_bulletins.yml",
    "signals_glosses.yml",
    "signals_reports.yml",
    "signals_ordinary.yml",
    "signals_gazette.yml",
    "signals_desk.yml",
    "signals_newsroom.yml",
    "signals_plain.yml",
    "signals_doubtful.yml",
)
# sentences of other languages, learned as the classifier is given them: word by word in English
FOREIGN = {
    language: f"signals_in_{language}.yml"
    for language in ("de", "es", "fr", "it", "ja", "pl", "pt", "sv", "zh")
}


class TrainingError(ValueError):
    """Training sentences that cannot be used: file, value met and value wanted."""


def read_sentences(path: Path) -> tuple[list[str], list[str]]:
    """Sentences and their labels, in the order of the file.

    Raises TrainingError on an unknown label, a repeated sentence or an entry that is no text.
    """
    with path.open(encoding="utf-8") as stream:
        blocks: dict[str, list[str]] = yaml.safe_load(stream)
    labels: dict[str, str] = {}
    for label, entries in blocks.items():
        if label not in (*SIGNAL_TYPES, "none"):
            raise TrainingError(f"{path.name}: label is {label!r}; wanted a signal type or none")
        for entry in entries:
            if not isinstance(entry, str) or entry in labels:
                raise TrainingError(
                    f"{path.name}: {label}: {entry!r} is no text or is there twice; wanted new sentences"
                )
            labels[entry] = label
    return list(labels), list(labels.values())


def read_all() -> tuple[list[str], list[str]]:
    """Sentences and labels of all files. Raises TrainingError, also where a sentence is in two files."""
    sentences: list[str] = []
    labels: list[str] = []
    for more, kinds in read_by_file().values():
        sentences += more
        labels += kinds
    return sentences, labels


def read_by_file() -> dict[str, tuple[list[str], list[str]]]:
    """English sentences and labels of each file, in order; foreign ones as they are read, each reading once,
    and those that cannot be read left out. Raises TrainingError.
    """
    found: dict[str, tuple[list[str], list[str]]] = {}
    seen: set[str] = set()
    for name in FILES:
        more, kinds = read_sentences(FOLDER / name)
        twice = sorted(seen & set(more))
        if twice:
            raise TrainingError(f"{name}: {twice[0]!r} is in another file too; wanted new sentences")
        seen |= set(more)
        found[name] = more, kinds
    for language, name in FOREIGN.items():
        read: dict[str, str] = {}
        for sentence, kind in zip(*read_sentences(FOLDER / name), strict=True):
            told = read_word_by_word(sentence, language)
            if told and told not in seen:
                read[told] = kind
        seen |= set(read)
        found[name] = list(read), list(read.values())
    return found


def read_features(sentences: list[str], embedder: Embedder) -> Features:
    """What the classifier sees of the sentences: vectors and words, shape (n, dimension + WORDS)."""
    read = [with_stand_ins(sentence) for sentence in sentences]
    vectors = np.asarray(embedder.embed(read), dtype=np.float32)
    # few words a sentence: learned four times faster, and held in a tenth of the memory
    blocks = [
        csr_matrix(np.hstack([vectors[at : at + _AT_ONCE], word_vectors(read[at : at + _AT_ONCE])]))
        for at in range(0, len(read), _AT_ONCE)
    ]
    return vstack(blocks, format="csr")


def train(
    features: Features, labels: list[str], parts: list[str], model_id: str
) -> tuple[dict[str, Any], dict[str, float]]:
    """Arrays of the weights file, and figures from five folds and from whole `parts` (files) held out:
    accuracy of types, balanced accuracy of cooperation.
    """
    types, files = np.asarray(labels), np.asarray(parts)
    figures: dict[str, float] = {}
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    ways = {"folds": folds.split(features, types), "files": LeaveOneGroupOut().split(features, types, files)}
    for name, splits in ways.items():
        guessed = cross_val_predict(head(), features, types, cv=list(splits))
        figures[f"type accuracy, {name}"] = float((guessed == types).mean())
        figures[f"cooperation balanced accuracy, {name}"] = balanced_accuracy(guessed, types)
    return weights_of(features, types, model_id, load_layers()), figures


def balanced_accuracy(guessed: Any, types: Any) -> float:
    """Of "cooperation or not", as the types say it."""
    coop, told = np.isin(types, COOPERATION_TYPES), np.isin(guessed, COOPERATION_TYPES)
    return float((told[coop].mean() + (~told[~coop]).mean()) / 2)


def head() -> LogisticRegression:
    """The head of types, not fitted yet."""
    return LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3, class_weight="balanced", random_state=SEED)


def weights_of(
    features: Features, types: Any, model_id: str, layers: TunedLayers | None = None
) -> dict[str, Any]:
    """Arrays of the weights file, from all the sentences: features and labels.

    Where `layers` stand over this model, for both readings of a sentence. Raises TrainingError where they
    tell other labels.
    """
    fitted = head().fit(features, types)
    labels = [str(label) for label in fitted.classes_]
    weights, bias = fitted.coef_ / TEMPERATURE, fitted.intercept_ / TEMPERATURE
    if layers is not None and layers.base_id == model_id:
        if list(layers.labels) != labels:
            raise TrainingError(
                f"{LAYERS_FILE}: labels are {', '.join(layers.labels)}; wanted {', '.join(labels)}; "
                "run `python -m nlp.tune_layers`"
            )
        model_id = layers.model_id
        own, share = layers.head.shape[1], TUNED_SHARE / TUNED_TEMPERATURE
        weights, bias = (1 - TUNED_SHARE) * weights, (1 - TUNED_SHARE) * bias + share * layers.bias
        weights = np.hstack([weights[:, :own], share * layers.head, weights[:, own:]])
    priors = np.asarray([PRIORS.get(label, 0.0) for label in labels])
    return {
        "model_id": np.asarray(model_id),
        "labels": np.asarray(labels),
        "weights": weights.astype(np.float16),
        "bias": (bias + priors).astype(np.float16),
    }


def main() -> int:
    """0 after the weights file was written; prints the figures."""
    files = read_by_file()
    sentences = [sentence for more, _ in files.values() for sentence in more]
    labels = [label for _, kinds in files.values() for label in kinds]
    parts = [name for name, (more, _) in files.items() for _ in more]
    embedder = load_embedder(precision="f32")
    arrays, figures = train(read_features(sentences, embedder), labels, parts, embedder.model_id)
    np.savez_compressed(FOLDER / WEIGHTS_FILE, **arrays)
    sys.stdout.write(
        f"{len(sentences)} sentences; "
        + "; ".join(f"{name} {value:.3f}" for name, value in figures.items())
        + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
