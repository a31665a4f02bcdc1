"""Trying targets: what their entry points answer, what else they have, and what is never asked."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from crawlers.job import JobError
from crawlers.probe.record import Probe
from crawlers.probe.run import probe_targets
from crawlers.spiders.addresses import is_public
from tests.site.publisher import SETTINGS, feed_target, make_target, rss
from tests.site.server import Reply, Site

RSS = "application/rss+xml"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def news_list(site: Site, count: int = 4) -> str:
    rows = "".join(
        f"<li class=item><span class=date>2026-10-0{n}</span>"
        f"<a href='{site.url}/news/{n}.html'>Agreement number {n} was signed with a partner</a></li>"
        for n in range(1, count + 1)
    )
    return f"<html><body><ul class=news>{rows}</ul></body></html>"


def test_a_good_feed_is_good_and_nothing_else_is_asked(site: Site) -> None:
    target = feed_target(site, [f"{site.url}/news/{n}" for n in range(3)])
    [probe] = probe_targets([target], settings=SETTINGS)
    assert probe.verdict == "good"
    [entry] = probe.entries
    assert (entry.reachable, entry.valid, entry.items, entry.dated, entry.kept) == (True, True, 3, 3, 3)
    assert entry.newest == probe.newest == "2026-06-03"
    assert not entry.complete  # the target does not say at which length the feed is cut
    assert entry.robots is not None
    assert entry.robots.allowed
    assert [sample.title for sample in entry.samples] == ["Item 0", "Item 1", "Item 2"]
    assert probe.suggestions == ()
    assert dict(site.paths()) == {"/robots.txt": 1, "/feed.xml": 1}
    assert (probe.requests, Probe.from_json(probe.to_json())) == (2, probe)


def test_a_feed_that_moved_is_found_again_and_shown_with_its_links(site: Site) -> None:
    target = make_target(site, {"type": "feed", "url": site.url + "/old.xml"})
    site.page("/", "<link rel=alternate type='application/rss+xml' href='/new.xml'><a href='/news/'>News</a>")
    site.page("/new.xml", rss([f"{site.url}/news/{n}.html" for n in range(6)]), content_type=RSS)
    site.page("/news/", news_list(site))
    [probe] = probe_targets([target], settings=SETTINGS)
    assert probe.verdict == "failing"
    assert "answered 404" in probe.entries[0].problem
    feed, listing = probe.suggestions
    assert feed.entry == {"type": "feed", "url": site.url + "/new.xml"}
    assert (feed.found_by, feed.items, feed.dated, len(feed.samples)) == ("link_rel", 6, 6, 5)
    assert listing.entry["url"] == site.url + "/news/"
    assert (listing.found_by, listing.kept, listing.newest) == ("structure", 4, "2026-10-04")
    assert not {"/feed", "/rss.xml"} & set(site.paths())  # a declared feed makes guesses needless


def test_a_suggested_entry_can_stand_in_the_target(site: Site) -> None:
    target = make_target(site, {"type": "listing", "url": site.url + "/list", "css": "div.gone a"})
    site.page("/list", news_list(site))
    [probe] = probe_targets([target], settings=SETTINGS)
    assert probe.verdict == "changed"
    assert "layout changed?" in probe.entries[0].problem
    mended = make_target(site, probe.suggestions[0].entry)
    [again] = probe_targets([mended], settings=SETTINGS)
    assert (again.verdict, again.entries[0].kept, again.newest) == ("good", 4, "2026-10-04")


def test_sitemaps_of_robots_and_common_paths_are_tried_where_nothing_is_declared(site: Site) -> None:
    target = make_target(site, {"type": "feed", "url": site.url + "/none.xml"}, delay_s=0.0)
    pages = "".join(f"<url><loc>{site.url}/news/{n}</loc></url>" for n in range(3))
    site.page("/robots.txt", f"User-agent: *\nDisallow: /rss\nSitemap: {site.url}/maps/index.xml")
    site.page(
        "/maps/index.xml", f"<sitemapindex><sitemap><loc>{site.url}/maps/1.xml</loc></sitemap></sitemapindex>"
    )
    site.page("/maps/1.xml", f"<urlset>{pages}</urlset>", content_type="text/xml")
    site.page("/news/rss", rss([f"{site.url}/news/{n}" for n in range(2)]), content_type=RSS)
    site.page("/rss.xml", rss([f"{site.url}/news/{n}" for n in range(2)]), content_type=RSS)
    [probe] = probe_targets([target], settings=SETTINGS)
    found = {(one.entry["url"].removeprefix(site.url), one.found_by) for one in probe.suggestions}
    assert found == {("/maps/index.xml", "robots"), ("/news/rss", "common_path")}
    asked = site.paths()
    assert asked["/robots.txt"] == 1
    assert "/rss.xml" not in asked  # robots.txt forbids what begins so
    assert "/rss" not in asked


def test_only_the_targets_own_hosts_are_asked(site: Site) -> None:
    with Site() as other:
        other.page("/feed", rss([f"{other.url}/1"]), content_type=RSS)
        target = make_target(site, {"type": "feed", "url": site.url + "/none.xml"})
        site.page(
            "/",
            f"<link rel=alternate type='application/rss+xml' href='{other.url}/feed'>"
            "<link rel=alternate type='application/rss+xml' href='/away'>",
        )
        site.pages["/away"] = Reply(status=302, headers={"Location": f"{other.url}/feed"})
        [probe] = probe_targets([target], settings=SETTINGS)
        assert probe.suggestions == ()
        assert other.asked == []
        reasons = dict(probe.not_asked)
        assert "add its host to `hosts`" in reasons[f"{other.url}/feed"]
    assert "not the publisher's" in reasons[site.url + "/away"]


@pytest.mark.parametrize(
    "place", ["http://10.0.0.1/feed", "http://169.254.169.254/latest/", "http://localhost:{port}/feed"]
)
def test_a_redirect_into_a_private_network_is_refused(site: Site, place: str) -> None:
    site.pages["/feed.xml"] = Reply(status=302, headers={"Location": place.format(port=site.port)})
    target = make_target(site, {"type": "feed", "url": site.url + "/feed.xml"})
    [probe] = probe_targets([target], settings=SETTINGS, discover="never")
    assert probe.verdict == "failing"
    assert "private network" in probe.entries[0].problem
    assert dict(site.paths()) == {"/robots.txt": 1, "/feed.xml": 1}


def test_a_target_on_a_private_address_is_never_asked(site: Site) -> None:
    target = feed_target(site, [f"{site.url}/news/1"])
    [probe] = probe_targets([target], settings=replace(SETTINGS, allow_hosts=frozenset({"x.example"})))
    assert probe.verdict == "failing"
    assert "private network" in probe.entries[0].problem
    assert site.asked == []


def test_a_name_that_resolves_into_a_private_network_is_never_connected_to(site: Site) -> None:
    name = socket.gethostname()
    try:
        private = not is_public(socket.gethostbyname(name))
    except OSError:
        private = False
    if not private or "localhost" in name:
        pytest.skip("this machine's own name does not resolve to a private address")
    target = make_target(
        site, {"type": "feed", "url": f"http://{name.lower()}:{site.port}/feed.xml"}, hosts=[name.lower()]
    )
    [probe] = probe_targets([target], settings=SETTINGS, discover="always")
    assert probe.verdict == "failing"
    assert "resolves to the private address" in probe.entries[0].problem
    assert all(asked.headers["host"].startswith("127.0.0.1") for asked in site.asked)


@pytest.mark.parametrize("refusal", ["robots", "403"])
def test_a_refusal_is_blocked_and_is_not_gone_around(site: Site, refusal: str) -> None:
    target = feed_target(site, [f"{site.url}/news/1"])
    if refusal == "robots":
        site.page("/robots.txt", "User-agent: *\nDisallow: /")
    else:
        site.pages["/feed.xml"] = Reply(b"no", status=403)
    [probe] = probe_targets([target], settings=SETTINGS, discover="never")
    assert probe.verdict == "blocked"
    [entry] = probe.entries
    assert entry.refused
    assert not entry.valid
    if refusal == "robots":
        assert entry.robots is not None
        assert (entry.robots.allowed, entry.robots.rule) == (False, "Disallow: /")
        assert "/feed.xml" not in site.paths()


def test_patterns_that_keep_nothing_are_no_good_parse(site: Site) -> None:
    target = feed_target(site, [f"{site.url}/news/{n}" for n in range(3)], include=["/other/"])
    [probe] = probe_targets([target], settings=SETTINGS, discover="never")
    assert (probe.verdict, probe.entries[0].valid, probe.entries[0].kept) == ("changed", True, 0)
    assert "keep none of 3" in probe.entries[0].problem


def test_an_empty_feed_and_a_page_instead_of_a_feed_are_no_good_parse(site: Site) -> None:
    target = feed_target(site, [])
    [empty] = probe_targets([target], settings=SETTINGS, discover="never")
    assert (empty.verdict, empty.entries[0].problem) == ("changed", f"{site.url}/feed.xml lists nothing")
    site.page("/feed.xml", "<html><body>We have moved</body></html>")
    [moved] = probe_targets([target], settings=SETTINGS, discover="never")
    assert "is no feed" in moved.entries[0].problem


def test_a_verdict_is_partly_where_one_of_two_entry_points_is_good(site: Site) -> None:
    feed = feed_target(site, [f"{site.url}/news/1"]).entry_points[0].model_dump()
    target = make_target(site, feed, {"type": "feed", "url": site.url + "/gone.xml"})
    [probe] = probe_targets([target], settings=SETTINGS, discover="never")
    assert probe.verdict == "partly"


def test_a_line_that_is_no_probe_is_named() -> None:
    with pytest.raises(JobError, match="wanted a line of"):
        Probe.from_json('{"target_id": 3}')
