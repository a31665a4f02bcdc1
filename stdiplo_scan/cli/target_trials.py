"""Commands that try targets before anything is stored."""

from __future__ import annotations

import typer


def register(_targets_app: typer.Typer) -> None:
    """Add the commands of this file."""
