"""Commands of the editor's desk: digest edit, digest approve."""

from __future__ import annotations

from typing import Annotated

import typer

from index.records import StoredDigest
from reports.words import words_of
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.desk import approve_digest, edit_digest, find_story, make_edit, undo_edits
from stdiplo_scan.settings import machine_user
from stdiplo_scan.wiring import Office

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="ダイジェストの ID / e.g. whole-2026-W47-ja")]
EditorOption = Annotated[
    str,
    typer.Option("--by", help="編集者の名(既定は targets.author)/ editor's name; default: targets.author"),
]


def digest_edit(
    context: typer.Context,
    digest_id: IdArgument,
    *,
    entry: Annotated[
        str, typer.Option("--entry", help="見出しの番号、記事または文書の ID / number, story or document")
    ] = "",
    move: Annotated[
        int | None, typer.Option("--move", min=1, max=999, help="この順位へ移す / give it this place")
    ] = None,
    veto: Annotated[
        str | None, typer.Option("--veto", metavar="REASON", help="理由を付けて外す / leave it out, and why")
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="編集者注を付ける / write a note below it")
    ] = None,
    sign: Annotated[
        bool, typer.Option("--sign", help="確認済とし、名を記す / confirm it under a name")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="この記事の編集を取り消す / take its edits back")
    ] = False,
    editor: EditorOption = "",
    json: Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")] = False,
) -> None:
    """順序・除外・注・確認を記録する(作り直しても残る)/ Reorder, veto, annotate, sign, or list the edits."""
    office = Office.open(context.obj)
    stored = office.store.digest(digest_id)
    acts = [
        (kind, str(value))
        for kind, value in (("place", move), ("veto", veto), ("note", note), ("sign", "" if sign else None))
        if value is not None
    ]
    if bool(entry) != bool(acts or undo):
        raise typer.BadParameter(
            "wanted --entry with one of --move, --veto, --note, --sign, --undo, or none of them"
        )
    if undo and acts:
        raise typer.BadParameter("--undo takes back all edits of an entry; give it alone")
    if entry:
        story = find_story(stored, entry)
        name = editor_name(office, editor)
        if undo:
            stored = undo_edits(office, stored, story[0])
        else:
            edits = [make_edit(stored, kind, name, value, story) for kind, value in acts]
            stored = edit_digest(office, stored, edits)
    _print_edits(stored, json=json)


def digest_approve(context: typer.Context, digest_id: IdArgument, *, editor: EditorOption = "") -> None:
    """ダイジェストを承認し、封じる(以後変わらない)/ Approve a digest: from now on it never changes."""
    office = Office.open(context.obj)
    stored = approve_digest(office, office.store.digest(digest_id), editor_name(office, editor))
    say(f"{stored.id}: {stored.state} ({stored.body['desk']['approved_by']})")


def editor_name(office: Office, given: str) -> str:
    """Who edits: the name given, else that of the settings, else the user of this machine."""
    return given.strip() or office.settings.targets.author or machine_user()


def _print_edits(stored: StoredDigest, *, json: bool) -> None:
    desk = stored.body.get("desk", {"edits": [], "unapplied": []})
    if json:
        for edit in desk["edits"]:
            write_row({**edit, "applied": edit not in desk["unapplied"]})
        return
    ja, en = words_of("ja"), words_of("en")
    headlines = {entry["story"]: entry["headline"] for entry in stored.body["entries"]}
    headlines |= {one["story"]: one["headline"] for one in desk.get("vetoed", ())}
    table(
        ("記事 / entry", "編集 / edit", "", "編集者 / editor", "UTC"),
        [
            (
                headlines.get(edit["story"], edit["story"]),
                f"{ja.name('edits', edit['kind'])} / {en.name('edits', edit['kind'])}",
                edit["value"],
                edit["editor"],
                edit["made_utc"],
            )
            for edit in desk["edits"]
        ],
    )
