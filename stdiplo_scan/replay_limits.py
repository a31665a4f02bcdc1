"""What other limits would have done to the crawls that were: pages lost, later, and never asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from crawlers.archive import Archive, Capture
from crawlers.plan import Plan
from crawlers.rerun import PastRun, Rerun, can_rerun, known_before, past_runs, rerun
from crawlers.target import Target

Side = Literal["before", "after"]
_NAMED = 50  # addresses that are told by name


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page, or a version of one, that the changed limits show at another time, or not at all."""

    url: str
    title: str
    version_utc: str  # when the version was really fetched first; empty: the page itself
    before_utc: str  # the crawl that shows it; empty where none does
    after_utc: str


@dataclass(frozen=True, slots=True)
class LimitsReplay:
    """The crawls of the weeks with the limits as they are and as changed."""

    crawls: int
    asked: dict[Side, int]  # pages
    received: dict[Side, int]  # bytes that the archive knows of
    moved: tuple[PageSeen, ...]  # pages that come earlier or later
    versions: tuple[PageSeen, ...]  # revisions that are seen earlier, later or not at all
    pages_unknown: int  # would be fetched, and the archive does not hold them
    looks_unknown: int  # re-visits that were not made: what they would have shown is not known
    unknown: tuple[str, ...]  # addresses of these pages, the first ones


class Limits:
    """Both sides' crawls, walked again; `plans` leave what the limits of a side never let through."""

    def __init__(
        self, archive: Archive, targets: Mapping[Side, Target], plans: Mapping[Side, Plan], since_utc: str
    ) -> None:
        self._since_utc = since_utc
        self._titles = {
            page.url: page.listed.title for side in ("after", "before") for page in plans[side].pages
        }
        self._runs: list[PastRun] = []
        if can_rerun(targets["before"]) and can_rerun(targets["after"]):
            self._runs = past_runs(archive, targets["before"], plans["before"], since_utc=since_utc)
        self._known = known_before(archive, self._runs, since_utc)
        self._found: dict[Side, Rerun] = {
            side: rerun(self._runs, targets[side], plans[side], known_before=self._known) for side in plans
        }
        self.plans = {side: self._limited(plan, self._found[side].left) for side, plan in plans.items()}

    def _limited(self, plan: Plan, left: Mapping[str, str]) -> Plan:
        """The plan in which what the side's limits never let through is left, and why."""
        pages = tuple(
            replace(page, reason="limit", detail=left[page.url])
            if page.kept and page.url in left and page.url not in self._known
            else page
            for page in plan.pages
        )
        return replace(plan, pages=pages)

    def answer(self, side: Side, url: str, captures: list[Capture]) -> Capture | None:
        """Of a page's answers the one that the side's crawls saw last; None where there is none."""
        seen = self._found[side].last_answer(url)
        if seen is not None or not captures:
            return seen
        if url in self._known:
            return ([one for one in captures if one.fetched_utc < self._since_utc] or captures)[-1]
        return captures[-1]

    def compare(self) -> LimitsReplay:
        """What differs between the sides."""
        before, after = self._found["before"], self._found["after"]
        pages, versions = [], []
        for url in sorted({*before.seen, *after.seen}):
            title = self._title(url)
            was, now = before.first_seen(url), after.first_seen(url)
            if url not in self._known and was and now and was != now:
                pages.append(PageSeen(url, title, "", was, now))
            versions += self._versions(url, title)
        new = {url: when for url, when in after.pages_unknown.items() if url not in before.pages_unknown}
        return LimitsReplay(
            crawls=len(self._runs),
            asked={"before": before.asked, "after": after.asked},
            received={"before": before.received, "after": after.received},
            moved=tuple(pages),
            versions=tuple(versions),
            pages_unknown=len(new),
            looks_unknown=len(after.looks_unknown - before.looks_unknown),
            unknown=tuple(sorted(new)[:_NAMED]),
        )

    def _versions(self, url: str, title: str) -> list[PageSeen]:
        """Later versions of a page that both sides have; what is lost or gained whole is told elsewhere."""
        was, now = self._found["before"].answers(url), self._found["after"].answers(url)
        if url not in self._known and not (was and now):
            return []
        fetched = {
            capture.id: capture.fetched_utc
            for side in self._found.values()
            for _, capture in side.seen.get(url, ())
        }
        ids = sorted({*was, *now})
        first = ids[0] if url not in self._known else 0
        return [
            PageSeen(url, title, fetched[one], was.get(one, ""), now.get(one, ""))
            for one in ids
            if one != first and fetched[one] >= self._since_utc and was.get(one) != now.get(one)
        ]

    def _title(self, url: str) -> str:
        if self._titles.get(url):
            return self._titles[url]
        answer = self._found["before"].last_answer(url) or self._found["after"].last_answer(url)
        return answer.hints.title if answer else ""
