"""Commands that report: trends, matrix, digest."""

from __future__ import annotations

from typing import Annotated

import typer

digest_app = typer.Typer(
    help="週次ダイジェスト / The weekly digest.", no_args_is_help=True, rich_markup_mode=None
)

WeekOption = Annotated[
    str | None,
    typer.Option(
        "--week",
        help="ISO 週、例 2026-W47(既定は直近の完結した週)/ ISO week; default the newest complete one",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
