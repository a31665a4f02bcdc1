"""The commands, their common options, and one line for every known error.

A command's module is imported when the command is named: `stdiplo-scan search` starts without the crawler.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.loading import commands_of
from stdiplo_scan.settings import workspace_folder

COMMANDS = {
    "init": "office",
    "doctor": "office",
    "demo": "office",
    "serve": "office",
    "run": "collect",
    "crawl": "collect",
    "targets": "target_group",
    "ingest": "stream",
    "extract": "stream",
    "tag": "stream",
    "stories": "stream",
    "search": "find",
    "similar": "similar",
    "read": "read",
    "alerts": "alerts",
    "explain": "explain",
    "correct": "correct",
    "train": "train",
    "retag": "train",
    "revisions": "revise",
    "copies": "revise",
    "index": "index",
    "trends": "report",
    "digest": "report",
    "registers": "registers",
    "topics": "topics",
    "matrix": "topics",
    "brief": "brief",
    "weak": "weak",
    "bursts": "weak",
    "run-due": "deliver",
    "subscribers": "subscribers",
    "outbox": "outbox",
    "languages": "languages",
    "glossary": "glossary",
    "evaluate": "evaluate",
}

# Every family of errors that a person can cure, and where it lives; anything else is a fault of ours.
ERROR_FAMILIES = (
    ("crawlers.archive", "ArchiveError"),
    ("crawlers.files", "FileError"),
    ("crawlers.health", "HealthError"),
    ("crawlers.job", "JobError"),
    ("crawlers.rows", "RowError"),
    ("crawlers.target", "TargetError"),
    ("index.errors", "StoreError"),
    ("nlp.corrections", "CorrectionError"),
    ("nlp.glossary_file", "GlossaryError"),
    ("nlp.dictionaries.word_table", "DictionaryError"),
    ("nlp.embed", "ModelError"),
    ("nlp.office_models", "ModelsError"),
    ("nlp.parsing", "ParserError"),
    ("nlp.taxonomy_files", "TaxonomyError"),
    ("reports.errors", "ReportError"),
    ("stdiplo_scan.demo.world", "DemoError"),
    ("stdiplo_scan.settings", "SettingsError"),
)


_INTERRUPTED = 128 + signal.SIGINT

# What options were called before; such a name still works and no help shows it.
FORMER_OPTIONS = {"editor": "by", "author": "by"}


class LazyGroup(TyperGroup):
    """Commands that are imported when they are named."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or None."""
        module_name = COMMANDS.get(cmd_name)
        return None if module_name is None else commands_of(module_name).get(cmd_name)


app = typer.Typer(
    name="stdiplo-scan",
    cls=LazyGroup,
    help="科学技術外交のための動向把握 / Horizon scanning for science and technology diplomacy.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "token_normalize_func": lambda name: FORMER_OPTIONS.get(name, name),
    },
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - few ask

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
    """科学技術外交のための動向把握 / Horizon scanning for science and technology diplomacy."""
    demo = context.invoked_subcommand == "demo"
    context.obj = workspace_folder(workspace, "demo-workspace" if demo else "workspace")


def is_known(error: Exception) -> bool:
    """Whether an error is one that a person can cure; only modules already imported can have raised it."""
    families = (getattr(sys.modules[place], name) for place, name in ERROR_FAMILIES if place in sys.modules)
    return isinstance(error, tuple(families))


def with_standard_input(arguments: Sequence[str]) -> list[str]:
    """The arguments, a bare `--jsonl` reading standard input."""
    filled = list(arguments)
    for at in range(len(filled) - 1, -1, -1):
        following = filled[at + 1] if at + 1 < len(filled) else "--"
        if filled[at] == "--jsonl" and following.startswith("-") and following != "-":
            filled.insert(at + 1, "-")
    return filled


def main() -> None:
    """Run a command; exit 0 done, 1 known error, 2 wrong usage, 3 a check found something."""
    arguments = with_standard_input(sys.argv[1:])
    try:
        code = _run(arguments)
    except BrokenPipeError:
        # The reader of our output went away, as with `| head`; nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except typer.Abort:
        complain("stopped before anything was done; run the same command again")
        code = 1
    except typer.TyperException as error:
        code = error.exit_code
        _explain(error, arguments)
    except Exception as error:
        code = 1
        if not _say(error):
            raise
    if code == _INTERRUPTED:
        complain("interrupted; run the same command again to go on")
    sys.exit(code)


def _run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name; its exit code. What goes wrong is raised as it is."""
    command = get_command(app)
    try:
        with command.make_context("stdiplo-scan", list(arguments)) as context:
            command.invoke(context)
    except typer.Exit as ended:
        return ended.exit_code
    return 0


def _explain(error: Any, arguments: Sequence[str]) -> None:
    from stdiplo_scan.cli.usage import explain_misuse  # noqa: PLC0415 - most commands are written well

    if error.message.startswith("Usage:"):  # a group without a command shows its help
        print(error.message, file=sys.stderr)
    else:
        explain_misuse(error, arguments)


def _say(error: Exception) -> bool:
    """One line for each fault of an error that a person can cure; False for any other error."""
    if is_known(error):
        for fault in getattr(error, "faults", None) or [str(error)]:
            complain(fault, kind=type(error).__name__)
        return True
    if isinstance(error, OSError):
        complain(f"{error.filename or 'system'}: {error.strerror or error}; {_cure_of(error)}")
        return True
    return False


def _cure_of(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "free some space, then run again"
    return "correct the path or the rights on it, then run again"
