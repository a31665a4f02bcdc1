"""Commands of the registers: instruments, needs, gaps, the two calendars."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from crawlers.whole_file import write_whole
from reports.dates_ahead import expiry_text
from reports.ics import write_events
from reports.words import words_of
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.registers import YEARS, Registers, add_visits, keep_ends, visits_of
from stdiplo_scan.wiring import Office

app = typer.Typer(
    help="台帳:取極、要望、空白、日程 / Registers: instruments, needs, gaps, dates.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
YearsOption = Annotated[int, typer.Option("--years", min=1, max=50, help="何年分 / years of documents")]
PartyOption = Annotated[
    str | None, typer.Option("--party", help="この国・機関のみ / this party only, e.g. VN")
]
STATES = {"open": "未対応 / open", "considered": "検討中 / considered", "answered": "対応済 / answered"}
JAPAN = {
    "present": "あり / present",
    "umbrella": "包括協定あり / umbrella",
    "absent": "なし / absent",
    "unknown": "不明 / unknown",
}


def register(group: typer.Typer) -> None:
    """Add the commands of this file."""
    for name, command, more in (
        ("instruments", instruments, "--party VN --json"),
        ("needs", needs, "--json"),
        ("gaps", gaps, "--party VN"),
        ("calendar", calendar, "--ics instruments.ics"),
        ("visits", visits, "--import calendar.ics"),
        ("update", update, ""),
    ):
        app.command(name, epilog=f"例 / Example: stdiplo-scan registers {name} {more}".rstrip())(command)
    group.add_typer(app, name="registers")


def _registers(context: typer.Context, years: int) -> Registers:
    with progress("台帳 / registers"):
        return Registers.of(Office.open(context.obj), years=years)


def instruments(
    context: typer.Context, party: PartyOption = None, years: YearsOption = YEARS, *, json: JsonOption = False
) -> None:
    """取極ごとの経緯 / Each instrument with its history over documents and targets."""
    words = words_of("ja")
    registers = _registers(context, years)
    lines = [line for line in registers.lines() if party is None or party in line.parties]
    expiries = registers.expiries(lines)
    if json:
        for line in lines:
            expiry = expiries.get(line.id)
            write_row({**line.to_json(), "expiry": expiry.to_json() if expiry else None})
        return
    table(
        (
            "当事者 / parties",
            "取極 / instrument",
            "分野 / fields",
            "段階 / stage",
            "経緯 / history",
            "期限 / expiry",
        ),
        [
            (
                "・".join(words.party(code) for code in line.parties),
                line.name,
                " ".join(line.fields),
                words.name("stages", line.stage),
                " → ".join(f"{step.day} {words.name('stages', step.stage)}" for step in line.history),
                f"{expiries[line.id].day} {expiry_text(expiries[line.id], words)}"
                if line.id in expiries
                else "",
            )
            for line in lines
        ],
    )


def needs(context: typer.Context, years: YearsOption = YEARS, *, json: JsonOption = False) -> None:
    """日本への要望と対応 / What others ask of Japan: open, considered, answered."""
    words = words_of("ja")
    found = _registers(context, years).needs()
    if json:
        for need in found:
            write_row(need.to_json())
        return
    table(
        ("状態 / state", "要望元 / from", "分野 / field", "初出 / first", "最新 / last", "件 / items"),
        [
            (
                STATES[need.state],
                words.party(need.requester),
                words.name("fields", need.field),
                need.asked[0].day,
                need.asked[-1].day,
                len(need.asked),
            )
            for need in found
        ],
    )


def gaps(
    context: typer.Context, party: PartyOption = None, years: YearsOption = YEARS, *, json: JsonOption = False
) -> None:
    """他国が一年内に署名した相手と分野、日本の有無 / Where others signed within a year, Japan or not."""
    words = words_of("ja")
    found = [gap for gap in _registers(context, years).gaps() if party is None or party == gap.partner]
    if json:
        for gap in found:
            write_row(gap.to_json())
        return
    table(
        ("相手 / partner", "分野 / field", "署名した国 / who signed", "件 / items", "日本 / Japan"),
        [
            (
                words.party(gap.partner),
                words.name("fields", gap.field) or words.name("plain", "general"),
                "・".join(words.party(code) for code in gap.others),
                len(gap.lines),
                JAPAN[gap.japan],
            )
            for gap in found
        ],
    )
    if any(gap.japan == "unknown" for gap in found):
        say(
            "不明:日本の取極が未登録。WORKSPACE/instruments.csv を置くか、日本の収集先を収集する / "
            "unknown: what Japan has is not loaded; add WORKSPACE/instruments.csv or crawl Japanese targets"
        )


def calendar(
    context: typer.Context,
    years: YearsOption = YEARS,
    ics: Annotated[Path | None, typer.Option("--ics", help=".ics に書く / write this .ics file")] = None,
    *,
    json: JsonOption = False,
) -> None:
    """期限・次回会合・締切 / Expiries, next committees, entries into force and call deadlines ahead."""
    words = words_of("ja")
    dates = _registers(context, years).dates()
    if ics is not None:
        events = [one.event(words) for one in dates]
        write_whole(ics, write_events(events, "科学技術協力の日程", datetime.now(UTC)).encode())
        say(f"{ics}: {len(events)} 件 / events")
        return
    if json:
        for one in dates:
            write_row(one.to_json())
        return
    table(
        ("日 / date", "種別 / what", "件名 / title", "当事者 / parties", "典拠 / source"),
        [
            (
                one.day,
                words.name("dates_ahead", one.what),
                one.title,
                "・".join(words.party(code) for code in one.parties),
                one.source,
            )
            for one in dates
        ],
    )


def update(context: typer.Context) -> None:
    """期限を検索の絞り込みに反映する / Keep the ends of instruments for searches (expires:2027)."""
    with progress("台帳 / registers"):
        held = keep_ends(Office.open(context.obj))
    say(f"期限 / ends: {held} 件 / held")


def visits(
    context: typer.Context,
    source: Annotated[
        Path | None,
        typer.Option("--import", help="CSV または .ics を取り込む / take in a CSV or .ics"),
    ] = None,
    *,
    json: JsonOption = False,
) -> None:
    """外交日程:90 日以内の相手の案件を上に出す / Visits; they lift their partners' items for 90 days."""
    office = Office.open(context.obj)
    if source is not None:
        new, total = add_visits(office, source)
        say(f"{source}: 新規 {new} 件、計 {total} 件 / {new} new, {total} in all")
        return
    known = visits_of(office)
    if json:
        for visit in known:
            write_row(
                {
                    "date": visit.day,
                    "until": visit.until,
                    "partners": list(visit.partners),
                    "title": visit.title,
                }
            )
        return
    words = words_of("ja")
    table(
        ("日 / date", "相手 / partners", "件名 / title"),
        [(one.day, "・".join(words.party(code) for code in one.partners), one.title) for one in known],
    )
