"""The vector index against comparing with every vector in fp32: recall, latency, with and without a filter.

    python -m benchmarks.vectors [--count 100000 1000000] [--small]

Memory: 1,536 bytes a vector for the peer; the index is built before it and measured apart.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from benchmarks.made_store import MODEL_ID, clustered_vectors, store_of_vectors
from benchmarks.measure import arguments, latencies_ms, median_ms, print_table, spend, write_result
from benchmarks.peers import flat_index
from index.store import Store
from index.vectors.flat import FLAT_LIMIT, VectorIndex

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
DIMENSION = 384
TOP = 10
QUERIES = 200
PEER = "peer: flat fp32"
SHARE = 0.01  # of the passages that the filter leaves


def main(given: Sequence[str] | None = None) -> None:
    """Print and write recall and latency for each count and each kind of index."""
    parser = arguments(__doc__ or "", repeats=1)
    parser.add_argument("--count", type=int, nargs="+", default=[100_000, 1_000_000], help="vectors")
    options = parser.parse_args(given)
    if options.small:
        options.count = [4_000]
    faiss.omp_set_num_threads(1)
    rows: list[dict[str, Any]] = []
    for count in options.count:
        rows += measure_count(count, QUERIES if not options.small else 20)
    print_table([list(rows[0]), *(list(row.values()) for row in rows)])
    write_result(
        options, "vectors", {"dimension": DIMENSION, "top": TOP, "filter_share": SHARE, "rows": rows}
    )


def measure_count(count: int, queries: int) -> list[dict[str, Any]]:
    """One row an index: the flat one, the one with cells, and the peer, over the same vectors."""
    kinds = {"cells 8-bit": 0}
    if count <= FLAT_LIMIT:  # beyond, the product never keeps them flat
        kinds = {"flat 16-bit": count, **kinds}
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        store = store_of_vectors(Path(folder) / "store.db", clustered_vectors(count, DIMENSION))
        built = [build(store, Path(folder) / f"index{limit}", limit) for limit in kinds.values()]
        store.close()
    vectors = np.empty((count, DIMENSION), dtype=np.float32)
    at = 0
    for chunk in clustered_vectors(count, DIMENSION):
        vectors[at : at + len(chunk)] = chunk
        at += len(chunk)
    asked = questions(vectors, queries)
    allowed = chosen_ids(count)
    peer, held = flat_index(vectors), flat_index(vectors[allowed - 1])
    truth = [peer.search(asked, TOP)[1] + 1, allowed[held.search(asked, TOP)[1]]]
    for name, (index, facts) in zip(kinds, built, strict=True):
        rows.append({"index": name, "vectors": count, **facts, **measure_index(index, asked, allowed, truth)})
    facts = {"build_cpu_s": None, "file_mb": round(vectors.nbytes / 1e6)}
    rows.append({"index": PEER, "vectors": count, **facts, **measure_peer(peer, asked, allowed)})
    for row in rows:
        row["p50_over_peer"] = round(rows[-1]["p50_ms"] / row["p50_ms"], 1)
    return rows


def build(store: Store, path: Path, flat_limit: int) -> tuple[VectorIndex, dict[str, Any]]:
    """The product's index over the store, with what building and saving it cost."""
    made: list[VectorIndex] = []
    cost = spend(lambda: made.append(VectorIndex.load_or_build(store, path, MODEL_ID, flat_limit=flat_limit)))
    size = max(file.stat().st_size for file in path.parent.glob(f"{path.stem}*.faiss"))
    return made[0], {"build_cpu_s": round(cost.cpu_s, 1), "file_mb": round(size / 1e6)}


def questions(vectors: Vectors, count: int) -> Vectors:
    """Unit-length vectors near some of the vectors, as a question lies near its answer."""
    chance = np.random.default_rng(4)
    chosen = vectors[chance.choice(len(vectors), size=count, replace=False)]
    near = chosen + chance.standard_normal(chosen.shape, dtype=np.float32) * (0.6 / DIMENSION**0.5)
    return np.asarray(near / np.linalg.norm(near, axis=1, keepdims=True), dtype=np.float32)


def chosen_ids(count: int) -> Ids:
    """The passages that a filter leaves: one in a hundred, anywhere."""
    chance = np.random.default_rng(5)
    return (
        np.sort(chance.choice(count, size=max(TOP, int(SHARE * count)), replace=False)).astype(np.int64) + 1
    )


def measure_index(index: VectorIndex, asked: Vectors, allowed: Ids, truth: Sequence[Ids]) -> dict[str, Any]:
    """Recall and latency of the product's index, as search calls it."""
    found = [index.search(query, TOP)[0] for query in asked]
    narrow = [index.search(query, TOP, allowed)[0] for query in asked]
    return {
        "recall_at_10": recall(found, truth[0]),
        "p50_ms": median_ms(latencies_ms(asked, lambda query: index.search(query, TOP))),
        "filtered_recall": recall(narrow, truth[1]),
        "filtered_p50_ms": median_ms(latencies_ms(asked, lambda query: index.search(query, TOP, allowed))),
    }


def measure_peer(peer: Any, asked: Vectors, allowed: Ids) -> dict[str, Any]:
    """Latency of comparing with every vector, or with every one that the filter leaves."""
    library: Any = faiss  # its type stubs state the C++ constructors, not those of Python
    parameters = library.SearchParameters(sel=library.IDSelectorBatch(allowed - 1))
    few = asked[: max(5, len(asked) // 5)]
    return {
        "recall_at_10": 1.0,
        "p50_ms": median_ms(latencies_ms(few, lambda query: peer.search(query.reshape(1, -1), TOP))),
        "filtered_recall": 1.0,
        "filtered_p50_ms": median_ms(
            latencies_ms(few, lambda query: peer.search(query.reshape(1, -1), TOP, params=parameters))
        ),
    }


def recall(found: Sequence[Ids], truth: Ids) -> float:
    """The mean share of the true ten nearest that were found."""
    shares = [
        len(set(own.tolist()) & set(right.tolist())) / TOP for own, right in zip(found, truth, strict=True)
    ]
    return round(float(np.mean(shares)), 4)


if __name__ == "__main__":
    main()
