"""A cross-encoder of random weights, made here: it scores pairs, and what is no such model is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKE = """
import sys
from pathlib import Path
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast
torch.manual_seed(1)
marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
vocabulary = {word: number for number, word in enumerate([*marks, "quantum", "hydrogen", "energy"])}
for labels, name in ((1, "one"), (3, "three")):
    config = BertConfig(vocab_size=8, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
                        intermediate_size=32, max_position_embeddings=40, num_labels=labels)
    folder = Path(sys.argv[1]) / name
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab=vocabulary, model_max_length=40).save_pretrained(folder)
"""
ASK = """
import sys
from nlp.embed import ModelError
from nlp.rerank import Reranker
rerank = Reranker(sys.argv[1] + "/one", threads=1)
assert "torch" not in sys.modules
assert rerank("quantum", []) == []
assert "torch" not in sys.modules
passages = ["quantum", "hydrogen energy", "", "energy " * 5000]
scores = rerank("quantum", passages)
assert len(scores) == 4 and len(set(scores)) > 1
assert rerank("quantum", passages[::-1]) != scores
turned = rerank("quantum", passages[::-1])[::-1]
assert all(abs(a - b) < 1e-4 for a, b in zip(scores, turned)), (scores, turned)
try:
    Reranker(sys.argv[1] + "/three")("quantum", passages)
except ModelError as error:
    print(error)
try:
    Reranker(sys.argv[1] + "/nothing")("quantum", passages)
except ModelError as error:
    print(error)
"""


@pytest.mark.slow
def test_a_cross_encoder_scores_each_passage_and_another_model_is_refused(tmp_path: Path) -> None:
    for code in (MAKE, ASK):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
    assert "nothing'" in done.stdout
    assert "wanted a cross-encoder's name or folder" in done.stdout
    assert "scores of shape (4, 3) for 4 passages; wanted one number each" in done.stdout
