"""Commands that collect: crawl, run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from json import loads
from pathlib import Path
from typing import Annotated

import typer

from crawlers.health import FAULTS, TargetRun
from crawlers.target import Target
from reports.words import words_of
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.deliver import deliver_due
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.report import print_digest_places
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.cli.tally import say_tally
from stdiplo_scan.cli.targets import JsonOption
from stdiplo_scan.collecting import due_for_week
from stdiplo_scan.digests import build_week
from stdiplo_scan.health import choose_due
from stdiplo_scan.jobs import crawl_and_read, finish_index
from stdiplo_scan.registers import keep_ends
from stdiplo_scan.settings import FILE_NAME
from stdiplo_scan.target_office import settled_view
from stdiplo_scan.weak_signals import update_weak_signals
from stdiplo_scan.wiring import Office

TargetOption = Annotated[
    list[str] | None, typer.Option("--target", help="収集先の ID(繰り返し可)/ a target's id; may be repeated")
]
AllOption = Annotated[
    bool, typer.Option("--all", help="訪問時期を待たず全て / all targets, whether they are due or not")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="例 / Example: stdiplo-scan crawl --target who")(crawl)
    app.command(epilog="例 / Example: stdiplo-scan run")(run)


def crawl(
    context: typer.Context,
    target: TargetOption = None,
    *,
    everything: AllOption = False,
    json: JsonOption = False,
) -> None:
    """時期の来た収集先を訪ね、文書を保存・索引する / Visit the targets that are due; store and index."""
    office = open_settled(context.obj)
    due = office.choose_targets(target or ()) if target or everything else choose_due(office, _now())
    failed = _collect(office, due, json=json)
    _close(failed)


def run(
    context: typer.Context,
    target: TargetOption = None,
    *,
    everything: AllOption = False,
    json: JsonOption = False,
) -> None:
    """週次の仕事:収集からダイジェスト、配信まで / The weekly job: crawl, tag, index, trends, digest, send."""
    office = open_settled(context.obj)
    due = office.choose_targets(target or ()) if target or everything else due_for_week(office)
    failed = _collect(office, due, json=json)
    weak = update_weak_signals(office)
    keep_ends(office)
    if not json:
        say(f"弱い兆候 / weak signals: 新規 {len(weak.new)} 件、判定 {len(weak.judged)} 件 / new, judged")
    digests = build_week(office)
    if not json:
        print_digest_places(office, digests)
    if office.settings.mail.transport != "off":
        deliver_due(office, _now(), crawl=False, json=json)
    _close(failed)


def _now() -> datetime:
    return datetime.now(UTC)


def _collect(office: Office, chosen: Sequence[Target], *, json: bool) -> list[TargetRun]:
    if not office.settings.crawl.contact:
        complain(
            "settings: crawl.contact is empty, so publishers cannot reach you; wanted an address or page; "
            f"write it into {office.folder / FILE_NAME}"
        )
    with progress("収集・抽出・付与・索引 / crawl, read, tag, index") as report:
        runs, tally = crawl_and_read(office, chosen, report)
        finish_index(office)
    if json:
        write_row({"targets": [loads(run.to_json()) for run in runs], **tally.to_json()})
    else:
        print_runs(runs)
        switched_on = {one.id for one in office.choose_targets(())}
        if waiting := len(switched_on - {one.id for one in chosen}):
            say(f"まだ訪問時期でない(--all で全て)/ not due yet (all with --all): {waiting}")
        if resting := len(office.targets.keys() - switched_on - {one.id for one in chosen}):
            say(f"訪問対象外(停止・未確認)/ not visited, as they are switched off or unverified: {resting}")
        say_tally(tally)
    return [run for run in runs if run.outcome in FAULTS]


def open_settled(folder: Path) -> Office:
    """The office, after what people wrote into its targets' files was taken up.

    Says what an upgrade left for them to decide.
    """
    office = Office.open(folder, create=True)
    _, view = settled_view(office.folder, office.settings)
    named = [target_id for target_id, item in view.items() if item.conflicts]
    if named:
        complain(
            f"targets {', '.join(named[:5])}: an edit and the shipped catalogue changed the same keys; "
            "the edits are in force; see `targets diff`"
        )
    return office


def print_runs(runs: Sequence[TargetRun]) -> None:
    """One line a target: what the crawl found; what is wrong stands below, one line a target."""
    ja, en = words_of("ja"), words_of("en")
    table(
        ("収集先\ntarget", "結果\noutcome", "一覧\nlisted", "取得\nkept", "要求\nrequests"),
        [
            (
                run.target_id,
                f"{ja.name('outcomes', run.outcome)} / {en.name('outcomes', run.outcome)}",
                run.listed,
                run.kept,
                run.requests,
            )
            for run in runs
        ],
    )
    faults = [run for run in runs if run.error]
    if faults:
        say("備考 / notes")
    for run in faults:
        say(f"  {run.target_id}: {run.error}")


def _close(failed: Sequence[TargetRun]) -> None:
    if failed:
        names = ", ".join(run.target_id for run in failed[:5]) + (" ..." if len(failed) > 5 else "")
        complain(
            f"{len(failed)} targets could not be read ({names}); what is wrong stands in the notes; "
            "the next run tries them again"
        )
        raise typer.Exit(1)
