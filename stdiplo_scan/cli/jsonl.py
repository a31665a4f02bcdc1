"""Streams of JSON objects, one a line: read with their line numbers, answered in the same order."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
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
            yield Row(
                number, {}, f"{name} line {number}: longer than {MAX_LINE_BYTES} bytes; split the document"
            )
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


def answer_rows(
    rows: Iterator[Row],
    answer: Callable[[Sequence[Row]], Sequence[dict[str, Any]]],
    *,
    batch: int,
) -> int:
    """Write one line for each row, in order; the number of rows that were in error.

    `answer` gets the sound rows of a batch and gives as many objects back; one with the key "error" counts.
    """
    errors = 0
    for group in batches(rows, batch):
        sound = [row for row in group if not row.error]
        answers = iter(answer(sound)) if sound else iter(())
        for row in group:
            value = {"id": row.id, "error": row.error} if row.error else next(answers)
            errors += "error" in value
            write_row(value)
        sys.stdout.buffer.flush()
    return errors
