"""Ours and txtai over the same passages with the same model: time to load, index and answer, and nDCG@10.

    python -m benchmarks.txtai [--passages N] [--small]

txtai is no part of the product: run this with a Python that has both. Each engine works with its defaults in
a process of its own, in turns. txtai is given the passages as ours cuts them; its best one is the document's.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.made_pages import make_texts
from benchmarks.measure import arguments, cpu_seconds, print_table, write_result
from crawlers.document import Document
from index.query import Query
from nlp.embed import Embedder, default_model_folder, load_embedder
from nlp.passages import split_passages
from nlp.tags import TaggedDocument
from stdiplo_scan.entries import make_entries
from stdiplo_scan.evaluate.scores import mean, ndcg
from stdiplo_scan.evaluate.sets import Row, Sets
from stdiplo_scan.settings import Settings, shared_folder
from stdiplo_scan.wiring import Office

SETS = {  # corpus, and its language where a row names none
    "06b_ir_scifact": ("corpus", "en"),
    "06d_ir_jsquad_ja": ("corpus", "ja"),
    "06i_xling_st": ("corpus.dev", "en"),
}
QUESTIONS = 100
DEPTH = 50  # passages asked of txtai, so that ten documents are among them
BATCH = 64
SEED = 20261127


def main(given: Sequence[str] | None = None) -> None:
    """Print and write the figures of every set that is there."""
    parser = arguments(__doc__ or "", repeats=1)
    parser.add_argument("--passages", type=int, default=800, help="passages of each set")
    parser.add_argument("--work", nargs=2, help="engine and file: what a process of this benchmark is told")
    options = parser.parse_args(given)
    if options.work:
        engine, file = options.work
        print(json.dumps(WORK[engine](json.loads(Path(file).read_text("utf-8")))))
        return
    if importlib.util.find_spec("txtai") is None:
        print("skipped: txtai is not installed; `pip install txtai` in another environment, and run it there")
        return
    inputs = _made(40) if options.small else _sets(options.passages)
    rows: list[dict[str, Any]] = []
    for name, work in inputs.items():
        found = {engine: _run(engine, work) for engine in WORK}
        rows += [_row(name, engine, work, result) for engine, result in found.items()]
    print_table([list(rows[0]), *(list(row.values()) for row in rows)])
    result = {"txtai": importlib.metadata.version("txtai"), "questions": QUESTIONS, "rows": rows}
    write_result(options, "txtai", result)


def _row(name: str, engine: str, work: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    pairs = zip(result["found"], work["questions"], strict=True)
    scores = [ndcg(found, question["grades"]) for found, question in pairs]
    return {
        "set": name,
        "engine": engine,
        "passages": result["passages"],
        "load s": round(result["load_s"], 2),
        "index s": round(result["index_s"], 2),
        "index CPU s": round(result["index_cpu_s"], 2),
        "questions s": round(result["ask_s"], 2),
        "questions CPU s": round(result["ask_cpu_s"], 2),
        "nDCG@10": round(mean(scores), 4),
    }


def _run(engine: str, work: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "work.json"
        file.write_text(json.dumps(work), "utf-8")
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.txtai", "--work", engine, str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{engine}: {done.stderr[-1500:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


# --- what both are given


def _sets(passages: int) -> dict[str, dict[str, Any]]:
    """The documents that answer a sample of each set's questions, and others up to so many passages."""
    sets, found = Sets(shared_folder()), {}
    embedder = load_embedder(threads=1)
    for name, (corpus, language) in SETS.items():
        if not (shared_folder() / "data" / name).is_dir():
            continue
        chance = random.Random(SEED)
        questions = [_question(row) for row in sets.rows(name, "queries.dev")]
        questions = chance.sample(questions, min(QUESTIONS, len(questions)))
        wanted = {key for question in questions for key in question["grades"]}
        rows = sets.rows(name, corpus)
        chance.shuffle(rows)
        rows.sort(key=lambda row: row["id"] not in wanted)
        found[name] = _cut(embedder, rows, language, questions, passages)
    return found


