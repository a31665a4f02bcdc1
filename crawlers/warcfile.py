"""One WARC file that grows: a whole record or nothing at a time."""

from __future__ import annotations

import contextlib
import errno
import gzip
import io
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


class ArchiveError(Exception):
    """The archive cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Response:
    """What the network gave for one address, decoded, ready to be archived."""

    url: str  # canonical, as asked for
    final_url: str  # after redirects
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_utc: str


class WarcFile:
    """An open `.warc.gz`, written at its end; every record is a gzip member of its own, as readers expect."""

    def __init__(self, path: Path, end: int) -> None:
        """Opens the file and cuts off whatever lies behind `end`. Raises ArchiveError."""
        self.path = path
        try:
            self._file: IO[bytes] = path.open("r+b" if path.exists() else "w+b", buffering=0)
            self._file.truncate(end)
            self._file.seek(end)
        except OSError as error:
            raise self._fault(error) from error
        self.size = end

    def write(self, record: bytes) -> tuple[int, int]:
        """(start, length) of the record, now with the operating system, not yet surely on the disk.

        Raises ArchiveError, and takes back the part that was written, when it cannot be written whole.
        """
        start = self.size
        view = memoryview(record)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.truncate(start)
                self._file.seek(start)
            raise self._fault(error) from error
        self.size = start + len(record)
        return start, len(record)

    def sync(self) -> None:
        """Makes what was written survive a power cut. Raises ArchiveError."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._fault(error) from error

    def close(self) -> None:
        """Closes the file; nothing is flushed that was not already."""
        self._file.close()

    def _fault(self, error: OSError) -> ArchiveError:
        what = "the disk is full" if error.errno in {errno.ENOSPC, errno.EDQUOT} else str(error)
        return ArchiveError(
            f"archive {self.path}: cannot be written ({what}); wanted room for one more response; free the "
            "disk and run again: nothing that was archived is lost"
        )


def pack_record(response: Response, headers: Mapping[str, str]) -> bytes:
    """The response as one gzip'd WARC response record, its body decoded and its length stated anew."""
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


def read_payload(path: Path, start: int) -> bytes | None:
    """The body of the response record at `start`; None says that no whole one lies there.

    Raises OSError when the file cannot be read at all.
    """
    with path.open("rb") as file:
        file.seek(start)
        try:
            for record in ArchiveIterator(file):
                return bytes(record.content_stream().read()) if record.rec_type == "response" else None
        except (ArchiveLoadFailed, ValueError, EOFError, zlib.error, KeyError, AttributeError, IndexError):
            return None
    return None
