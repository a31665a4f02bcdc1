"""The parts of a brief: items that quote a document, changes by field, partners, strengths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crawlers.publisher_names import PublisherNames
from index.records import Fact
from nlp.tags import Range, Signal
from reports.digest_parts import DocumentLookup, Quote
from reports.entries import slashed
from reports.headline import compose_headline
from reports.instrument_lines import InstrumentLine
from reports.needs import Need
from reports.quotes import cut_quote, cut_title
from reports.words import Words


@dataclass(frozen=True, slots=True)
class BriefVoice:
    """What an item needs: documents, words, and the publishers' names."""

    documents: DocumentLookup
    words: Words
    names: Mapping[str, PublisherNames]  # of targets

    def publisher(self, fact: Fact) -> str:
        """What the document's publisher was called when it published it."""
        names = self.names.get(fact.target_id or "")
        called = names.said(fact.published or fact.fetched_utc, self.words.language) if names else ""
        return called or self.words.name("plain", "no_publisher")


@dataclass(frozen=True, slots=True)
class BriefItem:
    """One line of a brief and the passage that proves it."""

    headline: str
    date: str
    state: str  # of a need or an instrument, in words
    quote: Quote
    title: Quote
    publisher: str
    url: str
    reports: int  # documents that tell it
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefSection:
    """A list of items under a heading."""

    name: str
    title: str
    items: tuple[BriefItem, ...]
    more: int
    empty: str  # what to print where there is none


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Stories of a field in the last 12 months and in the 12 before."""

    field: str
    name: str
    count: int
    earlier: int | None  # None: the record does not reach back
    documents: tuple[str, ...]
    earlier_documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefPartner:
    """Somebody the country cooperates with."""

    code: str
    name: str
    count: int
    fields: tuple[str, ...]
    with_japan: int  # of the stories, those to which Japan is a party
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strength:
    """An imported indicator, or an item about what was reached."""

    name: str
    value: float | None
    unit: str
    year: int | None
    source: str
    earlier_value: float | None
    earlier_year: int | None
    item: BriefItem | None


def as_item(fact: Fact, signal: Signal, reports: int, voice: BriefVoice) -> BriefItem:
    """A document's signal as an item: composed headline, and the passage that proves it."""
    headline = compose_headline(fact, signal, voice.words)
    return _item(fact, signal.evidence, voice, headline=headline, state="", reports=reports)


def need_item(need: Need, by_id: Mapping[str, Fact], voice: BriefVoice) -> BriefItem:
    """What is asked of Japan in one field, proved by the newest request."""
    asked = need.asked[-1]
    field = voice.words.name("fields", need.field) if need.field else voice.words.name("brief", "any_field")
    headline = voice.words.name("brief", "asks").format(field)
    state = voice.words.name("need_states", need.state)
    return _item(
        by_id[asked.document], asked.range, voice, headline=headline, state=state, reports=len(need.asked)
    )


def instrument_item(line: InstrumentLine, by_id: Mapping[str, Fact], voice: BriefVoice) -> BriefItem:
    """An instrument with its stage, proved by its newest document."""
    words = voice.words
    step = line.history[-1]
    document, _, where = step.evidence[-1]
    comma = "、" if words.language == "ja" else ", "
    name = line.name or words.name("instrument_kinds", line.kind)
    fields = comma.join(words.name("fields", code) for code in line.fields[:2])
    headline = (
        f"{name}({fields})"
        if fields and words.language == "ja"
        else name + (f" ({fields})" if fields else "")
    )
    state = words.name("stages", line.stage) if line.stage else ""
    item = _item(by_id[document], where, voice, headline=headline, state=state, reports=len(line.documents))
    return BriefItem(
        headline=headline,
        date=slashed(line.last_day),
        state=state,
        quote=item.quote,
        title=item.title,
        publisher=item.publisher,
        url=item.url,
        reports=item.reports,
        documents=line.documents,
    )


def _item(
    fact: Fact, where: Range, voice: BriefVoice, *, headline: str, state: str, reports: int
) -> BriefItem:
    document = voice.documents.document(fact.document_id, fact.version).document
    content = document.content
    quote = cut_quote(fact, content, *where)
    title_end = len(document.title)
    return BriefItem(
        headline=headline,
        date=slashed(fact.published),
        state=state,
        quote=quote,
        title=cut_title(fact, content, title_end) or quote,
        publisher=voice.publisher(fact),
        url=fact.url,
        reports=reports,
        documents=(fact.document_id,),
    )
