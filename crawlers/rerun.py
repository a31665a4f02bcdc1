"""What earlier crawls of a target would have asked for under other limits: worked out from an archive alone.

Each crawl is walked through once more in the crawl's own order, with the pages that it asked for, those that
a limit made it leave, and those that it held for settled. What a page answered is known where the archive
has an answer of that time; where it has none, the page is counted and nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from crawlers.archive import Archive, Capture
from crawlers.health import TargetRun
from crawlers.plan import Plan, PlannedPage
from crawlers.spiders.listed import day_of
from crawlers.target import FileEntry, Target

Kind = Literal["visited", "failed", "limited", "settled"]

_LIMITS: Final = ("max_pages is ", "max_run_bytes is ")  # as the crawl says them
_NOT_ASKED: Final = frozenset({"excluded", "trap", "unsupported", "limit", "off_site"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that a crawl could ask for, and what it answered then."""

    url: str
    kind: Kind
    place: int  # in the crawl's order, as far as it is known
    day: int  # of publication as the list states it, 0 where it does not
    deep: bool  # reached by a link of a page, so that it came after what is listed
    answer: Capture | None = None  # in force after that crawl; where there was none, the first that followed
    cost: int = 0  # bytes that the crawl really received for it
    forced: bool = False  # asked for though first seen longer ago than `revisit_days`


@dataclass(frozen=True, slots=True)
class PastRun:
    """A crawl that was, as far as it can be walked again."""

    started_utc: str
    other_bytes: int  # lists, robots.txt and what failed: spent before the pages
    candidates: tuple[Candidate, ...]


@dataclass(slots=True)
class Rerun:
    """What the crawls would have asked for under a target's limits."""

    asked: int = 0  # pages, over all crawls
    received: int = 0  # bytes, as far as the archive knows them
    seen: dict[str, list[tuple[str, Capture]]] = field(default_factory=dict)  # address: when, which answer
    left: dict[str, str] = field(default_factory=dict)  # never asked for: the limit that was in the way
    pages_unknown: dict[str, str] = field(default_factory=dict)  # new, and no answer is archived: asked when
    looks_unknown: set[tuple[str, str]] = field(default_factory=set)  # re-visits of which none is: page, when

    def first_seen(self, url: str) -> str:
        """When a page would have been fetched first; empty where never."""
        met = self.seen.get(url)
        return met[0][0] if met else ""

    def last_answer(self, url: str) -> Capture | None:
        """The answer that would be the newest now."""
        met = self.seen.get(url)
        return met[-1][1] if met else None

    def answers(self, url: str) -> dict[int, str]:
        """Each answer of a page by its id, and when it would have been seen first."""
        found: dict[int, str] = {}
        for when, capture in self.seen.get(url, ()):
            found.setdefault(capture.id, when)
        return found


def can_rerun(target: Target) -> bool:
    """Whether the target's crawls can be walked again: files on this machine have limits of their own."""
    return not any(isinstance(entry, FileEntry) for entry in target.entry_points)


def past_runs(archive: Archive, target: Target, plan: Plan, *, since_utc: str) -> list[PastRun]:
    """The crawls of the target since an instant, oldest first; those that were cut off are left out."""
    runs = [run for run in archive.runs(since_utc, target.id) if run.outcome != "paused"]
    captures: dict[str, list[Capture]] = {}
    return [_past_run(archive, target, run, plan, captures) for run in runs]


def known_before(archive: Archive, runs: Iterable[PastRun], since_utc: str) -> dict[str, str]:
    """The pages of these crawls that the archive had before an instant, and since when."""
    found = {}
    for url in {page.url for run in runs for page in run.candidates}:
        known = archive.known(url)
        if known is not None and known.first_utc < since_utc:
            found[url] = known.first_utc
    return found


def rerun(runs: Sequence[PastRun], target: Target, plan: Plan, *, known_before: Mapping[str, str]) -> Rerun:
    """The crawls again under the target's `max_pages`, `max_run_bytes` and `revisit_days`.

    `known_before`: pages that the archive had before the first crawl, and since when. Pages that the plan
    leaves are not asked for.
    """
    found = Rerun()
    first = dict(known_before)
    for run in runs:
        asked, spent = 0, run.other_bytes
        for page in _in_order(run, plan, first):
            if _settled(page, first, run, target.revisit_days):
                continue
            if limit := _limit(target, asked, spent):
                if page.url not in first:
                    found.left[page.url] = limit
                continue
            asked += 1
            found.left.pop(page.url, None)
            if page.kind == "failed":
                continue
            fresh = page.url not in first
            first.setdefault(page.url, run.started_utc)
            if not fresh and page.kind != "visited":
                found.looks_unknown.add((page.url, run.started_utc))
                continue
            if page.answer is None:
                found.pages_unknown.setdefault(page.url, run.started_utc)
                continue
            spent += page.answer.size if fresh and _was_sent(page.answer) else page.cost
            found.seen.setdefault(page.url, []).append((run.started_utc, page.answer))
        found.asked += asked
        found.received += spent
    return found


