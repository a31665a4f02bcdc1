"""Which language tells first: of stories told in several languages, who was ahead and by how many days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from reports.counts import Story


@dataclass(frozen=True, slots=True)
class LeadTime:
    """One language ahead of another."""

    first: str  # language codes
    then: str
    stories: int
    median_days: float  # from the first document in the one to the first in the other
    documents: tuple[str, ...]  # the first document of each story

    def to_json(self) -> dict[str, Any]:
        """The record of `trends --lead-times --json`."""
        return {
            "first": self.first,
            "then": self.then,
            "stories": self.stories,
            "median_days": self.median_days,
            "documents": list(self.documents),
        }


def language_days(story: Story) -> dict[str, date]:
    """The first day of each language in which a story is told, the earliest first, then by code."""
    days: dict[str, date] = {}
    for fact in story.facts:
        day = date.fromisoformat(fact.published)
        days[fact.language] = min(days.get(fact.language, day), day)
    return dict(sorted(days.items(), key=lambda item: (item[1], item[0])))


def find_lead_times(stories: Iterable[Story]) -> list[LeadTime]:
    """Pairs of languages, the one with most stories first; the same day is no lead."""
    ahead: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for story in stories:
        days = language_days(story)
        for first, day in days.items():
            for then, later in days.items():
                if later > day:
                    ahead[first, then].append(((later - day).days, story.facts[0].document_id))
    found = [
        LeadTime(
            first,
            then,
            len(told),
            float(median(days for days, _ in told)),
            tuple(sorted(document for _, document in told)),
        )
        for (first, then), told in ahead.items()
    ]
    return sorted(found, key=lambda one: (-one.stories, one.first, one.then))
