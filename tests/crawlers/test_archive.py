from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers import warcfile
from crawlers.archive import Archive, ArchiveError, Capture, Response
from crawlers.document import Hints, Skipped
from crawlers.health import TargetRun

HINTS = Hints(
    title="題 \ud800", published="2026-10-05", published_from="feed", languages=("ja", "en"), country="JP"
)


def response(name: str, body: bytes = b"", *, etag: str = "", status: int = 200) -> Response:
    url = f"https://example.org/{name}"
    headers = {"Content-Type": "text/html", "ETag": etag, "Set-Cookie": "a=b", "Content-Encoding": "gzip"}
    return Response(url, url, status, headers, body or f"body of {name}".encode(), "2026-11-20T06:00:00Z")


def append(archive: Archive, name: str, body: bytes = b"", **more: Any) -> tuple[Capture | None, str]:
    return archive.append(response(name, body, **more), run_id="r1", target_id="t1", hints=HINTS)


def test_a_capture_comes_back_as_it_was_given(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        capture, seen = append(archive, "a", bytes(range(256)) * 50, etag='"1"')
    assert capture is not None
    assert seen == "new"
    with Archive(tmp_path) as archive:
        again = next(archive.captures())
        assert again == capture
        page = archive.page(again)
        assert (page.body, page.content_type, page.hints) == (bytes(range(256)) * 50, "text/html", HINTS)
        assert "set-cookie" not in again.headers
        assert archive.validators(again.url) == ('"1"', "")
        assert archive.validators("https://example.org/never") == ("", "")
        assert archive.visits("r1", "t1") == {again.url: "new"}


def test_an_equal_body_is_no_second_capture_and_another_body_is(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        append(archive, "a", b"one")
        assert append(archive, "a", b"one") == (None, "unchanged")
        changed, seen = append(archive, "a", b"two")
        assert seen == "changed"
        assert changed is not None
        assert [archive.body(capture) for capture in archive.captures()] == [b"one", b"two"]
        assert [capture.id for capture in archive.captures(after=1)] == [2]


def test_every_answer_of_an_address_is_kept_oldest_first(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        append(archive, "a", b"one")
        append(archive, "b", b"other")
        archive.append(response("a", b"two"), run_id="r2", target_id="t2", hints=HINTS, role="listing")
        found = archive.captures_at("https://example.org/a")
        assert [archive.body(capture) for capture in found] == [b"one", b"two"]
        assert archive.captures_at("https://example.org/never") == []


def test_other_programs_read_the_warc_file(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        append(archive, "a", b"one")
        append(archive, "b", b"two")
    with (tmp_path / "captures-00001.warc.gz").open("rb") as file:
        records = [
            (r.rec_headers["WARC-Target-URI"], r.content_stream().read()) for r in ArchiveIterator(file)
        ]
    assert records == [("https://example.org/a", b"one"), ("https://example.org/b", b"two")]


def test_a_writer_killed_at_any_byte_leaves_every_earlier_capture(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        append(archive, "a")
    path = tmp_path / "captures-00001.warc.gz"
    whole = path.read_bytes()
    record = warcfile.pack_record(response("b"), {"content-type": "text/html"})
    for cut in range(0, len(record) + 1, 7):
        path.write_bytes(whole + record[:cut])  # written, killed before its ledger row
        with Archive(tmp_path) as archive:
            archive.start_writing()
            assert [archive.body(capture) for capture in archive.captures()] == [b"body of a"]
        assert path.read_bytes() == whole
    with Archive(tmp_path) as archive:
        append(archive, "b")
        assert [capture.url[-1] for capture in archive.captures()] == ["a", "b"]
        assert [archive.body(capture) for capture in archive.captures()] == [b"body of a", b"body of b"]


def test_a_row_whose_record_was_lost_in_a_power_cut_is_dropped_and_its_id_not_used_again(
    tmp_path: Path,
) -> None:
    archive = Archive(tmp_path)
    append(archive, "a")
    archive.sync()
    append(archive, "a", b"revised")
    append(archive, "b")
    first = next(archive.captures())
    archive._unsynced = 0  # ended as a dead process would: nothing was synced since
    archive.close()
    path = tmp_path / "captures-00001.warc.gz"
    path.write_bytes(path.read_bytes()[: first.start + first.length + 40])
    with Archive(tmp_path) as repaired:
        repaired.start_writing()
        assert [capture.id for capture in repaired.captures()] == [1]
        assert repaired.known("https://example.org/b") is None
        known = repaired.known("https://example.org/a")
        assert known is not None
        assert known.capture_id == 1
        capture, seen = append(repaired, "b")
        assert capture is not None
        assert (capture.id, seen, repaired.body(capture)) == (4, "new", b"body of b")


def test_two_writers_at_once_are_refused_and_readers_are_not(tmp_path: Path) -> None:
    with Archive(tmp_path) as first, Archive(tmp_path) as second:
        append(first, "a")
        assert len(list(second.captures())) == 1
        with pytest.raises(ArchiveError, match="another process is writing"):
            append(second, "b")


def test_a_full_disk_is_said_and_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(tmp_path) as archive:
        append(archive, "a")
        warc = archive._warc
        assert warc is not None
        real = warc._file

        class FullDisk:
            left = 100

            def write(self, view: memoryview) -> int:
                if self.left == 0:
                    raise OSError(errno.ENOSPC, "No space left on device")
                taken = min(self.left, len(view))
                self.left -= taken
                return real.write(view[:taken])

            def __getattr__(self, name: str) -> Any:
                return getattr(real, name)

        monkeypatch.setattr(warc, "_file", FullDisk())
        with pytest.raises(ArchiveError, match="the disk is full"):
            append(archive, "b")
        monkeypatch.setattr(warc, "_file", real)
        assert [capture.url[-1] for capture in archive.captures()] == ["a"]
        append(archive, "c")
        assert [archive.body(capture) for capture in archive.captures()] == [b"body of a", b"body of c"]


def test_a_damaged_body_is_never_given_out(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        append(archive, "a", b"text " * 200)
        capture = next(archive.captures())
        path = tmp_path / capture.file
        path.write_bytes(warcfile.pack_record(response("a", b"forged"), {}).ljust(capture.length, b"\0"))
        with pytest.raises(ArchiveError, match="wanted a body with SHA-256"):
            archive.body(capture)
        path.unlink()
        with pytest.raises(ArchiveError, match="cannot be read"):
            archive.body(capture)


def test_the_next_run_takes_over_what_an_interrupted_one_had_done(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        assert archive.begin_run("r1", "t1") == set()
        append(archive, "a")
        assert archive.begin_run("r2", "t1") == {"https://example.org/a"}
        assert archive.visits("r2", "t1") == {"https://example.org/a": "new"}
        now = "2026-11-20T06:00:00Z"
        run = TargetRun("r2", "t1", now, now, "healthy", kept=1)
        left = [Skipped("https://example.org/x", "robots", "Disallow: /x", "t1", now)]
        archive.add_run(run, left)
        archive.add_run(run, left)
        assert archive.runs() == [run]
        assert list(archive.skipped("r2")) == left
        assert archive.begin_run("r3", "t1") == set()


def test_a_folder_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArchiveError, match="wanted a folder that can be written"):
        Archive(tmp_path / "file")


def test_hints_survive_as_json(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        append(archive, "a")
        stored = archive._ledger.execute("SELECT hints FROM captures").fetchone()[0]
    assert json.loads(stored)["languages"] == ["ja", "en"]
