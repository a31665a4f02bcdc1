"""Commands that report: trends, digest."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from crawlers.whole_file import write_whole
from index.briefs import Briefs
from index.errors import StoreError
from index.records import StoredBrief, StoredDigest
from index.trend_cells import TrendCells
from reports.chart_png import draw_png
from reports.errors import DigestError
from reports.render import render, render_pdf
from reports.verify import Verdict
from reports.week import Week
from reports.words import words_of
from stdiplo_scan.briefs import verify_stored_brief
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.deliver import digest_send
from stdiplo_scan.cli.desk import digest_approve, digest_edit
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.digests import build_digests, newest_week, verify_stored, view_week
from stdiplo_scan.weak_signals import lead_times_of
from stdiplo_scan.wiring import Office

digest_app = typer.Typer(
    help="週次ダイジェスト / The weekly digest.", no_args_is_help=True, rich_markup_mode=None
)

WeekOption = Annotated[
    str | None,
    typer.Option("--week", help="ISO 週、例 2026-W47 / ISO week; default: the newest complete one"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
EditionOption = Annotated[
    str,
    typer.Option(
        "--edition", help="版 / edition: whole, a council R, G, L, B, a desk such as mofa_europe, person_NAME"
    ),
]


class Language(StrEnum):
    """Languages of a digest."""

    ja = "ja"
    en = "en"


class Form(StrEnum):
    """Forms in which a digest is printed."""

    html = "html"
    md = "md"
    txt = "txt"
    json = "json"
    csv = "csv"
    atom = "atom"
    pdf = "pdf"


LanguageOption = Annotated[Language, typer.Option("--language", help="言語 / language")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="例 / Example: stdiplo-scan trends --week 2026-W47 --json")(trends)
    digest_app.command(
        "build", epilog="例 / Example: stdiplo-scan digest build --week 2026-W47 --format json"
    )(digest_build)
    digest_app.command("show", epilog="例 / Example: stdiplo-scan digest show --language en --format html")(
        digest_show
    )
    digest_app.command("list", epilog="例 / Example: stdiplo-scan digest list")(digest_list)
    digest_app.command("charts", epilog="例 / Example: stdiplo-scan digest charts whole-2026-W47-ja figures")(
        digest_charts
    )
    digest_app.command("verify", epilog="例 / Example: stdiplo-scan digest verify whole-2026-W47-ja")(
        digest_verify
    )
    digest_app.command(
        "edit",
        epilog="例 / Example: stdiplo-scan digest edit whole-2026-W47-ja --entry 3 --sign --by 山田",
    )(digest_edit)
    digest_app.command("approve", epilog="例 / Example: stdiplo-scan digest approve whole-2026-W47-ja")(
        digest_approve
    )
    digest_app.command(
        "send", epilog="例 / Example: stdiplo-scan digest send --week 2026-W47 --edition whole --dry-run"
    )(digest_send)
    app.add_typer(digest_app, name="digest")


def _week(text: str | None) -> Week | None:
    return None if text is None else Week.parse(text)


def trends(
    context: typer.Context,
    week: WeekOption = None,
    history: Annotated[
        str | None,
        typer.Option(
            "--history",
            metavar="AXIS:KEY",
            help="一項目の過去の週、例 country:VN / a cell over the weeks kept, e.g. country_field:VN|ENE",
        ),
    ] = None,
    lead_times: Annotated[
        bool,
        typer.Option(
            "--lead-times", help="どの言語が先に伝えたか、13週 / which language told first, 13 weeks"
        ),
    ] = False,
    *,
    json: JsonOption = False,
) -> None:
    """その週に平常と違った国・分野・シグナル / Which cells left their usual in a week."""
    office = Office.open(context.obj)
    if lead_times:
        _lead_times(office, _week(week), json=json)
        return
    if history is not None:
        _history(office, history, json=json)
        return
    view = view_week(office, _week(week))
    if json:
        write_row(view.trends.to_json())
        return
    words = words_of("ja")
    say(f"{view.week}  比較した話題 / stories compared: {view.trends.stories}")
    table(
        ("", "軸 / axis", "項目 / cell", "件数 / count", "平常 / expected", "範囲 / interval", "q"),
        [
            (
                words.mark(cell.direction),
                words.name("axes", cell.axis),
                words.cell(cell.axis, cell.key),
                cell.count,
                f"{cell.expected:.1f}",
                f"{cell.low:.1f}-{cell.high:.1f}",
                f"{cell.q:.3f}",
            )
            for cell in view.trends.cells
            if cell.direction != "flat"
        ],
    )


def _lead_times(office: Office, week: Week | None, *, json: bool) -> None:
    """Of stories told in several languages, who was ahead and by how many days."""
    found = lead_times_of(office, week)
    if json:
        for one in found:
            write_row(one.to_json())
        return
    words = words_of("ja")
    table(
        ("先 / first", "後 / then", "件 / stories", "日数の中央値 / median days"),
        [
            (
                words.name("languages", one.first),
                words.name("languages", one.then),
                one.stories,
                f"{one.median_days:g}",
            )
            for one in found
        ],
    )


def _history(office: Office, cell: str, *, json: bool) -> None:
    """One cell over the weeks that `run` and `weak update` kept."""
    axis, _, key = cell.partition(":")
    kept = TrendCells(office.store).history(axis, key)
    if json:
        for one in kept:
            write_row(one.to_json())
        return
    words = words_of("ja")
    table(
        ("週 / week", "", "件数 / count", "割合 / share", "平常 / expected", "範囲 / interval", "q"),
        [
            (
                one.week,
                words.mark(one.direction),
                one.count,
                f"{one.share:.1%}",
                f"{one.expected:.1f}",
                f"{one.low:.1f}-{one.high:.1f}",
                f"{one.q:.3f}",
            )
            for one in kept
        ],
    )


def digest_build(
    context: typer.Context,
    week: WeekOption = None,
    *,
    edition: EditionOption = "whole",
    language: LanguageOption = Language.ja,
    form: Annotated[Form, typer.Option("--format", help="形式 / form")] = Form.md,
) -> None:
    """一週のダイジェストを作り、保存して出力する / Build a week's digest, store it and print it."""
    office = Office.open(context.obj)
    with progress("ダイジェスト / digest"):
        view = view_week(office, _week(week))
        [digest] = build_digests(office, view, editions=(edition,), languages=(language.value,))
    print_digest(digest.body, form)


