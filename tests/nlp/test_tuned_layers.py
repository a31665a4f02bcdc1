"""The tuned layers: their file, the second reading of a sentence, and how they learn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig
from transformers.models.bert.modeling_bert import BertLayer

from crawlers.stream import document_from_row
from nlp.classifier import WEIGHTS_FILE, load_classifier
from nlp.embed import load_embedder
from nlp.office_models import ModelsError, install_models, load_models
from nlp.sentence_engine import SentenceEmbedder, sentence_space
from nlp.signal_words import NAME_ALONE
from nlp.tagger import Tagger
from nlp.tune_layers import tune
from nlp.tuned_layers import TunedLayers, load_layers, read_layers, save_layers

SENTENCES = ["Germany and Brazil met.", "", "A grant for the seed bank was refused by both ministries."]


def shipped() -> TunedLayers:
    layers = load_layers()
    assert layers is not None
    return layers


def test_layers_come_back_from_their_file_as_near_as_eight_bits_are(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    weights = {
        "encoder.layer.4.output.dense.weight": chance.normal(size=(6, 4)).astype(np.float32),
        "encoder.layer.4.output.dense.bias": np.array([1.5, -2.0], dtype=np.float32),
    }
    made = TunedLayers("m@1", 4, weights, ("a", "none"), np.eye(2, dtype=np.float32), np.zeros(2), "")
    save_layers(made, tmp_path / "layers.npz")
    found = read_layers((tmp_path / "layers.npz").read_bytes())
    assert (found.first, found.labels, found.base_id) == (4, ("a", "none"), "m@1")
    assert found.model_id == f"m@1+signals-{found.digest[:8]}"
    for name, array in weights.items():
        least = np.abs(array).max(axis=-1, keepdims=True) / 127
        assert (np.abs(found.weights[name] - array) <= least).all()


def test_a_sentence_has_the_models_own_vector_and_a_tuned_one_beside_it() -> None:
    embedder = load_embedder(precision="f32", threads=1)
    both = SentenceEmbedder(shipped(), threads=1).embed(SENTENCES)
    assert both.shape == (len(SENTENCES), 2 * embedder.dimension)
    own, tuned = both[:, : embedder.dimension], both[:, embedder.dimension :]
    assert np.allclose(own, embedder.embed_queries(SENTENCES), atol=1e-6)
    assert np.allclose(np.linalg.norm(tuned, axis=1), 1, atol=1e-5)
    assert (np.abs(own - tuned).max(axis=1) > 0.05).all()


def test_a_space_is_made_by_the_embedder_by_the_layers_over_it_or_by_nothing() -> None:
    class Other:
        model_id = "other"

        def embed(self, texts: list[str]) -> np.ndarray:  # pragma: no cover - never asked
            raise NotImplementedError

    embedder, layers = load_embedder(), shipped()
    assert sentence_space(embedder.model_id, embedder) is embedder
    assert isinstance(sentence_space(layers.model_id, embedder), SentenceEmbedder)
    assert sentence_space(layers.model_id, Other()) is None
    assert sentence_space(replace(layers, digest="0" * 64).model_id, embedder) is None


def test_the_shipped_classifier_reads_both_and_an_offices_of_older_layers_is_refused(tmp_path: Path) -> None:
    classifier, layers = load_classifier(), shipped()
    assert classifier is not None
    assert classifier.model_id == layers.model_id
    waiting = tmp_path / ".new"
    waiting.mkdir()
    older = replace(layers, digest="0" * 64).model_id
    arrays = {"labels": np.asarray(classifier.labels), "weights": classifier.weights, "bias": classifier.bias}
    np.savez(waiting / WEIGHTS_FILE, model_id=np.asarray(older), **arrays)
    install_models(tmp_path, waiting, {})
    with pytest.raises(ModelsError, match=r"another edition.*train again"):
        load_models(tmp_path)


def test_a_name_that_stands_alone_tells_nothing_to_the_classifier() -> None:
    name = "National Science Institute of Thailand (fictional)"
    document = document_from_row(
        {"id": "d", "title": "Rice straw in a boiler", "text": f"It burns.\n\n{name}"}
    )
    [tagged] = Tagger.load(load_embedder(threads=1)).tag([document])
    assert not tagged.signals
    assert NAME_ALONE.fullmatch("Ministry of Research and Innovation, Viet Nam")
    assert not NAME_ALONE.fullmatch("The institute has moved to Bangkok")
    assert not NAME_ALONE.fullmatch("Thailand Opens Laser Laboratory With Laos")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tuning_tells_apart_what_it_was_shown_and_is_the_same_each_time() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(5)
    config = BertConfig(
        hidden_size=8, num_attention_heads=2, intermediate_size=16, attn_implementation="eager"
    )
    layers = torch.nn.ModuleList([BertLayer(config)])
    types = [0, 1] * 300
    states = [torch.randn(3 + at % 4, 8) + (2.0 if type_ else -2.0) for at, type_ in enumerate(types)]
    first, again = (tune(states, types, layers, 2) for _ in range(2))
    with torch.no_grad():
        right = first(states).argmax(1) == torch.tensor(types)
        assert right.float().mean() > 0.95
        assert torch.equal(first(states), again(states))
