"""Killing the demo at any moment and running it again ends in the state of an undisturbed run."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stdiplo_scan.demo.job import STATE_FILE
from stdiplo_scan.wiring import Office
from tests.stdiplo_scan.conftest import DemoRun
from tests.stdiplo_scan.state import state_of

PATIENCE_S = 120


def rows(path: Path, table: str, condition: str = "1") -> int:
    """How many rows a table has right now; 0 while it is not there."""
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()[0])
    except sqlite3.Error:
        return 0


def captures(folder: Path) -> int:
    return rows(folder / "archive" / "ledger.sqlite", "captures")


def documents(folder: Path) -> int:
    return rows(folder / "store.db", "documents")


def edition(folder: Path) -> int:
    return int(json.loads((folder / STATE_FILE).read_text("utf-8"))["editions_done"])


# The moments of killing, each in a run of its own: none of them is reached at the start of that run.
MOMENTS: dict[str, Callable[[Path], bool]] = {
    "while it crawls": lambda folder: captures(folder) > 30,
    "with all captures but none read": lambda folder: captures(folder) > 220,
    "after the first documents": lambda folder: documents(folder) > 0,
    "in the middle of indexing": lambda folder: documents(folder) > 110,
    "when the first edition is done": lambda folder: edition(folder) == 1,
    "with the revised page stored": lambda folder: rows(folder / "store.db", "versions", "number > 1") > 0,
    "when the vectors are saved": lambda folder: (folder / "vectors.json").exists(),
    "between two digests": lambda folder: rows(folder / "store.db", "digests") > 2,
}


def start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "stdiplo_scan", "--workspace", str(folder), "demo", "--no-serve"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)


def kill_at(folder: Path, reached: Callable[[Path], bool]) -> bool:
    """Whether the demo was killed when the moment came, rather than ending first."""
    process = start(folder)
    until = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        if reached(folder):
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
            return True
        time.sleep(0.02)
    process.kill()
    output, _ = process.communicate()
    assert process.returncode == 0, output.decode(errors="replace")[-2000:]
    return False


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_demo_killed_again_and_again_ends_like_an_undisturbed_one(demo: DemoRun, tmp_path: Path) -> None:
    state = {"newest_week": str(demo.outcome.week), "editions_done": 0}
    (tmp_path / STATE_FILE).write_text(json.dumps(state), encoding="utf-8")
    killed = [name for name, reached in MOMENTS.items() if kill_at(tmp_path, reached)]
    assert len(killed) >= len(MOMENTS) - 2, killed
    process = start(tmp_path)
    output, _ = process.communicate(timeout=240)
    assert process.returncode == 0, output.decode(errors="replace")[-2000:]
    office = Office.open(tmp_path)
    expected, found = state_of(demo.office), state_of(office)
    faults = [*office.store.faults(), *office.vectors.check()]
    office.store.close()
    assert faults == []
    assert found["documents"].keys() == expected["documents"].keys()
    for document_id, document in expected["documents"].items():
        assert found["documents"][document_id] == document
    assert found["skipped"] == expected["skipped"]
    assert found["digests"] == expected["digests"]
