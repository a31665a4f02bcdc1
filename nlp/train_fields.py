"""Trains the classifier of fields: texts we wrote, the fields' definitions and terms -> nlp/fields_model.npz.

Run `python -m nlp.train_fields` (four CPU-minutes). Same texts, same seed: same weights. Every
constant comes from folds of the written texts, none from a labelled set: the regularisation, the fusion of
classifier, gate and terms, the offset of each field (Platt scaling), and the thresholds.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss

from nlp.embed import Embedder
from nlp.fields_model import FEATURES, PATH, FieldsModel, fusion_features
from nlp.taxonomy_files import FIELD_CODES, FOLDER, load_fields
from nlp.topics import find_terms, measure_terms

TEXTS = tuple(
    FOLDER / "training" / name
    for name in ("fields.yml", "fields_notices.yml", "fields_abstracts.yml", "fields_messages.yml")
)
OTHER_TEXTS = FOLDER / "training" / "no_field.yml"
SEED = 20261123
FOLDS = len(TEXTS)  # a fold is a kind of text: what is judged is of a kind that was not trained on
STRENGTHS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)  # inverse regularisation, tried on the folds
JOINED = 6  # documents put together from texts of one fold, a field
JOINED_OTHER = 120  # the same of texts about no field
VERSION = "fields-3"
# The published weights of all-MiniLM-L6-v2, which nlp/embed.py checks.
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the fields it is about (none: not about science and technology), and the fold that holds it.

    Fold -1: a definition or terms; always trained on, never held out.
    """

    text: str
    fields: tuple[str, ...]
    weight: float = 1.0
    fold: int = -1
    title_end: int = 0


def read_written() -> list[Example]:
    """The written texts in a fixed order: those of a field by kind (statements, notices, abstracts,
    messages), those of
    none by section, so that a fold holds kinds of texts that the others do not hold.
    """
    found = [
        Example(text, tuple(key.split()), 1.0, fold)
        for fold, path in enumerate(TEXTS)
        for key, texts in _texts(path).items()
        for text in texts
    ]
    found += [
        Example(text, (), 1.0, at % FOLDS)
        for at, texts in enumerate(_texts(OTHER_TEXTS).values())
        for text in texts
    ]
    return found


