"""Bytes made to harm: a damaged page gives a document or a reason, soon and in bounded memory."""

from __future__ import annotations

import io
import re
import time
import zipfile
import zlib
from datetime import date
from email.message import EmailMessage
from typing import get_args

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from crawlers.canonical import canonical_url
from crawlers.document import Document, RawPage, Skipped, SkipReason
from crawlers.extract.extract import extract_page
from crawlers.extract.pool import PAGE_TIMEOUT_S

FETCHED = "2026-11-20T08:00:00Z"
SENTENCE = "The ministry and its partners agreed on common work in three fields of research. "


def html() -> bytes:
    return (
        "<!doctype html><html lang='en'><head><title>Common work agreed | Ministry</title>"
        "<meta property='article:published_time' content='2026-10-05T08:00:00Z'>"
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Common work agreed", '
        '"datePublished": "2026-10-05", "articleBody": "'
        + SENTENCE
        + '"}</script></head><body><nav><a href="/">Home'
        f"</a></nav><article><h1>Common work agreed</h1><time datetime='2026-10-05'>5 October 2026</time>"
        f"<p>{SENTENCE * 3}</p><table><tr><td>Japan</td><td>120</td></tr></table><ul><li>One</li>"
        f"</ul></article>"
        "<footer>© 2026</footer></body></html>"
    ).encode()


def pdf() -> bytes:
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer)
    for line in range(20):
        page.drawString(50, 780 - 14 * line, SENTENCE[:60])
        page.drawString(400, 780 - 14 * line, str(line))
    page.showPage()
    page.save()
    return buffer.getvalue()


def word() -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_heading("Common work agreed", 0)
    document.add_paragraph(SENTENCE * 3)
    document.add_table(2, 2).cell(0, 0).text = "Japan"
    document.save(buffer)
    return buffer.getvalue()


def mail() -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = "Common work agreed", "press@ministry.example"
    message["Date"] = "Mon, 05 Oct 2026 08:00:00 +0000"
    message.set_content(SENTENCE * 3)
    message.add_alternative(f"<h1>Common work</h1><p>{SENTENCE * 3}</p>", subtype="html")
    return bytes(message)


SEEDS = {"html": html(), "pdf": pdf(), "docx": word(), "eml": mail()}
PIECES = [
    b"<", b">", b"<table>", b"</div>", b"<svg>", b"<script>", b"<!--", b"&#0;", b"&#xffff;", b"\x00",
    b"\xff\xfe", b"\xed\xa0\x80", b"<br/>" * 50, b"<div>" * 300, b"%PDF-", b"endobj", b"stream",
    b"PK\x03\x04", b"Content-Type: text/html; charset=x\n",
    b"=?utf-8?b?////?=", b'{"@graph": [' * 40, b"9" * 400, b"<h1 style=\xc2\x85", "年月日令和元".encode(),
    b"\x1b$B",
]  # fmt: skip


URL = "https://a.example/x"


def read(body: bytes, content_type: str = "") -> Document | Skipped:
    """What the bytes become; that this ends and does not raise is the first law."""
    return extract_page(RawPage(URL, body, content_type, 200, FETCHED))


def breaks(found: Document | Skipped) -> list[str]:
    """The laws of every answer that this one breaks; empty for a sound one."""
    day = found.published
    laws = {
        "one line of title": "\n" not in found.title,
        "a day not after the fetch": day is None or "1990-01-01" <= day <= "2026-11-21",
        "a day that is one": day is None or date.fromisoformat(day).isoformat() == day,
        "a day's source known": (day is None) == (found.published_from == "unknown"),
    }
    if isinstance(found, Skipped):
        laws["a reason of the list"] = found.reason in get_args(SkipReason)
        laws["the address as asked for"] = found.url == URL
    else:
        laws["some text, not too much"] = 0 < len(found.text) <= 2_000_000
        laws["characters that can be stored"] = found.content.encode("utf-8").find(b"\0") < 0
        laws["a language or und"] = re.fullmatch("[a-z]{2,3}", found.language) is not None
        laws["a confidence from 0 to 1"] = 0 <= found.published_confidence <= 1
        laws["an address of its own"] = canonical_url(found.url) == found.url
        laws["no control characters"] = not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", found.content)
    return [law for law, holds in laws.items() if not holds]


@pytest.mark.parametrize("kind", sorted(SEEDS))
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_damaged_file_gives_a_document_or_a_reason(kind: str, data: st.DataObject) -> None:
    body = SEEDS[kind]
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body)))
        how = data.draw(st.sampled_from(["cut", "flip", "insert", "repeat"]))
        if how == "cut":
            body = body[:at] + body[at + data.draw(st.integers(1, 200)) :]
        elif how == "flip":
            body = body[:at] + bytes([data.draw(st.integers(0, 255))]) + body[at + 1 :]
        elif how == "insert":
            body = body[:at] + data.draw(st.sampled_from(PIECES)) + body[at:]
        else:
            body = body[:at] + body[max(0, at - 60) : at] * data.draw(st.integers(2, 30)) + body[at:]
    claimed = data.draw(st.sampled_from(["", "text/html; charset=shift_jis", "application/pdf"]))
    assert breaks(read(body, claimed)) == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*PIECES, b"text ", b"<p>", b"</p>", b"<a href=x>", b"5 May 2026"]), max_size=40)
)
def test_a_heap_of_markup_gives_a_document_or_a_reason(pieces: list[bytes]) -> None:
    assert breaks(read(b"<html>" + b"".join(pieces))) == []


DEEP = 40_000
HEAVY = {
    "nested elements": b"<div>" * DEEP + b"text",
    "nested lists": b"<ul><li>" * (DEEP // 2) + b"text",
    "one long line": b"<p>" + b"a" * 3_000_000,
    "many headings": b"<h1>A heading of the page</h1>" * 20_000,
    "many dates": b"<p>5 October 2026</p>" * 20_000,
    "many digits": b"<p>" + b"20261005" * 200_000,
    "blanks": b"<p>" + b" \t" * 1_000_000 + b"x",
    "at signs": b"<p>" + b"a" * 200_000 + b"@" * 1_000,
    "open brackets": b"<" * 500_000,
    "json": b'<script type="application/ld+json">' + b'{"a":' * 60_000 + b"</script><p>x",
    "separators in the title": b"<title>" + b"a | b - " * 30_000 + b"</title><p>x",
    "attributes": b"<p " + b"a=1 " * 200_000 + b">x",
    "quotes": b"<p>" + "“a".encode() * 200_000,
}


@pytest.mark.parametrize("name", sorted(HEAVY))
def test_a_page_made_to_take_long_does_not(name: str) -> None:
    before = time.process_time()  # of this process, whatever else the machine does
    found = read(b"<html><body>" + HEAVY[name], "text/html")
    assert breaks(found) == []
    assert time.process_time() - before < PAGE_TIMEOUT_S


def test_a_flate_bomb_in_a_pdf_is_bounded() -> None:
    bomb = zlib.compress(b"BT /F1 9 Tf (x) Tj ET " * 400_000, 9)
    head = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n4 0 obj<</Filter/FlateDecode/Length "
    )
    body = (
        head
        + str(len(bomb)).encode()
        + b">>stream\n"
        + bomb
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    found = read(body, "application/pdf")
    assert breaks(found) == []
    assert isinstance(found, Document) or found.reason in {"too_large", "undecodable", "no_text_layer"}


def test_a_word_file_that_unpacks_to_too_much_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 250_000_000)
    found = read(buffer.getvalue())
    assert isinstance(found, Skipped)
    assert found.reason == "too_large"
