"""`revisions`: what changed between the versions of a document, for people and programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stdiplo_scan.commands import lines_of, run_main

OLD = "The ministry signed an agreement with Kenya. It funds 20 million euros."
NEW = "The ministry signed an agreement with Kenya. It funds 35 million euros. A call opens in May 2027."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("revised") / "office"
    row = {"id": "a", "url": "https://example.org/a", "title": "Agreement with Kenya", "country": "FR"}
    for text, fetched in ((OLD, "2026-11-01"), (NEW, "2026-11-05"), (NEW + " End.", "2026-11-09")):
        file = folder.parent / "rows.jsonl"
        file.write_bytes(lines_of({**row, "text": text, "fetched": fetched, "published": "2026-10-30"}))
        assert run_main("--workspace", folder, "ingest", file).code == 0
    file.write_bytes(lines_of({**row, "id": "b", "url": "https://example.org/b", "text": "Single."}))
    assert run_main("--workspace", folder, "ingest", file).code == 0
    return folder


def test_each_version_stands_against_the_one_before_it(folder: Path) -> None:
    first, second = run_main("--workspace", folder, "revisions", "a", "--json").rows
    assert (first["before_version"], first["after_version"]) == (1, 2)
    assert [(fact["kind"], fact["before"], fact["after"]) for fact in first["facts"]] == [
        ("amount", "20 million euros", "35 million euros"),
        ("date", "", "May 2027"),
    ]
    assert [one["change"] for one in second["sentences"]] == ["added"]


def test_two_versions_can_be_named(folder: Path) -> None:
    [row] = run_main("--workspace", folder, "revisions", "a", "--before", "1", "--after", "3", "--json").rows
    assert (row["before_version"], row["after_version"]) == (1, 3)
    [row] = run_main("--workspace", folder, "revisions", "a", "--after", "2", "--json").rows
    assert (row["before_version"], row["after_version"]) == (1, 2)


def test_a_person_reads_a_table_and_marked_sentences(folder: Path) -> None:
    shown = run_main("--workspace", folder, "revisions", "a").out.decode()
    assert "金額 / amount" in shown
    assert "~ It funds [-20-]{+35+} million euros." in shown
    assert "+ A call opens in May 2027." in shown
    assert "one version only" in run_main("--workspace", folder, "revisions", "b").out.decode()


def test_the_copies_of_a_document_stand_under_the_original_with_the_reason(tmp_path: Path) -> None:
    row = {"title": "Agreement with Kenya", "text": OLD}
    first = {**row, "id": "late", "url": "https://b.example/1", "published": "2026-10-31"}
    second = {**row, "id": "early", "url": "https://a.example/1", "published": "2026-10-30"}
    (tmp_path / "rows.jsonl").write_bytes(lines_of(first, second))
    assert run_main("-w", tmp_path / "office", "ingest", tmp_path / "rows.jsonl").code == 0
    early, late = run_main("-w", tmp_path / "office", "copies", "late", "--json").rows
    assert (early["id"], early["leads"], early["urls"]) == ("early", True, ["https://a.example/1"])
    assert (late["id"], late["how"], late["why"]) == ("late", "exact", "earliest")
    shown = run_main("-w", tmp_path / "office", "copies", "early").out.decode()
    assert "the original" in shown
    ran = run_main("-w", tmp_path / "office", "copies", "none")
    assert (ran.code, "no document" in ran.err) == (1, True)


def test_what_is_not_there_is_said_in_one_line(folder: Path) -> None:
    for arguments, words in (
        (["c"], "no document"),
        (["a", "--before", "9"], "no version 9"),
        (["a", "--after", "9"], "version 9"),
    ):
        ran = run_main("--workspace", folder, "revisions", *arguments)
        assert (ran.code, len(ran.complaints)) == (1, 1)
        assert words in ran.err
