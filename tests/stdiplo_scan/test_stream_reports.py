"""`search --queries`, `trends --json` and `digest build --format json` over the miniature world."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from rich.cells import cell_len

from crawlers.health import TargetRun
from stdiplo_scan.cli.collect import print_runs
from tests.stdiplo_scan.commands import Ran, lines_of, run_main
from tests.stdiplo_scan.conftest import DemoRun

DIRECTIONS = {"rising", "falling", "new", "returning", "flat", "coverage"}


def ask(demo: DemoRun, *arguments: str | Path, stdin: bytes = b"") -> Ran:
    return run_main("--workspace", demo.office.folder, *arguments, stdin=stdin)


@pytest.fixture(scope="module")
def found(demo: DemoRun) -> Ran:
    queries = lines_of(
        {"id": "de", "query": "geothermal agreement Kenya"},
        b"no JSON",
        {"id": 2, "query": "量子 共同研究"},
        {"id": "syntax", "query": '((( OR " AND * NEAR/2 -'},
        {"query": "no id"},
        {"id": "number", "query": 5},
        {"id": "none"},
        b'{"id": "odd", "query": "\\u0000 \\ud800 laser"}',
        {"id": "empty", "query": ""},
        {"id": "long", "query": "hydrogen " * 3000},
    )
    return ask(demo, "search", "--queries", "-", "--json", "--limit", "3", stdin=queries)


def test_every_query_is_answered_in_its_place(found: Ran) -> None:
    assert found.code == 1
    assert [row["id"] for row in found.rows] == [
        "de", None, 2, "syntax", None, "number", "none", "odd", "empty", "long"
    ]  # fmt: skip
    errors = [row["error"] for row in found.rows if "error" in row]
    assert [error.split(":")[0] for error in errors] == [f"standard input line {n}" for n in (2, 5, 6, 7)]
    assert all("wanted" in error for error in errors)
    assert len(found.complaints) == 1


def test_hits_have_the_keys_of_the_format_and_one_a_document(demo: DemoRun, found: Ran) -> None:
    for row in found.rows:
        hits = row.get("hits", [])
        assert len(hits) <= 3
        assert len({hit["document"] for hit in hits}) == len(hits)
        for hit in hits:
            assert list(hit) == ["document", "url", "title", "passage", "score", "found_by"]
            assert set(hit["found_by"]) <= {"semantic", "exact", "glossary"}
            assert all(rank >= 1 for rank in hit["found_by"].values())
            assert hit["passage"] in demo.office.store.document(hit["document"]).document.content
        scores = [hit["score"] for hit in hits]
        assert scores == sorted(scores, reverse=True)
    assert found.rows[0]["hits"]
    assert found.rows[2]["hits"]


def test_a_query_alone_gives_what_it_gives_in_a_stream(demo: DemoRun, found: Ran) -> None:
    ran = ask(demo, "search", "geothermal agreement Kenya", "--json", "--limit", "3")
    assert ran.code == 0
    assert ran.rows == [{"query": "geothermal agreement Kenya", "hits": found.rows[0]["hits"]}]


def test_trends_have_the_keys_of_the_format_and_documents_that_exist(demo: DemoRun) -> None:
    ran = ask(demo, "trends", "--week", str(demo.outcome.week), "--json")
    assert (ran.code, ran.err) == (0, "")
    [trends] = ran.rows
    assert list(trends) == ["week", "zone", "cells"]
    assert (trends["week"], trends["zone"]) == (str(demo.outcome.week), "Asia/Tokyo")
    keys = ["axis", "key", "count", "expected", "low", "high", "q", "direction", "documents"]
    documents: set[str] = set()
    for cell in trends["cells"]:
        assert list(cell) == keys
        assert cell["direction"] in DIRECTIONS
        assert cell["low"] <= cell["expected"] <= cell["high"]
        assert 0 <= cell["q"] <= 1
        assert len(set(cell["documents"])) == len(cell["documents"]) >= cell["count"]
        documents.update(cell["documents"])
    assert len(demo.office.store.documents_by_id(sorted(documents))) == len(documents)


def test_a_digest_has_its_keys_and_its_sentences_stand_in_their_documents(demo: DemoRun) -> None:
    ran = ask(
        demo, "digest", "build", "--week", str(demo.outcome.week), "--format", "json", "--language", "en"
    )
    assert ran.code == 0
    digest = json.loads(ran.out)
    assert {"edition", "week", "language", "entries", "versions"} <= set(digest)
    assert (digest["edition"], digest["language"]) == ("whole", "en")
    assert digest["entries"]
    for entry in digest["entries"]:
        assert {"story", "headline", "sentences", "figures"} <= set(entry)
        for sentence in entry["sentences"]:
            stored = demo.office.store.document(sentence["document"], sentence["version"])
            first, last = sentence["range"]
            assert stored.document.content[first:last] == sentence["text"]
        for figure in entry["figures"]:
            assert {"name", "value", "documents"} <= set(figure)


def test_built_again_the_digest_is_the_same(demo: DemoRun) -> None:
    twice = [
        ask(demo, "digest", "build", "--week", str(demo.outcome.week), "--format", "json") for _ in range(2)
    ]
    assert twice[0].out == twice[1].out


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["trends", "--week", "2026-W99", "--json"], 1, "2026-W99"),
        (["trends", "--week", "last", "--json"], 1, "last"),
        (["digest", "build", "--week", "2026-47"], 1, "2026-47"),
        (["digest", "build", "--format", "rtf"], 2, "rtf"),
        (["digest", "show", "--week", "2001-W01"], 1, "2001-W01"),
        (["explain", "no-such-document"], 1, "no-such-document"),
        (["similar", "no-such-document"], 1, "no-such-document"),
        (["search", "x", "--since", "yesterday"], 2, "yesterday"),
        (["search", "x", "--until", "20261101"], 2, "2026-11-20"),
        (["search", "x", "--signal", "agreemnt"], 2, "joint_call"),
        (["search", "x", "--stage", "signd"], 2, "signed"),
        (["search", "x", "--country", "Germnay"], 2, "docs/formats.md"),
        (["search", "x", "--region", "asia"], 2, "asia"),
        (["search", "x", "--field", "XYZ"], 2, "QUA"),
        (["search", "x", "--target", "nobody"], 2, "th-nsi"),
        (["search", "x", "--role", "guest"], 2, "guest"),
        (["search", "x", "--limit", "0"], 2, "--limit"),
        (["search"], 2, "QUERY"),
        (["crawl", "--target", "nobody"], 1, "nobody"),
        (["targets", "show", "nobody"], 1, "nobody"),
    ],
)
def test_wrong_values_are_named_in_one_line(
    demo: DemoRun, arguments: list[str], code: int, word: str
) -> None:
    ran = ask(demo, *arguments)
    assert ran.code == code, ran.err
    assert word in ran.err
    assert code == 2 or len(ran.complaints) == 1
    assert ran.out == b""


def test_filters_are_read_in_any_case_and_add_up(demo: DemoRun) -> None:
    ran = ask(demo, "search", "", "--json", "--country", "ke", "--signal", "AGREEMENT", "--field", "ene")
    assert ran.code == 0
    assert ran.rows[0]["hits"]
    for hit in ran.rows[0]["hits"]:
        stored = demo.office.store.document(hit["document"])
        assert "KE" in {tag.value for tag in stored.tags if tag.kind == "country"}
        assert "agreement" in {signal.type for signal in stored.signals}


def test_the_table_of_targets_fits_eighty_columns(demo: DemoRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = ask(demo, "targets", "health")
    assert ran.code == 3  # one target of the world is broken
    lines = ran.out.decode().splitlines()
    table = [line for line in lines if "│" in line or "┃" in line]
    assert len(table) == len(demo.office.targets) + 2  # the head has two lines
    assert all(cell_len(line) <= 80 for line in table)


def test_what_is_wrong_with_a_target_stands_below_the_table_of_a_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = "www.a.example: no such name, or no name service here [bold](DNS lookup failed)[/bold]"
    instant = "2026-11-20T06:00:00Z"
    print_runs(
        [
            TargetRun("r", "de-a-very-long-target-id", instant, instant, "failing", requests=1, error=words),
            TargetRun("r", "well", instant, instant, "healthy", requests=12_345, listed=1_234, kept=1_234),
        ]
    )
    lines = capsys.readouterr().out.splitlines()
    assert max(cell_len(line) for line in lines if "│" in line) <= 80
    assert f"  de-a-very-long-target-id: {words}" in lines
    assert "取得失敗 / failing" in next(line for line in lines if "de-a-very-long-target-id │" in line)


def test_a_port_that_is_taken_is_one_line(demo: DemoRun) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = ask(demo, "serve", "--port", str(taken.getsockname()[1]))
    assert (ran.code, ran.out, len(ran.complaints)) == (1, b"", 1)
    assert "wanted a free port" in ran.err
