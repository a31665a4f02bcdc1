"""Each benchmark runs on tiny input and writes what the page is made from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.made_pages import make_pages, make_texts
from benchmarks.measure import alternate, machine
from benchmarks.pipeline import Stopwatch, summary
from benchmarks.real_pages import real_input
from benchmarks.report import PAGE, RESULTS, make_page, table

ROOT = Path(__file__).resolve().parents[2]


def run_small(name: str, folder: Path) -> dict[str, Any]:
    """The JSON that one benchmark writes in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", "--small", "--out", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


@pytest.mark.slow
def test_pipeline_times_every_stage_and_the_naive_line(tmp_path):
    [result] = run_small("pipeline", tmp_path)["inputs"]
    stages = result["stages"]
    assert result["documents"] == 4
    assert result["passages"] >= 4
    for name in ("extract", "tag", "tag: embed", "passages", "gloss", "words", "embed", "store", "stories"):
        assert stages[name]["cpu_s"] > 0, name
    assert stages["whole"]["cpu_s"] == pytest.approx(
        sum(stage["cpu_s"] for name, stage in stages.items() if name != "whole"), abs=0.02
    )
    assert stages["extract"]["naive_over_ours"] > 0
    assert stages["embed"]["naive_over_ours"] > 0


@pytest.mark.slow
def test_embedding_finds_the_neighbours_of_fp32(tmp_path):
    engines = run_small("embedding", tmp_path)["engines"]
    assert engines["ours f32"]["top10_overlap"] >= 0.99
    assert engines["ours bf16"]["top10_overlap"] >= 0.9
    assert engines["sentence-transformers fp32"]["over_peer"] == 1.0


def test_extraction_compares_whole_reading_with_the_peer(tmp_path):
    made = run_small("extraction", tmp_path)["rows"][0]
    assert (made["input"], made["pages"], made["kept"]) == ("made pages", 7, 7)
    assert made["ratio"] > 0


def test_tagging_rates_every_language_and_the_import(tmp_path):
    result = run_small("tagging", tmp_path)
    assert [row["language"] for row in result["rows"]] == ["en", "ja", "de", "fr", "es", "zh", "ko"]
    assert all(row["documents_per_cpu_s"] > 0 for row in result["rows"])
    assert result["import_nlp_tags_s"] > 0


def test_vectors_compares_both_kinds_of_index_with_the_peer(tmp_path):
    rows = run_small("vectors", tmp_path)["rows"]
    assert [row["index"] for row in rows] == ["flat 16-bit", "cells 8-bit", "peer: flat fp32"]
    assert rows[0]["recall_at_10"] >= 0.99
    assert rows[1]["recall_at_10"] >= 0.8
    assert all(row["filtered_recall"] >= 0.95 for row in rows)


def test_words_measures_queries_under_filters(tmp_path):
    result = run_small("words", tmp_path)
    assert result["passages"] == 1000
    assert {(row["query"], row["filter"]) for row in result["rows"]} >= {
        ("one word", "none"),
        ("three words, any", "one target (1 %)"),
    }
    assert all(row["p90_ms"] >= row["p50_ms"] > 0 for row in result["rows"])


def test_hybrid_is_measured_against_words_alone(tmp_path):
    result = run_small("hybrid", tmp_path)
    made = [row for row in result["rows"] if row["texts"] == "made"]
    assert [row["filter"] for row in made] == ["none", "one language", "one target (1 %)"]
    assert all(row["hybrid / words"] > 0 and row["facets p50 ms"] > 0 for row in result["rows"])


def test_similar_is_measured_with_and_without_a_filter(tmp_path):
    result = run_small("similar", tmp_path)
    assert [row["filter"] for row in result["rows"]] == ["none", "one target (1 %)"]
    assert all(row["similar p90 ms"] >= row["similar p50 ms"] > 0 for row in result["rows"])
    assert "Search by an example" in make_page({"similar": result})


def test_health_finds_what_was_planted_and_seldom_more(tmp_path):
    result = run_small("health", tmp_path)
    alarms = result["false_alarms"]
    assert alarms["ours, below expectation"] <= alarms["fixed bounds, least"]
    found = {row["planted (2 a week and more)"]: row["in 12 weeks"] for row in result["recall"]}
    assert found["silence"] >= 0.8
    assert found["rise"] >= 0.5


