"""The stories of the store: each document's story, written anew for the days that changed.

Headlines are compared with headlines: the vector of a document's headline alone is kept beside the vectors of
its passages, under a name of its own (index/headlines.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection, Select, bindparam, func, select, update

from index.copies import find_copies, write_copies
from index.dialect import chunks, writing
from index.headlines import HEADLINE, ReadHeadlines, fill_headlines, headline_vectors
from index.meta import MODEL, REVISION, clear_stories, raise_revision, read_meta, read_number, stories_from
from index.originals import COUNTS, read_claims
from index.rows import AnyRow
from index.store import Store
from index.story_groups import (
    HISTORY_DAYS,
    OPEN_DAYS,
    StoryItem,
    Told,
    attach_undated,
    cluster_stories,
    follow_days,
    tell,
)
from index.tables import DocumentRow, SignalRow, TagRow, VersionRow

__all__ = ["StoryItem", "assign_stories", "cluster_stories"]

_PAGE: Final = 500


def assign_stories(
    store: Store, *, since: date | None = None, read_headlines: ReadHeadlines | None = None
) -> int:
    """How many documents changed their story; afterwards every document has one.

    `read_headlines` makes the vectors of headlines that the store does not hold yet; without it those are
    compared by their words alone.

    Gone through are the days from the first on which something changed since the last time, or from
    `since` where that is earlier; the result is the same as if all days had been. Documents without a date
    join others as near duplicates only. Memory: a fortnight of documents. Other writers wait only while it
    writes.
    """
    with store.engine.connect() as connection:
        dirty = stories_from(connection)
        if dirty is None and since is None:
            return 0
        first = min(dirty or date.max, since or date.max)
    if read_headlines is not None:
        fill_headlines(store.engine, _days_before(first, OPEN_DAYS + HISTORY_DAYS), read_headlines)
    copied = _assign_copies(store, first)
    with store.engine.connect() as connection:
        revision = read_number(connection, REVISION)
        held = {row[0]: row[1] for row in connection.execute(select(DocumentRow.id, DocumentRow.story_id))}
        found = _stories(connection, first, held)
    changed = sorted(key for key, story in found.items() if held[key] != story)
    with writing(store.engine).begin() as connection:
        if changed:
            connection.execute(
                update(DocumentRow).where(DocumentRow.id == bindparam("key")),
                [{"key": key, "story_id": found[key]} for key in changed],
            )
        if read_number(connection, REVISION) == revision:
            clear_stories(connection)  # else the days that changed meanwhile are gone through next time
        if changed or copied:
            raise_revision(connection)
    return len(changed)


def _assign_copies(store: Store, first: date) -> int:
    """How many documents repeat another now, or repeat it no more; their stories follow from it."""
    with store.engine.connect() as connection:
        found = find_copies(connection, first, read_meta(connection, MODEL) or "")
    if found:
        with writing(store.engine).begin() as connection:
            write_copies(connection, found)
    return len(found)


def _stories(connection: Connection, first: date, held: dict[str, str | None]) -> dict[str, str]:
    """The story of each document of the days from `first` on, and of those without a date."""
    model_id = read_meta(connection, MODEL) or ""
    reopened = _days_before(first, OPEN_DAYS)
    dated = VersionRow.published >= _days_before(reopened, HISTORY_DAYS).isoformat()
    told = (
        tell(item, row.minhash, row.length, row.story_id if row.published < reopened.isoformat() else None)
        for row, item in _items(connection, dated, model_id)
    )
    stories = {one.item.id: story for one, story in follow_days(told)}
    undated = [
        tell(item, row.minhash, row.length)
        for row, item in _items(connection, VersionRow.published.is_(None), model_id)
    ]
    if undated:
        stories.update(
            (one.item.id, story) for one, story in attach_undated(undated, _all_dated(connection, stories))
        )
    return {key: story for key, story in stories.items() if key in held}


def _all_dated(connection: Connection, stories: dict[str, str]) -> Iterator[tuple[Told, str]]:
    for row, item in _items(connection, VersionRow.published.is_not(None), ""):
        yield tell(item, row.minhash, row.length), stories.get(item.id) or row.story_id or item.id


def _items(connection: Connection, condition: object, model_id: str) -> Iterator[tuple[AnyRow, StoryItem]]:
    """Current versions by day and id, read page by page; model_id: empty where no vector is wanted."""
    statement: Select[*tuple[object, ...]] = (
        select(
            VersionRow.pk,
            DocumentRow.id,
            DocumentRow.story_id,
            DocumentRow.duplicate_of,
            HEADLINE.label("headline"),
            func.length(VersionRow.title).label("title_end"),
            VersionRow.language,
            VersionRow.published,
            VersionRow.minhash,
            (func.length(VersionRow.title) + func.length(VersionRow.text) + 2).label("length"),
        )
        .join(DocumentRow, DocumentRow.pk == VersionRow.document_pk)
        .where(VersionRow.is_current, condition)  # type: ignore[arg-type]
        .order_by(VersionRow.published, DocumentRow.id)
    )
    after: tuple[str, str] | None = None
    while True:
        page = statement.limit(_PAGE)
        if after is not None:
            day = func.coalesce(VersionRow.published, "")
            page = page.where((day > after[0]) | ((day == after[0]) & (DocumentRow.id > after[1])))
        rows = connection.execute(page).all()
        if not rows:
            return
        pks = [row.pk for row in rows]
        vectors = headline_vectors(connection, pks, model_id) if model_id else {}
        title_ends = {row.pk: row.title_end for row in rows}
        parties = _parties(connection, title_ends)
        claims = read_claims(connection, pks)
        types = _types(connection, pks)
        for row in rows:
            vector, english = vectors.get(row.pk, (None, False))
            yield (
                row,
                StoryItem(
                    id=row.id,
                    title=row.headline,
                    language=row.language,
                    published=row.published,
                    vector=vector,
                    english=english,
                    parties=frozenset(parties[row.pk]),
                    types=frozenset(types[row.pk]),
                    original=claims[row.pk].own_country,
                    official=claims[row.pk].official,
                    printed=claims[row.pk].printed,
                    copy_of=row.duplicate_of,
                ),
            )
        after = (rows[-1].published or "", rows[-1].id)


def _parties(connection: Connection, title_ends: Mapping[int, int]) -> dict[int, set[str]]:
    """By version the countries that act in it, else those that its title names."""
    acting: dict[int, set[str]] = defaultdict(set)
    named: dict[int, set[str]] = defaultdict(set)
    for chunk in chunks(list(title_ends)):
        rows = connection.execute(
            select(TagRow.version_pk, TagRow.value, TagRow.role, TagRow.evidence).where(
                TagRow.version_pk.in_(chunk),
                TagRow.kind == "country",
                TagRow.score >= COUNTS,
                TagRow.status != "rejected",
            )
        )
        for pk, code, role, evidence in rows:
            if role == "actor":
                acting[pk].add(code)
            elif any(start < title_ends[pk] for start, _ in evidence):
                named[pk].add(code)
    return defaultdict(set, {pk: acting.get(pk) or named[pk] for pk in {*acting, *named}})


def _types(connection: Connection, version_pks: Sequence[int]) -> dict[int, set[str]]:
    """By version the types of the events it tells: asserted or planned, likelier than not."""
    types: dict[int, set[str]] = defaultdict(set)
    for chunk in chunks(version_pks):
        rows = connection.execute(
            select(SignalRow.version_pk, SignalRow.type).where(
                SignalRow.version_pk.in_(chunk),
                SignalRow.modality.in_(("asserted", "planned")),
                SignalRow.score >= COUNTS,
                SignalRow.status != "rejected",
            )
        )
        for pk, kind in rows:
            types[pk].add(kind)
    return types


def _days_before(day: date, days: int) -> date:
    return date.fromordinal(max(1, day.toordinal() - days))
