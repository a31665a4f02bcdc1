"""The instruments calendar: expiries, next joint committees, entries into force and call deadlines ahead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from index.errors import DocumentMissing
from index.records import Fact
from nlp.eventdates import find_dates
from nlp.tags import Range, Signal
from reports.counts import SIGNAL_SCORE, counted_signals
from reports.digest_parts import DocumentLookup
from reports.existing import Existing
from reports.ics import Event
from reports.instrument_lines import InstrumentLine
from reports.instrument_terms import Expiry, find_expiries
from reports.words import Words

What = Literal["expiry", "notice", "meeting", "deadline", "in_force"]
_REACH = 600  # code points after a call's evidence in which its deadline is looked for
_DEADLINE = re.compile(
    r"deadline|closes?\b|closing date|due\b|apply by|submi\w+ by|until|no later than|締切|締め切|期限|まで|"
    r"frist|bis zum|einreich|date limite|jusqu|clôture|plazo|hasta|fecha límite|截止|마감",
    re.IGNORECASE,
)
_EXPIRY = re.compile(
    r"expir|remain\w* in force until|valid until|失効|有効期(?:限|間)|bis zum|caduc|到期|만료", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DateAhead:
    """One day to come, and what says so."""

    day: str
    what: What
    title: str
    parties: tuple[str, ...]
    fields: tuple[str, ...]
    source: str  # "office" for its own table, else the document's id
    version: int = 0
    range: Range | None = None
    url: str = ""
    expiry: Expiry | None = None  # how an instrument's end is known

    def to_json(self) -> dict[str, Any]:
        """The record of `registers calendar --json`."""
        return {
            "date": self.day,
            "what": self.what,
            "title": self.title,
            "parties": list(self.parties),
            "fields": list(self.fields),
            "source": self.source,
            "version": self.version or None,
            "range": list(self.range) if self.range else None,
            "expiry": self.expiry.to_json() if self.expiry else None,
        }

    def event(self, words: Words) -> Event:
        """The date as an event of a calendar."""
        who = "・".join(words.party(code) for code in self.parties)
        day = date.fromisoformat(self.day)
        title = f"{words.name('dates_ahead', self.what)}: {self.title}" + (f"({who})" if who else "")
        note = expiry_text(self.expiry, words) if self.expiry else ""
        if self.expiry and self.expiry.automatic and self.what == "expiry":
            title += f" [{words.name('expiry', 'automatic')}]"
        return Event(day, day, title, note=f"{note} {self.source}".strip(), url=self.url)


def expiry_text(expiry: Expiry, words: Words) -> str:
    """How the end is known: the term and what it is counted from, and whether it renews itself."""
    if expiry.start:
        years, months = divmod(expiry.months, 12)
        term = words.name("expiry", "years").format(years) if years else ""
        term += words.name("expiry", "months").format(months) if months else ""
        kind = words.name("stages", expiry.start_kind)
        said = words.name("expiry", "counted").format(term.strip(), kind, expiry.start)
    else:
        said = words.name("expiry", "stated" if expiry.exact else "inexact")
    if not expiry.automatic:
        return said
    said += f" {words.name('expiry', 'automatic')}"
    if expiry.periods:
        said += f" {words.name('expiry', 'renewed').format(expiry.first_day, expiry.periods, expiry.day)}"
    if notice := expiry.notice_day:
        said += f" {words.name('expiry', 'notice').format(notice)}"
    return said


def find_dates_ahead(
    facts: Sequence[Fact],
    documents: DocumentLookup,
    existing: Iterable[Existing],
    today: date,
    *,
    lines: Sequence[InstrumentLine] = (),
    least_score: float = SIGNAL_SCORE,
) -> list[DateAhead]:
    """All dates from today on that the office's table and the stored documents tell, by day.

    Of documents: calls that are open or announced with a deadline beside them, joint committees that are
    scheduled, agreements with a day on which they take effect or end, and of instruments the end that follows
    from their term. Each stands on a range.
    """
    found = {one for known in existing for one in _of_table(known)}
    of_line = {line.id: line for line in lines}
    urls = {fact.document_id: fact.url for fact in facts}
    for expiry in find_expiries(lines, documents, today).values():
        found.update(_of_expiry(of_line[expiry.line], expiry, urls.get(expiry.document, "")))
    for fact in facts:
        for signal in counted_signals(fact, least_score):
            found.update(_of_signal(fact, signal, documents))
    ahead = [one for one in found if one.day >= today.isoformat()]
    return sorted(_once(ahead), key=lambda one: (one.day, one.what, one.title, one.source))


def _of_table(known: Existing) -> list[DateAhead]:
    days: Sequence[tuple[str, What]] = ((known.expires, "expiry"), (known.next_meeting, "meeting"))
    return [
        DateAhead(day, what, known.name, known.parties, known.fields, "office") for day, what in days if day
    ]


def _of_expiry(line: InstrumentLine, expiry: Expiry, url: str) -> list[DateAhead]:
    """The end, and of what renews itself the last day on which somebody can object."""
    days: Sequence[tuple[str, What]] = ((expiry.day, "expiry"), (expiry.notice_day, "notice"))
    return [
        DateAhead(
            day,
            what,
            " ".join(line.name.split()) or line.id,
            line.parties,
            line.fields,
            expiry.document,
            expiry.version,
            expiry.range,
            url if url.startswith(("https://", "http://")) else "",
            expiry,
        )
        for day, what in days
        if day
    ]


def _of_signal(fact: Fact, signal: Signal, documents: DocumentLookup) -> list[DateAhead]:
    """What one signal says of days to come; most say nothing."""
    if signal.type == "joint_call" and signal.stage in ("open", "pre_announced", "announced", None):
        return _dated(fact, signal, documents, "deadline")
    if signal.type == "dialogue" and signal.modality == "planned" and _is_day(signal.date):
        return [_ahead(fact, signal, "meeting", signal.date or "", signal.evidence)]
    if signal.type == "agreement":
        planned = signal.modality == "planned" and signal.stage in ("in_force", "provisional")
        ahead = [_ahead(fact, signal, "in_force", signal.date or "", signal.evidence)] if planned else []
        ahead = [one for one in ahead if _is_day(one.day)]
        return ahead + _dated(fact, signal, documents, "expiry")
    return []


def _dated(fact: Fact, signal: Signal, documents: DocumentLookup, what: What) -> list[DateAhead]:
    """The first whole day after publication near a cue: in the evidence, of a call shortly after it too."""
    cue, reach = (_DEADLINE, _REACH) if what == "deadline" else (_EXPIRY, 0)
    try:
        content = documents.document(fact.document_id, fact.version).document.content
    except DocumentMissing:
        return []
    start, end = signal.evidence[0], min(len(content), signal.evidence[1] + reach)
    if not cue.search(content, start, end):
        return []
    for (first, last), value in sorted(
        find_dates(content, (start, end), published=fact.published, planned=True)
    ):
        near = content[max(start, first - 40) : min(end, last + 12)]
        if _is_day(value) and value > fact.published and cue.search(near):
            return [_ahead(fact, signal, what, value, (first, last))]
    return []


def _ahead(fact: Fact, signal: Signal, what: What, day: str, where: Range) -> DateAhead:
    title = signal.instrument or fact.title or fact.document_id
    return DateAhead(
        day,
        what,
        " ".join(title.split()),
        signal.parties,
        signal.fields or fact.fields[:2],
        fact.document_id,
        fact.version,
        where,
        fact.url if fact.url.startswith(("https://", "http://")) else "",
    )


def _is_day(text: str | None) -> bool:
    try:
        return date.fromisoformat(text or "").isoformat() == text
    except ValueError:
        return False


def _once(ahead: Iterable[DateAhead]) -> list[DateAhead]:
    """One of those that tell the same day, kind and parties; the office's own first, then the smallest id."""
    kept: dict[tuple[str, str, tuple[str, ...], str], DateAhead] = {}
    for one in sorted(
        ahead,
        key=lambda one: (one.source != "office", one.expiry is None, one.source, one.range or (0, 0)),
    ):
        kept.setdefault((one.day, one.what, one.parties, one.title if not one.parties else ""), one)
    return list(kept.values())
