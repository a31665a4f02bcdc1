"""Small files of the kinds that publishers attach and link: PDF and Word, whole and spoilt."""

from __future__ import annotations

import io

import docx
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
