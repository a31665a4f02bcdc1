"""What became of cited pages: 改訂 (revised), 訂正 (what was quoted reads otherwise now), 削除 (gone)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from crawlers.publisher_names import PublisherNames
from index.records import Fact
from index.revisions import FactChange
from nlp.regions import country_name
from reports.digest_parts import ChangedFact, Correction, DocumentLookup, PageNote, Quote
from reports.errors import WeekError
from reports.links import clean
from reports.week import Week, day_of_instant
from reports.words import Words

MOST_FACTS: Final = 5  # of one page that a line tells
LONGEST_PART: Final = 60  # characters of a value as written
AS_WRITTEN: Final = ("amount", "quantity", "date")  # kinds whose values are cut from the page


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page whose text became another after a version that is cited, or that is gone."""

    document: str
    before: int  # version
    after: int  # the same where the page is gone
    seen_utc: str
    target_id: str | None = None
    status: str = ""  # what the server answers where the page is gone: 404, 410
    facts: tuple[FactChange, ...] = ()
    sentences: int = 0  # that came, went or were reworded


@dataclass(frozen=True, slots=True)
class Citation:
    """An entry of an earlier digest whose page changed since."""

    digest: str
    edition: str
    week: str
    language: str
    number: int
    headline: str
    story: str
    url: str
    quote: Quote
    change: PageChange


class PageVoice(Protocol):
    """What a line needs beyond its change; `reports.entries.Voice` has it."""

    @property
    def documents(self) -> DocumentLookup:
        """The documents by id and version."""
        ...

    @property
    def words(self) -> Words:
        """The names of codes."""
        ...

    @property
    def zone(self) -> str:
        """The zone of days."""
        ...

    @property
    def names(self) -> Mapping[str, PublisherNames]:
        """Of targets."""
        ...


def notes_of_entry(
    facts: Iterable[Fact], evidence: Quote, changes: Mapping[str, PageChange], voice: PageVoice
) -> tuple[PageNote, ...]:
    """The lines of an entry whose documents changed, that of the quoted one first.

    It is a 訂正 where the passage that the entry rests on did not stand in the version before.
    """
    found = []
    for fact in facts:
        change = changes.get(fact.document_id)
        if change is None or change.after != fact.version:
            continue
        own = fact.document_id == evidence.document
        stood = not own or stands(evidence.text, change.document, change.before, voice.documents)
        found.append((not own, fact.document_id, note_of(change, voice, stands=stood)))
    return tuple(note for *_, note in sorted(found, key=lambda one: one[:2]))


def corrections_of(
    citations: Iterable[Citation], edition: str, language: str, voice: PageVoice
) -> tuple[Correction, ...]:
    """What became of the pages that the edition's earlier digests cited; what it corrects first.

    It is a 訂正 where the passage as it was printed no longer stands in the page.
    """
    found = []
    for one in citations:
        if (one.edition, one.language) != (edition, language):
            continue
        stood = stands(one.quote.text, one.change.document, one.change.after, voice.documents)
        note = note_of(one.change, voice, stands=stood)
        found.append(
            Correction(one.digest, one.week, one.number, one.headline, one.story, one.url, one.quote, note)
        )
    order = ("correction", "deletion", "revision")
    return tuple(
        sorted(found, key=lambda one: (order.index(one.note.kind), _newest(one.week), one.number, one.digest))
    )


def note_of(change: PageChange, voice: PageVoice, *, stands: bool) -> PageNote:
    """One line on a page, in words."""
    words = voice.words
    kind: Literal["revision", "correction", "deletion"] = "revision" if stands else "correction"
    if change.status:
        kind = "deletion"
    shown = _told(change.facts, words)
    return PageNote(
        kind=kind,
        label=words.name("page_notes", kind),
        document=change.document,
        before=change.before,
        after=change.after,
        seen=_day(change.seen_utc, voice.zone),
        publisher=_publisher(change, voice),
        text=_text(change, shown, words),
        facts=shown,
    )


def _publisher(change: PageChange, voice: PageVoice) -> str:
    """What the publisher was called when the change was seen."""
    names = voice.names.get(change.target_id or "")
    called = names.said(change.seen_utc, voice.words.language) if names else ""
    return called or change.target_id or ""


def stands(text: str, document: str, version: int, documents: DocumentLookup) -> bool:
    """Whether a version of the document still holds the text, whatever its blanks."""
    content = documents.document(document, version).document.content
    return "".join(text.split()) in "".join(content.split())


def _text(change: PageChange, shown: Sequence[ChangedFact], words: Words) -> str:
    name = words.name
    if change.status:
        return name("page_notes", "gone").format(change.status)
    if not shown:
        return name("page_notes", "wording").format(change.sentences)
    text = ("、" if words.language == "ja" else "; ").join(one.text for one in shown)
    more = len(change.facts) - len(shown)
    return text + (name("page_notes", "more").format(more) if more > 0 else "")


def _told(facts: Sequence[FactChange], words: Words) -> tuple[ChangedFact, ...]:
    """The first facts of a change, each once, in words."""
    found: dict[str, ChangedFact] = {}
    for fact in facts:
        text = _fact_text(fact, words)
        found.setdefault(
            text,
            ChangedFact(fact.kind, text, fact.before, fact.after, fact.before_range, fact.after_range),
        )
    return tuple(found.values())[:MOST_FACTS]


def _fact_text(fact: FactChange, words: Words) -> str:
    label = words.name("changed_facts", fact.kind)
    before, after = _value(fact, fact.before, words), _value(fact, fact.after, words)
    if fact.kind in ("stage", "event"):
        parties = [words.party(code) for code in fact.parties]
        who = ("・" if words.language == "ja" else ", ").join(parties)
        label = words.name("page_notes", "of").format(label, words.name("signals", fact.unit))
        label += words.name("page_notes", "who").format(who) if who else ""
    return words.name("fact_changes", fact.change).format(label, before, after)


def _value(fact: FactChange, value: str, words: Words) -> str:
    """A value as readers know it: stages and countries by name, days with slashes, the rest as written."""
    if fact.kind in ("stage", "event"):
        stage = words.name("stages", value)
        return stage if stage != value else words.name("modalities", value)
    if fact.kind == "partner":
        return country_name(value, words.language) if value == fact.unit else clean(value)
    if fact.kind == "published":
        return value.replace("-", "/")
    shown = clean(value)
    return shown if len(shown) <= LONGEST_PART else shown[: LONGEST_PART - 1] + "…"


def _day(instant: str, zone: str) -> str:
    try:
        return day_of_instant(instant, zone).isoformat()
    except WeekError:
        return ""  # an ingested document tells no day of its revision


def _newest(week: str) -> int:
    return -Week.parse(week).start.toordinal()
