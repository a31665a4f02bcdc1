"""Streams of JSON objects, one a line: read with their line numbers, answered in the same order."""

from __future__ import annotations

import gzip
import json
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, tee
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

import orjson

MAX_LINE_BYTES = 64_000_000
_LONE_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")  # JSON can write one, orjson reads none; json does


@dataclass(frozen=True, slots=True)
class Row:
    """One input line: where it stands ("a.jsonl line 3"), and its object or what is wrong with it."""

    place: str
    value: dict[str, Any]
    error: str = ""

    @property
    def id(self) -> Any:
        """The row's id as given, where it has one."""
        return self.value.get("id")


def read_rows(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Every line that is not blank, as a Row; a line that is no JSON object becomes a Row with an error."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        place = f"{name} line {number}"
        if len(line) > MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE_BYTES)
            met = f"a line of more than {MAX_LINE_BYTES} bytes"
            yield Row(place, {}, f"{place}: {met}; wanted at most that many; split the document")
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        try:
            value = parse_line(line)
        except ValueError as error:
            met = str(error)
            if isinstance(error, json.JSONDecodeError):
                met = f"{error.msg} at column {error.colno}"
            yield Row(place, {}, f"{place}: {met}; wanted one JSON object; correct the line")
            continue
        if not isinstance(value, dict):
            met = type(value).__name__
            yield Row(place, {}, f"{place}: {met} met; wanted one JSON object; correct the line")
            continue
        yield Row(place, value)


def parse_line(line: bytes) -> Any:
    """The JSON value of a line: lone surrogates and whole numbers of any length kept, NaN refused.

    Raises ValueError with what is wrong.
    """
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        if not _LONE_SURROGATE.search(line):
            raise
        return _parse_slowly(line)
    if isinstance(value, dict) and isinstance(value.get("id"), float):
        return _parse_slowly(line)  # orjson makes a rounded number of 2**64 and more
    return value


def _parse_slowly(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8"), parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("lists or objects too deep in each other") from error


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def open_rows(source: str) -> Iterator[Row]:
    """The rows of a file (.gz is unpacked), or of standard input for "-"."""
    if source == "-":
        yield from read_rows(sys.stdin.buffer, "standard input")
        return
    if source.endswith(".gz"):
        with gzip.open(source) as packed:
            try:
                yield from read_rows(cast("BinaryIO", packed), source)
            except (gzip.BadGzipFile, EOFError, zlib.error) as error:
                from crawlers.files import FileError  # noqa: PLC0415 - it brings the reader of WARC files

                raise FileError(Path(source), str(error), "a whole gzip file; copy it again") from error
        return
    with Path(source).open("rb") as stream:
        yield from read_rows(stream, source)


Item = TypeVar("Item")


def batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of at most `size`, in order."""
    while batch := list(islice(items, size)):
        yield batch


def row_batches(rows: Iterator[Row], size: int, most_characters: int = 2_000_000) -> Iterator[list[Row]]:
    """The rows in lists of at most `size`, fewer where texts are long: what bounds the memory."""
    batch: list[Row] = []
    characters = 0
    for row in rows:
        batch.append(row)
        characters += sum(len(value) for value in row.value.values() if isinstance(value, str))
        if len(batch) == size or characters >= most_characters:
            yield batch
            batch, characters = [], 0
    if batch:
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
