"""The commands, their common options, and one line for every known error."""

from __future__ import annotations

import os
import signal
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from crawlers.archive import ArchiveError
from crawlers.files import FileError
from crawlers.stream import RowError
from crawlers.target import TargetError
from index.errors import StoreError
from index.vectors.flat import VectorIndexError
from nlp.embed import ModelError
from nlp.taxonomy_files import TaxonomyError
from reports.errors import DigestError
from reports.week import WeekError
from stdiplo_scan.cli import collect, find, office, report, stream
from stdiplo_scan.cli.screen import complain
from stdiplo_scan.settings import SettingsError, workspace_folder

KNOWN_ERRORS = (
    ArchiveError,
    DigestError,
    FileError,
    ModelError,
    RowError,
    SettingsError,
    StoreError,
    TargetError,
    TaxonomyError,
    VectorIndexError,
    WeekError,
)

app = typer.Typer(
    name="stdiplo-scan",
    help="科学技術外交のための動向把握 / Horizon scanning for science and technology diplomacy.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"stdiplo-scan {version('stdiplo-scan')}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace", "-w", help="業務フォルダ / the office's folder [STDIPLO_WORKSPACE, ./workspace]"
        ),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="版 / version")
    ] = False,
) -> None:
    """Options before the command hold for all commands."""
    demo = context.invoked_subcommand == "demo"
    context.obj = workspace_folder(workspace, "demo-workspace" if demo else "workspace")


for module in (office, collect, stream, find, report):
    module.register(app)


def main() -> None:
    """Run a command; exit 0 done, 1 known error, 2 wrong usage, 3 a check found something."""
    try:
        app()
    except KNOWN_ERRORS as error:
        complain(f"{type(error).__name__.rstrip('_')}: {error}")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away, as with `| head`; nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
    except OSError as error:
        place = error.filename or "system"
        complain(f"{place}: {error.strerror or error}; free space or correct the path, then run again")
        sys.exit(1)
    except KeyboardInterrupt:
        complain("interrupted; run the same command again to go on")
        sys.exit(130)
