"""Commands that change the targets: targets add, edit, pause, resume, undo, import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from crawlers.nearest import meant
from crawlers.target import Target, TargetError, TargetKind, check_target, read_mapping
from crawlers.target_book import PAUSE, Pause, facts_of
from crawlers.target_changes import change_target
from crawlers.target_edits import TargetEditor
from crawlers.target_journal import Edit
from crawlers.target_keeping import Step
from crawlers.target_merge import Facts
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.cli.target_draft import edit_draft
from stdiplo_scan.cli.targets import IdArgument, JsonOption, Many, line_of
from stdiplo_scan.settings import Settings, load_settings
from stdiplo_scan.target_import import ImportRow, read_import
from stdiplo_scan.target_office import author_of, follow, open_book

IdsArgument = Annotated[list[str], typer.Argument(metavar="ID...", help="収集先の ID / targets' ids")]
AuthorOption = Annotated[str | None, typer.Option("--by", help="編集者(既定は設定か利用者名)/ who edits")]
ReasonOption = Annotated[str, typer.Option("--reason", help="理由 / why")]
DespiteOption = Annotated[
    str,
    typer.Option("--despite", metavar="REASON", help="重複を認める理由 / why an address may be there twice"),
]
SetOption = Annotated[
    Many, typer.Option("--set", metavar="KEY=VALUE", help="項目=値(YAML)/ a key and its value, as YAML")
]
FileOption = Annotated[Path | None, typer.Option("--file", help="収集先の YAML / a target as YAML")]


_OUTCOMES = {"added": "追加 / added", "unchanged": "変更なし / unchanged", "refused": "不可 / refused"}


def register(targets_app: typer.Typer) -> None:
    """Add the commands of this file."""
    example = "例 / Example: stdiplo-scan targets"
    targets_app.command("add", epilog=f"{example} add --file no-rcn.yml")(targets_add)
    targets_app.command("edit", epilog=f"{example} edit who --set delay_s=5")(targets_edit)
    targets_app.command("pause", epilog=f"{example} pause who --until 2027-01-10 --reason '年末'")(
        targets_pause
    )
    targets_app.command("resume", epilog=f"{example} resume who")(targets_resume)
    targets_app.command("undo", epilog=f"{example} undo who")(targets_undo)
    targets_app.command("import", epilog=f"{example} import feeds.opml --country NO --kind news")(
        targets_import
    )


class _Desk:
    """One command's workspace: where it edits, and what follows an edit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings: Settings = load_settings(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.book = open_book(folder, self.settings)
        self.editor = TargetEditor(self.book)

    def close(self, edits: Sequence[Edit], *, json: bool) -> None:
        """Bring the store in step, and show what was done."""
        follow(self.folder, self.settings, self.book, self.book.view())
        for edit in edits:
            if json:
                write_row(edit.to_json())
            else:
                say(line_of(edit))
        if not edits and not json:
            say("変更なし / nothing changed")