def _texts(path: Path) -> dict[str, list[str]]:
    read: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def join_texts(written: Sequence[Example]) -> list[Example]:
    """Documents with a title: some texts of one field, or of none, and of one fold under one another.

    Half of those of a field also hold a text about no field, as pages do.
    """
    chance = random.Random(SEED + 1)
    found = []
    for fold in range(FOLDS):
        other = [example.text for example in written if example.fold == fold and not example.fields]
        for code in FIELD_CODES:
            own = [example for example in written if example.fold == fold and code in example.fields]
            for _ in range(JOINED if len(own) > 1 else 0):
                some = chance.sample(own, chance.randint(2, min(4, len(own))))
                texts = [example.text for example in some]
                if chance.random() < 0.5:
                    texts.insert(chance.randint(1, len(texts)), chance.choice(other))
                fields = tuple(sorted({field for example in some for field in example.fields}))
                found.append(_document(texts, fields, fold))
        for _ in range(JOINED_OTHER // FOLDS):
            found.append(_document(chance.sample(other, chance.randint(2, 4)), (), fold))
    return found


def _document(texts: Sequence[str], fields: tuple[str, ...], fold: int) -> Example:
    title, _, rest = texts[0].partition(". ")
    return Example(f"{title}\n\n{' '.join([rest, *texts[1:]]).strip()}", fields, 0.5, fold, len(title))


def read_known() -> list[Example]:
    """Definitions, terms and combinations of terms: what the taxonomy says of each field."""
    chance = random.Random(SEED)
    found = []
    for code, field in load_fields().items():
        found.append(Example(f"{field.en}. {field.definition}", (code,)))
        terms = [term for term in field.terms["en"] if term not in field.weak.get("en", ())]
        found += [Example(term, (code,), 0.3) for term in terms]
        found += [
            Example("Research on {}, {} and {}".format(*chance.sample(terms, 3)), (code,), 0.5)
            for _ in range(12)
        ]
    return found


def train(examples: Sequence[Example], vectors: Floats, strength: float) -> tuple[Floats, Floats]:
    """Weights (24, d) and bias (24,): a balanced logistic regression a field, then the gate's."""
    weights, bias = [], []
    sample = np.array([example.weight for example in examples])
    for code in (*FIELD_CODES, ""):
        labels = np.array([code in example.fields if code else bool(example.fields) for example in examples])
        model = LogisticRegression(C=strength, class_weight="balanced", max_iter=3000)
        model.fit(vectors, labels, sample_weight=sample)
        weights.append(model.coef_[0])
        bias.append(model.intercept_[0])
    return np.asarray(weights, dtype=np.float32), np.asarray(bias, dtype=np.float32)


def held_out_logits(examples: Sequence[Example], vectors: Floats, strength: float) -> Floats:
    """(n, 24): each example judged by a classifier that saw no text of its fold; zeros for fold -1."""
    logits = np.zeros((len(examples), len(FIELD_CODES) + 1), dtype=np.float32)
    folds = np.array([example.fold for example in examples])
    for fold in range(FOLDS):
        kept = np.flatnonzero(folds != fold)
        weights, bias = train([examples[i] for i in kept.tolist()], vectors[kept], strength)
        logits[folds == fold] = vectors[folds == fold] @ weights.T + bias
    return logits


@dataclass(frozen=True, slots=True)
class Fusion:
    """The fusion as fitted on texts held out, and how well it did on them."""

    weights: Floats  # (5,)
    offsets: Floats  # (23,)
    scores: Floats  # (n, 23), each from a fit without the example's fold
    loss: float


def fit_fusion(examples: Sequence[Example], logits: Floats) -> Fusion:
    """Logistic regression over (example, field) pairs: five shared features, and an offset a field."""
    features, labels, folds = pairs(examples, logits)
    fields = len(FIELD_CODES)

    def fit(rows: NDArray[np.int64]) -> LogisticRegression:
        return LogisticRegression(C=1.0, solver="newton-cholesky").fit(features[rows], labels[rows])

    scores = np.zeros(len(labels), dtype=np.float32)
    for fold in range(FOLDS):
        held = np.flatnonzero(folds == fold)
        scores[held] = fit(np.flatnonzero(folds != fold)).predict_proba(features[held])[:, 1]
    final = fit(np.arange(len(labels)))
    return Fusion(
        final.coef_[0][:FEATURES].astype(np.float32),
        (final.coef_[0][FEATURES:] + final.intercept_[0]).astype(np.float32),
        scores.reshape(-1, fields),
        float(log_loss(labels, scores)),
    )


def pairs(examples: Sequence[Example], logits: Floats) -> tuple[Floats, NDArray[np.bool_], NDArray[np.int64]]:
    """Of each text and field: the features and which of the 23 it is; whether it is a label; the fold."""
    fields = len(FIELD_CODES)
    rows: list[Floats] = []
    labels: list[bool] = []
    folds: list[int] = []
    for example, row in zip(examples, logits, strict=True):
        terms = find_terms(example.text, "en")
        found = measure_terms(example.text, terms, example.title_end)
        rows.append(
            np.hstack(
                [fusion_features(row, found.strengths, found.enough).T, np.eye(fields, dtype=np.float32)]
            )
        )
        labels.extend(code in example.fields for code in FIELD_CODES)
        folds.extend([example.fold] * fields)
    return np.vstack(rows).astype(np.float32), np.array(labels), np.array(folds)


def choose_thresholds(examples: Sequence[Example], scores: Floats) -> Floats:
    """Per field the lowest score, .5 to .8, whose F1 on texts held out is within .02 of the best there."""
    grid = np.arange(0.5, 0.81, 0.05)
    chosen = []
    for index, code in enumerate(FIELD_CODES):
        labels = np.array([code in example.fields for example in examples])
        values = [f1_score(labels, scores[:, index] >= least, zero_division=0.0) for least in grid]
        chosen.append(next(at for at, value in zip(grid, values, strict=True) if value >= max(values) - 0.02))
    return np.asarray(chosen, dtype=np.float32)


def choose_least(examples: Sequence[Example], scores: Floats) -> float:
    """The score, .2 to .5, from which "some field or none" is told best; the lowest of equals."""
    labels = np.array([bool(example.fields) for example in examples])
    grid = np.arange(0.2, 0.51, 0.05)
    values = [f1_score(labels, scores.max(axis=1) >= least) for least in grid]
    return round(float(grid[int(np.argmax(values))]), 2)


def figures(examples: Sequence[Example], scores: Floats, thresholds: Floats) -> dict[str, float]:
    """How the held-out texts fare: first and two best right, macro F1, F1 of "any field", calibration."""
    with_field = [i for i, example in enumerate(examples) if example.fields]
    order = np.argsort(-scores, axis=1)
    first = [FIELD_CODES[order[i][0]] in examples[i].fields for i in with_field]
    two = [bool({FIELD_CODES[j] for j in order[i][:2]} & set(examples[i].fields)) for i in with_field]
    labels = np.array([[code in example.fields for code in FIELD_CODES] for example in examples])
    met = scores >= thresholds
    bins = np.minimum((scores * 10).astype(int), 9)
    gaps = [
        abs(float(labels[bins == b].mean() - scores[bins == b].mean())) * float((bins == b).mean())
        for b in range(10)
        if (bins == b).any()
    ]
    return {
        "first": float(np.mean(first)),
        "two_best": float(np.mean(two)),
        "macro_f1": float(f1_score(labels, met, average="macro", zero_division=0.0)),
        "any_f1": float(f1_score(labels.any(axis=1), met.any(axis=1))),
        "calibration_error": float(sum(gaps)),
    }


def build(embedder: Embedder) -> tuple[FieldsModel, dict[str, float]]:
    """The model and its figures on texts held out."""
    held, examples, vectors = read_training(embedder)
    strength, fusion = choose_strength(held, examples, vectors)
    thresholds = choose_thresholds(held, fusion.scores)
    least = choose_least(held, fusion.scores)
    model = assemble(examples, vectors, strength, fusion, thresholds=thresholds, least=least)
    return replace(model, model_id=embedder.model_id), {
        "texts": len(examples),
        "strength": strength,
        "loss": fusion.loss,
        **figures(held, fusion.scores, thresholds),
    }


def read_training(
    embedder: Embedder, more: Sequence[Example] = ()
) -> tuple[list[Example], list[Example], Floats]:
    """Texts that are held out in folds, with `more` at their end; all texts, those first; their vectors."""
    written = read_written()
    held = [*written, *join_texts(written), *more]
    examples = [*held, *read_known()]
    return (
        held,
        examples,
        np.asarray(embedder.embed([example.text for example in examples]), dtype=np.float32),
    )


def choose_strength(
    held: Sequence[Example], examples: Sequence[Example], vectors: Floats
) -> tuple[float, Fusion]:
    """The regularisation that does best on texts held out, and the fusion fitted there."""
    fusions: dict[int, Fusion] = {}

    def loss(at: int) -> float:
        if at not in fusions:
            logits = held_out_logits(examples, vectors, STRENGTHS[at])[: len(held)]
            fusions[at] = fit_fusion(held, logits)
        return fusions[at].loss

    # The loss falls and then rises with the strength: climb down from the middle, and try no others.
    at = len(STRENGTHS) // 2
    while (best := min((one for one in (at, at - 1, at + 1) if 0 <= one < len(STRENGTHS)), key=loss)) != at:
        at = best
    return STRENGTHS[at], fusions[at]


def assemble(
    examples: Sequence[Example],
    vectors: Floats,
    strength: float,
    fusion: Fusion,
    *,
    thresholds: Floats,
    least: float,
) -> FieldsModel:
    """The model trained on all texts."""
    weights, bias = train(examples, vectors, strength)
    return FieldsModel(
        "", MODEL_SHA256, weights, bias, fusion.weights, fusion.offsets, thresholds, least, VERSION
    )


def save(model: FieldsModel, path: Path, texts_sha256: str) -> None:
    """Write the weights as nlp/fields_model.py reads them."""
    np.savez_compressed(
        path,
        codes=np.array(FIELD_CODES),
        model_id=np.array(model.model_id),
        model_sha256=np.array(model.model_sha256),
        texts_sha256=np.array(texts_sha256),
        weights=model.weights.astype(np.float16),
        bias=model.bias,
        fusion=model.fusion,
        offsets=model.offsets,
        thresholds=model.thresholds,
        least=np.array(model.least),
        version=np.array(model.version),
    )


def main() -> None:
    """Train, print the held-out figures, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=PATH)
    arguments = parser.parse_args()
    from nlp.embed import load_embedder  # noqa: PLC0415 - the engine is heavy and only needed for training

    model, found = build(load_embedder(precision="f32"))
    texts = b"".join(one.read_bytes() for one in (*TEXTS, OTHER_TEXTS))
    save(model, arguments.output, hashlib.sha256(texts).hexdigest())
    shown = ", ".join(f"{name} {value:.4g}" for name, value in found.items())
    print(f"{shown}\nfusion {model.fusion}, least {model.least}\nthresholds {model.thresholds}")  # noqa: T201 - the command's result


if __name__ == "__main__":
    main()
