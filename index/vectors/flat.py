"""The vectors of the store's passages in memory, searched with FAISS; always rebuildable from the store.

Up to 200,000 passages every vector is compared (16-bit floats); beyond, an inverted file with 8-bit numbers.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from sqlalchemy import Connection, Engine

from index.meta import MODEL, REVISION, read_meta, read_number
from index.vectors.file import Header, Held, IndexFile
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
_LAG = 0.005  # share of the rows by which the file may lag behind; the next start adds them from the store
_LAG_FROM = 50_000  # rows from which it may

_FAISS: Any = faiss  # its type stubs state the C++ constructors, not those of Python
_LOG = logging.getLogger(__name__)
_AGAIN = "the vector index is built again from the store"


class StoreLike(Protocol):
    """What is needed of the store: its engine (index.store.Store has it)."""

    @property
    def engine(self) -> Engine:
        """The database engine."""


class VectorIndex:
    """Passage vectors of one model, found by passage pk; safe to use from several threads."""

    def __init__(
        self,
        store: StoreLike,
        path: Path,
        model_id: str,
        *,
        flat_limit: int = FLAT_LIMIT,
        beside: bool = False,
    ) -> None:
        """An index that has not looked at the store yet; use VectorIndex.load_or_build.

        `beside`: of a model whose vectors are kept beside those of the store's own.
        """
        self.model_id = model_id
        self.revision = -1
        self._store = store
        self._file = IndexFile(path)
        self._flat_limit = flat_limit
        self._beside = beside
        self._index: Any = None  # None while there is no vector
        self._mapped: Header | None = None  # of the file on disk that the index is: it may not be changed
        self._unsaved = 0  # rows by which the file on disk lags behind; -1: there is no usable file
        self._lock = threading.RLock()

    @classmethod
    def load_or_build(
        cls,
        store: StoreLike,
        path: Path,
        model_id: str,
        *,
        flat_limit: int = FLAT_LIMIT,
        beside: bool = False,
    ) -> VectorIndex:
        """The index kept at `path`, brought up to the store; built from the store where no usable file is.

        A file that cannot be written is logged, the index works all the same.
        Raises VectorIndexError where the store holds vectors of another model.
        """
        index = cls(store, path, model_id, flat_limit=flat_limit, beside=beside)
        index._load()
        if index.refresh():
            try:
                index.keep()
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
        with _one_thread():
            scores, ids = self._index.search(vector, k, params=parameters)
        found = ids[0] >= 0
        return ids[0][found].astype(np.int64), scores[0][found].astype(np.float32)

    def refresh(self) -> bool:
        """Whether anything changed: vectors new in the store are added, those gone from it removed.

        Raises VectorIndexError where the store holds vectors of another model.
        """
        with self._lock, self._store.engine.connect() as connection, connection.begin():
            held = read_meta(connection, MODEL)
            if held not in (None, self.model_id) and not self._beside:
                raise VectorIndexError(
                    f"{self._file.path}: the store's vectors are of the model {held}; wanted "
                    f"{self.model_id}; set the model back, or change over with "
                    "`stdiplo-scan index rebuild --model NAME`"
                )
            revision = read_number(connection, REVISION)
            if revision == self.revision and not self._beside:
                return False
            if not self._add_newest(connection):
                self._compare(connection)
            self.revision = revision
            return True

    def _add_newest(self, connection: Connection) -> bool:
        """Whether the index is as the store is once the newest passages are added: pks only ever rise."""
        if not len(self):
            return False
        rows, id_sum = count_vectors(connection, self.model_id)
        if self.kind != "ivf" and rows > self._flat_limit:
            return False
        own = self._unsorted_pks()
        added = [0, 0]
        for pks, vectors in read_vectors(connection, self.model_id, None, after=int(own.max())):
            self._change().add_with_ids(vectors, pks)
            added = [added[0] + len(pks), added[1] + int(pks.sum())]
        self._unsaved += added[0]
        return (len(own) + added[0], int(own.sum()) + added[1]) == (rows, id_sum)

    def _compare(self, connection: Connection) -> None:
        """The index is as the store is, compared pk by pk."""
        wanted, own = stored_pks(connection, self.model_id), self._pks()
        gone, new = np.setdiff1d(own, wanted), np.setdiff1d(wanted, own)
        outgrown = self.kind != "ivf" and len(wanted) > self._flat_limit
        if self._index is None or outgrown or len(gone) > len(wanted):
            self._build(connection, len(wanted))
            return
        if len(gone):
            self._change().remove_ids(faiss.IDSelectorBatch(gone))
        for pks, vectors in read_vectors(connection, self.model_id, new):
            self._change().add_with_ids(vectors, pks)
        self._unsaved += len(gone) + len(new)

    def _change(self) -> Any:
        """The index, to be changed: read into memory where it is still the file on disk."""
        if self._mapped is not None:
            try:
                self._index = self._file.load(self._mapped, mapped=False)
            except VectorIndexError:  # another process wrote a newer one, and swept this one away
                self._index = _FAISS.deserialize_index(_FAISS.serialize_index(self._index))
            self._mapped = None
        return self._index

    def rebuild(self) -> int:
        """How many vectors the index holds after it was built anew from the store and saved."""
        with self._lock:
            self._index, self._mapped, self.revision = None, None, -1
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
                f"{self._file.path}: the vector index has {len(own)} rows, the store {len(wanted)} "
                f"({missing} missing, {extra} too many); run `stdiplo-scan index rebuild`"
            )
        return faults

    def save(self) -> None:
        """The index is on disk, whole: a killed writer leaves the file before it in force.

        Raises VectorIndexError where it cannot be written.
        """
        with self._lock:
            pks = self._unsorted_pks()
            held = Held(self.model_id, self.revision, len(pks), int(pks.sum()))
            self._file.write(self._index, held)
            self._unsaved = 0

    def keep(self) -> bool:
        """Whether the index was saved: one that lags behind by a few rows of many is left as it is on disk.

        What is new is on disk in the store, and is added at the next start. Raises VectorIndexError.
        """
        with self._lock:
            lag = _LAG * len(self) if len(self) >= _LAG_FROM else 0
            if 0 <= self._unsaved <= lag:
                return False
            self.save()
            return True

    def _load(self) -> None:
        """Take the index on disk where it is whole, of this model and of this store; else stay empty."""
        self._unsaved = -1
        header = self._file.header()
        if header is None or header.model_id != self.model_id or not header.file:
            if header is None and self._file.path.exists():
                _LOG.warning("%s: cannot be read; %s", self._file.path, _AGAIN)
            return
        try:
            self._index = self._file.load(header, mapped=True)
        except VectorIndexError as error:
            _LOG.warning("%s; %s", error, _AGAIN)
            return
        pks = self._unsorted_pks()
        if len(pks) != header.rows or int(pks.sum()) != header.id_sum:
            _LOG.warning("%s: holds other rows than were written; %s", self._file.path, _AGAIN)
            self._index = None
            return
        self._mapped, self._unsaved = header, 0
        with self._store.engine.connect() as connection:
            rows, id_sum = count_vectors(connection, self.model_id)
        # at another revision, or in another store, refresh compares pk by pk
        self.revision = header.revision if (rows, id_sum) == (header.rows, header.id_sum) else -1

    def _pks(self) -> Ids:
        """The pks in the index, ascending."""
        return np.sort(self._unsorted_pks())

    def _unsorted_pks(self) -> Ids:
        if self._index is None:
            return np.zeros(0, dtype=np.int64)
        if self.kind == "flat":
            return faiss.vector_to_array(self._index.id_map).astype(np.int64)
        lists = self._index.invlists
        parts = [
            faiss.rev_swig_ptr(lists.get_ids(cell), lists.list_size(cell)).copy()
            for cell in range(self._index.nlist)
            if lists.list_size(cell)
        ]
        return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)

    def _build(self, connection: Connection, rows: int) -> None:
        self._index, self._mapped, self._unsaved = None, None, -1
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


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS divides queries among threads: of one query nothing, but the threads wake and wait beside it."""
    before = _FAISS.omp_get_max_threads()
    _FAISS.omp_set_num_threads(1)
    try:
        yield
    finally:
        _FAISS.omp_set_num_threads(before)


def _chosen(selector: Any) -> dict[str, Any]:
    return {} if selector is None else {"sel": selector}


def _bitmap(allowed: Ids) -> Any:
    """A faiss selector of these pks: one bit a pk."""
    pks = np.asarray(allowed, dtype=np.int64)
    bits = np.zeros(int(pks.max()) + 1, dtype=bool)
    bits[pks] = True
    return _FAISS.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