def digest_show(
    context: typer.Context,
    week: WeekOption = None,
    *,
    edition: EditionOption = "whole",
    language: LanguageOption = Language.ja,
    form: Annotated[Form, typer.Option("--format", help="形式 / form")] = Form.md,
) -> None:
    """保存済みのダイジェストを出力する / Print a digest as it was built."""
    office = Office.open(context.obj)
    stored = office.store.digests(
        edition=edition, week=str(_week(week) or newest_week(office)), language=language.value
    )
    if not stored:
        chosen = _week(week) or newest_week(office)
        raise DigestError(
            "digest", f"none for {chosen}", "one that was built; run `stdiplo-scan digest build` first"
        )
    print_digest(stored[0].body, form)


def digest_charts(
    context: typer.Context,
    digest_id: Annotated[str, typer.Argument(metavar="ID", help="ダイジェストの ID / id")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="保存先 / where to write them")],
) -> None:
    """図を PNG で保存する(資料・メール用)/ Write a digest's charts as PNG, for slides and mail."""
    pictures = draw_png(Office.open(context.obj).store.digest(digest_id).body)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in pictures.files.items():
        path = folder / f"{digest_id}-{name}.png"
        write_whole(path, data)
        say(str(path))
    if not pictures.files:
        say("描く数値がない / there is nothing to draw")
    if pictures.note:
        complain(pictures.note)


