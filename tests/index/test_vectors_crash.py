"""A writer of the vector index killed at each of its writes: what it leaves loads and is as the store is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# One process makes the store and then a child for every place where a writer may die: each of the calls below
# is counted, and the child that reaches its number is killed before the call, or half-way through it.
WRITER = r"""
import faiss, os, signal, sys, tempfile, warnings
from pathlib import Path
faiss.omp_set_num_threads(1)
import index.vectors.file as file
from index.store import Store
from index.vectors.flat import VectorIndex
from tests.index.conftest import build_entry

folder, limit = Path(sys.argv[1]), int(sys.argv[2])
path = folder / "v.json"
here = Store.open(folder / "s.db")
here.add([build_entry(f"d{at}", crawled=False) for at in range(12)], model_id="m")
VectorIndex.load_or_build(here, path, "m", flat_limit=limit).save()
here.add([build_entry(f"e{at}", crawled=False) for at in range(8)], model_id="m")
here.close()
calls = 0

def counted(name, place, kill_at, half):
    real = getattr(place, name)
    def call(*given, **named):
        global calls
        calls += 1
        if calls == kill_at:
            if half is not None:
                half(real, *given, **named)
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)
    setattr(place, name, call)

def half_written(real, index, name, *_):
    real(index, name)
    os.truncate(name, os.path.getsize(name) // 2)

def half_a_header(real, value, stream):
    stream.write('{"format": 1, "file"')
    stream.flush()

def child(kill_at):
    for name, place, half in (
        ("write_index", file._FAISS, half_written), ("mkstemp", file.tempfile, None),
        ("dump", file.json, half_a_header), ("fsync", file.os, None), ("fdopen", file.os, None),
        ("replace", Path, None), ("unlink", Path, None), ("unlink", file.os, None),
    ):
        counted(name, place, kill_at, half)
        counted(name, place, kill_at, None)  # before the call, as a number of its own
    with Store.open(folder / "s.db") as store:
        index = VectorIndex(store, path, "m", flat_limit=limit)
        index._load()
        index.refresh()
        index.save()

deaths = 0
original = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
for kill_at in range(1, 200):
    for one in folder.iterdir():
        one.unlink()
    for name, data in original.items():
        (folder / name).write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pid = os.fork()
    if pid == 0:
        child(kill_at)
        os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    with Store.open(folder / "s.db") as store:
        index = VectorIndex.load_or_build(store, path, "m", flat_limit=limit)
        assert index.check() == [], (kill_at, index.check())
        assert len(index) == 40
        again = VectorIndex(store, path, "m", flat_limit=limit)
        again._load()
        assert len(again) == 40, kill_at
    if not killed:
        break
    deaths += 1
print("deaths", deaths)
"""


@pytest.mark.skipif(os.name == "nt", reason="fork and SIGKILL are of POSIX systems")
@pytest.mark.parametrize("limit", [1000, 10])  # every vector compared, or cells
def test_a_writer_killed_at_any_of_its_writes_leaves_an_index_that_loads_and_agrees(
    tmp_path: Path, limit: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WRITER, str(tmp_path), str(limit)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = re.search(r"deaths (\d+)", done.stdout)
    assert found is not None
    assert int(found[1]) >= 12
