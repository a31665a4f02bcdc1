"""Imported indicators of a topic's countries: the newest value up to a year, and one of some years before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from reports.indicators import Indicator, newest_of
from reports.words import Words, country_rank


@dataclass(frozen=True, slots=True)
class TopicIndicator:
    """One indicator of one country."""

    newest: Indicator
    before: Indicator | None  # of five years before, or the oldest after that

    def to_json(self) -> dict[str, Any]:
        """The record of an indicator in `topics show --json`."""
        before = self.before
        earlier = {"year": before.year, "value": before.value} if before else None
        return {**asdict(self.newest), "earlier": earlier}


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """One indicator in words."""

    country: str
    name: str
    value: str
    earlier: str
    source: str


def indicators_of(
    countries: Iterable[str], year: int, indicators: Iterable[Indicator]
) -> tuple[TopicIndicator, ...]:
    """By country in the customary order, then source and name; no value later than the year."""
    known = [one for one in indicators if one.year <= year]
    return tuple(
        TopicIndicator(newest, before)
        for country in sorted(set(countries), key=lambda code: (country_rank(code), code))
        for newest, before in newest_of(known, country)
    )


def show_indicators(found: Iterable[TopicIndicator], words: Words) -> list[ShownIndicator]:
    """The indicators in words: value with its unit and year, as imported."""
    return [
        ShownIndicator(
            words.party(one.newest.country),
            one.newest.name,
            f"{_number(one.newest.value)} {one.newest.unit} ({one.newest.year})".replace("  ", " "),
            f"{_number(one.before.value)} ({one.before.year})" if one.before else "–",
            one.newest.source,
        )
        for one in found
    ]


def _number(value: float) -> str:
    return f"{value:,.10g}"
