"""Trains the classifier of fields: texts we wrote, the fields' definitions and terms -> nlp/fields_model.npz.

Run `python -m nlp.train_fields` (under a minute on two cores). Same texts, same seed: same weights.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from nlp.fields_model import PATH
from nlp.taxonomy_files import FIELD_CODES, FOLDER, load_fields

TEXTS = FOLDER / "training" / "fields.yml"
SEED = 20261123
STRENGTH = 30.0  # inverse of the regularisation
VERSION = "fields-1"
# Constant, weight of the classifier's logit, weight of log(1 + strength of terms); chosen on development
# data.
FUSION = (2.0, 0.9, 1.3)
Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the fields it is about; none: not about science and technology."""

    text: str
    fields: tuple[str, ...]
    weight: float = 1.0


def read_examples(path: Path = TEXTS) -> list[Example]:
    """The written texts, then definitions and combinations of terms; in a fixed order."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = [
        Example(text, () if key == "none" else tuple(key.split()))
        for key, texts in data.items()
        for text in texts
    ]
    chance = random.Random(SEED)
    for code, field in load_fields().items():
        found.append(Example(f"{field.en}. {field.definition}", (code,)))
        terms = list(field.terms["en"])
        found += [Example(term, (code,), 0.3) for term in terms]
        for _ in range(12):
            some = chance.sample(terms, 3)
            found.append(Example(f"Research on {some[0]}, {some[1]} and {some[2]}", (code,), 0.5))
    return found


def train(
    examples: Sequence[Example], vectors: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (23, d) and bias (23,): one balanced logistic regression per field against all other texts."""
    weights, bias = [], []
    sample = np.array([example.weight for example in examples])
    for code in FIELD_CODES:
        labels = np.array([code in example.fields for example in examples])
        model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000, random_state=SEED)
        model.fit(vectors, labels, sample_weight=sample)
        # "balanced" shifts the prior to one half; shift it back halfway, so that scores stay readable.
        shift = 0.5 * np.log(labels.mean() / (1 - labels.mean()))
        weights.append(model.coef_[0])
        bias.append(model.intercept_[0] + shift)
    return np.asarray(weights, dtype=np.float32), np.asarray(bias, dtype=np.float32)


def held_out_accuracy(examples: Sequence[Example], vectors: NDArray[np.float32]) -> Mapping[str, float]:
    """Share of the written texts whose first or second best field is right, five folds; and of the first
    alone.
    """
    written = [i for i, example in enumerate(examples) if example.weight == 1.0 and example.fields]
    others = [i for i in range(len(examples)) if i not in set(written)]
    first = second = 0
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    for kept, held in folds.split(written, [examples[i].fields[0] for i in written]):
        rows = others + [written[i] for i in kept]
        weights, bias = train([examples[i] for i in rows], vectors[rows])
        for i in held:
            best = np.argsort(-(weights @ vectors[written[i]] + bias))[:2]
            codes = [FIELD_CODES[b] for b in best]
            first += codes[0] in examples[written[i]].fields
            second += bool(set(codes) & set(examples[written[i]].fields))
    return {"first": first / len(written), "two_best": second / len(written)}


def main() -> None:
    """Train, print the held-out accuracy, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=PATH)
    arguments = parser.parse_args()
    from nlp.embed import load_embedder  # noqa: PLC0415 - the engine is heavy and only needed for training

    embedder = load_embedder(precision="f32")
    examples = read_examples()
    vectors = embedder.embed([example.text for example in examples])
    figures = held_out_accuracy(examples, vectors)
    weights, bias = train(examples, vectors)
    texts = hashlib.sha256(TEXTS.read_bytes()).hexdigest()
    np.savez_compressed(
        arguments.output,
        codes=np.array(FIELD_CODES),
        model_id=np.array(embedder.model_id),
        model_sha256=np.array(MODEL_SHA256),
        texts_sha256=np.array(texts),
        weights=weights.astype(np.float16),
        bias=bias,
        fusion=np.array(FUSION),
        version=np.array(VERSION),
    )
    print(f"{len(examples)} texts; held out: {figures}")  # noqa: T201 - the command's result


# The published weights of all-MiniLM-L6-v2, which nlp/embed.py checks.
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

if __name__ == "__main__":
    main()
