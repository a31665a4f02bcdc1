"""The vectors of the store's passages in memory, searched with FAISS; always rebuildable from the store.

Up to 200,000 passages every vector is compared (16-bit floats); beyond, an inverted file with 8-bit numbers.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from sqlalchemy import Connection, Engine

from index.meta import MODEL, REVISION, read_meta, read_number
from index.vectors.stored import (
    Ids,
    VectorIndexError,
    Vectors,
    count_vectors,
    read_vectors,
    sample_vectors,
    stored_pks,
)

FLAT_LIMIT = 200_000  # passages; beyond, comparing with each is too slow
_TRAIN = 100_000  # vectors an inverted file learns its cells from, at most
_TRAIN_A_CELL = 39  # faiss asks for at least so many
_PROBES = 32  # cells searched for one question
_EXACT_SHARE = 0.05  # a filter that leaves less than this is searched in every cell
_FORMAT = 1
_STALE_S = 3600.0  # an unfinished file older than this is of a writer that was killed

_FAISS: Any = faiss  # its type stubs state the C++ constructors, not those of Python
_LOG = logging.getLogger(__name__)


class StoreLike(Protocol):
    """What is needed of the store: its engine (index.store.Store has it)."""

    @property
    def engine(self) -> Engine:
        """The database engine."""


@dataclass(frozen=True, slots=True)
class _Header:
    """The file at the index's path: which data file is the index, and what it holds."""

    format: int
    file: str  # in the same folder
    size: int  # bytes
    model_id: str
    dimension: int
    revision: int  # of the store
    rows: int
    id_sum: int  # of the passage pks: tells another store of the same revision apart


