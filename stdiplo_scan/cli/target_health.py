"""Commands that judge targets: targets health."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, get_args

import typer

from crawlers.health import FAULTS, Condition
from crawlers.health_words import BRIEF
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.misuse import not_one_of
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.cli.targets import JsonOption
from stdiplo_scan.health import Judged, health_of_targets
from stdiplo_scan.web.show import local_time
from stdiplo_scan.wiring import Office

STATES = get_args(Condition)
StateOption = Annotated[
    list[str] | None,
    typer.Option("--state", help=f"この状態だけ(繰り返し可)/ only these states: {', '.join(STATES)}"),
]
IdsArgument = Annotated[list[str] | None, typer.Argument(help="収集先の ID / targets' ids; all by default")]


def register(targets_app: typer.Typer) -> None:
    """Add the commands of this file."""
    targets_app.command("health", epilog="例 / Example: stdiplo-scan targets health --state failing")(
        targets_health
    )


def targets_health(
    context: typer.Context,
    target_id: IdsArgument = None,
    state: StateOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """収集先の健康状態(問題があれば終了コード 3)/ Health of all targets; exit 3 where something is wrong."""
    unknown = [name for name in state or () if name not in STATES]
    if unknown:
        raise not_one_of(unknown[0], STATES, "--state")
    office = Office.open(context.obj)
    wanted = {target.id for target in office.choose_targets(target_id)} if target_id else None
    judged = [
        one
        for one in health_of_targets(office)
        if (wanted is None or one.target.id in wanted) and (not state or one.health.condition in state)
    ]
    if json:
        for one in judged:
            write_row(one.to_json())
    else:
        asked_for = bool(target_id or state)
        shown = [one for one in judged if asked_for or one.last or one.target.state == "on"]
        shown.sort(key=lambda one: one.health.condition not in FAULTS)  # what is to be mended first
        _print_health(shown, office.settings.timezone)
        counts = Counter(one.health.condition for one in shown)
        say("、".join(f"{BRIEF[name]} / {name} {counts[name]}" for name in STATES if counts[name]))
        if waiting := len(judged) - len(shown):
            say(f"訪問対象外で未巡回 / switched off or unverified, never visited (targets list): {waiting}")
    if any(one.health.condition in FAULTS for one in judged):
        raise typer.Exit(3)


def _print_health(judged: Sequence[Judged], zone: str) -> None:
    table(
        ("収集先\ntarget", "状態\nstate", "今週\nweek", "通常\nusual", "最新\nlast new", "次回\nnext visit"),
        [
            (
                one.target.id,
                f"{BRIEF[one.health.condition]} / {one.health.condition}",
                one.health.seen_this_week,
                _range(one),
                _day(one.health.last_new),
                "–" if one.health.visit.at is None else _next(one, zone),
            )
            for one in judged
        ],
    )
    for one in judged:
        health = one.health
        if health.change:
            say(f"{one.target.id}: {health.change.ja} / {health.change.en}")
        if health.condition in {"healthy", "quiet", "unvisited"}:
            continue
        since = local_time(health.since_utc, zone) if health.since_utc else "–"
        good = local_time(health.last_good_utc, zone) if health.last_good_utc else "–"
        say(f"{one.target.id}: {health.word.ja} / {health.word.en}")
        say(f"  {health.why.ja} / {health.why.en}".rstrip(" /"))
        say(f"  {since} から、最後の成功 {good} / since {since}, last good {good}")
        say(f"  {health.cure.ja} / {health.cure.en}")


def _range(one: Judged) -> str:
    expected = one.health.expected
    return f"{expected.low}-{expected.high}" + ("" if expected.learned else "?")


def _day(day: object) -> str:
    return "–" if day is None else str(day)[2:]


def _next(one: Judged, zone: str) -> str:
    at = one.health.visit.at
    if at is None or not one.last:
        return "–"
    return local_time(at.isoformat(), zone)[5:]
