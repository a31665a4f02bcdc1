"""`correct` and `explain`: what a person says of a document's tags, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.stdiplo_scan.commands import lines_of, run_main

TEXT = (
    "The ministry of Kenya signed an agreement with France on quantum research in Nairobi. "
    "It also spoke of Georgia and of solar cells."
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corrected") / "office"
    row = {"title": "Agreement with Kenya", "text": TEXT, "published": "2026-11-20", "country": "FR"}
    rows = [{**row, "id": name, "url": f"https://example.org/{name}"} for name in ("a", "b", "c")]
    (folder.parent / "rows.jsonl").write_bytes(lines_of(*rows))
    assert run_main("-w", folder, "ingest", folder.parent / "rows.jsonl").code == 0
    return folder


def explained(folder: Path, document: str) -> list[dict[str, object]]:
    return run_main("-w", folder, "explain", document, "--json").rows


def test_a_person_rejects_adds_and_sets_and_explain_says_who(folder: Path) -> None:
    ran = run_main(
        "-w", folder, "correct", "a", "--reject", "country:ge", "--add", "country:VN:actor", "--signal", "1",
        "--set", "stage=in_force", "--set", "parties=FR,KE,VN", "--by", "Sato", "--note", "読んで確認",
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    rows = explained(folder, "a")
    status = {row["value"]: row["status"] for row in rows if row["kind"] == "country"}
    assert (status["GE"], status["VN"]) == ("rejected", "added")
    [signal] = [row for row in rows if row.get("signal") == 1]
    assert (signal["value"], signal["role"], signal["status"]) == (
        "FR+KE+VN",
        "in_force asserted",
        "confirmed",
    )
    said = [row for row in rows if row["kind"] == "correction"]
    assert [row["says"] for row in said] == [
        "reject country:GE",
        "change signal:agreement stage=in_force parties=FR,KE,VN",
        "add country:VN:actor",
    ]
    assert {(row["author"], row["note"], row["state"]) for row in said} == {
        ("Sato", "読んで確認", "in force")
    }
    shown = run_main("-w", folder, "explain", "a").out.decode()
    assert "却下" in shown
    assert "Sato" in shown
    assert "主体 / actor" in shown
    assert "人が追加 / added by a person" in shown
    assert "「" in shown  # what was found, with the words around it
    hits = run_main("-w", folder, "search", "quantum agreement", "--country", "VN", "--json").rows[0]["hits"]
    assert [hit["document"] for hit in hits] == ["a"]


def test_a_correction_is_taken_back_once(folder: Path) -> None:
    ran = run_main("-w", folder, "correct", "b", "--reject", "country:GE", "--json")
    [made] = ran.rows
    assert run_main("-w", folder, "correct", "--undo", made["id"]).code == 0
    states = [row["state"] for row in explained(folder, "b") if row["kind"] == "correction"]
    assert states == ["taken back", "undo"]
    again = run_main("-w", folder, "correct", "--undo", made["id"])
    assert (again.code, len(again.complaints)) == (1, 1)
    assert "taken back already" in again.err


def test_corrections_travel_to_another_office_as_lines(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "said.jsonl"
    assert run_main("-w", folder, "correct", "a", "--export", place).code == 0
    lines = place.read_bytes().splitlines()
    assert len(lines) >= 3
    other = tmp_path / "other"
    assert run_main("init", other).code == 0
    bad = json.loads(lines[0]) | {"made_utc": "yesterday"}
    place.write_bytes(b"\n".join([*lines, b"{", json.dumps(bad).encode()]))
    ran = run_main("-w", other, "correct", "--import", place, "--json")
    assert (ran.code, ran.rows) == (1, [{"read": len(lines), "new": len(lines), "errors": 2}])
    assert "line 4" in ran.err
    rows = run_main("-w", other, "correct", "--list", "--json").rows
    assert {row["state"] for row in rows} == {"resting"}  # the document is not there yet


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["a", "--reject", "country:BR"], 1, "has no such country"),
        (["a", "--reject", "planet:Mars"], 1, "KIND:VALUE"),
        (["a", "--confirm", "signal:99"], 1, "a number from 1"),
        (["a", "--signal", "1"], 1, "nothing to set"),
        (["a", "--signal", "1", "--set", "stage=sealed"], 1, "wanted one of"),
        (["a", "--signal", "1", "--set", "stage"], 2, "KEY=VALUE"),
        (["a", "--add", "signal:dialogue", "--set", "parties=FR,KE"], 1, "--quote"),
        (["a", "--add", "signal:dialogue", "--quote", "not in it"], 1, "does not stand in"),
        (["a", "--add", "signal:dialogue", "--quote", "It also spoke of Georgia"], 1, "parties"),
        (["a", "--reject", "country:KE:actor"], 1, "rejected whole"),
        (["a"], 1, "nothing to correct"),
        (["nowhere", "--reject", "country:GE"], 1, "nowhere"),
        ([], 2, "DOCUMENT"),
        (["a", "--list", "--reject", "country:GE"], 2, "at a time"),
    ],
)
def test_what_cannot_be_said_is_refused_in_one_line(
    folder: Path, arguments: list[str], code: int, words: str
) -> None:
    ran = run_main("-w", folder, "correct", *arguments)
    assert ran.code == code, ran.err
    assert words in " ".join(ran.err.split())
    assert code != 1 or len(ran.complaints) == 1


def test_a_signal_is_added_with_its_sentence(folder: Path) -> None:
    ran = run_main(
        "-w", folder, "correct", "c", "--add", "signal:dialogue", "--quote",
        "It also spoke of Georgia and of solar", "--set", "parties=FR,GE",
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    [row] = [row for row in explained(folder, "c") if row["kind"] == "dialogue"]
    assert (row["value"], row["status"]) == ("FR+GE", "added")
