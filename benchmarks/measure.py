"""What every benchmark shares: CPU time by resource usage, alternating runs, medians, a JSON file each."""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib.metadata
import json
import os
import platform
import resource
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

RESULTS = Path(__file__).parent / "results"
LIBRARIES = (
    "openvino",
    "torch",
    "sentence-transformers",
    "trafilatura",
    "faiss-cpu",
    "numpy",
    "sqlalchemy",
    "tokenizers",
)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run of a piece of work cost."""

    cpu_s: float  # user and system time of this process, all threads
    wall_s: float


def cpu_seconds() -> float:
    """User and system time of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def peak_mb() -> float:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Memory:
    """The memory of all processes below this one, looked at each second: the most up to a count,
    and in all.
    """

    def __init__(self, early: int) -> None:
        self.early_mb = self.peak_mb = 0.0
        self._early, self._counted = early, 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def count(self) -> None:
        """One more page is done."""
        self._counted += 1

    def _watch(self) -> None:
        while not self._ended.wait(1.0):
            now = sum(_resident_mb(pid) for pid in _descendants(os.getpid()))
            self.peak_mb = max(self.peak_mb, now)
            if self._counted <= self._early:
                self.early_mb = self.peak_mb


def _descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *_descendants(child)]
    return found


def _resident_mb(pid: int) -> float:
    with contextlib.suppress(OSError, IndexError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 2**20
    return 0.0


def spend(work: Callable[[], Any]) -> Spent:
    """What the work cost; garbage of earlier work is collected before."""
    gc.collect()
    cpu, wall = cpu_seconds(), time.perf_counter()
    work()
    return Spent(cpu_seconds() - cpu, time.perf_counter() - wall)


def alternate(works: Mapping[str, Callable[[], Any]], repeats: int) -> dict[str, Spent]:
    """The median cost of each piece of work; they take turns, so that a busy machine slows all alike."""
    runs: dict[str, list[Spent]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            runs[name].append(spend(work))
    return {
        name: Spent(
            statistics.median(run.cpu_s for run in spent), statistics.median(run.wall_s for run in spent)
        )
        for name, spent in runs.items()
    }


def latencies_ms(queries: Iterable[Any], answer: Callable[[Any], Any]) -> list[float]:
    """CPU milliseconds of this thread for each query, one at a time, sorted."""
    found = []
    for query in queries:
        start = time.thread_time()
        answer(query)
        found.append((time.thread_time() - start) * 1000)
    return sorted(found)


def median_ms(latencies: Sequence[float]) -> float:
    """The middle latency, rounded to the microsecond."""
    return round(statistics.median(latencies), 3)


def rate(count: int, seconds: float) -> float:
    """Items a second, to three figures."""
    return float(f"{count / max(seconds, 1e-9):.3g}")


def machine() -> dict[str, Any]:
    """The machine in general terms: cores, processor kind, Python, the versions of what does the work."""
    flags = _cpu_flags()
    return {
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "vector_units": [name for name in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if name in flags],
        "python": platform.python_version(),
        "system": platform.system(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
    }


def _cpu_flags() -> set[str]:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:  # not Linux
        return set()
    return set(next((line for line in lines if line.startswith("flags")), "").split())


def arguments(what: str, *, repeats: int = 3) -> argparse.ArgumentParser:
    """The command line that every benchmark has."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--small", action="store_true", help="tiny input: shows that it runs, not how fast")
    parser.add_argument("--repeats", type=int, default=repeats, help="runs a median is taken of")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the JSON file")
    return parser


def write_result(options: argparse.Namespace, name: str, result: Mapping[str, Any]) -> Path:
    """The path of the JSON file, written with the machine and the options beside the figures."""
    asked = {key: value for key, value in vars(options).items() if key in ("small", "repeats", "count")}
    options.out.mkdir(parents=True, exist_ok=True)
    path: Path = options.out / f"{name}.json"
    whole = {"benchmark": name, "options": asked, "machine": machine(), **result}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(f"-> {path}")
    return path


def print_table(rows: Sequence[Sequence[object]]) -> None:
    """The rows under each other, columns aligned; the first row is the head."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in texts) for column in range(len(texts[0]))]
    for row in texts:
        print(
            "  ".join(
                cell.ljust(width) if at == 0 else cell.rjust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
        )
