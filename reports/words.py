"""Names of codes for people, Japanese first, and the customary order of countries; read from words.yml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args
from unicodedata import east_asian_width

import yaml

from nlp.regions import country_name, region_name, regions_of
from reports.counts import PAIR, Axis
from reports.errors import DigestError, WordsError

Language = Literal["ja", "en"]
_FOLDER = Path(__file__).parent


class Words:
    """Names in one language; a code that has no name is shown as it is."""

    def __init__(self, language: Language, table: Mapping[str, Any]) -> None:
        self.language = language
        self._table = table

    def name(self, kind: str, code: str) -> str:
        """The name of a code in one of the tables of words.yml, such as stages or fields."""
        entry = self._table[kind].get(code)
        return str(entry[self.language]) if entry else code

    def signal_noun(self, signal_type: str) -> str:
        """A signal type as the noun that ends a headline."""
        entry = self._table["signals"].get(signal_type)
        return str(entry[f"noun_{self.language}"]) if entry else signal_type

    def signal_code(self, signal_type: str) -> str:
        """S01 to S14, T1 to T5."""
        entry = self._table["signals"].get(signal_type)
        return str(entry["code"]) if entry else ""

    def mark(self, direction: str) -> str:
        """The sign of a direction: a triangle, a diamond, a dash."""
        return str(self._table["directions"][direction]["mark"])

    def term_mark(self, kind: str) -> str:
        """The sign of a new term or a burst."""
        return str(self._table["term_kinds"][kind]["mark"])

    def party(self, code: str) -> str:
        """A country, grouping or organisation code as briefings name it."""
        short = self._table["short"].get(code)
        return str(short[self.language]) if short else country_name(code, self.language)

    def field_within(self, code: str) -> str:
        """A field's name within a sentence: small letters in English, but for abbreviations."""
        name = self.name("fields", code)
        if self.language == "ja":
            return name
        words = (word if word[:2].isupper() else word.lower() for word in name.split())
        return " ".join(words).replace(" & ", " and ")

    def party_within(self, code: str) -> str:
        """A party's name within a sentence: with the article that some have in English."""
        article = "the " if self.language == "en" and code in self._table["articles_en"] else ""
        return article + self.party(code)

    def region(self, region: str) -> str:
        """A region by its prefixed id."""
        return region_name(region, self.language)

    def instrument(self, written: str | None) -> str:
        """The kind of instrument that a name as written tells, or nothing where it tells none."""
        low = (written or "").casefold()
        for entry in self._table["instruments"]:
            if any(_holds(low, part) for part in entry["has"]):
                return str(entry[self.language])
        return ""

    def cell(self, axis: Axis, key: str) -> str:
        """The key of a trend's cell in words; a pair with a cross between."""
        if axis == "term":
            return key
        return " × ".join(
            self._cell_part(kind, part) for kind, part in zip(axis.split("_"), key.split(PAIR), strict=False)
        )

    def _cell_part(self, kind: str, key: str) -> str:
        if kind == "country":
            return self.party(key)
        if kind == "region":
            return self.region(key)
        return self.name(f"{kind}s", key)


@lru_cache(maxsize=4)
def words_of(language: str) -> Words:
    """The words of a language; raises DigestError unless it is ja or en."""
    if language not in get_args(Language):
        raise DigestError("language", language, "ja or en")
    return Words("ja" if language == "ja" else "en", _table())


@lru_cache(maxsize=4096)
def country_rank(code: str) -> int:
    """The place of a country, grouping or body in the customary order; smaller comes first, Japan last."""
    table = _table()
    order: list[str] = table["country_order"]
    if code in order:
        return order.index(code)
    keys = {code, *regions_of((code,))}
    for group, members in table["country_groups"].items():
        if keys.intersection(members):
            return order.index(group)
    return order.index("other")


def full_width(text: str) -> float:
    """The width of a text in full-width characters; ASCII and other narrow ones count half."""
    return sum(1.0 if east_asian_width(char) in "FWA" else 0.5 for char in text)


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = read_table("words.yml")
    groups = set(table["country_groups"]) | {"other"}
    lost = groups - set(table["country_order"])
    if lost:
        raise WordsError("words.yml: country_groups", sorted(lost), "groups named in country_order")
    return table


def read_table(name: str) -> dict[str, Any]:
    """A table beside this module as plain values."""
    table: dict[str, Any] = yaml.safe_load((_FOLDER / name).read_text("utf-8"))
    return table


def _holds(text: str, part: str) -> bool:
    """Whether a lower-case text holds a part; a short Latin part only as a word of its own."""
    if not part.isascii() or len(part) > 5:
        return part in text
    return part in "".join(char if char.isalnum() else " " for char in text).split()
