"""One run of the demo, shared by all tests that look at what the whole line makes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stdiplo_scan.demo.job import DemoOutcome, run_demo
from stdiplo_scan.demo.world import DemoError
from stdiplo_scan.digests import build_week
from stdiplo_scan.jobs import silent
from stdiplo_scan.wiring import Office

PATIENCE_S = 180


class DemoRun:
    """The demo's office and what its run did."""

    def __init__(self, office: Office, outcome: DemoOutcome) -> None:
        self.office = office
        self.outcome = outcome
        self.digests = {digest.id: digest.body for digest in build_week(office, outcome.week)}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoRun]:
    """The whole line over the miniature world, once a test session."""
    folder: Path = tmp_path_factory.mktemp("demo")
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            office, outcome = run_demo(folder, silent)
            break
        except DemoError:  # its port is taken: another demo runs on this machine
            if time.monotonic() > until:
                raise
            time.sleep(2)
    yield DemoRun(office, outcome)
    office.store.close()
