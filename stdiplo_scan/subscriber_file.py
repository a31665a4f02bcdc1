"""Subscribers as a CSV that an office keeps in a spreadsheet; lists within a cell are parted by blanks."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from crawlers.nearest import meant
from crawlers.spreadsheet import bare_cell, guard_cell
from index.subscribers import Subscriber, SubscriberError, Timing, check_subscriber

COLUMNS: Final = (
    "address", "name", "editions", "groups", "language", "format", "weekday", "hour", "zone", "on_holiday",
    "state", "left",
)  # fmt: skip


def read_subscribers(path: Path) -> tuple[list[tuple[str, Subscriber]], list[str]]:
    """The subscribers of a CSV with their places, and what is wrong with the other lines.

    UTF-8, or Shift_JIS as spreadsheets write it. The first line names columns of COLUMNS; only `address` is
    needed, and `left` is for reading only. Raises SubscriberError where file or heading cannot be read.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SubscriberError(f"{path}: {error.strerror}; wanted a CSV that can be read") from error
    text = _decoded(path, raw)
    reader = csv.DictReader(text.splitlines())
    columns = [name.strip() for name in reader.fieldnames or ()]
    unknown = [name for name in columns if name not in COLUMNS]
    if "address" not in columns or unknown:
        met = ", ".join(unknown or columns) or "nothing"
        near = meant(unknown[0], COLUMNS) if unknown else ""
        raise SubscriberError(f"{path} line 1: has {met}; wanted a heading with {', '.join(COLUMNS)}{near}")
    reader.fieldnames = columns
    rows: list[tuple[str, Subscriber]] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    for row in reader:
        place = f"{path} line {reader.line_num}"
        try:
            found = check_subscriber(_subscriber(place, row))
        except SubscriberError as error:
            faults.append(str(error) if str(error).startswith(place) else f"{place}: {error}")
            continue
        if found.address in seen:
            faults.append(f"{place}: {found.address} stands in {seen[found.address]} too; wanted it once")
            continue
        seen[found.address] = place
        rows.append((place, found))
    return rows, faults


def _decoded(path: Path, raw: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SubscriberError(f"{path}: is neither UTF-8 nor Shift_JIS; wanted text; save it as UTF-8")


def row_of(one: Subscriber) -> dict[str, str]:
    """A subscriber as a row, by column."""
    timing = one.timing
    return {
        "address": one.address,
        "name": one.name,
        "editions": " ".join(one.editions),
        "groups": " ".join(one.groups),
        "language": one.language,
        "format": one.form,
        "weekday": "" if timing.weekday is None else str(timing.weekday),
        "hour": "" if timing.hour is None else str(timing.hour),
        "zone": timing.zone or "",
        "on_holiday": timing.on_holiday or "",
        "state": one.state,
        "left": " ".join(one.left),
    }


def file_row(one: Subscriber) -> dict[str, str]:
    """The same as it is written into a file that a spreadsheet may open."""
    return {name: guard_cell(value) for name, value in row_of(one).items()}


def _subscriber(place: str, row: dict[str, str | None]) -> Subscriber:
    cell = {name: bare_cell((row.get(name) or "").strip()) for name in COLUMNS}
    return Subscriber(
        address=cell["address"],
        name=cell["name"],
        editions=tuple(cell["editions"].split()),
        groups=tuple(cell["groups"].split()),
        language=cell["language"] or "ja",
        form=cell["format"] or "html",
        timing=Timing(
            _number(place, "weekday", cell["weekday"]),
            _number(place, "hour", cell["hour"]),
            cell["zone"] or None,
            cell["on_holiday"] or None,
        ),
        state=cell["state"] or "active",
    )


def _number(place: str, name: str, text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise SubscriberError(f"{place}: {name} is {text!r}; wanted a whole number, or nothing")
    return int(text)
