"""Streams of JSON lines: numbered, bad ones answered in their place, order kept."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdiplo_scan.cli.jsonl import Row, answer_rows, batches, dumps, read_rows


def test_lines_are_numbered_and_blank_ones_passed_over() -> None:
    rows = list(read_rows(io.BytesIO(b'{"id": 1}\n\n  \n{"id": "b"}'), "x"))
    assert [(row.place, row.id) for row in rows] == [("x line 1", 1), ("x line 4", "b")]


@pytest.mark.parametrize("line", [b"{", b"[1]", b'"text"', b"\xff\xfe", b"null", b"{'a': 1}"])
def test_a_line_that_is_no_object_becomes_an_error_with_its_number(line: bytes) -> None:
    rows = list(read_rows(io.BytesIO(b'{"id": 1}\n' + line + b'\n{"id": 3}\n'), "input"))
    assert [bool(row.error) for row in rows] == [False, True, False]
    assert "input line 2" in rows[1].error


def test_an_overlong_line_costs_one_error_and_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stdiplo_scan.cli.jsonl.MAX_LINE_BYTES", 100)
    rows = list(read_rows(io.BytesIO(b'{"id": "' + b"x" * 5000 + b'"}\n{"id": 2}\n'), "x"))
    assert [bool(row.error) for row in rows] == [True, False]


def test_answers_stand_in_the_order_of_the_rows(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    def answer(rows: Iterator[Row]) -> Iterator[dict[str, Any]]:
        for batch in batches(rows, 2):
            yield from ({"id": row.id, "error": "no"} if row.id == "c" else {"id": row.id} for row in batch)

    rows = read_rows(io.BytesIO(b'{"id": "a"}\nbroken\n{"id": "c"}\n{"id": "d"}\n'), "x")
    assert answer_rows(rows, answer) == 2
    lines = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == ["a", None, "c", "d"]
    assert "line 2" in lines[1]["error"]


@given(st.recursive(st.text() | st.integers(-(2**53), 2**53) | st.none(), lambda x: st.lists(x, max_size=3)))
def test_what_is_written_reads_back_whatever_the_text(value: object) -> None:
    assert json.loads(dumps(value)) == value


def test_a_lone_surrogate_is_written_as_its_escape() -> None:
    assert json.loads(dumps({"text": "a\ud800b"})) == {"text": "a\ud800b"}
