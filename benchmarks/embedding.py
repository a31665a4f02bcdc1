"""Passages per CPU-second of the inference engines, and how far their neighbours agree with fp32.

python -m benchmarks.embedding [--count N] [--threads N] [--small]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.made_pages import make_pages
from benchmarks.measure import alternate, arguments, print_table, rate, write_result
from benchmarks.peers import encode, load_sentence_transformer
from crawlers.document import Document
from crawlers.extract.extract import extract_page
from nlp.embed import Embedder, load_embedder
from nlp.passages import split_passages
from stdiplo_scan.settings import Settings, cache_folder

Vectors = npt.NDArray[np.float32]
TOP = 10
PEER = "sentence-transformers fp32"


def main(given: Sequence[str] | None = None) -> None:
    """Print and write the rates and the overlaps."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--count", type=int, default=360, help="passages")
    parser.add_argument("--threads", type=int, default=1, help="of the inference engines")
    options = parser.parse_args(given)
    if options.small:
        options.count, options.repeats = 24, 1
    cache = cache_folder(Settings()) / "models"
    fast = load_embedder(precision="bf16", cache=cache, threads=options.threads)
    exact = load_embedder(precision="f32", cache=cache, threads=options.threads)
    model = load_sentence_transformer(options.threads)
    texts, questions = made_passages(options.count, exact)
    engines: dict[str, Callable[[Sequence[str]], Vectors]] = {
        "ours bf16": fast.embed,
        "ours f32": exact.embed,
        PEER: lambda given_texts: encode(model, given_texts),
    }
    vectors = {name: (embed(texts), embed(questions)) for name, embed in engines.items()}  # warms them, too
    spent = alternate({name: _work(embed, texts) for name, embed in engines.items()}, options.repeats)
    rows: dict[str, Any] = {}
    for name, cost in spent.items():
        rows[name] = {
            "passages_per_cpu_s": rate(len(texts), cost.cpu_s),
            "over_peer": round(spent[PEER].cpu_s / max(cost.cpu_s, 1e-9), 2),
            "top10_overlap": overlap(vectors[name], vectors[PEER]),
        }
    tokens = sorted(exact.count_tokens(text) for text in texts)
    result = {
        "passages": len(texts),
        "questions": len(questions),
        "tokens_median": tokens[len(tokens) // 2],
        "threads": options.threads,
        "engines": rows,
    }
    print(f"{len(texts)} passages of {result['tokens_median']} tokens (median), {len(questions)} questions")
    head = ["engine", "passages/CPU s", "over peer", "top-10 overlap"]
    print_table([head, *([name, *row.values()] for name, row in rows.items())])
    write_result(options, "embedding", result)


def _work(embed: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Callable[[], Vectors]:
    return lambda: embed(texts)


def made_passages(count: int, embedder: Embedder) -> tuple[list[str], list[str]]:
    """Passages as the line cuts them, and the titles of their documents as questions, without repeats."""
    texts: list[str] = []
    titles: dict[str, None] = {}
    for page in make_pages(max(4, count)):
        document = extract_page(page)
        if not isinstance(document, Document):
            continue
        titles[document.title] = None
        for passage in split_passages(document, embedder.count_tokens, embedder.token_limit):
            texts.append(document.content[passage.start : passage.end])
        if len(texts) >= count:
            break
    return texts[:count], list(titles)


def overlap(found: tuple[Vectors, Vectors], peer: tuple[Vectors, Vectors]) -> float:
    """The mean share of the peer's ten nearest passages that these vectors find, over the questions."""
    shares = []
    for own, other in zip(found[1] @ found[0].T, peer[1] @ peer[0].T, strict=True):
        best = min(TOP, len(own))
        shares.append(len(set(np.argsort(-own)[:best]) & set(np.argsort(-other)[:best])) / best)
    return round(float(np.mean(shares)), 4)


if __name__ == "__main__":
    main()
