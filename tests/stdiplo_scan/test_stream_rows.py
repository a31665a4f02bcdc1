"""`tag --jsonl`, `extract --jsonl` and `stories --jsonl` on what nobody should send, and on what many do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stdiplo_scan.commands import Ran, lines_of, run_main

SIGNED = "The ministries of Japan and Germany signed a memorandum of cooperation on hydrogen research."

# id expected in the answer, the line, and for bad lines a word of the error
SOUND: list[tuple[Any, bytes | dict[str, Any]]] = [
    ("plain", {"id": "plain", "title": "Japan and Viet Nam sign", "text": SIGNED}),
    (7, {"id": 7, "title": "A number", "text": SIGNED}),
    (10**30, b'{"id": 1000000000000000000000000000000, "title": "A long number", "text": "x"}'),
    ("x" * 100_000, {"id": "x" * 100_000, "title": "A long id", "text": "x"}),
    ("nul", b'{"id": "nul", "title": "Ger\\u0000many", "text": "A\\u0000B Germany and France signed."}'),
    ("lone", b'{"id": "lone", "title": "\\ud800 Germany", "text": "Japan\\udfff and France signed."}'),
    ("empty", {"id": "empty", "title": "", "text": ""}),
    ("untitled", {"id": "untitled", "title": "", "text": SIGNED}),
    ("title only", {"id": "title only", "title": SIGNED, "text": ""}),
    ("one key", {"id": "one key", "text": SIGNED}),
    ("rtl", {"id": "rtl", "title": "اليابان ومصر", "text": "وقعت اليابان ومصر اتفاقية تعاون علمي."}),
    ("emoji", {"id": "emoji", "title": "🎉🇯🇵", "text": "👩‍🔬 Japan and 🇩🇪 Germany signed 🤖."}),
    ("crlf", b'{"id": "crlf", "title": "Pact", "text": "Japan and\\r\\nGermany signed.\\r\\nA treaty."}\r'),
    ("ja", {"id": "ja", "title": "協力覚書に署名", "text": "日本とドイツは水素研究の覚書に署名した。"}),
    ("month", {"id": "month", "title": "Pact", "text": SIGNED, "published": "2026-10"}),
    ("year", {"id": "year", "title": "Pact", "text": SIGNED, "published": "2026"}),
    ("instant", {"id": "instant", "title": "", "text": SIGNED, "published": "2026-10-05T09:00:00+09:00"}),
    ("extra", {"id": "extra", "title": "Pact", "text": SIGNED, "nobody": {"asked": ["for", "this"]}}),
    ("publisher", {"id": "publisher", "title": "", "text": "Our ministry signed a pact.", "country": "no"}),
    ("second", b'{"id": "first", "id": "second", "title": "Pact", "text": "x"}'),
]  # fmt: skip
BAD: list[tuple[Any, bytes | dict[str, Any] | list[int], str]] = [
    (None, b"no JSON", "column 1"),
    (None, b'{"id": "cut', "JSON object"),
    (None, [1], "list met"),
    (None, b"null", "NoneType met"),
    (None, b'"text"', "str met"),
    (None, b'{"id": "nan", "text": NaN}', "column"),
    (None, b'{"id": "nan", "title": "\\ud800", "text": NaN}', "NaN"),
    (None, b'\xff\xfe{"id": "utf-16"}', "UTF-8"),
    (None, b'{"id": "latin", "text": "caf\xe9"}', "UTF-8"),
    (None, b'{"id": "deep", "text": ' + b"[" * 3000 + b"]" * 3000 + b"}", "depth"),
    (None, b'{"id": "\\ud800", "text": ' + b"[" * 3000 + b"]" * 3000 + b"}", "too deep"),
    (None, {"title": "No id", "text": "x"}, "id: None"),
    (None, {"id": None, "title": "No id", "text": "x", "url": "https://a.example/1"}, "id: None"),
    ("", {"id": "", "title": "Empty id", "text": "x"}, "id: ''"),
    (7.5, {"id": 7.5, "title": "A fraction", "text": "x"}, "id: 7.5"),
    (True, {"id": True, "title": "A truth", "text": "x"}, "id: True"),
    ({"a": 1}, {"id": {"a": 1}, "title": "An object", "text": "x"}, "id: {"),
    ("nothing", {"id": "nothing"}, "text: None"),
    ("title", {"id": "title", "title": 5, "text": "x"}, "title: 5"),
    ("text", {"id": "text", "title": "x", "text": ["x"]}, "text: ['x']"),
    ("day", {"id": "day", "title": "x", "text": "x", "published": "5/10/26"}, "YYYY-MM"),
    ("day 2", {"id": "day 2", "title": "x", "text": "x", "published": 2026}, "published: 2026"),
    ("where", {"id": "where", "title": "x", "text": "x", "country": "Germany"}, "ISO 3166-1"),
]
SOUND_LINES = [line for _, line in SOUND]
BAD_LINES = [line for _, line, _ in BAD]
TAG_KEYS = ["id", "language", "countries", "regions", "fields", "signals", "terms"]
SIGNAL_KEYS = [
    "type", "stage", "polarity", "parties", "organisations", "instrument", "fields", "date", "amount",
    "modality", "inferred", "japan", "score", "evidence",
]  # fmt: skip


@pytest.fixture(scope="module")
def tagged() -> Ran:
    """Sound and bad lines in turn, after a byte order mark, with blank lines, without a last line end."""
    mixed: list[Any] = []
    for index in range(max(len(SOUND), len(BAD))):
        mixed += [*SOUND_LINES[index : index + 1], b"", b"  \r", *BAD_LINES[index : index + 1]]
    return run_main("tag", "--jsonl", "-", stdin=b"\xef\xbb\xbf" + lines_of(*mixed).rstrip(b"\n"))


def content_of(line: Any) -> str:
    from stdiplo_scan.cli.jsonl import parse_line

    row = parse_line(line) if isinstance(line, bytes) else line
    return f"{row.get('title') or ''}\n\n{row.get('text') or ''}"


def test_every_line_is_answered_once_and_in_its_place(tagged: Ran) -> None:
    expected: list[Any] = []
    for index in range(max(len(SOUND), len(BAD))):
        expected += [item[0] for item in (*SOUND[index : index + 1], *BAD[index : index + 1])]
    assert [row["id"] for row in tagged.rows] == expected


def test_bad_lines_cost_themselves_and_the_exit_code(tagged: Ran) -> None:
    assert tagged.code == 1
    assert tagged.err.count("\n") == 1
    assert f"{len(BAD)} rows" in tagged.err
    assert [set(row) for row in tagged.rows if "error" in row] == [{"id", "error"}] * len(BAD)


def test_errors_name_line_value_wanted_and_cure(tagged: Ran) -> None:
    errors = [row["error"] for row in tagged.rows if "error" in row]
    for position, (error, (_, _, word)) in enumerate(zip(errors, BAD, strict=True)):
        number = (
            4 * position + 4 if position < len(SOUND) else 4 * len(SOUND) + 3 * (position - len(SOUND)) + 3
        )
        assert error.startswith(f"standard input line {number}:"), error
        assert word in error
        assert "; wanted " in error
        assert "\n" not in error


def test_tags_have_their_keys_in_the_order_of_the_format(tagged: Ran) -> None:
    for row in tagged.rows:
        if "error" in row:
            continue
        assert list(row) == TAG_KEYS
        assert all(list(signal) == SIGNAL_KEYS for signal in row["signals"])
        assert all(0 <= item["score"] <= 1 for item in (*row["countries"], *row["fields"], *row["signals"]))
        assert row["regions"] == sorted(row["regions"])


def test_evidence_lies_within_title_two_line_ends_and_text_as_given(tagged: Ran) -> None:
    rows = [row for row in tagged.rows if "error" not in row]
    seen = 0
    for row, line in zip(rows, SOUND_LINES, strict=True):
        content = content_of(line)
        ranges = [place for item in (*row["countries"], *row["fields"]) for place in item["evidence"]]
        ranges += [signal["evidence"] for signal in row["signals"]]
        ranges += [signal["amount"]["evidence"] for signal in row["signals"] if signal["amount"]]
        for start, end in ranges:
            assert 0 <= start < end <= len(content), (row["id"], start, end)
            assert content[start:end].strip()
        seen += len(ranges)
    assert seen > 20


def test_nul_and_lone_surrogates_move_no_range(tagged: Ran) -> None:
    rows = {row["id"]: row for row in tagged.rows if isinstance(row["id"], str)}
    [found] = [item for item in rows["lone"]["countries"] if item["code"] == "JP"]
    assert found["evidence"] == [[11, 16]]
    [found] = [item for item in rows["nul"]["countries"] if item["code"] == "FR"]
    assert found["evidence"] == [[26, 32]]


def test_a_file_gives_what_standard_input_gives_and_may_be_packed(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "rows with blanks.jsonl"
    path.write_bytes(lines_of(*SOUND_LINES[:3]))
    (tmp_path / "rows.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
    ran = run_main("tag", "--jsonl", path)
    assert (ran.code, ran.err) == (0, "")
    assert run_main("tag", "--jsonl", "-", stdin=path.read_bytes()).out == ran.out
    assert run_main("tag", "--jsonl", tmp_path / "rows.jsonl.gz").out == ran.out
    assert run_main("tag", path).out == ran.out  # the ending says it without the option


def test_no_lines_give_no_lines() -> None:
    for command in ("tag", "stories", "extract"):
        assert run_main(command, "--jsonl", "-", stdin=b"\n \n") == Ran(0, b"", "")


def test_a_missing_file_is_one_line_and_exit_one(tmp_path: Path) -> None:
    for command in ("tag", "stories", "extract"):
        ran = run_main(command, "--jsonl", tmp_path / "nowhere.jsonl")
        assert (ran.code, ran.out, len(ran.complaints)) == (1, b"", 1)
        assert "nowhere.jsonl" in ran.err


def test_neither_a_path_nor_a_stream_is_wrong_usage() -> None:
    assert run_main("tag").code == 2
    assert run_main("extract").code == 2


def test_stories_answer_every_line_and_group_what_tells_the_same() -> None:
    told = {
        "title": "Japan and Germany sign pact on hydrogen research",
        "text": SIGNED,
        "published": "2026-11-17",
    }
    other = {
        "title": "Brazil opens a marine laboratory",
        "text": "It studies corals.",
        "published": "2026-11-17",
    }
    ran = run_main(
        "stories", "--jsonl", "-",
        stdin=lines_of({"id": "a", **told}, b"{", {"id": 2, **other}, {"id": "c", **told}, {"title": "x"},
                       {"id": "d", "title": "", "text": "", "published": "2026"}),
    )  # fmt: skip
    assert ran.code == 1
    assert [row["id"] for row in ran.rows] == ["a", None, 2, "c", None, "d"]
    assert ["error" in row for row in ran.rows] == [False, True, False, False, True, False]
    stories = {row["id"]: row["story"] for row in ran.rows if "story" in row}
    assert stories["a"] == stories["c"]
    assert len({stories["a"], stories[2], stories["d"]}) == 3


def test_extraction_answers_every_line_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = f"<html><body><h1>Pact on hydrogen</h1><p>{SIGNED}</p><p>{SIGNED}</p></body></html>"
    Path("page.html").write_text(page, encoding="utf-8")
    Path("broken.pdf").write_bytes(b"%PDF-1.7 broken")
    rows = [
        {"id": 1, "url": "https://a.example/1", "html_path": "page.html"},
        b"[]",
        {"id": "gone", "url": "https://a.example/2", "path": "gone.html"},
        {"id": "broken", "url": "https://a.example/3", "path": "broken.pdf"},
        {"url": "https://a.example/4", "path": "page.html"},
        {"id": "no path", "url": "https://a.example/5"},
        {"id": "bare", "path": "page.html"},
    ]
    ran = run_main("extract", "--jsonl", "-", "--workers", "1", stdin=lines_of(*rows))
    assert ran.code == 1
    assert [row["id"] for row in ran.rows] == [1, None, "gone", "broken", None, "no path", "bare"]
    errors = [row["error"] for row in ran.rows if "error" in row]
    assert [error.split(":")[0] for error in errors] == [f"standard input line {n}" for n in (2, 3, 5, 6)]
    keys = ["id", "title", "text", "language", "published", "published_from", "kind", "skipped"]
    assert all(list(row) == keys for row in ran.rows if "error" not in row)
    assert (ran.rows[0]["title"], ran.rows[0]["skipped"]) == ("Pact on hydrogen", None)
    assert (ran.rows[3]["text"], ran.rows[3]["skipped"]) == (None, "undecodable")
