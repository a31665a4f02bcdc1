"""A file of targets, whatever its form -> one row a target: its place, and its facts or what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawlers.target import TargetError, read_mappings
from crawlers.target_opml import read_opml
from crawlers.target_table import RowFault, facts_of_row, read_table


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row: where it stands, and the facts of its target or what is wrong with it."""

    place: str
    facts: dict[str, Any]
    fault: str = ""


def read_import(path: Path, defaults: Mapping[str, Any]) -> Iterator[ImportRow]:
    """The rows of a YAML file or folder, a CSV or an OPML file; `defaults` fill in what a row does not say.

    Raises TargetError where the file as a whole cannot be read.
    """
    if path.is_dir():
        for file in sorted((*path.rglob("*.yml"), *path.rglob("*.yaml"))):
            if not any(part.startswith(".") for part in file.relative_to(path).parts):
                yield from _yaml_rows(file, defaults)
        return
    suffix = path.suffix.lower()
    if suffix in (".yml", ".yaml"):
        yield from _yaml_rows(path, defaults)
    elif suffix in (".csv", ".tsv", ".txt"):
        yield from _csv_rows(path, defaults)
    elif suffix in (".opml", ".xml"):
        for line, facts in read_opml(_content(path)):
            yield ImportRow(f"{path.name} line {line}", {**defaults, **facts})
    else:
        raise TargetError(
            [f"{path}: its name ends in {suffix!r}; wanted .yml, .csv or .opml; rename the file"]
        )


def _yaml_rows(path: Path, defaults: Mapping[str, Any]) -> Iterator[ImportRow]:
    try:
        rows = read_mappings(_text(path), place=path.name)
    except TargetError as error:
        yield ImportRow(path.name, {}, str(error))
        return
    for number, facts in enumerate(rows, 1):
        place = path.name if len(rows) == 1 else f"{path.name} #{number}"
        yield ImportRow(place, {**defaults, **facts})


def _csv_rows(path: Path, defaults: Mapping[str, Any]) -> Iterator[ImportRow]:
    try:
        for line, cells in read_table(_text(path)):
            place = f"{path.name} line {line}"
            try:
                yield ImportRow(place, {**defaults, **facts_of_row(cells)})
            except RowFault as error:
                yield ImportRow(place, {"id": cells.get("id", "")}, str(error))
    except RowFault as error:
        raise TargetError([f"{path}: {error}"]) from error


def _text(path: Path) -> str:
    """UTF-8, or Shift_JIS as Excel on Japanese Windows writes it."""
    content = _content(path)
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TargetError([f"{path}: is neither UTF-8 nor Shift_JIS; wanted text; save it as UTF-8"])


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TargetError(
            [f"{path}: {error.strerror or error}; wanted a file of targets; correct the path"]
        ) from error
