"""Weak signals in the store: a flag is never changed, only what became of it is added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update

from index.dialect import transaction
from index.rows import storable, storable_json
from index.store import Store
from index.tables import WeakSignalRow


@dataclass(frozen=True, slots=True)
class Flag:
    """One weak signal as it was flagged."""

    rule: str
    key: str
    week: str  # ISO week, the last of the window
    count: int  # stories in the window
    baseline: Mapping[str, Any]
    documents: tuple[str, ...]
    outcomes: Mapping[str, str] = field(default_factory=dict)  # "4", "8", "12": grew, faded, false

    @property
    def id(self) -> tuple[str, str, str]:
        """Rule, key and week: the same three are the same flag."""
        return self.rule, self.key, self.week


class WeakSignals:
    """The flags of a store; every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    def all(self) -> list[Flag]:
        """All flags by week, rule and key."""
        statement = select(*WeakSignalRow.__table__.columns).order_by(
            WeakSignalRow.week, WeakSignalRow.rule, WeakSignalRow.key
        )
        with self._engine.connect() as connection:
            return [
                Flag(**{**row._mapping, "documents": tuple(row.documents)})
                for row in connection.execute(statement)
            ]

    def save(self, flags: Iterable[Flag]) -> int:
        """How many flags are new; of those that are known only further outcomes are taken."""
        with transaction(self._engine, durable=True) as connection:
            rows = connection.execute(
                select(WeakSignalRow.rule, WeakSignalRow.key, WeakSignalRow.week, WeakSignalRow.outcomes)
            )
            known = {(row.rule, row.key, row.week): dict(row.outcomes) for row in rows}
            new = 0
            for flag in flags:
                place = (flag.rule, storable(flag.key), flag.week)
                held = known.get(place)
                if held is None:
                    connection.execute(
                        insert(WeakSignalRow).values(
                            rule=flag.rule,
                            key=place[1],
                            week=flag.week,
                            count=flag.count,
                            baseline=storable_json(flag.baseline),
                            documents=storable_json(flag.documents),
                            outcomes=dict(flag.outcomes),
                        )
                    )
                    known[place] = dict(flag.outcomes)
                    new += 1
                elif flag.outcomes.keys() - held.keys():
                    connection.execute(
                        update(WeakSignalRow)
                        .where(
                            WeakSignalRow.rule == place[0],
                            WeakSignalRow.key == place[1],
                            WeakSignalRow.week == place[2],
                        )
                        .values(outcomes={**flag.outcomes, **held})
                    )
            return new
