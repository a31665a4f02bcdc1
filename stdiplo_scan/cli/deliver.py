"""Commands that send: digest send, run-due."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from index.outbox import Outbox
from reports.editions import check_edition
from reports.sending import SendReport
from reports.week import Week, instant, zone_of
from stdiplo_scan.catch_up import DueReport, queue_alerts, queue_due
from stdiplo_scan.cli.complain import complain
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import progress, say, table
from stdiplo_scan.collecting import collect_week
from stdiplo_scan.delivery import Planned, plan_week, queue_planned, told_by
from stdiplo_scan.digests import newest_week
from stdiplo_scan.dispatch import send_waiting
from stdiplo_scan.mail_office import mail_identity, mail_transport
from stdiplo_scan.wiring import Office

UNITS = ("stdiplo-scan-due.service", "stdiplo-scan-due.timer", "crontab")
STANDINGS = {  # of a planned mail, as it is told
    "due": "送る / is sent",
    "later": "配信予定 / later",
    "not_built": "未作成 / not built",
    "not_approved": "未承認 / not approved",
    "done": "処理済み / done",
    "off": "停止中 / switched off",
    "before": "登録前の分 / before it was asked for",
}
JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]
DryOption = Annotated[bool, typer.Option("--dry-run", help="送らずに示す / show, and send nothing")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="例 / Example: stdiplo-scan run-due --dry-run")(run_due)


def digest_send(
    context: typer.Context,
    week: Annotated[
        str | None, typer.Option("--week", help="ISO 週 / ISO week; default: the newest complete one")
    ] = None,
    *,
    edition: Annotated[
        list[str] | None, typer.Option("--edition", help="版(繰り返し可)/ edition; default: all")
    ] = None,
    dry_run: DryOption = False,
    json: JsonOption = False,
) -> None:
    """保存済みのダイジェストを購読者に送る(予定時刻を待たない)/ Send a week's digests to subscribers now."""
    office = Office.open(context.obj)
    chosen = Week.parse(week) if week else newest_week(office)
    now = datetime.now(UTC)
    editions = tuple(check_edition(one) for one in edition or ())
    plans = plan_week(office, chosen, now, editions=editions, at_once=True)
    if dry_run:
        print_plan(office, plans, json=json)
        return
    require_mail(office)
    queued = queue_planned(office, plans, now)
    report = send_waiting(office)
    if json:
        write_row({"queued": [one.key for one in queued], **report_json(report)})
    else:
        print_plan(office, [one for one in plans if one.standing != "due"], json=False)
        print_sent(office, report)
    _close(report)


def run_due(
    context: typer.Context,
    *,
    dry_run: DryOption = False,
    no_crawl: Annotated[
        bool, typer.Option("--no-crawl", help="収集せず、保存庫から作る / build from the store as it is")
    ] = False,
    print_units: Annotated[
        bool,
        typer.Option("--print-units", help="systemd と cron の設定例 / units for systemd, a crontab line"),
    ] = False,
    json: JsonOption = False,
) -> None:
    """期日の来た収集・作成・配信(何度でも可)/ Collect, build and send what is due; run it often."""
    if print_units:
        print(units(context.obj), end="")
        return
    office = Office.open(context.obj)
    now = datetime.now(UTC)
    if dry_run:
        newest = Week.newest_complete(now, office.settings.timezone)
        back = range(office.settings.mail.catch_up_weeks - 1, -1, -1)
        plans = [one for ago in back for one in plan_week(office, newest.shifted(-ago), now)]
        print_plan(office, [one for one in plans if one.standing != "before"], json=json)
        return
    deliver_due(office, now, crawl=not no_crawl, json=json)


def deliver_due(office: Office, now: datetime, *, crawl: bool, json: bool) -> None:
    """What is due is built, queued and sent, and told; exit 1 where mails or the server failed."""
    require_mail(office)
    with progress("収集・作成 / collect and build") as shown:
        due = queue_due(office, now, (lambda: collect_week(office, shown)) if crawl else None)
        problems = queue_alerts(office, now)
    for problem in problems:
        complain(problem)
    report = send_waiting(office)
    if json:
        write_row({**due_json(due), **report_json(report)})
    else:
        print_due(office, due)
        print_sent(office, report)
    _close(report)


def require_mail(office: Office) -> None:
    """Nothing. Raises MailError where the settings do not say how mail leaves the office."""
    mail_identity(office)
    mail_transport(office).close()


