"""How many documents each value of each filter leaves: what a person may narrow a search by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, get_args

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    case,
    column,
    func,
    insert,
    literal,
    select,
    table,
    true,
)

from index.filters import Filters, has_role, signal_conditions, tag_conditions
from index.reads import meets_reading
from index.tables import DocumentRow, InstrumentEndRow, PassageRow, SignalRow, TagRow, VersionRow
from nlp.tags import Role

Facets = dict[str, dict[str, int]]  # field of Filters (and months) -> value -> documents, most first
_Counts = Select[*tuple[Any, ...]]
Narrow = Callable[[Filters], Select[int] | None]  # the passages a search lets through; None: all

FACETS: Final = (
    "countries", "role", "regions", "fields", "signals", "stages", "japan", "polarity", "languages",
    "kinds", "targets", "reading", "months", "toward", "origin", "expires",
)  # fmt: skip
_SIGNALS: Final = {
    "signals": SignalRow.type,
    "stages": SignalRow.stage,
    "japan": SignalRow.japan,
    "polarity": SignalRow.polarity,
}
_OWN: Final[dict[str, dict[str, Any]]] = {
    "role": {"role": None},
    "reading": {"reading": None},
    "months": {"published_from": None, "published_to": None},
    "expires": {"expires_from": None, "expires_to": None},
}


def count_facets(
    connection: Connection,
    filters: Filters,
    narrow: Narrow,
    names: Sequence[str] = FACETS,
    *,
    reader: str = "",
) -> Facets:
    """For each filter its values with the number of documents that they leave, most first, then by value.

    A filter's own setting is set aside while its values are counted, so a count is the total of the search
    with that filter set to that one value instead. Values that leave nothing are not there. `months` are
    those of publication (YYYY-MM), `expires` the years in which instruments run out; `reading` is of the
    reader named, and left out where none is.
    """
    found: Facets = {}
    let_through = _LetThrough(connection, narrow)
    for name in names:
        if name == "reading" and not reader:
            continue
        loose = replace(filters, **_OWN.get(name, {name: ()}))
        if name == "languages":
            counted = connection.execute(_languages(narrow(loose))).all()
        else:
            counted = connection.execute(_statement(name, loose, let_through.by(loose), reader)).all()
        values = {str(value): int(count) for value, count in counted if value is not None and count}
        found[name] = dict(sorted(values.items(), key=lambda pair: (-pair[1], pair[0])))
    return found


class _LetThrough:
    """The versions that filters let through, found once for all facets whose own filter is not set.

    They stand in tables of the connection's own, which no other one sees and the store's file never holds.
    """

    def __init__(self, connection: Connection, narrow: Narrow) -> None:
        self._connection = connection
        self._narrow = narrow
        self._tables: dict[Filters, Select[int]] = {}

    def by(self, filters: Filters) -> Select[int]:
        """Their pks."""
        if filters not in self._tables:
            self._tables[filters] = self._written(f"let_through_{len(self._tables)}", self._narrow(filters))
        return self._tables[filters]

    def _written(self, name: str, passages: Select[int] | None) -> Select[int]:
        statement = select(PassageRow.version_pk).distinct()
        if passages is not None:
            statement = statement.where(PassageRow.pk.in_(passages))
        self._connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.{name}")
        self._connection.exec_driver_sql(f"CREATE TEMP TABLE {name}(pk INTEGER PRIMARY KEY)")
        held = table(name, column("pk", Integer))
        self._connection.execute(insert(held).from_select(["pk"], statement))
        return select(held.c.pk)


def _languages(passages: Select[int] | None) -> _Counts:
    """Documents by the languages of the passages let through; a mixed page counts for each it has."""
    counted = select(PassageRow.language, func.count(PassageRow.document_pk.distinct()))
    kept = counted if passages is None else counted.where(PassageRow.pk.in_(passages))
    return kept.group_by(PassageRow.language)


def _statement(name: str, filters: Filters, versions: Select[int], reader: str) -> _Counts:
    """(value, number of documents) of one filter."""
    if name == "role":
        return _roles(filters, versions)
    if name in _SIGNALS:
        column = _SIGNALS[name]
        count = func.count(SignalRow.version_pk.distinct())
        chosen = (SignalRow.version_pk.in_(versions), *signal_conditions(filters))
        return select(column, count).where(*chosen).group_by(column)
    if name in ("fields", "countries"):
        kind = "field" if name == "fields" else "country"
        kept = [*tag_conditions(kind, filters), TagRow.version_pk.in_(versions)]
        if name == "countries" and filters.role is not None:
            kept.append(has_role(filters.role))
        count = func.count(TagRow.version_pk.distinct())
        return select(TagRow.value, count).where(*kept).group_by(TagRow.value)
    if name == "regions":
        region = func.json_each(VersionRow.regions).table_valued("value", name="region")
        count = func.count(VersionRow.pk.distinct())
        return (
            select(region.c.value, count)
            .select_from(VersionRow)
            .join(region, true())
            .where(VersionRow.pk.in_(versions))
            .group_by(region.c.value)
        )
    if name in ("toward", "origin"):
        return _movement(1 if name == "toward" else 0, filters, versions)
    if name == "expires":
        year = func.substr(InstrumentEndRow.day, 1, 4)
        return (
            select(year, func.count(VersionRow.pk.distinct()))
            .join(DocumentRow, DocumentRow.id == InstrumentEndRow.document_id)
            .join(VersionRow, VersionRow.document_pk == DocumentRow.pk)
            .where(VersionRow.pk.in_(versions))
            .group_by(year)
        )
    if name == "targets":
        return (
            select(DocumentRow.target_id, func.count())
            .join(VersionRow, VersionRow.document_pk == DocumentRow.pk)
            .where(VersionRow.pk.in_(versions))
            .group_by(DocumentRow.target_id)
        )
    plain: dict[str, ColumnElement[Any]] = {
        "kinds": VersionRow.kind.expression,
        "months": func.substr(VersionRow.published, 1, 7),
        "reading": case((meets_reading(("read", reader)), "read"), else_="unread"),
    }
    value = plain[name].label("value")
    return select(value, func.count()).where(VersionRow.pk.in_(versions)).group_by(value)


def _movement(side: int, filters: Filters, versions: Select[int]) -> _Counts:
    """Documents by the country on one side of what moves; a side that is not named counts for none."""
    pair = func.json_each(SignalRow.movement).table_valued("value", name="pair")
    code = func.json_extract(pair.c.value, f"$[{side}]")
    other = filters.origin if side else filters.toward
    kept = [SignalRow.version_pk.in_(versions), *signal_conditions(filters), code != ""]
    if other:
        kept.append(func.json_extract(pair.c.value, f"$[{1 - side}]").in_(other))
    count = func.count(SignalRow.version_pk.distinct())
    return select(code, count).select_from(SignalRow).join(pair, true()).where(*kept).group_by(code)


def _roles(filters: Filters, versions: Select[int]) -> _Counts:
    """Documents in which one of the countries asked for has each role; one tag may have two roles."""
    kept = [*tag_conditions("country", filters), TagRow.version_pk.in_(versions)]
    if filters.countries:
        kept.append(TagRow.value.in_(filters.countries))
    counts = [
        select(
            literal(role).label("role"),
            func.count(case((has_role(role), TagRow.version_pk)).distinct()).label("count"),
        ).where(*kept)
        for role in get_args(Role)
    ]
    both = counts[0].union_all(*counts[1:]).subquery()
    return select(both.c.role, both.c["count"])
