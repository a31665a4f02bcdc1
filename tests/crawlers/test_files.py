"""Files and folders -> raw pages."""

import gzip
import io
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.document import Document, Hints
from crawlers.extract.extract import extract_page
from crawlers.files import FileError, kind_of, read_body, read_paths

PAGE = (
    b"<html><body><h1>A title of a page</h1><p>The ministry signed an agreement on "
    b"cooperation.</p></body></html>"
)


def write_warc(path: Path) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.name.endswith(".gz"))
        for url, status, body in (
            ("https://a.example/1", "200 OK", PAGE),
            ("https://a.example/moved", "301 Moved", b""),
            ("https://a.example/gone", "404 Not Found", PAGE),
        ):
            headers = StatusAndHeaders(
                status, [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
            )
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=headers,
                warc_headers_dict={"WARC-Date": "2026-10-05T01:02:03Z"},
            )  # fmt: skip
            writer.write_record(record)


def test_a_folder_is_walked_in_sorted_order_and_other_kinds_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.html").write_bytes(PAGE)
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE))
    (tmp_path / "notes.xyz").write_bytes(b"no")
    found = list(read_paths([tmp_path], hints=Hints(country="JP")))
    assert [page.url.rsplit("/", 1)[-1] for page in found] == ["a.html.gz", "2.html"]
    assert {page.body for page in found} == {PAGE}
    assert found[0].hints.country == "JP"


# warcio leaves the temporary files of its writer to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("name", ["pages.warc", "pages.warc.gz"])
def test_a_warc_gives_its_responses_with_url_status_and_instant(tmp_path: Path, name: str) -> None:
    write_warc(tmp_path / name)
    found = list(read_paths([tmp_path / name]))
    assert [(page.url, page.status) for page in found] == [
        ("https://a.example/1", 200),
        ("https://a.example/gone", 404),
    ]
    assert found[0].fetched_utc == "2026-10-05T01:02:03Z"
    assert isinstance(extract_page(found[0]), Document)


def test_a_missing_or_unknown_path_says_what_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        list(read_paths([tmp_path / "missing.html"]))
    (tmp_path / "x.xls").write_bytes(b"1")
    with pytest.raises(FileError, match="wanted one of"):
        list(read_paths([tmp_path / "x.xls"]))
    (tmp_path / "x.html.gz").write_bytes(b"no gzip")
    with pytest.raises(FileError, match="readable file"):
        list(read_paths([tmp_path / "x.html.gz"]))
    (tmp_path / "x.warc").write_bytes(b"no warc\r\n\r\n" * 3)
    with pytest.raises(FileError, match="WARC"):
        list(read_paths([tmp_path / "x.warc"]))


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b"0" * 10_000))
    with pytest.raises(FileError, match="at most 5000 bytes"):
        read_body(tmp_path / "bomb.txt.gz", 5000)


def test_kinds_are_known_by_their_suffix() -> None:
    assert kind_of(Path("A.PDF.gz")) == ".pdf"
    assert kind_of(Path("a.xlsx")) == ""
