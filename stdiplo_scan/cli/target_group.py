"""The commands about targets as a group; those of the catalogue start without the rest of the line."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from stdiplo_scan.cli.loading import commands_of

# Files of commands, and what two of them hold: a command named there is found without the other files.
MODULES = ("targets", "target_edits", "target_trials", "target_health", "target_cost")
LIGHT = {
    "targets": ("list", "show", "diff", "history", "export"),
    "target_edits": ("add", "edit", "pause", "resume", "undo", "import"),
}


class TargetGroup(TyperGroup):
    """Commands that are imported when they are named."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order of their files."""
        return [name for module in MODULES for name in commands_of(module)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or None."""
        for module, names in LIGHT.items():
            if cmd_name in names:
                return commands_of(module).get(cmd_name)
        found = (commands_of(module).get(cmd_name) for module in MODULES)
        return next((command for command in found if command is not None), None)


targets_app = typer.Typer(
    cls=TargetGroup,
    help="収集先を見る・直す・確かめる / See, edit and try the crawl targets.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@targets_app.callback()
def _options() -> None:
    """収集先を見る・直す・確かめる / See, edit and try the crawl targets."""


def register(app: typer.Typer) -> None:
    """Add the group of this file."""
    app.add_typer(targets_app, name="targets")
