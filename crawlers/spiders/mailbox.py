"""Mail as a source: the mails of a folder, and what each holds; read, never marked, moved or changed."""

from __future__ import annotations

import contextlib
import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from lxml import html
from lxml.etree import LxmlError

from crawlers.spiders.listed import plain_title

_READ_TYPES = {
    "application/pdf": "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_ADDRESS = re.compile(r"https?://[^\s<>\"'）」』\]]+")
_MOST_NAME = 250  # characters of a Message-ID; RFC 5322 allows 998 a line, nobody uses them
_MOST_NESTED = 5  # mails forwarded inside mails
_BROKEN = (ValueError, LookupError, AttributeError, TypeError, IndexError, KeyError, RecursionError)


class MailboxError(Exception):
    """A mail folder that cannot be read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a mail: the mail itself, or a PDF or Word file attached to it."""

    url: str  # mid:, RFC 2392
    body: bytes
    content_type: str
    title: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, read."""

    sender: str
    subject: str
    day: str | None  # ISO date as the sender wrote it
    parts: tuple[Part, ...]  # the mail first, then what is attached
    links: tuple[tuple[str, str], ...]  # address and words of each link, in the order of the mail
    left: int = 0  # attachments of kinds that are not read


def raw_mails(path: Path) -> Iterator[bytes]:
    """The mails of a folder of .eml files, of a maildir, of an mbox file, or of one .eml file, one at a time.

    Raises MailboxError where there is nothing that could be read.
    """
    if not path.exists():
        raise MailboxError(
            f"{path}: no such file or folder; wanted a folder of .eml files, a maildir or an mbox"
        )
    try:
        if path.is_file():
            with path.open("rb") as opened:
                is_mbox = opened.read(5) == b"From "
            yield from _mbox(path) if is_mbox else iter((path.read_bytes(),))
            return
        files = [
            file for name in ("cur", "new") for file in sorted((path / name).glob("*")) if file.is_file()
        ]
        files += [] if files else sorted(file for file in path.rglob("*.eml") if file.is_file())
        for file in files:
            yield file.read_bytes()
    except OSError as error:
        raise MailboxError(
            f"{path}: cannot be read ({error}); wanted a mail folder that may be read"
        ) from error


def _mbox(path: Path) -> Iterator[bytes]:
    """Mails of an mbox: a line `From ` behind an empty one begins a mail, `>From ` in a text is quoted."""
    lines: list[bytes] = []
    empty = True
    with path.open("rb") as file:
        for line in file:
            if line.startswith(b"From ") and empty:
                if lines:
                    yield b"".join(lines)
                lines = []
                continue
            lines.append(re.sub(rb"^>(>*From )", rb"\1", line))
            empty = line in {b"\n", b"\r\n"}
    if lines:
        yield b"".join(lines)


def read_mails(raw: bytes) -> Iterator[Mail]:
    """The mail, and every mail forwarded inside it as an attachment; nothing where the bytes are no mail."""
    waiting: list[tuple[EmailMessage, bytes, int]] = []
    try:
        waiting.append((email.message_from_bytes(raw, policy=email.policy.default), raw, 0))
    except _BROKEN:
        return
    while waiting:
        message, body, depth = waiting.pop(0)
        try:
            mail, inner = _read(message, body)
        except _BROKEN:
            yield Mail("", "", None, (Part(_mid(None, body), body, "message/rfc822", ""),), ())
            continue
        yield mail
        for one in inner if depth < _MOST_NESTED else ():
            with contextlib.suppress(*_BROKEN):  # one that is broken stays inside the outer one
                waiting.append((one, one.as_bytes(), depth + 1))


def _read(message: EmailMessage, body: bytes) -> tuple[Mail, list[EmailMessage]]:
    url = _mid(str(message.get("Message-ID", "")).strip(" <>\r\n\t"), body)
    subject = plain_title(str(message.get("Subject", "")))
    parts = [Part(url, body, "message/rfc822", subject)]
    inner: list[EmailMessage] = []
    left = 0
    for part in message.iter_attachments():
        if part.get_content_type() == "message/rfc822":
            found = part.get_content()
            inner += [found] if isinstance(found, EmailMessage) else []
            continue
        attached = _attachment(part, url, subject)
        if attached is not None:
            parts.append(attached)
        else:
            left += part.get_content_disposition() == "attachment"
    sender = str(message.get("From", ""))
    return Mail(
        sender, subject, _day(str(message.get("Date", ""))), tuple(parts), _links(message), left
    ), inner


def _attachment(part: EmailMessage, url: str, subject: str) -> Part | None:
    name = plain_title(part.get_filename() or "")
    kind: str | Literal[""] = part.get_content_type()
    if kind == "application/octet-stream" or kind not in _READ_TYPES:
        ends = name.lower().rsplit(".", 1)[-1]
        by_name = {"pdf": "application/pdf", "docx": list(_READ_TYPES)[1]}
        kind = by_name.get(ends, "")
    payload = part.get_payload(decode=True) if kind else None
    if not isinstance(payload, bytes) or not payload:
        return None
    digest = hashlib.sha256(payload).hexdigest()[:12]
    title = re.sub(r"\.(pdf|docx)$", "", name, flags=re.IGNORECASE).replace("_", " ").strip()
    return Part(f"{url}/{digest}", payload, kind, title or subject)


def _links(message: EmailMessage) -> tuple[tuple[str, str], ...]:
    """Links of the HTML part, else addresses in the plain one; each address once, with its longest words."""
    found: dict[str, str] = {}
    markup, plain = _text(message, "html"), _text(message, "plain")
    if markup.strip():
        try:
            for anchor in html.document_fromstring(markup.encode("utf-8", "replace")).iter("a"):
                address = (anchor.get("href") or "").strip()
                if address.startswith(("http://", "https://")):
                    words = plain_title(str(anchor.text_content()))
                    found[address] = max(found.get(address, ""), words, key=len)
        except (LxmlError, ValueError, AssertionError):
            found = {}
    if not found:
        found = {match[0].rstrip(".,;:!?)"): "" for match in _ADDRESS.finditer(plain)}
    return tuple(found.items())


def _text(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    payload = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _mid(message_id: str | None, body: bytes) -> str:
    """The mail's address (RFC 2392); one without a usable Message-ID gets one of its content."""
    name = message_id if message_id and len(message_id) <= _MOST_NAME else ""
    name = name or f"{hashlib.sha256(body).hexdigest()[:32]}@no-message-id"
    return f"mid:{quote(name, safe='@')}"


def _day(sent: str) -> str | None:
    try:
        day: datetime = parsedate_to_datetime(sent)
    except (ValueError, TypeError, IndexError):
        return None
    return day.date().isoformat() if 1990 <= day.year <= 2100 else None
