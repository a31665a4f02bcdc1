"""A mail (eml) -> its text, subject and day: newsletters and forwarded items as documents."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from crawlers.document import Hints
from crawlers.extract.cleaning import clean_line, clean_text
from crawlers.extract.encoding import decode_page
from crawlers.extract.html import NoContent, PageContent, main_text, visible_text
from crawlers.extract.language import detect_language
from crawlers.extract.published import UNDATED, Published, from_hint, latest_day
from crawlers.extract.titles import PageTitle
from crawlers.extract.tree import parse_html


def read_mail(body: bytes, url: str, *, fetched_utc: str, hints: Hints) -> PageContent | NoContent:
    """Subject, text, language and date of a mail; the plain part, or the HTML part where it says more."""
    try:
        message = email.message_from_bytes(body, policy=email.policy.default)
        subject = clean_line(str(message.get("Subject", "")))
        sent = str(message.get("Date", ""))
        plain, markup = _part(message, "plain"), _part(message, "html")
    except (ValueError, LookupError, AttributeError, TypeError, IndexError, RecursionError) as error:
        return NoContent("undecodable", clean_line(f"{type(error).__name__}: {error}", 200))
    text = clean_text(plain)
    if markup and (page := parse_html(markup, url)) is not None:
        from_markup = main_text(page, PageTitle(subject, None, ""))
        if len(from_markup) < 200:
            from_markup = clean_text(visible_text(page))
        if not text or len(from_markup) > 2 * len(text):
            text = from_markup
    if not text:
        return NoContent("empty", "a mail without text")
    language = detect_language(f"{subject}\n{text}", languages=hints.languages)
    return PageContent(
        subject or clean_line(hints.title), text, language, _published(sent, fetched_utc, hints)
    )


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return decode_page(payload, f"text/{subtype}; charset={part.get_content_charset() or ''}").text


def _published(sent: str, fetched_utc: str, hints: Hints) -> Published:
    latest = latest_day(fetched_utc)
    try:
        day = parsedate_to_datetime(sent).date()
    except (ValueError, TypeError, IndexError):
        return from_hint(hints, latest)
    return Published(day.isoformat(), "metadata", 0.95) if day <= latest and day.year >= 1990 else UNDATED
