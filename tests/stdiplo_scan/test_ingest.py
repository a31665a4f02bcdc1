"""`ingest`: every kind of file, what cannot be read, full disks, two at a time, killed ones."""

from __future__ import annotations

import gzip
import resource
import shutil
import signal
import sqlite3
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordDocument
from reportlab.pdfgen.canvas import Canvas

from stdiplo_scan.digests import view_week
from stdiplo_scan.wiring import Office
from tests.crawlers.test_files import write_warc
from tests.stdiplo_scan.commands import lines_of, run_main, start
from tests.stdiplo_scan.state import state_of

TEXT = (
    "The ministries of Japan and Germany signed a memorandum of cooperation on hydrogen research in Berlin."
)


def page(title: str) -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{TEXT}</p></body></html>"


def rows(count: int) -> list[dict[str, Any]]:
    return [
        {"id": f"r{n}", "url": f"https://a.example/{n}", "title": f"Note {n} on hydrogen",
         "text": f"Report {n}. {TEXT}", "published": f"2026-11-{n % 14 + 9:02d}"}
        for n in range(count)
    ]  # fmt: skip


def held(workspace: Path) -> dict[str, Any]:
    office = Office.open(workspace)
    try:
        assert office.store.faults() == []
        assert office.vectors.check() == []
        return state_of(office)
    finally:
        office.store.close()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A file of 150 rows, and what a workspace holds after it was taken in undisturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    source = folder / "rows.jsonl"
    source.write_bytes(lines_of(*rows(150)))
    ran = run_main("-w", folder / "office", "ingest", source, "--json")
    assert (ran.code, ran.rows[0]["outcomes"]) == (0, {"new": 150, "unchanged": 0})
    return source, held(folder / "office")


# warcio leaves the temporary files of its writer to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_every_kind_is_read_what_cannot_be_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "folder with blanks"
    folder.mkdir()
    (folder / "a.html").write_text(page("A page"), encoding="utf-8")
    (folder / "b.html.gz").write_bytes(gzip.compress(page("A packed page").encode()))
    (folder / "damaged.html.gz").write_bytes(b"no gzip")
    (folder / "c.txt").write_text(f"A plain text\n\n{TEXT}", encoding="utf-8")
    (folder / "d.eml").write_text(f"Subject: A mail\nDate: Tue, 17 Nov 2026 09:00:00 +0900\n\n{TEXT}\n")
    (folder / "passed over.xls").write_bytes(b"1")
    word = WordDocument()
    word.add_heading("A Word file", 0)
    word.add_paragraph(TEXT)
    word.save(str(folder / "e.docx"))
    canvas = Canvas(str(folder / "f.pdf"))
    canvas.drawString(72, 720, "A portable document on hydrogen")
    canvas.drawString(72, 690, TEXT[:80])
    canvas.save()
    write_warc(tmp_path / "g.warc.gz")
    (tmp_path / "h.jsonl").write_bytes(lines_of(*rows(2), b"{", {"id": "no text"}))
    (tmp_path / "named.xls").write_bytes(b"1")
    ran = run_main(
        "-w", tmp_path / "office", "ingest", tmp_path / "named.xls", folder, tmp_path / "nowhere.pdf",
        tmp_path / "nowhere.jsonl", tmp_path / "g.warc.gz", tmp_path / "h.jsonl", "--json",
    )  # fmt: skip
    assert ran.code == 1
    [tally] = ran.rows
    assert (tally["documents"], tally["errors"]) == (9, 6)
    assert tally["outcomes"]["new"] == 9
    assert sum(tally["skipped"].values()) == 1  # the 404 of the WARC
    words = (
        "named.xls",
        "damaged.html.gz",
        "nowhere.pdf",
        "nowhere.jsonl",
        "h.jsonl line 3",
        "h.jsonl line 4",
    )
    assert len(ran.complaints) == len(words) + 1
    for line, word in zip(ran.complaints, words, strict=False):
        assert word in line
        assert "wanted" in line
    titles = {
        document["url"].rsplit("/", 1)[-1] for document in held(tmp_path / "office")["documents"].values()
    }
    assert {"a.html", "b.html.gz", "c.txt", "d.eml", "e.docx", "f.pdf", "1"} <= titles


