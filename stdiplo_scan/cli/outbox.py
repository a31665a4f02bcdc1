"""Commands about mail and what became of it: outbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from index.outbox import AGAIN, STATES, Outbox, OutboxMail
from index.subscribers import Subscribers
from reports.week import instant
from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.misuse import not_one_of
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.wiring import Office

outbox_app = typer.Typer(
    help="配信の記録と再送 / What was sent, and what was not.", no_args_is_help=True, rich_markup_mode=None
)
JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力 / print JSON")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    outbox_app.command("list", epilog="例 / Example: stdiplo-scan outbox list --state bounced")(outbox_list)
    outbox_app.command("retry", epilog="例 / Example: stdiplo-scan outbox retry --state bounced")(
        outbox_retry
    )
    app.add_typer(outbox_app, name="outbox")


def outbox_list(
    context: typer.Context,
    *,
    state: Annotated[
        list[str] | None, typer.Option("--state", help=f"状態 / state: {', '.join(STATES)}")
    ] = None,
    week: Annotated[str | None, typer.Option("--week", help="ISO 週 / ISO week")] = None,
    json: JsonOption = False,
) -> None:
    """配信の記録 / Every mail and what became of it."""
    for one in state or ():
        if one not in STATES:
            raise not_one_of(one, STATES, "--state")
    outbox = Outbox(Office.open(context.obj).store)
    found: list[OutboxMail] = []
    while page := outbox.mails(states=tuple(state or ()), week=week, after_pk=found[-1].pk if found else 0):
        found += page
    if json:
        for mail in found:
            write_row(mail_json(mail))
        return
    table(
        ("宛先 / to", "メール / mail", "状態 / state", "回数 / tries", "応答 / reply"),
        [(mail.address, mail.key, mail.state, mail.attempts, mail.reply) for mail in found],
    )


def outbox_retry(
    context: typer.Context,
    key: Annotated[list[str] | None, typer.Argument(metavar="[MAIL]...", help="メール / mails")] = None,
    *,
    state: Annotated[
        str | None, typer.Option("--state", help=f"この状態の全て / all in this state: {', '.join(AGAIN)}")
    ] = None,
    week: Annotated[str | None, typer.Option("--week", help="ISO 週 / ISO week")] = None,
) -> None:
    """届かなかったメールを配信待ちに戻す / Queue mails that were not taken again; run-due sends them."""
    if (state is None) == (not key):
        raise typer.BadParameter("wanted mails, or --state, and not both")
    if state is not None and state not in AGAIN:
        raise not_one_of(state, AGAIN, "--state")
    office = Office.open(context.obj)
    outbox = Outbox(office.store)
    addresses = {one.id: one.address for one in Subscribers(office.store).all()}
    chosen = list(key or ())
    if state is not None:
        mails = outbox.mails(states=(state,), week=week, limit=100_000)
        chosen = [mail.key for mail in mails if mail.subscriber_id in addresses]
    count = outbox.queue_again(chosen, instant(datetime.now(UTC)), addresses)
    say(f"配信待ちへ / queued again: {count}")


def mail_json(mail: OutboxMail) -> dict[str, Any]:
    """A mail of the outbox for `--json`."""
    names = "key kind address language edition week state attempts uncertain reply message_id"
    times = {"due": mail.due_utc, "queued": mail.queued_utc, "finished": mail.finished_utc or None}
    return {**{name: getattr(mail, name) for name in names.split()}, **times}
