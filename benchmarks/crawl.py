"""Crawling with extraction included, beside a Scrapy spider that has trafilatura in its callback.

    python -m benchmarks.crawl [--count 5000] [--small]

Both crawl the same site on loopback without delay. Ours keeps every response in the archive and reads the
archive in worker processes; the peer writes JSON lines. Wall and CPU seconds of all processes of each count;
the server's do not.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import arguments, print_table, rate, write_result

EARLY = 1_000  # pages after which memory is looked at first


def children_cpu_s() -> float:
    """User and system time of all processes that ended below this one."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run_engine(name: str, site: str, folder: Path) -> dict[str, Any]:
    """What one engine's processes gave and cost."""
    module = {"ours": "benchmarks.crawl_ours", "scrapy": "benchmarks.crawl_peer"}[name]
    place = folder / ("archive" if name == "ours" else "out.jsonl")
    cpu, wall = children_cpu_s(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", module, site, str(place)],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # where sessions share a busy machine evenly, so do both engines
    )
    if done.returncode:
        raise SystemExit(f"{module} ended with {done.returncode}: {done.stderr[-2000:]}")
    spent = {"cpu_s": children_cpu_s() - cpu, "wall_s": time.perf_counter() - wall}
    return {**json.loads(done.stdout.splitlines()[-1]), **spent}


def main(given: Sequence[str] | None = None) -> None:
    """Print and write pages a second of both, and their memory."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--count", type=int, default=5_000, help="pages of the site")
    options = parser.parse_args(given)
    if options.small:
        options.count, options.repeats = 40, 1
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.crawl_site", str(options.count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        site = f"http://127.0.0.1:{int(server.stdout.readline())}"
        runs: dict[str, list[dict[str, Any]]] = {"ours": [], "scrapy": []}
        for _ in range(options.repeats):
            for name, found in runs.items():
                with tempfile.TemporaryDirectory() as folder:
                    found.append(run_engine(name, site, Path(folder)))
                print(name, found[-1], flush=True)
        server.communicate("")
    result = summary(runs, options.count)
    show(result)
    write_result(options, "crawl", result)


def summary(runs: dict[str, list[dict[str, Any]]], count: int) -> dict[str, Any]:
    """Medians of both engines, and ours over the peer."""
    engines = {}
    for name, found in runs.items():
        middle = {key: statistics.median(run[key] for run in found) for key in found[0]}
        engines[name] = {
            "pages": int(middle["pages"]),
            "pages_per_s": rate(count, middle["wall_s"]),
            "pages_per_cpu_s": rate(count, middle["cpu_s"]),
            "cores": round(middle["cpu_s"] / middle["wall_s"], 2),
            "early_mb": round(middle["early_mb"]),
            "peak_mb": round(middle["peak_mb"]),
        }
    ours, peer = engines["ours"], engines["scrapy"]
    return {
        "pages": count,
        "early": EARLY,
        "engines": engines,
        "over_peer": round(ours["pages_per_s"] / peer["pages_per_s"], 2),
        "over_peer_cpu": round(ours["pages_per_cpu_s"] / peer["pages_per_cpu_s"], 2),
    }


def show(result: dict[str, Any]) -> None:
    """Both engines as a table."""
    rows: list[list[object]] = [["engine", "pages", "pages/s", "pages/CPU s", "cores", "early MB", "peak MB"]]
    rows += [[name, *engine.values()] for name, engine in result["engines"].items()]
    print_table(rows)
    print(f"ours / scrapy: {result['over_peer']} in time, {result['over_peer_cpu']} in CPU time")


if __name__ == "__main__":
    main()
