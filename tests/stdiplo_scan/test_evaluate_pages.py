"""The measures of pages, entry points and real documents, on small sets made up here."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from stdiplo_scan.evaluate.crawl import MEASURES as CRAWL
from stdiplo_scan.evaluate.measure import Context, Outcome
from stdiplo_scan.evaluate.pages import MEASURES as PAGES
from stdiplo_scan.evaluate.pages import comparable, gold_days
from stdiplo_scan.evaluate.policy import MEASURES as POLICY
from stdiplo_scan.evaluate.policy import contained
from stdiplo_scan.evaluate.sets import Sets
from stdiplo_scan.settings import Settings

SENTENCES = (
    "The two ministries agreed on research into batteries on Monday. They will meet again in spring. " * 6
)
PAGE = (
    '<html lang="en"><head><title>Ministries agree on batteries | Ministry</title>'
    '<meta property="article:published_time" content="2026-03-02T10:00:00Z"></head><body><nav><a href="/">'
    f"Home</a></nav><article><h1>Ministries agree on batteries</h1><p>{SENTENCES}</p></article>"
    "<footer>Imprint and privacy</footer></body></html>"
)
MEASURED = {one.name: one for one in (*PAGES, *CRAWL, *POLICY)}
Measured = Callable[[str], Outcome]


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")


def write_page(path: Path, page: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(page.encode()))


@pytest.fixture
def measured(tmp_path: Path) -> Measured:
    """A measure's outcome over the sets that the test wrote, peers left out, in this process."""
    context = Context(Sets(tmp_path), Settings(), peers=False, workers=0)
    return lambda name: MEASURED[name].function(context)


def test_titles_are_compared_by_letters_and_figures() -> None:
    assert comparable("Ａ I – “Act”, 2026!") == comparable("ai act 2026")
    assert comparable("AI Act") != comparable("AI Acts")


def test_a_day_with_a_time_counts_in_its_zone_and_in_utc() -> None:
    assert gold_days({"gold_date": "2025-06-05 01:46:12+02:00"}) == {"2025-06-05", "2025-06-04"}
    assert gold_days({"gold_date": "2025-06-05"}) == {"2025-06-05"}


def test_a_title_is_contained_either_way_but_an_empty_one_is_not() -> None:
    assert contained("Joint declaration | Ministry", "Joint Declaration")
    assert contained("Declaration", "Joint declaration")
    assert not contained("Declaration", "")
    assert not contained("Declaration", "Home")


