"""Many pages through a few worker processes, in order; one bad page costs one page."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import signal
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from crawlers.document import Document, RawPage, Skipped
from crawlers.extract.cleaning import clean_line
from crawlers.extract.extract import extract_page
from crawlers.extract.html import load_reader
from crawlers.extract.ocr import Ocr

if sys.platform != "win32":
    import resource

PAGE_TIMEOUT_S = 60.0
READY = "ready"  # what a worker sends before it takes its first page
_START_TIMEOUT_S = 180.0
_WORKER_BYTES = 3 << 30  # of address space; after a thousand pages a worker has .65 GB, one of 10 MB takes .3
_WAITING_PER_WORKER = 4  # pages read ahead for each worker; what bounds the memory


def extract_pages(
    pages: Iterable[RawPage],
    *,
    workers: int,
    page_timeout_s: float = PAGE_TIMEOUT_S,
    ocr: Ocr | None = None,
) -> Iterator[Document | Skipped]:
    """What `extract_page` gives for each page, in the order of the pages; pages are read only a few ahead.

    A page whose worker dies or needs more than `page_timeout_s` comes back as Skipped(undecodable) and a
    new worker takes the next one. `workers=0` works in this process, without those two guards. Stopping
    early ends the workers.
    """
    if workers <= 0:
        yield from (extract_page(page, ocr=ocr) for page in pages)
        return
    crew: list[_Worker] = []
    try:
        yield from _in_order(((page, ocr) for page in pages), crew, workers, page_timeout_s)
    finally:
        for worker in crew:
            worker.stop()


class PoolError(Exception):
    """The worker processes cannot run at all; the text says what was met and what to do."""


@dataclass(slots=True)
class _Job:
    page: RawPage
    ocr: Ocr | None = None
    result: Document | Skipped | None = None


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    job: _Job | None = None
    timeout_s: float = PAGE_TIMEOUT_S
    deadline: float = 0.0
    ready: bool = False

    @classmethod
    def start(cls) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs,), daemon=True, name="extract")
        process.start()
        theirs.close()
        return cls(process, ours)

    def give(self, job: _Job, timeout_s: float) -> None:
        self.job, self.timeout_s = job, timeout_s
        self.deadline = time.monotonic() + (timeout_s if self.ready else _START_TIMEOUT_S)
        try:
            self.pipe.send((job.page, job.ocr))
        except (OSError, ValueError):
            self.replace("its worker was gone")

    def collect(self) -> None:
        """Take the result of the job; a dead worker or a page beyond its time gives a Skipped and a new
        worker.
        """
        if self.job is None:
            return
        try:
            if self.pipe.poll(0):
                answer = self.pipe.recv()
                if answer == READY:
                    self.ready, self.deadline = True, time.monotonic() + self.timeout_s
                else:
                    self.job.result, self.job = answer, None
                return
        except (EOFError, OSError, ImportError, AttributeError):
            self.replace(f"its worker died (exit code {self.process.exitcode})")
            return
        if not self.process.is_alive():
            self.replace(f"its worker died (exit code {self.process.exitcode})")
        elif time.monotonic() > self.deadline:
            self.replace("it took longer than a page may")

    def replace(self, why: str) -> None:
        """Skip the page at hand and start a new worker; PoolError where the old one never came up."""
        if not self.ready:
            code = self.process.exitcode
            raise PoolError(
                f"extraction worker: exit code {code} before its first page; wanted a running process; "
                "start from a file with a __main__ guard, or set workers to 0"
            )
        if self.job is not None:
            page = self.job.page
            self.job.result = Skipped(
                page.url, "undecodable", clean_line(why), page.hints.target_id, page.fetched_utc
            )
            self.job = None
        self.stop()
        fresh = _Worker.start()
        self.process, self.pipe, self.ready = fresh.process, fresh.pipe, False

    def stop(self) -> None:
        self.pipe.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join(5)


def _in_order(
    pages: Iterator[tuple[RawPage, Ocr | None]], crew: list[_Worker], workers: int, page_timeout_s: float
) -> Iterator[Document | Skipped]:
    """The results in order; a page that finds no idle worker gets a new one, up to `workers`."""
    started: deque[_Job] = deque()
    waiting: deque[_Job] = deque()
    more = True
    while True:
        while more and len(started) < workers * _WAITING_PER_WORKER:
            page = next(pages, None)
            if page is None:
                more = False
                break
            job = _Job(*page)
            started.append(job)
            waiting.append(job)
        while waiting and (idle := _idle_worker(crew, workers)) is not None:
            idle.give(waiting.popleft(), page_timeout_s)
        while started and (result := started[0].result) is not None:
            started.popleft()
            yield result
        if not started and not more:
            return
        _wait(crew)


def _idle_worker(crew: list[_Worker], workers: int) -> _Worker | None:
    """A worker without a page, started anew where there is room for one; None while all are busy."""
    idle = next((worker for worker in crew if worker.job is None), None)
    if idle is None and len(crew) < workers:
        idle = _Worker.start()
        crew.append(idle)
    return idle


def _wait(crew: list[_Worker]) -> None:
    busy = [worker for worker in crew if worker.job is not None]
    if not busy:
        return
    nearest = min(worker.deadline for worker in busy)
    handles: list[Connection | int] = [worker.pipe for worker in busy] + [
        worker.process.sentinel for worker in busy
    ]
    multiprocessing.connection.wait(handles, timeout=max(0.0, min(1.0, nearest - time.monotonic())))
    for worker in busy:
        worker.collect()


def _work(pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to act on: it ends this process
    _limit_memory()
    load_reader()
    pipe.send(READY)
    while True:
        try:
            page, ocr = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(extract_page(page, ocr=ocr))


def _limit_memory() -> None:
    """A page that unpacks to more than that ends its worker and nothing else."""
    if sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        wanted = _WORKER_BYTES if most == resource.RLIM_INFINITY else min(_WORKER_BYTES, most)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
