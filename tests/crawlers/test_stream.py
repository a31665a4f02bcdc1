"""Rows of the stream formats."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from crawlers.rows import RowError
from crawlers.stream import document_from_row, extract_rows

ROW = {
    "id": "r1",
    "url": "https://a.example/1?utm_source=x",
    "title": "Joint call opens",
    "text": "Teams from two countries may apply together from spring.",
}
PAGE = (
    b"<html><body><h1>Joint call opens</h1><p>Teams from two countries may apply together from "
    b"spring.</p></body></html>"
)


def test_a_row_becomes_a_document_with_title_and_text_as_given() -> None:
    found = document_from_row(
        {**ROW, "published": "2026-10-05T10:00:00Z", "country": "de", "text": "  Text\r\n kept  "}
    )
    assert (found.id, found.url, found.country) == ("r1", "https://a.example/1", "DE")
    assert found.content == "Joint call opens\n\n  Text\r\n kept  "
    assert (found.published, found.published_confidence) == ("2026-10-05", 1.0)


def test_nul_and_lone_surrogates_are_replaced_one_by_one() -> None:
    found = document_from_row({**ROW, "text": "a\x00b\ud800c"})
    assert found.text == "a\ufffdb\ufffdc"


def test_the_language_is_found_unless_given() -> None:
    assert document_from_row({"id": "1", "title": "協力覚書に署名した", "text": ""}).language == "ja"
    assert document_from_row({**ROW, "language": "pt-BR"}).language == "pt"


def test_a_whole_number_of_any_length_is_an_id() -> None:
    assert document_from_row({**ROW, "id": 7}).id == "7"
    assert document_from_row({**ROW, "id": 10**30}).id == "1" + 30 * "0"


@pytest.mark.parametrize("given", ["2026-10-05", "2026-10", "2026", "2026-10-05T23:59:00+09:00"])
def test_of_the_day_of_publication_as_much_is_kept_as_is_known(given: str) -> None:
    assert document_from_row({**ROW, "published": given}).published == given[:10]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ([], "row 3"),
        ({"title": "x", "text": "y"}, "row 3: id"),
        ({"id": "1"}, "row 3: text"),
        ({"id": "1", "text": 5}, "row 3: text"),
        ({"id": "1", "text": "x", "published": "5/10/26"}, "row 3: published"),
        ({"id": "1", "text": "x", "fetched": "noon"}, "row 3: fetched"),
        ({"id": "1", "text": "x", "kind": "poem"}, "row 3: kind"),
        ({"id": True, "text": "x"}, "row 3: id"),
        ({"id": 1.5, "text": "x"}, "row 3: id"),
        ({"id": None, "text": "x", "url": "https://a.example/1"}, "row 3: id"),
        ({"id": "1", "title": None, "text": None}, "row 3: text"),
        ({"id": "1", "text": "x", "published": "2026-13"}, "row 3: published"),
        ({"id": "1", "text": "x", "published": "2026-02-30"}, "row 3: published"),
        ({"id": "1", "text": "x", "published": "2026-W10"}, "row 3: published"),
        ({"id": "1", "text": "x", "published": "２０２６"}, "row 3: published"),
        ({"id": "1", "text": "x", "country": "Germany"}, "row 3: country"),
        ({"id": "1", "text": "x", "language": "English"}, "row 3: language"),
    ],
)
def test_a_bad_row_names_place_value_wanted_and_cure(row: Any, place: str) -> None:
    with pytest.raises(RowError) as caught:
        document_from_row(row, place="row 3")
    assert str(caught.value).startswith(place)
    assert "wanted" in str(caught.value)


@pytest.mark.parametrize("workers", [0, 1])
def test_extraction_answers_each_row_in_order_with_errors_in_their_place(
    tmp_path: Path, workers: int
) -> None:
    (tmp_path / "1.html").write_bytes(PAGE)
    (tmp_path / "2.html.gz").write_bytes(gzip.compress(PAGE))
    rows: list[Any] = [
        {"id": "a", "url": "https://a.example/1", "html_path": "1.html"},
        {"id": "b", "url": "https://a.example/2", "path": "missing.html"},
        {"id": "c", "url": "https://a.example/3", "path": "2.html.gz"},
        {"id": "d", "url": "https://a.example/4"},
        "no object",
        {
            "id": "e",
            "url": "https://a.example/2026/10/05/x",
            "html_path": "1.html",
            "fetched": "2026-11-01T00:00:00Z",
        },
        {"id": "f", "path": "../../nul\x00.html"},
    ]
    found = list(extract_rows(rows, folder=tmp_path, workers=workers))
    assert [row.get("id") for row in found] == ["a", "b", "c", "d", None, "e", "f"]
    assert ["error" in row for row in found] == [False, True, False, True, True, False, True]
    assert set(found[0]) == {
        "id",
        "title",
        "text",
        "language",
        "published",
        "published_from",
        "kind",
        "skipped",
    }
    assert (found[0]["title"], found[0]["skipped"], found[0]["language"]) == ("Joint call opens", None, "en")
    assert (found[5]["published"], found[5]["published_from"]) == ("2026-10-05", "url")


def test_a_skipped_page_has_its_reason_and_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_bytes(
        b"<html><head><title>Just a moment...</title></head><body>Verifying you are human</body></html>"
    )
    (row,) = extract_rows([{"id": 1, "html_path": "x.html"}], folder=tmp_path)
    assert (row["id"], row["text"], row["skipped"], row["published_from"]) == (
        1,
        None,
        "interstitial",
        "unknown",
    )
