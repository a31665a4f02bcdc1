"""Challenge pages are refusals with whatever status they come, and ordinary pages are not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.run import run_crawl
from crawlers.spiders.challenge import challenge_of
from tests.site.publisher import SETTINGS, article, feed_target
from tests.site.server import Reply, Site

HEAD = b"<!DOCTYPE html><html><head>"
CHALLENGES = {
    "Cloudflare": HEAD + b"<title>Just a moment...</title></head><script>window._cf_chl_opt={}</script>",
    "Imperva": HEAD + b'<script src="/_Incapsula_Resource?SWJIYLWA=1"></script></head></html>',
    "F5": HEAD + b"<title>Request Rejected</title></head><body>Your support ID is: 123</body></html>",
    "Akamai": HEAD + b"<TITLE>Access Denied</TITLE></HEAD><BODY>Reference&#32;&#35;18.5</BODY>",
    "DataDome": HEAD + b'</head><script src="https://ct.captcha-delivery.com/c.js"></script>',
    "Anubis": HEAD + b'</head><script src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script>',
    "Jiasule": b"<script>document.cookie=('_')+('_')+('j')+('s')+('l')</script>",
}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.mark.parametrize(("owner", "body"), CHALLENGES.items())
def test_a_challenge_page_is_known_by_its_marks(owner: str, body: bytes) -> None:
    assert challenge_of({"content-type": "text/html"}, body) == owner


def test_a_header_is_enough() -> None:
    assert challenge_of({"cf-mitigated": "challenge"}, b"") == "Cloudflare"
    assert challenge_of({"x-amzn-waf-action": "captcha"}, b"") == "AWS WAF"
    assert challenge_of({"x-amzn-waf-action": "allow"}, b"") == ""


def test_an_ordinary_page_behind_such_a_firewall_is_a_page() -> None:
    text = b"<p>Two ministries signed an agreement.</p>" * 400
    script = b'<script src="/_Incapsula_Resource?SWJIYLWA=7"></script>'
    beacon = b'<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
    assert challenge_of({}, HEAD + b"<title>News</title></head>" + text + script + beacon) == ""
    assert challenge_of({}, b"<?xml version='1.0'?><rss><title>Access Denied</title></rss>") == ""
    assert challenge_of({}, b"%PDF-1.7 _cf_chl_opt") == ""


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_challenged_listing_makes_the_target_blocked(site: Site, tmp_path: Path, status: int) -> None:
    target = feed_target(site, ["/n/0"])
    site.pages["/feed.xml"] = Reply(status=status, body=CHALLENGES["Cloudflare"], content_type="text/html")
    run = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (run.outcome, run.kept) == ("blocked", 0)
    assert "challenge page (Cloudflare)" in run.error


def test_challenged_pages_are_skipped_with_that_reason_and_make_the_target_blocked(
    site: Site, tmp_path: Path
) -> None:
    target = feed_target(site, ["/n/0", "/n/1"])
    for place in range(2):
        site.pages[f"/n/{place}"] = Reply(status=200, body=CHALLENGES["F5"], content_type="text/html")
    run = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (run.outcome, run.skipped) == ("blocked", {"interstitial": 2})
    site.pages["/n/1"] = article(1)
    assert run_crawl([target], tmp_path, settings=SETTINGS)[0].outcome == "healthy"
