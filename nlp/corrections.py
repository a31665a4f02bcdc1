"""What a person says of a tag or signal: the record of one correction, checked and as JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, cast, get_args

from crawlers.nearest import meant
from nlp.regions import country_codes, region_ids
from nlp.tags import Japan, Modality, Polarity, Range, Role, SignalType, Stage
from nlp.taxonomy_files import FIELD_CODES, load_groupings

Action = Literal["confirm", "reject", "add", "change", "undo"]
Subject = Literal["country", "region", "field", "organisation", "term", "signal"]
SETTABLE = (
    "type",
    "stage",
    "parties",
    "organisations",
    "instrument",
    "fields",
    "date",
    "amount",
    "modality",
    "japan",
    "polarity",
)  # what a person can set of a signal
_LISTS = ("parties", "organisations", "fields")
_CHOICES: dict[str, tuple[str, ...]] = {
    "type": get_args(SignalType),
    "stage": get_args(Stage),
    "modality": get_args(Modality),
    "japan": get_args(Japan),
    "polarity": get_args(Polarity),
    "role": get_args(Role),
    "action": get_args(Action),
    "kind": get_args(Subject),
}
_NONE = ("", "none", "null", "-")
_AMOUNT = re.compile(r"(\d[\d,_]*(?:\.\d+)?)\s*([A-Z]{3})|([A-Z]{3})\s*(\d[\d,_]*(?:\.\d+)?)")


class CorrectionError(ValueError):
    """A correction that cannot be taken: place, value met, value wanted, cure."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One judgement by one person, never changed afterwards; a later one on the same thing wins over it."""

    document: str  # the document's id
    action: Action
    kind: Subject
    value: str  # the tag's value; of a signal its type as the person met it
    author: str
    made_utc: str
    note: str = ""
    role: Role | None = None  # of a country, where the person names one
    version: int = 0  # of the document's text that the person read
    evidence: Range | None = None  # where the quote stood in that text
    quote: str = ""  # of a signal its sentence, of a tag the words that prove it; "" where none is named
    changes: dict[str, Any] = field(default_factory=dict)  # what was set of a signal
    met: dict[str, Any] | None = None  # the finding as it was met, with its rule or model
    tagger_version: str = ""  # that had made it
    undoes: str = ""  # the id of the correction that is taken back
    id: str = ""  # made from all else

    def named(self) -> Correction:
        """The same with its id."""
        content = {key: value for key, value in self.to_json().items() if key != "id"}
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        return replace(self, id=f"c{digest[:12]}")

    def to_json(self) -> dict[str, Any]:
        """A line of `correct --export`."""
        row = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**row, "evidence": None if self.evidence is None else list(self.evidence)}


