"""Commands that weigh targets: targets cost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from stdiplo_scan.cli.jsonl import write_row
from stdiplo_scan.cli.screen import say, table
from stdiplo_scan.cli.target_health import IdsArgument
from stdiplo_scan.cli.targets import JsonOption
from stdiplo_scan.cost import DAYS, Cost, cost_of_targets
from stdiplo_scan.wiring import Office

HOSTS_SHOWN = 10


def register(targets_app: typer.Typer) -> None:
    """Add the commands of this file."""
    targets_app.command("cost", epilog="例 / Example: stdiplo-scan targets cost --days 90")(targets_cost)


def targets_cost(
    context: typer.Context,
    target_id: IdsArgument = None,
    days: Annotated[int, typer.Option("--days", min=1, help="期間(日)/ days that count")] = DAYS,
    *,
    json: JsonOption = False,
) -> None:
    """収集先ごとの費用(要求・容量)と利用(文書・引用・閲覧) / Cost against use of every target."""
    office = Office.open(context.obj)
    wanted = {target.id for target in office.choose_targets(target_id)} if target_id else None
    costs = [
        cost for cost in cost_of_targets(office, days).values() if wanted is None or cost.target in wanted
    ]
    costs.sort(key=lambda cost: (-cost.requests, cost.target))
    if json:
        for cost in costs:
            write_row(cost.to_json())
        return
    table(
        (
            "収集先\ntarget",
            "要求\nrequests",
            "MB\n",
            "文書\ndocs",
            "引用\ncited",
            "閲覧\nopened",
            "要求/文書\nper doc",
        ),
        [_row(cost) for cost in costs if cost.visits or cost.documents or cost.opened],
    )
    asked = office.archive.host_requests(datetime.now(UTC).date().isoformat())
    limit = office.settings.crawl.host_requests_per_day
    if asked:
        say(f"今日(UTC)のホスト別要求数 / requests by host today (UTC), of {limit or 'any number'}:")
    for host, number in list(asked.items())[:HOSTS_SHOWN]:
        say(f"  {host}: {number}")


def _row(cost: Cost) -> tuple[object, ...]:
    each = cost.requests_per_document
    return (
        cost.target,
        cost.requests,
        round(cost.bytes / 1e6, 1),
        cost.documents,
        cost.cited,
        cost.opened,
        "–" if each is None else each,
    )
