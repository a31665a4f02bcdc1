"""Routing: which strategy councils read a signal in a field, as primary reader or for information."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from index.records import Fact
from nlp.tags import Signal
from reports.errors import WordsError
from reports.told_words import told_in, words_pattern
from reports.words import Language, read_table

Council = Literal["R", "G", "L", "B"]
COUNCILS: tuple[Council, ...] = get_args(Council)


@dataclass(frozen=True, slots=True)
class Route:
    """The councils of one item; none stands in both."""

    primary: tuple[Council, ...]
    informed: tuple[Council, ...]

    @property
    def all(self) -> tuple[Council, ...]:
        """Every council that reads the item, primary ones first."""
        return self.primary + self.informed


def route(fields: Iterable[str], signal_type: str, told: str = "") -> Route:
    """The councils of a signal type in its fields (taxonomy d-1, with rules 7 to 10 of d-2).

    `told`: the words of the document that the store keeps as facts (`told_in`); they say which councils a
    field of several matters goes to. A field that the table does not know adds nothing; without fields only
    mobility has a council.
    """
    table = _routes()
    known = [code for code in fields if code in table["fields"]]
    trend = signal_type in table["primary_only"]
    primary: set[str] = set()
    informed: set[str] = set()
    for code in known:
        marks = _marks(table, code, told) + ("" if trend else table["signals"].get(signal_type, ""))
        primary.update(mark for mark in marks if mark.isupper())
        if not trend:
            informed.update(mark.upper() for mark in marks if mark.islower())
    for rule in table["always"]:
        if rule["signal"] == signal_type and ("fields" not in rule or set(rule["fields"]) & set(known)):
            (primary if "fields" in rule else informed).add(rule["council"])
    return Route(
        tuple(council for council in COUNCILS if council in primary),
        tuple(council for council in COUNCILS if council in informed - primary),
    )


def route_signal(fact: Fact, signal: Signal) -> Route:
    """The councils of a document's signal, by its fields, or the document's where it has none."""
    return route(signal.fields or fact.fields, signal.type, told_in(fact, signal))


def _marks(table: Mapping[str, Any], code: str, told: str) -> str:
    """The marks of a field for a document of these words."""
    own = [one["marks"] for one in table["narrowed"] if one["field"] == code and one["pattern"].search(told)]
    return "".join(own) if told and own else str(table["fields"][code])


def field_codes() -> tuple[str, ...]:
    """Every field, in the order of the table."""
    return tuple(_routes()["fields"])


def council_name(council: str, language: Language, *, short: bool = False) -> str:
    """A council's name; raises WordsError for one that the table does not know."""
    entry = _routes()["councils"].get(council)
    if entry is None:
        raise WordsError("council", council, "one of R, G, L, B")
    return str(entry[f"{language}_short" if short else language])


@lru_cache(maxsize=1)
def _routes() -> Mapping[str, Any]:
    table: Mapping[str, Any] = read_table("routing.yml")
    for code, marks in table["fields"].items():
        _check_marks(f"fields: {code}", marks)
    for one in table["narrowed"]:
        _check_marks(f"narrowed: {one['field']}", one["marks"])
        if one["field"] not in table["fields"]:
            raise WordsError("routing.yml: narrowed: field", one["field"], "one of fields")
        one["pattern"] = words_pattern(one["words"])
    return table


def _check_marks(place: str, marks: str) -> None:
    if not any(mark in COUNCILS for mark in marks) or any(mark.upper() not in COUNCILS for mark in marks):
        raise WordsError(f"routing.yml: {place}", marks, "letters of R, G, L, B, one upper case")
