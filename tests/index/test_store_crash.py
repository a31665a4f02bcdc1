from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.keywords import check_words
from index.store import Store

WRITER = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("makers", sys.argv[2])
makers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(makers)
from index.store import Store
from index.stories import assign_stories
store = Store.open(sys.argv[1])
print("open", flush=True)
for number in range(int(sys.argv[3]), 100_000):
    name = f"p{number % 50}"
    store.add([makers.build_entry(name, f"Text {number} of {name}.", fetched_utc=f"2026-11-03T{number:08}Z"),
               makers.build_entry(f"q{number}", "Shared text.", title="Shared")],
              model_id="m", archive_cursor=number)
    if number % 7 == 0:
        assign_stories(store)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX systems")
def test_a_writer_killed_at_any_moment_leaves_a_sound_store(tmp_path):
    root = Path(__file__).parents[2]
    place, makers = tmp_path / "s.db", Path(__file__).with_name("conftest.py")
    before = 0
    for delay_s in (0.15, 0.4, 0.7, 1.1):
        command = [sys.executable, "-c", WRITER, str(place), str(makers), str(before + 1)]
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"open\n"
            time.sleep(delay_s)
            writer.send_signal(signal.SIGKILL)
        with Store.open(place, create=False) as store:
            assert store.faults() == []
            with store.engine.begin() as connection:
                check_words(connection)
            counts, cursor = store.counts(), store.archive_cursor
        assert cursor >= before
        assert counts["passages"] == counts["vectors"] == 2 * counts["documents"]
        assert counts["versions"] == 2 * cursor
        before = cursor
    assert before > 4
