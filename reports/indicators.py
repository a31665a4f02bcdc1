"""Indicators of countries from tables of the World Bank, the OECD or an office: value, year, source."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from math import isfinite
from pathlib import Path

from nlp.regions import country_codes, country_of_alpha3
from reports.errors import RegisterError
from reports.office_tables import read_text

FILE_NAME = "indicators.csv"
COLUMNS = ("country", "code", "name", "year", "value", "unit", "source")
# What tables call the same thing, in lower case; the first that a table has is taken
_NAMES = {
    "country": ("country", "country code", "ref_area", "location", "cou", "iso3", "iso2"),
    "code": ("code", "indicator code", "indicator_code", "measure", "indicator", "series code"),
    "name": (
        "name",
        "indicator name",
        "measure name",
        "indicator label",
        "indicator",
        "series name",
        "measure",
    ),
    "year": ("year", "time_period", "time"),
    "value": ("value", "obs_value"),
    "unit": ("unit", "unit of measure", "unit_measure", "unit code"),
    "source": ("source",),
}


@dataclass(frozen=True, slots=True, order=True)
class Indicator:
    """One value of one country and year."""

    country: str  # ISO 3166-1 alpha-2
    code: str
    name: str
    year: int
    value: float
    unit: str
    source: str


def read_indicators(path: Path, source: str = "") -> tuple[Indicator, ...]:
    """The values of a table, sorted; rows of aggregates and without a value are passed over.

    Wide (a column a year, World Bank) or long (a row a year, OECD and our own). `source`: where the table
    names none. Raises RegisterError where the columns are not there or a value is no number.
    """
    rows = list(csv.reader(io.StringIO(read_text(path), newline="")))
    head = next((place for place, row in enumerate(rows) if _column(row, "country") is not None), None)
    if head is None:
        met = ", ".join(rows[0][:6]) if rows else ""
        raise RegisterError(
            path.name, met, "a head line with a country column (Country Code, REF_AREA, country)"
        )
    told = source or next((row[1] for row in rows[:head] if row and row[0] == "Data Source" and row[1:]), "")
    told = told or ("OECD" if "REF_AREA" in rows[head] else path.stem)
    years = {place: int(name) for place, name in enumerate(rows[head]) if name.strip().isdecimal()}
    found = _wide(rows, head, years, told, path.name) if years else _long(rows, head, told, path.name)
    return tuple(sorted(set(found)))


def write_indicators(indicators: Iterable[Indicator]) -> str:
    """The office's own table."""
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(astuple(one) for one in sorted(set(indicators)))
    return written.getvalue()


def newest_of(indicators: Iterable[Indicator], country: str) -> list[tuple[Indicator, Indicator | None]]:
    """By indicator the newest value of a country and the one five years before, or the oldest after that."""
    series: dict[tuple[str, str], list[Indicator]] = {}
    for one in indicators:
        if one.country == country:
            series.setdefault((one.source, one.code), []).append(one)
    pairs = []
    for values in series.values():
        ranked = sorted(values, key=lambda one: one.year)
        newest = ranked[-1]
        before = next((one for one in ranked[:-1] if one.year >= newest.year - 5), None)
        pairs.append((newest, before))
    return sorted(pairs, key=lambda pair: (pair[0].source, pair[0].name, pair[0].code))


def _wide(
    rows: Sequence[Sequence[str]], head: int, years: dict[int, int], source: str, place: str
) -> list[Indicator]:
    columns = {name: _column(rows[head], name) for name in ("country", "code", "name", "unit")}
    found = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        country = _country(_cell(row, columns["country"]))
        if not country:
            continue
        for column, year in years.items():
            value = _number(_cell(row, column), f"{place} line {number}")
            if value is not None:
                code, name = _cell(row, columns["code"]), _cell(row, columns["name"])
                unit = _cell(row, columns["unit"])
                found.append(Indicator(country, code or name, name or code, year, value, unit, source))
    return found


def _long(rows: Sequence[Sequence[str]], head: int, source: str, place: str) -> list[Indicator]:
    columns = {name: _column(rows[head], name) for name in COLUMNS}
    for needed in ("year", "value"):
        if columns[needed] is None:
            wanted = f"a column {' or '.join(_NAMES[needed])}"
            raise RegisterError(place, ", ".join(rows[head][:8]), wanted)
    found = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        country = _country(_cell(row, columns["country"]))
        value = _number(_cell(row, columns["value"]), f"{place} line {number}")
        year = _cell(row, columns["year"])[:4]
        if not country or value is None:
            continue
        if not year.isdecimal():
            raise RegisterError(f"{place} line {number}: year", year, "a year, e.g. 2025")
        code, name = _cell(row, columns["code"]), _cell(row, columns["name"])
        told = _cell(row, columns["source"]) or source
        unit = _cell(row, columns["unit"])
        found.append(Indicator(country, code or name, name or code, int(year), value, unit, told))
    return found


def _column(row: Sequence[str], wanted: str) -> int | None:
    low = [name.strip().lstrip("\ufeff").casefold() for name in row]
    return next((low.index(name) for name in _NAMES[wanted] if name in low), None)


def _cell(row: Sequence[str], column: int | None) -> str:
    return " ".join(row[column].split()) if column is not None and column < len(row) else ""


def _country(written: str) -> str:
    code = written.upper()
    if len(code) == 3:
        return country_of_alpha3(code)
    return code if code in country_codes() else ""


def _number(written: str, place: str) -> float | None:
    if written in ("", "..", "NaN", "n/a", ":"):
        return None
    try:
        value = float(written.replace(",", ""))
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise RegisterError(f"{place}: value", written, "a number, or nothing where there is none")
    return value
