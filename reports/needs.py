"""The needs register: what others ask of Japan, and whether it was answered.

One record a requester and field (taxonomy d-2, rule 1): open; considered, once Japan and the requester talk
about or plan something in the field; answered, once they sign, call or begin it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from index.records import Fact
from nlp.tags import Range, Signal
from reports.counts import SIGNAL_SCORE, counted_signals, published_day

State = Literal["open", "considered", "answered"]
ANSWERS = frozenset(
    {
        "agreement",
        "joint_statement",
        "joint_call",
        "joint_research",
        "mobility",
        "facility",
        "opening",
        "capacity",
    }
)
TALKS = frozenset({"dialogue"})
DONE = frozenset(
    {
        "signed",
        "approved",
        "provisional",
        "in_force",
        "implementing",
        "open",
        "awarded",
        "launched",
        "running",
    }
    | {"renewed", "adopted", "held"}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One document's request, with its evidence."""

    day: str
    document: str
    version: int
    range: Range


@dataclass(frozen=True, slots=True)
class Need:
    """What one requester asks of Japan in one field."""

    requester: str  # country or grouping
    field: str  # "" where none is told
    state: State
    asked: tuple[Asked, ...]  # the earliest first
    answer: tuple[str, str, str] | None = None  # day, document and signal type of what answers it

    def to_json(self) -> dict[str, Any]:
        """The record of `registers needs --json`."""
        return {
            "requester": self.requester,
            "field": self.field or None,
            "state": self.state,
            "first": self.asked[0].day,
            "last": self.asked[-1].day,
            "asked": [
                {"date": one.day, "document": one.document, "version": one.version, "range": list(one.range)}
                for one in self.asked
            ],
            "answer": None
            if self.answer is None
            else dict(zip(("date", "document", "signal"), self.answer, strict=True)),
        }


def find_needs(facts: Iterable[Fact], least_score: float = SIGNAL_SCORE) -> list[Need]:
    """All needs of the facts, those open first, then the newest; each answered by what came later only."""
    dated = sorted(
        (fact for fact in facts if published_day(fact) is not None),
        key=lambda fact: (fact.published, fact.document_id),
    )
    asked: dict[tuple[str, str], list[Asked]] = {}
    replies: list[tuple[Fact, Signal]] = []
    for fact in dated:
        for signal in counted_signals(fact, least_score):
            if signal.japan == "asked":
                one = Asked(fact.published, fact.document_id, fact.version, signal.evidence)
                field = (signal.fields or fact.fields or ("",))[0]
                for code in _requesters(fact, signal):
                    asked.setdefault((code, field), []).append(one)
            elif "JP" in signal.parties and signal.type in ANSWERS | TALKS:
                replies.append((fact, signal))
    needs = [
        _judged(Need(code, field, "open", tuple(found)), replies) for (code, field), found in asked.items()
    ]
    order = ("open", "considered", "answered")
    return sorted(
        needs,
        key=lambda need: (
            order.index(need.state),
            _newest_first(need.asked[-1].day),
            need.requester,
            need.field,
        ),
    )


def _requesters(fact: Fact, signal: Signal) -> tuple[str, ...]:
    """Who asks: the other parties, else the actors, else the publisher's country.

    Where the publisher's country is one of several, it asks for itself: the others may be asked as Japan is.
    """
    parties = tuple(code for code in signal.parties if code != "JP")
    if len(parties) > 1 and fact.country in parties:
        return (fact.country,)
    actors = tuple(code for code in fact.actors if code != "JP")
    return parties or actors[:1] or ((fact.country,) if fact.country and fact.country != "JP" else ())


def _judged(need: Need, replies: Sequence[tuple[Fact, Signal]]) -> Need:
    """The need with its state: what both did in the field after it was asked for the first time."""
    state: State = "open"
    for fact, signal in replies:
        fields = signal.fields or fact.fields
        same = not need.field or need.field in fields
        if (
            need.requester not in signal.parties
            or fact.published < need.asked[0].day
            or fact.document_id in {one.document for one in need.asked}
            or (fields and not same)  # what tells no field may be about it, and answers nothing
        ):
            continue
        if same and signal.type in ANSWERS and signal.modality == "asserted" and signal.stage in DONE:
            return replace(need, state="answered", answer=(fact.published, fact.document_id, signal.type))
        state = "considered"
    return replace(need, state=state)


def _newest_first(day: str) -> int:
    return -int(day.replace("-", "") or 0)
