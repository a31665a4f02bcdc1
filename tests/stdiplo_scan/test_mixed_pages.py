"""A report in one language with an abstract in another, from the file to the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stdiplo_scan.wiring import Office
from tests.stdiplo_scan.commands import run_main
from tests.stdiplo_scan.web_pages import open_site, said, tree

ABSTRACT = "The report names the fields of quantum research that will be funded in the coming years."
REPORT = f"研究開発の計画をまとめた報告書である。\n\n{ABSTRACT}\n\n予算は来年の国会で決まる予定である。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("mixed")
    row = {
        "id": "a",
        "url": "https://x.example/a",
        "title": "量子技術の報告書",
        "text": REPORT,
        "language": "ja",
    }
    (made / "rows.jsonl").write_text(json.dumps(row), encoding="utf-8")
    run_main("-w", made / "w", "ingest", made / "rows.jsonl")
    return made / "w"


def test_the_abstract_is_found_in_its_own_language(folder: Path) -> None:
    for language, passage in (("en", ABSTRACT), ("ja", None)):
        ran = run_main("-w", folder, "search", "quantum research", "--language", language, "--json")
        [hit] = ran.rows[0]["hits"]
        assert hit["document"] == "a"
        assert (hit["passage"] == ABSTRACT) == (passage is not None)
    assert not run_main("-w", folder, "search", "quantum", "--language", "de", "--json").rows[0]["hits"]


def test_the_page_says_which_paragraph_is_in_another_language(folder: Path) -> None:
    page = tree(open_site(Office.open(folder)), "/documents/a")
    assert said(page, "//*[@class='text']/p[@lang='en']") == [ABSTRACT]
    assert len(page.xpath("//*[@class='text']/p[not(@lang)]")) == 2
