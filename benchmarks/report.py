"""docs/performance.md, written from the JSON files of the benchmarks.

python -m benchmarks.report [--results FOLDER] [--page FILE]
"""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import RESULTS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
_STAGES = {
    "extract": "page to text (extract)",
    "tag": "tags by rules (tag)",
    "tag: embed": "vectors for tags (tag: embed)",
    "passages": "cutting into passages",
    "gloss": "English reading of foreign passages",
    "words": "words for the full-text index",
    "embed": "vectors of passages (embed)",
    "store": "storing",
    "vectors": "vector index",
    "stories": "stories",
    "stories: embed": "vectors of headlines (stories: embed)",
    "rest": "everything between",
}
_HEAD = """# 性能 / Performance

この頁は `python -m benchmarks.report` が `benchmarks/results/*.json` から作る。手で直さない。
This page is made by `python -m benchmarks.report` from `benchmarks/results/*.json`; it is not edited by hand.

数字は一度の実行のなかの比較である。製品と素朴な組み合わせを交互に動かし、CPU 時間の中央値をとる。
他の仕事も動く機械での値なので、絶対値より比を見る。
Figures compare within one run: the product and its naive peer take turns, and the median of CPU time (user
and system) counts. The machine had other work to do, so ratios tell more than absolute values.
"""


def main(given: Sequence[str] | None = None) -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the JSON files")
    parser.add_argument("--page", type=Path, default=PAGE, help="file to write")
    options = parser.parse_args(given)
    results = {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted(options.results.glob("*.json"))
    }
    if not results:
        parser.error(f"{options.results} holds no JSON file; run a benchmark first, e.g. benchmarks.pipeline")
    options.page.write_text(make_page(results), "utf-8")
    print(f"-> {options.page}")


def make_page(results: dict[str, Any]) -> str:
    """The page as Markdown, with a section for each benchmark that there is a result of."""
    sections = {
        "pipeline": pipeline_section,
        "extraction": extraction_section,
        "crawl": crawl_section,
        "embedding": embedding_section,
        "vectors": vectors_section,
        "growth": growth_section,
        "words": words_section,
        "hybrid": hybrid_section,
        "similar": similar_section,
        "txtai": txtai_section,
        "health": health_section,
        "volume": volume_section,
        "trends": trends_section,
        "digest": digest_section,
        "tagging": tagging_section,
        "start": start_section,
    }
    parts = [_HEAD, machine_section([result["machine"] for result in results.values()])]
    parts += [section(results[name]) for name, section in sections.items() if name in results]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def machine_section(machines: Sequence[dict[str, Any]]) -> str:
    """The machine in general terms; all results are of one machine, or the page says so."""
    machine = machines[0]
    units = ", ".join(machine["vector_units"]) or "no wide vector units"
    libraries = ", ".join(f"{name} {version}" for name, version in sorted(machine["libraries"].items()))
    several = any(other != machine for other in machines)
    return _section(
        "機械 / Machine",
        f"""{machine["cores"]} cores, {machine["processor"]} ({units}), {machine["system"]}, Python
        {machine["python"]}; {libraries}."""
        + (" Not all results are of one machine: compare within a section only." if several else ""),
    )


def pipeline_section(result: dict[str, Any]) -> str:
    """Where the time of the line goes, by input."""
    parts = [_line_over(given, result["threads"]) for given in result["inputs"]]
    return _section(
        "どこで時間がかかるか / Where the time goes",
        """The naive line extracts with trafilatura's defaults, embeds the same passages with
        `SentenceTransformer.encode` (fp32, batches of 32) and adds them to a flat FAISS index; it does not
        tag, gloss, store or find stories.""",
        *(part for several in parts for part in several),
    )


def _line_over(given: dict[str, Any], threads: int) -> tuple[str, ...]:
    """Two paragraphs and a table about one input."""
    stages = given["stages"]
    whole = stages["whole"]
    ranked = sorted((name for name in stages if name != "whole"), key=lambda name: -stages[name]["cpu_s"])
    model = _percent(sum(stage["share"] for name, stage in stages.items() if name.endswith("embed")))
    passages = _percent(stages["embed"]["share"])
    keys = ("documents_per_cpu_s", "passages_per_cpu_s", "naive_cpu_s", "naive_over_ours")
    rows = [
        [_STAGES.get(name, "**whole**"), stages[name]["cpu_s"], _percent(stages[name]["share"])]
        + [_or_dash(stages[name][key]) for key in keys]
        for name in [*ranked, "whole"]
    ]
    head = ["stage", "CPU s", "share", "documents / CPU s", "passages / CPU s", "naive CPU s", "naive / ours"]
    as_text = given["came_as_text"]
    also = f" and {as_text} documents that came as text (extraction is of the pages)" if as_text else ""
    return (
        f"""`python -m benchmarks.pipeline`, {given["input"]}: {given["pages"]} pages{also};
        {given["documents"]} documents stored, {given["passages"]} passages, {threads} thread(s).""",
        f"""The model takes {model} of the time ({passages} for passages). The whole line makes
        {whole["documents_per_cpu_s"]} documents and {whole["passages_per_cpu_s"]} passages a CPU-second; the
        naive line, which does less, takes {whole["naive_over_ours"]} times as long.""",
        table(head, rows),
    )


