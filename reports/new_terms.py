"""New terms of a week and terms that burst: what the words of the week's stories say before any tag does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from index.records import Fact
from reports.bursts import burst_spans
from reports.counts import group_stories
from reports.coverage import NO_TARGET, Coverage
from reports.digest_parts import TermLine
from reports.week import Week

LEAST_STORIES: Final = 3  # of the week
LEAST_SOURCES: Final = 2  # targets that tell a new term; one publisher's new name is no new word
MOST_NEW: Final = 6
MOST_BURSTS: Final = 6


@dataclass(frozen=True, slots=True)
class TermWeek:
    """The terms that stand in enough stories of the week, with the weeks before; comparable targets only."""

    weeks: tuple[Week, ...]  # the baseline, oldest first, and the week itself
    totals: tuple[int, ...]  # stories a week
    counts: dict[str, tuple[int, ...]]  # by term, one number a week
    documents: dict[str, tuple[str, ...]]  # of the week, by term
    sources: dict[str, int]  # targets of the week, by term


def count_terms(facts: Iterable[Fact], coverage: Coverage) -> TermWeek:
    """The terms of the week of a ledger; targets that cannot be compared are left out."""
    weeks = (*coverage.baseline, coverage.week)
    place = {week: number for number, week in enumerate(weeks)}
    comparable = coverage.comparable
    stories = group_stories(fact for fact in facts if (fact.target_id or NO_TARGET) in comparable)
    totals = [0] * len(weeks)
    told: list[tuple[int, set[str]]] = []
    documents: dict[str, set[str]] = {}
    sources: dict[str, set[str]] = {}
    for story in stories:
        number = place.get(Week.of(story.first_day))
        if number is None:
            continue
        totals[number] += 1
        told.append((number, {term for fact in story.facts for term in fact.terms}))
        if number == len(weeks) - 1:
            for fact in story.facts:
                for term in fact.terms:
                    documents.setdefault(term, set()).add(fact.document_id)
                    sources.setdefault(term, set()).add(fact.target_id or NO_TARGET)
    counts: dict[str, list[int]] = {}
    for number, terms in told:
        for term in terms & documents.keys():
            counts.setdefault(term, [0] * len(weeks))[number] += 1
    kept = {term: tuple(weekly) for term, weekly in counts.items() if weekly[-1] >= LEAST_STORIES}
    return TermWeek(
        weeks=weeks,
        totals=tuple(totals),
        counts=dict(sorted(kept.items())),
        documents={term: tuple(sorted(documents[term])) for term in sorted(kept)},
        sources={term: len(sources[term]) for term in sorted(kept)},
    )


def find_terms(terms: TermWeek, own: Collection[str] | None = None) -> tuple[TermLine, ...]:
    """New terms, the most told first, then bursts that reach into the week, the heaviest first.

    New: in three stories of the week or more, of two targets or more, and in none of the weeks before. A
    burst is Kleinberg's (reports/bursts.py). `own`: an edition's documents; a term is kept where half of its
    documents are among them. A term on the documents of those already taken is passed over.
    """
    new, bursts = [], []
    for term, weekly in terms.counts.items():
        documents = terms.documents[term]
        if own is not None and 2 * len(set(documents) & set(own)) < len(documents):
            continue
        if not any(weekly[:-1]) and terms.sources[term] >= LEAST_SOURCES:
            new.append(_line(terms, term, "new", len(weekly) - 1, 0.0))
            continue
        spans = burst_spans(weekly, terms.totals)
        if spans and spans[-1][1] == len(weekly):
            start, _, weight = spans[-1]
            bursts.append(_line(terms, term, "burst", start, weight))
    new.sort(key=lambda line: (-line.count, -line.sources, -len(line.term), line.term))
    bursts.sort(key=lambda line: (-line.weight, -line.count, -len(line.term), line.term))
    seen: set[str] = set()
    return (*_apart(new, MOST_NEW, seen), *_apart(bursts, MOST_BURSTS, seen))


def _line(terms: TermWeek, term: str, kind: str, start: int, weight: float) -> TermLine:
    weekly = terms.counts[term]
    return TermLine(
        term=term,
        kind="new" if kind == "new" else "burst",
        count=weekly[-1],
        weekly=weekly[:-1],
        since=str(terms.weeks[start]),
        weight=weight,
        sources=terms.sources[term],
        documents=terms.documents[term],
    )


def _apart(lines: Sequence[TermLine], most: int, seen: set[str]) -> list[TermLine]:
    """The first lines that say something of their own: more than a third of their documents are not told."""
    chosen: list[TermLine] = []
    for line in lines:
        fresh = set(line.documents) - seen
        if len(chosen) < most and 3 * len(fresh) > len(line.documents):
            seen.update(line.documents)
            chosen.append(line)
    return chosen
