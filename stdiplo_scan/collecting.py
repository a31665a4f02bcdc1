"""The newest week read to its end, before its digests are built."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from crawlers.health import FAULTS, TargetRun
from crawlers.target import Target
from stdiplo_scan.digests import newest_week
from stdiplo_scan.health import choose_due
from stdiplo_scan.jobs import Progress, crawl_and_read, finish_index, silent
from stdiplo_scan.target_office import settled_view
from stdiplo_scan.wiring import Office


def due_for_week(office: Office) -> list[Target]:
    """The targets that are due, and those that were not yet read to the end of the newest complete week."""
    week_end = datetime.combine(newest_week(office).end, time(), ZoneInfo(office.settings.timezone))
    return choose_due(office, datetime.now(UTC), read_since=week_end)


def collect_week(office: Office, progress: Progress = silent) -> list[TargetRun]:
    """The targets that are due visited, what they gave stored and indexed; the runs that failed."""
    settled_view(office.folder, office.settings)
    runs, _ = crawl_and_read(office, due_for_week(office), progress)
    finish_index(office)
    return [run for run in runs if run.outcome in FAULTS]