def extraction_section(result: dict[str, Any]) -> str:
    """From bytes to documents."""
    head = [
        "pages",
        "count",
        "kept",
        "MB",
        "ours, pages / CPU s",
        "peer, pages / CPU s",
        "ours / peer",
        "of the runs",
    ]
    return _section(
        "頁から文書へ / From pages to documents",
        f"""`python -m benchmarks.extraction`: bytes to title, text, date and language on one core, against
        {result["peer"]} (which finds no language). The two take turns page by page, half the pages apart,
        and forget before each run what they remember; the ratio is the median of the runs', with the least
        and the greatest beside it.""",
        table(head, [list(row.values()) for row in result["rows"]]),
    )


def crawl_section(result: dict[str, Any]) -> str:
    """Crawling with extraction included."""
    head = ["engine", "pages", "pages / s", "pages / CPU s", "cores", f"MB after {result['early']}"]
    return _section(
        "巡回 / Crawling",
        f"""`python -m benchmarks.crawl`: {result["pages"]} pages of one site on loopback, 40 KB each with
        menus and scripts, no delay; time from start to end of all processes, extraction included. Ours keeps
        every response in the archive and reads it in two workers while the crawl goes on; the peer is a
        Scrapy spider with trafilatura in its callback, which keeps the text alone. Ours over the peer:
        {result["over_peer_cpu"]} in CPU time, {result["over_peer"]} in time, which depends on how much of
        the machine each got (cores: CPU seconds a second).""",
        table(
            [*head, "MB at most"], [[name, *engine.values()] for name, engine in result["engines"].items()]
        ),
    )


def embedding_section(result: dict[str, Any]) -> str:
    """The engines."""
    return _section(
        "ベクトル / Embedding",
        f"""`python -m benchmarks.embedding`: {result["passages"]} passages of
        {result["tokens_median"]} tokens (median), {result["questions"]} questions,
        {result["threads"]} thread(s). Overlap: share of the ten
        nearest passages under fp32 that are among the ten nearest here, mean over the questions.""",
        table(
            ["engine", "passages / CPU s", "over the peer", "top-10 overlap"],
            [[name, *row.values()] for name, row in result["engines"].items()],
        ),
    )


def vectors_section(result: dict[str, Any]) -> str:
    """The vector index."""
    head = ["index", "vectors", "build CPU s", "MB", "recall@10", "p50 ms", "recall@10, filter"]
    return _section(
        "ベクトル検索 / Vector index",
        f"""`python -m benchmarks.vectors`: made vectors of {result["dimension"]} numbers around centres, one
        question at a time on one thread, CPU milliseconds (median). Recall against comparing with every
        vector in fp32. The filter leaves {_percent(result["filter_share"])} of the passages. The product
        compares with every vector up to 200,000 passages and searches cells beyond.""",
        table(
            [*head, "p50 ms, filter", "peer / ours"],
            [[_or_dash(value) for value in row.values()] for row in result["rows"]],
        ),
    )


def growth_section(result: dict[str, Any]) -> str:
    """What it costs to add to a large index."""
    return _section(
        "索引を足す / Adding to an index",
        f"""`python -m benchmarks.growth`: {result["added"]} passages in {result["documents"]} documents
        stored durably, searched at once, and kept for the next start, against building vectors and words of
        all {result["vectors"]} again. Adding costs 1/{result["rebuild_over_adding"]} of building, in CPU
        seconds.""",
        table(["step", "CPU s", "s"], [list(row.values()) for row in result["rows"]]),
    )


def txtai_section(result: dict[str, Any]) -> str:
    """Ours and txtai over the same passages."""
    return _section(
        "txtai との比較 / Beside txtai",
        f"""`python -m benchmarks.txtai`, txtai {result["txtai"]}: the same passages and the same model, each
        engine with its defaults in a process of its own, in turns; load, add and index, then at most
        {result["questions"]} questions one at a time. Ours cuts, tokenizes, glosses and stores besides.""",
        table(list(result["rows"][0]), [list(row.values()) for row in result["rows"]]),
    )


def words_section(result: dict[str, Any]) -> str:
    """Full-text search."""
    return _section(
        "全文検索 / Words",
        f"""`python -m benchmarks.words`: {result["passages"]} made passages of {result["tokens_a_passage"]}
        tokens (mean), SQLite FTS5, the best 100 passages by BM25, CPU milliseconds. Tokenizing and indexing:
        {result["passages_indexed_per_cpu_s"]} passages a CPU-second; the file has
        {result["file_mb"]} MB.""",
        table(["query", "filter", "p50 ms", "p90 ms"], [list(row.values()) for row in result["rows"]]),
    )


