"""Instruments over time: what documents say of one instrument, joined into one line with a history.

A mention joins a line only where nothing speaks against it: the same parties, no other kind of instrument, a
field in common or none named, subjects that agree where both are told in one script, and a stage that can
follow. Where no subject can be compared, the line must be the only one that fits. Two instruments are kept
apart rather than made one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from index.records import Fact
from nlp.tags import Range, Signal
from nlp.tokens import tokenize
from reports.counts import SIGNAL_SCORE, counted_signals, published_day
from reports.words import read_table

Kind = Literal["agreement", "memorandum", "statement", "letter", "arrangement", "strategy", "call", "other"]
MAKING = ("expressed", "proposed", "negotiating", "concluded", "announced", "signed", "approved")
LIVING = ("provisional", "in_force", "implementing", "renewed")
ENDING = ("suspended", "notified", "expired", "terminated")
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
SAME_SIGNING_DAYS = 45  # documents tell one signing within so many days; later, it is another one
LONGEST_MAKING_DAYS = 3 * 365  # from the first proposal to the signature
AGREE = 0.5  # Jaccard of two subjects
_RANK = {stage: place for place, stage in enumerate((*MAKING, *LIVING))}
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("memorandum", r"memorand|\bmo[uc]s?\b|覚書|备忘录|備忘錄|양해각서|absichtserklärung"),
    ("letter", r"letters? of intent|lettre d|carta de intenc|意向書|意向书|의향서"),
    ("statement", r"statement|declaration|communiqu|erklärung|déclaration|declaraci|声明|宣言|성명|선언"),
    ("arrangement", r"arrangement|取決め|取極|取り決め|약정"),
    ("strategy", r"strategy|estrategia|stratégie|roadmap|action plan|戦略|战略|전략"),
    ("agreement", r"agreement|accord|treat|convention|protocol|abkommen|vertrag|acuerdo|convenio|tratado"),
    (
        "agreement",
        r"traité|protocol|協定|条約|議定書|协定|協定|协议|條約|条约|협정|조약|의정서|協力文書|pact",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)


@dataclass(frozen=True, slots=True)
class Mention:
    """One signal about an instrument, with the document that tells it."""

    fact: Fact
    signal: Signal
    day: date  # of the event: the signal's own where it names one that is over, else the publication's

    @property
    def place(self) -> str:
        """Document and first character: the same signal has the same place."""
        return f"{self.fact.document_id}:{self.signal.evidence[0]}:{self.signal.type}"


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


class _Line:
    """A line while it grows."""

    def __init__(self, first: Mention) -> None:
        self.mentions = [first]
        self.parties = first.signal.parties
        self.kind = instrument_kind(first.signal)
        self.fields = set(_fields(first))
        self.subjects = [subject_words(first.signal.instrument)]

    def add(self, mention: Mention) -> None:
        self.mentions.append(mention)
        self.kind = instrument_kind(mention.signal) if self.kind == "other" else self.kind
        self.fields |= set(_fields(mention))
        self.subjects.append(subject_words(mention.signal.instrument))

    def likeness(self, mention: Mention) -> float | None:
        """How well the mention fits, 1 a shared subject, 0 nothing to compare; None where it cannot be."""
        kind, fields = instrument_kind(mention.signal), set(_fields(mention))
        if "other" not in (kind, self.kind) and kind != self.kind:
            return None
        if fields and self.fields and not fields & self.fields:
            return None
        if not self._can_follow(mention):
            return None
        words = subject_words(mention.signal.instrument)
        shares = [share for known in self.subjects if (share := _agreement(words, known)) is not None]
        if not shares:
            told = {one.fact.story_id for one in self.mentions}
            return 0.9 if mention.fact.story_id in told else 0.0
        return max(shares) if max(shares) >= AGREE else None

    def _can_follow(self, mention: Mention) -> bool:
        """Whether the mention's stage can come after (or stand beside) what is told already."""
        stage = mention.signal.stage or ""
        newest = max(self.mentions, key=lambda one: one.day)
        ended = [one for one in self.mentions if one.signal.stage in ("expired", "terminated")]
        if any(mention.day > one.day + timedelta(days=SAME_SIGNING_DAYS) for one in ended):
            return False
        if stage not in _RANK or stage in LIVING:
            return True
        signed = [one.day for one in self.mentions if one.signal.stage in ("signed", *LIVING)]
        if signed:
            return abs((mention.day - min(signed)).days) <= SAME_SIGNING_DAYS or (
                mention.day < min(signed) and stage != "signed"
            )
        return (mention.day - newest.day).days <= LONGEST_MAKING_DAYS