class VectorIndex:
    """Passage vectors of one model, found by passage pk; safe to use from several threads."""

    def __init__(self, store: StoreLike, path: Path, model_id: str, *, flat_limit: int = FLAT_LIMIT) -> None:
        """An index that has not looked at the store yet; use VectorIndex.load_or_build."""
        self.model_id = model_id
        self.revision = -1
        self._store = store
        self._path = path
        self._flat_limit = flat_limit
        self._index: Any = None  # None while there is no vector
        self._lock = threading.RLock()

    @classmethod
    def load_or_build(
        cls, store: StoreLike, path: Path, model_id: str, *, flat_limit: int = FLAT_LIMIT
    ) -> VectorIndex:
        """The index kept at `path`, brought up to the store; built from the store where no usable file is.

        A file that cannot be written is logged, the index works all the same.
        Raises VectorIndexError where the store holds vectors of another model.
        """
        index = cls(store, path, model_id, flat_limit=flat_limit)
        index._load()
        if index.refresh():
            try:
                index.save()
            except VectorIndexError as error:
                _LOG.warning("%s", error)
        return index

    def __len__(self) -> int:
        return 0 if self._index is None else int(self._index.ntotal)

    @property
    def kind(self) -> str:
        """How vectors are searched: empty, flat (all of them) or ivf (some cells)."""
        if self._index is None:
            return "empty"
        return "flat" if isinstance(self._index, faiss.IndexIDMap) else "ivf"

    def search(self, query: Vectors, k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """The k nearest passages of one query vector: their pks and cosines, best first, equal ones by pk.

        `query`: float32, unit length, shape (d,). `allowed`: the pks that may be returned, in any order; None
        allows all. Fewer than k come back only where fewer are allowed.
        """
        with self._lock:
            if self._index is None or k <= 0 or (allowed is not None and len(allowed) == 0):
                return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
            vector = np.ascontiguousarray(query, dtype=np.float32).reshape(1, -1)
            if vector.shape[1] != self._index.d:
                raise VectorIndexError(
                    f"vector index: the query has {vector.shape[1]} numbers; wanted {self._index.d}; "
                    f"embed queries with {self.model_id}"
                )
            most = len(self) if allowed is None else min(len(self), len(allowed))
            wanted = min(k, most)
            ids, scores = self._search(vector, wanted, allowed, every_cell=False)
            if len(ids) < wanted and self.kind == "ivf":
                ids, scores = self._search(vector, wanted, allowed, every_cell=True)
        order = np.lexsort((ids, -scores))
        return ids[order], scores[order]

    def _search(
        self, vector: Vectors, k: int, allowed: Ids | None, *, every_cell: bool
    ) -> tuple[Ids, Vectors]:
        selector = None if allowed is None else _bitmap(allowed)
        if self.kind == "ivf":
            cells = int(self._index.nlist)
            few = allowed is not None and len(allowed) < _EXACT_SHARE * len(self)
            probes = cells if every_cell or few else min(cells, _PROBES)
            parameters = _FAISS.SearchParametersIVF(nprobe=probes, **_chosen(selector))
        else:
            parameters = _FAISS.SearchParameters(**_chosen(selector)) if selector is not None else None
        scores, ids = self._index.search(vector, k, params=parameters)
        found = ids[0] >= 0
        return ids[0][found].astype(np.int64), scores[0][found].astype(np.float32)

    def refresh(self) -> bool:
        """Whether anything changed: vectors new in the store are added, those gone from it removed.

        Raises VectorIndexError where the store holds vectors of another model.
        """
        with self._lock, self._store.engine.connect() as connection, connection.begin():
            held = read_meta(connection, MODEL)
            if held is not None and held != self.model_id:
                raise VectorIndexError(
                    f"{self._path}: the store's vectors are of the model {held}; the settings name "
                    f"{self.model_id}; set the model back, or run `stdiplo-scan index rebuild`"
                )
            revision = read_number(connection, REVISION)
            if revision == self.revision:
                return False
            wanted = stored_pks(connection, self.model_id)
            own = self._pks()
            gone, new = np.setdiff1d(own, wanted), np.setdiff1d(wanted, own)
            outgrown = self.kind != "ivf" and len(wanted) > self._flat_limit
            if self._index is None or outgrown or len(gone) > len(wanted):
                self._build(connection, len(wanted))
            else:
                if len(gone):
                    self._index.remove_ids(faiss.IDSelectorBatch(gone))
                for pks, vectors in read_vectors(connection, self.model_id, new):
                    self._index.add_with_ids(vectors, pks)
            self.revision = revision
            return True

    def rebuild(self) -> int:
        """How many vectors the index holds after it was built anew from the store and saved."""
        with self._lock:
            self._index, self.revision = None, -1
            self.refresh()
            self.save()
            return len(self)

    def check(self) -> list[str]:
        """What differs between this index and the store, one line a fault; no line means they agree."""
        with self._lock, self._store.engine.connect() as connection:
            wanted, own = stored_pks(connection, self.model_id), self._pks()
        faults = []
        missing, extra = len(np.setdiff1d(wanted, own)), len(np.setdiff1d(own, wanted))
        if missing or extra or len(own) != len(wanted):
            faults.append(
                f"{self._path}: the vector index has {len(own)} rows, the store {len(wanted)} "
                f"({missing} missing, {extra} too many); run `stdiplo-scan index rebuild`"
            )
        return faults

    def save(self) -> None:
        """The index is on disk, whole: a killed writer leaves the file before it in force.

        Raises VectorIndexError where it cannot be written.
        """
        with self._lock:
            data: Path | None = None
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                before = self._header()
                name = ""
                if self._index is not None:
                    data = self._path.parent / f"{self._path.stem}-{os.getpid()}-{time.time_ns():x}.faiss"
                    faiss.write_index(self._index, str(data))
                    _sync(data)
                    name = data.name
                self._write_header(name, data.stat().st_size if data is not None else 0)
            except (OSError, RuntimeError) as error:
                if data is not None:
                    data.unlink(missing_ok=True)
                raise VectorIndexError(
                    f"{self._path}: the vector index cannot be written ({error}); check space and rights"
                ) from error
            self._sweep(name, before.file if before is not None else "")

    def _write_header(self, name: str, size: int) -> None:
        pks = self._pks()
        header = _Header(
            format=_FORMAT,
            file=name,
            size=size,
            model_id=self.model_id,
            dimension=0 if self._index is None else int(self._index.d),
            revision=self.revision,
            rows=len(pks),
            id_sum=int(pks.sum()),
        )
        handle, partial = tempfile.mkstemp(prefix=f".{self._path.name}-", dir=self._path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(asdict(header), stream)
                stream.flush()
                os.fsync(stream.fileno())
            Path(partial).replace(self._path)
        except OSError:
            Path(partial).unlink(missing_ok=True)
            raise
        _sync(self._path.parent)

    def _sweep(self, current: str, before: str) -> None:
        """Remove the data file that was replaced, and what killed writers left."""
        for path in self._path.parent.glob(f"{self._path.stem}-*.faiss"):
            try:
                stale = time.time() - path.stat().st_mtime > _STALE_S
                if path.name != current and (path.name == before or stale):
                    path.unlink()
            except OSError:
                continue  # another process was faster

    def _header(self) -> _Header | None:
        """The header on disk, or None where there is none that this program can read."""
        try:
            values = json.loads(self._path.read_text("utf-8"))
            header = _Header(**values)
        except (OSError, ValueError, TypeError):
            return None
        return header if header.format == _FORMAT else None

    def _load(self) -> None:
        """Take the index on disk where it is whole, of this model and of this store; else stay empty."""
        header = self._header()
        if header is None or header.model_id != self.model_id or not header.file:
            return
        path = self._path.parent / Path(header.file).name
        try:
            if path.stat().st_size != header.size:
                return
            loaded = faiss.read_index(str(path))
        except (OSError, RuntimeError) as error:
            _LOG.warning("%s: %s; the vector index is built again from the store", path, error)
            return
        self._index = loaded
        pks = self._pks()
        if len(pks) != header.rows or int(pks.sum()) != header.id_sum:
            self._index = None
            return
        with self._store.engine.connect() as connection:
            rows, id_sum = count_vectors(connection, self.model_id)
        # at another revision, or in another store, refresh compares pk by pk
        self.revision = header.revision if (rows, id_sum) == (header.rows, header.id_sum) else -1

    def _pks(self) -> Ids:
        """The pks in the index, ascending."""
        if self._index is None:
            return np.zeros(0, dtype=np.int64)
        if self.kind == "flat":
            return np.sort(faiss.vector_to_array(self._index.id_map).astype(np.int64))
        lists = self._index.invlists
        parts = [
            faiss.rev_swig_ptr(lists.get_ids(cell), lists.list_size(cell)).copy()
            for cell in range(self._index.nlist)
            if lists.list_size(cell)
        ]
        return np.sort(np.concatenate(parts)).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)

    def _build(self, connection: Connection, rows: int) -> None:
        self._index = None
        for pks, vectors in read_vectors(connection, self.model_id, None):
            if self._index is None:
                self._index = self._empty(connection, rows, vectors.shape[1])
            self._index.add_with_ids(vectors, pks)

    def _empty(self, connection: Connection, rows: int, dimension: int) -> Any:
        if rows <= self._flat_limit:
            flat = faiss.IndexScalarQuantizer(
                dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            )
            return faiss.IndexIDMap(flat)
        sample = sample_vectors(connection, self.model_id, rows, _TRAIN)
        cells = max(1, min(int(4 * rows**0.5), len(sample) // _TRAIN_A_CELL))
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimension),
            dimension,
            cells,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        index.train(sample)
        return index


def _chosen(selector: Any) -> dict[str, Any]:
    return {} if selector is None else {"sel": selector}


def _bitmap(allowed: Ids) -> Any:
    """A faiss selector of these pks: one bit a pk."""
    pks = np.asarray(allowed, dtype=np.int64)
    bits = np.zeros(int(pks.max()) + 1, dtype=bool)
    bits[pks] = True
    return _FAISS.IDSelectorBitmap(np.packbits(bits, bitorder="little"))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
