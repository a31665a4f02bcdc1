"""Commands of weak signals and bursts of terms."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from index.weak_signals import Flag, WeakSignals
from reports.weak_signals import CHECKS, rule_records
from reports.week import Week
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.weak_signals import bursts_of, update_weak_signals
from stdiplo_scan.wiring import Office

app = typer.Typer(help="弱い兆候 / Weak signals.", no_args_is_help=True, rich_markup_mode=None)
JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
WeekOption = Annotated[
    str | None,
    typer.Option("--week", help="ISO 週、例 2026-W47 / ISO week; default: the newest complete one"),
]
RULES = {
    "new_term": "新しい用語 / new term",
    "new_country_field": "国と分野の新しい組 / country new in a field",
    "new_partners": "新しい相手 / new partners",
}
OUTCOMES = {"grew": "伸びた / grew", "faded": "消えた / faded", "false": "誤り / false"}


def register(group: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("update", epilog="例 / Example: stdiplo-scan weak update --week 2026-W47")(weak_update)
    app.command("list", epilog="例 / Example: stdiplo-scan weak list --json")(weak_list)
    app.command("record", epilog="例 / Example: stdiplo-scan weak record --json")(weak_record)
    group.add_typer(app, name="weak")
    group.command("bursts", epilog="例 / Example: stdiplo-scan bursts --week 2026-W47 --json")(bursts)


def weak_update(context: typer.Context, week: WeekOption = None, *, json: JsonOption = False) -> None:
    """一週の兆候を記録し、4・8・12 週後に判定する / Flag a week; judge what is due after 4, 8, 12 weeks."""
    with progress("弱い兆候 / weak signals"):
        done = update_weak_signals(Office.open(context.obj), None if week is None else Week.parse(week))
    if json:
        for flag in (*done.new, *done.judged):
            write_row(flag_json(flag))
        return
    say(f"{done.week}: 新規 {len(done.new)} 件、判定 {len(done.judged)} 件 / new, judged")
    _print(done.new)


def weak_list(context: typer.Context, *, json: JsonOption = False) -> None:
    """記録した兆候とその後 / All flags, with their rule, baseline and what became of them."""
    flags = WeakSignals(Office.open(context.obj).store).all()
    if json:
        for flag in flags:
            write_row(flag_json(flag))
        return
    _print(flags)


def weak_record(context: typer.Context, *, json: JsonOption = False) -> None:
    """規則ごとの的中率 / How often each rule's flags grew."""
    records = rule_records(WeakSignals(Office.open(context.obj).store).all())
    if json:
        for one in records:
            write_row(
                {
                    "rule": one.rule,
                    "weeks": one.weeks,
                    "grew": one.grew,
                    "faded": one.faded,
                    "false": one.false,
                    "precision": one.precision,
                }
            )
        return
    table(
        (
            "規則 / rule",
            "週後 / weeks",
            "伸びた / grew",
            "消えた / faded",
            "誤り / false",
            "的中率 / precision",
        ),
        [
            (
                RULES.get(one.rule, one.rule),
                one.weeks,
                one.grew,
                one.faded,
                one.false,
                "-" if one.precision is None else f"{one.precision:.2f}",
            )
            for one in records
        ],
    )


def bursts(
    context: typer.Context,
    week: WeekOption = None,
    weeks: Annotated[int, typer.Option("--weeks", min=4, max=260, help="何週分 / weeks looked at")] = 26,
    *,
    json: JsonOption = False,
) -> None:
    """その週に続いている用語の急増 / Bursts of terms that reach into the week."""
    with progress("急増 / bursts"):
        found = bursts_of(Office.open(context.obj), None if week is None else Week.parse(week), weeks)
    if json:
        for burst in found:
            write_row(burst.to_json())
        return
    table(
        ("用語 / term", "始まり / since", "件 / stories", "全期間 / in all", "強さ / weight"),
        [(one.term, str(one.first), one.count, one.total, f"{one.weight:.1f}") for one in found],
    )


def flag_json(flag: Flag) -> dict[str, Any]:
    """The record of `weak list --json`."""
    return {
        "rule": flag.rule,
        "key": flag.key,
        "week": flag.week,
        "count": flag.count,
        "baseline": dict(flag.baseline),
        "documents": list(flag.documents),
        "outcomes": dict(flag.outcomes),
    }


def _print(flags: list[Flag] | tuple[Flag, ...]) -> None:
    table(
        ("週 / week", "規則 / rule", "項目 / key", "件 / stories", *(f"{weeks} 週後" for weeks in CHECKS)),
        [
            (
                flag.week,
                RULES.get(flag.rule, flag.rule),
                flag.key,
                flag.count,
                *(OUTCOMES.get(flag.outcomes.get(str(weeks), ""), "") for weeks in CHECKS),
            )
            for flag in flags
        ],
    )
