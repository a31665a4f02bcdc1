from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.records import Entry
from index.store import Store
from index.vectors.flat import VectorIndex, VectorIndexError
from index.vectors.stored import read_vectors, stored_pks

MODEL = "model-a"


def fill(store: Store, make_entry: Callable[..., Entry], start: int, end: int, model_id: str = MODEL) -> None:
    store.add(
        [make_entry(f"n{n}", f"Report number {n} on topic {n % 7}.") for n in range(start, end)],
        model_id=model_id,
    )


def truth(store: Store, query: np.ndarray, allowed: set[int] | None = None) -> list[int]:
    """Brute force over the store's vectors."""
    scored = []
    with store.engine.connect() as connection:
        for pks, vectors in read_vectors(connection, MODEL, None):
            scored += [(-float(score), int(pk)) for pk, score in zip(pks, vectors @ query, strict=True)]
    return [pk for _, pk in sorted(scored) if allowed is None or pk in allowed]


def unit(seed: int) -> np.ndarray:
    vector = np.random.default_rng(seed).normal(size=8).astype(np.float32)
    return vector / np.linalg.norm(vector)


def test_an_empty_store_finds_nothing(store: Store, tmp_path: Path) -> None:
    index = VectorIndex.load_or_build(store, tmp_path / "v.json", MODEL)
    ids, scores = index.search(unit(1), 5)
    assert (len(index), index.kind, len(ids), len(scores)) == (0, "empty", 0, 0)


