"""How cited pages stand now: which version is the newest, and whether the server still gives the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, select

from index.dialect import chunks
from index.store import Store
from index.tables import DocumentRow, SkippedRow, VersionRow

_GONE: Final = re.compile(r" answered (404|410)\b")  # as crawlers.spiders.fetch says it


@dataclass(frozen=True, slots=True)
class PageState:
    """A document's page as last seen."""

    version: int  # the newest
    fetched_utc: str  # of that version
    target_id: str | None
    gone: str = ""  # 404 or 410 where the page was not there when last asked for
    gone_utc: str = ""


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
