"""The ends of instruments in the store: what a search is narrowed by between two rounds of the registers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select

from index.dialect import chunks, transaction
from index.rows import storable
from index.store import Store
from index.tables import InstrumentEndRow


@dataclass(frozen=True, slots=True)
class InstrumentEnd:
    """A document, an instrument that it tells of, and the day on which that runs out."""

    document_id: str
    line: str
    day: str  # YYYY-MM-DD


class InstrumentEnds:
    """The ends of a store; every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    def all(self) -> list[InstrumentEnd]:
        """All ends by day, line and document."""
        row = InstrumentEndRow
        statement = select(row.document_id, row.line, row.day).order_by(row.day, row.line, row.document_id)
        with self._engine.connect() as connection:
            return [InstrumentEnd(*found) for found in connection.execute(statement)]

    def replace(self, ends: Iterable[InstrumentEnd]) -> int:
        """How many ends are held now: these, and none of before."""
        rows = [{**asdict(one), "line": storable(one.line)} for one in dict.fromkeys(ends)]
        with transaction(self._engine) as connection:
            connection.execute(delete(InstrumentEndRow))
            for some in chunks(rows):
                connection.execute(insert(InstrumentEndRow), list(some))
        return len(rows)