def targets_add(
    context: typer.Context,
    target_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="新しい ID / the new id")] = None,
    *,
    file: FileOption = None,
    name: Annotated[str, typer.Option("--name", help="英語名 / name in English")] = "",
    name_ja: Annotated[str, typer.Option("--name-ja", help="日本語名 / name in Japanese")] = "",
    country: Annotated[str, typer.Option("--country", help="国 / country")] = "",
    kind: Annotated[TargetKind | None, typer.Option("--kind", help="種別 / kind")] = None,
    language: Annotated[Many, typer.Option("--language", help="言語 / language")] = None,
    homepage: Annotated[str, typer.Option("--homepage", help="公式サイト / homepage")] = "",
    feed: Annotated[Many, typer.Option("--feed", help="フィードの URL / a feed")] = None,
    sitemap: Annotated[Many, typer.Option("--sitemap", help="サイトマップの URL / a sitemap")] = None,
    changes: SetOption = None,
    despite: DespiteOption = "",
    author: AuthorOption = None,
    reason: ReasonOption = "",
    json: JsonOption = False,
) -> None:
    """収集先を加える(重複は断る)/ Add a target; one that is there already is refused by name."""
    if (file is None) == (target_id is None):
        raise typer.BadParameter("wanted --file FILE, or an ID with its facts, and not both")
    desk = _Desk(context.obj)
    if file is not None:
        facts = _read_file(file)
    else:
        facts = {
            "id": target_id,
            "name": name,
            "name_ja": name_ja or name,
            "country": country.upper(),
            "kind": kind,
            "languages": language,
            "homepage": homepage,
            "entry_points": [
                *({"type": "feed", "url": url} for url in feed or ()),
                *({"type": "sitemap", "url": url} for url in sitemap or ()),
            ],
            "expected_weekly": {"min": 0, "max": 40},
        }
        facts = {key: value for key, value in facts.items() if value}
    facts.setdefault("state", "unverified")
    if changes:
        changed = change_target(check_target(facts, place=str(facts.get("id"))), changes)
        facts = changed.model_dump(mode="json")
    edit = desk.editor.add(facts, author_of(desk.settings, author, reason), despite=despite)
    desk.close([edit], json=json)
    if not json and facts["state"] == "unverified":
        say(f"次に / next: stdiplo-scan targets check {edit.target_id}")


def targets_edit(
    context: typer.Context,
    target_id: IdArgument,
    *,
    changes: SetOption = None,
    reset: Annotated[
        Many, typer.Option("--reset", metavar="KEY", help="配布の値に戻す項目 / a key to take back")
    ] = None,
    file: FileOption = None,
    take: Annotated[
        Literal["mine", "theirs"] | None,
        typer.Option("--take", help="競合をどちらかに決める / settle conflicts with the catalogue"),
    ] = None,
    key: Annotated[Many, typer.Option("--key", help="--take の項目 / the keys of --take")] = None,
    despite: DespiteOption = "",
    author: AuthorOption = None,
    reason: ReasonOption = "",
    json: JsonOption = False,
) -> None:
    """収集先を直す(何も付けなければ $EDITOR で)/ Edit a target; with $EDITOR where nothing is given."""
    if sum(map(bool, (changes or reset, file, take))) > 1 or (key and not take):
        raise typer.BadParameter("wanted one of --set/--reset, --file, --take (with --key), or none of them")
    desk = _Desk(context.obj)
    by = author_of(desk.settings, author, reason)
    if take:
        edit = desk.editor.take(target_id, take, by, keys=key or ())
    elif changes or reset:
        theirs = desk.book.theirs(target_id) or {}
        edit = desk.editor.edit(
            target_id, _set(target_id, changes or (), reset or (), theirs), by, despite=despite
        )
    elif file:
        wanted = _read_file(file)
        edit = desk.editor.edit(target_id, lambda now: {**_only(now, PAUSE), **wanted}, by, despite=despite)
    else:
        edit = edit_draft(desk.editor, target_id, by, despite=despite)
    desk.close([edit] if edit else [], json=json)


def targets_pause(
    context: typer.Context,
    ids: IdsArgument,
    *,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="この日に自動で再開 / the day on which it goes on"),
    ] = None,
    author: AuthorOption = None,
    reason: ReasonOption = "",
    json: JsonOption = False,
) -> None:
    """収集を休む(期限が来れば自動で再開)/ Let targets rest, until a day or until they are resumed."""
    desk = _Desk(context.obj)
    pause = Pause(until=_day(until), reason=reason)
    edits = desk.editor.pause(ids, pause, author_of(desk.settings, author, reason))
    desk.close(edits, json=json)


def targets_resume(
    context: typer.Context,
    ids: IdsArgument,
    *,
    author: AuthorOption = None,
    reason: ReasonOption = "",
    json: JsonOption = False,
) -> None:
    """休みを終える / End the pause of targets."""
    desk = _Desk(context.obj)
    desk.close(desk.editor.resume(ids, author_of(desk.settings, author, reason)), json=json)


