"""PDF press releases of the miniature world: the same bytes each time, with text that can be read back."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from stdiplo_scan.demo.dates import full_date
from stdiplo_scan.demo.world import MARKS, World, WorldDocument

_FONTS = {"ja": "HeiseiMin-W3", "zh": "STSong-Light", "ko": "HYSMyeongJo-Medium"}


def paper(world: World, document: WorldDocument, edition: int) -> bytes:
    """The document as a PDF press release; every page carries the mark of fiction at its foot."""
    publisher = world.publisher(document.publisher)
    title, paragraphs = document.text_in(edition)
    font = _FONTS.get(document.language, "Helvetica")
    if font != "Helvetica" and font not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    wrap = "CJK" if font != "Helvetica" else None
    base = ParagraphStyle("text", fontName=font, fontSize=10.5, leading=17, wordWrap=wrap, spaceAfter=8)
    head = ParagraphStyle("title", parent=base, fontSize=15, leading=22, spaceAfter=12)
    day = full_date(document.published, document.language, form=publisher.date_form)
    story = [
        Paragraph(_escape(publisher.name), base),
        Paragraph(_escape(day), base),
        Paragraph(_escape(title), head),
        Spacer(1, 4 * mm),
        *(Paragraph(_escape(paragraph), base) for paragraph in paragraphs),
    ]
    buffer = io.BytesIO()
    _Release(
        font,
        MARKS[document.language],
        buffer,
        pagesize=A4,
        invariant=1,
        title=title,
        author=publisher.name,
        topMargin=22 * mm,
        bottomMargin=22 * mm,
    ).build(story)
    return buffer.getvalue()


class _Release(SimpleDocTemplate):  # type: ignore[misc]  # reportlab has no types
    """A template that writes the mark at the foot of a page after the page's text."""

    def __init__(self, font: str, mark: str, *place: Any, **layout: Any) -> None:
        super().__init__(*place, **layout)
        self._font = font
        self._mark = mark

    def afterPage(self) -> None:  # noqa: N802 - reportlab calls it
        self.canv.setFont(self._font, 8)
        self.canv.drawString(20 * mm, 12 * mm, self._mark)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
