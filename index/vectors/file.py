"""The vector index on disk: a data file and, in one small file that names it, what it holds.

The data file is written first, under a name of its own, and reaches the disk; then the small file is put in
the place of the one before. A writer that is killed anywhere leaves the index before it in force.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss

from index.vectors.stored import VectorIndexError

_FAISS: Any = faiss  # its type stubs state the C++ constructors, not those of Python
_FORMAT = 1
_STALE_S = 3600.0  # an unfinished file older than this is of a writer that was killed


@dataclass(frozen=True, slots=True)
class Header:
    """What the file at the index's path says: which data file is the index, and what it holds."""

    format: int
    file: str  # in the same folder; "" where there is no vector
    size: int  # bytes
    model_id: str
    dimension: int
    revision: int  # of the store
    rows: int
    id_sum: int  # of the passage pks: tells another store of the same revision apart


@dataclass(frozen=True, slots=True)
class Held:
    """What an index holds, as its header will say."""

    model_id: str
    revision: int
    rows: int
    id_sum: int


class IndexFile:
    """The files of one vector index at a path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def header(self) -> Header | None:
        """The header on disk, or None where there is none that this program can read."""
        try:
            values = json.loads(self.path.read_text("utf-8"))
            header = Header(**values)
        except (OSError, ValueError, TypeError):
            return None
        return header if header.format == _FORMAT else None

    def load(self, header: Header, *, mapped: bool) -> Any:
        """The index of a header. Mapped: it is read from the disk as it is searched, shared by all processes,
        and must not be changed. Raises VectorIndexError where the data file is not the one that was written.
        """
        path = self.path.parent / Path(header.file).name
        try:
            size = path.stat().st_size
            if size != header.size:
                raise VectorIndexError(f"{path}: has {size} bytes; wanted {header.size}")
            return _FAISS.read_index(str(path), _FAISS.IO_FLAG_MMAP_IFC if mapped else 0)
        except (OSError, RuntimeError) as error:
            first = str(error).strip().splitlines() or [type(error).__name__]
            raise VectorIndexError(f"{path}: {first[0]}") from error

    def write(self, index: Any, held: Held) -> None:
        """The index (None: no vector) is on disk, whole. Raises VectorIndexError where it cannot be."""
        data: Path | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            before = self.header()
            if index is not None:
                name = f"{self.path.stem}-{os.getpid()}-{time.time_ns():x}.faiss"
                data = self.path.parent / name
                _FAISS.write_index(index, str(data))
                _sync(data)
            self._write_header(
                Header(
                    format=_FORMAT,
                    file="" if data is None else data.name,
                    size=0 if data is None else data.stat().st_size,
                    model_id=held.model_id,
                    dimension=0 if index is None else int(index.d),
                    revision=held.revision,
                    rows=held.rows,
                    id_sum=held.id_sum,
                )
            )
        except (OSError, RuntimeError) as error:
            if data is not None:
                data.unlink(missing_ok=True)
            raise VectorIndexError(
                f"{self.path}: the vector index cannot be written ({error}); check space and rights"
            ) from error
        self._sweep("" if data is None else data.name, before.file if before is not None else "")

    def remove(self) -> None:
        """The index is gone from the disk."""
        header = self.header()
        self.path.unlink(missing_ok=True)
        self._sweep("", header.file if header is not None else "")

    def _write_header(self, header: Header) -> None:
        handle, partial = tempfile.mkstemp(prefix=f".{self.path.name}-", dir=self.path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(asdict(header), stream)
                stream.flush()
                os.fsync(stream.fileno())
            Path(partial).replace(self.path)
        except OSError:
            Path(partial).unlink(missing_ok=True)
            raise
        _sync(self.path.parent)

    def _sweep(self, current: str, before: str) -> None:
        """Remove the data file that was replaced, and what killed writers left."""
        left = [*self.path.parent.glob(f"{self.path.stem}-*.faiss"), *self._partial_headers()]
        for path in left:
            try:
                stale = time.time() - path.stat().st_mtime > _STALE_S
                if path.name != current and (path.name == before or stale):
                    path.unlink()
            except OSError:
                continue  # another process was faster

    def _partial_headers(self) -> list[Path]:
        return list(self.path.parent.glob(f".{self.path.name}-*"))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
