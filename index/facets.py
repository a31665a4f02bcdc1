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
    TableClause,
    case,
    column,
    func,
    insert,
    literal,
    literal_column,
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
# read of each version once for all of these: the row of a version has its text in the way
_FACTS: Final[dict[str, ColumnElement[Any]]] = {
    "kinds": VersionRow.kind.expression,
    "months": func.substr(VersionRow.published, 1, 7),
    "targets": DocumentRow.target_id.expression,
    "regions": VersionRow.regions.expression,
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
            statement = (
                _of_facts(name, let_through.facts(loose))
                if name in _FACTS
                else _statement(name, loose, let_through.by(loose), reader)
            )
            counted = connection.execute(statement).all()
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
        self._facts: dict[Filters, TableClause] = {}

    def by(self, filters: Filters) -> Select[int]:
        """Their pks."""
        if filters not in self._tables:
            self._tables[filters] = self._written(f"let_through_{len(self._tables)}", self._narrow(filters))
        return self._tables[filters]

    def facts(self, filters: Filters) -> TableClause:
        """A table of what the facets of _FACTS count of each, a column for each facet."""
        if filters not in self._facts:
            statement = (
                select(*_FACTS.values())
                .select_from(VersionRow)
                .join(DocumentRow, DocumentRow.pk == VersionRow.document_pk)
                .where(VersionRow.pk.in_(self.by(filters)))
            )
            name = f"let_through_facts_{len(self._facts)}"
            self._connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.{name}")
            self._connection.exec_driver_sql(f"CREATE TEMP TABLE {name}({', '.join(_FACTS)})")
            held = table(name, *map(column, _FACTS))
            self._connection.execute(insert(held).from_select(list(_FACTS), statement))
            self._facts[filters] = held
        return self._facts[filters]

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
    if name in ("toward", "origin"):
        return _movement(1 if name == "toward" else 0, filters, versions)
    if name == "expires":
        year = func.substr(InstrumentEndRow.day, 1, 4)
        return (
            select(year, func.count(VersionRow.pk.distinct()))
            .join(DocumentRow, DocumentRow.id == InstrumentEndRow.document_id)
            .join(VersionRow, VersionRow.document_pk == DocumentRow.pk)
            # the plus keeps SQLite from beginning with the versions: few have an end
            .where(literal_column("+versions.pk", Integer).in_(versions))
            .group_by(year)
        )
    value = case((meets_reading(("read", reader)), "read"), else_="unread").label("value")
    return select(value, func.count()).where(VersionRow.pk.in_(versions)).group_by(value)


def _of_facts(name: str, facts: TableClause) -> _Counts:
    """(value, number of documents) of one of _FACTS; a region that a version names twice counts once."""
    if name != "regions":
        return select(facts.c[name], func.count()).group_by(facts.c[name])
    region = func.json_each(facts.c.regions).table_valued("value", name="region")
    named = literal_column(f"{facts.name}.rowid", Integer)
    return (
        select(region.c.value, func.count(named.distinct()))
        .select_from(facts)
        .join(region, true())
        .group_by(region.c.value)
    )


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
    # one pass over the tags, a row a version, then a row a role of the one row that is left
    roles = get_args(Role)
    of_version = (
        select(*(func.max(case((has_role(role), 1), else_=0)).label(role) for role in roles))
        .where(*kept)
        .group_by(TagRow.version_pk)
        .subquery()
    )
    summed = select(*(func.sum(of_version.c[role]).label(role) for role in roles)).cte("summed")
    first, *others = (select(literal(role).label("role"), summed.c[role].label("count")) for role in roles)
    both = first.union_all(*others).subquery()
    return select(both.c.role, both.c["count"])
