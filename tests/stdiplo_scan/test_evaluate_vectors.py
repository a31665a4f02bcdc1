"""Vectors that are kept are the vectors that would be made; a broken file costs time alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nlp.embed import Vectors
from stdiplo_scan.evaluate.kept_vectors import KeptVectors
from stdiplo_scan.evaluate.tag_peers import first_country, single_pass


class Counting:
    """A model of four numbers that counts the texts it was given."""

    dimension, token_limit = 4, 10

    def __init__(self, model_id: str = "a") -> None:
        self.model_id = model_id
        self.given: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.given += texts
        return np.array([[len(text), *text.encode()[:3].ljust(3)] for text in texts], np.float32)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return -self.embed(texts)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def test_a_text_is_embedded_once_over_runs(tmp_path: Path) -> None:
    first = KeptVectors(Counting(), tmp_path, precision="f32").embed(["one", "two", "one"])
    model = Counting()
    kept = KeptVectors(model, tmp_path, precision="f32")
    assert np.array_equal(kept.embed(["one", "two", "one"]), first)
    assert model.given == []
    assert np.array_equal(kept.embed(["two", "new"]), Counting().embed(["two", "new"]))
    assert model.given == ["new"]
    assert kept.embed([]).shape == (0, 4)


def test_questions_passages_models_and_precisions_are_kept_apart(tmp_path: Path) -> None:
    KeptVectors(Counting(), tmp_path, precision="f32").embed(["one"])
    model = Counting()
    assert np.array_equal(
        KeptVectors(model, tmp_path, precision="f32").embed_queries(["one"]), -Counting().embed(["one"])
    )
    for other, precision in ((Counting("b"), "f32"), (Counting(), "bf16")):
        KeptVectors(other, tmp_path, precision=precision).embed(["one"])
        assert other.given == ["one"]


@pytest.mark.parametrize("broken", [b"no database at all" * 100, b""])
def test_a_broken_file_is_made_anew(tmp_path: Path, broken: bytes) -> None:
    KeptVectors(Counting(), tmp_path, precision="f32").close()
    [path] = tmp_path.glob("*.db")
    path.write_bytes(broken)
    model = Counting()
    kept = KeptVectors(model, tmp_path, precision="f32")
    kept.embed(["one"])
    kept.embed(["one"])
    assert model.given == ["one"]


def test_a_folder_that_cannot_be_written_keeps_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    model = Counting()
    kept = KeptVectors(model, tmp_path / "file" / "below", precision="f32")
    assert np.array_equal(kept.embed(["one"]), kept.embed(["one"]))
    assert model.given == ["one", "one"]


def test_one_pass_joins_what_is_near_and_parts_what_is_not() -> None:
    vectors = np.array([[1, 0], [0.96, 0.28], [0, 1], [0.28, 0.96]], np.float32)
    assert single_pass(vectors, 0.9) == [0, 0, 1, 1]
    assert single_pass(vectors, 0.999) == [0, 1, 2, 3]
    assert single_pass(np.zeros((0, 2), np.float32), 0.5) == []


def test_the_first_name_of_a_country_is_the_first_in_the_text() -> None:
    assert first_country("Cases in Viet Nam and Japan") == "VN"
    assert first_country("Cases") == ""
