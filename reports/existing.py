"""Existing instruments: the office's own table of what is in force, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nlp.taxonomy_files import load_fields
from reports.errors import RegisterError
from reports.office_tables import known_party, read_day, read_rows, read_text

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