def test_a_small_store_is_searched_exactly(
    store: Store, make_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    fill(store, make_entry, 0, 60)
    index = VectorIndex.load_or_build(store, tmp_path / "v.json", MODEL)
    assert index.kind == "flat"
    for seed in range(8):
        ids, scores = index.search(unit(seed), 10)
        assert ids.tolist() == truth(store, unit(seed))[:10]
        assert np.all(np.diff(scores) <= 0)


@pytest.mark.parametrize("flat_limit", [200_000, 100])
def test_a_filtered_search_returns_k_whenever_k_exist(
    store: Store, make_entry: Callable[..., Entry], tmp_path: Path, flat_limit: int
) -> None:
    fill(store, make_entry, 0, 150)
    index = VectorIndex.load_or_build(store, tmp_path / "v.json", MODEL, flat_limit=flat_limit)
    assert index.kind == ("flat" if flat_limit > 1000 else "ivf")
    every = truth(store, unit(0))
    for size in (1, 3, 40, 200):
        allowed = np.sort(np.random.default_rng(size).choice(every, size, replace=False))
        ids, _ = index.search(unit(size), 20, allowed)
        assert len(ids) == min(20, size)
        assert set(ids.tolist()) <= set(allowed.tolist())
        if index.kind == "flat":
            assert ids.tolist() == truth(store, unit(size), set(allowed.tolist()))[:20]
    assert len(index.search(unit(3), 5, np.zeros(0, dtype=np.int64))[0]) == 0
    assert len(index.search(unit(3), 10_000)[0]) == len(every)


def test_new_and_gone_passages_are_followed_without_a_rebuild(
    store: Store, make_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    fill(store, make_entry, 0, 20)
    index = VectorIndex.load_or_build(store, tmp_path / "v.json", MODEL)
    assert index.refresh() is False
    fill(store, make_entry, 20, 25)
    store.add([make_entry("n3", "A wholly new text under an old address.")], model_id=MODEL)
    assert index.check() != []
    assert index.refresh() is True
    assert index.check() == []
    assert index.search(unit(5), 9)[0].tolist() == truth(store, unit(5))[:9]


def test_a_saved_index_is_loaded_and_brought_up_to_date(
    store: Store, make_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    path = tmp_path / "deep" / "v.json"
    fill(store, make_entry, 0, 20)
    VectorIndex.load_or_build(store, path, MODEL)
    fill(store, make_entry, 20, 30)
    again = VectorIndex.load_or_build(store, path, MODEL)
    assert again.check() == []
    assert json.loads(path.read_text())["revision"] == store.revision
    assert len(list(path.parent.glob("*.faiss"))) == 1  # the replaced data file is gone


@pytest.mark.parametrize("damage", ["header", "data", "short", "missing"])
def test_a_damaged_file_is_built_again_and_that_is_said(
    store: Store,
    make_entry: Callable[..., Entry],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    damage: str,
) -> None:
    path = tmp_path / "v.json"
    fill(store, make_entry, 0, 12)
    VectorIndex.load_or_build(store, path, MODEL)
    data = next(tmp_path.glob("v-*.faiss"))
    if damage == "header":
        path.write_text("{not json")
    elif damage == "data":
        data.write_bytes(b"\xff" * data.stat().st_size)
    elif damage == "short":
        data.write_bytes(data.read_bytes()[:50])
    else:
        data.unlink()
    again = VectorIndex.load_or_build(store, path, MODEL)
    assert again.check() == []
    assert len(again) == 24
    (said,) = caplog.messages
    assert said.startswith(str(tmp_path))
    assert said.endswith("the vector index is built again from the store")


def test_an_index_that_is_mapped_into_memory_is_read_whole_before_it_changes(
    store: Store, make_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    path = tmp_path / "v.json"
    fill(store, make_entry, 0, 6)
    VectorIndex.load_or_build(store, path, MODEL)
    first, second = (VectorIndex.load_or_build(store, path, MODEL) for _ in range(2))
    fill(store, make_entry, 6, 9)
    assert first.refresh()
    first.save()  # the data file that the second has mapped is swept away
    assert second.refresh()
    for index in (first, second):
        assert index.check() == []
        assert len(index) == 18


def test_a_large_index_may_lag_behind_on_disk_and_is_caught_up_at_the_next_start(
    store: Store, make_entry: Callable[..., Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vectors.flat._LAG_FROM", 10)
    monkeypatch.setattr("index.vectors.flat._LAG", 0.25)
    path = tmp_path / "v.json"
    fill(store, make_entry, 0, 6)
    index = VectorIndex.load_or_build(store, path, MODEL)
    before = path.read_text()
    fill(store, make_entry, 6, 7)
    assert index.refresh()
    assert not index.keep()
    assert path.read_text() == before
    again = VectorIndex.load_or_build(store, path, MODEL)
    assert (again.check(), len(again), path.read_text()) == ([], 14, before)
    fill(store, make_entry, 7, 10)
    assert index.refresh()
    assert index.keep()
    assert json.loads(path.read_text())["rows"] == 20


def test_the_file_of_another_store_is_not_trusted(
    store: Store, make_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    path = tmp_path / "v.json"
    fill(store, make_entry, 0, 12)
    VectorIndex.load_or_build(store, path, MODEL)
    with Store.open(tmp_path / "other.db") as other:
        fill(other, make_entry, 0, 5)
        index = VectorIndex.load_or_build(other, path, MODEL)
        assert index.check() == []
        assert len(index) == 10


def test_models_are_never_mixed(store: Store, make_entry: Callable[..., Entry], tmp_path: Path) -> None:
    fill(store, make_entry, 0, 3)
    with pytest.raises(VectorIndexError, match="set the model back"):
        VectorIndex.load_or_build(store, tmp_path / "v.json", "model-b")
    index = VectorIndex.load_or_build(store, tmp_path / "v.json", MODEL)
    with pytest.raises(VectorIndexError, match="embed queries with model-a"):
        index.search(np.ones(5, dtype=np.float32), 3)


def test_a_killed_writer_leaves_the_old_file_in_force(
    store: Store, make_entry: Callable[..., Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "v.json"
    fill(store, make_entry, 0, 6)
    index = VectorIndex.load_or_build(store, path, MODEL)
    before = path.read_text()
    fill(store, make_entry, 6, 9)
    index.refresh()

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(index._file, "_write_header", fail)
    with pytest.raises(VectorIndexError, match="check space and rights"):
        index.save()
    assert path.read_text() == before
    assert (tmp_path / json.loads(before)["file"]).exists()


def test_rebuilding_gives_the_same_answers(
    store: Store, make_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    fill(store, make_entry, 0, 40)
    index = VectorIndex.load_or_build(store, tmp_path / "v.json", MODEL)
    before = index.search(unit(2), 15)
    assert index.rebuild() == 80
    after = index.search(unit(2), 15)
    assert before[0].tolist() == after[0].tolist()
    np.testing.assert_allclose(before[1], after[1])


def test_an_outgrown_flat_index_becomes_an_inverted_file(
    store: Store, make_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    fill(store, make_entry, 0, 20)
    index = VectorIndex.load_or_build(store, tmp_path / "v.json", MODEL, flat_limit=100)
    assert index.kind == "flat"
    fill(store, make_entry, 20, 100)
    index.refresh()
    assert index.kind == "ivf"
    assert index.check() == []
    store.add([make_entry("n4", "Changed wholly.")], model_id=MODEL)
    index.refresh()
    assert index.check() == []
    found = np.mean(
        [len(set(index.search(unit(s), 10)[0].tolist()) & set(truth(store, unit(s))[:10])) for s in range(10)]
    )
    assert found >= 9.0


def test_readers_and_a_refresh_do_not_disturb_each_other(
    store: Store, make_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    fill(store, make_entry, 0, 30)
    index = VectorIndex.load_or_build(store, tmp_path / "v.json", MODEL)
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for seed in range(40):
                assert len(index.search(unit(seed), 5)[0]) == 5
        except BaseException as error:  # handed to the test
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for step in range(4):
        fill(store, make_entry, 30 + step, 31 + step)
        index.refresh()
    for reader in readers:
        reader.join()
    assert failures == []
    with store.engine.connect() as connection:
        assert len(stored_pks(connection, MODEL)) == len(index)
