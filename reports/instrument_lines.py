"""Instruments over time: what documents say of one instrument, joined into one line with a history.

A mention joins a line only where nothing speaks against it: the same parties, no other kind of instrument, a
field in common or none named, subjects that agree where both are told in one script, and a stage that can
follow. Where no subject can be compared, the line must be the only one that fits. Two instruments are kept
apart rather than made one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from index.records import Fact
from nlp.tags import Range, Signal
from reports.counts import SIGNAL_SCORE, counted_signals, published_day
from reports.instrument_joining import SAME_SIGNING_DAYS, Line, Mention, join_mentions
from reports.instrument_kinds import ENDING, LIVING, MAKING, Kind
from reports.instrument_subjects import ReadEnglish, subject_of

STAGES = (*MAKING, *LIVING, *ENDING, "postponed", "adopted", "launched", "running")
TYPES = frozenset(
    {
        "agreement",
        "joint_statement",
        "joint_research",
        "facility",
        "ip_standards",
        "resource",
        "capacity",
        "suspension",
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a line, as told by its documents, the earliest first."""

    day: str  # YYYY-MM-DD
    stage: str  # "" where none is told
    planned: bool
    documents: tuple[str, ...]
    targets: tuple[str, ...]
    evidence: tuple[tuple[str, int, Range], ...]  # document, version, range


@dataclass(frozen=True, slots=True)
class InstrumentLine:
    """One instrument with its history."""

    id: str
    name: str  # as written most often; "" where no document names it
    names: tuple[str, ...]
    kind: Kind
    parties: tuple[str, ...]
    fields: tuple[str, ...]
    stage: str  # the newest that was told as fact, else the newest
    first_day: str
    last_day: str
    history: tuple[Step, ...]

    @property
    def with_japan(self) -> bool:
        """Whether Japan is a party."""
        return "JP" in self.parties

    @property
    def documents(self) -> tuple[str, ...]:
        """Every document behind the line."""
        return tuple(dict.fromkeys(one for step in self.history for one in step.documents))

    def to_json(self) -> dict[str, Any]:
        """The record of `registers instruments --json`."""
        return {
            "id": self.id,
            "name": self.name,
            "names": list(self.names),
            "kind": self.kind,
            "parties": list(self.parties),
            "japan": self.with_japan,
            "fields": list(self.fields),
            "stage": self.stage or None,
            "first": self.first_day,
            "last": self.last_day,
            "history": [
                {
                    "date": step.day,
                    "stage": step.stage or None,
                    "planned": step.planned,
                    "targets": list(step.targets),
                    "evidence": [
                        {"document": document, "version": version, "range": list(where)}
                        for document, version, where in step.evidence
                    ],
                }
                for step in self.history
            ],
        }


def find_mentions(
    facts: Iterable[Fact], least_score: float = SIGNAL_SCORE, *, read: ReadEnglish | None = None
) -> list[Mention]:
    """The signals that speak of an instrument between at least two parties, by day, then place.

    Counted: what is stated as fact or planned, scored enough or confirmed, with a name or a stage. `read`
    gives the English words of a name, so that names in two languages can be held against each other.
    """
    found = []
    for fact in facts:
        published = published_day(fact)
        if published is None:
            continue
        for signal in counted_signals(fact, least_score):
            if (
                signal.type in TYPES
                and len(signal.parties) >= 2
                and (signal.instrument or (signal.type == "agreement" and signal.stage))
            ):
                subject = subject_of(signal.instrument, fact.language, read)
                found.append(Mention(fact, signal, event_day(signal, published), subject))
    return sorted(found, key=lambda one: one.order)


def join_lines(mentions: Iterable[Mention]) -> list[InstrumentLine]:
    """Every mention in exactly one line, by parties, first day and id; the order given changes nothing."""
    joined = [_told(line) for line in join_mentions(mentions)]
    return sorted(joined, key=lambda line: (line.parties, line.first_day, line.id))


def event_day(signal: Signal, published: date) -> date:
    """The day of the event where the signal names one within the year before, else that of publication."""
    try:
        day = date.fromisoformat(signal.date or "")
    except ValueError:
        return published
    return day if timedelta(0) <= published - day <= timedelta(days=366) else published


def _told(line: Line) -> InstrumentLine:
    mentions = sorted(line.mentions, key=lambda one: (one.day, one.place))
    names = Counter(one.signal.instrument for one in mentions if one.signal.instrument)
    ranked = sorted(names, key=lambda name: (-names[name], -len(name), name))
    history = _history(mentions)
    facts = [step for step in history if step.stage and not step.planned]
    return InstrumentLine(
        id=mentions[0].place,
        name=ranked[0] if ranked else "",
        names=tuple(ranked),
        kind=line.kind,
        parties=line.parties,
        fields=tuple(sorted(line.fields)),
        stage=(facts or list(history))[-1].stage,
        first_day=history[0].day,
        last_day=max(one.fact.published for one in mentions),
        history=history,
    )


def _history(mentions: Sequence[Mention]) -> tuple[Step, ...]:
    """Steps by day; a stage told again within SAME_SIGNING_DAYS is the same step."""
    steps: list[list[Mention]] = []
    newest: dict[tuple[str | None, str], list[Mention]] = {}
    for mention in mentions:
        key = (mention.signal.stage, mention.signal.modality)
        step = newest.get(key)
        if step is not None and (mention.day - step[0].day).days <= SAME_SIGNING_DAYS:
            step.append(mention)
        else:
            newest[key] = [mention]
            steps.append(newest[key])
    return tuple(
        Step(
            day=step[0].day.isoformat(),
            stage=step[0].signal.stage or "",
            planned=step[0].signal.modality == "planned",
            documents=tuple(dict.fromkeys(one.fact.document_id for one in step)),
            targets=tuple(dict.fromkeys(one.fact.target_id for one in step if one.fact.target_id)),
            evidence=tuple((one.fact.document_id, one.fact.version, one.signal.evidence) for one in step),
        )
        for step in steps
    )