def targets_undo(
    context: typer.Context,
    target_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="収集先 / the target")] = None,
    *,
    author: AuthorOption = None,
    reason: ReasonOption = "",
    json: JsonOption = False,
) -> None:
    """直前の編集を取り消す(もう一度でやり直し)/ Take back the newest edit; again to redo it."""
    desk = _Desk(context.obj)
    desk.close(desk.editor.undo(target_id, author_of(desk.settings, author, reason)), json=json)


def targets_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML(フォルダも可)・CSV・OPML / or a folder")],
    *,
    update: Annotated[
        bool, typer.Option("--update", help="既存の収集先も直す / change known ones too")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="試すだけ / only say what would happen")] = False,
    country: Annotated[str, typer.Option("--country", help="書かれていない国 / where none is given")] = "",
    kind: Annotated[TargetKind | None, typer.Option("--kind", help="書かれていない種別 / where none")] = None,
    language: Annotated[Many, typer.Option("--language", help="書かれていない言語 / where none")] = None,
    author: AuthorOption = None,
    reason: ReasonOption = "",
    json: JsonOption = False,
) -> None:
    """ファイルの収集先を加え、行ごとに報告する / Add the targets of a file; one line of report a row."""
    given = {"country": country.upper(), "kind": kind, "languages": language}
    rows = list(read_import(file, {key: value for key, value in given.items() if value}))
    desk = _Desk(context.obj)
    sound = [row.facts for row in rows if not row.fault]
    by = author_of(desk.settings, author, reason or f"import {file.name}")
    answers = iter(desk.editor.add_many(sound, by, update=update, dry_run=dry_run))
    outcomes = [_outcome(row, TargetError([row.fault]) if row.fault else next(answers)) for row in rows]
    follow(desk.folder, desk.settings, desk.book, desk.book.view())
    if json:
        for outcome in outcomes:
            write_row(outcome)
    else:
        table(
            ("行 / row", "ID", "結果 / outcome", "理由 / why"),
            [(o["row"], o["id"], _OUTCOMES[o["outcome"]], o["why"]) for o in outcomes],
        )
        counts = Counter(outcome["outcome"] for outcome in outcomes)
        told = "、".join(f"{words} {counts[word]}" for word, words in _OUTCOMES.items())
        say(told + (" (試行、何も変えていない / dry run, nothing was changed)" if dry_run else ""))
    if any(outcome["outcome"] == "refused" for outcome in outcomes):
        raise typer.Exit(1)


def _outcome(row: ImportRow, answer: Step | TargetError | None) -> dict[str, str]:
    outcome = {"row": row.place, "id": str(row.facts.get("id", "")), "outcome": "unchanged", "why": ""}
    if isinstance(answer, TargetError):
        return {**outcome, "outcome": "refused", "why": "; ".join(answer.faults)}
    return outcome if answer is None else {**outcome, "outcome": "added"}


def _set(
    target_id: str, changes: Sequence[str], reset: Sequence[str], theirs: Facts
) -> Callable[[Facts], Mapping[str, Any]]:
    """The edit that sets keys and takes others back to what is shipped, or else to their default."""

    def change(now: Facts) -> Facts:
        wanted = {key: value for key, value in now.items() if key not in reset}
        wanted |= {key: theirs[key] for key in reset if key in theirs}
        plain = {key: value for key, value in wanted.items() if key != PAUSE}
        for key in reset:
            if key not in Target.model_fields:
                near = meant(key, Target.model_fields)
                raise TargetError(
                    [f"--reset {key}: no such key; wanted a key of `targets show {target_id}`{near}"]
                )
        target = change_target(check_target({**plain, "id": target_id}, place=target_id), changes)
        if target.id != target_id:
            raise TargetError(
                [f"{target_id}: an id never changes; wanted {target_id}; add a new target instead"]
            )
        return {**facts_of(target), **_only(wanted, PAUSE)}

    return change


def _only(facts: Mapping[str, Any], key: str) -> Facts:
    return {key: facts[key]} if key in facts else {}


def _read_file(file: Path) -> Facts:
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TargetError([f"{file}: cannot be read ({error}); wanted a target as YAML in UTF-8"]) from error
    return read_mapping(text, place=str(file))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; wanted YYYY-MM-DD", param_hint="--until") from error