def hybrid_section(result: dict[str, Any]) -> str:
    """Whole searches, hybrid against words alone."""
    return _section(
        "検索全体 / Whole searches",
        f"""`python -m benchmarks.hybrid`: questions of {result["words"]} words, ten hits read and
        highlighted, CPU milliseconds of the process (median); hybrid embeds the question with the default
        model on one thread. Facets: all filters counted. Made texts are of the demo's world, real ones of
        the development sets ({result.get("real", 0)} pieces, repeated where more are wanted).""",
        table(list(result["rows"][0]), [list(row.values()) for row in result["rows"]]),
    )


def similar_section(result: dict[str, Any]) -> str:
    """Documents like a stored one."""
    rows = result["rows"]
    return _section(
        "例による検索 / Search by an example",
        f"""`python -m benchmarks.similar`: documents like one of {result["examples"]} stored ones, the
        {result["top"]} best read, CPU milliseconds; made texts and vectors. Up to 400 documents are compared
        by what they share, whatever the store holds. The first call of a process reads how rare words are;
        vectors alone: the nearest passages of the same examples, and nothing read.""",
        table(list(rows[0]), [[_or_dash(value) for value in row.values()] for row in rows]),
    )


def health_section(result: dict[str, Any]) -> str:
    """Droughts and lasting changes found in planted histories."""
    alarms = result["false_alarms"]
    return _section(
        "収集先の健康状態 / Health of the targets",
        f"""`python -m benchmarks.health`: {result["targets"]} made publishers of .5 to 60 documents a week in
        ten countries over {result["weeks"]} weeks, with holidays of which the judge knows some. Fixed bounds
        are the least and most of the first half year, but for two weeks. All targets judged once from daily
        runs: {result["judge_all_cpu_s"]} CPU seconds.""",
        table(
            ["nothing planted", "alarms per 100 target-weeks"],
            [[name, rate] for name, rate in alarms.items()],
        ),
        table(
            [name.replace("_", " ") for name in result["recall"][0]],
            [[_or_dash(value) for value in row.values()] for row in result["recall"]],
        ),
    )


def volume_section(result: dict[str, Any]) -> str:
    """Weeks until a lasting change is told, and how often one is told that is none."""
    return _section(
        "発信量の変化 / A lasting change of volume",
        f"""`python -m benchmarks.volume`: {result["histories"]} made histories a row, 2 to 20 documents a
        week, changed after {result["before"]} weeks. The CUSUM is told the true level and factor, and has
        the false alarms of ours: about the best that can be done.""",
        table(
            ["nothing changed", "alarms a target and year"],
            [[name, rate] for name, rate in result["false_alarms"].items()],
        ),
        table(list(result["delays"][0]), [list(row.values()) for row in result["delays"]]),
    )


def digest_section(result: dict[str, Any]) -> str:
    """A digest over many documents, and over a larger archive."""
    rows = result["archives"]
    return _section(
        "ダイジェスト / A digest",
        f"""`python -m benchmarks.digest`: a made store of {result["documents"]:,} documents of 13 weeks, and
        one with older ones beside, {result["times"]} times as large. CPU seconds of reading the facts,
        comparing the cells, building one digest and its page, each in a process of its own. The larger
        archive costs {result["ratio"]} times as much.""",
        table([name.replace("_", " ") for name in rows[0]], [list(row.values()) for row in rows]),
    )


def trends_section(result: dict[str, Any]) -> str:
    """Planted rises, and worlds in which nothing rose."""
    return _section(
        "動向 / Trends",
        f"""`python -m benchmarks.trends`: {result["cells"]} Poisson cells of 1 to 20 a week,
        {result["seeds"]} seeds; one in twenty rises threefold for two weeks. The ratio says "rising" at twice
        the mean of the weeks before. Below, made publishers of six countries: arrows of the same world
        without what was planted (chance: a false discovery rate of .1 is asked for), those that it causes,
        and in how many worlds a true rise planted beside it is found.""",
        table([*result["planted"][0]], [list(row.values()) for row in result["planted"]]),
        table([*result["worlds"][0]], [list(row.values()) for row in result["worlds"]]),
    )


def tagging_section(result: dict[str, Any]) -> str:
    """Tags by rules."""
    return _section(
        "タグ付け / Tagging",
        f"""`python -m benchmarks.tagging`: documents of {result["characters"]} characters of the demo's
        world, without embedding, best run; `import nlp.tags` takes {result["import_nlp_tags_s"]}
        CPU seconds.""",
        table(["language", "documents", "documents / CPU s"], [list(row.values()) for row in result["rows"]]),
    )


def start_section(result: dict[str, Any]) -> str:
    """Starting up."""
    return _section(
        "起動 / Start-up",
        "`python -m benchmarks.start`: each command as a process of its own, from start to end (median).",
        table(["command", "CPU s", "wall s", "peak MB"], [list(row.values()) for row in result["rows"]]),
    )


def _section(title: str, *parts: str) -> str:
    """A heading, paragraphs filled anew, and the table as it is."""
    texts = [part if part.startswith("|") else textwrap.fill(" ".join(part.split()), 110) for part in parts]
    return "\n\n".join([f"## {title}", *texts])


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; the first column to the left, figures to the right."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.1 else f"{share:.0%}"


def _or_dash(value: object) -> object:
    return "–" if value is None else value


if __name__ == "__main__":
    main()
