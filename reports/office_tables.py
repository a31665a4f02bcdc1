"""Tables that an office keeps in a spreadsheet: text, rows, days and parties, read and checked."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from crawlers.nearest import meant
from nlp.regions import country_codes
from nlp.taxonomy_files import load_groupings
from reports.errors import RegisterError


def read_text(path: Path) -> str:
    """A file's text; raises RegisterError where it is not UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegisterError(
            path.name, f"byte {error.start}", "a file in UTF-8", "save it as UTF-8"
        ) from error


def read_rows(
    text: str, place: str, columns: tuple[str, ...], needed: tuple[str, ...]
) -> list[tuple[int, dict[str, str]]]:
    """Line numbers and rows of a CSV, every column of `columns` present, "" where it has none."""
    reader = csv.DictReader(io.StringIO(text))
    head = [name.strip() for name in reader.fieldnames or ()]
    if unknown := sorted(set(head) - set(columns)):
        few = ", ".join(columns) + meant(unknown[0], columns)
        raise RegisterError(f"{place} line 1", ", ".join(unknown), f"columns among {few}")
    if missing := [name for name in needed if name not in head]:
        raise RegisterError(f"{place} line 1", ", ".join(head), "the columns " + ", ".join(missing))
    reader.fieldnames = head
    rows = []
    for row in reader:
        if None in row or any(value is None for value in row.values()):
            raise RegisterError(
                f"{place} line {reader.line_num}", "another number of values", f"{len(head)} values"
            )
        plain = {name: (row.get(name) or "").strip() for name in columns}
        if any(plain.values()):
            if empty := [name for name in needed if not plain[name]]:
                raise RegisterError(f"{place} line {reader.line_num}: {empty[0]}", "", "a value")
            rows.append((reader.line_num, plain))
    return rows


def read_day(text: str, place: str) -> str:
    """An ISO day or ""; raises RegisterError on anything else."""
    if not text:
        return ""
    try:
        return date.fromisoformat(text.replace("/", "-")).isoformat()
    except ValueError as error:
        raise RegisterError(place, text, "a day, e.g. 2027-03-31") from error


def known_party(code: str) -> bool:
    """Whether a country, the Union, the United Nations or a grouping has this code."""
    return code in country_codes() or code in load_groupings() or code in ("EU", "UN")
