"""The ledger: what is where in the archive, and what each run of each target did."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from crawlers.document import Skipped
from crawlers.health import TargetRun
from crawlers.wal import use_wal
from crawlers.warcfile import ArchiveError

Seen = Literal["new", "changed", "unchanged", "not_modified"]

_BUSY_S = 30.0
_GOES_ON_WITHIN_S = 86_400  # an interrupted run older than this is not taken up
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS captures (
  id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, target_id TEXT NOT NULL, role TEXT NOT NULL,
  url TEXT NOT NULL, final_url TEXT NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL,
  fetched_utc TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL, hints TEXT NOT NULL,
  file TEXT NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS captures_url ON captures (url, id);
CREATE TABLE IF NOT EXISTS pages (
  url TEXT PRIMARY KEY, capture_id INTEGER NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
  first_utc TEXT NOT NULL, last_utc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS visits (
  run_id TEXT NOT NULL, target_id TEXT NOT NULL, url TEXT NOT NULL, seen TEXT NOT NULL,
  PRIMARY KEY (run_id, target_id, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listings_read (
  run_id TEXT NOT NULL, target_id TEXT NOT NULL, url TEXT NOT NULL, read_utc TEXT NOT NULL,
  PRIMARY KEY (run_id, target_id, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
  run_id TEXT NOT NULL, target_id TEXT NOT NULL, started_utc TEXT NOT NULL,
  record TEXT, done INTEGER NOT NULL,
  PRIMARY KEY (run_id, target_id));
CREATE TABLE IF NOT EXISTS host_days (
  host TEXT NOT NULL, day TEXT NOT NULL, requests INTEGER NOT NULL, PRIMARY KEY (host, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS looks (
  target_id TEXT NOT NULL, url TEXT NOT NULL, looked_utc TEXT NOT NULL,
  PRIMARY KEY (target_id, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS skipped (
  id INTEGER PRIMARY KEY, run_id TEXT NOT NULL, target_id TEXT NOT NULL, url TEXT NOT NULL,
  reason TEXT NOT NULL, detail TEXT NOT NULL, seen_utc TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS skipped_run ON skipped (run_id, target_id);
"""


