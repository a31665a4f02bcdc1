"""run_crawl: targets -> an archive that holds what they said, and one honest record a target."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from crawlers.archive import Archive, ArchiveError, utc_text
from crawlers.health import TargetRun
from crawlers.job import CrawlEvent, CrawlJob, CrawlSettings, JobError, Watched
from crawlers.process import run_child
from crawlers.target import Target

__all__ = ["CrawlEvent", "CrawlSettings", "JobError", "run_crawl"]


def run_crawl(
    targets: Sequence[Target],
    archive_folder: Path,
    *,
    settings: CrawlSettings | None = None,
    on_event: Callable[[CrawlEvent], None] | None = None,
    watched: Watched | None = None,
) -> list[TargetRun]:
    """One record a target, in the order given; the archive holds every capture, skipped address and record.

    The crawl runs in a child process that ends when this one does. A target that fails has outcome failing
    or blocked and its error; nothing is raised for it. A crawl that was cut off is taken up where it stopped
    by the next one. `watched`: pages of the targets that are looked at again, a few of them in each crawl,
    though no list names them. Raises JobError on settings that would crawl wrongly, and ArchiveError when
    the archive, or the one that keeps the budget, cannot be opened.
    """
    settings = settings or CrawlSettings()
    settings.check()
    run_id = f"{utc_text().replace('-', '').replace(':', '')}-{secrets.token_hex(3)}"
    if not targets:
        return []
    for place in (archive_folder, *([Path(settings.budget_folder)] if settings.budget_folder else [])):
        with Archive(place):
            pass  # a folder that cannot be used is said here, before any process starts
    folder = str(Path(archive_folder).resolve())
    job = CrawlJob(run_id, folder, tuple(targets), settings, os.getpid(), watched or {})
    code, errors = _run_child(job, on_event)
    with Archive(archive_folder) as archive:
        done = {run.target_id: run for run in archive.runs() if run.run_id == run_id}
        for target in targets:
            if target.id not in done:
                done[target.id] = _cut_off(archive, run_id, target, code, errors)
    return [done[target.id] for target in targets]


def _run_child(job: CrawlJob, on_event: Callable[[CrawlEvent], None] | None) -> tuple[int, str]:
    """Exit code and last words of the child; events go to `on_event` as they come."""

    def on_line(line: str) -> None:
        try:
            event = CrawlEvent.from_json(line)
        except JobError:
            return  # a library that prints is no reason to stop
        if on_event is not None:
            on_event(event)

    return run_child("crawlers.child", job.to_json(), on_line)


def _cut_off(archive: Archive, run_id: str, target: Target, code: int, errors: str) -> TargetRun:
    """The record of a target that the child did not come to the end of; its next run goes on from here."""
    how = f"signal {-code}" if code < 0 else f"code {code}"
    now = utc_text()
    run = TargetRun(
        run_id=run_id,
        target_id=target.id,
        started_utc=now,
        finished_utc=now,
        outcome="failing",
        kept=len(archive.visits(run_id, target.id)),
        error=f"the crawling process ended ({how}) before this target did: {errors or 'no message'}"[:500],
        failure="temporary",
    )
    try:
        archive.add_run(run, done=False)
    except ArchiveError as error:
        errors = f"{errors}; {error}"
    return run
