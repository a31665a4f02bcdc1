"""A child process that is told one line, says lines, and never outlives this process."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from crawlers.job import JobError

_PATIENCE_S = 5.0
_PR_SET_PDEATHSIG = 1


def run_child(module: str, line: str, on_line: Callable[[str], None]) -> tuple[int, str]:
    """Exit code and last words of `python -m module`, given `line`; what it prints goes to `on_line` as it
    comes.
    """
    package_root = str(Path(__file__).resolve().parent.parent)
    paths = [package_root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    child = subprocess.Popen(
        [sys.executable, "-m", module],
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
        child.stdin.write(line + "\n")
        child.stdin.flush()  # and stays open: its end is the child's end
        for said in child.stdout:
            on_line(said)
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


def die_with(parent_pid: int) -> None:
    """Ends this process when its parent ends, however: the kernel's signal on Linux, the closed pipe
    everywhere.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if parent_pid and os.getppid() != parent_pid:
            os._exit(3)  # the parent ended before the request above
    threading.Thread(target=_wait_for_end_of_input, daemon=True).start()


def _wait_for_end_of_input() -> None:
    while sys.stdin.read(1):
        pass
    os._exit(3)


def _collect(pipe: object, words: list[str]) -> None:
    for line in pipe:  # type: ignore[attr-defined]
        words.append(line)
        del words[:-50]


def _end(child: subprocess.Popen[str]) -> None:
    if child.poll() is not None:
        return
    child.kill()  # at once: an archive whose writer is killed stays whole
    child.wait()
