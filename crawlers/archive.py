"""The raw response, kept as WARC, and a ledger in SQLite that says what is where."""

from __future__ import annotations

import contextlib
import errno
import gzip
import hashlib
import io
import json
import os
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.document import Hints, RawPage, Skipped
from crawlers.health import TargetRun
from crawlers.lock import WriterLock

Role = Literal["page", "listing", "robots"]
Seen = Literal["new", "changed", "unchanged", "not_modified"]

_FILE_LIMIT = 512 * 1024 * 1024
_DROPPED_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length", "set-cookie"})
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
CREATE TABLE IF NOT EXISTS runs (
  run_id TEXT NOT NULL, target_id TEXT NOT NULL, started_utc TEXT NOT NULL, record TEXT, done INTEGER NOT NULL,
  PRIMARY KEY (run_id, target_id));
CREATE TABLE IF NOT EXISTS skipped (
  id INTEGER PRIMARY KEY, run_id TEXT NOT NULL, target_id TEXT NOT NULL, url TEXT NOT NULL,
  reason TEXT NOT NULL, detail TEXT NOT NULL, seen_utc TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS skipped_run ON skipped (run_id, target_id);
"""


class ArchiveError(Exception):
    """The archive cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One archived response. `url` is canonical; ids grow and are never used twice."""

    id: int
    run_id: str
    target_id: str
    role: Role
    url: str
    final_url: str
    status: int
    headers: dict[str, str]  # names in lower case
    fetched_utc: str
    digest: str  # SHA-256 of the body
    size: int  # of the body, bytes
    hints: Hints
    file: str
    start: int
    length: int

    @property
    def content_type(self) -> str:
        """The Content-Type header as sent; empty where there was none."""
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class Response:
    """What the network gave for one address, decoded, ready to be archived."""

    url: str  # canonical, as asked for
    final_url: str  # after redirects
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_utc: str


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What the archive already has for a URL."""

    capture_id: int
    etag: str
    last_modified: str
    first_utc: str
    last_utc: str


class Archive:
    """A folder with `*.warc.gz` and `ledger.sqlite`; one writer at a time, any number of readers.

    A record is written to the WARC file first, then its ledger row is committed, so a row always points at a
    whole record. A writer that starts cuts off whatever lies behind the last row (a killed writer's half
    record), and drops rows behind the last `sync` whose record is not whole (a power cut). `sync` makes
    everything before it durable.
    """

    def __init__(self, folder: Path) -> None:
        """Opens or creates the archive. Raises ArchiveError when the folder or its ledger cannot be used."""
        self.folder = Path(folder)
        self._lock = WriterLock(self.folder / "writer.lock")
        self._file: IO[bytes] | None = None
        self._file_name = ""
        self._unsynced = 0
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._ledger = sqlite3.connect(
                self.folder / "ledger.sqlite", timeout=30, isolation_level=None, check_same_thread=False
            )
            self._ledger.execute("PRAGMA journal_mode=WAL")
            self._ledger.execute("PRAGMA synchronous=NORMAL")
            self._ledger.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise ArchiveError(
                f"archive {self.folder}: cannot be opened ({error}); wanted a folder that can be written, "
                "with a ledger.sqlite of this program; free the disk or name another folder"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Syncs, lets go of the writer's lock and closes the ledger; closing twice does no harm."""
        try:
            if self._file is not None:
                self.sync()
                self._file.close()
                self._file = None
        finally:
            self._lock.release()
            self._ledger.close()

    # --- writing

    def start_writing(self) -> None:
        """Takes the writer's lock and repairs what a killed writer left; `append` does this by itself.

        Raises ArchiveError when another process is writing.
        """
        if self._file is not None:
            return
        if not self._lock.acquire():
            raise ArchiveError(
                f"archive {self.folder}: another process is writing; wanted one writer at a time; wait for it to end"
            )
        self._repair()
        self._open_file()

    def append(
        self, response: Response, *, run_id: str, target_id: str, hints: Hints, role: Role = "page"
    ) -> tuple[Capture | None, Seen]:
        """The new capture and whether the URL is new or changed; (None, "unchanged") where its body is as
        archived last.

        Raises ArchiveError when the disk is full or the record cannot be written; nothing half-written is
        kept.
        """
        self.start_writing()
        digest = hashlib.sha256(response.body).hexdigest()
        previous = self._ledger.execute(
            "SELECT c.digest, c.status FROM pages p JOIN captures c ON c.id = p.capture_id WHERE p.url = ?",
            (response.url,),
        ).fetchone()
        if previous is not None and previous == (digest, response.status):
            self._touch(response, run_id, target_id, role)
            return None, "unchanged"
        seen: Seen = "new" if previous is None else "changed"
        headers = {
            name.lower(): value
            for name, value in response.headers.items()
            if name.lower() not in _DROPPED_HEADERS
        }
        start, length = self._write(self._record(response, headers))
        row = (
            run_id, target_id, role, response.url, response.final_url, response.status,
            json.dumps(headers, ensure_ascii=False), response.fetched_utc, digest, len(response.body),
            json.dumps(asdict(hints), ensure_ascii=False), self._file_name, start, length,
        )  # fmt: skip
        with self._transaction():
            cursor = self._ledger.execute(
                "INSERT INTO captures (run_id, target_id, role, url, final_url, status, headers, fetched_utc, digest,"
                " size, hints, file, start, length) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                row,
            )
            capture_id = int(cursor.lastrowid or 0)
            self._ledger.execute(
                "INSERT INTO pages VALUES (?,?,?,?,?,?) ON CONFLICT (url) DO UPDATE SET capture_id=excluded.capture_id,"
                " etag=excluded.etag, last_modified=excluded.last_modified, last_utc=excluded.last_utc",
                (
                    response.url, capture_id, headers.get("etag", ""), headers.get("last-modified", ""),
                    response.fetched_utc, response.fetched_utc,
                ),
            )  # fmt: skip
            if role == "page":
                self._visit(run_id, target_id, response.url, seen)
        self._unsynced += 1
        return Capture(capture_id, *row[:6], headers, *row[7:10], hints, *row[11:]), seen

    def not_modified(
        self, url: str, *, run_id: str, target_id: str, fetched_utc: str, role: Role = "page"
    ) -> None:
        """Records that `url` answered 304: what is archived still holds."""
        with self._transaction():
            self._ledger.execute("UPDATE pages SET last_utc = ? WHERE url = ?", (fetched_utc, url))
            if role == "page":
                self._visit(run_id, target_id, url, "not_modified")

    def sync(self) -> None:
        """Makes every capture so far survive a power cut. Raises ArchiveError when the disk refuses."""
        if self._file is None or not self._unsynced:
            return
        try:
            os.fsync(self._file.fileno())
            with self._transaction():
                self._ledger.execute(
                    "INSERT OR REPLACE INTO meta VALUES ('synced', (SELECT coalesce(max(id), 0) FROM captures))"
                )
        except OSError as error:
            raise self._disk_error(error) from error
        self._unsynced = 0

    def begin_run(self, run_id: str, target_id: str) -> set[str]:
        """The page URLs that an interrupted run of this target already visited, which the new run takes over.

        An interrupted run older than a day is left as it is: its pages are asked for again.
        """
        now = datetime.now(UTC)
        done: set[str] = set()
        with self._transaction():
            rows = self._ledger.execute(
                "SELECT run_id, started_utc FROM runs WHERE target_id = ? AND NOT done", (target_id,)
            ).fetchall()
            for old, started in rows:
                if (now - datetime.fromisoformat(started)).total_seconds() < 86_400:
                    self._ledger.execute(
                        "UPDATE OR IGNORE visits SET run_id = ? WHERE run_id = ? AND target_id = ?",
                        (run_id, old, target_id),
                    )
                    self._ledger.execute(
                        "DELETE FROM skipped WHERE run_id = ? AND target_id = ?", (old, target_id)
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
            self._ledger.execute(
                "DELETE FROM skipped WHERE run_id = ? AND target_id = ?", (run.run_id, run.target_id)
            )
            self._ledger.executemany(
                "INSERT INTO skipped (run_id, target_id, url, reason, detail, seen_utc) VALUES (?,?,?,?,?,?)",
                [(run.run_id, run.target_id, s.url, s.reason, s.detail, s.seen_utc) for s in skipped],
            )

    # --- reading

    def captures(
        self, after: int = 0, *, role: Role | None = "page", upto: int | None = None
    ) -> Iterator[Capture]:
        """Captures with an id above `after`, by id; pages only unless another role, or None for all, is
        asked for.
        """
        last = after
        while True:
            rows = self._ledger.execute(
                "SELECT * FROM captures WHERE id > ? AND (? IS NULL OR role = ?) AND (? IS NULL OR id <= ?)"
                " ORDER BY id LIMIT 500",
                (last, role, role, upto, upto),
            ).fetchall()
            if not rows:
                return
            yield from (_capture(row) for row in rows)
            last = rows[-1][0]

    def capture(self, capture_id: int) -> Capture:
        """The capture with this id. Raises ArchiveError where there is none."""
        row = self._ledger.execute("SELECT * FROM captures WHERE id = ?", (capture_id,)).fetchone()
        if row is None:
            raise ArchiveError(
                f"archive {self.folder}: no capture {capture_id}; wanted an id that `captures` gives"
            )
        return _capture(row)

    def body(self, capture: Capture) -> bytes:
        """The body as it was received, decoded. Raises ArchiveError when the WARC file is damaged or gone."""
        try:
            with (self.folder / capture.file).open("rb") as file:
                body = _read_record(file, capture.start)
        except OSError as error:
            raise ArchiveError(
                f"archive {self.folder / capture.file}: cannot be read ({error}); wanted the file that capture "
                f"{capture.id} lies in; restore it from a backup"
            ) from error
        if body is None or hashlib.sha256(body).hexdigest() != capture.digest:
            raise ArchiveError(
                f"archive {self.folder / capture.file}: the record at {capture.start} is not capture {capture.id}; "
                f"wanted a body with SHA-256 {capture.digest}; restore the file from a backup"
            )
        return body

    def page(self, capture: Capture) -> RawPage:
        """The capture as extraction takes it: final address, body, content type, hints."""
        return RawPage(
            url=capture.final_url,
            body=self.body(capture),
            content_type=capture.content_type,
            status=capture.status,
            fetched_utc=capture.fetched_utc,
            hints=capture.hints,
        )

    def known(self, url: str) -> KnownPage | None:
        """What the archive has for a canonical URL; None says that it was never archived."""
        row = self._ledger.execute(
            "SELECT capture_id, etag, last_modified, first_utc, last_utc FROM pages WHERE url = ?", (url,)
        ).fetchone()
        return None if row is None else KnownPage(*row)

    def validators(self, url: str) -> tuple[str, str]:
        """(ETag, Last-Modified) of the last archived answer; empty texts where there were none."""
        known = self.known(url)
        return (known.etag, known.last_modified) if known else ("", "")

    def runs(self, since_utc: str = "", target_id: str | None = None) -> list[TargetRun]:
        """Finished runs begun at or after `since_utc`, oldest first."""
        rows = self._ledger.execute(
            "SELECT record FROM runs WHERE record IS NOT NULL AND started_utc >= ? AND (? IS NULL OR target_id = ?)"
            " ORDER BY started_utc, run_id, target_id",
            (since_utc, target_id, target_id),
        ).fetchall()
        return [TargetRun.from_json(record) for (record,) in rows]

    def visits(self, run_id: str, target_id: str) -> dict[str, Seen]:
        """The pages that a run of a target got an answer for, and how each was seen."""
        rows = self._ledger.execute(
            "SELECT url, seen FROM visits WHERE run_id = ? AND target_id = ? ORDER BY url",
            (run_id, target_id),
        )
        return dict(rows)

    def skipped(self, run_id: str | None = None) -> Iterator[Skipped]:
        """What the runs, or one run, left out, in the order it was met."""
        rows = self._ledger.execute(
            "SELECT url, reason, detail, target_id, seen_utc FROM skipped WHERE ? IS NULL OR run_id = ? ORDER BY id",
            (run_id, run_id),
        ).fetchall()
        yield from (Skipped(*row) for row in rows)

    @property
    def last_id(self) -> int:
        """The highest capture id so far, 0 where there is none."""
        return int(self._ledger.execute("SELECT coalesce(max(id), 0) FROM captures").fetchone()[0])

    # --- inside

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._ledger.execute("BEGIN IMMEDIATE")
            yield
            self._ledger.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise ArchiveError(
                f"archive {self.folder}: the ledger refused ({error}); wanted to write a row; free the disk, or wait "
                "for the other program that holds the ledger"
            ) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._ledger.execute("ROLLBACK")

    def _visit(self, run_id: str, target_id: str, url: str, seen: Seen) -> None:
        # what was new when it was met first in this run stays new
        self._ledger.execute("INSERT OR IGNORE INTO visits VALUES (?,?,?,?)", (run_id, target_id, url, seen))

    def _touch(self, response: Response, run_id: str, target_id: str, role: Role) -> None:
        headers = {name.lower(): value for name, value in response.headers.items()}
        with self._transaction():
            self._ledger.execute(
                "UPDATE pages SET last_utc = ?, etag = ?, last_modified = ? WHERE url = ?",
                (
                    response.fetched_utc,
                    headers.get("etag", ""),
                    headers.get("last-modified", ""),
                    response.url,
                ),
            )
            if role == "page":
                self._visit(run_id, target_id, response.url, "unchanged")

    def _record(self, response: Response, headers: Mapping[str, str]) -> bytes:
        lines = [(name, " ".join(value.split())) for name, value in headers.items()]
        lines.append(("content-length", str(len(response.body))))
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=False)
        record = writer.create_warc_record(
            response.final_url,
            "response",
            payload=io.BytesIO(response.body),
            length=len(response.body),
            http_headers=StatusAndHeaders(f"{response.status} -", lines, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": response.fetched_utc},
        )
        writer.write_record(record)
        return gzip.compress(out.getvalue(), compresslevel=6, mtime=0)

    def _write(self, record: bytes) -> tuple[int, int]:
        if self._file is None or self._file.tell() > _FILE_LIMIT:
            self._open_file()
        if self._file is None:  # pragma: no cover - _open_file sets it or raises
            raise ArchiveError(f"archive {self.folder}: no open file; wanted start_writing first")
        start = self._file.tell()
        try:
            self._file.write(record)
            self._file.flush()
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file.fileno(), start)
                os.lseek(self._file.fileno(), start, os.SEEK_SET)
            raise self._disk_error(error) from error
        return start, len(record)

    def _open_file(self) -> None:
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None
        row = self._ledger.execute(
            "SELECT file, max(start + length) FROM captures GROUP BY file ORDER BY file DESC"
        ).fetchone()
        name, end = (row[0], int(row[1])) if row else ("captures-00001.warc.gz", 0)
        if end > _FILE_LIMIT:
            number = int(name.removeprefix("captures-").removesuffix(".warc.gz")) + 1
            name, end = f"captures-{number:05}.warc.gz", 0
        path = self.folder / name
        try:
            file = path.open("r+b" if path.exists() else "w+b", buffering=0)
            file.truncate(end)
            file.seek(end)
        except OSError as error:
            raise self._disk_error(error) from error
        self._file, self._file_name = file, name

    def _repair(self) -> None:
        """Drops rows behind the last sync whose record is not whole; each was an answer never promised to
        anyone.
        """
        found = self._ledger.execute("SELECT value FROM meta WHERE key = 'synced'").fetchone()
        synced = int(found[0]) if found else 0
        lost = []
        for capture in self.captures(after=synced, role=None):
            try:
                self.body(capture)
            except ArchiveError:
                lost.append((capture.id, capture.url))
        if not lost:
            return
        with self._transaction():
            for capture_id, url in lost:
                self._ledger.execute("DELETE FROM captures WHERE id = ?", (capture_id,))
                self._ledger.execute("DELETE FROM visits WHERE url = ?", (url,))
                earlier = self._ledger.execute(
                    "SELECT max(id) FROM captures WHERE url = ?", (url,)
                ).fetchone()[0]
                if earlier is None:
                    self._ledger.execute("DELETE FROM pages WHERE url = ?", (url,))
                else:
                    self._ledger.execute(
                        "UPDATE pages SET capture_id = ?, etag = '', last_modified = '' WHERE url = ?",
                        (earlier, url),
                    )

    def _disk_error(self, error: OSError) -> ArchiveError:
        what = "the disk is full" if error.errno in {errno.ENOSPC, errno.EDQUOT} else str(error)
        return ArchiveError(
            f"archive {self.folder}: cannot write ({what}); wanted room for one more response; free the disk and run again: "
            "nothing that was archived is lost"
        )


def utc_text(instant: datetime | None = None) -> str:
    """ISO 8601 with seconds, in UTC, ending in Z; now where no instant is given."""
    return (instant or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _capture(row: Sequence[Any]) -> Capture:
    values = list(row)
    values[7] = json.loads(values[7])
    hints = json.loads(values[11])
    hints["languages"] = tuple(hints.get("languages", ()))
    values[11] = Hints(**hints)
    return Capture(*values)


def _read_record(file: IO[bytes], start: int) -> bytes | None:
    """The payload of the record at `start`; None says that no whole response record lies there."""
    file.seek(start)
    try:
        for record in ArchiveIterator(file):
            return bytes(record.content_stream().read()) if record.rec_type == "response" else None
    except (ValueError, EOFError, zlib.error, KeyError, AttributeError, IndexError):
        return None
    except Exception as error:  # warcio raises its own ArchiveLoadFailed, which derives from Exception
        if type(error).__module__.startswith("warcio"):
            return None
        raise
    return None
