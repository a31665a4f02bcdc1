"""Copies of one document over targets and languages: equal texts, nearly equal ones, translations.

The original publisher's document leads (index/originals.py); every other one says which it repeats, how that
is known and why the other leads. All documents and all their URLs stay.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import Connection, func, or_, select, update

from crawlers.document import Document
from index.copy_items import CopyItem, close_in_time, named_apart, read_items
from index.dialect import chunks
from index.near_duplicates import NearIndex
from index.originals import read_claims, why_it_leads
from index.rows import AnyRow
from index.tables import DocumentRow, TranslationRow, UrlRow, VersionRow
from index.unlinked_translations import LEAST_TEXT, find_translations

How = Literal["exact", "hreflang", "near", "translation"]
Pair = tuple[int, int, How, float]

REACH_DAYS: Final = 14  # copies are published within a fortnight of each other
NEAR_COPY: Final = 0.8  # resemblance from which a text of the same language is a copy
_TRUST: Final[dict[How, int]] = {"exact": 0, "hreflang": 1, "near": 2, "translation": 3}
_BLANK: Final = Document(id="", url="", title="", text="").digest


@dataclass(frozen=True, slots=True)
class Copy:
    """One document of a group, with every URL it was seen under."""

    id: str
    url: str
    urls: tuple[str, ...]
    target_id: str | None
    language: str
    published: str | None
    leads: bool
    how: str  # exact, near, hreflang, translation; empty of the original
    score: float
    why: str  # why the original leads it: earliest, official, page, own_country, order; empty of the original


def find_copies(
    connection: Connection, first: date, model_id: str
) -> dict[int, tuple[str, dict[str, Any]] | None]:
    """By document pk, only where it changes: the original's id with how and why, or None for an original.

    Judged are the documents that those published from `first` on may be copies of, or the other way round:
    from a fortnight before on, and those without a date. Another fortnight before that is read, which may
    lead them.
    """
    judged = first.toordinal() - REACH_DAYS
    since = date.fromordinal(max(1, judged - REACH_DAYS - 1))
    items = list(read_items(connection, since))
    places = {item.document_pk: place for place, item in enumerate(items)}
    pairs = [*_exact(items), *_linked(connection, items, places), *_near(items)]
    known = {frozenset(pair[:2]) for pair in pairs}
    told = find_translations(connection, items, model_id, known)
    pairs.extend((one, other, "translation", score) for one, other, score in told)
    claims = read_claims(connection, [item.pk for item in items])
    surest: dict[int, tuple[int, How, float]] = {}
    for one, other, how, score in pairs:
        for place in (one, other):
            surest[place] = min(surest.get(place, (9, how, 0.0)), (_TRUST[how], how, score))
    loaded = {item.id for item in items}
    found: dict[int, tuple[str, dict[str, Any]] | None] = {}
    for members in _join(len(items), pairs):
        leader = min((items[place] for place in members), key=lambda item: claims[item.pk].rank)
        # what lies before the days judged keeps what it was found to repeat
        settled = leader.day is not None and leader.day < judged
        original = leader.held[0] if settled and leader.held[0] else leader.id
        for place in members:
            item = items[place]
            before = item.day is not None and item.day < judged
            if before or (item.held[0] is not None and item.held[0] not in loaded):
                continue
            wanted = None
            if item.id != original and place in surest:
                _, how, score = surest[place]
                why = why_it_leads(claims[leader.pk], claims[item.pk])
                wanted = original, {"how": how, "score": round(score, 3), "lead": why}
            if (wanted or (None, None)) != item.held:
                found[item.document_pk] = wanted
    return found


def write_copies(connection: Connection, found: dict[int, tuple[str, dict[str, Any]] | None]) -> None:
    """The documents say what they repeat, or that they repeat nothing."""
    for pk, wanted in found.items():
        name, why = wanted or (None, None)
        connection.execute(
            update(DocumentRow)
            .where(DocumentRow.pk == pk)
            .values(duplicate_of=name, duplicate_why=why if why is not None else None)
        )


def copies_of(connection: Connection, document_id: str) -> list[Copy]:
    """The original first, then its copies by day and id; the document alone where there are none."""
    row = connection.execute(
        select(DocumentRow.id, DocumentRow.duplicate_of).where(DocumentRow.id == document_id)
    ).one_or_none()
    if row is None:
        return []
    leader = row.duplicate_of or row.id
    rows = connection.execute(
        select(DocumentRow, VersionRow.language, VersionRow.published)
        .with_only_columns(
            DocumentRow.pk,
            DocumentRow.id,
            DocumentRow.url,
            DocumentRow.target_id,
            DocumentRow.duplicate_why,
            VersionRow.language,
            VersionRow.published,
        )
        .join(VersionRow, VersionRow.document_pk == DocumentRow.pk)
        .where(VersionRow.is_current, or_(DocumentRow.id == leader, DocumentRow.duplicate_of == leader))
        .order_by(DocumentRow.id != leader, func.coalesce(VersionRow.published, "9999"), DocumentRow.id)
    ).all()
    urls: dict[int, list[str]] = defaultdict(list)
    for chunk in chunks([row.pk for row in rows]):
        listed = select(UrlRow.document_pk, UrlRow.url).where(UrlRow.document_pk.in_(chunk))
        for pk, url in connection.execute(listed.order_by(UrlRow.url)):
            urls[pk].append(url)
    return [
        Copy(
            id=row.id,
            url=row.url,
            urls=tuple(urls[row.pk]),
            target_id=row.target_id,
            language=row.language,
            published=row.published,
            leads=row.id == leader,
            how=(row.duplicate_why or {}).get("how", "") if row.id != leader else "",
            score=(row.duplicate_why or {}).get("score", 0.0) if row.id != leader else 0.0,
            why=(row.duplicate_why or {}).get("lead", "") if row.id != leader else "",
        )
        for row in rows
    ]


# --- who repeats whom


def _exact(items: Sequence[CopyItem]) -> Iterator[Pair]:
    groups: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        if item.digest != _BLANK:
            groups[item.digest].append(place)
    for members in groups.values():
        yield from ((members[0], other, "exact", 1.0) for other in members[1:])


def _near(items: Sequence[CopyItem]) -> Iterator[Pair]:
    """Nearly the same text in one language; a form letter about another partner is no copy."""
    index = NearIndex()
    for place, item in enumerate(items):
        if item.minhash is None or item.length < LEAST_TEXT:
            continue
        for other, score in index.near(item.minhash, threshold=NEAR_COPY):
            one = items[other]
            if (
                one.language == item.language
                and close_in_time(one, item, REACH_DAYS)
                and not named_apart(one, item)
            ):
                yield other, place, "near", score
        index.add(place, item.minhash)


def _linked(connection: Connection, items: Sequence[CopyItem], places: dict[int, int]) -> Iterator[Pair]:
    """Pages that link each other, or one the other, as the same page in another language (hreflang).

    An address that several pages of one language name as their translation is none: a home page, a section.
    """
    named: Counter[tuple[str, str]] = Counter()
    rows: list[AnyRow] = []
    for chunk in chunks(list(places)):
        rows += connection.execute(
            select(TranslationRow.document_pk, TranslationRow.url, TranslationRow.language).where(
                TranslationRow.document_pk.in_(chunk)
            )
        ).all()
    for row in rows:
        named[row.url, items[places[row.document_pk]].language] += 1
    owners: dict[str, list[int]] = defaultdict(list)
    for chunk in chunks(sorted({row.url for row in rows})):
        for pk, url in connection.execute(
            select(UrlRow.document_pk, UrlRow.url).where(UrlRow.url.in_(chunk))
        ):
            if pk in places:
                owners[url].append(pk)
    for row in rows:
        one = places[row.document_pk]
        for pk in owners.get(row.url, ()):
            other = places[pk]
            item, linked = items[one], items[other]
            fits = linked.language == row.language and linked.language != item.language
            if fits and named[row.url, item.language] == 1 and close_in_time(item, linked, REACH_DAYS):
                yield min(one, other), max(one, other), "hreflang", 1.0


def _join(count: int, pairs: Iterable[Pair]) -> list[list[int]]:
    """The places in groups that hang together; each place in exactly one."""
    parent = list(range(count))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for one, other, *_ in pairs:
        parent[max(root(one), root(other))] = min(root(one), root(other))
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(count):
        groups[root(place)].append(place)
    return list(groups.values())
