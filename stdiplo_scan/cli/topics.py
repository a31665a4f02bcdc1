"""Commands of the watch topics and the matrix."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from nlp.movement import Direction
from reports.country_sets import load_sets, office_sets
from reports.pdf import make_pdf
from reports.routing import council_name
from reports.topic_indicators import show_indicators
from reports.topic_queries import load_topics, topic_of
from reports.topic_sheet import (
    ShownCell,
    name_amounts,
    name_imposed,
    name_key,
    name_movement,
    number_rows,
    render_sheet,
    show_grid,
)
from reports.topics import Narrowing, TopicTable
from reports.week import Week
from reports.words import Words, words_of
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.report import Language, LanguageOption
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.topics import show_matrix, show_topic
from stdiplo_scan.wiring import Office

app = typer.Typer(help="監視項目 W01-W22 / Watch topics.", no_args_is_help=True, rich_markup_mode=None)
JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
WeekOption = Annotated[
    str | None,
    typer.Option("--week", help="最後の ISO 週 / last ISO week; default: the newest complete one"),
]
WeeksOption = Annotated[
    int | None,
    typer.Option("--weeks", min=1, max=260, help="何週分 / how many weeks; default: the topic's own"),
]


DIRECTIONS: dict[str, Direction] = {"inbound": "in", "outbound": "out", "both": "both"}


class Way(StrEnum):
    """Ways that people move, as one country sees it."""

    inbound = "inbound"
    outbound = "outbound"
    both = "both"


class Form(StrEnum):
    """Forms in which a topic is printed."""

    text = "text"
    html = "html"
    csv = "csv"
    pdf = "pdf"


class Axis(StrEnum):
    """Axes of regions."""

    m49 = "m49"
    mofa = "mofa"
    group = "group"


def register(group: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("list", epilog="例 / Example: stdiplo-scan topics list")(topics_list)
    app.command("sets", epilog="例 / Example: stdiplo-scan topics sets --json")(topics_sets)
    app.command("show", epilog="例 / Example: stdiplo-scan topics show W05 --week 2026-W47 --json")(
        topics_show
    )
    group.add_typer(app, name="topics")
    group.command("matrix", epilog="例 / Example: stdiplo-scan matrix --week 2026-W47 --axis mofa --json")(
        matrix
    )


def matrix(
    context: typer.Context,
    week: WeekOption = None,
    axis: Annotated[Axis, typer.Option("--axis", help="地域の軸 / axis of regions")] = Axis.m49,
    *,
    json: JsonOption = False,
) -> None:
    """地域×分野×シグナルと日本の有無、平常との差 / Region, field, signal, Japan or not, and change."""
    with progress("マトリクス / matrix"):
        cells = show_matrix(Office.open(context.obj), None if week is None else Week.parse(week), axis.value)
    if json:
        for cell in cells:
            write_row(cell.to_json())
        return
    words = words_of("ja")
    heads = (
        "地域 / region",
        "分野 / field",
        "シグナル / signal",
        "要望 / asked",
        "参加 / in",
        "言及 / named",
        "なし / out",
    )
    table(
        (*heads, "平常 / expected", "変化 / change"),
        [
            (
                words.region(one.cell.region),
                words.name("fields", one.cell.field),
                words.name("signals", one.cell.signal),
                one.cell.asked,
                one.cell.japan_in,
                one.cell.mentioned,
                one.cell.out,
                f"{one.expected:.1f}",
                words.mark(one.change),
            )
            for one in cells
        ],
    )


def topics_list(*, json: JsonOption = False) -> None:
    """監視項目の一覧 / All watch topics, with their usual period."""
    topics = load_topics().values()
    if json:
        for topic in topics:
            write_row(
                {"topic": topic.id, "ja": topic.ja, "en": topic.en, "weeks": topic.weeks, "by": topic.by}
            )
        return
    table(
        ("ID", "監視項目 / topic", "週 / weeks"),
        [(one.id, f"{one.ja} / {one.en}", one.weeks) for one in topics],
    )


def topics_sets(context: typer.Context, *, json: JsonOption = False) -> None:
    """監視項目が使う国の組と典拠 / The sets of countries that topics ask for, with source and year."""
    office = Office.open(context.obj)
    members = [one for of_set in load_sets(office_sets(office.folder)).values() for one in of_set]
    if json:
        for one in members:
            write_row(one.to_json())
        return
    words = words_of("ja")
    table(
        ("組 / set", "国 / country", "典拠 / source", "年 / year", "理由 / why"),
        [(one.name, words.party(one.code), one.source, one.year, one.why) for one in members],
    )


def topics_show(  # noqa: PLR0917 - the options of one command
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="W01 - W22")],
    week: WeekOption = None,
    weeks: WeeksOption = None,
    party: Annotated[str, typer.Option("--party", help="この国・機関のみ / this party only, e.g. VN")] = "",
    direction: Annotated[
        Way | None,
        typer.Option(
            "--direction",
            help="人の移動、--party(なければ日本)から見て / of people, as --party or Japan sees it",
        ),
    ] = None,
    *,
    form: Annotated[Form, typer.Option("--format", help="形式 / form; pdf: A4")] = Form.text,
    language: LanguageOption = Language.ja,
    json: JsonOption = False,
) -> None:
    """一項目の期間の表と送り先 / One topic's table for a period, and where its items go."""
    office = Office.open(context.obj)
    chosen = topic_of(topic, office_sets(office.folder))
    last = None if week is None else Week.parse(week)
    only = Narrowing(party, None if direction is None else DIRECTIONS[direction.value])
    with progress("監視項目 / topic"):
        shown = show_topic(office, chosen, last, weeks, only)
    if json:
        write_row(shown.to_json())
        return
    words = words_of(language.value)
    if form is Form.text:
        _print(shown, words)
    elif form is Form.pdf:
        name = f"{chosen.id}-{shown.weeks[-1]}-{language.value}"
        sys.stdout.buffer.write(make_pdf(render_sheet(shown, "html", words), name))
    else:
        print(render_sheet(shown, form.value, words), end="")


