"""Briefs as they were printed, one a country, day and language; the last one of a day stands."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from index.dialect import transaction
from index.digests import keep_inputs, read_inputs
from index.errors import DigestMissing
from index.records import DigestInputs, StoredBrief
from index.rows import storable_json
from index.store import Store
from index.tables import BriefRow


class Briefs:
    """The briefs of a store."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    def save(self, brief: StoredBrief, inputs: DigestInputs) -> None:
        """The brief is on the disk with what it was made from, over that of its country, day and language."""
        with transaction(self._engine, durable=True) as connection:
            connection.execute(delete(BriefRow).where(BriefRow.id == brief.id))
            connection.execute(
                insert(BriefRow).values(
                    id=brief.id,
                    country=brief.country,
                    day=brief.day,
                    language=brief.language,
                    built_utc=brief.built_utc,
                    body=storable_json(brief.body),
                    inputs=inputs.id,
                )
            )
            keep_inputs(connection, inputs)

    def get(self, brief_id: str) -> StoredBrief:
        """The brief of this id. Raises DigestMissing."""
        found = next((one for one in self.all() if one.id == brief_id), None)
        if found is None:
            raise DigestMissing(f"store: no brief {brief_id!r}; `stdiplo-scan brief --list` lists them")
        return found

    def all(self) -> list[StoredBrief]:
        """Every brief, the newest day first."""
        columns = BriefRow.__table__.columns
        statement = select(*columns).order_by(BriefRow.day.desc(), BriefRow.country, BriefRow.language)
        with self._engine.connect() as connection:
            return [StoredBrief(**dict(row._mapping)) for row in connection.execute(statement)]

    def inputs(self, brief: StoredBrief) -> DigestInputs:
        """What a brief was worked out from. Raises DigestMissing where it was not kept."""
        with self._engine.connect() as connection:
            return read_inputs(connection, brief)
