"""One page or file as bytes -> Document, or Skipped with the reason."""

from __future__ import annotations

from dataclasses import replace

from crawlers.canonical import canonical_url, page_address
from crawlers.document import Document, RawPage, Skipped, SkipReason, document_id
from crawlers.extract.cleaning import clean_line, clean_text
from crawlers.extract.deadline import days_but_deadlines
from crawlers.extract.encoding import decode_page
from crawlers.extract.html import NoContent, PageContent, read_html
from crawlers.extract.kind import document_kind
from crawlers.extract.language import detect_language
from crawlers.extract.mail import read_mail
from crawlers.extract.ocr import Ocr
from crawlers.extract.pdf import read_pdf
from crawlers.extract.published import UNDATED, Published, from_hint, from_url, latest_day
from crawlers.extract.sniff import Format, sniff_format, unpacked
from crawlers.extract.variants import header_canonical
from crawlers.publisher_country import country_of_url

MOST_BYTES = 60_000_000
MOST_HTML_BYTES = 12_000_000
FIRST_SEEN_CONFIDENCE = 0.4  # the day since when a listing had it: late by a crawl at the most, early never
_MIME: dict[Format, str] = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "eml": "message/rfc822",
    "text": "text/plain",
}


def extract_page(page: RawPage, *, ocr: Ocr | None = None) -> Document | Skipped:
    """The document that the bytes hold, with its canonical address and id; never raises on bad content.

    The type is read from the bytes. A canonical link counts when it stays on the page's host. A page that
    is no document (an error page, a login, a scan without text...) comes back as Skipped with that reason.
    With `ocr`, scans are read by tesseract.
    """
    try:
        found, mime, url = _read(page, ocr)
    except Exception as error:
        return _skipped(page, "undecodable", f"{type(error).__name__}: {error}")
    if isinstance(found, NoContent):
        day = found.published
        if day.day is None and found.reason != "error_page":
            day = _text_date("", "", page)  # what the feed or the address says holds, whatever bars the text
        skipped = _skipped(page, found.reason, found.detail)
        return replace(skipped, title=clean_line(found.title), published=day.day, published_from=day.source)
    canonical = page_address(page.url, url or found.canonical or header_canonical(page.links))
    own = canonical_url(page.url)
    asked = dict.fromkeys((canonical_url(page.asked_url), own) if page.asked_url else (own,) if own else ())
    linked = dict.fromkeys((*found.translations, *page.hints.translations))
    published = found.published
    if published.day is None and page.hints.first_seen:
        published = Published(page.hints.first_seen, "feed", FIRST_SEEN_CONFIDENCE)
    return Document(
        id=document_id(canonical),
        url=canonical,
        title=clean_line(found.title),
        text=found.text,
        language=found.language,
        published=published.day,
        published_from=published.source,
        published_confidence=published.confidence,
        fetched_utc=page.fetched_utc,
        kind=document_kind(found.title, canonical, found.text, mime, published=found.published.day),
        mime=mime,
        country=page.hints.country or country_of_url(canonical),
        target_id=page.hints.target_id,
        other_urls=tuple(other for other in asked if other != canonical),
        text_share=found.text_share,
        languages=page.hints.languages,
        is_view=own != canonical,
        translations=tuple(pair for pair in linked if pair[1] not in {canonical, *asked}),
    )


def _read(page: RawPage, ocr: Ocr | None) -> tuple[PageContent | NoContent, str, str]:
    if len(page.body) > MOST_BYTES:
        return NoContent("too_large", f"{len(page.body)} bytes; at most {MOST_BYTES}"), "", ""
    body = unpacked(page.body, MOST_BYTES)
    if isinstance(body, str):
        return NoContent(body, f"gzip that is broken or holds more than {MOST_BYTES} bytes"), "", ""
    form = sniff_format(body, page.content_type, page.url)
    mime = _MIME.get(form, "")
    if form == "empty":
        return NoContent("empty", "no bytes"), mime, ""
    if form == "unsupported":
        return NoContent("unsupported", clean_line(f"{page.content_type} {body[:12]!r}")), mime, ""
    if form == "pdf":
        return read_pdf(body, page.url, fetched_utc=page.fetched_utc, hints=page.hints, ocr=ocr), mime, ""
    if form == "docx":
        from crawlers.extract.office import read_docx  # noqa: PLC0415 - heavy: python-docx, for Word files alone

        return read_docx(body, fetched_utc=page.fetched_utc, hints=page.hints), mime, ""
    if form == "odt":
        from crawlers.extract.odt import read_odt  # noqa: PLC0415 - the same

        return read_odt(body, fetched_utc=page.fetched_utc, hints=page.hints), mime, ""
    if form == "eml":
        return read_mail(body, page.url, fetched_utc=page.fetched_utc, hints=page.hints), mime, ""
    if len(body) > MOST_HTML_BYTES:
        return NoContent("too_large", f"{len(body)} bytes of text; at most {MOST_HTML_BYTES}"), mime, ""
    markup = decode_page(body, page.content_type).text
    if form == "html":
        return (
            read_html(markup, page.url, status=page.status, fetched_utc=page.fetched_utc, hints=page.hints),
            mime,
            "",
        )
    return _read_text(markup, page), mime, ""


def _read_text(raw: str, page: RawPage) -> PageContent | NoContent:
    """A plain text: its first line is the title where it is short and stands alone."""
    text = clean_text(raw)
    if not text:
        return NoContent("empty", "no text")
    if page.status >= 400:
        return NoContent("error_page", f"status {page.status}")
    lost = text.count("\ufffd")
    if lost > len(text) // 10:
        return NoContent("undecodable", f"{lost} of {len(text)} characters are not text")
    first, _, rest = text.partition("\n")
    title = clean_line(page.hints.title)
    if not title and rest.strip() and len(first) <= 200:
        title, text = clean_line(first), rest.strip()
    language = detect_language(f"{title}\n{text}", languages=page.hints.languages)
    return PageContent(title, text, language, _text_date(text, language, page))


def _text_date(text: str, language: str, page: RawPage) -> Published:
    latest = latest_day(page.fetched_utc)
    if (hinted := from_hint(page.hints, latest)).day:
        return hinted
    for written in days_but_deadlines(text[:1500], language, page.hints.country):
        if written.day <= latest:
            return Published(written.day.isoformat(), "text", 0.5)
    addressed = from_url(page.url, latest)
    return addressed if addressed.day else UNDATED


def _skipped(page: RawPage, reason: SkipReason, detail: str) -> Skipped:
    return Skipped(page.url, reason, clean_line(detail, 300), page.hints.target_id, page.fetched_utc)
