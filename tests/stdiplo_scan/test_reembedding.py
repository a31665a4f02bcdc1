"""Another embedding model: built beside the one in force, which answers meanwhile; whole before it counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from index.errors import ModelMismatch, StoreError
from index.models import Models
from index.search import Query
from nlp.crosslingual import Glossary
from stdiplo_scan import reembedding, wiring
from stdiplo_scan.cli.main import app
from stdiplo_scan.reembedding import change_model
from stdiplo_scan.wiring import Office
from tests.index.conftest import build_entry, vector_of

LONG = "Hydrogen of the port. " * 12
COUNT = 30  # documents of two passages
BATCH = 16  # passages of a transaction
ALL = 2 * COUNT + 2


class Words:
    """An embedding model whose vectors are those of whole texts; tokens are words."""

    def __init__(self, name: str, dimension: int, token_limit: int) -> None:
        self.model_id, self.dimension, self.token_limit = f"{name}-id", dimension, token_limit
        self.read: list[str] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed(self, texts: list[str]) -> np.ndarray:
        self.read += texts
        rows = [vector_of(" ".join(text.split()), self.dimension) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def embed_queries(self, texts: list[str]) -> np.ndarray:
        return self.embed(texts)


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> dict[str, Words]:
    held = {"default": Words("old", 8, 60), "new": Words("new", 12, 60), "short": Words("short", 12, 20)}
    monkeypatch.setattr(reembedding, "_BATCH", BATCH)
    monkeypatch.setattr(wiring, "load_embedder", lambda name, **_: held[name])
    return held


@pytest.fixture
def office(models: dict[str, Words], tmp_path: Path) -> Office:
    office = opened(tmp_path)
    entries = [build_entry(f"d{at}", f"Text {at} of quantum.", crawled=False) for at in range(COUNT)]
    office.store.add([*entries, build_entry("long", LONG, crawled=False)], model_id="old-id")
    return office


def opened(folder: Path) -> Office:
    office = Office.open(folder)
    office.__dict__["glossary"] = Glossary.load()
    return office


def quiet(_what: str, _count: int) -> None:
    """No progress."""


def best(office: Office, text: str) -> str:
    return office.searcher.search(Query(text, "semantic", limit=1)).hits[0].document


def stopped(after: int) -> Callable[[str, int], None]:
    """A progress that ends the job after so many reports, as a kill would."""
    seen = 0

    def report(_what: str, _count: int) -> None:
        nonlocal seen
        seen += 1
        if seen == after:
            raise KeyboardInterrupt

    return report


def test_the_old_model_answers_until_the_new_one_is_whole_and_then_the_new_one_does(
    office: Office, tmp_path: Path
) -> None:
    reader = opened(tmp_path)
    assert best(reader, "Text 7 of quantum.") == "d7"

    def ask_meanwhile(_what: str, _count: int) -> None:
        reader.take_up_changes()
        assert (reader.vectors.model_id, best(reader, "Text 7 of quantum.")) == ("old-id", "d7")
        assert best(opened(tmp_path), "Text 8 of quantum.") == "d8"

    done = change_model(office, "new", ask_meanwhile)
    assert (done.model_before, done.model_id, done.embedded) == ("old-id", "new-id", ALL)
    assert best(reader, "Text 9 of quantum.") == "d9"  # a reader that has not looked yet
    for later in (reader, office, opened(tmp_path)):
        later.take_up_changes()
        assert (later.vectors.model_id, best(later, "Text 7 of quantum.")) == ("new-id", "d7")
        assert later.store.faults() == later.vectors.check() == []
    with pytest.raises(ModelMismatch, match="run it again"):
        office.store.add([build_entry("late", crawled=False)], model_id="old-id")


def test_what_was_cut_off_goes_on_where_it_was(office: Office, models: dict[str, Words]) -> None:
    with pytest.raises(KeyboardInterrupt):
        change_model(office, "new", stopped(after=2))
    assert office.store.model_id == "old-id"
    half = [(one.model_id, one.vectors, one.whole, one.in_force) for one in Models(office.store).all()]
    assert half == [("old-id", ALL, True, True), ("new-id", 2 * BATCH, False, False)]
    assert office.store.faults() == office.vectors.check() == []
    models["new"].read.clear()
    assert change_model(office, "new", quiet).embedded == ALL - 2 * BATCH
    assert len(models["new"].read) == ALL - 2 * BATCH


def test_documents_that_come_meanwhile_are_embedded_before_the_change(office: Office, tmp_path: Path) -> None:
    came = iter(["first", "second"])

    def write_meanwhile(_what: str, _count: int) -> None:
        if name := next(came, None):
            opened(tmp_path).store.add([build_entry(name, crawled=False)], model_id="old-id")

    change_model(office, "new", write_meanwhile)
    (new, *_) = Models(office.store).all()
    assert (new.model_id, new.in_force, new.whole, new.passages) == ("new-id", True, True, new.vectors)
    assert new.vectors == ALL + 4


def test_the_way_back_costs_only_what_came_since(office: Office, models: dict[str, Words]) -> None:
    change_model(office, "new", quiet)
    late = build_entry("late", "Later news of quantum.", crawled=False, dimension=12)
    office.store.add([late], model_id="new-id")
    assert change_model(office, "default", quiet).embedded == 2
    assert office.store.model_id == "old-id"
    assert best(office, "Later news of quantum.") == "late"


def test_a_passage_too_long_for_the_new_model_is_read_in_pieces(
    office: Office, models: dict[str, Words]
) -> None:
    change_model(office, "short", quiet)
    read = [text for text in models["short"].read if "Hydrogen" in text]
    assert len(read) == 3
    assert all(len(text.split()) <= 20 for text in read)
    pk = office.store.passages("long")[1].pk
    keys, vectors = next(iter(office.store.iter_vectors("short-id", pk - 1)))
    wanted = sum(vector_of(" ".join(text.split()), 12) for text in read)
    assert keys[0] == pk
    np.testing.assert_allclose(vectors[0], wanted / np.linalg.norm(wanted), atol=1e-2)


def test_only_a_model_that_is_not_in_force_is_forgotten(office: Office, tmp_path: Path) -> None:
    change_model(office, "new", quiet)
    with pytest.raises(StoreError, match="in force"):
        Models(office.store).forget("new")
    with pytest.raises(StoreError, match="wanted one of"):
        Models(office.store).forget("never")
    assert Models(office.store).forget("default").vectors == ALL
    assert [one.model_id for one in Models(office.store).all()] == ["new-id"]
    assert best(opened(tmp_path), "Text 7 of quantum.") == "d7"


def test_the_commands_change_over_and_tell_of_every_model(office: Office, tmp_path: Path) -> None:
    def run(*given: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["--workspace", str(tmp_path), "index", *given])
        assert done.exit_code == code, (done.output, done.exception)
        return done.output

    with pytest.raises(KeyboardInterrupt):
        change_model(office, "new", stopped(after=2))
    assert "half built; `index rebuild --model new`" in run("check")
    told = run("rebuild", "--model", "new")
    assert str(ALL - 2 * BATCH) in told
    assert "old-id → new-id" in told
    assert "The settings still name 'default'" in told
    assert '"in_force":true' in run("models", "--json").splitlines()[0].replace(" ", "")
    assert list(tmp_path.glob("vectors@*.faiss"))
    run("rebuild", "--model", "default")
    run("forget", "new")
    assert len(list(tmp_path.glob("vectors@*.json"))) == 1  # that of the model in force
