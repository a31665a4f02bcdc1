"""Joining mentions of instruments into lines, in about linear time.

A mention is held against the lines of its own parties only, and of those only against what shares a word of
its subject, its story or its event; where none fits so, against lines whose subject cannot be compared, until
two are found. Lines that can take no mention any more leave the shelves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from index.records import Fact
from nlp.tags import Signal
from reports.instrument_kinds import LIVING, MAKING, Kind, instrument_kind
from reports.instrument_subjects import Subject

SAME_SIGNING_DAYS = 45  # documents tell one signing within so many days; later, it is another one
SAME_EVENT_DAYS = 3  # two documents of the same stage so near tell one event, where nothing speaks against it
LONGEST_MAKING_DAYS = 3 * 365  # from the first proposal to the signature
AGREE = 0.5  # of two subjects
IN_STORY, IN_EVENT = 0.9, 0.7  # what a shared story or event is worth where no subject can be compared
RANK = {stage: place for place, stage in enumerate((*MAKING, *LIVING))}
SubjectOf = Callable[[Signal, Fact], Subject]


@dataclass(frozen=True, slots=True)
class Mention:
    """One signal about an instrument, with the document that tells it."""

    fact: Fact
    signal: Signal
    day: date  # of the event: the signal's own where it names one that is over, else the publication's
    subject: Subject

    @property
    def place(self) -> str:
        """Document and first character: the same signal has the same place."""
        return f"{self.fact.document_id}:{self.signal.evidence[0]}:{self.signal.type}"

    @property
    def fields(self) -> tuple[str, ...]:
        """The signal's, else the document's first two."""
        return self.signal.fields or self.fact.fields[:2]

    @property
    def order(self) -> tuple[date, int, str]:
        """By day, then by how far the stage is."""
        return self.day, RANK.get(self.signal.stage or "", 99), self.place

    @property
    def makes(self) -> bool:
        """Whether its stage leads up to the signature: such a one cannot follow it; an approval can."""
        stage = self.signal.stage or ""
        return stage in RANK and stage not in (*LIVING, "approved")


class Line:
    """A line while it grows, by mentions in their order."""

    def __init__(self, first: Mention, place: int) -> None:
        self.place = place
        self.parties = first.signal.parties
        self.mentions: list[Mention] = []
        self.kind: Kind = "other"
        self.fields: set[str] = set()
        self.subjects: dict[Subject, None] = {}
        self.stories: set[str] = set()
        self._events: dict[str, date] = {}  # the last day of each stage
        self._ended: date | None = None
        self._signed: date | None = None
        self.add(first)

    def add(self, mention: Mention) -> None:
        """Take the mention; none may be earlier than those before."""
        self.mentions.append(mention)
        if self.kind == "other":
            self.kind = instrument_kind(mention.signal)
        self.fields.update(mention.fields)
        if mention.subject.words:
            self.subjects[mention.subject] = None
        self.stories.add(mention.fact.story_id)
        stage = mention.signal.stage or ""
        self._events[stage] = mention.day
        if stage in ("expired", "terminated") and self._ended is None:
            self._ended = mention.day
        if stage in ("signed", *LIVING) and self._signed is None:
            self._signed = mention.day

    def fit(self, mention: Mention) -> float | None:
        """How well the mention fits, 1 the same subject, 0 nothing to compare; None where it does not."""
        kind, fields = instrument_kind(mention.signal), set(mention.fields)
        if "other" not in (kind, self.kind) and kind != self.kind:
            return None
        if (fields and self.fields and not fields & self.fields) or self.over(mention.day):
            return None
        if mention.makes and self.made(mention.day):
            return None
        shares = [share for known in self.subjects if (share := mention.subject.agreement(known)) is not None]
        if shares:
            return max(shares) if max(shares) >= AGREE else None
        if mention.fact.story_id in self.stories:
            return IN_STORY
        told = self._events.get(mention.signal.stage or "")
        near = told is not None and (mention.day - told).days <= SAME_EVENT_DAYS
        return IN_EVENT if near and mention.signal.stage and fields & self.fields else 0.0

    def over(self, day: date) -> bool:
        """Whether it ended so long before that nothing more can be told of it."""
        return self._ended is not None and day > self._ended + timedelta(days=SAME_SIGNING_DAYS)

    def made(self, day: date) -> bool:
        """Whether it was signed, or dropped, too long before to be what is being made on the day."""
        if self._signed is None:
            return (day - self.mentions[-1].day).days > LONGEST_MAKING_DAYS
        return self.signed_long_before(day)

    def signed_long_before(self, day: date) -> bool:
        """Whether its signature is too long ago for another to be the same; once so, always so."""
        return self._signed is not None and (day - self._signed).days > SAME_SIGNING_DAYS


class _Signature(NamedTuple):
    """What decides whether a line can take a mention though no subject is compared."""

    kind: Kind
    fields: frozenset[str]
    languages: frozenset[str]
    english: bool


class _Shelf:
    """Lines under one key: all that are not over, and those of them that may still be made."""

    def __init__(self) -> None:
        self._alive: dict[int, Line] = {}
        self._making: dict[int, Line] = {}  # those of them that may still be signed

    def put(self, line: Line) -> None:
        self._alive[line.place] = self._making[line.place] = line

    def drop(self, line: Line) -> None:
        self._alive.pop(line.place, None)
        self._making.pop(line.place, None)

    def open_to(self, mention: Mention) -> Iterator[Line]:
        """Lines that the mention may follow; what can follow no more is taken off for good."""
        lines = self._making if mention.makes else self._alive
        gone = []
        try:
            for line in lines.values():
                if line.over(mention.day) or (mention.makes and line.signed_long_before(mention.day)):
                    gone.append(line.place)
                else:
                    yield line
        finally:
            for place in gone:
                del lines[place]


class _Lines:
    """The lines of one set of parties, on shelves by what a mention can share with them."""

    def __init__(self) -> None:
        self.all: list[Line] = []
        self._shelves: dict[Hashable, _Shelf] = defaultdict(_Shelf)
        self._plain: dict[_Signature, _Shelf] = {}
        self._where: dict[int, _Signature] = {}

    def take(self, mention: Mention) -> None:
        """Put the mention into the line that fits best, or into a new one."""
        fits: dict[int, float] = {}
        seen: set[int] = set()
        for key in _keys(mention):
            shelf = self._shelves.get(key)
            for line in shelf.open_to(mention) if shelf else ():
                if line.place not in seen:
                    seen.add(line.place)
                    if (share := line.fit(mention)) is not None:
                        fits[line.place] = share
        best = min(fits, key=lambda place: (-fits[place], place), default=None)
        if best is None or fits[best] == 0.0:
            best = self._only_one(mention)
        line = Line(mention, len(self.all)) if best is None else self.all[best]
        if best is None:
            self.all.append(line)
        else:
            line.add(mention)
        stage = mention.signal.stage
        own = [("event", stage, mention.day)] if stage else []
        for key in (("story", mention.fact.story_id), *_subject_keys(mention.subject), *own):
            self._shelves[key].put(line)
        self._place(line)

    def _only_one(self, mention: Mention) -> int | None:
        """The one line that speaks against nothing, though nothing speaks for it; None where several do."""
        found: int | None = None
        for signature, shelf in self._plain.items():
            if not _may_fit(mention, signature):
                continue
            for line in shelf.open_to(mention):
                if line.fit(mention) == 0.0:
                    if found is not None:
                        return None
                    found = line.place
        return found

    def _place(self, line: Line) -> None:
        languages = frozenset(subject.language for subject in line.subjects)
        english = any(subject.english for subject in line.subjects)
        signature = _Signature(line.kind, frozenset(line.fields), languages, english)
        before = self._where.get(line.place)
        if before is not None and before != signature:
            self._plain[before].drop(line)
        self._where[line.place] = signature
        self._plain.setdefault(signature, _Shelf()).put(line)


def join_mentions(mentions: Iterable[Mention]) -> list[Line]:
    """Every mention in exactly one line; the order given changes nothing."""
    by_parties: dict[tuple[str, ...], _Lines] = defaultdict(_Lines)
    for mention in sorted(mentions, key=lambda one: one.order):
        by_parties[mention.signal.parties].take(mention)
    return [line for lines in by_parties.values() for line in lines.all]


def _may_fit(mention: Mention, of: _Signature) -> bool:
    """Whether lines of the signature can fit though no subject is compared."""
    mine = instrument_kind(mention.signal)
    if "other" not in (mine, of.kind) and mine != of.kind:
        return False
    if mention.fields and of.fields and not of.fields.intersection(mention.fields):
        return False
    subject = mention.subject
    compared = subject.language in of.languages or (subject.english and of.english)
    return not subject.words or not compared


def _keys(mention: Mention) -> list[Hashable]:
    """What a line that fits better than by chance shares one of with the mention."""
    keys: list[Hashable] = [("story", mention.fact.story_id), *_subject_keys(mention.subject)]
    stage = mention.signal.stage
    if stage:
        for back in range(SAME_EVENT_DAYS + 1):
            keys.append(("event", stage, mention.day - timedelta(days=back)))
    return keys


def _subject_keys(subject: Subject) -> Sequence[Hashable]:
    words = [("word", subject.language, word) for word in subject.words]
    return [*words, *(("english", word) for word in subject.english)]
