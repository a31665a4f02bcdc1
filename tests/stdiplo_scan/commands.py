"""Commands run as a person runs them: within this process, or in one of their own where they are killed."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stdiplo_scan.cli.main import main


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed and its exit code."""

    code: int
    out: bytes
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Its standard output, one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def complaints(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


def run_main(*arguments: str | Path, stdin: bytes = b"") -> Ran:
    """`stdiplo-scan ARGUMENTS` within this process."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    err = io.StringIO()
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr
    sys.argv = ["stdiplo-scan", *map(str, arguments)]
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    sys.stdout, sys.stderr = out, err
    code: Any = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr = before
    return Ran(int(code or 0), out.buffer.getvalue(), err.getvalue())  # type: ignore[attr-defined]


def start(*arguments: str | Path, **options: Any) -> subprocess.Popen[bytes]:
    """`stdiplo-scan ARGUMENTS` in a process of its own, its output in pipes."""
    command = [sys.executable, "-m", "stdiplo_scan", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def lines_of(*rows: object) -> bytes:
    """The objects as JSON lines; bytes stand as they are."""
    return b"".join(
        (row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode()) + b"\n"
        for row in rows
    )
