"""What a person sees on a terminal: tables, progress, one-line complaints."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the jobs bring the whole line with them
    from stdiplo_scan.jobs import Progress as Report

_STEERING = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))  # all control but tab and line end
DELAY_S = 2.0  # shorter jobs show no progress


def say(text: str = "") -> None:
    """A line on standard output, without markup."""
    from rich.console import Console  # noqa: PLC0415 - a command that prints JSON needs no screen

    Console(soft_wrap=True, highlight=False, markup=False, emoji=False).print(plain(text))


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table on standard output."""
    from rich.console import Console  # noqa: PLC0415 - as in `say`
    from rich.table import Table  # noqa: PLC0415 - the same
    from rich.text import Text  # noqa: PLC0415 - the same

    shown = Table(show_edge=False, pad_edge=False)
    for index, column in enumerate(columns):
        numbers = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        shown.add_column(column, overflow="fold", justify="right" if numbers else "left")
    for row in rows:
        shown.add_row(*(Text(plain(str(cell))) for cell in row))
    Console(highlight=False, markup=False, emoji=False).print(shown)


def plain(text: str) -> str:
    """The text without characters that would steer the terminal: it may have come from anywhere."""
    return text.translate(_STEERING)


@contextmanager
def progress(label: str) -> Iterator[Report]:
    """A progress line on the terminal's standard error, once the job takes longer than two seconds."""
    # as in `say`
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
