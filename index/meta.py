"""The store's single facts: its revision, the archive cursor, the model of its vectors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import Connection, delete, exists, select

from index.dialect import upsert
from index.errors import ModelMismatch, ReadingMismatch
from index.tables import Meta, PassageRow

REVISION: Final = "revision"
CURSOR: Final = "archive_cursor"
MODEL: Final = "model_id"
READING: Final = "reading"
DIMENSION: Final = "dimension"
STORIES_FROM: Final = "stories_from"


def read_meta(connection: Connection, key: str) -> str | None:
    """The fact of this name, or None where it was never written."""
    return connection.execute(select(Meta.value).where(Meta.key == key)).scalar_one_or_none()


def write_meta(connection: Connection, key: str, value: str) -> None:
    """The fact is written over."""
    upsert(connection, Meta, [{"key": key, "value": value}], ("key",))


def read_number(connection: Connection, key: str) -> int:
    """The fact of this name as a number; 0 where it was never written."""
    return int(read_meta(connection, key) or 0)


def raise_revision(connection: Connection) -> int:
    """The new revision, one more than before; called once in every transaction that changed documents."""
    revision = read_number(connection, REVISION) + 1
    write_meta(connection, REVISION, str(revision))
    return revision


def advance_cursor(connection: Connection, cursor: int) -> None:
    """The archive cursor moves to `cursor`, never back."""
    if cursor > read_number(connection, CURSOR):
        write_meta(connection, CURSOR, str(cursor))


def hold_model(connection: Connection, model_id: str, dimension: int | None) -> None:
    """The store's model is `model_id`, set by the first entry. dimension: None where no vector came.

    Raises ModelMismatch where the store holds vectors of another model or of another length.
    """
    held = read_meta(connection, MODEL)
    if held is None:
        write_meta(connection, MODEL, model_id)
    elif held != model_id:
        raise ModelMismatch(
            f"store: its vectors are of the model {held}; the new ones are of {model_id}; "
            "set the model back, or change over with `stdiplo-scan index rebuild --model NAME`; where "
            "the store changed over while this ran, run it again"
        )
    if dimension is None:
        return
    length = read_meta(connection, DIMENSION)
    if length is None:
        write_meta(connection, DIMENSION, str(dimension))
    elif int(length) != dimension:
        raise ModelMismatch(
            f"store: vectors of {model_id} have {length} numbers here; the new ones have {dimension}; "
            f"two models share one id: name the new one differently"
        )


def reading_fault(connection: Connection, reading: str) -> str:
    """What is wrong where foreign passages were read otherwise than by `reading`; "" where nothing is."""
    held = read_meta(connection, READING)
    if held == reading:
        return ""
    foreign = select(exists().where(PassageRow.gloss != ""))
    if not connection.execute(foreign).scalar_one():
        return ""
    return (
        f"store: its foreign passages were read by the words of {held or 'an older version'}, "
        f"today's are {reading}; read them again with `stdiplo-scan index rebuild`"
    )


def hold_reading(connection: Connection, reading: str) -> None:
    """The store's foreign passages are read by `reading`.

    Raises ReadingMismatch where it holds some that were read otherwise: both would be searched as one.
    """
    if fault := reading_fault(connection, reading):
        raise ReadingMismatch(fault)
    if read_meta(connection, READING) != reading:
        write_meta(connection, READING, reading)


def mark_stories(connection: Connection, days: Iterable[str | None]) -> None:
    """The stories of these publication days are to be found anew; None: of documents without a date."""
    held = read_meta(connection, STORIES_FROM)
    first = min((day or date.max.isoformat() for day in days), default=None)
    if first is not None and (held is None or first < held):
        write_meta(connection, STORIES_FROM, first)


def stories_from(connection: Connection) -> date | None:
    """The first day whose stories are to be found anew; None where all are as they should be."""
    held = read_meta(connection, STORIES_FROM)
    return None if held is None else date.fromisoformat(held)


def clear_stories(connection: Connection) -> None:
    """All stories are now as they should be."""
    connection.execute(delete(Meta).where(Meta.key == STORIES_FROM))
