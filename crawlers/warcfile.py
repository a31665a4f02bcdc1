"""One WARC file that grows: a whole record or nothing at a time."""

from __future__ import annotations

import contextlib
import errno
import gzip
import io
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_LEVEL = 4  # of real pages, level 6 takes twice as long and saves a twentieth
_LENGTH = re.compile(rb"^content-length: *(\d{1,15})\r?$", re.IGNORECASE | re.MULTILINE)
_RESPONSE = re.compile(rb"^warc-type: *response\r?$", re.IGNORECASE | re.MULTILINE)


class ArchiveError(Exception):
    """The archive cannot be read or written."""


class WarcError(Exception):
    """A WARC file of others that cannot be read, or not to its end."""


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
    return gzip.compress(out.getvalue(), compresslevel=_LEVEL, mtime=0)


def read_payload(path: Path, start: int, length: int) -> bytes | None:
    """The body of the response record of so many bytes at `start`; None says that no whole one lies there.

    Raises OSError when the file cannot be read at all.
    """
    with path.open("rb") as file:
        file.seek(start)
        packed = file.read(length)
    reader = zlib.decompressobj(31)
    try:
        plain = reader.decompress(packed)
    except zlib.error:
        return None
    head, _, block = plain.partition(b"\r\n\r\n")
    size = _LENGTH.search(head)
    if not reader.eof or not head.startswith(b"WARC/") or size is None or not _RESPONSE.search(head):
        return None
    if len(block) < int(size[1]):
        return None
    return block[: int(size[1])].partition(b"\r\n\r\n")[2]


def read_responses(path: Path, *, most_bytes: int) -> Iterator[Response]:
    """The HTTP responses of a WARC file that others wrote, decoded, and when they were fetched.

    Bodies are read to one byte beyond `most_bytes`. Records without an address or an instant are passed over.
    Raises WarcError where the file is no WARC file or broken; what stands before the break was given then.
    """
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "response" and record.http_headers is not None:
                    response = _response(record, most_bytes)
                    if response is not None:
                        yield response
    except (ArchiveLoadFailed, OSError, EOFError, zlib.error, ValueError, KeyError, AttributeError) as error:
        raise WarcError(
            f"{path}: cannot be read ({type(error).__name__}: {error}); wanted a WARC file; copy it again"
        ) from error


def _response(record: Any, most_bytes: int) -> Response | None:
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    try:
        written = (record.rec_headers.get_header("WARC-Date") or "").replace("Z", "+00:00")
        instant = datetime.fromisoformat(written)
    except ValueError:
        return None
    if not url.startswith(("http://", "https://")):
        return None
    instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    code = str(record.http_headers.get_statuscode() or "")
    body = bytearray()
    stream = record.content_stream()
    while len(body) <= most_bytes and (piece := stream.read(65_536)):
        body += piece
    return Response(
        url,
        url,
        int(code) if code.isdigit() else 0,
        {name.lower(): value for name, value in record.http_headers.headers},
        bytes(body[: most_bytes + 1]),
        instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
