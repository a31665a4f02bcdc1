"""Mail: a digest or an alert as one message to one recipient; the same input gives the same bytes.

The same bytes, Message-ID included, are what makes a mail that must be sent again (nobody knows whether the
first one arrived) a copy that mail systems can tell and drop; see docs/delivery.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import css_inline
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from reports.chart_png import draw_png
from reports.errors import MailError
from reports.links import clean, is_web
from reports.render import digest_css, render, render_body
from reports.words import words_of

_TEMPLATE = Path(__file__).parent / "templates" / "mail.html"
CRLF = "\r\n"
_FRAMED = (  # a fragment of HTML, as digests stand in theirs
    '<table class="digest" lang="{}" role="presentation" cellpadding="0" cellspacing="0" align="center">'
    '<tr><td class="rule">&nbsp;</td></tr><tr><td class="frame">{}</td></tr></table>'
)
PICTURES = ("trends", "network")
_PICTURE_WIDTH = 740  # of the frame's inside; Outlook heeds the attribute only
_ID_SIGNS = re.compile(r"[^a-z0-9-]+")
_LABEL = 63  # characters of a label, as of a host's name


@dataclass(frozen=True, slots=True)
class MailIdentity:
    """Who sends: the same for every mail of an office."""

    sender: str  # an address
    sender_name: str = ""
    reply_to: str = ""
    list_domain: str = ""  # of List-Id and Message-ID; empty: the sender's
    public_url: str = ""  # of the office's pages, https; empty: no links to them
    max_bytes: int = 2_000_000

    @property
    def domain(self) -> str:
        """The domain of List-Id and Message-ID."""
        return self.list_domain or self.sender.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class MailParts:
    """What a mail says."""

    subject: str
    text: str
    html: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # PNG by the name that html shows them under


@dataclass(frozen=True, slots=True)
class MailHead:
    """What a mail is, and for whom."""

    key: str  # of the outbox; Message-ID and boundary are made of it
    address: str
    name: str
    language: str
    queued_utc: str
    list_name: str  # as it is shown
    list_id: str  # edition or alert
    unsubscribe_token: str = ""


def message_id(key: str, domain: str) -> str:
    """The Message-ID of an outbox key: however often the mail is tried, the same."""
    return f"<{sha256(f'{domain} {key}'.encode()).hexdigest()[:32]}@{domain}>"


def unsubscribe_url(public_url: str, token: str, language: str = "ja") -> str:
    """The address that unsubscribes; empty where the office has no pages that can be reached."""
    if not (public_url and token):
        return ""
    return f"{public_url.rstrip('/')}/unsubscribe?token={quote(token)}" + (
        "&lang=en" if language == "en" else ""
    )


def digest_parts(
    body: Mapping[str, Any],
    stories: Collection[str],
    *,
    form: str,
    identity: MailIdentity,
    unsubscribe: str = "",
    notes: Sequence[str] = (),
    elsewhere: str = "",
    pictures: Mapping[str, bytes] | None = None,
) -> MailParts:
    """The mail of a stored digest with those of its entries that this recipient gets here.

    `stories`: of the entries to show; the others went to the recipient in another edition, and
    `elsewhere` says so. `notes`: lines above all else, e.g. that the mail is late. `form`: html or text.
    `pictures`: PNG by the name of a chart; the tables below them say the same.
    """
    language = str(body["language"])
    shown = [entry for entry in body["entries"] if entry["story"] in stories]
    page = (
        f"{identity.public_url.rstrip('/')}/digests/{quote(str(body['id']))}" if identity.public_url else ""
    )
    changed = {
        **body,
        "entries": shown,
        "page_url": page or body.get("page_url", ""),
        "document_url": f"{identity.public_url.rstrip('/')}/documents/{{id}}"
        if identity.public_url
        else body.get("document_url", ""),
        "elsewhere": bool(elsewhere and not shown),  # "nothing was found" would be false
    }
    lines = [*notes, *([elsewhere] if elsewhere else [])]
    values = {
        "language": language,
        "title": f"{body['title']} {body['week']}",
        "notes": lines,
        "preview": preview_of(shown),
        "page": page,
        "unsubscribe": unsubscribe,
        "w": words_of(language).name,
    }
    shown_pictures = dict(pictures or {}) if form == "html" else {}
    charts = {name: _picture(name, language) for name in shown_pictures}
    text, page_body = render(changed, "txt"), render_body(changed, charts)
    foot = _text_foot(values)
    head = "".join(f"*** {clean(line)} ***\n" for line in lines)
    return MailParts(
        subject=subject_of(changed),
        text=f"{head}{chr(10) if head else ''}{text}{foot}",
        html=_whole_page(page_body, values) if form == "html" else "",
        pictures=shown_pictures,
    )


def digest_pictures(body: Mapping[str, Any]) -> dict[str, bytes]:
    """The charts of a digest as a mail shows them; the heat map stays a table, which needs no picture."""
    return {name: data for name, data in draw_png(body).files.items() if name in PICTURES}


def _picture(name: str, language: str) -> Markup:
    """An image that is part of the mail, so that nothing is fetched."""
    told = words_of(language).name("charts", name)
    return Markup('<img src="cid:{}" width="{}" alt="{}" style="{}">').format(
        _content_id(name), _PICTURE_WIDTH, told, "display: block; width: 100%; max-width: 740px; border: 0;"
    )


def _content_id(name: str) -> str:
    return f"{name}.chart@stdiplo-scan"


def subject_of(body: Mapping[str, Any]) -> str:
    """The subject: title, week, and the first headline."""
    first = next((clean(entry["headline"]) for entry in body["entries"]), "")
    head = f"{clean(body['title'])} {body['week']}"
    return f"{head}｜{first}" if first and body["language"] == "ja" else f"{head}: {first}" if first else head


def preview_of(entries: Sequence[Mapping[str, Any]]) -> str:
    """The line that mail programs show beside the subject: the headlines after the first."""
    return " / ".join(clean(entry["headline"]) for entry in entries[1:4])


def build_message(parts: MailParts, head: MailHead, identity: MailIdentity) -> bytes:
    """The whole message, lines ended by CRLF, at most `identity.max_bytes`.

    A mail that is too long loses its HTML and says so. Raises MailError where even its text is too long,
    or a header cannot be written.
    """
    message = _message(parts, head, identity)
    if len(message) <= identity.max_bytes:
        return message
    words = words_of(head.language)
    note = words.name("mail", "too_long").format(len(message) // 1000, identity.max_bytes // 1000)
    message = _message(MailParts(parts.subject, f"*** {note} ***\n\n{parts.text}"), head, identity)
    if len(message) > identity.max_bytes:
        raise MailError(
            f"mail {head.key}",
            f"{len(message)} bytes",
            f"at most mail.max_bytes, {identity.max_bytes}",
            "raise it, or lower digest.max_entries",
        )
    return message


def _message(parts: MailParts, head: MailHead, identity: MailIdentity) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(identity.sender, identity.sender_name)
    mail["To"] = _address(head.address, head.name)
    if identity.reply_to:
        mail["Reply-To"] = _address(identity.reply_to, "")
    mail["Subject"] = clean(parts.subject)
    mail["Date"] = datetime.fromisoformat(head.queued_utc).astimezone(UTC)
    mail["Message-ID"] = message_id(head.key, identity.domain)
    label = list_label(head.list_id)
    link = unsubscribe_url(identity.public_url, head.unsubscribe_token, head.language)
    ways = [f"<{link}>"] if link else []
    if identity.reply_to:
        ways.append(f"<mailto:{identity.reply_to}?subject=unsubscribe%20{label}>")
    if link.startswith("https://"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"  # Exchange: no absence notices to the sender
    mail.set_content(parts.text, charset="utf-8", cte="base64")
    if parts.html:
        mail.add_alternative(parts.html, subtype="html", charset="utf-8", cte="base64")
        _add_pictures(mail, parts.pictures)
        for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
            part.set_boundary("=_" + sha256(f"boundary {number} {head.key}".encode()).hexdigest()[:40])
    mail["Content-Language"] = head.language  # last: setting the content drops what describes it
    # RFC 2369, 2919: addresses and names of lists stand as they are; the library would encode a long one.
    before = f"List-Id: {_phrase(head.list_name)}{CRLF} <{label}.{identity.domain}>{CRLF}"
    before += f"List-Unsubscribe: {(',' + CRLF + ' ').join(ways)}{CRLF}" if ways else ""
    return before.encode("ascii") + mail.as_bytes()


def list_label(list_id: str) -> str:
    """A list's own part of its List-Id: the same for every mail, another for every list (RFC 2919).

    Signs that cannot stand there are left out; where two lists could then be one, a digest tells them apart.
    """
    label = _ID_SIGNS.sub("-", list_id.lower()).strip("-")
    whole = list_id.replace(":", "-", 1) if ":" in list_id else list_id.lower()
    if label == whole and len(label) <= _LABEL:
        return label
    return f"{label[: _LABEL - 13] or 'list'}-{sha256(list_id.encode()).hexdigest()[:12]}"


def _phrase(name: str) -> str:
    """A name as it stands before an address in a header: quoted, or encoded where it is not ASCII."""
    said = clean(name)
    if said.isascii():
        return '"{}"'.format(said.replace("\\", "\\\\").replace('"', '\\"'))
    return Header(said, "utf-8", header_name="List-Id").encode(linesep=CRLF)


def _add_pictures(mail: EmailMessage, pictures: Mapping[str, bytes]) -> None:
    page = mail.get_body(("html",))
    for name, data in sorted(pictures.items()):
        if isinstance(page, EmailMessage):
            page.add_related(
                data,
                "image",
                "png",
                cid=f"<{_content_id(name)}>",
                filename=f"{name}.png",
                disposition="inline",
            )


def _address(address: str, name: str) -> Address:
    try:
        local, _, domain = address.rpartition("@")
        return Address(clean(name), local, domain)
    except (ValueError, IndexError) as error:
        raise MailError("mail address", address, "one like name@office.example") from error


def late_note(due_utc: str, queued_utc: str, zone: str, language: str) -> str:
    """A line that says since when the mail was due, where it was queued a day or more later; else empty."""
    due, queued = datetime.fromisoformat(due_utc), datetime.fromisoformat(queued_utc)
    if (queued - due).days < 1:
        return ""
    local = due.astimezone(ZoneInfo(zone))
    return words_of(language).name("mail", "late").format(f"{local:%Y/%m/%d %H:%M}")


def alert_parts(parts: Mapping[str, str], subject: str, language: str, unsubscribe: str) -> MailParts:
    """The mail of another kind, its ready text and HTML fragment followed by the same foot."""
    values = {
        "language": language,
        "title": subject,
        "notes": [],
        "preview": "",
        "page": "",
        "unsubscribe": unsubscribe,
        "w": words_of(language).name,
    }
    inner = _FRAMED.format(language, parts["html"]) if parts.get("html") else ""
    html = _whole_page(inner, values) if inner else ""
    return MailParts(subject, parts["text"].rstrip("\n") + "\n" + _text_foot(values), html)


def _whole_page(inner: str, values: Mapping[str, Any]) -> str:
    page = _template().render({**values, "body": inner})
    inliner = css_inline.CSSInliner(
        load_remote_stylesheets=False, extra_css=digest_css(), keep_style_tags=True
    )
    return str(inliner.inline(page)) + "\n"


def _text_foot(values: Mapping[str, Any]) -> str:
    w = values["w"]
    lines = [f"{w('mail', 'on_page')}: {values['page']}"] if values["page"] else []
    if values["unsubscribe"]:
        lines.append(f"{w('mail', 'unsubscribe')}: {values['unsubscribe']}")
    return "".join(["\n-- \n", *(f"{line}\n" for line in lines)]) if lines else ""


@lru_cache(maxsize=1)
def _template() -> Any:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["is_web"] = is_web
    return environment.from_string(_TEMPLATE.read_text("utf-8"))


def escaped(text: str) -> str:
    """A text for an HTML fragment in `parts`."""
    return escape(clean(text))
