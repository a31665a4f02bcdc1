"""Where the time of the line goes: each stage of ingest, and the naive line on the same pages.

    python -m benchmarks.pipeline [--pages FOLDER] [--count N] [--real N] [--threads N] [--small]

Made pages, and real ones where the development sets are beside the repository. The stages are timed inside
the product's own code (stdiplo_scan), each without those inside it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

from benchmarks.made_pages import make_pages
from benchmarks.measure import arguments, cpu_seconds, print_table, rate, spend, write_result
from benchmarks.peers import encode, extract_with_trafilatura, flat_index, load_sentence_transformer
from benchmarks.real_pages import Input, made_input, real_input
from crawlers.document import RawPage
from crawlers.extract.pool import extract_pages
from crawlers.files import read_paths
from nlp.embed import Embedder, load_embedder
from nlp.passages import split_passages
from nlp.tagger import Tagger
from nlp.tokens import index_words
from stdiplo_scan import jobs
from stdiplo_scan.settings import EmbeddingGroup, Settings, cache_folder, shared_folder
from stdiplo_scan.wiring import Office, settings_glossary

STAGES = (
    "extract",
    "tag",
    "tag: embed",
    "passages",
    "gloss",
    "words",
    "embed",
    "store",
    "vectors",
    "stories",
    "stories: embed",
    "rest",
)


class Stopwatch:
    """CPU seconds by stage; a stage inside another one is taken out of the outer one."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._open: list[tuple[str, float]] = []  # stage, seconds of stages inside it

    def inside(self, *names: str) -> str:
        """The stage of these names that is going on, or an empty text."""
        return next((stage for stage, _ in self._open if stage in names), "")

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Everything done meanwhile counts for the stage."""
        inside = self.inside("tag", "stories")
        if name == "embed" and inside:
            name = f"{inside}: embed"
        start = cpu_seconds()
        self._open.append((name, 0.0))
        try:
            yield
        finally:
            spent = cpu_seconds() - start
            _, others = self._open.pop()
            self.seconds[name] += spent - others
            if self._open:
                outer, before = self._open[-1]
                self._open[-1] = (outer, before + spent)

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its calls counted for the stage."""

        def call(*arguments_: Any, **named: Any) -> Any:
            with self.stage(name):
                return function(*arguments_, **named)

        return call


class OurLine:
    """The product's line over pages, its models loaded once."""

    def __init__(self, threads: int) -> None:
        self.settings = Settings(embedding=EmbeddingGroup(threads=threads))
        self.embedder: Embedder = load_embedder(cache=cache_folder(self.settings) / "models", threads=threads)
        self.tagger = Tagger.load(self.embedder, glossary=settings_glossary(self.settings))
        self.texts: list[str] = []  # of the passages of the last run

    def run(self, given: Input) -> tuple[Stopwatch, int, int]:
        """The time by stage, the number of documents and of passages, in a workspace of its own."""
        watch = Stopwatch()
        with tempfile.TemporaryDirectory() as folder, self._watched(watch):
            office = Office(Path(folder), self.settings)
            watched = _Watched(self.embedder, watch, self.texts)
            office.__dict__["embedder"] = watched
            office.__dict__["tagger"] = self.tagger
            self.tagger._embedder = watched
            self._watch_parts(office, watch)
            self.texts.clear()
            with watch.stage("rest"):
                tally = jobs.Tally()
                found = chain(extract_pages(given.pages, workers=0), given.documents)
                while batch := self._next_batch(found, watch):
                    jobs.index_documents(office, batch, tally)
                with watch.stage("vectors"):
                    office.vectors  # noqa: B018 - made on first use: built from the store and saved
                with watch.stage("stories"):
                    jobs.finish_index(office)
            office.store.close()
        return watch, tally.documents, tally.passages

    @staticmethod
    def _next_batch(found: Iterator[Any], watch: Stopwatch) -> list[Any]:
        with watch.stage("extract"):
            return next(jobs.in_batches(found, jobs.BATCH), [])

    @staticmethod
    def _watch_parts(office: Office, watch: Stopwatch) -> None:
        for part, name, stage in (
            (office.store, "add", "store"),
            (office.store, "add_skipped", "store"),
            (office.store, "documents_by_id", "store"),
            (office.glossary, "gloss", "gloss"),
        ):
            setattr(part, name, watch.timed(stage, getattr(part, name)))

    @contextmanager
    def _watched(self, watch: Stopwatch) -> Iterator[None]:
        """The functions that the jobs call, timed; as they were afterwards."""
        tag = self.tagger.tag
        places = [
            (module, name, function, stage)
            for function, stage in ((split_passages, "passages"), (index_words, "words"))
            for module in [module for key, module in sys.modules.items() if key.startswith("stdiplo_scan.")]
            for name, value in vars(module).items()
            if value is function
        ]
        try:
            for module, name, function, stage in places:
                setattr(module, name, watch.timed(stage, function))
            self.tagger.tag = watch.timed("tag", tag)  # type: ignore[method-assign]
            yield
        finally:
            for module, name, function, _ in places:
                setattr(module, name, function)
            self.tagger.tag = tag  # type: ignore[method-assign]


