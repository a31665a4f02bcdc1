"""Commands about who is sent mail: subscribers."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from crawlers.nearest import meant
from index.subscribers import Group, Subscriber, SubscriberError, Subscribers, Timing
from reports.editions import check_edition
from reports.week import instant
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.misuse import not_one_of
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.subscriber_file import COLUMNS, file_row, read_subscribers, row_of
from stdiplo_scan.wiring import Office

subscribers_app = typer.Typer(
    help="メールの購読者 / Who is sent mail.", no_args_is_help=True, rich_markup_mode=None
)
TIMES = ("weekday", "hour", "zone", "on_holiday")

WhoArgument = Annotated[str, typer.Argument(metavar="ADDRESS", help="アドレスか ID / address or id")]
NameOption = Annotated[str | None, typer.Option("--name", help="氏名 / name")]
EditionsOption = Annotated[
    list[str] | None, typer.Option("--edition", help="版(繰り返し可)/ edition: whole, R, G, L, B")
]
GroupsOption = Annotated[list[str] | None, typer.Option("--group", help="グループ(繰り返し可)/ group")]
LanguageOption = Annotated[str | None, typer.Option("--language", help="言語 / language: ja, en")]
FormOption = Annotated[str | None, typer.Option("--format", help="形式 / form: html, text")]
WeekdayOption = Annotated[int | None, typer.Option("--weekday", help="曜日 / weekday: 1 (Mon) to 7")]
HourOption = Annotated[int | None, typer.Option("--hour", help="時 / hour: 0 to 23")]
ZoneOption = Annotated[str | None, typer.Option("--zone", help="時間帯 / zone, e.g. Asia/Tokyo")]
HolidayOption = Annotated[
    str | None, typer.Option("--on-holiday", help="休日 / on holidays: next (working day), send")
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    example = "例 / Example: stdiplo-scan subscribers"
    for name, command, words in (
        ("list", subscribers_list, "list --json"),
        ("add", subscribers_add, "add sato@office.example --name '佐藤' --edition whole --edition L"),
        ("edit", subscribers_edit, "edit sato@office.example --hour 7 --state paused"),
        ("remove", subscribers_remove, "remove sato@office.example"),
        ("group", subscribers_group, "group council-L --edition L --weekday 2"),
        ("groups", subscribers_groups, "groups"),
        ("import", subscribers_import, "import subscribers.csv --dry-run"),
        ("export", subscribers_export, "export subscribers.csv"),
    ):
        subscribers_app.command(name, epilog=f"{example} {words}")(command)
    app.add_typer(subscribers_app, name="subscribers")


def subscribers_list(context: typer.Context, *, json: JsonOption = False) -> None:
    """購読者の一覧 / All subscribers."""
    found = _open(context).all()
    if json:
        for one in found:
            write_row(subscriber_json(one))
        return
    table(
        (
            "アドレス / address",
            "氏名 / name",
            "版 / editions",
            "グループ / groups",
            "言語",
            "形式",
            "状態 / state",
        ),
        [
            (
                one.address,
                one.name,
                " ".join(one.editions) + (f" (停止 / left: {' '.join(one.left)})" if one.left else ""),
                " ".join(one.groups),
                one.language,
                one.form,
                one.state,
            )
            for one in found
        ],
    )


def subscribers_add(
    context: typer.Context,
    address: Annotated[str, typer.Argument(help="アドレス / address")],
    *,
    name: NameOption = None,
    edition: EditionsOption = None,
    group: GroupsOption = None,
    language: LanguageOption = None,
    form: FormOption = None,
    weekday: WeekdayOption = None,
    hour: HourOption = None,
    zone: ZoneOption = None,
    on_holiday: HolidayOption = None,
    json: JsonOption = False,
) -> None:
    """購読者を加える / Add a subscriber; the first mail is the next one that falls due."""
    if not edition and not group:
        raise typer.BadParameter("wanted at least one --edition or --group")
    added = _open(context).add(
        Subscriber(
            address=address,
            name=name or "",
            groups=tuple(group or ()),
            editions=_editions(edition or ()),
            language=language or "ja",
            form=form or "html",
            timing=Timing(weekday, hour, zone, on_holiday),
        ),
        instant(datetime.now(UTC)),
    )
    _show(added, json=json)


def subscribers_edit(
    context: typer.Context,
    who: WhoArgument,
    *,
    address: Annotated[str | None, typer.Option("--address", help="新しいアドレス / new address")] = None,
    name: NameOption = None,
    edition: EditionsOption = None,
    group: GroupsOption = None,
    language: LanguageOption = None,
    form: FormOption = None,
    weekday: WeekdayOption = None,
    hour: HourOption = None,
    zone: ZoneOption = None,
    on_holiday: HolidayOption = None,
    state: Annotated[str | None, typer.Option("--state", help="状態 / state: active, paused")] = None,
    rejoin: Annotated[
        list[str] | None, typer.Option("--rejoin", help="本人の求めで再開する版 / an edition that was left")
    ] = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(
            "--clear", help="空にする項目 / empty: editions, groups, weekday, hour, zone, on_holiday"
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """購読者を変える(版・グループは全体を置換)/ Change a subscriber; lists are replaced whole."""
    people = _open(context)
    held = people.get(who)
    cleared = _cleared(clear or ())
    given: dict[str, Any] = {
        "address": address,
        "name": name,
        "language": language,
        "form": form,
        "state": state,
        "editions": _editions(edition) if edition else () if "editions" in cleared else None,
        "groups": tuple(group) if group else () if "groups" in cleared else None,
        "left": tuple(one for one in held.left if one not in rejoin) if rejoin else None,
        "bounces": 0 if state == "active" else None,
    }
    kept = replace(held.timing, **dict.fromkeys(cleared & set(TIMES)))
    timing = _over(kept, Timing(weekday, hour, zone, on_holiday))
    changes = {name: value for name, value in given.items() if value is not None}
    _show(people.change(held.id, instant(datetime.now(UTC)), timing=timing, **changes), json=json)


def subscribers_remove(context: typer.Context, who: WhoArgument) -> None:
    """購読者を除く(宛先の記録も消す)/ Take a subscriber out; the address is blanked in the outbox."""
    say(f"除いた / removed: {_open(context).remove(who).address}")


def subscribers_group(
    context: typer.Context,
    group: Annotated[str, typer.Argument(help="グループ名 / the group's name")],
    *,
    edition: EditionsOption = None,
    weekday: WeekdayOption = None,
    hour: HourOption = None,
    zone: ZoneOption = None,
    on_holiday: HolidayOption = None,
    remove: Annotated[bool, typer.Option("--remove", help="グループを除く / take the group out")] = False,
) -> None:
    """グループを作る・変える・除く / Make, change or remove a group; options not given stay."""
    people = _open(context)
    if remove:
        people.remove_group(group)
        say(f"除いた / removed: {group}")
        return
    held = people.groups().get(group, Group(group))
    timing = _over(held.timing, Timing(weekday, hour, zone, on_holiday))
    changed = Group(group, _editions(edition) if edition else held.editions, timing)
    people.save_group(changed, instant(datetime.now(UTC)))
    say(f"{group}: {' '.join(changed.editions) or '–'} {_times(changed.timing)}")


def subscribers_groups(context: typer.Context, *, json: JsonOption = False) -> None:
    """グループの一覧 / All groups."""
    people = _open(context)
    members = people.all()
    rows = [(one, sum(one.name in person.groups for person in members)) for one in people.groups().values()]
    if json:
        for one, count in rows:
            write_row(
                {"name": one.name, "editions": one.editions, "times": _times(one.timing), "members": count}
            )
        return
    table(
        ("グループ / group", "版 / editions", "時期 / times", "人数 / members"),
        [(one.name, " ".join(one.editions), _times(one.timing), count) for one, count in rows],
    )


def subscribers_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="検査のみ / check, and store nothing")] = False,
) -> None:
    """CSV から追加・変更(配信停止は保つ)/ Add and change from a CSV; who left stays out."""
    people = _open(context)
    rows, faults = read_subscribers(file)
    added = changed = 0
    for place, row in rows:
        try:
            _check(people, row)
            outcome = "" if dry_run else _take(people, row)
        except (SubscriberError, ValueError) as error:
            faults.append(f"{place}: {error}")
            continue
        added += outcome == "added"
        changed += outcome == "changed"
    for fault in faults:
        complain(fault)
    if dry_run:
        say(f"読めた行 / good rows: {len(rows) - len(faults)}, 誤り / faults: {len(faults)}")
    else:
        say(f"追加 / added: {added}, 変更 / changed: {changed}, 誤り / faults: {len(faults)}")
    if faults:
        raise typer.Exit(1)


def subscribers_export(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="CSV(既定は標準出力)/ default: standard output")] = None,
) -> None:
    """CSV に書き出す / Write all subscribers as CSV, as `import` reads it."""
    found = _open(context).all()
    if file is None:
        _write(sys.stdout, found)
        return
    with file.open("w", encoding="utf-8-sig", newline="") as stream:  # Excel knows UTF-8 by its mark
        _write(stream, found)
    say(f"{file}: {len(found)}")


def subscriber_json(one: Subscriber) -> dict[str, Any]:
    """A subscriber for `--json`."""
    return {"id": one.id, **row_of(one), "bounces": one.bounces, "created": one.created_utc}


def _open(context: typer.Context) -> Subscribers:
    return Subscribers(Office.open(context.obj).store)


def _editions(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(check_edition(one) for one in given))


def _cleared(names: Sequence[str]) -> set[str]:
    known = ("editions", "groups", *TIMES)
    for name in names:
        if name not in known:
            raise not_one_of(name, known, "--clear")
    return set(names)


def _check(people: Subscribers, row: Subscriber) -> None:
    _editions(row.editions)
    known = people.groups()
    for name in row.groups:
        if name not in known:
            near = meant(name, known)
            raise SubscriberError(
                f"group {name!r}: not there; make it with `stdiplo-scan subscribers group`{near}"
            )


def _take(people: Subscribers, row: Subscriber) -> str:
    """What was done with a row: added, changed or nothing."""
    held = next((one for one in people.all() if one.address == row.address), None)
    if held is None:
        people.add(row, instant(datetime.now(UTC)))
        return "added"
    state = held.state if held.state == "bounced" and row.state == "active" else row.state
    names = ("name", "groups", "editions", "language", "form", "timing")
    changes: dict[str, Any] = {name: getattr(row, name) for name in names} | {"state": state}
    if all(getattr(held, name) == value for name, value in changes.items()):
        return ""
    people.change(held.id, instant(datetime.now(UTC)), **changes)
    return "changed"


def _write(stream: Any, found: Sequence[Subscriber]) -> None:
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    writer.writerows(file_row(one) for one in found)


def _show(one: Subscriber, *, json: bool) -> None:
    if json:
        write_row(subscriber_json(one))
        return
    told = " ".join((*one.editions, *(f"({name})" for name in one.groups)))
    say(f"{one.address}: {told or '–'} {one.language} {one.form} {_times(one.timing)} {one.state}")


def _over(held: Timing, given: Timing) -> Timing:
    """The times that were given, else those held."""
    values: dict[str, Any] = {name: getattr(given, name) for name in TIMES}
    return replace(held, **{name: value for name, value in values.items() if value is not None})


def _times(timing: Timing) -> str:
    parts = (
        "" if timing.weekday is None else f"weekday={timing.weekday}",
        "" if timing.hour is None else f"hour={timing.hour}",
        timing.zone or "",
        timing.on_holiday or "",
    )
    return " ".join(part for part in parts if part)