def _question(row: Row) -> dict[str, Any]:
    text = row.get("text") or row["query"]
    return {"text": text, "grades": row.get("qrels") or dict.fromkeys(row["relevant"], 1)}


def _made(count: int) -> dict[str, dict[str, Any]]:
    """Texts of the demo's world, each asked for by its own beginning."""
    texts = [text for text, _ in make_texts(count)]
    rows = [{"id": str(at), "title": "", "text": text, "language": "en"} for at, text in enumerate(texts)]
    questions = [{"text": row["text"][:60], "grades": {row["id"]: 1}} for row in rows[:8]]
    return {"made": _cut(load_embedder(threads=1), rows, "en", questions, count)}


def _cut(
    embedder: Embedder, rows: Sequence[Row], language: str, questions: list[dict[str, Any]], most: int
) -> dict[str, Any]:
    documents: list[Any] = []
    passages: list[list[str]] = []
    for row in rows:
        spoken = row.get("language") or row.get("lang") or language
        title = row.get("title") or ""
        document = Document(id=str(row["id"]), url="", title=title, text=row["text"], language=spoken)
        cut = split_passages(document, embedder.count_tokens, embedder.token_limit)
        documents.append([document.id, document.title, document.text, document.language])
        passages += [[document.id, document.content[one.start : one.end]] for one in cut]
        if len(passages) >= most:
            break
    return {"documents": documents, "passages": passages, "questions": questions}


# --- the engines, each in a process of its own


class _Clock:
    """Seconds, of the wall and of the processor, since it was made or last read."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), cpu_seconds()

    def read(self, name: str) -> dict[str, float]:
        found = {f"{name}_s": time.perf_counter() - self._wall, f"{name}_cpu_s": cpu_seconds() - self._cpu}
        self._wall, self._cpu = time.perf_counter(), cpu_seconds()
        return found


def _ours(work: dict[str, Any]) -> dict[str, Any]:
    clock = _Clock()
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), Settings())
        embedder, glossary = office.embedder, office.glossary
        embedder.embed(["a text by which the model is loaded"])
        figures = clock.read("load")
        documents = [
            Document(id=key, url=f"http://world.example/{key}", title=title, text=text, language=language)
            for key, title, text, language in work["documents"]
        ]
        for at in range(0, len(documents), BATCH):
            batch = documents[at : at + BATCH]
            untagged = [TaggedDocument(one.id, one.language, (), (), (), "none") for one in batch]
            office.store.add(make_entries(embedder, glossary, batch, untagged), model_id=embedder.model_id)
        searcher = office.searcher
        figures |= clock.read("index")
        asked = [Query(question["text"]) for question in work["questions"]]
        found = [[hit.document for hit in searcher.search(query).hits] for query in asked]
        figures |= clock.read("ask")
        office.store.close()
        return {**figures, "passages": len(office.vectors), "found": found}


def _theirs(work: dict[str, Any]) -> dict[str, Any]:
    clock = _Clock()
    from txtai import Embeddings  # noqa: PLC0415 - no part of the product

    engine: Any = Embeddings(path=str(default_model_folder()))
    engine.index([(0, "a text by which the model is loaded")])
    figures = clock.read("load")
    owners = [owner for owner, _ in work["passages"]]
    engine.index((place, text) for place, (_, text) in enumerate(work["passages"]))
    figures |= clock.read("index")
    found = []
    for question in work["questions"]:
        best = dict.fromkeys(owners[int(place)] for place, _ in engine.search(question["text"], DEPTH))
        found.append(list(best)[:10])
    figures |= clock.read("ask")
    return {**figures, "passages": len(owners), "found": found}


WORK = {"ours": _ours, "txtai": _theirs}


if __name__ == "__main__":
    main()
