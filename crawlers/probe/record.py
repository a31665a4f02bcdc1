"""Probe: what a target's entry points answered when they were tried, and what else was found there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

from crawlers.job import JobError

ProbeVerdict = Literal["good", "partly", "changed", "failing", "blocked"]
FoundBy = Literal["link_rel", "page_link", "robots", "common_path", "structure"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One address as an entry point lists it."""

    url: str
    title: str = ""
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Robots:
    """Whether robots.txt lets us ask for an address, and the line that decided; empty where none did."""

    url: str
    allowed: bool
    rule: str = ""


@dataclass(frozen=True, slots=True)
class EntryProbe:
    """What one entry point answered. `valid`: it is what its type says, and lists something."""

    type: str
    url: str
    reachable: bool = False
    status: int = 0
    robots: Robots | None = None  # None where robots.txt itself could not be read
    refused: bool = False  # the publisher does not want to be asked: robots.txt, 401, 403 or 451
    valid: bool = False
    complete: bool = False  # the answer leaves nothing out (crawlers.spiders.listed)
    items: int = 0
    dated: int = 0
    kept: int = 0  # of the items, those that the target's patterns keep
    newest: str | None = None
    samples: tuple[Sample, ...] = ()
    problem: str = ""

    @property
    def good(self) -> bool:
        """Whether a crawl would get something from it."""
        return self.valid and self.kept > 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry point that the target might have: found, asked and read; `entry` can stand in its YAML."""

    entry: dict[str, Any]
    found_by: FoundBy
    items: int
    dated: int
    kept: int
    newest: str | None
    complete: bool
    score: float  # 0..1, to rank by
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """All that was found about one target; nothing of it is stored by the probing itself."""

    target_id: str
    verdict: ProbeVerdict
    entries: tuple[EntryProbe, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    not_asked: tuple[tuple[str, str], ...] = ()  # address, why it was left alone
    requests: int = 0
    bytes: int = 0
    error: str = ""

    @property
    def newest(self) -> str | None:
        """The youngest day that an entry point states."""
        return max((entry.newest for entry in self.entries if entry.newest), default=None)

    def to_json(self) -> str:
        """The probe as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True)

    @classmethod
    def from_json(cls, text: str) -> Probe:
        """The probe that `to_json` wrote. Raises JobError."""
        try:
            data: dict[str, Any] = json.loads(text)
            entries = tuple(
                EntryProbe(
                    **{
                        **item,
                        "robots": Robots(**item["robots"]) if item["robots"] else None,
                        "samples": _samples(item),
                    }
                )
                for item in data["entries"]
            )
            suggestions = tuple(
                Suggestion(**{**item, "samples": _samples(item)}) for item in data["suggestions"]
            )
            pairs = tuple((str(url), str(why)) for url, why in data["not_asked"])
            return cls(**{**data, "entries": entries, "suggestions": suggestions, "not_asked": pairs})
        except (ValueError, TypeError, KeyError) as error:
            raise JobError(
                f"probe: is {text[:80]!r}; wanted a line of Probe.to_json ({error}); run the check again"
            ) from error


def _samples(item: dict[str, Any]) -> tuple[Sample, ...]:
    return tuple(Sample(**sample) for sample in item["samples"])


def verdict_of(entries: tuple[EntryProbe, ...]) -> ProbeVerdict:
    """The target's verdict: good where every entry point gives something, partly where only some do."""
    if entries and all(entry.good for entry in entries):
        return "good"
    if any(entry.good for entry in entries):
        return "partly"
    if all(entry.refused for entry in entries):
        return "blocked"
    return "changed" if any(entry.reachable for entry in entries) else "failing"
