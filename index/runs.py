"""The coverage ledger: targets, what each crawl of them did, and the pages left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import Connection, func, select

from crawlers.document import Skipped, SkipReason
from crawlers.publisher_names import PublisherNames
from index.dialect import chunks, upsert
from index.errors import EntryError
from index.rows import storable, storable_json
from index.tables import DocumentRow, RunRow, SkippedRow, TargetRow, UrlRow

_RUN_KEYS: Final = ("run_id", "target_id", "started_utc", "finished_utc", "outcome")
_TARGET_KEYS: Final = ("id", "name", "name_ja", "country", "kind")


def write_targets(connection: Connection, targets: Iterable[Mapping[str, Any]]) -> int:
    """How many targets were written, each over what was known of it; all their facts are kept."""
    rows = {}
    for facts in targets:
        _check(facts, _TARGET_KEYS[:2], "target")
        row = {key: storable(str(facts.get(key) or "")) for key in _TARGET_KEYS}
        rows[row["id"]] = {**row, "facts": storable_json(facts)}
    upsert(connection, TargetRow, list(rows.values()), ("id",))
    return len(rows)


def read_targets(connection: Connection) -> dict[str, dict[str, Any]]:
    """The facts of every known target by id, sorted."""
    rows = connection.execute(select(TargetRow.id, TargetRow.facts).order_by(TargetRow.id))
    return {row.id: dict(row.facts) for row in rows}


def read_names(connection: Connection, target_ids: Iterable[str | None]) -> dict[str | None, PublisherNames]:
    """The names of the targets that the store knows, today's and former ones."""
    facts = read_facts(connection, target_ids)
    return {target_id: PublisherNames.of(known) for target_id, known in facts.items()}


def read_facts(connection: Connection, target_ids: Iterable[str | None]) -> dict[str | None, dict[str, Any]]:
    """The facts of these targets, as far as the store knows them."""
    found: dict[str | None, dict[str, Any]] = {}
    for chunk in chunks(sorted({target_id for target_id in target_ids if target_id})):
        rows = connection.execute(select(TargetRow.id, TargetRow.facts).where(TargetRow.id.in_(chunk)))
        found.update((row.id, dict(row.facts)) for row in rows)
    return found


def write_runs(connection: Connection, runs: Iterable[Mapping[str, Any]]) -> int:
    """How many runs were written (crawlers.health.TargetRun as JSON); the same run again is written over."""
    rows = {}
    for facts in runs:
        _check(facts, _RUN_KEYS[:2], "run")
        row = {key: storable(str(facts.get(key) or "")) for key in _RUN_KEYS}
        rows[row["run_id"], row["target_id"]] = {**row, "facts": storable_json(facts)}
    upsert(connection, RunRow, list(rows.values()), ("run_id", "target_id"))
    return len(rows)


def read_runs(connection: Connection, since: str | None, target_id: str | None) -> list[dict[str, Any]]:
    """The runs that started at or after `since` (an ISO date or UTC instant), oldest first."""
    statement = select(RunRow.facts).order_by(RunRow.started_utc, RunRow.run_id, RunRow.target_id)
    if since is not None:
        statement = statement.where(RunRow.started_utc >= since)
    if target_id is not None:
        statement = statement.where(RunRow.target_id == target_id)
    return [dict(facts) for facts in connection.execute(statement).scalars()]


def newest_run(connection: Connection) -> int:
    """The number of the last run that was written; 0 before the first."""
    return int(connection.execute(select(func.max(RunRow.pk))).scalar() or 0)


def write_skipped(connection: Connection, skipped: Iterable[Skipped]) -> int:
    """How many pages are now listed as left out.

    Of several reports on one URL the latest counts. A page that was read at that time or later is not listed.
    """
    latest: dict[str, Skipped] = {}
    for item in skipped:
        url = storable(item.url)
        if url not in latest or item.seen_utc >= latest[url].seen_utc:
            latest[url] = item
    kept: list[dict[str, Any]] = []
    for chunk in chunks(sorted(latest)):
        known = {
            row.url: row.seen_utc
            for row in connection.execute(
                select(SkippedRow.url, SkippedRow.seen_utc).where(SkippedRow.url.in_(chunk))
            )
        }
        read = {
            row.url: row.last_fetched_utc
            for row in connection.execute(
                select(UrlRow.url, DocumentRow.last_fetched_utc)
                .join(DocumentRow, DocumentRow.pk == UrlRow.document_pk)
                .where(UrlRow.url.in_(chunk))
                .order_by(DocumentRow.last_fetched_utc)
            )
        }
        for url in chunk:
            item = latest[url]
            if item.seen_utc >= known.get(url, "") and (url not in read or read[url] < item.seen_utc):
                kept.append(_skipped_row(url, item))
    upsert(connection, SkippedRow, kept, ("url",))
    return len(kept)


def read_skipped(
    connection: Connection, *, reason: str | None, target_id: str | None, after_url: str, limit: int
) -> list[Skipped]:
    """The next pages left out, by URL; the last one's URL goes into the next call."""
    statement = select(SkippedRow).where(SkippedRow.url > after_url).order_by(SkippedRow.url).limit(limit)
    statement = statement.with_only_columns(*SkippedRow.__table__.columns)
    if reason is not None:
        statement = statement.where(SkippedRow.reason == reason)
    if target_id is not None:
        statement = statement.where(SkippedRow.target_id == target_id)
    return [
        Skipped(row.url, cast("SkipReason", row.reason), row.detail, row.target_id, row.seen_utc)
        for row in connection.execute(statement)
    ]


def _skipped_row(url: str, item: Skipped) -> dict[str, Any]:
    return {
        "url": url,
        "target_id": item.target_id,
        "reason": item.reason,
        "detail": storable(item.detail),
        "seen_utc": item.seen_utc,
    }


def _check(facts: Mapping[str, Any], keys: Sequence[str], what: str) -> None:
    missing = [key for key in keys if not facts.get(key)]
    if missing:
        raise EntryError(
            f"{what}: {dict(facts)!r:.120} has no {missing[0]}; wanted {', '.join(keys)} as text"
        )
