"""The learned part: its weights, its arithmetic, its refusals."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.classifier import ClassifierError, choose_sentences, load_classifier, read_weights
from nlp.train_signals import FOLDER, read_sentences
from nlp.triggers import SIGNAL_TYPES


def test_the_weights_know_all_types_and_none() -> None:
    classifier = load_classifier()
    assert classifier is not None
    assert set(classifier.labels) == {*SIGNAL_TYPES, "none"}


def test_shares_are_probabilities_and_a_batch_equals_one_by_one() -> None:
    classifier = load_classifier()
    assert classifier is not None
    vectors = np.random.default_rng(1).normal(size=(4, classifier.dimension)).astype(np.float32)
    read = ["Germany and Brazil met.", "", "A pact, signed in 1994", "talks"]
    together = classifier.guess(read, vectors)
    assert together == [
        classifier.guess(read[index : index + 1], vectors[index : index + 1])[0] for index in range(4)
    ]
    assert all(0 <= guess.cooperation <= sum(guess.shares.values()) + 1e-6 <= 1.0001 for guess in together)


def test_vectors_of_another_model_are_refused() -> None:
    classifier = load_classifier()
    assert classifier is not None
    with pytest.raises(ClassifierError, match="wanted"):
        classifier.guess(["one sentence"], np.zeros((1, 3), dtype=np.float32))


def test_weights_of_an_older_recipe_are_named() -> None:
    arrays = {"model_id": "m", "labels": ["none"], "weights": np.zeros((1, 384)), "bias": np.zeros(1)}
    with pytest.raises(ClassifierError, match="older recipe"):
        read_weights(arrays, "")


def test_a_missing_array_is_named() -> None:
    with pytest.raises(ClassifierError, match="train_signals"):
        read_weights({"labels": np.asarray(["none"])}, "")


def test_every_type_has_its_sentences_and_none_is_there_twice() -> None:
    sentences, labels = read_sentences(FOLDER / "signals.yml")
    assert all(labels.count(type_) >= 25 for type_ in SIGNAL_TYPES)
    assert labels.count("none") >= 250
    assert len(set(sentences)) == len(sentences)


def test_the_best_flags_are_chosen_in_the_order_of_the_text() -> None:
    assert choose_sentences([0.0, 1.0, 3.0, 2.0], 2) == [2, 3]
