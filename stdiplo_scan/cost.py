"""Cost against use: what each target was asked and sent, and what came of it, over some days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from reports.week import Week
from stdiplo_scan.wiring import Office

DAYS = 28  # by default


@dataclass(frozen=True, slots=True)
class Cost:
    """One target's cost and use over some days."""

    target: str
    visits: int = 0
    requests: int = 0
    bytes: int = 0
    documents: int = 0  # new in the store
    cited: int = 0  # documents that a digest of a week within these days quotes
    opened: int = 0  # openings of its documents by readers

    @property
    def requests_per_document(self) -> float | None:
        """Requests for one new document; None where none came."""
        return round(self.requests / self.documents, 1) if self.documents else None

    def to_json(self) -> dict[str, Any]:
        """The row of `targets cost --json`."""
        return {**asdict(self), "requests_per_document": self.requests_per_document}


def cost_of_targets(office: Office, days: int = DAYS, today: date | None = None) -> dict[str, Cost]:
    """The cost and use of every target over the last days, today's included, by id."""
    zone = ZoneInfo(office.settings.timezone)
    until = (today or datetime.now(zone).date()) + timedelta(days=1)
    since = until - timedelta(days=days)
    start, end = _utc(since, zone), _utc(until, zone)
    visits: Counter[str] = Counter()
    requests: Counter[str] = Counter()
    received: Counter[str] = Counter()
    for run in office.store.runs(start):
        if run["started_utc"] < end:
            visits[run["target_id"]] += 1
            requests[run["target_id"]] += int(run.get("requests") or 0)
            received[run["target_id"]] += int(run.get("bytes") or 0)
    kept = office.store.kept(start, end)
    cited = _cited(office, since, until)
    opened = office.store.openings(since, until)
    return {
        target_id: Cost(
            target_id,
            visits[target_id],
            requests[target_id],
            received[target_id],
            kept.get(target_id, 0),
            cited[target_id],
            opened.get(target_id, 0),
        )
        for target_id in office.targets
    }


def quoted_documents(bodies: Iterable[Mapping[str, Any]]) -> set[str]:
    """Ids of the documents that entries of these digests quote."""
    return {
        str(sentence["document"])
        for body in bodies
        for entry in body.get("entries", ())
        for sentence in entry.get("sentences", ())
    }


def _cited(office: Office, since: date, until: date) -> Counter[str]:
    """Documents quoted by digests of the weeks that ended on these days, each once, by target."""
    week = Week.of(since)
    within: list[Mapping[str, Any]] = []
    while week.end <= until:
        if week.end >= since:
            within += (digest.body for digest in office.store.digests(week=str(week)))
        week = week.shifted(1)
    return Counter(office.store.targets_of(quoted_documents(within)).values())


def _utc(day: date, zone: ZoneInfo) -> str:
    return datetime.combine(day, time(), zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
