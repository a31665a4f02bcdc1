"""Other limits over a made archive: what would be lost, seen later, or asked for and nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import Archive, Response, utc_text
from crawlers.document import Hints, Skipped
from crawlers.health import TargetRun
from crawlers.plan import Planner
from crawlers.target import Target
from stdiplo_scan.replay_limits import Limits, LimitsReplay

SITE = "https://example.org"
START = datetime(2026, 10, 5, tzinfo=UTC)
SINCE = utc_text(START)
PAGE_BYTES = 1000


def target(**more: Any) -> Target:
    facts: dict[str, Any] = {
        "id": "xx-test", "name": "T", "name_ja": "試", "country": "FR", "kind": "ministry",
        "languages": ["en"], "homepage": SITE + "/",
        "entry_points": [{"type": "listing", "url": SITE + "/list", "css": "li", "date_css": "time"}],
        "expected_weekly": {"min": 1, "max": 9}, "max_pages": 3, "revisit_days": 10, **more,
    }  # fmt: skip
    return Target.model_validate(facts)


class Made:
    """An archive of crawls on given days; page n was published on the nth of October."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder)

    def crawl(
        self, day: int, pages: dict[int, str], *, left: tuple[int, ...] = (), failed: tuple[int, ...] = ()
    ) -> None:
        """One crawl: `pages` with the text that each answered, those that max_pages left, and failures."""
        at, run_id = utc_text(START + timedelta(days=day)), f"r{day:02}"
        for number, text in sorted(pages.items(), reverse=True):
            self.answer(f"/n/{number}", text.ljust(PAGE_BYTES), at, run_id, f"2026-10-{number:02}")
        listed = sorted({*pages, *left, *failed})
        rows = "".join(
            f"<li><time>2026-10-{number:02}</time><a href=/n/{number}>News {number}</a>" for number in listed
        )
        self.answer("/list", rows, at, run_id, role="listing")
        skipped = [self.skip(number, "limit", "max_pages is 3", at) for number in left]
        skipped += [self.skip(number, "http_error", "answered 500", at) for number in failed]
        received = 500 + PAGE_BYTES * len(pages)
        run = TargetRun(run_id, "xx-test", at, at, "healthy", bytes=received, kept=len(pages))
        self.archive.add_run(run, skipped)

    def answer(
        self, path: str, text: str, at: str, run_id: str, published: str | None = None, role: Any = "page"
    ) -> None:
        url = SITE + path
        response = Response(url, url, 200, {"Content-Type": "text/html"}, text.encode(), at)
        hints = Hints(published=published)
        self.archive.append(response, run_id=run_id, target_id="xx-test", hints=hints, role=role)

    def skip(self, number: int, reason: Any, detail: str, at: str) -> Skipped:
        return Skipped(f"{SITE}/n/{number}", reason, detail, "xx-test", at)

    def limits(self, changed: Target, before: Target | None = None) -> Limits:
        planner = Planner(self.archive, since_utc=SINCE)
        targets = {"before": before or target(), "after": changed}
        plans = {side: planner.plan(one) for side, one in targets.items()}
        return Limits(self.archive, targets, plans, SINCE)  # type: ignore[arg-type]

    def compare(self, **changes: Any) -> LimitsReplay:
        return self.limits(target(**changes)).compare()

    def left(self, **changes: Any) -> dict[str, str]:
        plan = self.limits(target(**changes)).plans["after"]
        return {page.url.rsplit("/", 1)[1]: page.detail for page in plan.pages if page.reason == "limit"}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    found = Made(tmp_path)
    yield found
    found.archive.close()


def numbers(pages: tuple[Any, ...]) -> list[tuple[str, str, str]]:
    """Page, and the days of the crawls that show it before and after."""
    return [(page.url.rsplit("/", 1)[1], page.before_utc[:10], page.after_utc[:10]) for page in pages]


def test_the_limits_that_were_give_what_was(made: Made) -> None:
    made.crawl(0, {1: "a", 2: "b", 3: "c"}, left=(4,), failed=())
    made.crawl(1, {1: "a", 2: "B", 4: "d"})
    limits = made.limits(target())
    found = limits.compare()
    assert found.asked == {"before": 6, "after": 6}
    assert (found.moved, found.versions, found.pages_unknown, found.looks_unknown) == ((), (), 0, 0)
    for side in ("before", "after"):
        assert all(page.kept for page in limits.plans[side].pages)  # type: ignore[index]


def test_a_lower_limit_of_pages_loses_the_oldest_and_brings_others_later(made: Made) -> None:
    made.crawl(0, {1: "a", 2: "b", 3: "c"})
    made.crawl(1, {2: "b", 3: "c"})
    assert made.left(max_pages=1) == {"1": "max_pages is 1"}
    found = made.compare(max_pages=1)
    assert numbers(found.moved) == [("2", "2026-10-05", "2026-10-06")]
    assert found.asked == {"before": 5, "after": 2}


