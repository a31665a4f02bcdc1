"""Start-up time and peak memory of the commands, against importing torch and sentence-transformers.

python -m benchmarks.start [--repeats N] [--small]
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.made_pages import load_world, make_pages
from benchmarks.measure import arguments, print_table, write_result
from nlp.embed import default_model_folder

ROOT = Path(__file__).resolve().parents[1]
PEER = "peer: sentence-transformers, one vector"


@dataclass(frozen=True, slots=True)
class Run:
    """One process from start to end."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def run_once(command: Sequence[str], given: str = "") -> Run:
    """What the command cost as a process of its own. Raises RuntimeError where it fails."""
    with tempfile.TemporaryFile("w+") as source, tempfile.TemporaryFile("w+") as faults:
        source.write(given)
        source.seek(0)
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdin=source, stdout=subprocess.DEVNULL, stderr=faults)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            faults.seek(0)
            raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}: {faults.read()[-400:]}")
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def commands(folder: Path) -> dict[str, tuple[list[str], str]]:
    """What is run, with what it reads: the command line's parts, then the peers."""
    ours = [sys.executable, "-m", "stdiplo_scan"]
    office = [*ours, "--workspace", str(folder / "office")]
    page = folder / "page.html"
    page.write_bytes(make_pages(1)[0].body)
    rows = [_row(number) for number in range(20)]
    (folder / "rows.jsonl").write_text("".join(rows), "utf-8")
    run_once([*office, "ingest", str(folder / "rows.jsonl"), "--json"])
    peer = (
        "from sentence_transformers import SentenceTransformer; "
        f"SentenceTransformer({str(default_model_folder())!r}, device='cpu').encode(['one text'])"
    )
    return {
        "--version": ([*ours, "--version"], ""),
        "search --help": ([*ours, "search", "--help"], ""),
        "tag --jsonl, one line": ([*ours, "tag", "--jsonl", "-"], rows[0]),
        "search, one query": ([*office, "search", "quantum research agreement", "--json"], ""),
        "search, one Japanese query": ([*office, "search", "蓄電池 共同研究 協定", "--json"], ""),
        "extract, one page": ([*ours, "extract", str(page), "--url", "http://world.example/p"], ""),
        "peer: import torch": ([sys.executable, "-c", "import torch"], ""),
        "peer: import sentence-transformers": ([sys.executable, "-c", "import sentence_transformers"], ""),
        PEER: ([sys.executable, "-W", "ignore", "-c", peer], ""),
    }


def _row(number: int) -> str:
    document = [document for document in load_world().documents if document.language == "en"][number]
    row = {
        "id": document.id,
        "url": f"http://world.example/{number}",
        "title": document.title,
        "text": "\n\n".join(document.paragraphs),
        "language": "en",
        "published": document.published.isoformat(),
    }
    return json.dumps(row) + "\n"


def main(given: Sequence[str] | None = None) -> None:
    """Print and write time and memory of each command."""
    options = arguments(__doc__ or "", repeats=5).parse_args(given)
    if options.small:
        options.repeats = 1
    with tempfile.TemporaryDirectory() as folder:
        chosen = commands(Path(folder))
        if options.small:
            chosen = {name: chosen[name] for name in ("--version", "search, one query")}
        runs: dict[str, list[Run]] = {name: [] for name in chosen}
        for _ in range(options.repeats):
            for name, (command, source) in chosen.items():
                runs[name].append(run_once(command, source))
    rows: list[dict[str, Any]] = [
        {
            "command": name,
            "cpu_s": round(statistics.median(run.cpu_s for run in found), 2),
            "wall_s": round(statistics.median(run.wall_s for run in found), 2),
            "peak_mb": round(statistics.median(run.peak_mb for run in found)),
        }
        for name, found in runs.items()
    ]
    print_table([["command", "CPU s", "wall s", "peak MB"], *(list(row.values()) for row in rows)])
    write_result(options, "start", {"rows": rows})


if __name__ == "__main__":
    main()
