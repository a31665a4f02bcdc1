"""Measures by several processes: a set goes to one process, which reads and embeds it once."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from stdiplo_scan.evaluate.floors import Floor
from stdiplo_scan.evaluate.measure import Context, Measure, Report
from stdiplo_scan.evaluate.registry import all_measures
from stdiplo_scan.evaluate.run import Result, broken, run_measures
from stdiplo_scan.evaluate.sets import Sets
from stdiplo_scan.settings import Settings

PROCESSES = 2
_MEMORY_BYTES = 2_000_000_000  # that a process may need: model, dictionaries, the largest set
# The sets that take longest, the longest first: begun late, one of them would keep a process busy alone.
_LONGEST = ("06b", "06g", "04a", "05i", "04d", "03b", "06d", "04c", "08a", "03c", "04b", "01b", "06f")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Setup:
    """What every process works with."""

    sets: Sets
    settings: Settings
    floors: Mapping[str, Floor]
    peers: bool = True


@dataclass(slots=True)
class _Hand:
    """A process and the measures of its set that it has not answered yet."""

    process: BaseProcess
    pipe: Connection
    left: deque[Measure] = field(default_factory=deque)

    def give(self, group: Sequence[Measure]) -> None:
        self.left = deque(group)
        with suppress(OSError):  # a process that died is noticed where its answer is read
            self.pipe.send([one.name for one in group])


def processes_that_fit(wanted: int = PROCESSES) -> int:
    """As many as wanted, but no more than there are cores and room in memory for; at least one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        room = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _MEMORY_BYTES
    except (AttributeError, ValueError, OSError):  # not known here
        room = wanted
    return max(1, min(wanted, cores, room))


def by_set(measures: Sequence[Measure]) -> list[list[Measure]]:
    """The measures of each set together, since they share what was computed; the longest sets first."""
    groups: dict[str, list[Measure]] = {}
    for measure in measures:
        groups.setdefault(measure.set, []).append(measure)
    rank = {name: place for place, name in enumerate(_LONGEST)}
    return sorted(groups.values(), key=lambda group: rank.get(group[0].set.split("_")[0][:3], len(rank)))


def run_together(
    measures: Sequence[Measure], setup: Setup, *, processes: int, report: Report
) -> Iterator[Result]:
    """The result of each measure as it ends, in any order; a process that dies costs the figures of one set.

    With one process or one set everything runs in this one. Stopping early ends the processes.
    """
    groups = deque(by_set(measures))
    processes = min(processes, len(groups))
    if processes <= 1:
        context = Context(setup.sets, setup.settings, peers=setup.peers, report=report)
        yield from run_measures(measures, context, setup.floors)
        return
    hands: list[_Hand] = []
    try:
        with _one_thread():
            hands.extend(_start(setup) for _ in range(processes))
        while True:
            for hand in hands:
                if not hand.left and groups:
                    hand.give(groups.popleft())
            busy = [hand for hand in hands if hand.left]
            if not busy:
                return
            ready = wait([hand.pipe for hand in busy])
            for hand in [hand for hand in busy if hand.pipe in ready]:
                yield from _answers(hand, hands, setup, report)
    finally:
        for hand in hands:
            _stop(hand)


def _answers(hand: _Hand, hands: list[_Hand], setup: Setup, report: Report) -> Iterator[Result]:
    """What a process says next; of one that died, its open measures as failed, and a new process instead."""
    try:
        told = hand.pipe.recv()
    except (EOFError, OSError):
        hand.process.join(5)
        note = f"its process died (exit code {hand.process.exitcode})"
        yield from (broken(measure, note) for measure in hand.left)
        _stop(hand)
        with _one_thread():
            hands[hands.index(hand)] = _start(setup)
        return
    if isinstance(told, Result):
        hand.left.popleft()
        yield told
    else:
        report(*told)


def _start(setup: Setup) -> _Hand:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_work, args=(theirs, setup), name="evaluate")
    process.start()
    theirs.close()
    return _Hand(process, ours)


def _stop(hand: _Hand) -> None:
    hand.pipe.close()
    if hand.left:
        hand.process.terminate()
    hand.process.join(20)
    if hand.process.is_alive():
        hand.process.kill()


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes started meanwhile compute with one thread each: together they fill the cores."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _work(pipe: Connection, setup: Setup) -> None:
    """A process: measures by name until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to act on: it ends this process
    known = {one.name: one for measures in all_measures().values() for one in measures}

    def report(what: str, count: int) -> None:
        pipe.send((what, count))

    context = Context(setup.sets, setup.settings, peers=setup.peers, workers=1, threads=1, report=report)
    with suppress(EOFError, OSError):  # the process that asked is done, or gone
        while True:
            names: list[str] = pipe.recv()
            for result in run_measures([known[name] for name in names], context, setup.floors):
                pipe.send(result)