class Ledger:
    """The SQLite file of an archive and the runs in it; `crawlers.archive.Archive` adds the captures."""

    def __init__(self, folder: Path) -> None:
        """Opens or creates the ledger in `folder`. Raises ArchiveError when it cannot be used."""
        self.folder = Path(folder)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._ledger = sqlite3.connect(
                self.folder / "ledger.sqlite", timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
            use_wal(self._ledger, busy_s=_BUSY_S)
            self._ledger.execute("PRAGMA synchronous=NORMAL")
            self._ledger.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise ArchiveError(
                f"archive {self.folder}: cannot be opened ({error}); wanted a folder that can be written, "
                "with a ledger.sqlite of this program; free the disk or name another folder"
            ) from error

    def begin_run(self, run_id: str, target_id: str) -> set[str]:
        """The page URLs that an interrupted run of this target already visited, which the new run takes over.

        What it left because of an answer is taken over too (`skipped`), and its listings (`listings_read`).
        An interrupted run older than a day is left as it is: its pages are asked for again.
        """
        now = datetime.now(UTC)
        done: set[str] = set()
        with self._transaction():
            rows = self._ledger.execute(
                "SELECT run_id, started_utc FROM runs WHERE target_id = ? AND NOT done", (target_id,)
            ).fetchall()
            for old, started in rows:
                if (now - datetime.fromisoformat(started)).total_seconds() < _GOES_ON_WITHIN_S:
                    self._ledger.execute(
                        "UPDATE OR IGNORE visits SET run_id = ? WHERE run_id = ? AND target_id = ?",
                        (run_id, old, target_id),
                    )
                    for table in ("skipped", "listings_read"):
                        self._ledger.execute(
                            f"UPDATE OR REPLACE {table} SET run_id = ? WHERE run_id = ? AND target_id = ?",
                            (run_id, old, target_id),
                        )
                self._ledger.execute("DELETE FROM runs WHERE run_id = ? AND target_id = ?", (old, target_id))
            done.update(url for (url,) in self._ledger.execute(
                "SELECT url FROM visits WHERE run_id = ? AND target_id = ?", (run_id, target_id)
            ))  # fmt: skip
            self._ledger.execute(
                "INSERT OR REPLACE INTO runs VALUES (?,?,?,NULL,0)", (run_id, target_id, utc_text(now))
            )
        return done

    def add_run(self, run: TargetRun, skipped: Sequence[Skipped] = (), *, done: bool = True) -> None:
        """Stores the run's record and what it skipped, in one transaction; the same run again replaces it.

        A run that is not `done` was cut off: the next run of its target goes on where it stopped.
        """
        with self._transaction():
            self._ledger.execute(
                "INSERT OR REPLACE INTO runs VALUES (?,?,?,?,?)",
                (run.run_id, run.target_id, run.started_utc, run.to_json(), int(done)),
            )
            if done:
                for table in ("skipped", "listings_read"):
                    self._ledger.execute(
                        f"DELETE FROM {table} WHERE run_id = ? AND target_id = ?", (run.run_id, run.target_id)
                    )
            self._insert_skipped(run.run_id, run.target_id, skipped)

    def add_skipped(self, run_id: str, target_id: str, skipped: Skipped) -> None:
        """Notes at once what an answer made the run leave, so that a run which goes on need not ask again."""
        with self._transaction():
            self._insert_skipped(run_id, target_id, (skipped,))

    def _insert_skipped(self, run_id: str, target_id: str, skipped: Sequence[Skipped]) -> None:
        self._ledger.executemany(
            "INSERT INTO skipped (run_id, target_id, url, reason, detail, seen_utc) VALUES (?,?,?,?,?,?)",
            [(run_id, target_id, s.url, s.reason, s.detail, s.seen_utc) for s in skipped],
        )

    def listings_read(self, run_id: str, target_id: str) -> dict[str, str]:
        """The addresses of entry points that the run had an answer of, and when."""
        return dict(
            self._ledger.execute(
                "SELECT url, read_utc FROM listings_read WHERE run_id = ? AND target_id = ?",
                (run_id, target_id),
            )
        )

    def interrupted_utc(self) -> str:
        """When the oldest of the runs began that were cut off within a day; empty where none was."""
        rows = self._ledger.execute("SELECT started_utc FROM runs WHERE NOT done ORDER BY started_utc")
        now = datetime.now(UTC)
        for (started,) in rows:
            if (now - datetime.fromisoformat(started)).total_seconds() < _GOES_ON_WITHIN_S:
                return str(started)
        return ""

    def runs(self, since_utc: str = "", target_id: str | None = None) -> list[TargetRun]:
        """Finished runs begun at or after `since_utc`, oldest first."""
        rows = self._ledger.execute(
            "SELECT record FROM runs WHERE record IS NOT NULL AND started_utc >= ?"
            " AND (? IS NULL OR target_id = ?) ORDER BY started_utc, run_id, target_id",
            (since_utc, target_id, target_id),
        ).fetchall()
        return [TargetRun.from_json(record) for (record,) in rows]

    def interrupted(self) -> set[str]:
        """The targets whose last crawl was cut off so lately that the next one goes on where it stopped."""
        since = utc_text(datetime.now(UTC) - timedelta(seconds=_GOES_ON_WITHIN_S))
        rows = self._ledger.execute(
            "SELECT DISTINCT target_id FROM runs WHERE NOT done AND started_utc > ?", (since,)
        )
        return {target_id for (target_id,) in rows}

    def take_request(self, host: str, most: int | None) -> bool:
        """Whether a host may be asked once more today (UTC), which is then counted, over all runs."""
        with self._transaction():
            row = self._ledger.execute(
                "INSERT INTO host_days VALUES (?,?,1) ON CONFLICT DO UPDATE SET requests = requests + 1"
                " WHERE ? IS NULL OR requests < ? RETURNING requests",
                (host, utc_text()[:10], most, most),
            ).fetchone()
        return row is not None

    def host_requests(self, day: str) -> dict[str, int]:
        """How often each host was asked on a UTC day (YYYY-MM-DD), most first."""
        rows = self._ledger.execute(
            "SELECT host, requests FROM host_days WHERE day = ? ORDER BY requests DESC, host", (day,)
        )
        return dict(rows)

    def visits(self, run_id: str, target_id: str) -> dict[str, Seen]:
        """The pages that a run of a target got an answer for, and how each was seen."""
        rows = self._ledger.execute(
            "SELECT url, seen FROM visits WHERE run_id = ? AND target_id = ? ORDER BY url",
            (run_id, target_id),
        )
        return dict(rows)

    def skipped(self, run_id: str | None = None, target_id: str | None = None) -> Iterator[Skipped]:
        """What the runs, or one run, or one target, left out, in the order it was met."""
        rows = self._ledger.execute(
            "SELECT url, reason, detail, target_id, seen_utc FROM skipped"
            " WHERE (? IS NULL OR run_id = ?) AND (? IS NULL OR target_id = ?) ORDER BY id",
            (run_id, run_id, target_id, target_id),
        ).fetchall()
        yield from (Skipped(*row) for row in rows)

    def add_look(self, target_id: str, url: str) -> None:
        """Notes that a watched page of a target was looked at again just now, whatever it answered."""
        with self._transaction():
            self._ledger.execute("INSERT OR REPLACE INTO looks VALUES (?,?,?)", (target_id, url, utc_text()))

    def looks(self, target_id: str) -> dict[str, str]:
        """When each watched page of a target was last looked at again."""
        return dict(
            self._ledger.execute("SELECT url, looked_utc FROM looks WHERE target_id = ?", (target_id,))
        )

    def remembers(self, mark: str) -> bool:
        """Whether `remember` was told this."""
        key = f"mark {hashlib.sha256(mark.encode()).hexdigest()}"
        return self._ledger.execute("SELECT 1 FROM meta WHERE key = ?", (key,)).fetchone() is not None

    def remember(self, mark: str) -> None:
        """Keeps a mark, such as a file that was read to its end."""
        key = f"mark {hashlib.sha256(mark.encode()).hexdigest()}"
        with self._transaction():
            self._ledger.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, utc_text()))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._ledger.execute("BEGIN IMMEDIATE")
            yield
            self._ledger.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise ArchiveError(
                f"archive {self.folder}: the ledger refused ({error}); wanted to write a row; free the disk, "
                "or wait for the other program that holds the ledger"
            ) from error
        except BaseException:
            self._roll_back()
            raise

    def _read_listing(self, run_id: str, target_id: str, url: str, read_utc: str) -> None:
        self._ledger.execute(
            "INSERT OR REPLACE INTO listings_read VALUES (?,?,?,?)", (run_id, target_id, url, read_utc)
        )

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._ledger.execute("ROLLBACK")

    def _visit(self, run_id: str, target_id: str, url: str, seen: Seen) -> None:
        # what was new when it was met first in this run stays new
        self._ledger.execute("INSERT OR IGNORE INTO visits VALUES (?,?,?,?)", (run_id, target_id, url, seen))


def utc_text(instant: datetime | None = None) -> str:
    """ISO 8601 with seconds, in UTC, ending in Z; now where no instant is given."""
    return (instant or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
