"""What a response is, from its bytes; header and name only decide between plain texts."""

from __future__ import annotations

import re
import zlib
from typing import Literal

Format = Literal["html", "pdf", "docx", "odt", "eml", "text", "unsupported", "empty"]

_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|p|article|script|table|h1|span|a|br)\b",
    re.IGNORECASE,
)
_MAIL = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}")
_MAIL_FIELDS = re.compile(
    rb"^(?:from|subject|date|to|message-id|received|mime-version|return-path):", re.IGNORECASE | re.MULTILINE
)
_NOT_TEXT = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x00\x00\x01\x00",
    b"OggS",
    b"ID3",
    b"\x7fELF",
    b"MZ",
    b"BM",
    b"\x1a\x45\xdf\xa3",
)


def unpacked(body: bytes, most_bytes: int) -> bytes | Literal["too_large", "undecodable"]:
    """The bytes inside gzip, or the body itself where it is none; else why they cannot be had."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    reader = zlib.decompressobj(31)
    try:
        plain = reader.decompress(body, most_bytes + 1)
    except zlib.error:
        return "undecodable"
    if len(plain) > most_bytes:
        return "too_large"
    return plain if reader.eof else "undecodable"


def sniff_format(body: bytes, content_type: str = "", url: str = "") -> Format:
    """The format that the first bytes prove; a text without marks is a mail, HTML or plain text by header
    and name.
    """
    head = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    name = url.split("?", 1)[0].split("#", 1)[0].lower().removesuffix(".gz")
    mime = content_type.split(";", 1)[0].strip().lower()
    if not head:
        return "empty" if not body.strip(b"\xef\xbb\xbf \t\r\n\x00") else "unsupported"
    if b"%PDF-" in body[:1100]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        if b"application/vnd.oasis.opendocument.text" in body[:200]:
            return "odt"
        is_word = b"word/" in body[:200_000] or b"word/document.xml" in body[-200_000:]
        return "docx" if is_word else "unsupported"
    if head.startswith(_NOT_TEXT) or (
        mime.startswith(("image/", "audio/", "video/")) and not _HTML.search(head)
    ):
        return "unsupported"
    if (name.endswith(".eml") or mime == "message/rfc822" or _MAIL.match(head)) and len(
        _MAIL_FIELDS.findall(body[:8192])
    ) >= 2:
        return "eml"
    if _HTML.search(head) or _HTML.search(body[:4096].replace(b"\x00", b"")):
        return "html"
    if mime in {"text/html", "application/xhtml+xml"} and b"<" in body:
        return "html"
    if b"\x00" in head and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "unsupported"
    if mime in {"application/json", "text/css", "application/javascript", "text/javascript", "text/csv"}:
        return "unsupported"
    if head.startswith((b"<?xml", b"<rss", b"<feed")):
        return (
            "html"
            if _HTML.search(body[:20_000]) and b"<rss" not in head and b"<feed" not in head
            else "unsupported"
        )
    if b"<" in head and _HTML.search(body[:200_000]):
        return "html"
    return "text"
