"""All that is SQLite's own: engine, transactions, upserts and backup; full-text search is in keywords.py."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    Select,
    bindparam,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from crawlers.wal import use_wal
from index.errors import StoreError
from index.tables import Base

BUSY_S: Final = 30
VARIABLES: Final = 900  # values in one IN (...): below the oldest limit of SQLite, 999
WRITE: Final = "stdiplo_write"
DURABLE: Final = "stdiplo_durable"
T = TypeVar("T")
_NAMED: Final = sqlite_dialect(paramstyle="named")


def store_url(place: str | Path) -> URL:
    """The database URL of a path, or of an SQLAlchemy URL given as text.

    Raises StoreError for anything but SQLite on a file.
    """
    text = str(place)
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StoreError(f"store: {text!r} is no database URL; wanted sqlite:///PATH or a path") from error
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        shown = url.render_as_string(hide_password=True)
        raise StoreError(f"store: {shown} cannot be opened; wanted sqlite:///PATH or the path of a file")
    return url


def make_engine(url: URL) -> Engine:
    """An engine whose readers see one snapshot and whose writers (see `writing`) queue for one lock.

    Source: SQLAlchemy 2.1, "Enabling Non-Legacy SQLite Transactional Modes with the sqlite3 driver".
    """
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_S},
        json_serializer=_to_json,
        json_deserializer=json.loads,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000}")
        use_wal(cursor, busy_s=BUSY_S)
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get(WRITE):
            level = "FULL" if options.get(DURABLE) else "NORMAL"
            connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def writing(engine: Engine, *, durable: bool = False) -> Engine:
    """The same engine for writers: its transactions hold the write lock from their first statement.

    durable: the commit has reached the disk when it returns, also where the power fails.
    """
    return engine.execution_options(**{WRITE: True, DURABLE: durable})


@contextmanager
def transaction(engine: Engine, *, durable: bool = False) -> Iterator[Connection]:
    """One transaction of a writer. Raises StoreError where it cannot be written; then nothing was changed."""
    try:
        with writing(engine, durable=durable).begin() as connection:
            yield connection
    except DatabaseError as error:
        raise StoreError(
            f"store: {engine.url.database} could not be written ({error.orig}); nothing was changed; "
            + cure_of(error)
        ) from error


def cure_of(error: DatabaseError) -> str:
    """What a person can do where a database cannot be read or written."""
    said = str(error.orig)
    for words, cure in (
        (("disk I/O", "full"), "check the disk and its free space, then run again"),
        (("unable to open", "readonly"), "correct the rights on its folder, or name another"),
        (("locked",), "wait for it, then run again"),
        (("malformed",), "restore it from a backup, or name another"),
    ):
        if any(word in said for word in words):
            return cure
    return "name another"


def upsert(
    connection: Connection, table: type[Base], rows: Sequence[Mapping[str, Any]], key: Sequence[str]
) -> None:
    """Rows inserted, or written over those of the same key; all rows name the same columns."""
    if not rows:
        return
    statement = sqlite_insert(table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in key}
    if others:
        statement = statement.on_conflict_do_update(index_elements=list(key), set_=others)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    connection.execute(statement, [dict(row) for row in rows])


def count_up(
    connection: Connection, table: type[Base], row: Mapping[str, Any], key: Sequence[str], column: str
) -> None:
    """The row inserted, or its number in `column` added to that of the row with the same key."""
    statement = sqlite_insert(table)
    total = {column: getattr(table, column) + statement.excluded[column]}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=total), [dict(row)])


def next_pks(connection: Connection, table: type[Base], count: int) -> range:
    """The numbers of the next rows of a table, as it would give them itself; in a writer's transaction.

    Rows whose numbers are known beforehand go in with one statement; SQLite gives numbers back row by row.
    """
    name = str(table.__tablename__)
    last = connection.exec_driver_sql(f"SELECT coalesce(max(pk), 0) FROM {name}").scalar_one()
    if Base.metadata.tables[name].dialect_options["sqlite"]["autoincrement"]:  # gone numbers do not come back
        given = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (name,)).scalar()
        last = max(last, given or 0)
    return range(last + 1, last + 1 + count)


def copy_database(engine: Engine, path: Path) -> None:
    """One consistent copy of the whole database at `path`, taken while others read and write.

    The file appears whole or not at all. Raises StoreError where `path` exists or cannot be written.
    """
    if path.exists():
        raise StoreError(f"backup: {path} exists; wanted a new file; name another one, or move it away")
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("VACUUM INTO ?", (str(partial),))
        finally:
            raw.close()
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    except (OSError, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        raise StoreError(f"backup: {path} could not be written ({error}); check space and rights") from error


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether the column is one of those that `listed` binds under the name.

    The statement is the same for any number of values: built, compiled and prepared once.
    """
    each = func.json_each(bindparam(name)).table_valued("value", name=name)
    return cast("ColumnElement[bool]", column.in_(select(each.c.value)))


class Prepared:
    """A select of plain columns, compiled once and run by the driver itself, which halves a short one's time.

    Values of other types than the driver's own (JSON) come as they are stored.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement

    @cached_property
    def _compiled(self) -> tuple[str, dict[str, Any]]:
        """The text, and the values that the statement brings itself."""
        compiled = self._statement.compile(dialect=_NAMED)
        return str(compiled), dict(compiled.params)

    def rows(self, connection: Connection, **values: int | str) -> list[tuple[Any, ...]]:
        """All rows, with the values of its parameters."""
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        text, own = self._compiled
        return driver.execute(text, own | values).fetchall()


def listed(values: Iterable[int | str]) -> str:
    """Values as `among` takes them."""
    return json.dumps(list(values))


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in parts short enough for one IN (...)."""
    return (values[at : at + VARIABLES] for at in range(0, len(values), VARIABLES))


def integrity(connection: Connection) -> list[str]:
    """What SQLite's own check finds wrong, one line a fault; no lines mean a sound file."""
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    broken = [f"foreign key: {tuple(row)}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return [line for line in found if line != "ok"] + broken


def _dumps() -> Callable[[Any], str]:
    encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
    return encoder.encode


_to_json = _dumps()