def find_mentions(facts: Iterable[Fact], least_score: float = SIGNAL_SCORE) -> list[Mention]:
    """The signals that speak of an instrument between at least two parties, by day, then place.

    Counted: what is stated as fact or planned, scored enough or confirmed, with a name or a stage.
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
                found.append(Mention(fact, signal, event_day(signal, published)))
    return sorted(found, key=_order)


def _order(mention: Mention) -> tuple[date, int, str]:
    return mention.day, _RANK.get(mention.signal.stage or "", 99), mention.place


def join_lines(mentions: Sequence[Mention]) -> list[InstrumentLine]:
    """Every mention in exactly one line, by parties, first day and id; the order given changes nothing."""
    by_parties: dict[tuple[str, ...], list[_Line]] = {}
    for mention in sorted(mentions, key=_order):
        lines = by_parties.setdefault(mention.signal.parties, [])
        fits = [
            (share, place)
            for place, line in enumerate(lines)
            if (share := line.likeness(mention)) is not None
        ]
        best = max(fits, key=lambda fit: (fit[0], -fit[1]), default=None)
        if best is None or (best[0] == 0.0 and len(fits) > 1):
            lines.append(_Line(mention))
        else:
            lines[best[1]].add(mention)
    joined = [_told(line) for lines in by_parties.values() for line in lines]
    return sorted(joined, key=lambda line: (line.parties, line.first_day, line.id))


def event_day(signal: Signal, published: date) -> date:
    """The day of the event where the signal names one within the year before, else that of publication."""
    try:
        day = date.fromisoformat(signal.date or "")
    except ValueError:
        return published
    return day if timedelta(0) <= published - day <= timedelta(days=366) else published


def instrument_kind(signal: Signal) -> Kind:
    """The kind of instrument that the name as written tells; `other` where it tells none."""
    for kind, pattern in _COMPILED:
        if pattern.search(signal.instrument or ""):
            return kind
    return "statement" if signal.type == "joint_statement" else "other"


@lru_cache(maxsize=65536)
def subject_words(name: str | None) -> frozenset[str]:
    """The words of an instrument's name that say what it is about; none of kinds and parties' offices."""
    if not name:
        return frozenset()
    language = "ja" if re.search(r"[ぁ-ヶ一-龠]", name) else "en"
    words = {token.text.casefold() for token in tokenize(name, language)}
    empty = _empty_words()
    return frozenset(word for word in words if word not in empty and (len(word) > 1 or not word.isascii()))


@lru_cache(maxsize=1)
def _empty_words() -> frozenset[str]:
    return frozenset(map(str, read_table("instrument_words.yml")["empty"]))


def _agreement(one: frozenset[str], other: frozenset[str]) -> float | None:
    """Jaccard of two subjects in one script; None where they cannot be compared."""
    if not one or not other:
        return None
    if all(word.isascii() for word in one) != all(word.isascii() for word in other):
        return None
    return len(one & other) / len(one | other)


def _fields(mention: Mention) -> tuple[str, ...]:
    return mention.signal.fields or mention.fact.fields[:2]


def _told(line: _Line) -> InstrumentLine:
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
    for mention in mentions:
        key = (mention.signal.stage, mention.signal.modality)
        for step in reversed(steps):
            known = step[0]
            if (known.signal.stage, known.signal.modality) == key and (
                mention.day - known.day
            ).days <= SAME_SIGNING_DAYS:
                step.append(mention)
                break
        else:
            steps.append([mention])
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
