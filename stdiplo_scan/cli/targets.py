"""Commands that show the targets in force: targets list, show, diff, history, export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
import yaml

from crawlers.target import Target, TargetError, TargetKind, TargetState, target_yaml
from crawlers.target_book import InForce, TargetBook
from crawlers.target_faults import unknown_target
from crawlers.target_journal import Edit
from crawlers.target_opml import write_opml
from crawlers.target_table import write_table
from crawlers.whole_file import write_whole
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.misuse import not_one_of
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.settings import load_settings
from stdiplo_scan.target_filters import TargetFilter
from stdiplo_scan.target_office import settled_view

JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="収集先の ID / a target's id")]
Many = list[str] | None
CountryOption = Annotated[Many, typer.Option("--country", help="国 / country: JP, EU, UN, INT ...")]
RegionOption = Annotated[
    Many, typer.Option("--region", help="地域 / region: Europe, m49:155, mofa:europe ...")
]
KindOption = Annotated[
    Many,
    typer.Option("--kind", help="種別 / kind", callback=lambda given: _known(given, get_args(TargetKind))),
]
StateOption = Annotated[
    Many,
    typer.Option("--state", help="状態 / state", callback=lambda given: _known(given, get_args(TargetState))),
]
LanguageOption = Annotated[Many, typer.Option("--language", help="言語 / language: ja, en ...")]

ORIGINS = {"shipped": "配布 / shipped", "edited": "編集済 / edited", "own": "独自 / own"}


def register(targets_app: typer.Typer) -> None:
    """Add the commands of this file."""
    example = "例 / Example: stdiplo-scan targets"
    targets_app.command("list", epilog=f"{example} list --country DE --state on")(targets_list)
    targets_app.command("show", epilog=f"{example} show who")(targets_show)
    targets_app.command("diff", epilog=f"{example} diff who")(targets_diff)
    targets_app.command("history", epilog=f"{example} history who")(targets_history)
    targets_app.command("export", epilog=f"{example} export --format csv --output targets.csv")(
        targets_export
    )


def targets_list(
    context: typer.Context,
    *,
    country: CountryOption = None,
    region: RegionOption = None,
    kind: KindOption = None,
    state: StateOption = None,
    language: LanguageOption = None,
    edited: Annotated[
        bool, typer.Option("--edited", help="編集したものだけ / only edited or own ones")
    ] = False,
    json: JsonOption = False,
) -> None:
    """収集先の一覧(絞り込み可)/ The targets in force, all or some."""
    book, view = open_view(context.obj)
    chosen = filter_of(country, region, kind, state, language).choose(view)
    if edited:
        chosen = {key: item for key, item in chosen.items() if item.origin != "shipped"}
    if json:
        for item in chosen.values():
            write_row({**item.target.model_dump(mode="json"), "origin": item.origin})
        return
    table(
        ("ID", "名称 / name", "国\ncountry", "種別 / kind", "状態 / state", "由来 / origin"),
        [
            (t.id, f"{t.name_ja} / {t.name}", t.country, t.kind, state_of(item), ORIGINS[item.origin])
            for item in chosen.values()
            for t in (item.target,)
        ],
    )
    say(f"{len(chosen)} / {len(view)}")
    if book.catalogue == "own":
        say("独自カタログのみ / the workspace's own catalogue alone: docs/targets.md")
    if conflicts := [key for key, item in view.items() if item.conflicts]:
        say(f"要判断 / to decide: {', '.join(conflicts)} (targets diff)")


def targets_show(context: typer.Context, target_id: IdArgument, *, json: JsonOption = False) -> None:
    """収集先の全項目 / Everything about one target."""
    book, view = open_view(context.obj)
    item = one(view, target_id)
    if json:
        write_row({**item.target.model_dump(mode="json"), "origin": item.origin})
        return
    say(f"# {ORIGINS[item.origin]}; {state_of(item)}")
    say(target_yaml(item.target).rstrip())
    for edit in book.history(target_id)[:3]:
        say(f"# {line_of(edit)}")


def targets_diff(
    context: typer.Context,
    target_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="収集先 / the target")] = None,
    *,
    json: JsonOption = False,
) -> None:
    """編集と配布カタログの違い(元・編集・配布)/ Edits against the catalogue: base, mine, theirs."""
    _, view = open_view(context.obj)
    items = {target_id: one(view, target_id)} if target_id else view
    rows = [
        {
            "target": key,
            "key": c.key,
            "base": c.base,
            "mine": c.mine,
            "theirs": c.theirs,
            "standing": c.standing,
        }
        for key, item in items.items()
        for c in item.changes
        if c.standing != "same"
    ]
    if json:
        for row in rows:
            write_row(row)
        return
    words = {"mine": "編集 / mine", "theirs": "配布 / theirs", "conflict": "競合 / CONFLICT"}
    table(
        ("収集先 / target", "項目 / key", "元 / base", "編集 / mine", "配布 / theirs", "有効 / in force"),
        [
            (
                *(_cell(row[name]) for name in ("target", "key", "base", "mine", "theirs")),
                words[row["standing"]],
            )
            for row in rows
        ],
    )
    for key, item in items.items():
        if item.origin == "edited" and not item.shipped:
            say(f"{key}: 配布終了、編集を維持 / no longer shipped; kept as it was edited")
    if any(row["standing"] == "conflict" for row in rows):
        say(
            "競合は編集が有効 / in a conflict the edit counts: targets edit ID --take mine|theirs [--key KEY]"
        )


def targets_history(
    context: typer.Context,
    target_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="収集先 / the target")] = None,
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, help="件数 / how many")] = 50,
    json: JsonOption = False,
) -> None:
    """編集の記録(誰が・いつ・前後)/ The journal of edits: who, when, before and after."""
    book, _ = open_view(context.obj)
    for edit in book.history(target_id)[:limit]:
        if json:
            write_row(edit.to_json())
        else:
            say(line_of(edit))


def targets_export(
    context: typer.Context,
    *,
    form: Annotated[str, typer.Option("--format", help="yaml, csv, opml")] = "yaml",
    output: Annotated[
        Path | None,
        typer.Option("--output", help="書き先(yaml はフォルダも可)/ a file, or a folder for yaml"),
    ] = None,
    country: CountryOption = None,
    region: RegionOption = None,
    kind: KindOption = None,
    state: StateOption = None,
    language: LanguageOption = None,
) -> None:
    """収集先を YAML・CSV・OPML に書き出す / The targets as YAML, CSV (for Excel) or OPML."""
    if form not in ("yaml", "csv", "opml"):
        raise not_one_of(form, ("yaml", "csv", "opml"), "--format")
    _, view = open_view(context.obj)
    wanted = filter_of(country, region, kind, state, language).choose(view)
    chosen = [item.awake for item in wanted.values()]
    if form == "yaml" and output is not None and (output.is_dir() or not output.suffix):
        for target in chosen:
            write_whole(output / f"{target.id}.yml", target_yaml(target).encode())
        say(f"{output}: {len(chosen)}")
        return
    text = {"yaml": _yaml_list, "csv": write_table, "opml": write_opml}[form](chosen)
    if output is None:
        typer.echo(text, nl=False)
        return
    write_whole(output, text.encode())
    say(f"{output}: {len(chosen)}")


def filter_of(country: Many, region: Many, kind: Many, state: Many, language: Many) -> TargetFilter:
    """The filter that the options of a command name."""
    return TargetFilter(country or (), region or (), kind or (), state or (), language or ())


def open_view(folder: Path) -> tuple[TargetBook, dict[str, InForce]]:
    """The targets of a workspace; the shipped ones where it does not exist yet."""
    return settled_view(folder, load_settings(folder))


def one(view: dict[str, InForce], target_id: str) -> InForce:
    """The target of an id. Raises TargetError where there is none."""
    if target_id not in view:
        raise TargetError([unknown_target(target_id, view)])
    return view[target_id]


def state_of(item: InForce) -> str:
    """The state, and of a paused target until when and why."""
    target = item.target
    if target.state != "paused":
        return target.state
    until = f" → {target.paused_until}" if target.paused_until else ""
    return f"paused{until}{f' ({target.pause_reason})' if target.pause_reason else ''}"


_DEFAULTS = {
    key: list(default) if isinstance(default := field.get_default(), tuple) else default
    for key, field in Target.model_fields.items()
    if not field.is_required()
}


def line_of(edit: Edit) -> str:
    """One edit in one line."""
    new = edit.action in {"add", "import"} and edit.before is None
    changed = "; ".join(
        f"{key}: {_cell(now)}" if new and was is None else f"{key}: {_cell(was)} → {_cell(now)}"
        for key, (was, now) in edit.changed.items()
        if not (new and was is None and key in _DEFAULTS and now == _DEFAULTS[key])
    )
    why = f" ({edit.reason})" if edit.reason else ""
    back = f" #{edit.undoes}" if edit.undoes else ""
    return (
        f"#{edit.number} {edit.time_utc} {edit.author} {edit.action}{back} {edit.target_id}{why}: {changed}"
    )


def _known(given: Many, wanted: Sequence[str]) -> Many:
    """The values of an option; wrong usage where one is not of those wanted."""
    for value in given or ():
        if value not in wanted:
            raise not_one_of(value, wanted)
    return given


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10**6)
    return text.removesuffix("...\n").strip()


def _yaml_list(targets: Iterable[Target]) -> str:
    return "---\n".join(target_yaml(target) for target in targets)