def test_a_page_that_failed_counts_as_asked_for(made: Made) -> None:
    made.crawl(0, {1: "a", 2: "b"}, failed=(3,))
    assert made.left(max_pages=1) == {"1": "max_pages is 1", "2": "max_pages is 1"}


def test_a_lower_limit_of_bytes_counts_what_the_lists_cost(made: Made) -> None:
    made.crawl(0, {1: "a", 2: "b", 3: "c"})
    assert made.left(max_run_bytes=2400) == {"1": "max_run_bytes is 2400"}
    assert set(made.left(max_run_bytes=500)) == {"1", "2", "3"}
    assert made.compare(max_run_bytes=2400).received == {"before": 3500, "after": 2500}


def test_a_higher_limit_gains_what_was_left_and_never_says_what_it_held(made: Made) -> None:
    made.crawl(0, {5: "e", 6: "f", 7: "g"}, left=(1, 2))
    made.crawl(1, {2: "b", 8: "h", 9: "i"}, left=(1,))
    limits = made.limits(target(max_pages=9))
    before = {page.url: page.detail for page in limits.plans["before"].pages if not page.kept}
    assert before == {f"{SITE}/n/1": "max_pages is 3"}
    assert all(page.kept for page in limits.plans["after"].pages)
    found = limits.compare()
    assert (found.pages_unknown, found.unknown) == (1, (f"{SITE}/n/1",))
    assert numbers(found.moved) == [("2", "2026-10-06", "2026-10-05")]  # in the archive, of a later crawl
    assert limits.answer("before", f"{SITE}/n/1", []) is None


def test_fewer_days_of_re_visits_show_a_revision_never(made: Made) -> None:
    made.crawl(0, {1: "a", 2: "b"})
    made.crawl(4, {1: "a2", 2: "b"})
    made.crawl(8, {1: "a2", 2: "b2"})
    found = made.compare(revisit_days=5)
    assert numbers(found.versions) == [("2", "2026-10-13", "")]
    assert found.asked == {"before": 6, "after": 4}
    limits = made.limits(target(revisit_days=5))
    captures = made.archive.captures_at(f"{SITE}/n/2")
    assert limits.answer("before", f"{SITE}/n/2", captures) == captures[1]
    assert limits.answer("after", f"{SITE}/n/2", captures) == captures[0]


def test_a_revision_that_a_limit_delays_is_seen_by_the_next_crawl(made: Made) -> None:
    made.crawl(0, {1: "a", 2: "b", 3: "c"})
    made.crawl(1, {1: "a2", 2: "b", 3: "c"})
    made.crawl(2, {1: "a2"})
    assert numbers(made.compare(max_pages=2).versions) == []  # never fetched before: it comes late, whole
    made.crawl(3, {1: "a3", 2: "b", 9: "i"})
    found = made.limits(target(max_pages=1), before=target()).compare()
    assert ("9", "2026-10-08", "2026-10-08") not in numbers(found.moved)
    assert numbers(found.moved)[-1] == ("2", "2026-10-05", "2026-10-06")


def test_more_days_of_re_visits_are_counted_and_nothing_is_said_of_their_answers(made: Made) -> None:
    made.crawl(0, {1: "a", 2: "b"})
    made.crawl(20, {3: "c"})
    found = made.compare(revisit_days=30)
    assert (found.looks_unknown, found.pages_unknown, found.versions) == (2, 0, ())
    assert made.compare(revisit_days=15).looks_unknown == 0


def test_what_was_held_before_the_weeks_is_not_lost(made: Made) -> None:
    made.crawl(-3, {1: "a", 2: "b"})
    made.crawl(1, {1: "a2", 2: "b", 3: "c"})
    assert made.left(max_pages=1) == {}
    found = made.compare(max_pages=1)
    assert numbers(found.versions) == [("1", "2026-10-06", "")]
    captures = made.archive.captures_at(f"{SITE}/n/1")
    assert made.limits(target(max_pages=1)).answer("after", f"{SITE}/n/1", captures) == captures[0]


def test_a_pattern_that_leaves_pages_makes_room_for_others(made: Made) -> None:
    made.crawl(0, {5: "e", 6: "f", 7: "g"}, left=(1,))
    made.crawl(1, {1: "a"})
    found = made.compare(exclude=["/n/7"])
    assert numbers(found.moved) == [("1", "2026-10-06", "2026-10-05")]


def test_files_on_this_machine_have_limits_of_their_own(made: Made) -> None:
    made.crawl(0, {1: "a"})
    entry = {"type": "mail", "path": "mail"}
    found = made.limits(target(entry_points=[entry]), before=target(entry_points=[entry])).compare()
    assert (found.crawls, found.asked) == (0, {"before": 0, "after": 0})
