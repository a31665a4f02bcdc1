"""The commands of a file, imported when one of them is named."""

from __future__ import annotations

import gc
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.main import get_command


@cache
def commands_of(module_name: str) -> dict[str, Any]:
    """The commands of a file of this folder, by name."""
    group = typer.Typer(rich_markup_mode=None, add_completion=False)
    group.callback()(lambda: None)
    gc.disable()  # what is imported stays: to look through it again and again is a tenth of an import's time
    try:
        import_module(f"stdiplo_scan.cli.{module_name}").register(group)
    finally:
        gc.freeze()
        gc.enable()
    found = dict(getattr(get_command(group), "commands", {}))
    for command in found.values():
        _tell_whole(command)
    return found


def _tell_whole(command: Any) -> None:
    """In a list of commands each has its whole line: both languages, cut off nowhere."""
    command.short_help = (command.help or "").partition("\n")[0]
    for inner in getattr(command, "commands", {}).values():
        _tell_whole(inner)
