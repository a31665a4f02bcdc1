"""SQLite's write-ahead log switched on, also where several programs open a new file at once."""

from __future__ import annotations

import sqlite3
import time
from typing import Any, Final, Protocol

_RETRY_S: Final = 0.01


class Executes(Protocol):
    """A connection or a cursor."""

    def execute(self, sql: str, /) -> Any:
        """Runs one statement."""


def use_wal(database: Executes, *, busy_s: float) -> None:
    """Journal mode WAL, waiting at most `busy_s` seconds for others that open the file.

    SQLite's own busy timeout does not hold here: of several that open a new file, all but one are told
    "database is locked" at once. Raises sqlite3.OperationalError as SQLite does.
    """
    until = time.monotonic() + busy_s
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(_RETRY_S)