def correction_of(row: Mapping[str, Any], place: str) -> Correction:
    """The correction of a line of `correct --export`. Raises CorrectionError."""
    known = {one.name for one in fields(Correction)}
    unknown = sorted(set(row) - known)
    if unknown:
        raise CorrectionError(
            f"{place}: key {unknown[0]!r}; wanted those of `correct --export`; take it out of the line"
        )
    for key in ("document", "author", "made_utc"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise CorrectionError(f"{place}: {key} is {row.get(key)!r}; wanted a text; fill it in")
    for key in ("note", "quote", "tagger_version", "undoes", "id", "value"):
        if not isinstance(row.get(key, ""), str):
            raise CorrectionError(f"{place}: {key} is {row[key]!r}; wanted a text; correct it")
    try:
        datetime.fromisoformat(row["made_utc"])
    except ValueError as error:
        raise CorrectionError(
            f"{place}: made_utc is {row['made_utc']!r}; wanted an instant such as 2026-11-27T01:00:00Z"
        ) from error
    action, kind = _choice(place, "action", row.get("action")), _choice(place, "kind", row.get("kind"))
    value = row.get("value", "") if action == "undo" else checked_value(place, kind, row.get("value", ""))
    changes = row.get("changes") or {}
    met = row.get("met")
    if not isinstance(changes, dict) or not (met is None or isinstance(met, dict)):
        raise CorrectionError(f"{place}: changes and met; wanted objects as `correct --export` writes them")
    found = Correction(
        document=row["document"],
        action=cast("Action", action),
        kind=cast("Subject", kind),
        value=value,
        author=row["author"],
        made_utc=row["made_utc"],
        note=row.get("note", ""),
        role=None if row.get("role") is None else cast("Role", _choice(place, "role", row["role"])),
        version=row.get("version", 0) if isinstance(row.get("version", 0), int) else 0,
        evidence=_range(place, row.get("evidence")),
        quote=row.get("quote", ""),
        changes={key: checked_change(place, key, value) for key, value in changes.items()},
        met=met,
        tagger_version=row.get("tagger_version", ""),
        undoes=row.get("undoes", ""),
    )
    if kind == "signal" and action != "undo" and not found.quote.strip():
        raise CorrectionError(f"{place}: quote is empty; wanted the sentence that proves the signal")
    return found.named()


def checked_value(place: str, kind: str, value: object) -> str:
    """The tag's value, or the signal's type, as it is stored. Raises CorrectionError."""
    if not isinstance(value, str) or not value.strip():
        raise CorrectionError(f"{place}: {kind} is {value!r}; wanted a value, e.g. country:VN")
    text = " ".join(value.split())
    if kind == "signal":
        return _choice(place, "type", text)
    known = _known(kind)
    if known is None:
        return text
    if text.casefold() not in known:
        few = f"one of {' '.join(known.values())}" if len(known) < 40 else "an id of docs/formats.md"
        near = meant(text, known.values())
        raise CorrectionError(f"{place}: {kind} is {value!r}; wanted {few}; correct it{near}")
    return known[text.casefold()]


def checked_change(place: str, key: str, value: object) -> Any:
    """What is to be set of a signal, as it is stored; texts are read as the command line writes them.

    Lists are separated by commas, "none" empties what may be empty, an amount is "20000000 EUR". Raises
    CorrectionError.
    """
    if key not in SETTABLE:
        few = " ".join(SETTABLE) + meant(key, SETTABLE)
        raise CorrectionError(f"{place}: {key!r} cannot be set; wanted one of {few}")
    empty = value is None or (isinstance(value, str) and value.strip().lower() in _NONE)
    if key in _LISTS:
        if empty:
            return []
        items = value.split(",") if isinstance(value, str) else value
        if not isinstance(items, list | tuple):
            raise CorrectionError(f"{place}: {key} is {value!r}; wanted a list, e.g. {key}=JP,VN")
        kind = {"parties": "country", "fields": "field"}.get(key, "organisation")
        found = [checked_value(place, kind, item) for item in items]
        return sorted(set(found)) if key == "parties" else list(dict.fromkeys(found))
    if empty and key in ("stage", "instrument", "date", "amount"):
        return None
    if key == "amount":
        return _amount(place, value)
    if not isinstance(value, str):
        raise CorrectionError(f"{place}: {key} is {value!r}; wanted a text; correct it")
    if key == "date":
        return _day(place, value.strip())
    return " ".join(value.split()) if key == "instrument" else _choice(place, key, value.strip())


def live(corrections: Iterable[Correction]) -> list[Correction]:
    """Those in force, in the order in which they were made: not taken back, and no taking back."""
    made = list(corrections)
    undone = {one.undoes for one in made if one.action == "undo"}
    return [one for one in made if one.action != "undo" and one.id not in undone]


@cache
def _known(kind: str) -> dict[str, str] | None:
    """The values that a tag of this kind can have, by small letters; None: any text."""
    if kind == "country":
        values: Iterable[str] = (*country_codes(), "EU", "UN", "INT", *load_groupings())
    elif kind == "region":
        values = region_ids()
    elif kind == "field":
        values = FIELD_CODES
    else:
        return None
    return {value.casefold(): value for value in values}


def _choice(place: str, key: str, value: object) -> str:
    allowed = _CHOICES[key]
    if not isinstance(value, str) or value not in allowed:
        few = " ".join(allowed) + meant(str(value), allowed)
        raise CorrectionError(f"{place}: {key} is {value!r}; wanted one of {few}")
    return value


def _range(place: str, value: object) -> Range | None:
    if value is None:
        return None
    if (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(isinstance(one, int) for one in value)
        and 0 <= value[0] <= value[1]
    ):
        return value[0], value[1]
    raise CorrectionError(f"{place}: evidence is {value!r}; wanted [start, end) or null; correct it")


def _day(place: str, value: str) -> str:
    parts = {4: f"{value}-01-01", 7: f"{value}-01", 10: value}
    try:
        date.fromisoformat(parts[len(value)])
    except (KeyError, ValueError) as error:
        raise CorrectionError(
            f"{place}: date is {value!r}; wanted YYYY, YYYY-MM or YYYY-MM-DD; correct it"
        ) from error
    return value


def _amount(place: str, value: object) -> dict[str, Any]:
    if isinstance(value, Mapping) and {"value", "currency"} <= set(value):
        value = f"{value['value']} {value['currency']}"
    text = "" if not isinstance(value, str) else value.strip().upper()
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise CorrectionError(
            f"{place}: amount is {value!r}; wanted a number and a currency, e.g. 20000000 EUR; correct it"
        )
    number, currency = (match[1], match[2]) if match[1] else (match[4], match[3])
    return {"value": float(re.sub("[,_]", "", number)), "currency": currency}
