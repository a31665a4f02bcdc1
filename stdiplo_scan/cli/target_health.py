"""Commands that judge targets: targets health."""

from __future__ import annotations

import typer

from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.cli.targets import JsonOption
from stdiplo_scan.jobs import health_of_targets
from stdiplo_scan.wiring import Office

FAULTS = ("failing", "blocked", "changed")


def register(targets_app: typer.Typer) -> None:
    """Add the commands of this file."""
    targets_app.command("health", epilog="例 / Example: stdiplo-scan targets health")(targets_health)


def targets_health(context: typer.Context, *, json: JsonOption = False) -> None:
    """収集先の健康状態(問題があれば終了コード 3)/ Health of all targets; exit 3 where something is wrong."""
    office = Office.open(context.obj)
    judged = health_of_targets(office)
    if json:
        for target, health, _ in judged:
            write_row(
                {
                    "target": target.id,
                    "condition": health.condition,
                    "since": health.since_utc or None,
                    "last_good": health.last_good_utc or None,
                    "last_new": None if health.last_new is None else health.last_new.isoformat(),
                    "detail": health.detail,
                    "todo": health.todo_en,
                }
            )
    else:
        table(
            ("収集先 / target", "状態 / state"),
            [(target.id, f"{health.word_ja} / {health.word_en}") for target, health, _ in judged],
        )
        for target, health, _ in judged:
            if health.condition not in ("healthy", "quiet", "unvisited"):
                say(f"{target.id}: {health.detail}".rstrip(": "))
                say(f"  {health.todo_ja} / {health.todo_en}")
    if any(health.condition in FAULTS for _, health, _ in judged):
        raise typer.Exit(3)
