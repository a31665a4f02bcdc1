"""An OpenDocument text (odt) -> its text, title and day, read from its XML alone."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from crawlers.document import Hints
from crawlers.extract.cleaning import clean_line, clean_text
from crawlers.extract.dates import read_day
from crawlers.extract.html import NoContent, PageContent
from crawlers.extract.office import office_content

MIME = "application/vnd.oasis.opendocument.text"
MOST_XML_BYTES = 50_000_000  # of one part when unpacked; a file that says or holds more is a bomb
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_NOT_TEXT = frozenset(
    (_TEXT + "tracked-changes", _TEXT + "note-citation", _OFFICE + "annotation", _TEXT + "sequence-decls")
)
_MOST_REPEATED = 100  # blanks that one element may stand for


def read_odt(body: bytes, *, fetched_utc: str, hints: Hints) -> PageContent | NoContent:
    """Title, text (tables as lines with bars), language and day of an OpenDocument text.

    Entities and document types are refused, never expanded.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()) or _is_encrypted(archive):
                return NoContent("encrypted", "an encrypted OpenDocument file")
            content = _tree(archive, "content.xml")
            meta = _tree(archive, "meta.xml") if "meta.xml" in archive.namelist() else None
    except _TooLarge:
        return NoContent("too_large", f"more than {MOST_XML_BYTES} bytes when unpacked")
    except (zipfile.BadZipFile, zlib.error, etree.LxmlError, KeyError, ValueError, OSError, RuntimeError,
            NotImplementedError, EOFError) as error:  # fmt: skip
        return NoContent("undecodable", clean_line(f"{type(error).__name__}: {error}", 200))
    root = content.find(f".//{_OFFICE}text")
    if root is None:
        return NoContent("undecodable", "an OpenDocument file without a text")
    lines = list(_lines(root))
    text = clean_text("\n".join(line for _, line in lines))
    heading = next((clean_line(line) for is_title, line in lines[:40] if is_title and line.strip()), "")
    return office_content(
        text,
        heading=heading,
        named=clean_line(_value(meta, _DC + "title")),
        created=read_day(_value(meta, _META + "creation-date")),
        fetched_utc=fetched_utc,
        hints=hints,
    )


class _TooLarge(Exception):
    """A part of the archive is larger than a document's may be."""


def _is_encrypted(archive: zipfile.ZipFile) -> bool:
    try:
        manifest = _bytes(archive, "META-INF/manifest.xml")
    except KeyError:
        return False
    return b"encryption-data" in manifest


def _bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        found = file.read(MOST_XML_BYTES + 1)
    if len(found) > MOST_XML_BYTES:
        raise _TooLarge
    return found


def _tree(archive: zipfile.ZipFile, name: str) -> etree._Element:
    body = _bytes(archive, name)
    if re.search(rb"<!(DOCTYPE|ENTITY)", body[:4096], re.IGNORECASE):
        raise ValueError(f"{name} declares a document type")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    tree = etree.fromstring(body, parser=parser)
    if tree is None:
        raise ValueError(f"{name} holds no element")
    return tree


def _value(meta: etree._Element | None, name: str) -> str:
    return (meta.findtext(f".//{name}") or "") if meta is not None else ""


def _lines(root: etree._Element) -> Iterator[tuple[bool, str]]:
    """The paragraphs and the rows of tables in order; whether each is a title or a heading of level 1."""
    pending = [root]
    while pending:
        element = pending.pop()
        if element.tag in _NOT_TEXT:
            continue
        if element.tag == _TABLE + "table-row":
            cells = [
                clean_line(" ".join(_inner(cell))) for cell in element if cell.tag == _TABLE + "table-cell"
            ]
            yield False, " | ".join(cells).strip(" |")
        elif element.tag == _TEXT + "h":
            yield element.get(_TEXT + "outline-level") in {None, "1"}, "".join(_inner(element))
        elif element.tag == _TEXT + "p":
            yield (
                (element.get(_TEXT + "style-name") or "") in {"Title", "標題", "表題"},
                "".join(_inner(element)),
            )
        else:
            pending.extend(reversed(element))


def _inner(element: etree._Element) -> Iterator[str]:
    """The text inside an element: blanks, tabs and line ends as OpenDocument writes them."""
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if node.tag == _TEXT + "s":
                count = node.get(_TEXT + "c") or "1"
                yield " " * min(_MOST_REPEATED, int(count) if count.isdigit() else 1)
            elif node.tag == _TEXT + "tab":
                yield "\t"
            elif node.tag == _TEXT + "line-break":
                yield "\n"
            if node.tag not in _NOT_TEXT:
                yield node.text or ""
        elif node is not element:
            yield node.tail or ""
            if node.tag == _TEXT + "p":
                yield " "
