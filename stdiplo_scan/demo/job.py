"""The demo: the weekly line over the miniature world; killed anywhere and run again, it ends the same."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from crawlers.health import TargetRun
from reports.week import DEFAULT_ZONE, Week
from stdiplo_scan.demo.server import HOST, serve_world
from stdiplo_scan.demo.site import Edition
from stdiplo_scan.demo.targets import write_targets
from stdiplo_scan.demo.world import MARKS, DemoError, World
from stdiplo_scan.jobs import Progress, Tally, crawl_targets, finish_index, read_archive
from stdiplo_scan.registers import keep_ends
from stdiplo_scan.settings import FILE_NAME
from stdiplo_scan.wiring import Office

STATE_FILE = "demo.json"
EDITIONS: tuple[Edition, ...] = (1, 2)  # in the second, one page has been revised


@dataclass(frozen=True, slots=True)
class DemoState:
    """What the demo must remember between starts: its newest week and the editions it has crawled."""

    newest_week: str
    editions_done: int = 0

    @property
    def week(self) -> Week:
        """The newest week of the world."""
        return Week.parse(self.newest_week)


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """What the demo did."""

    week: Week
    runs: tuple[TargetRun, ...]  # of the last edition crawled
    tally: Tally


def load_state(folder: Path, today: date) -> DemoState:
    """The stored state; made at the first start, when the newest week is the one that ended last Sunday.

    Raises DemoError where the file is not one of ours.
    """
    path = folder / STATE_FILE
    if not path.exists():
        state = DemoState(str(Week.of(today - timedelta(days=7))))
        save_state(folder, state)
        return state
    try:
        state = DemoState(**json.loads(path.read_text(encoding="utf-8")))
        Week.parse(state.newest_week)
    except (ValueError, TypeError) as error:
        raise DemoError(
            f"{path}: {error}; wanted what the demo wrote there; remove the folder and start again"
        ) from error
    return state


def save_state(folder: Path, state: DemoState) -> None:
    """Write the state so that a kill leaves the old one or the new one."""
    path = folder / STATE_FILE
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as stream:
        json.dump(asdict(state), stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)


def write_settings(folder: Path) -> None:
    """The demo's settings: its own host may be visited, at no pace; figures the same on every machine."""
    path = folder / FILE_NAME
    if path.exists():
        return
    fresh = path.with_suffix(".new")
    fresh.write_text(
        f'notice_ja = "{MARKS["ja"]}"\n'
        f'notice_en = "{MARKS["en"]}"\n\n'
        "[crawl]\n"
        'contact = "demo@example.invalid"\n'
        f'allow_hosts = ["{HOST}"]\n'
        "delay_s = 0.0\n\n"
        "[embedding]\n"
        'precision = "f32"\n',
        encoding="utf-8",
    )
    fresh.replace(path)


def run_demo(folder: Path, progress: Progress) -> tuple[Office, DemoOutcome]:
    """Crawl both editions of the world with the code that crawls the real one, then index what they gave."""
    folder.mkdir(parents=True, exist_ok=True)
    write_settings(folder)
    state = load_state(folder, datetime.now(ZoneInfo(DEFAULT_ZONE)).date())
    world = World.load(state.week.start)
    write_targets(world, folder / "targets")
    office = Office.open(folder)
    tally = Tally()
    runs: list[TargetRun] = []
    # An edition that was crawled whole is not served again: the revised page must not turn back.
    for edition in EDITIONS[min(state.editions_done, len(EDITIONS) - 1) :]:
        with serve_world(world, edition):
            runs = crawl_targets(office, office.choose_targets(()), progress)
        tally.add(read_archive(office, progress))
        state = DemoState(state.newest_week, edition)
        save_state(folder, state)
    finish_index(office)
    keep_ends(office)
    return office, DemoOutcome(state.week, tuple(runs), tally)
