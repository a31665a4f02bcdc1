"""Vectors kept on disk between runs: a text that was embedded once is not embedded again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from nlp.embed import Embedder, Vectors

_FORMAT = 1
_MOST_BYTES = 1_000_000_000  # of the file; beyond it is begun anew
_ASKED = 500  # keys of one question to the file
_WAIT_S = 30.0  # for another process that writes
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"


class KeptVectors:
    """An embedder whose vectors are read from where an earlier run left them, else made and left there.

    The file belongs to one model, one precision and one release of the engine: its name says which. Several
    processes may share it. A file that is broken or cannot be written costs time and nothing else.
    """

    def __init__(self, embedder: Embedder, folder: Path, *, precision: str) -> None:
        """`folder` is made where it is missing."""
        self._embedder = embedder
        self.model_id, self.dimension = embedder.model_id, embedder.dimension
        self.token_limit, self.count_tokens = embedder.token_limit, embedder.count_tokens
        self._path = folder / f"vectors-{_name(embedder.model_id, precision)}.db"
        self._file: sqlite3.Connection | None = None
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if self._path.is_file() and self._path.stat().st_size > _MOST_BYTES:
                self._path.unlink()
        self._open()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As the embedder's."""
        return self._vectors(texts, b"passage", self._embedder.embed)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """As the embedder's."""
        return self._vectors(texts, b"query", self._embedder.embed_queries)

    def close(self) -> None:
        """Let go of the file; what is embedded afterwards is not kept."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _vectors(
        self, texts: Sequence[str], kind: bytes, embed: Callable[[Sequence[str]], Vectors]
    ) -> Vectors:
        keys = [_key(text, kind) for text in texts]
        known = self._read(set(keys))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            made = np.asarray(embed(list(missing.values())), dtype=np.float32)
            fresh = dict(zip(missing, made, strict=True))
            self._write(fresh)
            known |= fresh
        result = np.zeros((len(keys), self.dimension), dtype=np.float32)
        for row, key in enumerate(keys):
            result[row] = known[key]
        return result

    def _open(self) -> None:
        for _ in range(2):  # the second time without a broken file
            file: sqlite3.Connection | None = None
            try:
                # questions are embedded by a thread beside the one that waits for them
                file = sqlite3.connect(
                    self._path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
                )
                file.execute("PRAGMA journal_mode=WAL")
                file.execute("PRAGMA synchronous=OFF")
                file.execute(_TABLE)
            except sqlite3.OperationalError:  # no such folder, no room, locked for too long
                if file is not None:
                    file.close()
                return
            except sqlite3.DatabaseError:
                if file is not None:
                    file.close()
                with suppress(OSError):
                    self._path.unlink()
            else:
                self._file = file
                return

    def _read(self, keys: set[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        if self._file is None:
            return found
        try:
            for some in _parts(sorted(keys)):
                marks = ",".join("?" * len(some))
                for key, vector in self._file.execute(
                    f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some
                ):
                    if len(vector) == 4 * self.dimension:
                        found[key] = np.frombuffer(vector, dtype="<f4")
        except sqlite3.Error:
            self.close()
        return found

    def _write(self, fresh: dict[bytes, Vectors]) -> None:
        if self._file is None:
            return
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in fresh.items()]
        try:
            self._file.execute("BEGIN IMMEDIATE")
            self._file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            self._file.execute("COMMIT")
        except sqlite3.Error:
            self.close()


def _parts(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for at in range(0, len(keys), _ASKED):
        yield keys[at : at + _ASKED]


def _key(text: str, kind: bytes) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, person=kind).digest()


def _name(model_id: str, precision: str) -> str:
    """Changes with everything that the vectors depend on."""
    try:
        engine = version("openvino")
    except PackageNotFoundError:
        engine = "none"
    told = f"{_FORMAT}|{model_id}|{precision}|{engine}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]
