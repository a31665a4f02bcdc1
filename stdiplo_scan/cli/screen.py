"""What a person sees on a terminal: tables, progress, one-line complaints."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the jobs bring the whole line with them
    from rich.console import Console

    from stdiplo_scan.jobs import Progress as Report

_STEERING = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))  # all control but tab and line end
_UNWRAPPED = 2000
DELAY_S = 2.0  # shorter jobs show no progress


def say(text: str = "") -> None:
    """A line on standard output, without markup."""
    _console(soft_wrap=True).print(plain(text))


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table on standard output."""
    from rich.table import Table  # noqa: PLC0415 - as in `_console`
    from rich.text import Text  # noqa: PLC0415 - the same

    shown = Table(show_edge=False, pad_edge=False)
    for index, column in enumerate(columns):
        numbers = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        shown.add_column(column, overflow="fold", justify="right" if numbers else "left")
    for row in rows:
        shown.add_row(*(Text(plain(str(cell))) for cell in row))
    console = _console()
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _UNWRAPPED  # for a file, a pager or grep: one line a row
    console.print(shown)


def _console(*, soft_wrap: bool = False) -> Console:
    from rich.console import Console  # noqa: PLC0415 - a command that prints JSON needs no screen

    class Screen(Console):
        """Standard output; that its reader went away is told to `main`, as of any other output."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Screen(soft_wrap=soft_wrap, highlight=False, markup=False, emoji=False)


def plain(text: str) -> str:
    """The text without characters that would steer the terminal: it may have come from anywhere."""
    return text.translate(_STEERING)


@contextmanager
def progress(label: str) -> Iterator[Report]:
    """A progress line on the terminal's standard error, once the job takes longer than two seconds."""
    # as in `_console`
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _what, _count: None
        return
    started = time.monotonic()
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(label, visible=False)
        done = 0

        def report(what: str, count: int) -> None:
            nonlocal done
            done += count
            visible = time.monotonic() - started > DELAY_S
            shown.update(task, description=f"{label}: {done} ({what})", visible=visible)

        yield report