def test_pages_are_measured_through_extraction(measured: Measured, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "01b_extract_trafilatura" / "dev"
    row = {
        "id": "a", "url": "https://ministry.example/a", "html": "html/a.html.gz",
        "must_have": ["research into batteries", "meet again in spring"], "must_not_have": ["Imprint"],
        "gold_title": "Ministries agree on batteries", "gold_date": "2026-03-02",
    }  # fmt: skip
    gone = {**row, "id": "b", "html": "html/b.html.gz"}
    write_rows(folder / "gold.jsonl", [row, gone])
    write_page(folder / "html" / "a.html.gz", PAGE)
    for name in ("01b.segments", "01b.title", "01b.day"):
        found = measured(name)
        assert (found.items, found.figure, found.errors) == (1, 1.0, ()), name


def test_a_wrong_page_is_a_case_with_what_was_met(measured: Measured, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "01c_dates_htmldate" / "dev"
    row = {
        "id": "a",
        "url": "https://ministry.example/a",
        "html": "html/a.html.gz",
        "gold_date": "2026-03-09",
    }
    write_rows(folder / "gold.jsonl", [row])
    write_page(folder / "html" / "a.html.gz", PAGE)
    found = measured("01c.day")
    assert found.figure == 0
    assert [(case.expected, case.met) for case in found.errors] == [("2026-03-09", "2026-03-02")]


def test_feeds_count_what_a_crawl_uses(measured: Measured, tmp_path: Path) -> None:
    feed = (
        '<rss version="2.0"><channel><title>News</title><item><title>One</title><link>https://a.example/1</link>'
        "<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"
    )
    stated = [
        {"target": "entry", "index": 0, "field": "link", "value": "https://a.example/1"},
        {"target": "entry", "index": 0, "field": "title", "value": "Two"},
        {
            "target": "entry",
            "index": 0,
            "field": "published_parsed",
            "value": [2026, 3, 2, 10, 0, 0, 0, 61, 0],
        },
        {"target": "feed", "index": 0, "field": "title", "value": "News"},
    ]
    row = {
        "id": "f",
        "feed_b64": base64.b64encode(feed.encode()).decode(),
        "bozo": False,
        "gold_asserts": stated,
    }
    write_rows(tmp_path / "data" / "02_crawl" / "feeds.dev.jsonl", [row])
    found = measured("02.feeds")
    assert found.items == 3
    assert found.figure == pytest.approx(2 / 3)
    assert [case.expected for case in found.errors] == ["title Two"]
    assert measured("02.feeds_read").figure == 1


def test_the_id_of_an_entry_without_a_link_is_its_page_where_it_is_an_address(
    measured: Measured, tmp_path: Path
) -> None:
    feed = (
        '<rss version="2.0"><channel><item><guid>https://a.example/1</guid></item>'
        '<item><guid isPermaLink="false">tag-2</guid></item>'
        "<item><link>https://a.example/3</link><guid>https://a.example/other</guid></item></channel></rss>"
    )
    ids = ["https://a.example/1", "tag-2", "https://a.example/other"]
    stated = [{"target": "entry", "index": at, "field": "id", "value": one} for at, one in enumerate(ids)]
    row = {"id": "f", "feed_b64": base64.b64encode(feed.encode()).decode(), "gold_asserts": stated}
    write_rows(tmp_path / "data" / "02_crawl" / "feeds.dev.jsonl", [row])
    found = measured("02.feed_ids")
    assert (found.items, found.figure) == (2, 1.0)


def test_robots_are_decided_and_delays_read(measured: Measured, tmp_path: Path) -> None:
    robots = "User-agent: *\nDisallow: /private\nCrawl-delay: 5\n"
    common = {"source": "google", "robots": robots, "user_agent": "bot"}
    write_rows(
        tmp_path / "data" / "02_crawl" / "robots.dev.jsonl",
        [
            {**common, "id": "1", "url": "https://a.example/private/1", "allowed": False},
            {**common, "id": "2", "url": "https://a.example/open", "allowed": False},
            {**common, "id": "3", "crawl_delay": 5.0},
        ],
    )
    assert measured("02.robots").figure == pytest.approx(2 / 3)
    assert measured("02.robots_google").errors[0].id == "2"


def test_a_site_of_sitemaps_is_walked_from_robots_over_redirects(measured: Measured, tmp_path: Path) -> None:
    home = "https://site.example"
    index = f"<sitemapindex><sitemap><loc>{home}/moved.xml</loc></sitemap></sitemapindex>"
    pages = f"<urlset><url><loc>{home}/a</loc><lastmod>2026-03-02</lastmod></url></urlset>"
    answers = [
        {"url": f"{home}/robots.txt", "status": 200, "text": f"Sitemap: {home}/index.xml"},
        {"url": f"{home}/index.xml", "status": 200, "text": index},
        {"url": f"{home}/moved.xml", "status": 301, "headers": {"Location": "/pages.xml"}},
        {"url": f"{home}/pages.xml", "status": 200, "text": pages},
    ]
    gold = [{"url": f"{home}/a", "lastmod": "2026-03-02"}, {"url": f"{home}/b", "lastmod": None}]
    write_rows(
        tmp_path / "data" / "02_crawl" / "sitemaps.dev.jsonl",
        [{"id": "s", "homepage": home, "resources": answers, "gold_pages": gold}],
    )
    found = measured("02.sitemaps")
    assert found.items == 4
    assert found.figure == pytest.approx(3 / 4)
    assert found.errors[0].expected == f"{home}/b listed"


def test_real_pages_are_kept_with_their_facts_and_error_pages_are_not(
    measured: Measured, tmp_path: Path
) -> None:
    folder = tmp_path / "data" / "07_real_policy_docs"
    row = {
        "id": "a", "url": "https://ministry.example/a", "html": "raw_html/a.html.gz", "lang": "en",
        "title": "Ministries agree on batteries | Ministry", "date": "2026-03-02",
    }  # fmt: skip
    write_rows(folder / "raw_html.jsonl", [row])
    write_page(folder / "raw_html" / "a.html.gz", PAGE)
    write_rows(folder / "raw_html_reject.jsonl", [{"id": "r", "html": "raw_html_reject/r.html.gz"}])
    write_page(
        folder / "raw_html_reject" / "r.html.gz", "<html><title>404</title><body>Not found</body></html>"
    )
    for name in ("07.kept", "07.title", "07.day", "07.language", "07.rejects"):
        assert measured(name).figure == 1, name


def test_scripts_of_chinese_are_one_language(measured: Measured, tmp_path: Path) -> None:
    text = "政府宣布與海外大學合作研究電池材料，並將在明年春季再次舉行會議討論相關計劃的進展情況。"
    rows = [
        {
            "id": "a",
            "lang": "zh-Hant",
            "title": "合作研究",
            "text": text,
            "publisher_country": "HK",
            "url": "",
        }
    ]
    write_rows(tmp_path / "data" / "07_real_policy_docs" / "docs.dev.jsonl", rows)
    assert measured("07.docs_language").figure == 1
