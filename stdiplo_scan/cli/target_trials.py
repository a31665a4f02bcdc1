"""Commands that try targets before anything is stored: targets check, preview, replay."""

from __future__ import annotations

from json import loads
from pathlib import Path
from typing import Annotated

import typer

from crawlers.probe.run import Discover, probe_targets
from crawlers.target import Target, TargetError, read_target
from crawlers.target_changes import change_target
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import progress
from stdiplo_scan.cli.targets import JsonOption
from stdiplo_scan.cli.trial_tables import show_preview, show_probes, show_replay, show_switched
from stdiplo_scan.preview import preview_target
from stdiplo_scan.replay import replay_target
from stdiplo_scan.settings import load_settings
from stdiplo_scan.target_switch import ready_to_switch_on, switch_on
from stdiplo_scan.wiring import Office

FileOption = Annotated[
    Path | None, typer.Option("--file", help="YAML だけにある収集先 / a target that is only a YAML file")
]


def register(targets_app: typer.Typer) -> None:
    """Add the commands of this file."""
    targets_app.command("check", epilog="例 / Example: stdiplo-scan targets check who --json")(targets_check)
    targets_app.command(
        "preview", epilog="例 / Example: stdiplo-scan targets preview who --set 'include=[\"/news/\"]'"
    )(targets_preview)
    targets_app.command(
        "replay",
        epilog="例 / Example: stdiplo-scan targets replay who --with 'exclude=[\"/events/\"]' --weeks 4",
    )(targets_replay)


def targets_check(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="収集先 / targets")] = None,
    *,
    file: FileOption = None,
    discover: Annotated[
        Discover, typer.Option("--discover", help="ほかの入口を探す / look for other entry points")
    ] = "auto",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="状態を変えない / switch nothing on, only say what would be")
    ] = False,
    author: Annotated[str | None, typer.Option("--by", help="編集者 / who edits")] = None,
    json: JsonOption = False,
) -> None:
    """入口を確かめ、良好な未確認の収集先を on にする(問題は 3)/ Try entry points; exit 3 on a fault."""
    office = _office(context.obj)
    if file is not None:
        targets = [_target_of(file)]
    elif ids:
        targets = office.choose_targets(ids)
    else:
        targets = [one for one in office.targets.values() if one.state in {"on", "unverified"}]
    with progress("確認 / check") as report:
        probes = probe_targets(
            targets,
            settings=office.trial_settings,
            discover=discover,
            on_probe=lambda probe: report(probe.target_id, 1),
        )
    tried = {target.id: target for target in targets}
    ready = ready_to_switch_on(probes, tried) if file is None else []
    keeps = not dry_run and office.folder.is_dir()
    switched = switch_on(office, ready, tried, author=author) if ready and keeps else []
    if json:
        for probe in probes:
            write_row({**loads(probe.to_json()), "switched_on": probe.target_id in switched})
    else:
        show_probes(probes, tried)
        show_switched(ready, switched, dry_run=dry_run)
    if any(probe.verdict != "good" for probe in probes):
        raise typer.Exit(3)


def targets_preview(
    context: typer.Context,
    target_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="収集先 / the target")] = None,
    *,
    file: FileOption = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="試す変更 / a change to try")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=200, help="訪ねるページ数 / pages that are asked for")
    ] = 10,
    json: JsonOption = False,
) -> None:
    """いま巡回すると何が得られるかを示す(保存しない)/ What a crawl would yield now; nothing is stored."""
    office = _office(context.obj)
    target = change_target(_one_target(office, target_id, file), changes or [])
    with progress("下見 / preview") as report:
        preview = preview_target(office, target, limit=limit, progress=report)
    if json:
        write_row(preview.to_json())
    else:
        show_preview(preview)


def targets_replay(
    context: typer.Context,
    target_id: Annotated[str, typer.Argument(metavar="ID", help="収集先 / the target")],
    *,
    changes: Annotated[
        list[str], typer.Option("--with", metavar="KEY=VALUE", help="試す変更 / a change to try")
    ],
    weeks: Annotated[
        int, typer.Option("--weeks", min=1, max=52, help="さかのぼる週の数 / complete weeks to go back")
    ] = 4,
    json: JsonOption = False,
) -> None:
    """変更していたら何が違ったかを保存済みの応答で示す / The last weeks again, with changes; no request."""
    office = Office.open(context.obj)
    [target] = office.choose_targets([target_id])
    replay = replay_target(office, target, change_target(target, changes), weeks=weeks)
    if json:
        write_row(replay.to_json())
    else:
        show_replay(replay)


def _office(folder: Path) -> Office:
    """The office in a folder; where there is none, one with the default settings that makes none."""
    return Office.open(folder) if folder.is_dir() else Office(folder, load_settings(folder))


def _one_target(office: Office, target_id: str | None, file: Path | None) -> Target:
    if (target_id is None) == (file is None):
        raise typer.BadParameter("wanted the id of a target, or --file FILE, and not both")
    return office.choose_targets([target_id])[0] if target_id else _target_of(file or Path())


def _target_of(file: Path) -> Target:
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise TargetError([f"{file}: is no UTF-8 text ({error}); save it as UTF-8"]) from error
    return read_target(text, place=str(file))
