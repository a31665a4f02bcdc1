"""Streams of JSON objects, one a line: read with their line numbers, answered in the same order."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, tee
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import orjson

MAX_LINE_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One input line: its number from 1, and either its object or what is wrong with it."""

    number: int
    value: dict[str, Any]
    error: str = ""

    @property
    def id(self) -> str | None:
        """The row's id, where it has one."""
        found = self.value.get("id")
        return None if found is None else str(found)


def read_rows(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Every line that is not blank, as a Row; a line that is no JSON object becomes a Row with an error."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE_BYTES)
            yield Row(number, {}, f"{name} line {number}: over {MAX_LINE_BYTES} bytes; split the document")
            continue
        if not line.strip():
            continue
        try:
            value = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
        except orjson.JSONDecodeError as error:
            yield Row(number, {}, f"{name} line {number}: {error}; wanted one JSON object; correct the line")
            continue
        if not isinstance(value, dict):
            kind = type(value).__name__
            yield Row(
                number, {}, f"{name} line {number}: {kind} met; wanted one JSON object; correct the line"
            )
            continue
        yield Row(number, value)


def open_rows(source: str) -> Iterator[Row]:
    """The rows of a file, or of standard input for "-"."""
    if source == "-":
        yield from read_rows(sys.stdin.buffer, "standard input")
        return
    with Path(source).open("rb") as stream:
        yield from read_rows(stream, source)


Item = TypeVar("Item")


def batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of at most `size`, in order."""
    while batch := list(islice(items, size)):
        yield batch


def write_row(value: dict[str, Any]) -> None:
    """One JSON line on standard output, code points kept (no ASCII escapes)."""
    sys.stdout.buffer.write(dumps(value) + b"\n")


def dumps(value: object) -> bytes:
    """UTF-8 JSON; a lone surrogate, which UTF-8 cannot carry, is written as its escape."""
    try:
        return orjson.dumps(value)
    except (TypeError, UnicodeEncodeError):
        return json_with_escapes(value)


def json_with_escapes(value: object) -> bytes:
    """ASCII-only JSON for values that hold lone surrogates."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()


def answer_rows(rows: Iterator[Row], answer: Callable[[Iterator[Row]], Iterator[dict[str, Any]]]) -> int:
    """Write one line for each row, in order; the number of rows that were in error.

    `answer` turns the sound rows into as many objects, in order, and may read a few rows ahead.
    An object with the key "error" counts.
    """
    shadows, source = tee(rows)
    answers = answer(row for row in source if not row.error)
    errors = 0
    for row in shadows:
        value = {"id": row.id, "error": row.error} if row.error else next(answers)
        errors += "error" in value
        write_row(value)
        sys.stdout.buffer.flush()
    return errors