class _Watched:
    """The embedder, its time counted; the passages' texts are kept for the naive line."""

    def __init__(self, embedder: Embedder, watch: Stopwatch, texts: list[str]) -> None:
        self.model_id, self.dimension = embedder.model_id, embedder.dimension
        self.token_limit, self.count_tokens = embedder.token_limit, embedder.count_tokens
        self._embedder, self._watch, self._texts = embedder, watch, texts

    def embed(self, texts: Sequence[str]) -> Any:
        """The vectors of passages or sentences."""
        if not self._watch.inside("tag", "stories"):
            self._texts.extend(texts)
        with self._watch.stage("embed"):
            return self._embedder.embed(texts)

    def embed_queries(self, texts: Sequence[str]) -> Any:
        """The vectors of questions."""
        return self._embedder.embed_queries(texts)


def run_naive(pages: Sequence[RawPage], texts: Sequence[str], model: Any) -> dict[str, float]:
    """CPU seconds of the naive line's stages: the same pages, the same passages."""
    vectors: list[Any] = []
    return {
        "extract": spend(lambda: [extract_with_trafilatura(page) for page in pages]).cpu_s,
        "embed": spend(lambda: vectors.append(encode(model, texts))).cpu_s,
        "vectors": spend(lambda: flat_index(vectors[0])).cpu_s,
    }


def main(given: Sequence[str] | None = None) -> None:
    """Print and write the rates of both lines."""
    parser = arguments(__doc__ or "")
    parser.add_argument(
        "--pages", type=Path, help="folder of html, pdf, docx ... to read instead of made pages"
    )
    parser.add_argument("--count", type=int, default=40, help="pages made, or read at most")
    parser.add_argument("--real", type=int, default=60, help="real pages and documents, drawn; 0 for none")
    parser.add_argument("--threads", type=int, default=1, help="of the inference engines")
    options = parser.parse_args(given)
    if options.small:
        options.count, options.real, options.repeats = 4, 0, 1
    line = OurLine(options.threads)
    model = load_sentence_transformer(options.threads)
    warm = make_pages(14, seed=9)  # dictionaries and models are loaded when first needed
    line.run(Input("warm", warm))
    run_naive(warm[:4], line.texts[:4], model)
    inputs = []
    for pages in _inputs(options):
        inputs.append(_compared(pages, line, model, options.repeats))
        show(inputs[-1])
    write_result(options, "pipeline", {"threads": options.threads, "inputs": inputs})


def _inputs(options: argparse.Namespace) -> Iterator[Input]:
    if options.pages is not None:
        pages = islice(read_paths([options.pages], on_error=print), options.count)
        yield Input("a folder of pages", list(pages))
        return
    yield made_input(options.count)
    real = real_input(shared_folder(), options.real) if options.real else None
    if real is not None:
        yield real


def _compared(given: Input, line: OurLine, model: Any, repeats: int) -> dict[str, Any]:
    """Both lines over one input, in turns."""
    ours: list[dict[str, float]] = []
    naive: list[dict[str, float]] = []
    documents = passages = 0
    for _ in range(repeats):
        watch, documents, passages = line.run(given)
        ours.append(watch.seconds)
        naive.append(run_naive(given.pages, line.texts, model))
    result = summary(_medians(ours), _medians(naive), len(given.pages), documents, passages)
    return {"input": given.name, "came_as_text": len(given.documents), **result}


def _medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def summary(
    ours: dict[str, float], naive: dict[str, float], pages: int, documents: int, passages: int
) -> dict[str, Any]:
    """Rates and shares by stage, and the ratio to the naive line where it has the stage.

    Extraction's documents are the pages: not all documents went through it.
    """
    whole, naive_whole = sum(ours.values()), sum(naive.values())
    stages = {}
    for name, seconds in [*ours.items(), ("whole", whole)]:
        other = naive_whole if name == "whole" else naive.get(name)
        stages[name] = {
            "cpu_s": round(seconds, 3),
            "share": round(seconds / whole, 4),
            "documents_per_cpu_s": rate(pages if name == "extract" else documents, seconds),
            "passages_per_cpu_s": None if name == "extract" else rate(passages, seconds),
            "naive_cpu_s": None if other is None else round(other, 3),
            "naive_over_ours": None if other is None else round(other / max(seconds, 1e-9), 2),
        }
    return {"pages": pages, "documents": documents, "passages": passages, "stages": stages}


def show(result: dict[str, Any]) -> None:
    """The stages as a table."""
    counts = f"{result['pages']} pages, {result['documents']} documents, {result['passages']} passages"
    print(f"{result.get('input', '')}: {counts}")
    rows: list[list[object]] = [
        ["stage", "CPU s", "share", "documents/CPU s", "passages/CPU s", "naive CPU s", "naive/ours"]
    ]
    for name, stage in result["stages"].items():
        peer = (stage["naive_cpu_s"] or "-", stage["naive_over_ours"] or "-")
        rates = (stage["documents_per_cpu_s"], stage["passages_per_cpu_s"] or "-")
        rows.append([name, stage["cpu_s"], f"{stage['share']:.1%}", *rates, *peer])
    print_table(rows)


if __name__ == "__main__":
    main()
