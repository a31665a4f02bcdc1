"""What a badly behaved site does, case by case: where the test site does it, and what must come of it.

Pages and feeds are crawled, all together, in `test_every_page`; this table says that none is missing there
and that each has the outcome it should have. What is no page has a crawl of its own, which is named.
"""

from __future__ import annotations

import pytest

from tests.crawlers import test_every_page, test_manners, test_robots, test_yield_check
from tests.crawlers.test_every_page import FEEDS, OUTCOMES, STORED

PAGES = {
    "slow drip": {"/bad/drip": "unreachable"},
    "stalled body": {"/bad/stalled": "unreachable"},
    "dropped connection": {"/bad/dropped": "unreachable", "/bad/half-a-head": "unreachable"},
    "wrong length": {"/bad/short": "unreachable"},
    "broken chunking": {"/bad/chunks": "unreachable", "/bad/cut-chunks": "unreachable"},
    "gzip bomb": {"/bad/bomb": "too_large"},
    "200 with an error page": {"/text/error-with-200": "error_page"},
    "redirect loop": {"/bad/loop": "redirect_loop", "/bad/loop-2": "redirect_loop"},
    "redirect to a private address": {
        "/bad/to-private": "private_address",
        "/bad/to-metadata": "private_address",
        "/bad/to-localhost": "private_address",
        "/bad/to-short-ip": "private_address",
    },
    "10 MB page": {"/text/10-mb": STORED, "/bad/large": "too_large"},
    "lying charset": {"/bad/encoding": STORED},
    "mixed charset": {"/text/mixed-charset": STORED},
    "missing dates": {"/text/undated": STORED},
    "contradictory dates": {"/text/contradictory-dates": STORED},
    "robots with wildcards": {"/rules/private/1": "robots", "/rules/report-1.draft": "robots"},
    "429 with Retry-After": {"/busy/429-then-well": STORED},
    "503": {"/busy/503": "http_error"},
    "zip-bomb PDF": {"/file/bomb.pdf": "too_large"},
    "encrypted PDF": {"/file/encrypted.pdf": "encrypted"},
    "scanned PDF": {"/file/scanned.pdf": "no_text_layer"},
    "PDF with CJK without ToUnicode": {"/file/japanese.pdf": STORED},
    "page with only an image": {"/text/picture-only": "empty"},
    "page that needs JavaScript": {"/text/needs-javascript": "needs_javascript"},
}
FEED_CASES = {
    "feed with 5,000 items": ("/feed/5000", "healthy"),
    "feed with HTML in titles": ("/feed/html-titles", "healthy"),
    "feed without links": ("/feed/no-links", "failing"),
    "broken XML feed": ("/feed/broken", "healthy"),
    "XML with external entities": ("/feed/entities", "healthy"),
}
OWN_CRAWL = {
    "DNS name that turns private": [
        test_every_page.test_a_host_name_that_lies_in_a_private_network_is_not_asked,
        test_yield_check.test_a_name_that_turns_private_is_refused_where_it_is_resolved,
    ],
    "endless calendar": [test_every_page.test_traps_end_and_are_named_in_the_record],
    "session-id links": [test_every_page.test_traps_end_and_are_named_in_the_record],
    "robots with delay": [
        test_manners.test_a_stated_crawl_delay_slows_the_crawl_down,
        test_robots.test_delay_and_sitemaps_are_read,
    ],
    "403 for robots": [test_manners.test_a_missing_robots_file_allows_and_a_broken_server_forbids],
    "changed listing layout": [test_every_page.test_a_listing_with_a_new_layout_is_changed_within_one_crawl],
}


@pytest.mark.parametrize("case", PAGES)
def test_each_bad_page_is_crawled_and_has_its_reason(case: str) -> None:
    assert {path: OUTCOMES.get(path) for path in PAGES[case]} == PAGES[case]


@pytest.mark.parametrize("case", FEED_CASES)
def test_each_bad_feed_is_crawled_and_has_its_outcome(case: str) -> None:
    path, outcome = FEED_CASES[case]
    assert FEEDS[path][1] == outcome


def test_what_is_no_page_has_a_crawl_of_its_own() -> None:
    assert all(callable(test) for tests in OWN_CRAWL.values() for test in tests)
    assert len(PAGES) + len(FEED_CASES) + len(OWN_CRAWL) == 34
