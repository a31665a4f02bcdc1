"""Pages that the office rests something on: which crawls look at them again, and what became of them.

Digests, briefs and saved searches name pages, and readers open them. No list names most of them any more
when they are changed or taken away, so that crawls look at them slowly, a few at a time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crawlers.document import Skipped
from crawlers.health import TargetRun
from crawlers.job import Watched, WatchedPage
from crawlers.target import Target
from index.briefs import Briefs
from index.cited import (
    LOOK_BACK,
    documents_in_use,
    forget_gone,
    is_gone,
    read_documents_at,
    read_page_addresses,
)
from reports.week import Week
from stdiplo_scan.wiring import Office


def watched_pages(office: Office, targets: Sequence[Target], now: datetime | None = None) -> Watched:
    """By target the pages that digests quote, briefs and saved searches name or readers opened lately.

    Lately is as far as digests tell what became of a page. A document that was ingested, not crawled, has
    no page to look at.
    """
    today = (now or datetime.now(UTC)).astimezone(ZoneInfo(office.settings.timezone)).date()
    since = (today - timedelta(weeks=LOOK_BACK)).isoformat()
    wanted = {target.id for target in targets}
    ids = documents_in_use(office.store, since)
    for body in _bodies(office, Week.of(today), since):
        ids.update(_documents(body))
    found: dict[str, list[WatchedPage]] = defaultdict(list)
    for page in read_page_addresses(office.store, ids):
        if page.target_id in wanted:
            asked = next((url for url in page.urls if office.archive.known(url) is not None), "")
            if asked:
                found[page.target_id].append(WatchedPage(asked, page.read_utc))
    return found


def store_runs(office: Office, runs: Sequence[TargetRun]) -> None:
    """Finished runs with what they found of pages that are held: gone, or there again. Safe to repeat."""
    gone: list[Skipped] = []
    stands: dict[str, str] = {}  # address: when it was seen last
    for run in runs:
        gone += filter(is_gone, office.archive.skipped(run.run_id, run.target_id))
        for url, seen in office.archive.visits(run.run_id, run.target_id).items():
            if seen in {"unchanged", "not_modified"}:
                stands[url] = max(stands.get(url, ""), run.started_utc)
    office.store.add_skipped(_of_documents(office, gone))
    for asked, own in read_documents_at(office.store, stands):
        stands[own] = max(stands.get(own, ""), stands[asked])
    forget_gone(office.store, stands)
    office.store.add_runs(json.loads(run.to_json()) for run in runs)


def _of_documents(office: Office, gone: Sequence[Skipped]) -> Iterator[Skipped]:
    """The answers that say of a document that its page is gone, under the document's own address.

    A second address that is gone says nothing of a document whose own address was asked for as well.
    """
    answers: dict[str, list[Skipped]] = defaultdict(list)
    for answer in gone:
        answers[answer.url].append(answer)
    for seen, own in read_documents_at(office.store, answers):
        if seen == own or office.archive.known(own) is None:
            yield from (replace(answer, url=own) for answer in answers[seen])


def _bodies(office: Office, this_week: Week, since: str) -> Iterator[Mapping[str, Any]]:
    """Digests and briefs of the weeks looked at."""
    for back in range(LOOK_BACK + 1):
        yield from (one.body for one in office.store.digests(week=str(this_week.shifted(-back))))
    yield from (one.body for one in Briefs(office.store).all() if one.day >= since)


def _documents(part: Any) -> Iterable[str]:
    """Ids of the documents that a body names, wherever it names them."""
    if isinstance(part, Mapping):
        named = part.get("document")
        if isinstance(named, str):
            yield named
        for one in part.values():
            yield from _documents(one)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _documents(one)
