"""The sets of countries that watch topics ask for, a source and year each; an office may replace one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reports.errors import RegisterError
from reports.office_tables import known_party, read_rows, read_text

FILE_NAME = "country_sets.csv"  # shipped beside this module, and an office's own in its workspace
COLUMNS = ("set", "code", "source", "year", "why")
NEEDED = ("set", "code", "source", "year")
_SHIPPED = Path(__file__).parent / FILE_NAME


@dataclass(frozen=True, slots=True)
class Member:
    """One country, grouping or body of a set, and where that is known from."""

    name: str  # of the set
    code: str
    source: str
    year: int  # of the source
    why: str = ""

    def to_json(self) -> dict[str, str | int]:
        """The record of `topics sets --json`."""
        return {
            "set": self.name,
            "code": self.code,
            "source": self.source,
            "year": self.year,
            "why": self.why,
        }


def office_sets(folder: Path) -> str:
    """The office's own table, "" where it has none. Raises RegisterError."""
    path = folder / FILE_NAME
    return read_text(path) if path.is_file() else ""


@lru_cache(maxsize=4)
def load_sets(own: str = "") -> Mapping[str, tuple[Member, ...]]:
    """The sets by name; one that the office's table names is the office's alone. Raises RegisterError."""
    sets = dict(_parse(read_text(_SHIPPED), _SHIPPED.name))
    for name, members in _parse(own, FILE_NAME).items():
        if name not in sets:
            raise RegisterError(f"{FILE_NAME}: set", name, "one of " + ", ".join(sorted(sets)))
        sets[name] = members
    return sets


def _parse(text: str, place: str) -> dict[str, tuple[Member, ...]]:
    found: dict[str, list[Member]] = defaultdict(list)
    for number, row in read_rows(text, place, COLUMNS, NEEDED) if text else ():
        where = f"{place} line {number}"
        if not known_party(row["code"]):
            raise RegisterError(f"{where}: code", row["code"], "a code such as VN or ASEAN")
        if not (row["year"].isdecimal() and 1900 <= int(row["year"]) <= 2999):
            raise RegisterError(f"{where}: year", row["year"], "the source's year, e.g. 2025")
        if row["code"] in {one.code for one in found[row["set"]]}:
            raise RegisterError(f"{where}: code", row["code"], "each code once in a set")
        found[row["set"]].append(Member(row["set"], row["code"], row["source"], int(row["year"]), row["why"]))
    return {name: tuple(members) for name, members in found.items()}
