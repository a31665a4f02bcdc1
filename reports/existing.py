"""Existing instruments: the office's own table of what is in force, read and checked."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nlp.regions import country_codes
from nlp.taxonomy_files import load_fields, load_groupings
from reports.errors import RegisterError

FILE_NAME = "instruments.csv"
COLUMNS = ("name", "parties", "fields", "signed", "in_force", "expires", "next_meeting", "note")
NEEDED = ("name", "parties")


@dataclass(frozen=True, slots=True)
class Existing:
    """One instrument that the office knows of."""

    name: str
    parties: tuple[str, ...]
    fields: tuple[str, ...] = ()
    signed: str = ""  # days are YYYY-MM-DD or ""
    in_force: str = ""
    expires: str = ""
    next_meeting: str = ""
    note: str = ""

    def over(self, today: date) -> bool:
        """Whether it has expired."""
        return bool(self.expires) and self.expires < today.isoformat()


def read_existing(path: Path) -> list[Existing]:
    """The rows of a table; none where there is no file. Raises RegisterError with line and column."""
    if not path.is_file():
        return []
    return parse_existing(read_text(path), path.name)


def parse_existing(text: str, place: str) -> list[Existing]:
    """Rows of CSV with a header of COLUMNS; parties and fields are codes with blanks between."""
    found = []
    for number, row in read_rows(text, place, COLUMNS, NEEDED):
        where = f"{place} line {number}"
        fields = tuple(row["fields"].upper().split())
        unknown = sorted(set(fields) - load_fields().keys())
        if unknown:
            raise RegisterError(
                f"{where}: fields", " ".join(unknown), "codes such as ENE AID, blanks between"
            )
        parties = tuple(sorted(set(row["parties"].split())))
        if len(parties) < 2:
            raise RegisterError(f"{where}: parties", row["parties"], "two codes or more, e.g. JP VN")
        if strange := [code for code in parties if not known_party(code)]:
            raise RegisterError(f"{where}: parties", " ".join(strange), "codes such as JP, VN or ASEAN")
        days = {name: read_day(row[name], f"{where}: {name}") for name in COLUMNS[3:7]}
        found.append(Existing(row["name"], parties, fields, note=row["note"], **days))
    return found


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
        raise RegisterError(f"{place} line 1", ", ".join(unknown), "columns among " + ", ".join(columns))
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