def test_a_change_of_volume_is_told_and_no_judge_beats_the_one_that_knows(tmp_path):
    result = run_small("volume", tmp_path)
    assert result["false_alarms"]["ours, a lasting change"] <= 1.0
    found = {(row["change"], row["judge"]): row["median weeks"] for row in result["delays"]}
    assert found["x0", "ours"] <= 3
    assert found["x2", "ours"] <= 8


def test_a_digest_over_a_larger_archive_reads_the_same_weeks(tmp_path):
    small, large = run_small("digest", tmp_path)["archives"]
    assert large["archive"] == 3 * small["archive"]
    assert large["documents"] == small["documents"] == 400
    assert small["page_kb"] > 10


@pytest.mark.slow
def test_start_runs_commands_as_processes(tmp_path):
    rows = {row["command"]: row for row in run_small("start", tmp_path)["rows"]}
    assert rows["search, one query"]["peak_mb"] > rows["--version"]["peak_mb"] > 0


@pytest.mark.slow
def test_crawl_reads_every_page_beside_the_peer(tmp_path):
    result = run_small("crawl", tmp_path)
    assert {name: engine["pages"] for name, engine in result["engines"].items()} == {"ours": 40, "scrapy": 40}
    assert result["over_peer"] > 0
    assert result["over_peer_cpu"] > 0


def test_made_pages_are_alike_in_every_run_and_have_addresses_of_their_own():
    first, second = make_pages(30), make_pages(30)
    assert [page.body for page in first] == [page.body for page in second]
    assert len({page.url for page in first}) == 30
    assert len({language for _, language in make_texts(200)}) >= 5


def test_a_stage_inside_another_is_taken_out_of_the_outer_one():
    watch = Stopwatch()
    with watch.stage("tag"), watch.stage("embed"):
        sum(range(400_000))
    assert watch.seconds["tag: embed"] > watch.seconds["tag"]
    assert watch.seconds["embed"] == 0


def test_the_whole_is_the_sum_of_the_stages():
    naive = {"extract": 4.0, "embed": 8.0, "vectors": 0.0}
    result = summary({"extract": 2.0, "embed": 2.0}, naive, pages=5, documents=4, passages=8)
    assert result["stages"]["whole"]["cpu_s"] == 4.0
    assert result["stages"]["whole"]["naive_over_ours"] == 3.0
    assert result["stages"]["extract"]["documents_per_cpu_s"] == 2.5  # pages: the others came as text
    assert result["stages"]["embed"]["documents_per_cpu_s"] == 2.0


def test_real_input_is_pages_and_documents_or_nothing(tmp_path):
    assert real_input(tmp_path, 10) is None
    folder = tmp_path / "data" / "07_real_policy_docs"
    folder.mkdir(parents=True)
    (folder / "a.html").write_text("<p>Text</p>", encoding="utf-8")
    (folder / "raw_html.jsonl").write_text('{"id": "p", "url": null, "html": "a.html"}\n', encoding="utf-8")
    rows = [{"id": str(at), "title": "T", "text": "Text", "url": None} for at in range(9)]
    (folder / "docs.dev.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = real_input(tmp_path, 5)
    assert (len(found.pages), len(found.documents)) == (1, 4)
    assert [one.id for one in found.documents] == [one.id for one in real_input(tmp_path, 5).documents]


def test_runs_take_turns():
    order: list[str] = []
    works = {"ours": lambda: order.append("ours"), "naive": lambda: order.append("naive")}
    alternate(works, 3)
    assert order == ["ours", "naive"] * 3


def test_the_machine_is_described_without_its_name():
    found = machine()
    assert found["cores"] >= 1
    assert set(found) == {"cores", "processor", "vector_units", "python", "system", "libraries"}


def test_the_page_is_the_one_that_the_results_give():
    results = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(RESULTS.glob("*.json"))}
    assert PAGE.read_text("utf-8") == make_page(results)


def test_a_table_has_a_row_for_each_row():
    assert table(["a", "b"], [["x", 1]]).splitlines() == ["| a | b |", "|---|---:|", "| x | 1 |"]


def test_growth_measures_every_step_of_adding(tmp_path):
    result = run_small("growth", tmp_path)
    steps = {row["step"]: row["wall_s"] for row in result["rows"]}
    assert len(steps) == 8
    assert result["added"] == 5 * result["documents"] == 50
    assert steps["adding, all of it"] >= steps["store what is new"] > 0


def test_a_peer_that_is_not_installed_is_left_out_with_a_word(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.txtai", "--small", "--out", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("skipped: txtai is not installed") or (tmp_path / "txtai.json").exists()
