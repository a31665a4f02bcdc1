"""Sentences that lie outside the repository: what looks alike stays none."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from crawlers.document import Document
from nlp.tagger import Tagger

SHARED = Path(os.environ.get("STDIPLO_SHARED", Path(__file__).resolve().parents[3] / "shared"))
EXAMPLES = SHARED / "taxonomy" / "signal_examples.csv"


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
