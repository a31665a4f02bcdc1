"""The texts that the classifier of fields learns from, and the model that ships."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from nlp.embed import load_embedder
from nlp.fields_model import fusion_features, load_fields_model
from nlp.taxonomy_files import FIELD_CODES
from nlp.train_fields import FOLDS, join_texts, read_known, read_written

SHARED = Path(os.environ.get("STDIPLO_SHARED", Path(__file__).parents[2].parent / "shared"))
SETS = ("05b_fields_cordis", "05c_fields_stm", "05f_st_news_spanish", "05i_disaster_messages_news")
CLOSEST = 0.8  # cosine from which two texts tell the same


def development_texts() -> list[str]:
    """Titles of the field sets, and their English texts' beginnings."""
    found = []
    for name in SETS:
        for path in sorted((SHARED / "data" / name).glob("*.dev.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                found.append(row.get("title") or "")
                if row["lang"] == "en":
                    found.append((row.get("text") or "")[:600])
    return [one for one in dict.fromkeys(found) if one.strip()]


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the development sets are not here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_training_text_is_near_a_development_item() -> None:
    embedder = load_embedder(precision="bf16", threads=1)
    written = [example.text for example in read_written()]
    known = np.asarray(embedder.embed(development_texts()), dtype=np.float32)
    cosines = np.asarray(embedder.embed(written), dtype=np.float32) @ known.T
    near = [(written[i], float(cosines[i].max())) for i in np.flatnonzero(cosines.max(axis=1) >= CLOSEST)]
    assert near == []


def test_every_field_has_texts_of_every_kind_and_ordinary_news_has_many() -> None:
    counts = Counter((code, example.fold) for example in read_written() for code in example.fields)
    assert all(counts[code, fold] >= 2 for code in FIELD_CODES for fold in range(FOLDS))
    assert sum(not example.fields for example in read_written()) >= 150


def test_the_texts_are_read_in_the_same_order_every_time() -> None:
    assert read_written() == read_written()
    assert join_texts(read_written()) == join_texts(read_written())
    assert read_known() == read_known()


def test_a_joined_document_stays_within_its_fold_and_begins_with_its_title() -> None:
    by_fold = {fold: {e.text for e in read_written() if e.fold == fold} for fold in range(FOLDS)}
    for example in join_texts(read_written()):
        title = example.text[: example.title_end]
        assert any(text.startswith(title) for text in by_fold[example.fold])
        assert example.text[example.title_end :].startswith("\n\n")


def test_scores_grow_with_each_kind_of_evidence_and_stay_probabilities() -> None:
    model = load_fields_model()
    logits = np.zeros(len(FIELD_CODES) + 1, dtype=np.float32)
    none, some = np.zeros(len(FIELD_CODES), dtype=np.float32), np.ones(len(FIELD_CODES), dtype=np.float32)
    plain = model.scores(logits, none, none)
    assert ((plain >= 0) & (plain <= 1)).all()
    assert (model.scores(logits, some, some) > plain).all()
    gate_open = logits.copy()
    gate_open[-1] = 3.0
    assert (model.scores(gate_open, none, none) > plain).all()


def test_a_field_is_measured_against_the_best_other_one() -> None:
    logits = np.zeros(len(FIELD_CODES) + 1, dtype=np.float32)
    logits[2], logits[5] = 4.0, 3.0
    zeros = np.zeros(len(FIELD_CODES), dtype=np.float32)
    above = fusion_features(logits, zeros, zeros)[1]
    assert above[2] == 1.0
    assert above[5] == -1.0
    assert above[0] == -4.0


def test_thresholds_are_a_half_or_more_and_the_model_names_what_it_belongs_to() -> None:
    model = load_fields_model()
    assert (model.thresholds >= 0.5).all()
    assert 0.0 < model.least <= 0.5
    assert model.weights.shape == (len(FIELD_CODES) + 1, 384)
    assert model.model_sha256
