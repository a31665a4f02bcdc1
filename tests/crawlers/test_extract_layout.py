"""Files: columns and tables of PDFs, scans, OpenDocument texts, and files made to harm."""

from __future__ import annotations

import io
import shutil
import zipfile
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from crawlers.document import Document, Hints, RawPage, Skipped
from crawlers.extract.extract import extract_page
from crawlers.extract.ocr import Ocr

URL = "https://ministry.example/files/plan"
LEFT = [f"Left line {number} speaks of research on batteries," for number in range(1, 13)]
RIGHT = [f"right line {number} speaks of sensors and of optics," for number in range(1, 13)]


def drawn(work: object) -> bytes:
    """The PDF that a function draws."""
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, pagesize=A4)
    work(page)  # type: ignore[operator]
    page.showPage()
    page.save()
    return buffer.getvalue()


def text_of(body: bytes) -> str:
    found = extract_page(RawPage(URL + ".pdf", body, "application/pdf", 200, "2026-11-20T08:00:00Z"))
    assert isinstance(found, Document), found
    return found.text


def two_columns(page: canvas.Canvas) -> None:
    """Two columns whose lines the file holds across: left 1, right 1, left 2, right 2 ..."""
    page.setFont("Helvetica-Bold", 18)
    page.drawString(50, 800, "A plan across two columns for research and innovation")
    page.setFont("Helvetica", 10)
    for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        page.drawString(50, 760 - 14 * number, left)
        page.drawString(320, 760 - 14 * number, right)


def table(page: canvas.Canvas) -> None:
    """A sentence, a table of three columns, a sentence."""
    page.setFont("Helvetica", 10)
    page.drawString(50, 780, "The table names the partners and the sums that they give in the coming years.")
    rows = [
        ("Country", "Field", "Sum"),
        ("Japan", "Quantum", "120"),
        ("France", "Fusion", "85"),
        ("Kenya", "Water", "7"),
    ]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.drawString(50 + 150 * column, 750 - 16 * number, cell)
    page.drawString(50, 660, "All sums are in millions and are paid out over three years from the first day.")


def test_two_columns_are_read_one_after_the_other() -> None:
    text = text_of(drawn(two_columns))
    places = [
        text.index(words)
        for words in (*(f"Left line {n} " for n in range(1, 13)), *(f"right line {n} " for n in range(1, 13)))
    ]
    assert all(first < second for first, second in pairwise(places))


def test_the_cells_of_a_table_stay_apart_and_the_text_around_it_stays_whole() -> None:
    text = text_of(drawn(table))
    for row in (
        "Country | Field | Sum",
        "Japan | Quantum | 120",
        "France | Fusion | 85",
        "Kenya | Water | 7",
    ):
        assert row in text.split("\n")
    assert "The table names the partners" in text
    assert "paid out over three years" in text


def scan(text: str) -> bytes:
    """A PDF of one picture of a text."""
    picture = Image.new("L", (1240, 600), 255)
    ImageDraw.Draw(picture).text((80, 80), text, fill=0, font=ImageFont.load_default(size=40))
    return drawn(lambda page: page.drawImage(ImageReader(picture), 0, 400, 595, 288))


SCANNED = scan(
    "The ministry signed an agreement on\nresearch with its partners in Kenya.\nIt runs for five years."
)


def read(body: bytes, ocr: Ocr | None) -> Document | Skipped:
    return extract_page(RawPage(URL, body, "application/pdf", 200, "2026-11-20T08:00:00Z"), ocr=ocr)


def test_a_scan_is_visible_as_such_where_nobody_reads_it() -> None:
    found = read(SCANNED, None)
    assert isinstance(found, Skipped)
    assert found.reason == "no_text_layer"


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_scan_is_read_where_tesseract_is_switched_on() -> None:
    found = read(SCANNED, Ocr("eng"))
    assert isinstance(found, Document)
    assert "signed an agreement" in found.text
    assert found.text_share == 0.0


def test_a_missing_tesseract_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    found = read(SCANNED, Ocr("eng"))
    assert isinstance(found, Skipped)
    assert (found.reason, "tesseract is not installed" in found.detail) == ("no_text_layer", True)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_no_time_for_a_scan_leaves_it_unread() -> None:
    found = read(SCANNED, Ocr("eng", seconds=0.001))
    assert isinstance(found, Skipped)
    assert found.reason == "no_text_layer"


@pytest.mark.parametrize("languages", ["", "eng; rm -rf /", "--help", "jpn,eng"])
def test_what_is_no_language_never_becomes_an_argument(languages: str) -> None:
    with pytest.raises(ValueError, match="tesseract's names"):
        Ocr(languages)


CONTENT = (
    '<?xml version="1.0"?>{doctype}<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>{body}'
    "</office:text></office:body></office:document-content>"
)
BODY = (
    '<text:h text:outline-level="1">量子研究計画</text:h><text:p>令和8年10月5日</text:p>'
    "<text:p>政府は諸外国との<text:span>共同研究</text:span>を<text:s text:c='2'/>支援する。</text:p>"
    "<table:table><table:table-row><table:table-cell><text:p>国</text:p></table:table-cell>"
    "<table:table-cell><text:p>額</text:p></table:table-cell></table:table-row><table:table-row>"
    "<table:table-cell><text:p>日本</text:p></table:table-cell><table:table-cell><text:p>120</text:p>"
    "</table:table-cell></table:table-row></table:table><text:list><text:list-item><text:p>第一項</text:p>"
    "</text:list-item></text:list>"
)


def odt(body: str = BODY, *, doctype: str = "", more: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", CONTENT.format(body=body, doctype=doctype))
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read_odt(body: bytes) -> Document | Skipped:
    return extract_page(RawPage(URL + ".odt", body, "", 200, "2026-11-20T08:00:00Z", Hints()))


def test_an_opendocument_text_gives_heading_tables_lists_and_day() -> None:
    found = read_odt(odt())
    assert isinstance(found, Document)
    assert (found.title, found.published, found.language) == ("量子研究計画", "2026-10-05", "ja")
    assert found.text.split("\n") == [
        "令和8年10月5日", "政府は諸外国との共同研究を 支援する。", "国 | 額", "日本 | 120", "第一項",
    ]  # fmt: skip
    assert found.mime == "application/vnd.oasis.opendocument.text"


def test_entities_are_refused_and_never_read() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    file = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for doctype in (bomb, file):
        found = read_odt(odt("<text:p>&a;</text:p>", doctype=doctype))
        assert isinstance(found, Skipped)
        assert "root" not in found.detail


def test_a_bomb_and_an_encrypted_file_have_their_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    encrypted = read_odt(odt(more={"META-INF/manifest.xml": b"<m><encryption-data/></m>"}))
    assert isinstance(encrypted, Skipped)
    assert encrypted.reason == "encrypted"
    monkeypatch.setattr("crawlers.extract.odt.MOST_XML_BYTES", 10_000)
    large = read_odt(odt("<text:p>" + "a" * 20_000 + "</text:p>"))
    assert isinstance(large, Skipped)
    assert large.reason == "too_large"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_opendocument_text_gives_a_document_or_a_reason(data: st.DataObject) -> None:
    body = bytearray(odt())
    for _ in range(data.draw(st.integers(1, 12))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(body)))
    assert isinstance(
        read_odt(bytes(body[cut:] if data.draw(st.booleans()) else body[:cut])), Document | Skipped
    )
