"""The command read: what somebody has read, so that a search can leave it out."""

from __future__ import annotations

from typing import Annotated

import typer

from index.reads import Reads
from stdiplo_scan.cli.screen import say
from stdiplo_scan.settings import machine_user
from stdiplo_scan.wiring import Office


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="例 / Example: stdiplo-scan read d0123456789abcdef --reader sato")(read)


def read(
    context: typer.Context,
    documents: Annotated[list[str], typer.Argument(help="文書の ID / ids of stored documents")],
    *,
    reader: Annotated[str, typer.Option("--reader", help="閲覧者。なければ自分 / the reader; else you")] = "",
    unread: Annotated[bool, typer.Option("--unread", help="未読に戻す / count as unread again")] = False,
) -> None:
    """既読にする / Mark documents as read: `search --read unread` leaves them out."""
    reads, name = Reads(Office.open(context.obj).store), reader or machine_user()
    if unread:
        say(f"未読 / unread: {reads.unmark(name, documents)} ({name})")
    else:
        say(f"既読 / read: {reads.mark(name, documents)} ({name})")
