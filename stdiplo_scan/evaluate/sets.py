"""The labelled development sets: where they lie, their rows and pages, and a digest of their labels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from crawlers.files import read_body

ANSWER_KEYS = frozenset(
    {"qrels", "must_have", "must_not_have", "allowed", "crawl_delay", "bozo", "expect_raw", "why"}
)  # beside everything that begins with gold_
_LABELLED = (".jsonl", ".csv", ".json")
PAIRS = "pairs"  # this project's own sentences, which lie with the tests
ENTANGLED = "entangled"  # this project's own: sentences whose grammar says who acts with whom
FIELD_TEXTS = "fields_languages"  # this project's own: texts of the fields in seven languages
REGISTERS = "registers"  # this project's own: instruments, sentences of mobility, pairs of plans
OFFICE = "office"  # an office's own labelled files
_TESTS = Path(__file__).resolve().parents[2] / "tests"

Row = dict[str, Any]


class SetError(Exception):
    """A labelled set that cannot be read: place, value met, value wanted, cure."""


class SetAbsent(SetError):
    """A labelled set that is not here; what measures on it is left out by name."""


@dataclass(frozen=True, slots=True)
class Sets:
    """The folder that holds `data/<set>` and `taxonomy`; nothing in it is ever written."""

    folder: Path
    office: Path | None = None  # the folder of an office's own labelled files

    @property
    def present(self) -> bool:
        """Whether there are labelled sets at all."""
        return (self.folder / "data").is_dir()

    def at(self, name: str) -> Path:
        """The folder of a set; `taxonomy` holds the example sentences, `pairs`, `entangled`,
        `fields_languages` and `registers` are this project's own, `office` the office's. Raises SetAbsent.
        """
        own = {
            "taxonomy": self.folder / "taxonomy",
            PAIRS: _TESTS / "nlp" / "data",
            ENTANGLED: _TESTS / "nlp" / "clauses_data",
            FIELD_TEXTS: _TESTS / "nlp" / "fields_data",
            REGISTERS: _TESTS / "reports" / "data",
            OFFICE: self.office,
        }
        path = own[name] if name in own else self.folder / "data" / name
        if path is None:
            raise SetAbsent(f"{name}: STDIPLO_LABELS names no folder of an office's own labelled files")
        if not path.is_dir():
            raise SetAbsent(f"{name}: no such set in {path.parent}")
        return path

    def rows(self, name: str, file: str) -> list[Row]:
        """The rows of one JSON lines file of a set, labels included (`file` without .jsonl)."""
        return list(read_lines(self.at(name) / f"{file}.jsonl"))

    def field_map(self) -> dict[str, Any]:
        """How the labels of the field sets map to the taxonomy's codes: field_map.json beside the sets."""
        path = self.folder / "data" / "field_map.json"
        if not path.is_file():
            raise SetAbsent("field_map.json is not beside the sets")
        read: dict[str, Any] = orjson.loads(path.read_bytes())
        return read

    def body(self, name: str, path: str) -> bytes:
        """The bytes of a page of a set, unpacked where its name ends in .gz."""
        return read_body(self.at(name) / path)

    def digest(self, name: str) -> str:
        """SHA-256, 16 digits, over the labelled files of a set and the names and sizes of its pages.

        The field map counts for the sets that it maps; what a README says does not.
        """
        folder = self.at(name)
        found = hashlib.sha256()
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"):
            found.update(path.relative_to(folder).as_posix().encode() + b"\0")
            if path.suffix in _LABELLED or name in {PAIRS, ENTANGLED}:
                found.update(hashlib.sha256(path.read_bytes()).digest())
            else:
                found.update(str(path.stat().st_size).encode())
        if name.startswith("05"):
            found.update((self.folder / "data" / "field_map.json").read_bytes())
        return found.hexdigest()[:16]


def read_lines(path: Path) -> Iterator[Row]:
    """The objects of a JSON lines file. Raises SetAbsent where there is none, SetError on a broken line."""
    if not path.is_file():
        raise SetAbsent(f"{path.parent.name}/{path.name} is not here")
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise SetError(
                    f"{path} line {number}: {error}; wanted a JSON object; copy the set again"
                ) from error


def without_answers(row: Mapping[str, Any]) -> Row:
    """The row as a system may see it: no gold_ key, no relevance, no expectation."""
    return {
        key: value for key, value in row.items() if not key.startswith("gold_") and key not in ANSWER_KEYS
    }
