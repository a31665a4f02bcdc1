"""A dictionary as one SQLite file: word -> its English senses and how readily it is taken.

Read only, opened when first asked, once a thread; a look-up costs some microseconds and the file's pages stay
the operating system's, so a process that never meets the language pays nothing.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE words(key TEXT PRIMARY KEY, english TEXT NOT NULL, cost REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE names(key TEXT PRIMARY KEY, english TEXT NOT NULL, cost REAL NOT NULL) WITHOUT ROWID;
"""
_BETWEEN = "\t"  # of senses
_MANY = 500  # keys of one statement
_KEPT = 50_000  # words whose answer is remembered


class DictionaryError(RuntimeError):
    """A dictionary cannot be fetched, built or read; the text gives place, value met and cure."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word and its English."""

    key: str  # as it is looked up
    senses: tuple[str, ...]  # the dictionary's order, at most three; none for a name without English
    cost: float  # of reading a text so: about 1 for a common word, more for a rare one


def write_table(
    path: Path, words: Iterable[Entry], names: Iterable[Entry], facts: Mapping[str, str]
) -> dict[str, int]:
    """Write the file anew; how many words and names it holds. The first entry of a key wins."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA}")
        for table, entries in (("words", words), ("names", names)):
            rows = sorted((one.key, _BETWEEN.join(one.senses), one.cost) for one in entries)
            connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?)", rows)
        counts = {
            table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
            for table in ("words", "names")
        }
        held = {**facts, **{table: str(count) for table, count in counts.items()}}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(held.items()))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
    return counts


class WordTable:
    """Look-ups in one dictionary file."""

    def __init__(self, path: Path) -> None:
        """Opens nothing yet."""
        self.path = path
        self._own = threading.local()
        self._known: dict[tuple[str, str], Entry | None] = {}

    def facts(self) -> dict[str, str]:
        """What the file says of itself: id, sources, licences, counts. Raises DictionaryError."""
        try:
            return dict(self._connection().execute("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError as error:
            raise self._broken(error) from error

    def words(self, keys: Collection[str]) -> dict[str, Entry]:
        """Those of the words that are known."""
        return self._find("words", keys)

    def names(self, keys: Collection[str]) -> dict[str, Entry]:
        """Those of the names that are known."""
        return self._find("names", keys)

    def _find(self, table: str, keys: Collection[str]) -> dict[str, Entry]:
        known = self._known
        unmet = [key for key in keys if (table, key) not in known]
        if unmet:
            if len(known) + len(unmet) > _KEPT:
                known = self._known = {}
                unmet = list(keys)
            self._read(table, unmet, known)
        return {key: entry for key in keys if (entry := known.get((table, key))) is not None}

    def _read(self, table: str, keys: Collection[str], known: dict[tuple[str, str], Entry | None]) -> None:
        for key in keys:
            known[table, key] = None
        listed = list(keys)
        try:
            for at in range(0, len(listed), _MANY):
                some = listed[at : at + _MANY]
                marks = ",".join("?" * len(some))
                statement = f"SELECT key, english, cost FROM {table} WHERE key IN ({marks})"
                for key, english, cost in self._connection().execute(statement, some):
                    known[table, key] = Entry(key, tuple(english.split(_BETWEEN)) if english else (), cost)
        except sqlite3.DatabaseError as error:
            raise self._broken(error) from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            try:
                connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            except sqlite3.Error as error:
                raise self._broken(error) from error
            self._own.connection = connection
        return connection

    def _broken(self, error: Exception) -> DictionaryError:
        return DictionaryError(
            f"{self.path}: {error}; wanted a dictionary made at set-up; "
            f"make it again with `stdiplo-scan languages add {self.path.name.partition('-')[0]}`"
        )
