"""JSON APIs in the shapes of three real ones, content invented: each is read by a mapping in YAML alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import Archive
from crawlers.run import run_crawl
from crawlers.target import read_target
from tests.site.publisher import SETTINGS, article
from tests.site.server import Asked, Reply, Site

HEAD = """
id: made-api
name: Made
name_ja: 架空
country: GB
kind: ministry
languages: [en]
homepage: {site}/
expected_weekly: {{min: 0, max: 9}}
entry_points:
  - type: api
"""
GOV_UK = """
    url: "{site}/api/search.json?filter_organisations=made&order=-public_timestamp&fields=title,link&count=2"
    items: results
    fields: {{url: link, title: title, date: public_timestamp}}
    pages: {{parameter: start, start: 0, step: 2, size: 2, total: total}}
"""
FEDERAL_REGISTER = """
    url: "{site}/api/v1/documents.json?conditions[term]=science&per_page=2"
    items: results
    fields: {{url: html_url, title: title, date: publication_date}}
    pages: {{next: next_page_url}}
"""
WORLD_BANK = """
    url: "{site}/api/v3/wds?format=json&fl=docdt,docty&rows=2"
    items: documents
    fields: {{url: url|pdfurl, title: "display_title|repnme.repnme", date: docdt}}
    pages: {{parameter: os, start: 0, step: 2, size: 2, total: total}}
"""


def gov_uk(site: Site, page: int, numbers: list[int]) -> dict[str, Any]:
    rows = [
        {
            "title": f"UK and Ruritania on fusion {number}", "link": f"/government/news/fusion-{number}",
            "public_timestamp": f"2026-10-0{number}T09:30:00.000+01:00", "index": "government",
            "es_score": None, "_id": f"/government/news/fusion-{number}", "elasticsearch_type": "edition",
            "document_type": "edition",
        }
        for number in numbers
    ]  # fmt: skip
    return {"results": rows, "total": 3, "start": 2 * page, "aggregates": {}, "suggested_queries": []}


def federal_register(site: Site, page: int, numbers: list[int]) -> dict[str, Any]:
    rows = [
        {
            "title": f"Request for Information on Isotopes {number}", "type": "Notice",
            "abstract": "Invented.", "document_number": f"2026-0{number}",
            "html_url": f"{site.url}/documents/2026/10/0{number}/2026-0{number}/isotopes",
            "pdf_url": f"{site.url}/content/pkg/2026-0{number}.pdf", "publication_date": f"2026-10-0{number}",
            "agencies": [{"raw_name": "MADE AGENCY", "id": 1, "slug": "made-agency"}], "excerpts": None,
        }
        for number in numbers
    ]  # fmt: skip
    found: dict[str, Any] = {"count": 3, "description": "Documents", "total_pages": 2, "results": rows}
    if page == 0:
        found["next_page_url"] = (
            f"{site.url}/api/v1/documents.json?conditions[term]=science&page=2&per_page=2"
        )
    return found


def world_bank(site: Site, page: int, numbers: list[int]) -> dict[str, Any]:
    rows: dict[str, Any] = {
        f"D3{number}": {
            "id": f"3{number}", "docdt": f"2026-10-0{number}T00:00:00Z", "docty": "Report",
            "display_title": f"Ruritania:\n           Energy Report {number}",
            "abstracts": {"cdata!": "Invented."}, "entityids": {"entityid": f"09{number}"},
            "pdfurl": f"{site.url}/curated/en/{number}.pdf", "url": f"{site.url}/curated/en/{number}",
        }
        for number in numbers
    }  # fmt: skip
    return {"rows": 2, "os": 2 * page, "page": page + 1, "total": 3, "documents": {**rows, "facets": {}}}


CASES = [
    (GOV_UK, "/api/search.json", gov_uk, "start=2",
     "/government/news/fusion-{0}", "UK and Ruritania on fusion {0}"),
    (FEDERAL_REGISTER, "/api/v1/documents.json", federal_register, "page=2",
     "/documents/2026/10/0{0}/2026-0{0}/isotopes", "Request for Information on Isotopes {0}"),
    (WORLD_BANK, "/api/v3/wds", world_bank, "os=2", "/curated/en/{0}", "Ruritania: Energy Report {0}"),
]  # fmt: skip


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.mark.parametrize(("mapping", "path", "answer", "second", "address", "title"), CASES)
def test_a_mapping_reads_the_api_to_its_end(
    site: Site, tmp_path: Path, mapping: str, path: str, answer: Any, second: str, address: str, title: str
) -> None:
    def handle(asked: Asked) -> Reply:
        page = 1 if second in asked.path.split("?")[1].split("&") else 0
        data = answer(site, page, [3] if page else [1, 2])
        return Reply(json.dumps(data).encode(), content_type="application/json; charset=utf-8")

    site.prefixes.append((path, handle))
    for number in (1, 2, 3):
        site.pages[address.format(number)] = article(number)
    target = read_target((HEAD + mapping).format(site=site.url), place="test")
    run = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (run.outcome, run.error, run.listed, run.new) == ("healthy", "", 3, 3)
    assert str(run.complete_since) == "2026-10-01"
    assert sum(times for asked, times in site.paths().items() if asked.startswith(path)) == 2
    with Archive(tmp_path) as archive:
        found = {
            capture.url: (capture.hints.title, capture.hints.published) for capture in archive.captures()
        }
    assert found == {
        site.url + address.format(number): (title.format(number), f"2026-10-0{number}")
        for number in (1, 2, 3)
    }
