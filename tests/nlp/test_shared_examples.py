"""Sentences that lie outside the repository: what looks alike stays none, and none of them was trained on."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from crawlers.document import Document
from nlp import train_signals
from nlp.embed import load_embedder
from nlp.tagger import Tagger

SHARED = Path(os.environ.get("STDIPLO_SHARED", Path(__file__).resolve().parents[3] / "shared"))
EXAMPLES = SHARED / "taxonomy" / "signal_examples.csv"
EVENTS = SHARED / "data" / "04a_coop_plover" / "plv.dev.jsonl"
TREATIES = SHARED / "data" / "04b_agreements_uk_treaties" / "uk_treaties.dev.jsonl"


@pytest.mark.skipif(not EXAMPLES.is_file(), reason="the labelled sentences lie outside the repository")
def test_every_negative_sentence_stays_negative() -> None:
    with EXAMPLES.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["label"] == "none"]
    documents = [
        Document(
            id=row["id"], url="", title="", text=row["text"], language=row["lang"], published="2026-11-20"
        )
        for row in rows
    ]
    wrong = [
        tagged.id
        for tagged in Tagger.load(None).tag(documents)
        if any(signal.score >= 0.5 and signal.polarity != "none" for signal in tagged.signals)
    ]
    assert len(rows) > 50
    assert wrong == []


@pytest.mark.skipif(not EVENTS.is_file(), reason="the development data lie outside the repository")
def test_no_training_sentence_is_near_to_a_development_item() -> None:
    embedder = load_embedder(precision="bf16")
    sentences, _ = train_signals.read_all()
    items = [json.loads(line)["text"] for line in EVENTS.read_text(encoding="utf-8").splitlines()]
    items += [json.loads(line)["title"] for line in TREATIES.read_text(encoding="utf-8").splitlines()]
    with EXAMPLES.open(encoding="utf-8") as stream:
        items += [row["text"] for row in csv.DictReader(stream)]
    left = np.asarray(embedder.embed(sentences))
    right = np.asarray(embedder.embed([" ".join(item.split())[:600] for item in items]))
    near = (left @ right.T).max(axis=1)
    assert [sentences[index] for index in np.flatnonzero(near >= 0.8)] == []
