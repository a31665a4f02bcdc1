"""Commands of saved searches: alerts add, list, show, calibrate, run, pause, resume, remove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from index.alerts import Alert, AlertRun, Alerts, Schedule
from index.search import Mode, Order
from nlp.file_lock import locked
from reports.week import instant
from stdiplo_scan.alert_mail import headline, lines_of, queue_mail, run_address, told_below
from stdiplo_scan.alerts import Moved, Outlook, adapt_to_model, calibrate, outlook, run_alerts, save_alert
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.filter_options import Narrowing, with_filters
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.wiring import Office

JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
NameArgument = Annotated[str, typer.Argument(help="保存検索の名前 / name of the saved search")]
IdsOption = list[str] | None

alerts_app = typer.Typer(
    help="保存検索と新着の知らせ / Saved searches and what is new.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    examples: dict[str, tuple[Callable[..., None], str]] = {
        "add": (add, "alerts add 量子協定 '量子 協定 country:VN' --schedule daily"),
        "list": (list_, "alerts list"),
        "show": (show, "alerts show 量子協定"),
        "calibrate": (
            calibrate_,
            "alerts calibrate 量子協定 --keep d0123456789abcde --drop d123456789abcdef",
        ),
        "run": (run, "alerts run"),
        "pause": (pause, "alerts pause 量子協定"),
        "resume": (resume, "alerts resume 量子協定"),
        "remove": (remove, "alerts remove 量子協定"),
    }
    for name, (command, example) in examples.items():
        alerts_app.command(name, epilog=f"例 / Example: stdiplo-scan {example}")(command)
    app.add_typer(alerts_app, name="alerts")


@with_filters
def add(
    context: typer.Context,
    name: NameArgument,
    question: Annotated[
        str, typer.Argument(help="問い。country:VN なども / a question, prefixes allowed")
    ] = "",
    *,
    mode: Annotated[Mode, typer.Option("--mode", help="照合 / how to match")] = "hybrid",
    schedule: Annotated[Schedule, typer.Option("--schedule", help="知らせる間隔 / how often")] = "weekly",
    order: Annotated[Order, typer.Option("--order", help="頁での並び順 / order on the page")] = "relevance",
    balance: Annotated[bool, typer.Option("--balance", help="頁で言語を交互に / languages in turn")] = False,
    cap: Annotated[int, typer.Option("--cap", min=1, max=500, help="一度に示す件数 / stories shown")] = 20,
    to: Annotated[str, typer.Option("--to", help="宛先(購読者)/ address of a subscriber")] = "",
    json: JsonOption = False,
    narrowing: Narrowing,
) -> None:
    """検索を保存し、過去8週ならどうだったかを示す / Save a search; shows what it would have found."""
    office = Office.open(context.obj)
    _, filters = narrowing.read(office, question)
    looked = save_alert(
        office,
        name,
        question,
        mode,
        filters,
        now=_now(),
        schedule=schedule,
        cap=cap,
        address=to,
        order=order,
        balance=balance,
        owner=narrowing.reader,
    )
    _show_outlook(office, looked, json=json)


def list_(context: typer.Context, *, json: JsonOption = False) -> None:
    """保存検索の一覧 / The saved searches."""
    alerts = Alerts(Office.open(context.obj).store).all()
    if json:
        for alert in alerts:
            write_row(_alert_json(alert))
        return
    if not alerts:
        say("保存検索はありません / no saved search")
        return
    columns = (
        "名前 / name",
        "問い / question",
        "間隔 / schedule",
        "状態 / state",
        "基準 / threshold",
        "前回 / ran",
    )
    table(
        columns,
        [
            (one.name, one.question, one.schedule, one.state, f"{one.threshold:.2f}", one.ran_utc or "–")
            for one in alerts
        ],
    )


def show(
    context: typer.Context,
    name: NameArgument,
    *,
    run_number: Annotated[
        int | None, typer.Option("--run", min=1, help="その回に知らせたもの / what that run told")
    ] = None,
    json: JsonOption = False,
) -> None:
    """過去8週の見込み、判断すべき5件、知らせた回 / Outlook, five to judge, and the runs."""
    office = Office.open(context.obj)
    alerts = Alerts(office.store)
    if run_number is not None:
        _show_run(office, alerts.get(name), alerts.run(name, run_number), json=json)
        return
    _show_outlook(office, outlook(office, name, _now()), json=json)
    if not json:
        for told in alerts.runs(name)[:10]:
            say(
                f"  第{told.number}回 / run {told.number}: {told.made_utc} · {len(told.items)} · {told.state}"
            )


def calibrate_(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="保存検索の名前 / name; none: all, for a new model")
    ] = None,
    *,
    keep: Annotated[
        IdsOption, typer.Option("--keep", help="知らせてほしい文書 / a document to be told")
    ] = None,
    drop: Annotated[
        IdsOption, typer.Option("--drop", help="要らない文書 / a document not to be told")
    ] = None,
    json: JsonOption = False,
) -> None:
    """判断から基準を定め直す / Set the threshold by answers; without a name by the present model."""
    office = Office.open(context.obj)
    _adapt(office, json=json)
    if name is None:
        if keep or drop:
            raise typer.BadParameter("a name is wanted with --keep and --drop")
        return
    _show_outlook(office, calibrate(office, name, keep or [], drop or [], _now()), json=json)


def run(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="名前(なければ期限の来たもの)/ names")] = None,
    *,
    json: JsonOption = False,
) -> None:
    """新着を知らせる(なければ何もしない)/ Tell what is new; nothing new, nothing said."""
    office = Office.open(context.obj)
    now = _now()

    def hand_over(alert: Alert, told: AlertRun) -> None:
        if problem := queue_mail(office, alert, told, now_utc=instant(now)):
            complain(problem)

    with locked(office.folder / "run-due.lock"):  # as `run-due` does: one tells at a time
        _adapt(office, json=json)
        runs = list(run_alerts(office, hand_over, now=now, names=names or ()))
    for told in runs:
        _show_run(office, Alerts(office.store).get(told.alert), told, json=json)


def pause(context: typer.Context, name: NameArgument) -> None:
    """知らせを止める / Tell nothing until resumed."""
    _move(context, name, "paused")


def resume(context: typer.Context, name: NameArgument) -> None:
    """知らせを再開する / Tell again; what came meanwhile is told too."""
    _move(context, name, "on")


def remove(context: typer.Context, name: NameArgument) -> None:
    """保存検索を消す / Remove a saved search with its answers and runs."""
    Alerts(Office.open(context.obj).store).remove(name)
    say(f"削除 / removed: {name}")


def _move(context: typer.Context, name: str, state: str) -> None:
    alert = Alerts(Office.open(context.obj).store).change(name, state=state)
    say(f"{alert.name}: {alert.state}")


def _now() -> datetime:
    return datetime.now(UTC)


def _adapt(office: Office, *, json: bool) -> None:
    """Alerts of another model get a threshold for the present one, and that is said."""
    for moved in adapt_to_model(office, _now()):
        if json:
            write_row({"moved": asdict(moved)})
        else:
            say_moved(moved)


def say_moved(moved: Moved) -> None:
    """How far another model moved an alert."""
    say(
        f"モデルが替わり基準を直しました / new model, new threshold: {moved.name} "
        f"{moved.before:.3f} → {moved.after:.3f}; 8週で / in 8 weeks {moved.expected_before} → "
        f"{moved.expected_after}; {moved.kept}/{moved.told} of those told would be told again"
    )


def _alert_json(alert: Alert) -> dict[str, Any]:
    return {**asdict(alert), "filters": alert.filters.chosen}


def _show_outlook(office: Office, looked: Outlook, *, json: bool) -> None:
    alert = looked.alert
    if json:
        write_row(
            {
                "alert": _alert_json(alert),
                "weekly": list(looked.weekly),
                "borderline": [asdict(one) for one in looked.borderline],
            }
        )
        return
    low, high = looked.range
    say(f"{alert.name}: {alert.question} · {alert.schedule} · {alert.state} · 上限 / at most {alert.cap}")
    say(f"過去8週なら週 {low}〜{high} 件 / would have found {low}-{high} a week in the last 8 weeks")
    say(f"  {' '.join(str(count) for count in looked.weekly)}  (基準 / threshold {alert.threshold:.3f})")
    if not looked.borderline or not alert.threshold:
        return
    say("境目の文書。--keep / --drop で判断を / borderline: keep or drop?")
    held = office.store.documents_by_id([one.document for one in looked.borderline])
    for one in looked.borderline:
        side = "+" if one.score >= alert.threshold else "-"
        title = held[one.document].document.title if one.document in held else ""
        say(f"  {side} {one.score:.3f} [{one.document}] {one.published or '日付不明 / undated'} {title}")


def _show_run(office: Office, alert: Alert, told: AlertRun, *, json: bool) -> None:
    if json:
        items = [{**asdict(item), "shown": place <= alert.cap} for place, item in enumerate(told.items, 1)]
        write_row({"alert": told.alert, "run": told.number, "made_utc": told.made_utc, "items": items})
        return
    say(f"{headline(alert, told, 'ja')} / {headline(alert, told, 'en')}")
    for line in lines_of(office, told.items[: alert.cap], "ja"):
        say("\n   ".join([f"・{line.title}", *told_below(line, "ja"), line.url]))
    say(f"  {run_address(office, told)}  (stdiplo-scan alerts show {told.alert} --run {told.number})")
