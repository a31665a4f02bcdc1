"""How a crawl behaves towards servers that are strict, slow, broken or hostile."""

from __future__ import annotations

import contextlib
import dataclasses
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from crawlers.archive import Archive
from crawlers.run import CrawlEvent, CrawlSettings, JobError, run_crawl
from tests.site.misbehaviour import busy_first, misbehave
from tests.site.publisher import LOOPBACK, SETTINGS, article, feed_target, make_target
from tests.site.server import Reply, Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def skipped(folder: Path) -> dict[str, tuple[str, str]]:
    with Archive(folder) as archive:
        return {item.url.split("/", 3)[3]: (item.reason, item.detail) for item in archive.skipped()}


def test_every_fault_of_a_server_is_accounted_for(site: Site, tmp_path: Path) -> None:
    settings = dataclasses.replace(SETTINGS, timeout_s=1.5, max_bytes=1_000_000, retries=0)
    wanted = misbehave(site, timeout_s=1.5)
    # good pages between the bad ones: a host is left alone only after failures in a row
    links: list[str] = []
    for place, path in enumerate(wanted):
        site.pages[f"/ok/{place}"] = article(place)
        links += [path, f"/ok/{place}"]
    run = run_crawl([feed_target(site, links)], tmp_path, settings=settings)[0]
    found = {f"/{path}": reason for path, (reason, _) in skipped(tmp_path).items()}
    with Archive(tmp_path) as archive:
        kept = {"/" + capture.url.split("/", 3)[3] for capture in archive.captures()}
        for capture in archive.captures():
            assert archive.body(capture)
    found |= dict.fromkeys(kept, "kept")
    assert {path: found.get(path) for path in wanted} == wanted
    assert run.outcome == "healthy"
    assert run.listed == run.kept + sum(run.skipped.values()) == len(links)
    assert run.bytes < 20_000_000


def test_robots_is_asked_first_and_obeyed_with_the_rule_on_record(site: Site, tmp_path: Path) -> None:
    site.page("/robots.txt", "User-agent: stdiplo-scan\nDisallow: /private\n", content_type="text/plain")
    site.pages["/open"] = article(1)
    run = run_crawl([feed_target(site, ["/private/1", "/open"])], tmp_path, settings=SETTINGS)[0]
    assert (run.outcome, run.kept, run.skipped) == ("healthy", 1, {"robots": 1})
    assert skipped(tmp_path)["private/1"] == ("robots", "robots.txt: Disallow: /private")
    assert site.asked[0].path == "/robots.txt"
    assert site.paths()["/robots.txt"] == 1
    assert "/private/1" not in site.paths()
    assert site.asked[0].headers["user-agent"] == "stdiplo-scan/0.1 (+https://example.org/about-us)"
    assert "cookie" not in site.asked[-1].headers


def test_a_missing_robots_file_allows_and_a_broken_server_forbids(tmp_path: Path) -> None:
    wanted = {404: ("healthy", 1), 403: ("healthy", 1), 503: ("failing", 0), 500: ("failing", 0)}
    with contextlib.ExitStack() as stack:
        sites = {status: stack.enter_context(Site()) for status in wanted}
        targets = []
        for status, site in sites.items():
            site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /", status=status)
            site.pages["/open"] = article(1)
            targets.append(feed_target(site, ["/open"], id=f"t-{status}"))
        runs = run_crawl(targets, tmp_path, settings=dataclasses.replace(SETTINGS, retries=0))
        for status, run in zip(wanted, runs, strict=True):
            assert (run.outcome, run.kept) == wanted[status], status
        for status in (503, 500):
            assert set(sites[status].paths()) == {"/robots.txt"}
        assert "nothing may be asked" in runs[-1].error


def test_a_publisher_that_forbids_everything_is_blocked_and_not_asked(site: Site, tmp_path: Path) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /\n")
    run = run_crawl([feed_target(site, ["/open"])], tmp_path, settings=SETTINGS)[0]
    assert run.outcome == "blocked"
    assert "Disallow: /" in run.error
    assert set(site.paths()) == {"/robots.txt"}


def test_403_is_blocked_404_is_hard_and_a_listing_without_links_is_changed(
    site: Site, tmp_path: Path
) -> None:
    site.pages["/403"] = Reply(status=403)
    site.page("/list", "<h1>We have a new website</h1><a href='/x'>x</a>")
    site.page("/page", "<html>not a feed</html>")
    targets = [
        make_target(site, {"type": "feed", "url": site.url + "/403"}, id="refused"),
        make_target(site, {"type": "feed", "url": site.url + "/404"}, id="gone"),
        make_target(site, {"type": "listing", "url": site.url + "/list", "css": ".news a"}, id="relaunched"),
        make_target(site, {"type": "feed", "url": site.url + "/page"}, id="no-feed"),
        make_target(site, {"type": "feed", "url": site.url + "/403"}, id="resting", state="paused"),
    ]
    runs = run_crawl(targets, tmp_path, settings=SETTINGS)
    assert [(run.target_id, run.outcome, run.failure) for run in runs] == [
        ("refused", "blocked", ""),
        ("gone", "failing", "hard"),
        ("relaunched", "changed", ""),
        ("no-feed", "failing", "soft"),
        ("resting", "paused", ""),
    ]
    assert all(run.error for run in runs)


def test_pace_and_one_connection_are_kept_over_all_targets_of_a_host(site: Site, tmp_path: Path) -> None:
    targets = []
    for name in ("a", "b"):
        site.pages[f"/{name}"] = article(name)
        site.page(
            f"/{name}.xml", f"<rss version='2.0'><channel><item><link>/{name}</link></item></channel></rss>"
        )
        entry = {"type": "feed", "url": f"{site.url}/{name}.xml"}
        targets.append(make_target(site, entry, id=f"t-{name}", delay_s=0.3))
    settings = CrawlSettings(allow_hosts=LOOPBACK, timeout_s=5)
    runs = run_crawl(targets, tmp_path, settings=settings)
    assert [run.kept for run in runs] == [1, 1]
    times = [asked.at for asked in site.asked]
    assert len(times) == 5
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.27
    assert site.most_connections == 1


