"""A Word document (docx) -> its text, title and day."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from crawlers.document import Hints
from crawlers.extract.cleaning import clean_line, clean_text
from crawlers.extract.deadline import days_but_deadlines
from crawlers.extract.html import NoContent, PageContent
from crawlers.extract.language import detect_language
from crawlers.extract.published import OLDEST, UNDATED, Published, from_hint, latest_day

MOST_UNPACKED = 200_000_000  # bytes; a file that says more is a bomb


def read_docx(body: bytes, *, fetched_utc: str, hints: Hints) -> PageContent | NoContent:
    """Title, text (tables as lines with bars), language and day of a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                return NoContent("too_large", f"more than {MOST_UNPACKED} bytes when unpacked")
        document = docx.Document(io.BytesIO(body))
        lines = [_line(block) for block in document.iter_inner_content()]
        properties = document.core_properties
        named, created = clean_line(properties.title or ""), properties.created
    except (
        OpcError,
        zipfile.BadZipFile,
        LxmlError,
        KeyError,
        ValueError,
        OSError,
        RuntimeError,
        AttributeError,
    ) as error:
        return NoContent("undecodable", clean_line(f"{type(error).__name__}: {error}", 200))
    styled = next((_style_title(block) for block in document.paragraphs[:40] if _style_title(block)), "")
    return office_content(
        clean_text("\n".join(lines)),
        heading=styled,
        named=named,
        created=created.date() if created is not None else None,
        fetched_utc=fetched_utc,
        hints=hints,
    )


def office_content(
    text: str, *, heading: str, named: str, created: date | None, fetched_utc: str, hints: Hints
) -> PageContent | NoContent:
    """The content of an office document: its heading before the title in its properties, then the hint."""
    if not text:
        return NoContent("empty", "a document without text")
    first = next(line for line in text.split("\n") if line)
    title = heading or (named if len(named) > 4 else "") or clean_line(hints.title) or clean_line(first, 200)
    if text.startswith(title + "\n"):
        text = text[len(title) :].lstrip("\n")
    language = detect_language(f"{title}\n{text}", languages=hints.languages)
    latest = latest_day(fetched_utc)
    published = from_hint(hints, latest)
    if published.day is None:
        written = (one.day for one in days_but_deadlines(text[:2000], language, hints.country))
        days = [day for day in written if OLDEST <= day <= latest]
        published = Published(days[0].isoformat(), "text", 0.6) if days else UNDATED
    if published.day is None and created is not None and created <= latest and created.year > 2013:
        published = Published(created.isoformat(), "metadata", 0.5)
    return PageContent(title, text, language, published)


def _style_title(paragraph: Paragraph) -> str:
    name = (paragraph.style.name or "") if paragraph.style is not None else ""
    return clean_line(paragraph.text) if name in {"Title", "Heading 1", "表題", "見出し 1"} else ""


def _line(block: Any) -> str:
    if isinstance(block, Table):
        return "\n".join(
            " | ".join(dict.fromkeys(clean_line(cell.text) for cell in row.cells)) for row in block.rows
        )
    return str(block.text)
