"""Small files of the kinds that publishers attach and link: PDF and Word, whole and spoilt."""

from __future__ import annotations

import io
import zlib

import docx
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas


def docx_of(*paragraphs: str) -> bytes:
    """A Word file with these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_of(*lines: str, password: str = "") -> bytes:
    """A PDF with a line of text a page; encrypted where a password is given."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=password or None, invariant=True)
    for line in lines:
        canvas.drawString(72, 720, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def japanese_pdf(text: str) -> bytes:
    """A PDF whose Japanese font is neither embedded nor mapped to Unicode (no ToUnicode)."""
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.setFont("HeiseiMin-W3", 12)
    for place in range(0, len(text), 30):
        canvas.drawString(72, 720 - place, text[place : place + 30])
    canvas.save()
    assert b"ToUnicode" not in out.getvalue()
    return out.getvalue()


def scanned_pdf() -> bytes:
    """A PDF whose only page is a picture."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.drawInlineImage(Image.new("L", (400, 560), 240), 60, 60, 480, 700)
    canvas.save()
    return out.getvalue()


def bomb_pdf(size: int) -> bytes:
    """A PDF of a few kilobytes whose page unpacks to `size` bytes of drawing."""
    piece = b"0 0 m " * 200_000
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)  # may be repeated as it stands
    stream = b"\x78\xda" + packed * (size // len(piece)) + b"\x03\x00" + bytes(4)
    twice = zlib.compress(stream, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(twice), twice),
    ]
    body, places = b"%PDF-1.5\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj" % number + one + b"endobj\n"
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 5\n0000000000 65535 f \n" + rows
    return body + table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
