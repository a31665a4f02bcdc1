"""The sentences that the classifier of signals learns from, and the weights that ship."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from nlp.classifier import WEIGHTS_FILE, load_classifier
from nlp.embed import load_embedder
from nlp.train_signals import (
    FILES,
    FOLDER,
    FOREIGN,
    TrainingError,
    read_all,
    read_by_file,
    read_sentences,
    weights_of,
)
from nlp.triggers import SIGNAL_TYPES

SHARED = Path(os.environ.get("STDIPLO_SHARED", Path(__file__).parents[2].parent / "shared"))
SETS = (
    "04a_coop_plover",
    "04b_agreements_uk_treaties",
    "04c_agreements_bilateral_texts",
    "04d_diplomacy_whitehouse",
    "07_real_policy_docs",
    "08a_story_clusters_og2021",
    "08f_rss_stream_2022",
    "08g_crossling_pairs_canada",
)
CLOSEST = 0.8  # cosine from which two sentences tell the same
LIKE = 0.3  # share of words from which two sentences are worth an embedding
AT_ONCE = 4_000  # sentences; all at once would fill the memory
PAIRS = Path(__file__).parent / "data" / "pairs_ja_en.txt"


def development_sentences() -> list[str]:
    """Labelled sentences, titles and the beginnings of texts in English, of the sets and of our own pairs."""
    found = [line.split("|")[6] for line in PAIRS.read_text(encoding="utf-8").splitlines() if "|" in line]
    for name in SETS:
        folder = SHARED / "data" / name
        for path in sorted([*folder.glob("*.dev.jsonl"), *folder.glob("*_stream.jsonl")]):
            with path.open(encoding="utf-8") as lines:
                rows = [json.loads(line) for line in lines]
            for row in rows:
                if row.get("lang", "en") == "en":
                    found += [row.get("title") or "", (row.get("text") or "")[:300]]
    with (SHARED / "taxonomy" / "signal_examples.csv").open(encoding="utf-8") as stream:
        found += [row["text"] for row in csv.DictReader(stream) if row["lang"] == "en"]
    return [one for one in dict.fromkeys(" ".join(text.split()) for text in found) if one]


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the development sets are not here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_training_sentence_is_near_a_development_item() -> None:
    read = read_by_file()
    sentences = [sentence for name in FILES for sentence in read[name][0]]
    known = development_sentences()
    words = TfidfVectorizer(sublinear_tf=True).fit([*sentences, *known])
    ours, theirs = words.transform(sentences), words.transform(known).T.tocsc()
    worth: list[tuple[int, int]] = []
    for start in range(0, len(sentences), AT_ONCE):
        likeness = (ours[start : start + AT_ONCE] @ theirs).tocoo()
        like = likeness.data >= LIKE
        worth += zip((likeness.row[like] + start).tolist(), likeness.col[like].tolist(), strict=True)
    texts = list(dict.fromkeys(text for i, j in worth for text in (sentences[i], known[j])))
    embedded = np.asarray(load_embedder(precision="bf16", threads=1).embed(texts), dtype=np.float32)
    at = {text: index for index, text in enumerate(texts)}
    near = [
        (sentences[i], known[j], round(float(embedded[at[sentences[i]]] @ embedded[at[known[j]]]), 3))
        for i, j in worth
        if float(embedded[at[sentences[i]]] @ embedded[at[known[j]]]) >= CLOSEST
    ]
    assert near == []


def test_each_language_that_is_read_word_by_word_is_learned_as_it_is_read() -> None:
    read = read_by_file()
    for name in FOREIGN.values():
        written, labels = read_sentences(FOLDER / name)
        told, kinds = read[name]
        assert 0.85 * len(written) < len(told) <= len(written)
        assert set(kinds) == set(labels) == {*SIGNAL_TYPES, "none"}


def test_every_type_and_none_have_sentences_and_none_is_told_twice() -> None:
    sentences, labels = read_all()
    assert len(set(sentences)) == len(sentences)
    assert {*SIGNAL_TYPES, "none"} == set(labels)
    assert all(labels.count(label) >= 30 for label in set(labels))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("party: [A sentence.]", "label is 'party'"),
        ("need: [A sentence., A sentence.]", "is there twice"),
        ("need: [7]", "is no text"),
    ],
)
def test_sentences_that_cannot_be_used_are_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bad.yml").write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError, match=said):
        read_sentences(tmp_path / "bad.yml")


def test_the_same_vectors_give_the_same_weights_and_the_shipped_ones_know_every_label() -> None:
    chance = np.random.default_rng(1)
    vectors = chance.normal(size=(60, 8)).astype(np.float32)
    types = np.array(["agreement", "dialogue", "none"] * 20)
    first = weights_of(vectors, types, "made")
    again = weights_of(vectors, types, "made")
    assert all(np.array_equal(first[name], again[name]) for name in first)
    shipped = load_classifier()
    assert (FOLDER / WEIGHTS_FILE).is_file()
    assert shipped is not None
    assert set(shipped.labels) == {*SIGNAL_TYPES, "none"}
