"""The diplomatic calendar: visits and meetings, from a table or an .ics file; they lift items in a digest."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from pathlib import Path

from nlp.places import find_places
from reports.errors import RegisterError
from reports.ics import read_events
from reports.office_tables import known_party, read_day, read_rows, read_text

FILE_NAME = "diplomatic_calendar.csv"
COLUMNS = ("date", "until", "partners", "title")
LIFT_DAYS = 90  # before a visit (taxonomy d-2, rule 2)


@dataclass(frozen=True, slots=True, order=True)
class Visit:
    """One visit or meeting."""

    day: str  # YYYY-MM-DD, the first
    until: str  # the last
    partners: tuple[str, ...]  # country codes and groupings
    title: str


def read_agenda(path: Path) -> tuple[Visit, ...]:
    """The visits of the office's table, by day; none where there is no file."""
    return parse_agenda(read_text(path), path.name) if path.is_file() else ()


def import_agenda(path: Path) -> tuple[Visit, ...]:
    """The visits of a CSV or .ics file, by day. Raises RegisterError where one names no partner."""
    text = read_text(path)
    if path.suffix.lower() != ".ics":
        return parse_agenda(text, path.name)
    visits = []
    for number, event in enumerate(read_events(text, path.name), start=1):
        partners = partners_of(event.title) or partners_of(event.place) or partners_of(event.note)
        if not partners:
            raise RegisterError(
                f"{path.name}: event {number}",
                event.title,
                "a country or grouping in its title or place",
                "write its code in brackets into the title, e.g. [VN]",
            )
        visits.append(Visit(event.day.isoformat(), event.last.isoformat(), partners, event.title))
    return tuple(sorted(visits))


def parse_agenda(text: str, place: str) -> tuple[Visit, ...]:
    """The visits of a table with the columns date, until (may be empty), partners (codes) and title."""
    visits = []
    for number, row in read_rows(text, place, COLUMNS, ("date", "partners", "title")):
        where = f"{place} line {number}"
        day = read_day(row["date"], f"{where}: date")
        until = read_day(row["until"], f"{where}: until") or day
        if until < day:
            raise RegisterError(f"{where}: until", until, f"a day from {day} on")
        partners = tuple(sorted(set(row["partners"].split())))
        if unknown := [code for code in partners if not known_party(code)]:
            raise RegisterError(f"{where}: partners", " ".join(unknown), "codes such as VN or ASEAN")
        visits.append(Visit(day, until, partners, row["title"]))
    return tuple(sorted(visits))


def write_agenda(visits: Iterable[Visit]) -> str:
    """The table, as `parse_agenda` reads it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for visit in sorted(set(visits)):
        day, until, partners, title = astuple(visit)
        writer.writerow((day, until if until != day else "", " ".join(partners), title))
    return out.getvalue()


def partners_of(text: str) -> tuple[str, ...]:
    """The countries and groupings that a title names: [VN], or a name in Japanese or English; Japan never."""
    found = {part for part in text.replace("[", "]").split("]")[1::2] if known_party(part)}
    if not found:
        found = {
            hit.code for hit in find_places(text, title_end=len(text)) if hit.code and known_party(hit.code)
        }
    return tuple(sorted(found - {"JP"}))


def next_visit(
    partners: Iterable[str], day: date, visits: Sequence[Visit], *, just_over_days: int = 0
) -> Visit | None:
    """The nearest visit of any of the partners that ends on the day or starts within LIFT_DAYS after it.

    One that ended at most so many days before counts where none is to come.
    """
    wanted = set(partners)
    first = (day - timedelta(days=just_over_days)).isoformat()
    last = (day + timedelta(days=LIFT_DAYS)).isoformat()
    near = [
        visit
        for visit in visits
        if visit.until >= first and visit.day <= last and wanted & set(visit.partners)
    ]
    return min(near, key=lambda visit: (visit.until < day.isoformat(), visit), default=None)
