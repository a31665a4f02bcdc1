"""What a run of a saved search says: lines for a person, and a mail in the outbox for its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from index.alerts import Alert, AlertItem, AlertRun, Alerts
from index.outbox import NewMail, Outbox
from index.records import StoredDocument
from index.subscribers import EVERYTHING, SubscriberError, Subscribers
from stdiplo_scan.web.show import plain, safe_url
from stdiplo_scan.wiring import Office


@dataclass(frozen=True, slots=True)
class Line:
    """One story of a run as it is told."""

    title: str
    url: str
    source: str
    published: str
    why: str


def run_address(office: Office, run: AlertRun) -> str:
    """The page that shows exactly what a run told."""
    web = office.settings.web
    pages = office.settings.mail.public_url.rstrip("/") or f"http://{web.host}:{web.port}"
    return f"{pages}/alerts/{quote(run.alert, safe='')}/{run.number}"


def headline(alert: Alert, run: AlertRun, language: str, *, whole: bool = False) -> str:
    """How many stories, and how many of them are listed; `whole`: all are."""
    count = len(run.items)
    shown = count if whole else min(count, alert.cap)
    if language == "ja":
        return f"保存検索「{alert.name}」: 新着 {count} 件" + (
            f"(上位 {shown} 件を表示)" if shown < count else ""
        )
    return f"Saved search “{alert.name}”: {count} new" + (
        f" (the best {shown} are shown)" if shown < count else ""
    )


def lines_of(office: Office, items: Sequence[AlertItem], language: str) -> list[Line]:
    """The stories as they are told; documents that were removed meanwhile are left out."""
    held = office.store.documents_by_id([item.document_id for item in items])
    return [
        _line(held[item.document_id], item.why.get(language, ""), language)
        for item in items
        if item.document_id in held
    ]


def _line(stored: StoredDocument, why: str, language: str) -> Line:
    document = stored.document
    undated = "日付不明" if language == "ja" else "undated"
    source = (stored.target_name_ja if language == "ja" else stored.target_name) or stored.target_name
    return Line(
        title=" ".join(plain(document.title).split()) or document.url,
        url=document.url if safe_url(document.url) else "",
        source=source,
        published=document.published or undated,
        why=why,
    )


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
    scope = f"alert:{alert.name}"
    if {scope, EVERYTHING} & set(subscriber.left):
        Alerts(office.store).change(alert.name, state="unsubscribed")
        return f"alerts: {alert.address} unsubscribed from {alert.name!r}; it is off"
    language = subscriber.language
    lines = lines_of(office, run.items[: alert.cap], language)
    subject = headline(alert, run, language)
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
                "text": text_of(subject, lines, run_address(office, run)),
                "html": html_of(subject, lines, run_address(office, run)),
            },
            due_utc=now_utc,
            now_utc=now_utc,
        )
    )
    return ""


def text_of(subject: str, lines: Sequence[Line], address: str) -> str:
    """The run as plain text."""
    told = [f"・{one.title}\n  {one.published} · {one.source}\n  {one.why}\n  {one.url}" for one in lines]
    return "\n".join([subject, "", *told, "", address, ""])


def html_of(subject: str, lines: Sequence[Line], address: str) -> str:
    """The run as HTML; whatever came from the web is escaped."""
    told = [
        Markup("<li><p>{}<br><small>{} · {}<br>{}</small></p></li>").format(
            Markup('<a href="{}" rel="noreferrer">{}</a>').format(one.url, one.title)
            if one.url
            else one.title,
            one.published,
            one.source,
            one.why,
        )
        for one in lines
    ]
    return str(
        Markup('<h1>{}</h1><ol>{}</ol><p><a href="{}">{}</a></p>').format(
            subject, Markup("").join(told), address, address
        )
    )
