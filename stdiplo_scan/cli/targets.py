"""Commands that keep the catalogue: targets list, show."""

from __future__ import annotations

from typing import Annotated

import typer

from stdiplo_scan.cli.jsonl import dumps, write_row
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.wiring import Office

JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]


def register(targets_app: typer.Typer) -> None:
    """Add the commands of this file."""
    targets_app.command("list", epilog="例 / Example: stdiplo-scan targets list --json")(targets_list)
    targets_app.command("show", epilog="例 / Example: stdiplo-scan targets show who")(targets_show)


def targets_list(context: typer.Context, *, json: JsonOption = False) -> None:
    """収集先の一覧 / All targets."""
    targets = Office.open(context.obj, create=True).targets.values()
    if json:
        for target in targets:
            write_row(target.model_dump(mode="json"))
        return
    table(
        ("ID", "名称 / name", "国 / country", "種別 / kind", "状態 / state"),
        [(t.id, f"{t.name_ja} / {t.name}", t.country, t.kind, t.state) for t in targets],
    )


def targets_show(context: typer.Context, target_id: str) -> None:
    """収集先の全項目 / Everything about one target."""
    [target] = Office.open(context.obj, create=True).choose_targets([target_id])
    say(dumps(target.model_dump(mode="json")).decode())