def _print(shown: TopicTable, words: Words) -> None:
    """Lines, twins and stories, for people."""
    chosen = shown.topic
    say(f"{chosen.id} {chosen.ja} / {chosen.en}  {shown.weeks[0].start} - {shown.weeks[-1].last_day}")
    _print_counts(shown, words)
    if shown.indicators:
        table(
            ("国 / country", "指標 / indicator", "値(年) / value", "以前 / earlier", "出典 / source"),
            [
                (one.country, one.name, one.value, one.earlier, one.source)
                for one in show_indicators(shown.indicators, words)
            ],
        )
    if shown.twins:
        titles = {row.story: row.fact.title or row.fact.document_id for row in shown.rows}
        table(
            ("分野 / field", "国 / countries", "一方 / one", "他方 / other", "近さ / likeness"),
            [
                (
                    words.name("fields", twin.field),
                    " ⇔ ".join("・".join(map(words.party, side)) for side in (twin.of_one, twin.of_other)),
                    titles[twin.one],
                    titles[twin.other],
                    f"{twin.likeness:.2f}",
                )
                for twin in shown.twins
            ],
        )
    table(
        (
            "番号 / no.",
            "日 / date",
            "件名 / title",
            "当事者 / parties",
            "移動・参加 / movement",
            "シグナル / signal",
            "送り先 / to",
        ),
        [
            (
                number,
                row.fact.published,
                row.fact.title or row.fact.document_id,
                "・".join(words.party(code) for code in row.signal.parties or row.fact.actors),
                name_movement(row.signal.movement, words) or name_imposed(row.imposed, words),
                words.name("signals", row.signal.type),
                "・".join(council_name(code, words.language, short=True) for code in row.route.primary),
            )
            for number, row in enumerate(shown.rows, start=1)
        ],
    )


def _print_counts(shown: TopicTable, words: Words) -> None:
    """What the topic counts: its lines, or a grid whose cells name the stories by their numbers."""
    by = shown.topic.by
    if shown.grid is None:
        table(
            ("項目 / line", "件 / stories", "うち日本 / Japan", "最大の額 / largest amount"),
            [
                (name_key(by, line.key, words), line.stories, line.with_japan, name_amounts(line.amounts))
                for line in shown.lines
            ],
        )
        return
    grid = show_grid(shown.grid, by, number_rows(shown.rows), words)
    say(words.name("topic", f"grid_{by}"))
    table(
        ("", words.name("topic", "total"), *grid.heads),
        [(name, total, *(_cell(cell, words) for cell in cells)) for name, total, cells in grid.rows],
    )


def _cell(cell: ShownCell, words: Words) -> str:
    """Stories, those with Japan, amounts, the stories' numbers; nothing where there are none."""
    if not cell.stories:
        return ""
    japan = words.name("topic", "of_them_japan").format(cell.with_japan) if cell.with_japan else ""
    return " ".join(part for part in (str(cell.stories), japan, cell.amounts, f"[{cell.numbers}]") if part)
