"""How cited pages stand now: which version is the newest, and whether the server still gives the page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, delete, select

from crawlers.document import Skipped
from index.dialect import chunks, transaction
from index.mail_tables import AlertItemRow, AlertRunRow
from index.store import Store
from index.tables import DocumentRow, OpeningRow, SkippedRow, UrlRow, VersionRow

LOOK_BACK: Final = 12  # weeks of digests whose pages are looked at again
_GONE: Final = re.compile(r" answered (404|410)\b")  # as crawlers.spiders.fetch says it


@dataclass(frozen=True, slots=True)
class PageState:
    """A document's page as last seen."""

    version: int  # the newest
    fetched_utc: str  # of that version
    target_id: str | None
    gone: str = ""  # 404 or 410 where the page was not there when last asked for
    gone_utc: str = ""


@dataclass(frozen=True, slots=True)
class PageAddresses:
    """Where a document of a target was seen, its own address first."""

    document_id: str
    target_id: str
    urls: tuple[str, ...]
    read_utc: str  # when its text was last read


def is_gone(answer: Skipped) -> bool:
    """Whether a page was left because it is not there any more."""
    return answer.reason == "http_error" and _GONE.search(answer.detail) is not None


def documents_in_use(store: Store, since: str) -> set[str]:
    """Ids of the documents that saved searches told, or readers opened, since a day (YYYY-MM-DD)."""
    told = (
        select(AlertItemRow.document_id)
        .join(
            AlertRunRow, and_(AlertRunRow.alert == AlertItemRow.alert, AlertRunRow.number == AlertItemRow.run)
        )
        .where(AlertRunRow.made_utc >= since)
    )
    opened = select(OpeningRow.document_id).where(OpeningRow.day >= since)
    with store.engine.connect() as connection:
        return {str(found) for one in (told, opened) for found in connection.execute(one).scalars()}


def read_page_addresses(store: Store, document_ids: Iterable[str]) -> list[PageAddresses]:
    """The addresses of these documents by id, those of no target left out."""
    found = []
    with store.engine.connect() as connection:
        for chunk in chunks(sorted(set(document_ids))):
            rows = connection.execute(
                select(
                    DocumentRow.id,
                    DocumentRow.target_id,
                    DocumentRow.url,
                    DocumentRow.last_fetched_utc,
                    UrlRow.url.label("seen_at"),
                )
                .join(UrlRow, UrlRow.document_pk == DocumentRow.pk)
                .where(DocumentRow.id.in_(chunk), DocumentRow.target_id.is_not(None))
                .order_by(DocumentRow.id, UrlRow.url)
            ).all()
            seen: dict[str, list[str]] = {}
            for row in rows:
                seen.setdefault(row.id, [row.url]).extend([row.seen_at] if row.seen_at != row.url else [])
            whole = {row.id: row for row in rows}
            found += [
                PageAddresses(key, str(whole[key].target_id), tuple(urls), whole[key].last_fetched_utc)
                for key, urls in seen.items()
            ]
    return found


def read_documents_at(store: Store, urls: Collection[str]) -> list[tuple[str, str]]:
    """(address, the document's own address) for each of these addresses under which a document was seen."""
    found: list[tuple[str, str]] = []
    with store.engine.connect() as connection:
        for chunk in chunks(sorted(urls)):
            rows = connection.execute(
                select(UrlRow.url, DocumentRow.url)
                .join(DocumentRow, DocumentRow.pk == UrlRow.document_pk)
                .where(UrlRow.url.in_(chunk))
                .order_by(UrlRow.url, DocumentRow.url)
            )
            found += [(str(seen), str(own)) for seen, own in rows]
    return found


def forget_gone(store: Store, stands: Mapping[str, str]) -> int:
    """How many addresses that were noted as gone stand again: they answered at an instant after that."""
    gone = select(SkippedRow.url, SkippedRow.seen_utc).where(SkippedRow.reason == "http_error")
    with store.engine.connect() as connection:
        back = [url for url, seen_utc in connection.execute(gone) if seen_utc < stands.get(url, "")]
    if not back:
        return 0
    with transaction(store.engine) as connection:
        for chunk in chunks(back):
            rows = SkippedRow.url.in_(chunk), SkippedRow.reason == "http_error"
            connection.execute(delete(SkippedRow).where(*rows))
    return len(back)


def read_page_states(store: Store, document_ids: Iterable[str]) -> dict[str, PageState]:
    """The documents by id; ids that are not in the store are left out.

    A page is gone where its own address answered so after the text was last read.
    """
    found = {}
    with store.engine.connect() as connection:
        for chunk in chunks(sorted(set(document_ids))):
            rows = connection.execute(
                select(
                    DocumentRow.id, DocumentRow.current, DocumentRow.target_id, DocumentRow.last_fetched_utc,
                    VersionRow.fetched_utc, SkippedRow.detail, SkippedRow.seen_utc,
                )
                .join(VersionRow, and_(VersionRow.document_pk == DocumentRow.pk, VersionRow.is_current))
                .outerjoin(
                    SkippedRow,
                    and_(SkippedRow.url == DocumentRow.url, SkippedRow.reason == "http_error"),
                )
                .where(DocumentRow.id.in_(chunk))
            )  # fmt: skip
            for row in rows:
                answer = _GONE.search(row.detail or "")
                gone = answer is not None and row.seen_utc > row.last_fetched_utc
                found[row.id] = PageState(
                    version=row.current,
                    fetched_utc=row.fetched_utc,
                    target_id=row.target_id,
                    gone=answer[1] if answer is not None and gone else "",
                    gone_utc=row.seen_utc if gone else "",
                )
    return found
