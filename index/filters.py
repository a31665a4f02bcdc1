"""Filters of a search, as one selection of passages made before anything is ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select

from index.reads import Reading, meets_reading
from index.tables import DocumentRow, InstrumentEndRow, PassageRow, SignalRow, TagRow, VersionRow
from nlp.tags import NEWS, Role


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document must be to be found; an empty field asks for nothing.

    Values of one field are alternatives, fields add up. Signals, stages, japan, polarity, toward and origin
    must hold for one and the same signal, asserted or planned. Ranges include their start and exclude their
    end.
    """

    countries: tuple[str, ...] = ()  # codes of countries and groupings
    role: Role | None = None  # of those countries; None is any
    regions: tuple[str, ...] = ()  # axis-prefixed: m49:035
    fields: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # of the passage that is found
    kinds: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    japan: tuple[str, ...] = ()
    polarity: tuple[str, ...] = ()
    toward: tuple[str, ...] = ()  # codes of those to whom people move, or whose programme is opened
    origin: tuple[str, ...] = ()  # codes of those from whom they move, or who may take part
    expires_from: str | None = None  # YYYY-MM-DD: an instrument that the document tells of runs out
    expires_to: str | None = None  # YYYY-MM-DD, the first day that is not wanted any more
    published_from: str | None = None  # YYYY-MM-DD
    published_to: str | None = None  # YYYY-MM-DD, the first day that is not wanted any more
    collected_from: str | None = None  # UTC instants: when the current version was fetched
    collected_to: str | None = None
    least_score: float | None = None  # of the signals and tags that are asked for, 0..1
    reading: Reading | None = None  # read or unread, and by whom
    excluded: tuple[tuple[str, str], ...] = ()  # (field of this record, value) that must not hold

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Filters()

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that are set, by their names."""
        first = Filters()
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(first, name)}


def allowed_passages(filters: Filters) -> Select[int]:
    """A selection of the pks of all passages whose document meets the filters."""
    statement = select(PassageRow.pk).join(VersionRow, VersionRow.pk == PassageRow.version_pk)
    unwanted = [
        not_(func.coalesce(and_(*_conditions(_one(name, value))), False)) for name, value in filters.excluded
    ]
    return statement.where(*_conditions(filters), *unwanted)


def _one(name: str, value: str) -> Filters:
    """The filter that asks for one value alone."""
    wanted: Any = value if name == "role" else (value,)
    return replace(Filters(), **{name: wanted})


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What a version must meet, exclusions left aside."""
    conditions = [*_of_version(filters), *_of_tags(filters), *_of_signals(filters)]
    if filters.reading is not None:
        conditions.append(meets_reading(filters.reading))
    if filters.targets:
        own = and_(DocumentRow.pk == VersionRow.document_pk, DocumentRow.target_id.in_(filters.targets))
        conditions.append(exists(select(1).where(own)))
    if filters.expires_from is not None or filters.expires_to is not None:
        conditions.append(exists(select(1).where(*_runs_out(filters))))
    return conditions


def _runs_out(filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [
        DocumentRow.pk == VersionRow.document_pk,
        InstrumentEndRow.document_id == DocumentRow.id,
    ]
    if filters.expires_from is not None:
        conditions.append(InstrumentEndRow.day >= filters.expires_from)
    if filters.expires_to is not None:
        conditions.append(InstrumentEndRow.day < filters.expires_to)
    return conditions


def _of_version(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.languages:
        conditions.append(PassageRow.language.in_(filters.languages))
    if filters.kinds:
        conditions.append(VersionRow.kind.in_(filters.kinds))
    if filters.published_from is not None:
        conditions.append(VersionRow.published >= filters.published_from)
    if filters.published_to is not None:
        conditions.append(VersionRow.published < filters.published_to)
    if filters.collected_from is not None:
        conditions.append(VersionRow.fetched_utc >= filters.collected_from)
    if filters.collected_to is not None:
        conditions.append(VersionRow.fetched_utc < filters.collected_to)
    if filters.regions:
        region = func.json_each(VersionRow.regions).table_valued("value", name="region")
        conditions.append(exists(select(1).select_from(region).where(region.c.value.in_(filters.regions))))
    return conditions


def _of_tags(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.fields:
        conditions.append(_has_tag("field", filters.fields, filters))
    if filters.countries or filters.role is not None:
        role = None if filters.role is None else has_role(filters.role)
        conditions.append(_has_tag("country", filters.countries, filters, role))
    return conditions


def has_role(role: Role) -> ColumnElement[bool]:
    """Whether a country's tag has a role; one that acts may be the publisher too."""
    if role == "publisher":
        return or_(TagRow.role == "publisher", TagRow.publisher)
    return TagRow.role == role


def _has_tag(
    kind: str, values: Sequence[str], filters: Filters, more: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    found = and_(TagRow.version_pk == VersionRow.pk, *tag_conditions(kind, filters))
    if values:
        found = and_(found, TagRow.value.in_(values))
    if more is not None:
        found = and_(found, more)
    return exists(select(1).where(found))


def tag_conditions(kind: str, filters: Filters) -> list[ColumnElement[bool]]:
    """What one tag of a kind must meet: that nobody rejected it, and that it is sure enough."""
    conditions: list[ColumnElement[bool]] = [TagRow.kind == kind, TagRow.status != "rejected"]
    if filters.least_score is not None:
        conditions.append(TagRow.score >= filters.least_score)
    return conditions


def _of_signals(filters: Filters) -> list[ColumnElement[bool]]:
    asked = (filters.signals, filters.stages, filters.japan, filters.polarity, filters.toward, filters.origin)
    if not any(asked):
        return []
    return [exists(select(1).where(SignalRow.version_pk == VersionRow.pk, *signal_conditions(filters)))]


def signal_conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What one signal must meet: what the filters ask of it, and that it happens and nobody rejected it."""
    asked = (
        (SignalRow.type, filters.signals),
        (SignalRow.stage, filters.stages),
        (SignalRow.japan, filters.japan),
        (SignalRow.polarity, filters.polarity),
    )
    return [
        SignalRow.status != "rejected",
        SignalRow.modality.in_(NEWS),
        *([] if filters.least_score is None else [SignalRow.score >= filters.least_score]),
        *(column.in_(values) for column, values in asked if values),
        *([_moves(filters)] if filters.toward or filters.origin else []),
    ]


def _moves(filters: Filters) -> ColumnElement[bool]:
    """Whether somebody moves as is asked, both sides in one and the same movement."""
    pair = func.json_each(SignalRow.movement).table_valued("value", name="pair")
    sides = ((0, filters.origin), (1, filters.toward))
    asked = [func.json_extract(pair.c.value, f"$[{side}]").in_(codes) for side, codes in sides if codes]
    return exists(select(1).select_from(pair).where(*asked))