def test_of_a_day_as_much_is_kept_as_is_known_and_no_week_holds_it(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    whole, month, year = (
        {
            "id": name,
            "url": f"https://a.example/{name}",
            "title": f"{name} pact",
            "text": TEXT,
            "published": day,
        }
        for name, day in (("day", "2026-11-17"), ("month", "2026-11"), ("year", "2026"))
    )
    source.write_bytes(lines_of(whole, month, year))
    for outcome in ("new", "unchanged"):
        ran = run_main("-w", tmp_path / "office", "ingest", source, "--json")
        assert ran.code == 0
        assert ran.rows[0]["outcomes"][outcome] == 3
    assert ran.rows[0]["passages"] == 0  # nothing was tagged or embedded again
    office = Office.open(tmp_path / "office")
    facts = office.store.facts(date(2026, 1, 1), date(2027, 1, 1))
    assert [fact.document_id for fact in facts] == ["day"]
    assert office.store.counts()["undated"] == 2
    assert [fact.document_id for fact in view_week(office).facts if fact.document_id != "day"] == []
    office.store.close()
    assert run_main("-w", tmp_path / "office", "trends", "--week", "2026-W47", "--json").code == 0


def test_a_row_given_again_with_another_text_is_a_new_version(tmp_path: Path) -> None:
    first, second = rows(2)
    second["id"] = first["id"]
    source = tmp_path / "rows.jsonl"
    source.write_bytes(
        lines_of(first, second, first | {"id": "\u0000\ud800".encode("utf-16", "surrogatepass").hex()})
    )
    ran = run_main("-w", tmp_path / "office", "ingest", source, "--json")
    assert ran.rows[0]["outcomes"] == {"new": 2, "revised": 1, "unchanged": 0}
    again = run_main("-w", tmp_path / "office", "ingest", source, "--json")
    assert again.rows[0]["outcomes"] == {"unchanged": 3}


def limit_files(most_bytes: int) -> None:
    """Writes beyond a file size fail, as they do on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


@pytest.mark.slow
@pytest.mark.parametrize("most_bytes", [4_096, 250_000, 600_000])
def test_a_full_disk_is_one_line_and_running_again_goes_on(
    tmp_path: Path, undisturbed: tuple[Path, dict[str, Any]], most_bytes: int
) -> None:
    source, expected = undisturbed
    process = start("-w", tmp_path / "office", "ingest", source, preexec_fn=lambda: limit_files(most_bytes))
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (1, b""), err.decode()
    assert len(err.splitlines()) == 1
    assert b"store.db" in err
    assert run_main("-w", tmp_path / "office", "ingest", source).code == 0
    assert held(tmp_path / "office") == expected


@pytest.mark.slow
def test_killed_at_any_moment_and_run_again_it_holds_what_an_undisturbed_one_holds(
    tmp_path: Path, undisturbed: tuple[Path, dict[str, Any]]
) -> None:
    source, expected = undisturbed
    office = tmp_path / "office"
    for documents in (0, 32, 64, 128, 150):
        process = start("-w", office, "ingest", source, start_new_session=True)
        deadline = time.monotonic() + 120
        while process.poll() is None and count(office / "store.db") < documents:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.kill()
        process.communicate()
    assert run_main("-w", office, "ingest", source).code == 0
    assert held(office) == expected


def count(path: Path) -> int:
    """Documents in the store so far; none before it is made."""
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
        try:
            return int(connection.execute("select count(*) from documents").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error:
        return 0


@pytest.mark.slow
def test_two_at_a_time_on_one_workspace_lose_and_double_nothing(
    tmp_path: Path, undisturbed: tuple[Path, dict[str, Any]]
) -> None:
    source, expected = undisturbed
    both = [start("-w", tmp_path / "office", "ingest", source) for _ in range(2)]
    for process in both:
        _, err = process.communicate(timeout=240)
        assert (process.returncode, err) == (0, b"")
    assert held(tmp_path / "office") == expected


def test_a_place_that_is_no_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "office").write_text("a file", encoding="utf-8")
    (tmp_path / "rows.jsonl").write_bytes(lines_of(*rows(1)))
    ran = run_main("-w", tmp_path / "office", "ingest", tmp_path / "rows.jsonl")
    assert (ran.code, len(ran.complaints)) == (1, 1)
    assert str(tmp_path / "office") in ran.err


def test_a_store_that_is_none_is_one_line_and_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "store.db").write_bytes(b"no store at all" * 100)
    (tmp_path / "rows.jsonl").write_bytes(lines_of(*rows(1)))
    ran = run_main("-w", tmp_path / "office", "ingest", tmp_path / "rows.jsonl")
    assert (ran.code, len(ran.complaints)) == (1, 1)
    assert (tmp_path / "office" / "store.db").read_bytes() == b"no store at all" * 100
    shutil.rmtree(tmp_path / "office")
