"""probe_targets: targets -> one Probe each, asked through the same fetcher as crawls, nothing stored."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from crawlers.archive import Archive, ArchiveError
from crawlers.job import CrawlJob, CrawlSettings, JobError
from crawlers.probe.record import Probe
from crawlers.process import run_child
from crawlers.target import Target

FATAL = 3  # how the asking process ends where a fault is ours
Discover = Literal["auto", "always", "never"]


def probe_targets(
    targets: Sequence[Target],
    *,
    settings: CrawlSettings | None = None,
    discover: Discover = "auto",
    on_probe: Callable[[Probe], None] | None = None,
) -> list[Probe]:
    """One probe a target, in the order given; `discover`: look for other entry points where one is at fault
    (auto), for all, or for none.

    Works in a child process that ends when this one does. A target that the child did not come to the end of
    is failing, and says so. Raises JobError on settings that would ask wrongly, and ArchiveError where the
    ledger that counts the day's requests cannot be used: that says nothing of the targets.
    """
    settings = settings or CrawlSettings()
    settings.check()
    if not targets:
        return []
    if settings.budget_folder:
        with Archive(Path(settings.budget_folder)):
            pass
    found: dict[str, Probe] = {}

    def on_line(line: str) -> None:
        try:
            probe = Probe.from_json(line)
        except JobError:
            return  # a library that prints is no reason to stop
        found[probe.target_id] = probe
        if on_probe is not None:
            on_probe(probe)

    job = CrawlJob("probe", "", tuple(targets), settings, os.getpid())
    line = json.dumps({"job": job.to_json(), "discover": discover})
    code, words = run_child("crawlers.probe.child", line, on_line)
    if code == FATAL:
        raise ArchiveError(words or "the asking process ended without a word; wanted its reason; try again")
    return [
        found.get(target.id)
        or Probe(target.id, "failing", error=f"the asking process ended ({code}): {words or 'no message'}")
        for target in targets
    ]