def digest_list(context: typer.Context, *, json: JsonOption = False) -> None:
    """保存済みのダイジェストの一覧 / All stored digests."""
    digests = Office.open(context.obj).store.digests()
    if json:
        for digest in digests:
            write_row(
                {
                    "id": digest.id,
                    "week": digest.week,
                    "edition": digest.edition,
                    "language": digest.language,
                    "state": digest.state,
                    "built": digest.built_utc,
                }
            )
        return
    table(
        ("ID", "週 / week", "版 / edition", "言語 / language", "状態 / state"),
        [(d.id, d.week, d.edition, d.language, d.state) for d in digests],
    )


def digest_verify(
    context: typer.Context,
    digest_id: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="ダイジェスト・国別資料 / digests or briefs; default: all"),
    ] = None,
    *,
    json: JsonOption = False,
) -> None:
    """保存済みのダイジェスト・国別資料を検算する / Work digests, briefs out again; exit 3: one differs."""
    office = Office.open(context.obj)
    chosen = _chosen(office, digest_id)
    if not chosen:
        raise DigestError(
            "digest", "none stored", "one that was built; run `stdiplo-scan digest build` first"
        )
    outcomes: list[str] = []
    for digest in chosen:
        try:
            if isinstance(digest, StoredBrief):
                verdict = verify_stored_brief(office, digest)
            else:
                verdict = verify_stored(office, digest)
        except (StoreError, DigestError) as error:
            complain(str(error))
            outcomes.append("unknown")
            continue
        outcomes.append(verdict.outcome)
        if json:
            write_row(verdict.to_json())
        else:
            print_verdict(verdict)
    if "differs" in outcomes:
        raise typer.Exit(3)
    if "unknown" in outcomes:
        raise typer.Exit(1)


def _chosen(office: Office, ids: Sequence[str] | None) -> list[StoredDigest | StoredBrief]:
    """The digests and briefs of these ids; all that are stored where none is named."""
    briefs = Briefs(office.store)
    if not ids:
        return [*office.store.digests(), *briefs.all()]
    return [briefs.get(one) if one.startswith("brief-") else office.store.digest(one) for one in ids]


def print_verdict(verdict: Verdict) -> None:
    """One line a digest, and one a difference."""
    ja, en = words_of("ja"), words_of("en")
    outcome = f"{ja.name('verdicts', verdict.outcome)} / {en.name('verdicts', verdict.outcome)}"
    say(
        f"{verdict.digest}: {outcome}({verdict.figures} 個の数値と {verdict.sentences} 文 / "
        f"{verdict.figures} figures, {verdict.sentences} sentences)"
    )
    for line in (*verdict.anchors, *verdict.differences):
        say(f"  {line}")
    for edit in verdict.edits:
        kind = f"{ja.name('edits', edit['kind'])} / {en.name('edits', edit['kind'])}"
        say(f"  {kind}: {edit['story'] or edit['language']} {edit['value']} ({edit['editor']})")


def print_digest(body: Mapping[str, Any], form: Form) -> None:
    """The digest on standard output; bytes where it is a PDF."""
    if form is Form.pdf:
        sys.stdout.buffer.write(render_pdf(body))
    elif form in (Form.csv, Form.atom):  # their line ends and their encoding are part of the form
        sys.stdout.buffer.write(render(body, form.value).encode("utf-8", "replace"))
    else:
        print(render(body, form.value), end="")


def write_digests(office: Office, digests: Sequence[StoredDigest]) -> list[Path]:
    """Every digest as html, md and json files in the workspace's digests folder; the paths."""
    folder = office.folder / "digests"
    folder.mkdir(exist_ok=True)
    paths = []
    for digest in digests:
        for form in ("html", "md", "json"):
            path = folder / f"{digest.id}.{form}"
            write_whole(path, render(digest.body, form).encode())
            paths.append(path)
    return paths


def print_digest_places(office: Office, digests: Sequence[StoredDigest]) -> None:
    """Where the digests of a week were written, the whole edition named."""
    paths = write_digests(office, digests)
    for path in paths:
        if path.name.startswith("whole-"):
            say(f"ダイジェスト / digest: {path}")
    say(f"ほかの版 / other editions: {office.folder / 'digests'} ({len(paths)} files)")
