"""Files and folders -> raw pages: what `ingest` reads besides rows."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers.document import Hints, RawPage

SUFFIXES = (".html", ".htm", ".xhtml", ".pdf", ".docx", ".odt", ".eml", ".txt")
MOST_BYTES = 60_000_000
_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".eml": "message/rfc822",
    ".txt": "text/plain",
}


class FileError(Exception):
    """A path that cannot be read as pages; the text says place, value met, value wanted and cure."""

    def __init__(self, path: Path, met: str, wanted: str) -> None:
        super().__init__(f"{path}: {met}; wanted {wanted}")
        self.path = path


def read_paths(
    paths: Iterable[Path],
    *,
    hints: Hints | None = None,
    on_error: Callable[[FileError], None] | None = None,
) -> Iterator[RawPage]:
    """The pages of files and folders: html, htm, xhtml, pdf, docx, odt, eml, txt, each also with .gz, and
    warc(.gz).

    A folder is walked in sorted order and files of other kinds in it are passed over; a file that is named
    itself must be of a known kind. A WARC gives one page a response. What cannot be read is told to
    `on_error` and the rest goes on; without it, FileError is raised there.
    """
    hints = hints or Hints()
    for path in paths:
        for file in _files_of(path):
            try:
                yield from _read_file(file, hints)
            except FileError as error:
                if on_error is None:
                    raise
                on_error(error)


def _files_of(path: Path) -> Iterator[Path]:
    """The path itself, or the files of known kinds in a folder."""
    if path.is_dir():
        yield from sorted(entry for entry in path.rglob("*") if entry.is_file() and kind_of(entry))
    else:
        yield path


def kind_of(path: Path) -> str:
    """The suffix that says what a file is, without .gz; empty for kinds that are not read."""
    name = path.name.lower().removesuffix(".gz")
    return next((suffix for suffix in (*SUFFIXES, ".warc") if name.endswith(suffix)), "")


def content_type_of(name: str) -> str:
    """The content type of a file's name; empty for kinds that are not read as one page."""
    return _TYPES.get(kind_of(Path(name)) if not name.endswith(".gz") else "", "")


def read_body(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """The bytes of a file, unpacked where it ends in .gz; FileError where it cannot be read or is too
    large.
    """
    try:
        with gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb") as file:
            body = file.read(most_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileError(path, str(error) or type(error).__name__, "a readable file; copy it again") from error
    if len(body) > most_bytes:
        raise FileError(path, f"more than {most_bytes} bytes", f"at most {most_bytes} bytes; split it")
    return bytes(body)


def _read_file(path: Path, hints: Hints) -> Iterator[RawPage]:
    if not path.exists():
        raise FileError(path, "no such file or folder", "an existing path; check its spelling")
    kind = kind_of(path)
    if not kind:
        wanted = f"one of {' '.join(SUFFIXES)} .warc .jsonl, or these with .gz"
        raise FileError(path, f"a file of kind '{path.suffix}'", wanted)
    if kind == ".warc":
        yield from _read_warc(path, hints)
        return
    yield RawPage(path.resolve().as_uri(), read_body(path), _TYPES[kind], hints=hints)


def _read_warc(path: Path, hints: Hints) -> Iterator[RawPage]:
    """One page a response or resource record; redirects and records without a body are passed over."""
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                page = _page_of_record(record, hints) if record.rec_type in {"response", "resource"} else None
                if page is not None:
                    yield page
    except (ArchiveLoadFailed, OSError, EOFError, zlib.error) as error:
        raise FileError(
            path, f"{type(error).__name__}: {error}"[:200], "a WARC file; copy it again"
        ) from error


def _page_of_record(record: Any, hints: Hints) -> RawPage | None:
    headers, http, stream = record.rec_headers, record.http_headers, record.content_stream()
    url = headers.get_header("WARC-Target-URI") or ""
    if not url.startswith(("http://", "https://")):
        return None
    status = 200
    if http is not None:
        code = str(http.get_statuscode() or "200")
        status = int(code) if code.isdigit() else 200
    if 300 <= status < 400:
        return None
    body = io.BytesIO()
    while chunk := stream.read(65536):
        body.write(chunk)
        if body.tell() > MOST_BYTES:
            break
    content_type = (
        http.get_header("Content-Type") if http is not None else headers.get_header("Content-Type")
    ) or ""
    return RawPage(
        url, body.getvalue(), content_type, status, _instant(headers.get_header("WARC-Date") or ""), hints
    )


def _instant(written: str) -> str:
    try:
        instant = datetime.fromisoformat(written.replace("Z", "+00:00"))
    except ValueError:
        return ""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