def units(workspace: Path) -> str:
    """The unit files for this workspace and this Python, each under its name."""
    values = {
        "{python}": shlex.quote(sys.executable),
        "{workspace}": shlex.quote(str(workspace.resolve())),
        "{folder}": shlex.quote(str(Path.cwd())),
    }
    told = []
    for name in UNITS:
        text = (files("stdiplo_scan.units") / name).read_text("utf-8")
        for sign, value in values.items():
            text = text.replace(sign, value)
        told.append(f"### {name}\n{text}")
    return "\n".join(told)


def local(office: Office, moment: datetime) -> str:
    """An instant in the office's zone, as people read it."""
    return f"{moment.astimezone(zone_of(office.settings.timezone)):%Y-%m-%d %H:%M}"


def print_plan(office: Office, plans: Sequence[Planned], *, json: bool) -> None:
    """Who gets what, when and why; a line each."""
    if json:
        for one in plans:
            write_row(plan_json(one))
        return
    if not plans:
        return
    table(
        ("宛先 / to", "週 / week", "版 / edition", "記事 / entries", "扱い / standing", "理由 / why"),
        [
            (
                one.subscriber.address,
                str(one.week),
                f"{one.edition}-{one.subscriber.language}",
                one.entries,
                f"{STANDINGS[one.standing]}{f' ({one.state})' if one.state else ''}",
                f"{told_by(one.by, 'ja')} / {told_by(one.by, 'en')}; {one.schedule.told('en')}; "
                f"{local(office, one.due)}",
            )
            for one in plans
        ],
    )


def plan_json(one: Planned) -> dict[str, Any]:
    """A planned mail for `--json`."""
    return {
        "address": one.subscriber.address,
        "subscriber": one.subscriber.id,
        "week": str(one.week),
        "edition": one.edition,
        "language": one.subscriber.language,
        "digest": one.digest_id,
        "entries": one.entries,
        "standing": one.standing,
        "state": one.state or None,
        "by": told_by(one.by, "en"),
        "schedule": one.schedule.told("en"),
        "due": instant(one.due),
    }


def due_json(due: DueReport) -> dict[str, Any]:
    """What run-due found due, for `--json`."""
    return {
        "collected": due.collected,
        "built": due.built,
        "queued": [one.key for one in due.queued],
        "late": [one.key for one in due.late],
        "waiting": [{"key": one.key, "standing": one.standing} for one in due.waiting],
        "given_up": due.given_up,
    }


def report_json(report: SendReport) -> dict[str, Any]:
    """What a sender did, for `--json`."""
    return {
        "outcomes": dict(report.outcomes),
        "taken_back": report.taken_back,
        "doubtful": report.doubtful,
        "notes": report.lines,
        "fault": report.fault or None,
    }


def print_due(office: Office, due: DueReport) -> None:
    """What was built and queued; what comes late says so."""
    if due.built:
        say(f"作成 / built: {', '.join(due.built)}")
    say(f"配信待ちへ / queued: {len(due.queued)}")
    seen: dict[tuple[str, str, str], int] = {}
    for one in due.late:
        name = (str(one.week), one.edition, local(office, one.due))
        seen[name] = seen.get(name, 0) + 1
    for (week, edition, when), count in seen.items():
        say(f"遅れて配信 / caught up: {week} {edition}, 予定 / due {when}: {count}")
    for one in due.waiting:
        say(f"待機 / waits: {one.subscriber.address} {one.edition} {one.week}: {STANDINGS[one.standing]}")
    if due.given_up:
        complain(
            f"never sent, and older than mail.catch_up_weeks: {', '.join(due.given_up[:8])}; wanted none; "
            "send them with `stdiplo-scan digest send --week WEEK`, or leave them"
        )


def print_sent(office: Office, report: SendReport) -> None:
    """What became of the mails; every one that was not sent has its line."""
    counts = ", ".join(f"{name} {count}" for name, count in sorted(report.outcomes.items()))
    say(f"送信 / sending: {counts or '–'}")
    if report.taken_back or report.doubtful:
        say(
            f"中断した送信から引き継ぎ / taken over from senders that vanished: {report.taken_back}, "
            f"到達不明 / of which nobody knows: {report.doubtful}"
        )
    for line in report.lines:
        say(f"  {line}")
    waiting = Outbox(office.store).counts().get("queued", 0)
    if waiting:
        say(f"配信待ち / still waiting: {waiting}")


def _close(report: SendReport) -> None:
    if report.fault:
        complain(report.fault)
        raise typer.Exit(1)
    wrong = sum(report.outcomes[name] for name in ("bounced", "failed", "uncertain"))
    if wrong:
        complain(f"{wrong} mails were not taken; see `stdiplo-scan outbox list`")
        raise typer.Exit(1)