def test_a_stated_crawl_delay_slows_the_crawl_down(site: Site, tmp_path: Path) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n")
    site.pages["/a"] = article(1)
    target = feed_target(site, ["/a"], delay_s=0.0)
    run_crawl([target], tmp_path, settings=CrawlSettings(allow_hosts=LOOPBACK, timeout_s=5))
    times = [asked.at for asked in site.asked]
    assert times[2] - times[1] > 0.37


def test_a_server_that_asks_to_wait_is_waited_for(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = busy_first(1, article(1), retry_after="2")
    events: list[CrawlEvent] = []
    run = run_crawl([feed_target(site, ["/a"])], tmp_path, settings=SETTINGS, on_event=events.append)[0]
    assert (run.kept, run.counters["retry/429"]) == (1, 1)
    asked = [item.at for item in site.asked if item.path == "/a"]
    assert len(asked) == 2
    assert asked[1] - asked[0] > 1.9
    assert any(event.kind == "waiting" and event.count == 2 for event in events)


def test_a_server_that_asks_to_wait_too_long_is_left_alone(site: Site, tmp_path: Path) -> None:
    for name in "abc":
        site.pages[f"/{name}"] = busy_first(99, article(1), retry_after="7200")
    run = run_crawl([feed_target(site, ["/a", "/b", "/c"])], tmp_path, settings=SETTINGS)[0]
    assert (run.outcome, run.failure, run.skipped) == ("failing", "temporary", {"http_error": 3})
    assert sum(site.paths()[f"/{name}"] for name in "abc") == 1
    assert "7200" in run.error


def test_without_network_each_target_fails_with_its_reason_and_the_others_go_on(
    site: Site, tmp_path: Path
) -> None:
    site.pages["/a"] = article(1)
    far = {"type": "feed", "url": "https://nobody.invalid/feed.xml"}
    closed = {"type": "feed", "url": "http://127.0.0.1:9/feed.xml"}
    targets = [
        make_target(site, far, id="far", homepage="https://nobody.invalid/"),
        make_target(site, closed, id="closed"),
        feed_target(site, ["/a"], id="near"),
    ]
    runs = run_crawl(targets, tmp_path, settings=SETTINGS)
    assert [(run.target_id, run.outcome) for run in runs] == [
        ("far", "failing"), ("closed", "failing"), ("near", "healthy"),
    ]  # fmt: skip
    assert "no such name" in runs[0].error
    assert runs[0].failure == "temporary"


def test_loopback_is_refused_unless_a_host_is_named(site: Site, tmp_path: Path) -> None:
    run = run_crawl([feed_target(site, ["/a"])], tmp_path, settings=CrawlSettings(timeout_s=2))[0]
    assert (run.outcome, site.asked) == ("failing", [])
    assert "private network" in run.error


def test_links_are_followed_as_deep_as_the_target_says(site: Site, tmp_path: Path) -> None:
    site.page(
        "/n/1",
        "<a href='/n/2'>2</a><a href='/n/1'>1</a><a href='http://other.invalid/'>o</a><a href='/x'>x</a>",
    )
    site.page("/n/2", "<a href='/n/3'>3</a>")
    site.page("/n/3", "<p>deep</p>")
    target = feed_target(site, ["/n/1"], include=["/n/"], max_depth=1)
    run = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert run.kept == 2
    assert run.skipped == {"off_site": 1, "excluded": 1}


def test_a_page_limit_is_counted_and_never_silent(site: Site, tmp_path: Path) -> None:
    for place in range(6):
        site.pages[f"/n/{place}"] = article(place)
    run = run_crawl(
        [feed_target(site, [f"/n/{n}" for n in range(6)], max_pages=4)], tmp_path, settings=SETTINGS
    )[0]
    assert (run.listed, run.kept, run.skipped) == (6, 4, {"limit": 2})


def test_addresses_that_differ_in_tracking_alone_are_one_request(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = article(1)
    links = ["/a", "/a?utm_source=rss", "/a#top"]
    run = run_crawl([feed_target(site, links)], tmp_path, settings=SETTINGS)[0]
    assert (run.kept, run.counters["listed/duplicate"], site.paths()["/a"]) == (1, 2, 1)


def test_a_revised_page_is_a_capture_more_and_an_old_page_is_not_asked_for_again(
    site: Site, tmp_path: Path
) -> None:
    site.pages["/a"] = article("first")
    target = feed_target(site, ["/a"])
    run_crawl([target], tmp_path, settings=SETTINGS)
    site.pages["/a"] = article("revised")
    second = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (second.outcome, second.new) == ("healthy", 1)
    with Archive(tmp_path) as archive:
        assert len(list(archive.captures())) == 2
        archive._ledger.execute("UPDATE pages SET first_utc = '2020-01-01T00:00:00Z'")
    third = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (third.outcome, third.counters["page/known"]) == ("quiet", 1)
    assert site.paths() == Counter({"/a": 2, "/feed.xml": 3, "/robots.txt": 3})


def test_settings_that_would_crawl_wrongly_are_refused(tmp_path: Path) -> None:
    for wrong in (
        CrawlSettings(product="my bot"), CrawlSettings(delay_s=0.0), CrawlSettings(contact="a\nb"),
        CrawlSettings(concurrency=0),
    ):  # fmt: skip
        with pytest.raises(JobError, match="wanted"):
            run_crawl([], tmp_path, settings=wrong)
