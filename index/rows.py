"""Records as database rows and back; strings are made storable on the way in, lengths never change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from sqlalchemy import Row

from crawlers.document import Document, Kind, PublishedFrom
from nlp.tags import (
    Amount,
    Japan,
    Modality,
    Polarity,
    Range,
    Role,
    Signal,
    SignalType,
    Stage,
    Status,
    Tag,
    TagKind,
)

AnyRow = Row[*tuple[Any, ...]]
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with NUL and lone surrogates, which no database takes, as U+FFFD; ranges stay valid."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable_document(document: Document) -> Document:
    """The document with storable title, text, id and URLs, and no date where its date is none.

    Most documents are returned as they are.
    """
    whole = "".join((document.id, document.url, document.title, document.text, *document.other_urls))
    dated = document.published is None or _is_day(document.published)
    if dated and not _UNSTORABLE.search(whole):
        return document
    return Document(
        id=storable(document.id),
        url=storable(document.url),
        title=storable(document.title),
        text=storable(document.text),
        language=document.language,
        published=document.published if dated else None,
        published_from=document.published_from if dated else "unknown",
        published_confidence=document.published_confidence if dated else 0.0,
        fetched_utc=document.fetched_utc,
        kind=document.kind,
        mime=document.mime,
        country=document.country,
        target_id=document.target_id,
        other_urls=tuple(map(storable, document.other_urls)),
        languages=document.languages,
        translations=tuple((storable(code), storable(url)) for code, url in document.translations),
        text_share=document.text_share,
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def storable_json(value: Any) -> Any:
    """A JSON value with every string storable, at any depth; tuples become lists."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(key)): storable_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(item) for item in value]
    return value


def tag_row(version_pk: int, tag: Tag) -> dict[str, Any]:
    """The row of a tag (tables.TagRow)."""
    return {
        "version_pk": version_pk,
        "kind": tag.kind,
        "value": storable(tag.value),
        "role": tag.role,
        "publisher": tag.publisher,
        "score": float(tag.score),
        "evidence": _ranges(tag.evidence),
        "by": tag.by,
        "status": tag.status,
    }


def tag_of(row: AnyRow) -> Tag:
    """The tag of a row that has the columns of tables.TagRow."""
    return Tag(
        kind=cast("TagKind", row.kind),
        value=row.value,
        score=row.score,
        evidence=_ranges_of(row.evidence),
        role=cast("Role | None", row.role),
        publisher=bool(row.publisher),
        by=row.by,
        status=cast("Status", row.status),
    )


def signal_row(version_pk: int, signal: Signal) -> dict[str, Any]:
    """The row of a signal (tables.SignalRow)."""
    amount = signal.amount
    return {
        "version_pk": version_pk,
        "type": signal.type,
        "stage": signal.stage,
        "polarity": signal.polarity,
        "modality": signal.modality,
        "japan": signal.japan,
        "score": float(signal.score),
        "start": int(signal.evidence[0]),
        "end": int(signal.evidence[1]),
        "parties": storable_json(signal.parties),
        "inferred": storable_json(signal.inferred),
        "organisations": storable_json(signal.organisations),
        "fields": storable_json(signal.fields),
        "instrument": None if signal.instrument is None else storable(signal.instrument),
        "date": signal.date,
        "amount": None
        if amount is None
        else {
            "value": float(amount.value),
            "currency": amount.currency,
            "evidence": [int(place) for place in amount.evidence],
        },
        "by": signal.by,
        "status": signal.status,
        "movement": storable_json(signal.movement),
    }


def signal_of(row: AnyRow) -> Signal:
    """The signal of a row that has the columns of tables.SignalRow."""
    amount = row.amount
    return Signal(
        type=cast("SignalType", row.type),
        stage=cast("Stage | None", row.stage),
        polarity=cast("Polarity", row.polarity),
        modality=cast("Modality", row.modality),
        parties=tuple(row.parties),
        japan=cast("Japan", row.japan),
        score=row.score,
        evidence=(row.start, row.end),
        organisations=tuple(row.organisations),
        instrument=row.instrument,
        fields=tuple(row.fields),
        date=row.date,
        amount=None
        if amount is None
        else Amount(amount["value"], amount["currency"], (amount["evidence"][0], amount["evidence"][1])),
        inferred=tuple(row.inferred),
        by=row.by,
        status=cast("Status", row.status),
        # what was laid aside under a correction by an older version has none
        movement=tuple((start, to) for start, to in getattr(row, "movement", ())),
    )


def document_of(row: AnyRow, other_urls: Iterable[str], languages: Iterable[str] = ()) -> Document:
    """The document of a row that joins tables.DocumentRow and one of its tables.VersionRow.

    `languages`: those that its publisher writes.
    """
    return Document(
        id=row.id,
        url=row.url,
        title=row.title,
        text=row.text,
        language=row.language,
        published=row.published,
        published_from=cast("PublishedFrom", row.published_from),
        published_confidence=row.published_confidence,
        fetched_utc=row.fetched_utc,
        kind=cast("Kind", row.kind),
        mime=row.mime,
        country=row.country,
        target_id=row.target_id,
        other_urls=tuple(other_urls),
        text_share=row.text_share,
        languages=tuple(languages),
    )


def _ranges(evidence: Iterable[Range]) -> list[list[int]]:
    return [[int(start), int(end)] for start, end in evidence]


def _ranges_of(value: list[Any]) -> tuple[Range, ...]:
    return tuple((start, end) for start, end in value)
