"""What editors did to a week's digests: kept apart from what was computed, so that it outlives a rebuild."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy import delete, insert, select

from index.dialect import transaction
from index.errors import StoreError
from index.rows import storable
from index.store import Store
from index.tables import DigestEditRow

KINDS: Final = ("place", "veto", "note", "sign", "approve")


@dataclass(frozen=True, slots=True)
class DigestEdit:
    """One act of an editor on one story of an edition and week, in every language of it."""

    edition: str
    week: str
    story: str  # "" for an approval, which is of the digest in `language`
    document: str  # by which the story is found again where it is called otherwise
    kind: str  # one of KINDS
    value: str  # the place from 1, the reason of a veto, the text of a note
    language: str  # that the editor wrote in
    editor: str
    made_utc: str


class Desk:
    """The edits of a store."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    def edits(self, edition: str, week: str) -> list[DigestEdit]:
        """The edits of an edition and week, the oldest first."""
        columns = [column for column in DigestEditRow.__table__.columns if column.name != "pk"]
        statement = (
            select(*columns)
            .where(DigestEditRow.edition == edition, DigestEditRow.week == week)
            .order_by(DigestEditRow.pk)
        )
        with self._engine.connect() as connection:
            return [DigestEdit(**dict(row._mapping)) for row in connection.execute(statement)]

    def keep(self, edit: DigestEdit) -> None:
        """The edit is on the disk, in the place of its kind on the story (an approval: of its language).

        Raises StoreError on another kind, or without an editor's name.
        """
        if edit.kind not in KINDS or not edit.editor.strip():
            raise StoreError(
                f"digest edit: kind is {edit.kind!r}, editor {edit.editor!r}; wanted one of "
                f"{', '.join(KINDS)} and a name"
            )
        row = {key: storable(value) for key, value in asdict(edit).items()}
        own = [
            DigestEditRow.edition == row["edition"],
            DigestEditRow.week == row["week"],
            DigestEditRow.story == row["story"],
            DigestEditRow.kind == row["kind"],
        ]
        if edit.kind == "approve":
            own.append(DigestEditRow.language == row["language"])
        with transaction(self._engine, durable=True) as connection:
            connection.execute(delete(DigestEditRow).where(*own))
            connection.execute(insert(DigestEditRow).values(row))

    def forget(self, edition: str, week: str, story: str) -> int:
        """How many edits of a story were taken back."""
        with transaction(self._engine, durable=True) as connection:
            done = connection.execute(
                delete(DigestEditRow).where(
                    DigestEditRow.edition == edition,
                    DigestEditRow.week == week,
                    DigestEditRow.story == story,
                )
            )
            return int(done.rowcount)
