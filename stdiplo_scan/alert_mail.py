"""What a run of a saved search says: lines for a person, and a mail in the outbox for its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from index.alerts import Alert, AlertItem, AlertRun, Alerts
from index.outbox import NewMail, Outbox
from index.records import StoredDocument
from index.subscribers import EVERYTHING, Subscriber, SubscriberError, Subscribers
from reports.words import words_of
from stdiplo_scan.web.show import host, plain, safe_url
from stdiplo_scan.wiring import Office

SCOPE = "alert:"  # before an alert's name: what its mail's reader may leave
_READ, _SAID = 600, 180  # characters of a passage that are looked at, and that are told
_NOTES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One story of a run as it is told."""

    title: str
    url: str
    source: str
    published: str
    language: str
    said: str  # the beginning of the passage that was found, as it is written
    notes: str  # of its words and their English, where it is in another language than the reader's
    why: str


def run_address(office: Office, run: AlertRun, language: str = "ja") -> str:
    """The page that shows exactly what a run told, in the reader's language."""
    web = office.settings.web
    pages = office.settings.mail.public_url.rstrip("/") or f"http://{web.host}:{web.port}"
    return f"{pages}/alerts/{quote(run.alert, safe='')}/{run.number}" + (
        "?lang=en" if language == "en" else ""
    )


def search_name(name: str, language: str) -> str:
    """A saved search as it is named to a reader."""
    return f"保存検索「{name}」" if language == "ja" else f"Saved search “{name}”"


def headline(alert: Alert, run: AlertRun, language: str, *, whole: bool = False) -> str:
    """How many stories, and how many of them are listed; `whole`: all are."""
    count = len(run.items)
    shown = count if whole else min(count, alert.cap)
    named = search_name(alert.name, language)
    if language == "ja":
        return f"{named}: 新着 {count} 件" + (f"(上位 {shown} 件を表示)" if shown < count else "")
    return f"{named}: {count} new" + (f" (the best {shown} are shown)" if shown < count else "")


def lines_of(office: Office, items: Sequence[AlertItem], language: str) -> list[Line]:
    """The stories as they are told; documents that were removed meanwhile are left out."""
    held = office.store.documents_by_id([item.document_id for item in items])
    return [
        _line(office, held[item.document_id], item, language) for item in items if item.document_id in held
    ]


def _line(office: Office, stored: StoredDocument, item: AlertItem, language: str) -> Line:
    document = stored.document
    undated = "日付不明" if language == "ja" else "undated"
    title = " ".join(plain(document.title).split())
    passage = plain(document.content[item.start : item.start + len(document.title) + _READ])
    said = " ".join(passage.removeprefix(document.title).split())
    url = document.url if safe_url(document.url) else ""
    said = said if len(said) <= _SAID else said[:_SAID].rstrip() + "…"
    noted = [] if document.language == language else office.glossary.notes(said, document.language)[:_NOTES]
    source = (stored.target_name_ja if language == "ja" else stored.target_name) or stored.target_name
    return Line(
        title=title or document.url,
        url=url,
        source=source or (host(url) if url else ""),
        published=document.published or undated,
        language=words_of("en" if language == "en" else "ja").name("languages", document.language),
        said=said,
        notes=" / ".join(f"{written} {english}" for written, english in noted),
        why=item.why.get(language, ""),
    )


def has_left(subscriber: Subscriber, name: str) -> bool:
    """Whether a reader wants no mail of a saved search of this name, or none at all."""
    return bool({SCOPE + name, EVERYTHING} & set(subscriber.left))


def queue_mail(office: Office, alert: Alert, run: AlertRun, *, now_utc: str) -> str:
    """The run is in the outbox, once, for the subscriber of the alert's address; says why where it is not.

    Asked again for the same run it changes nothing. A reader who unsubscribed ends the alert.
    """
    if not alert.address:
        return ""
    try:
        subscriber = Subscribers(office.store).get(alert.address)
    except SubscriberError as error:
        return str(error)
    scope = SCOPE + alert.name
    if has_left(subscriber, alert.name):
        Alerts(office.store).change(alert.name, state="unsubscribed")
        return f"alerts: {alert.address} unsubscribed from {alert.name!r}; it is off"
    language = subscriber.language
    lines = lines_of(office, run.items[: alert.cap], language)
    subject, address = headline(alert, run, language), run_address(office, run, language)
    Outbox(office.store).queue(
        NewMail(
            key=f"{scope}:{run.number}:{subscriber.id}",
            kind="alert",
            subscriber_id=subscriber.id,
            address=subscriber.address,
            language=language,
            scope=scope,
            items=tuple(item.story_id for item in run.items),
            subject=subject,
            parts={
                "text": text_of(subject, lines, address, language),
                "html": html_of(subject, lines, address, language),
            },
            due_utc=now_utc,
            now_utc=now_utc,
        )
    )
    return ""


def told_below(line: Line, language: str) -> list[str]:
    """What stands below a title."""
    noted = "語注(機械): " if language == "ja" else "Word notes (by machine): "
    quoted = f"「{line.said}」" if language == "ja" else f"“{line.said}”"
    return [
        " · ".join(filter(None, (line.published, line.language, line.source))),
        *([quoted] if line.said else []),
        *([noted + line.notes] if line.notes else []),
        line.why,
    ]


def text_of(subject: str, lines: Sequence[Line], address: str, language: str = "ja") -> str:
    """The run as plain text."""
    told = ["\n  ".join([f"・{one.title}", *told_below(one, language), one.url]) for one in lines]
    return "\n".join([subject, "", *told, "", address, ""])


def html_of(subject: str, lines: Sequence[Line], address: str, language: str = "ja") -> str:
    """The run as HTML; whatever came from the web is escaped."""
    told = [
        Markup("<li><p>{}<br><small>{}</small></p></li>").format(
            Markup('<a href="{}" rel="noreferrer">{}</a>').format(one.url, one.title)
            if one.url
            else one.title,
            Markup("<br>").join(told_below(one, language)),
        )
        for one in lines
    ]
    return str(
        Markup('<h1>{}</h1><ol>{}</ol><p><a href="{}">{}</a></p>').format(
            subject, Markup("").join(told), address, address
        )
    )
