"""A kill at any write of SQLite, and at any statement.

SQLite appends pages to its log and only later copies them into the database; so what a kill can leave is a
prefix of the log, or the whole log beside a database into which some pages were copied. Every such state is
made here and opened, and a process is killed in earnest before and after statements and commits.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from crawlers.document import Skipped
from index.keywords import check_words
from index.store import Store
from index.vectors.flat import VectorIndex
from nlp.corrections import Correction
from nlp.tags import Tag
from tests.index.conftest import build_entry

LOG_HEADER, FRAME_HEADER = 32, 24
Work = Callable[[Store], Iterator[None]]


def work(store: Store) -> Iterator[None]:
    """One transaction after another, of every kind that the weekly job makes."""
    tags = (Tag("country", "VN", 0.9, ((0, 4),), role="actor"), Tag("field", "QUA", 0.8))
    new = [build_entry(f"n{number}", f"Text {number}. " * 40, tags=tags) for number in range(3)]
    store.add(new, model_id="m", archive_cursor=7)
    yield
    later = "2026-11-04T00:00:00Z"
    store.add([build_entry("old", "Another text by now.", fetched_utc=later)], model_id="m")
    yield
    store.add([build_entry("copy", "Text 1. " * 40, title="News n1")], model_id="m")
    yield
    document = new[0].document.id
    store.replace_tags(document, 1, new[1].tagged)
    yield
    said = Correction(
        id="c1", document=document, action="reject", kind="country", value="VN", author="S", made_utc=later
    )
    store.correct([said])
    yield
    store.add_skipped([Skipped("https://example.org/x", "empty", seen_utc=later)])
    yield
    store.remove_documents([new[2].document.id])
    yield


def digest_of(store: Store) -> str:
    """What the store holds, word index included."""
    with store.engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
        held = hashlib.sha256()
        for (name,) in tables.all():
            for row in connection.exec_driver_sql(f"SELECT * FROM '{name}'"):
                held.update(repr((name, tuple(row))).encode())
    return held.hexdigest()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a document, closed, and its vector index."""
    folder = tmp_path_factory.mktemp("begun")
    with Store.open(folder / "s.db") as store:
        store.add([build_entry("old"), build_entry("other", "Unlike it.")], model_id="m")
        VectorIndex.load_or_build(store, folder / "vectors.json", "m").keep()
    assert not (folder / "s.db-wal").exists()
    return folder


@pytest.fixture(scope="module")
def done(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The same after the work, its log not yet copied into the database, and what was held at each commit."""
    folder, copy = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("done")
    shutil.copytree(begun, folder, dirs_exist_ok=True)
    with Store.open(folder / "s.db") as store:
        held = [digest_of(store), *(digest_of(store) for _ in work(store))]
        shutil.copytree(folder, copy, dirs_exist_ok=True)
    (copy / "s.db-shm").unlink()
    return copy, held


def opened(folder: Path, place: Path, log: bytes) -> Store:
    """The store of a folder with another log, as the next process finds it."""
    place.mkdir()
    for file in folder.glob("*"):
        shutil.copy(file, place)
    (place / "s.db-wal").write_bytes(log)
    return Store.open(place / "s.db", create=False)


def test_every_prefix_of_the_log_is_the_state_of_its_last_commit(
    done: tuple[Path, list[str]], tmp_path: Path
) -> None:
    folder, held = done
    log = (folder / "s.db-wal").read_bytes()
    size = FRAME_HEADER + struct.unpack(">I", log[8:12])[0]
    ends, commits = [LOG_HEADER], [0]
    for at in range(LOG_HEADER, len(log) - size + 1, size):
        pages_after_commit = struct.unpack(">I", log[at + 4 : at + 8])[0]
        ends.append(at + size)
        commits.append(commits[-1] + (pages_after_commit > 0))
    assert commits[-1] == len(held) - 1
    for number, (end, committed) in enumerate(zip(ends, commits, strict=True)):
        boundary = number + 1 == len(ends) or commits[number + 1] > committed or not number
        cuts = (end, end + FRAME_HEADER, end + size // 2, end + size - 1) if boundary else (end,)
        for cut in cuts:
            with opened(folder, tmp_path / f"{cut}", log[:cut]) as store:
                assert digest_of(store) == held[committed], f"log cut at {cut} of {len(log)}"
                if boundary and cut == end:
                    sound(store, tmp_path / f"{cut}")
            shutil.rmtree(tmp_path / f"{cut}")


def test_a_database_into_which_some_pages_were_copied_is_whole_with_its_log(
    done: tuple[Path, list[str]], tmp_path: Path
) -> None:
    folder, held = done
    log = (folder / "s.db-wal").read_bytes()
    page = struct.unpack(">I", log[8:12])[0]
    before = (folder / "s.db").read_bytes()
    with opened(folder, tmp_path / "copied", log):
        pass
    after = (tmp_path / "copied" / "s.db").read_bytes()
    changed = [at for at in range(0, len(after), page) if after[at : at + page] != before[at : at + page]]
    for count in range(0, len(changed) + 1, 5):
        mixed = bytearray(before.ljust(len(after), b"\0") if count else before)
        for at in changed[:count]:
            mixed[at : at + page] = after[at : at + page]
        place = tmp_path / f"mixed{count}"
        place.mkdir()
        (place / "s.db").write_bytes(bytes(mixed))
        (place / "s.db-wal").write_bytes(log)
        with Store.open(place / "s.db", create=False) as store:
            assert digest_of(store) == held[-1], f"{count} of {len(changed)} pages copied"


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL and fork are of POSIX systems")
def test_a_process_killed_at_a_statement_leaves_one_of_the_states(
    begun: Path, done: tuple[Path, list[str]], tmp_path: Path
) -> None:
    _, held = done
    total = count_moments(begun, tmp_path / "whole")
    assert total > 100
    for moment in range(0, total, max(1, total // 24)):
        place = tmp_path / str(moment)
        shutil.copytree(begun, place)
        child = os.fork()
        if not child:
            killed_at(place, moment)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        with Store.open(place / "s.db", create=False) as store:
            assert digest_of(store) in held
            sound(store, place)


def killed_at(place: Path, moment: int) -> None:
    """The work, by a process that dies at a moment: before or after a statement, or at a commit."""
    met = 0

    def meet(*_: object) -> None:
        nonlocal met
        if met == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        met += 1

    with Store.open(place / "s.db") as store:
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(store.engine, name, meet)
        for _ in work(store):
            meet()


def count_moments(begun: Path, place: Path) -> int:
    """How many moments the work has."""
    shutil.copytree(begun, place)
    moments = 0

    def meet(*_: object) -> None:
        nonlocal moments
        moments += 1

    with Store.open(place / "s.db") as store:
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(store.engine, name, meet)
        for _ in work(store):
            meet()
    return moments


def sound(store: Store, folder: Path) -> None:
    """The store contradicts itself nowhere, and its index file is brought to it."""
    assert store.faults() == []
    with store.engine.begin() as connection:
        check_words(connection)
    index = VectorIndex.load_or_build(store, folder / "vectors.json", "m")
    assert len(index) == store.counts()["vectors"]
    for pks, vectors in store.iter_vectors("m"):
        for pk, vector in zip(pks, vectors, strict=True):
            assert pk in index.search(vector, 3)[0]