def _in_order(run: PastRun, plan: Plan, first: Mapping[str, str]) -> list[Candidate]:
    """As a crawl sorts them: what is listed, of that pages never seen, of these the youngest."""
    kept = {page.url: page.kept for page in plan.pages}
    pages = [page for page in run.candidates if kept.get(page.url, True)]
    return sorted(pages, key=lambda page: (page.deep, page.url in first, -page.day, page.place, page.url))


def _settled(page: Candidate, first: Mapping[str, str], run: PastRun, revisit_days: int) -> bool:
    if page.forced or page.url not in first:
        return False
    age = datetime.fromisoformat(run.started_utc) - datetime.fromisoformat(first[page.url])
    return age.days > revisit_days


def _limit(target: Target, asked: int, spent: int) -> str:
    if asked >= target.max_pages:
        return f"{_LIMITS[0]}{target.max_pages}"
    if spent >= target.max_run_bytes:
        return f"{_LIMITS[1]}{target.max_run_bytes}"
    return ""


def _past_run(
    archive: Archive, target: Target, run: TargetRun, plan: Plan, captures: dict[str, list[Capture]]
) -> PastRun:
    """The crawl with its pages; `captures` keeps what the archive has of each address."""

    def of(url: str) -> list[Capture]:
        if url not in captures:
            captures[url] = [one for one in archive.captures_at(url) if one.role == "page"]
        return captures[url]

    planned = {page.url: page for page in plan.pages}
    entries = {entry.url for entry in target.web_entries}
    pages: dict[str, Candidate] = {}
    for url, seen in archive.visits(run.run_id, target.id).items():
        held = [one for one in of(url) if one.fetched_utc <= run.finished_utc]
        answer = held[-1] if held else None
        own = answer is not None and answer.run_id == run.run_id
        cost = answer.size if answer and seen != "not_modified" and _was_sent(answer) else 0
        forced = _age(archive, url, run) > target.revisit_days
        place = answer.id if answer and own else 0
        pages[url] = _candidate(
            url, "visited", planned.get(url), entries, answer=answer, cost=cost, forced=forced, place=place
        )
    for place, left in enumerate(archive.skipped(run.run_id, target.id)):
        if left.url in pages:
            continue
        if left.reason == "limit" and left.detail.startswith(_LIMITS):
            later = [one for one in of(left.url) if one.fetched_utc > run.finished_utc]
            answer = later[0] if later else None
            pages[left.url] = _candidate(
                left.url, "limited", planned.get(left.url), entries, answer=answer, place=place
            )
        elif left.reason not in _NOT_ASKED and left.url not in entries:
            pages[left.url] = _candidate(left.url, "failed", planned.get(left.url), entries, place=place)
    received = sum(page.cost for page in pages.values())
    for url, page in planned.items():
        if page.kept and url not in pages and _age(archive, url, run) > target.revisit_days:
            held = [one for one in of(url) if one.fetched_utc <= run.finished_utc]
            pages[url] = _candidate(url, "settled", page, entries, answer=held[-1] if held else None)
    return PastRun(run.started_utc, max(0, run.bytes - received), tuple(pages.values()))


def _candidate(
    url: str,
    kind: Kind,
    planned: PlannedPage | None,
    entries: Iterable[str],
    *,
    answer: Capture | None = None,
    cost: int = 0,
    forced: bool = False,
    place: int = 0,
) -> Candidate:
    stated = (answer.hints.published if answer else None) or (planned.listed.published if planned else None)
    day = day_of(stated or "")
    return Candidate(
        url, kind, place,
        day=date.fromisoformat(day).toordinal() if day else 0,
        deep=planned is not None and planned.entry not in entries,
        answer=answer, cost=cost, forced=forced,
    )  # fmt: skip


def _was_sent(answer: Capture) -> bool:
    """Whether the page itself was asked for: an API may give a page's text with its list."""
    return "x-archived-from" not in answer.headers


def _age(archive: Archive, url: str, run: TargetRun) -> int:
    """Whole days from the page's first answer to the crawl; -1 where it had none yet."""
    known = archive.known(url)
    if known is None or known.first_utc > run.finished_utc:
        return -1
    age = datetime.fromisoformat(run.started_utc) - datetime.fromisoformat(known.first_utc)
    return max(0, age.days)
