"""What was found in a document: tags and cooperation signals, each with the characters that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Range = tuple[int, int]  # half-open, in code points of Document.content
TagKind = Literal["country", "field", "organisation", "term"]
Role = Literal["actor", "publisher", "mentioned"]
Status = Literal["automatic", "confirmed", "rejected", "added"]
Polarity = Literal["cooperation", "restriction", "none"]
Modality = Literal["asserted", "planned", "hypothetical", "negated", "past"]
Japan = Literal["asked", "in", "mentioned", "out"]
SignalType = Literal[
    "agreement",  # S01
    "joint_statement",  # S02
    "joint_call",  # S03
    "joint_research",  # S04
    "mobility",  # S05
    "facility",  # S06
    "dialogue",  # S07
    "need",  # S08
    "ip_standards",  # S09
    "resource",  # S10
    "opening",  # S11
    "capacity",  # S12
    "restriction",  # S13
    "suspension",  # S14
    "strategy",  # T1
    "funding",  # T2
    "organisation",  # T3
    "indicator",  # T4
    "capability",  # T5
]
Stage = Literal[
    "expressed",
    "proposed",
    "negotiating",
    "concluded",
    "announced",
    "signed",
    "approved",
    "provisional",
    "in_force",
    "implementing",
    "pre_announced",
    "open",
    "closed",
    "awarded",
    "launched",
    "running",
    "scheduled",
    "held",
    "adopted",
    "renewed",
    "postponed",
    "suspended",
    "notified",
    "expired",
    "terminated",
]
TELLING = 0.5  # a signal below it is shown nowhere and counted nowhere (DESIGN section 3, polarity)
BY_GLOSS = "+gloss"  # ends the `by` of a field whose classifier read the document's gloss, not its words
NEWS: frozenset[Modality] = frozenset({"asserted", "planned"})  # the rest is denied, past or supposed


@dataclass(frozen=True, slots=True)
class Tag:
    """One value of one kind, with its evidence."""

    kind: TagKind
    value: str  # country or grouping code, field code, organisation name, term
    score: float  # 0..1
    evidence: tuple[Range, ...] = ()
    role: Role | None = None  # countries only
    publisher: bool = False  # countries only: it is also the publisher's
    by: str = ""  # rule or model, and its version
    status: Status = "automatic"


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money as the source states it; never converted."""

    value: float
    currency: str  # ISO 4217
    evidence: Range


@dataclass(frozen=True, slots=True)
class Signal:
    """One event of cooperation, restriction or national news, with the sentence that proves it."""

    type: SignalType
    stage: Stage | None
    polarity: Polarity
    modality: Modality
    parties: tuple[str, ...]  # sorted codes
    japan: Japan
    score: float  # 0..1
    evidence: Range
    organisations: tuple[str, ...] = ()  # names as written
    instrument: str | None = None  # as written
    fields: tuple[str, ...] = ()
    date: str | None = None  # YYYY, YYYY-MM or YYYY-MM-DD
    amount: Amount | None = None
    inferred: tuple[str, ...] = ()  # those of parties that the text does not name
    by: str = ""
    status: Status = "automatic"
    # of mobility: from whom, to whom; of an opening: who may take part, whose programme; "" where not named
    movement: tuple[tuple[str, str], ...] = ()

    def telling(self, least_score: float = TELLING) -> bool:
        """Whether it is this document's news: stated or planned, not rejected, sure enough or a person's."""
        return (
            self.modality in NEWS
            and self.status != "rejected"
            and (self.score >= least_score or self.status in ("confirmed", "added"))
        )


@dataclass(frozen=True, slots=True)
class TaggedDocument:
    """All that was found in one version of one document."""

    id: str
    language: str
    tags: tuple[Tag, ...]
    signals: tuple[Signal, ...]
    regions: tuple[str, ...]  # axis-prefixed ids, sorted: group:ASEAN, m49:035, mofa:asia_oceania
    tagger_version: str

    def of_kind(self, kind: TagKind) -> tuple[Tag, ...]:
        """The tags of one kind, in their order (countries: actors first, then by score)."""
        return tuple(tag for tag in self.tags if tag.kind == kind)

    def to_json(self) -> dict[str, Any]:
        """The record of `tag --jsonl` (docs/formats.md), values ready for a JSON encoder."""
        return {
            "id": self.id,
            "language": self.language,
            "countries": [_country(tag) for tag in self.of_kind("country")],
            "regions": list(self.regions),
            "fields": [
                {"id": tag.value, "score": round(tag.score, 4), "evidence": _ranges(tag.evidence)}
                for tag in self.of_kind("field")
            ],
            "signals": [_signal(signal) for signal in self.signals],
            "terms": [tag.value for tag in self.of_kind("term")],
        }


def _ranges(evidence: tuple[Range, ...]) -> list[list[int]]:
    return [[start, end] for start, end in evidence]


def _country(tag: Tag) -> dict[str, Any]:
    record: dict[str, Any] = {
        "code": tag.value,
        "role": tag.role,
        "score": round(tag.score, 4),
        "evidence": _ranges(tag.evidence),
    }
    if tag.publisher:
        record["publisher"] = True
    return record


def _signal(signal: Signal) -> dict[str, Any]:
    amount = signal.amount
    return {
        "type": signal.type,
        "stage": signal.stage,
        "polarity": signal.polarity,
        "parties": list(signal.parties),
        "organisations": list(signal.organisations),
        "instrument": signal.instrument,
        "fields": list(signal.fields),
        "date": signal.date,
        "amount": None
        if amount is None
        else {"value": amount.value, "currency": amount.currency, "evidence": list(amount.evidence)},
        "modality": signal.modality,
        "inferred": list(signal.inferred),
        "japan": signal.japan,
        "score": round(signal.score, 4),
        "evidence": list(signal.evidence),
    }
