"""Killing the demo at any moment and running it again ends in the state of an undisturbed run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stdiplo_scan.wiring import Office
from tests.stdiplo_scan.conftest import DemoRun
from tests.stdiplo_scan.state import state_of

# Seconds after which the demo is killed: while it loads, crawls, archives, reads, tags, indexes and reports.
KILLS = (2.0, 3.5, 5.0, 6.5, 9.0, 13.0)


def start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "stdiplo_scan", "--workspace", str(folder), "demo", "--no-serve"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)


@pytest.mark.slow
def test_a_demo_killed_again_and_again_ends_like_an_undisturbed_one(demo: DemoRun, tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text(
        f'{{"newest_week": "{demo.outcome.week}", "editions_done": 0}}', encoding="utf-8"
    )
    for seconds in KILLS:
        process = start(tmp_path)
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    process = start(tmp_path)
    output, _ = process.communicate(timeout=240)
    assert process.returncode == 0, output.decode(errors="replace")[-2000:]
    office = Office.open(tmp_path)
    expected, found = state_of(demo.office), state_of(office)
    office.store.close()
    assert found["documents"].keys() == expected["documents"].keys()
    for document_id, document in expected["documents"].items():
        assert found["documents"][document_id] == document
    assert found["skipped"] == expected["skipped"]
    assert found["digests"] == expected["digests"]
