"""A PDF -> its text in reading order, its title, and how much of it is text at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pypdfium2

from crawlers.document import Hints
from crawlers.extract.cleaning import clean_line, clean_text
from crawlers.extract.dates import find_days
from crawlers.extract.deadline import days_but_deadlines
from crawlers.extract.garbled import is_garbled
from crawlers.extract.html import NoContent, PageContent
from crawlers.extract.language import detect_language
from crawlers.extract.ocr import Ocr, OcrError, read_scans
from crawlers.extract.pdf_layout import page_text
from crawlers.extract.pdf_size import TOO_LARGE_BYTES, is_bomb
from crawlers.extract.published import UNDATED, Published, from_hint, from_url, latest_day
from crawlers.extract.titles import letters

MOST_PAGES = 600
_ENOUGH = 20  # characters that make a page one with text
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010\ufffe\x02]\r?\n\s*(?=[a-zà-ÿß-ž])")
_BAD_TITLE = re.compile(
    r"^(untitled|document\d*|microsoft word|slide \d|powerpoint|\S+\.(docx?|pdf|indd|pptx?|qxd|xlsx?|"
    r"tex|jtd|jtdc)$|\d+$|title|無題|文書\s?\d+|.*_final\b)|[\\/]\w+\.\w{3,4}$",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"^\W*(?:page|seite|p\.|第)?\s*\d{1,4}\s*(?:(?:/|of|von|de|sur|／)\s*\d{1,4}|頁|ページ)?\W*$",
    re.IGNORECASE,
)
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
_SENTENCE_END = re.compile(r"[.!?:;。！？：；」』）)”\"]\s*$")


def read_pdf(
    body: bytes,
    url: str,
    *,
    fetched_utc: str,
    hints: Hints,
    most_pages: int = MOST_PAGES,
    ocr: Ocr | None = None,
) -> PageContent | NoContent:
    """Title, text, language and day of a PDF; encrypted, damaged, scanned and huge ones give their reason.

    Pages beyond `most_pages` are left unread. `text_share` is the share of the read pages that have text of
    their own: 0 for a scan that `ocr` made readable.
    """
    if is_bomb(body):  # before pdfium, which ends its process where it runs out of memory
        return NoContent("too_large", f"a PDF that unpacks to more than {TOO_LARGE_BYTES} bytes")
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        encrypted = "password" in str(error).lower() or "security" in str(error).lower()
        return NoContent("encrypted" if encrypted else "undecodable", clean_line(str(error)))
    try:
        pages = list(_page_texts(document, most_pages))
        with_text = sum(len(page.strip()) >= _ENOUGH and not is_garbled(page) for page in pages)
        scans = read_scans(document, ocr) if ocr is not None and pages and not with_text else []
        metadata = _metadata(document)
        heading = _largest_line(document)
    except pypdfium2.PdfiumError as error:
        return NoContent("undecodable", clean_line(str(error)))
    except OcrError as error:
        return NoContent("no_text_layer", clean_line(str(error), 300))
    finally:
        document.close()
    if not pages:
        return NoContent("empty", "a PDF without pages")
    if not with_text and not any(len(scan.strip()) >= _ENOUGH for scan in scans):
        garbled = any(len(page.strip()) >= _ENOUGH for page in pages)
        what = "characters that stand for nothing" if garbled else "none with text"
        return NoContent("no_text_layer", f"{len(pages)} pages, {what}")
    share = round(with_text / len(pages), 3)
    if scans:
        pages, heading = scans, ""
    text = clean_text("\n\n".join(_joined_lines(page) for page in _without_running_heads(pages)))
    title = _title(metadata.get("Title", ""), heading, text, hints.title)
    language = detect_language(f"{title}\n{text}", languages=hints.languages)
    published = _published(metadata, text, language, url=url, fetched_utc=fetched_utc, hints=hints)
    return PageContent(title, text, language, published, text_share=share)


def _page_texts(document: Any, most_pages: int) -> Iterator[str]:
    for number in range(min(len(document), most_pages)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            yield ""
            continue
        text_page = page.get_textpage()
        try:
            yield page_text(text_page, page.get_width())
        finally:
            text_page.close()
            page.close()


def _metadata(document: Any) -> dict[str, str]:
    try:
        return {
            key: clean_line(value)
            for key, value in document.get_metadata_dict().items()
            if isinstance(value, str)
        }
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return {}


def _without_running_heads(pages: list[str]) -> list[str]:
    """The pages without the first and last lines that most of them repeat, and without page numbers."""
    split = [
        [line.strip() for line in page.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        for page in pages
    ]
    counts: dict[str, int] = {}
    for lines in split:
        filled = [line for line in lines if line]
        for line in {_head_key(line) for line in filled[:2] + filled[-2:]}:
            counts[line] = counts.get(line, 0) + 1
    repeated = {line for line, count in counts.items() if count >= 4 and count * 2 > len(pages)}
    kept = []
    for lines in split:
        last = len(lines)
        kept.append(
            "\n".join(
                line
                for number, line in enumerate(lines)
                if not (
                    (number < 3 or number >= last - 3)
                    and (_PAGE_NUMBER.match(line) or _head_key(line) in repeated)
                )
            )
        )
    return kept


def _head_key(line: str) -> str:
    """The line, its figures made alike where it is short: what running heads are compared by."""
    return re.sub(r"\d+", "#", line) if len(line) < 50 else line


def _joined_lines(page: str) -> str:
    """The page's lines joined to paragraphs: a hyphen at a line's end goes, a short line or a sentence's
    end stays.
    """
    lines = [line.strip() for line in _HYPHEN.sub("", page).split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return ""
    full = lengths[int(len(lengths) * 0.8)] * 0.72
    out: list[str] = []
    open_line = False
    for line in lines:
        if not line:
            open_line = False
            out.append("")
            continue
        if open_line and out:
            glue = "" if _EAST_ASIAN.match(out[-1][-1]) and _EAST_ASIAN.match(line[0]) else " "
            out[-1] += glue + line
        else:
            out.append(line)
        open_line = len(line) >= full and not _SENTENCE_END.search(line)
    return "\n".join(out)


def _largest_line(document: Any) -> str:
    """The lines of the first page in its largest letters, joined; empty where the page has no text."""
    page = document[0]
    text_page = page.get_textpage()
    try:
        boxes: list[tuple[float, float, str]] = []
        for number in range(min(text_page.count_rects(), 80)):
            left, bottom, right, top = text_page.get_rect(number)
            text = clean_line(text_page.get_text_bounded(left, bottom, right, top))
            if len(text) > 1:
                boxes.append((round(top - bottom, 1), top, text))
    finally:
        text_page.close()
        page.close()
    if not boxes:
        return ""
    largest = (
        max(size for size, _, text in boxes if len(text) > 3)
        if any(len(text) > 3 for _, _, text in boxes)
        else 0.0
    )
    chosen = [text for size, _, text in boxes if size >= largest * 0.9]
    return clean_line(" ".join(chosen), 300)


def _is_spoken_of(title: str, beginning: str) -> bool:
    """True where half of the title's words, or the title itself, stand at the beginning of the text."""
    words = re.findall(r"[^\W\d_]{4,}", title.casefold())
    known = sum(word in beginning.casefold() for word in words)
    return known * 2 >= len(words) if words else letters(title) in letters(beginning)


def _title(metadata_title: str, heading: str, text: str, hint: str) -> str:
    named = metadata_title.split(" | ", maxsplit=1)[0]
    if 4 < len(named) < 250 and not _BAD_TITLE.search(named) and _is_spoken_of(named, text[:3000]):
        return named
    if hint:
        return clean_line(hint)
    if 4 < len(heading) < 250:
        return heading
    lines = [line for line in text.split("\n") if len(line) > 4]
    return clean_line(lines[0], 200) if lines else ""


def _published(
    metadata: dict[str, str], text: str, language: str, *, url: str, fetched_utc: str, hints: Hints
) -> Published:
    latest = latest_day(fetched_utc)
    if (hinted := from_hint(hints, latest)).day:
        return hinted
    for written in days_but_deadlines(text[:3000], language, hints.country):
        if written.day <= latest:
            return Published(written.day.isoformat(), "text", 0.6)
    if (addressed := from_url(url, latest)).day:
        return addressed
    created = re.match(r"D:(\d{4})(\d\d)(\d\d)", metadata.get("CreationDate", ""))
    if created:
        for written in find_days("-".join(created.groups())):
            if written.day <= latest:
                return Published(written.day.isoformat(), "metadata", 0.5)
    return UNDATED
