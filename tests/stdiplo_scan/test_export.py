"""A search written as a file says what was asked, holds no formula, opens in Excel with its characters."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest

from index.filters import Filters
from index.hits import Hit, Results
from index.search import Query, SearchError
from nlp.tags import Signal, Tag
from stdiplo_scan.export import Export, form_of, write_export

NOW = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)


def hit(**facts: Any) -> Hit:
    values: dict[str, Any] = {
        "document": "d1", "version": 1, "title": "覚書に署名", "url": "https://example.org/1",
        "language": "ja",
        "published": "2026-11-20", "kind": "news", "target": "t", "target_name": "Agency",
        "target_name_ja": "機関", "passage": "量子の覚書\nに署名した。", "range": (0, 9), "score": 0.5,
        "found_by": {"exact": 1}, "why": {"ja": "語が一致(1位)", "en": "the words match (rank 1)"},
        "fetched_utc": "2026-11-20T20:00:00Z",
        "tags": (Tag("country", "VN", 0.9, role="actor"), Tag("field", "QUA", 0.9)),
        "signals": (
            Signal("agreement", "signed", "cooperation", "asserted", ("SG", "VN"), "out", 0.9, (0, 5)),
        ),
    }  # fmt: skip
    return Hit(**{**values, **facts})


def export(*hits: Hit, language: Literal["ja", "en"] = "ja") -> Export:
    query = Query("量子", "exact", 5, Filters(countries=("VN",), published_from="2026-11-01"))
    return Export("量子 country:VN", query, Results(hits, 7), NOW, "Asia/Tokyo", language)


def rows_of(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_csv_begins_with_the_mark_that_excel_wants_and_says_what_was_asked() -> None:
    written = export(hit()).write("csv")
    assert written.startswith(b"\xef\xbb\xbf")
    rows = rows_of(written)
    said = dict(row for row in rows if len(row) == 2)
    assert said["問い"] == "量子 country:VN"
    assert said["条件: 国・地域・国際機関"] == "ベトナム(VN)"
    assert said["検索日時"] == "2026-11-23T10:02:03+09:00"
    assert (said["対象文書数"], said["書き出した件数"]) == ("7", "1")
    found = dict(zip(rows[-2], rows[-1], strict=True))
    assert found["題名"] == "覚書に署名"
    assert found["収集日時"] == "2026-11-21 05:00"
    assert found["一致した箇所"] == "量子の覚書 に署名した。"
    assert "シンガポール・ベトナム" in found["シグナル"]
    assert found["行為者"] == "ベトナム"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝", "＋", "－", "＠", "\r\n="])
def test_no_text_becomes_a_formula(start: str) -> None:
    evil = start + 'HYPERLINK("http://evil.example","x")'
    rows = rows_of(export(hit(title=evil, passage=evil)).write("csv"))
    assert all(cell.startswith("'") for cell in (rows[-1][1], rows[-1][10]))
    sheet = zipfile.ZipFile(io.BytesIO(export(hit(title=evil)).write("xlsx")))
    assert not re.search("<f>", sheet.read("xl/worksheets/sheet1.xml").decode())
    assert not any(
        "hyperlink" in sheet.read(name).decode().lower() for name in sheet.namelist() if "rels" in name
    )


def test_xlsx_holds_the_hits_and_what_was_asked() -> None:
    book = zipfile.ZipFile(io.BytesIO(export(hit(title="a\x00b\ud800\x1b"), language="en").write("xlsx")))
    names = book.read("xl/workbook.xml").decode()
    assert 'name="Hits"' in names
    assert 'name="Asked"' in names
    texts = book.read("xl/sharedStrings.xml").decode()
    assert "ab\ufffd" in texts
    assert "量子 country:VN" in texts
    assert "documents searched" in texts


def test_json_holds_everything_of_the_hits() -> None:
    value = json.loads(export(hit()).write("json"))
    assert value["filters"] == {"countries": ["VN"], "published_from": "2026-11-01"}
    assert (value["total"], value["shown"], value["mode"]) == (7, 1, "exact")
    assert value["searched_utc"] == "2026-11-23T01:02:03+00:00"
    assert value["hits"][0]["signals"][0]["parties"] == ["SG", "VN"]


def test_no_hits_are_a_file_too() -> None:
    for form in ("csv", "xlsx", "json"):
        assert export().write(form)


def test_the_ending_names_the_form_and_the_file_comes_whole(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match=r"\.csv, \.xlsx or \.json"):
        form_of(tmp_path / "x.txt")
    write_export(tmp_path / "x.CSV", export(hit()))
    assert [path.name for path in tmp_path.iterdir()] == ["x.CSV"]
