"""The raw response, kept as WARC, and a ledger in SQLite that says what is where."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from crawlers.document import Hints, RawPage
from crawlers.ledger import Ledger, Seen, utc_text
from crawlers.lock import WriterLock
from crawlers.warcfile import ArchiveError, Response, WarcFile, pack_record, read_payload

__all__ = ["Archive", "ArchiveError", "Capture", "KnownPage", "Response", "Role", "Seen", "utc_text"]

Role = Literal["page", "listing", "robots"]

_FILE_LIMIT = 512 * 1024 * 1024
_DROPPED_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length", "set-cookie"})


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
class KnownPage:
    """What the archive already has for a URL."""

    capture_id: int
    etag: str
    last_modified: str
    first_utc: str
    last_utc: str


class Archive(Ledger):
    """A folder with `*.warc.gz` and `ledger.sqlite`; one writer at a time, any number of readers.

    A record is written to the WARC file first, then its ledger row is committed, so a row always points at a
    whole record. A writer that starts cuts off whatever lies behind the last row (a killed writer's half
    record), and drops rows behind the last `sync` whose record is not whole (a power cut). `sync` makes
    everything before it durable.
    """

    def __init__(self, folder: Path) -> None:
        """Opens or creates the archive. Raises ArchiveError when the folder or its ledger cannot be used."""
        super().__init__(folder)
        self._lock = WriterLock(self.folder / "writer.lock")
        self._warc: WarcFile | None = None
        self._unsynced = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Syncs, lets go of the writer's lock and closes the ledger; closing twice does no harm."""
        try:
            if self._warc is not None:
                self.sync()
                self._warc.close()
                self._warc = None
        finally:
            self._lock.release()
            self._ledger.close()

    # --- writing

    def start_writing(self) -> None:
        """Takes the writer's lock and repairs what a killed writer left; `append` does this by itself.

        Raises ArchiveError when another process is writing.
        """
        if self._warc is not None:
            return
        if not self._lock.acquire():
            raise ArchiveError(
                f"archive {self.folder}: another process is writing; wanted one writer at a time; "
                "wait for it to end"
            )
        self._repair()
        self._warc = self._open_warc()

    def append(
        self, response: Response, *, run_id: str, target_id: str, hints: Hints, role: Role = "page"
    ) -> tuple[Capture | None, Seen]:
        """The new capture, and new or changed; (None, "unchanged") where the body is as archived last.

        Raises ArchiveError when the disk is full or the record cannot be written whole; then nothing is kept.
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
        warc = self._warc_with_room()
        start, length = warc.write(pack_record(response, headers))
        row = (
            run_id, target_id, role, response.url, response.final_url, response.status,
            json.dumps(headers, ensure_ascii=True), response.fetched_utc, digest, len(response.body),
            json.dumps(asdict(hints), ensure_ascii=True), warc.path.name, start, length,
        )  # fmt: skip
        with self._transaction():
            cursor = self._ledger.execute(
                "INSERT INTO captures (run_id, target_id, role, url, final_url, status, headers, fetched_utc,"
                " digest, size, hints, file, start, length) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                row,
            )
            capture_id = int(cursor.lastrowid or 0)
            self._ledger.execute(
                "INSERT INTO pages VALUES (?,?,?,?,?,?) ON CONFLICT (url) DO UPDATE SET"
                " capture_id=excluded.capture_id, etag=excluded.etag,"
                " last_modified=excluded.last_modified, last_utc=excluded.last_utc",
                (
                    response.url, capture_id, headers.get("etag", ""), headers.get("last-modified", ""),
                    response.fetched_utc, response.fetched_utc,
                ),
            )  # fmt: skip
            self._met(role, run_id, target_id, response.url, seen=seen, met_utc=response.fetched_utc)
        self._unsynced += 1
        return Capture(capture_id, *row[:6], headers, *row[7:10], hints, *row[11:]), seen

    def not_modified(
        self, url: str, *, run_id: str, target_id: str, fetched_utc: str, role: Role = "page"
    ) -> None:
        """Records that `url` answered 304: what is archived still holds."""
        with self._transaction():
            self._ledger.execute("UPDATE pages SET last_utc = ? WHERE url = ?", (fetched_utc, url))
            self._met(role, run_id, target_id, url, seen="not_modified", met_utc=fetched_utc)

    def sync(self) -> None:
        """Makes every capture so far survive a power cut. Raises ArchiveError when the disk refuses."""
        if self._warc is None or not self._unsynced:
            return
        self._warc.sync()
        with self._transaction():
            self._ledger.execute(
                "INSERT OR REPLACE INTO meta VALUES ('synced', (SELECT coalesce(max(id), 0) FROM captures))"
            )
        self._unsynced = 0

    # --- reading

    def captures(
        self, after: int = 0, *, role: Role | None = "page", upto: int | None = None
    ) -> Iterator[Capture]:
        """Captures with an id above `after`, by id; of pages, unless another role or None for all is
        given.
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

    def captures_at(self, url: str) -> list[Capture]:
        """Every answer that was archived for a canonical URL, of whatever role, oldest first."""
        rows = self._ledger.execute("SELECT * FROM captures WHERE url = ? ORDER BY id", (url,)).fetchall()
        return [_capture(row) for row in rows]

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
            body = read_payload(self.folder / capture.file, capture.start, capture.length)
        except OSError as error:
            raise ArchiveError(
                f"archive {self.folder / capture.file}: cannot be read ({error}); wanted the file that "
                f"capture {capture.id} lies in; restore it from a backup"
            ) from error
        if body is None or hashlib.sha256(body).hexdigest() != capture.digest:
            raise ArchiveError(
                f"archive {self.folder / capture.file}: the record at {capture.start} is not capture "
                f"{capture.id}; wanted a body with SHA-256 {capture.digest}; restore the file from a backup"
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
            asked_url=capture.url,
            links=capture.headers.get("link", ""),
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

    @property
    def last_id(self) -> int:
        """The highest capture id so far, 0 where there is none."""
        return int(self._ledger.execute("SELECT coalesce(max(id), 0) FROM captures").fetchone()[0])

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
            self._met(role, run_id, target_id, response.url, seen="unchanged", met_utc=response.fetched_utc)

    def _met(self, role: Role, run_id: str, target_id: str, url: str, *, seen: Seen, met_utc: str) -> None:
        if role == "page":
            self._visit(run_id, target_id, url, seen)
        elif role == "listing":
            self._read_listing(run_id, target_id, url, met_utc)

    def _warc_with_room(self) -> WarcFile:
        self.start_writing()
        if self._warc is None or self._warc.size > _FILE_LIMIT:
            if self._warc is not None:
                self.sync()
                self._warc.close()
            self._warc = self._open_warc()
        return self._warc

    def _open_warc(self) -> WarcFile:
        """The last file, cut behind its last ledger row; the next one where it is full."""
        row = self._ledger.execute(
            "SELECT file, max(start + length) FROM captures GROUP BY file ORDER BY file DESC"
        ).fetchone()
        name, end = (row[0], int(row[1])) if row else ("captures-00001.warc.gz", 0)
        if end > _FILE_LIMIT:
            number = int(name.removeprefix("captures-").removesuffix(".warc.gz")) + 1
            name, end = f"captures-{number:05}.warc.gz", 0
        return WarcFile(self.folder / name, end)

    def _repair(self) -> None:
        """Drops rows behind the last sync whose record is not whole: answers never promised to anyone."""
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


def _capture(row: Sequence[Any]) -> Capture:
    values = list(row)
    values[7] = json.loads(values[7])
    hints = json.loads(values[11])
    hints["languages"] = tuple(hints.get("languages", ()))
    hints["translations"] = tuple((code, url) for code, url in hints.get("translations", ()))
    values[11] = Hints(**hints)
    return Capture(*values)
