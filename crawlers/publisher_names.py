"""What a publisher is called, and was called before: a document keeps the name its publisher had then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class OldName:
    """A former name; days as YYYY-MM-DD, `valid_from` empty where unknown, `valid_to` the first day after."""

    name: str
    name_ja: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True, slots=True)
class PublisherNames:
    """The names of a publisher over time, in English (or its own) and in Japanese."""

    name: str
    name_ja: str = ""
    former: tuple[OldName, ...] = ()

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """The names in a target's facts as JSON; keys that are not there give no name."""
        return cls(str(facts.get("name") or ""), str(facts.get("name_ja") or ""), old_names(facts))

    def on(self, day: str | None) -> tuple[str, str]:
        """The name and the Japanese name on a day, YYYY-MM-DD; a month or a year counts as its first day.

        Without a day: the names of today. An instant counts as its day.
        """
        whole = f"{day}-01-01" if day and len(day) == 4 else f"{day}-01" if day and len(day) == 7 else day
        for old in self.former:
            if whole and old.valid_from <= whole[:10] < old.valid_to:
                return old.name, old.name_ja
        return self.name, self.name_ja

    def said(self, day: str | None, language: str) -> str:
        """The name on a day in a language (ja or en); the other language's where it has none."""
        name, name_ja = self.on(day)
        return (name_ja or name) if language == "ja" else (name or name_ja)


def old_names(facts: Mapping[str, Any]) -> tuple[OldName, ...]:
    """The former names in a target's facts as JSON."""
    return tuple(
        OldName(
            str(old["name"]),
            str(old.get("name_ja") or ""),
            str(old.get("valid_from") or ""),
            str(old["valid_to"]),
        )
        for old in facts.get("former_names") or ()
    )
