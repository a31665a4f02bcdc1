"""Trends in the store: each week's cells as they were compared, for a cell's past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from index.dialect import chunks, transaction
from index.rows import storable
from index.store import Store
from index.tables import TrendCellRow


@dataclass(frozen=True, slots=True)
class TrendCell:
    """One cell of one week."""

    axis: str
    key: str
    week: str  # 2026-W47
    count: int
    share: float  # of all stories of the week
    expected: float
    low: float
    high: float
    q: float
    direction: str

    def to_json(self) -> dict[str, Any]:
        """The record of `trends --history AXIS:KEY --json`."""
        return asdict(self)


class TrendCells:
    """The cells of a store; every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    def save(self, week: str, cells: Sequence[TrendCell]) -> None:
        """Keep the cells of a week in the place of those that were kept of it before."""
        with transaction(self._engine, durable=True) as connection:
            connection.execute(delete(TrendCellRow).where(TrendCellRow.week == week))
            rows = {(one.axis, storable(one.key)): {**asdict(one), "key": storable(one.key)} for one in cells}
            for chunk in chunks(list(rows.values())):
                connection.execute(insert(TrendCellRow), list(chunk))

    def history(self, axis: str, key: str) -> list[TrendCell]:
        """A cell over the weeks that were kept, the oldest first."""
        statement = (
            select(*TrendCellRow.__table__.columns)
            .where(TrendCellRow.axis == axis, TrendCellRow.key == key)
            .order_by(TrendCellRow.week)
        )
        with self._engine.connect() as connection:
            return [TrendCell(**row._mapping) for row in connection.execute(statement)]

    def of_week(self, week: str) -> list[TrendCell]:
        """All cells kept of a week, by axis and key."""
        statement = (
            select(*TrendCellRow.__table__.columns)
            .where(TrendCellRow.week == week)
            .order_by(TrendCellRow.axis, TrendCellRow.key)
        )
        with self._engine.connect() as connection:
            return [TrendCell(**row._mapping) for row in connection.execute(statement)]
