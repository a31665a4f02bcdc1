"""Streams of any length: bounded memory, long texts, readers that go away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.stdiplo_scan.commands import lines_of, run_main, start

SHORT = "Japan and Germany signed a treaty."
MOST_GROWTH = 1.15  # peak memory for ten times the lines; what the allocator keeps differs from run to run


def peak_of(arguments: list[str], stdin: Path, out: Path) -> tuple[int, int]:
    """Exit code and peak resident memory of a command and its children, in KiB."""
    with stdin.open("rb") as source, out.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "stdiplo_scan", *arguments],
            stdin=source,
            stdout=sink,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss


def answers(path: Path) -> list[object]:
    with path.open("rb") as file:
        return [json.loads(line)["id"] for line in file]


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has other units elsewhere")
@pytest.mark.parametrize("command", ["tag", "extract"])
def test_ten_times_the_lines_need_no_more_memory(tmp_path: Path, command: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><h1>Treaty</h1><p>{SHORT} {SHORT}</p></body></html>", encoding="utf-8")
    peaks = []
    for count in (300, 3_000):
        source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        if command == "tag":
            source.write_bytes(
                lines_of(*({"id": n, "title": f"Note {n}", "text": SHORT} for n in range(count)))
            )
        else:
            source.write_bytes(lines_of(*({"id": n, "html_path": str(page)} for n in range(count))))
        code, peak = peak_of([command, "--jsonl", "-"], source, out)
        assert code == 0
        assert answers(out) == list(range(count))
        peaks.append(peak)
    assert peaks[1] < peaks[0] * MOST_GROWTH, peaks


def test_a_text_of_five_megabytes_is_tagged_within_its_bounds() -> None:
    text = f"{SHORT} Nothing else happened on that day in the valley. " * 62_000
    started = time.monotonic()
    ran = run_main("tag", "--jsonl", "-", stdin=lines_of({"id": "long", "title": "Treaty", "text": text}))
    assert ran.code == 0
    assert time.monotonic() - started < 200
    [row] = ran.rows
    length = len("Treaty\n\n") + len(text)
    ranges = [place for item in (*row["countries"], *row["fields"]) for place in item["evidence"]]
    ranges += [signal["evidence"] for signal in row["signals"]]
    assert ranges
    assert all(0 <= first < last <= length for first, last in ranges)
    assert {item["code"] for item in row["countries"]} == {"DE", "JP"}


def test_one_line_without_blanks_or_full_stops_is_no_special_case() -> None:
    rows = [
        {"id": n, "title": "", "text": char * 300_000}
        for n, char in enumerate(("x", "科", "٣", "🎉", "\u0301"))
    ]
    ran = run_main("tag", "--jsonl", "-", stdin=lines_of(*rows))
    assert (ran.code, [row["id"] for row in ran.rows]) == (0, list(range(len(rows))))


def test_a_reader_that_goes_away_ends_the_command_quietly(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_bytes(lines_of(*({"id": n, "title": "", "text": "x"} for n in range(3_000))))
    process = start("tag", "--jsonl", source)
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        assert json.loads(process.stdout.readline())["id"] == 0
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) != 0
