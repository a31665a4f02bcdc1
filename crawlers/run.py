"""run_crawl: targets -> an archive that holds what they said, and one honest record a target."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from crawlers.archive import Archive, ArchiveError, utc_text
from crawlers.health import TargetRun
from crawlers.job import CrawlEvent, CrawlJob, CrawlSettings, JobError
from crawlers.target import Target

__all__ = ["CrawlEvent", "CrawlSettings", "JobError", "run_crawl"]

_PATIENCE_S = 5.0


def run_crawl(
    targets: Sequence[Target],
    archive_folder: Path,
    *,
    settings: CrawlSettings | None = None,
    on_event: Callable[[CrawlEvent], None] | None = None,
) -> list[TargetRun]:
    """One record a target, in the order given; the archive holds every capture, skipped address and record.

    The crawl runs in a child process that ends when this one does. A target that fails has outcome failing
    or blocked and its error; nothing is raised for it. A crawl that was cut off is taken up where it stopped
    by the next one. Raises JobError on settings that would crawl wrongly, and ArchiveError when the archive
    cannot be opened.
    """
    settings = settings or CrawlSettings()
    settings.check()
    run_id = f"{utc_text().replace('-', '').replace(':', '')}-{secrets.token_hex(3)}"
    if not targets:
        return []
    with Archive(archive_folder):
        pass  # a folder that cannot be used is said here, before any process starts
    job = CrawlJob(run_id, str(Path(archive_folder).resolve()), tuple(targets), settings, os.getpid())
    code, errors = _run_child(job, on_event)
    with Archive(archive_folder) as archive:
        done = {run.target_id: run for run in archive.runs() if run.run_id == run_id}
        for target in targets:
            if target.id not in done:
                done[target.id] = _cut_off(archive, run_id, target, code, errors)
    return [done[target.id] for target in targets]


def _run_child(job: CrawlJob, on_event: Callable[[CrawlEvent], None] | None) -> tuple[int, str]:
    """Exit code and last words of the child; events go to `on_event` as they come."""
    package_root = str(Path(__file__).resolve().parent.parent)
    paths = [package_root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    child = subprocess.Popen(
        [sys.executable, "-m", "crawlers.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))},
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise JobError("the crawling process has no pipes; wanted three")
    words: list[str] = []
    listener = threading.Thread(target=_collect, args=(child.stderr, words), daemon=True)
    listener.start()
    try:
        child.stdin.write(job.to_json() + "\n")
        child.stdin.flush()  # and stays open: its end is the child's end
        for line in child.stdout:
            try:
                event = CrawlEvent.from_json(line)
            except JobError:
                continue  # a library that prints is no reason to stop
            if on_event is not None:
                on_event(event)
        code = child.wait()
    except BrokenPipeError:
        code = child.wait()
    finally:
        _end(child)
        listener.join(_PATIENCE_S)
        for pipe in (child.stdin, child.stdout, child.stderr):
            try:
                pipe.close()
            except OSError:
                continue
    return code, " ".join(" ".join(words[-20:]).split())[-500:]


def _collect(pipe: object, words: list[str]) -> None:
    for line in pipe:  # type: ignore[attr-defined]
        words.append(line)
        del words[:-50]


def _end(child: subprocess.Popen[str]) -> None:
    if child.poll() is not None:
        return
    child.kill()  # at once: an archive whose writer is killed stays whole
    child.wait()


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
