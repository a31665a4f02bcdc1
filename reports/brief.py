"""A country's brief for a visit: every sentence a passage, every figure with the documents behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from index.records import Fact
from nlp.tags import Signal
from reports.brief_parts import (
    BriefItem,
    BriefPartner,
    BriefSection,
    BriefVoice,
    FieldChange,
    Strength,
    as_item,
    instrument_item,
    need_item,
)
from reports.counts import Story, counted_signals, group_stories
from reports.dates_ahead import DateAhead
from reports.entries import slashed
from reports.existing import Existing
from reports.indicators import Indicator, newest_of
from reports.instrument_lines import InstrumentLine
from reports.needs import Need
from reports.words import country_rank

FORM = (
    3  # of the JSON; rises when a key comes or changes its meaning (2: id, versions; 3: existing, renewals)
)
YEAR_DAYS = 365
MOST = {"priorities": 5, "needs": 4, "instruments": 6, "partners": 8, "risks": 4, "best": 10}
MOST_FIELDS = 8
MOST_STRENGTHS = 6
MOST_ONE_PUBLISHER = 4  # of the best documents
PRIORITY = ("strategy", "funding", "organisation")
_BEST_TYPES = {"agreement": 0, "joint_statement": 0, "strategy": 1, "joint_call": 1, "dialogue": 2}


@dataclass(frozen=True, slots=True)
class BriefInputs:
    """What a brief is made from."""

    facts: Sequence[Fact]  # of two years and more
    lines: Sequence[InstrumentLine]
    needs: Sequence[Need]
    dates: Sequence[DateAhead]
    indicators: Sequence[Indicator]
    visit: str = ""  # the next one, in words
    existing: Sequence[Existing] = ()  # the office's own table
    record_start: str = ""  # the first day of the whole record, YYYY-MM-DD; "": that of the facts
    versions: Mapping[str, str] = field(default_factory=dict)  # software, tagger, model


@dataclass(frozen=True, slots=True)
class Brief:
    """One or two pages on a country, complete."""

    country: str
    language: str
    day: str
    title: str
    period: str
    notice: str
    visit: str
    stories: int  # of the last 12 months in which the country acts
    earlier: int | None  # of the 12 months before; None where the record does not reach back
    changes: tuple[FieldChange, ...]
    strengths: tuple[Strength, ...]
    sections: tuple[BriefSection, ...]
    partners: tuple[BriefPartner, ...]
    existing: tuple[dict[str, Any], ...]  # with Japan, as the office's own table has them
    dates: tuple[dict[str, Any], ...]
    method: str
    documents: tuple[tuple[str, int, str], ...]
    versions: Mapping[str, str]

    @property
    def id(self) -> str:
        """Country, day and language: the same three are the same brief."""
        return f"brief-{self.country}-{self.day}-{self.language}"

    def to_json(self) -> dict[str, Any]:
        """The record of `brief COUNTRY --format json` (docs/formats.md)."""
        plain = asdict(self)
        pins = plain.pop("documents")
        return {
            "form": FORM,
            "id": self.id,
            **plain,
            "documents": [{"id": i, "version": v, "digest": d} for i, v, d in pins],
        }


@dataclass(frozen=True, slots=True)
class _Told:
    """A story with the document and signal that stand for it."""

    story: Story
    fact: Fact
    signal: Signal


def build_brief(country: str, day: date, inputs: BriefInputs, voice: BriefVoice, notice: str = "") -> Brief:
    """The brief of a country or grouping on a day; the same store gives the same brief."""
    words = voice.words
    start = day - timedelta(days=YEAR_DAYS)
    before = start - timedelta(days=YEAR_DAYS)
    stories = group_stories(inputs.facts)
    own = [one for one in stories if any(country in fact.actors for fact in one.facts)]
    now = [one for one in own if start < one.first_day <= day]
    then = [one for one in own if before < one.first_day <= start]
    begins = inputs.record_start or (stories[0].first_day.isoformat() if stories else "")
    reaches = bool(begins) and begins <= (before + timedelta(days=31)).isoformat()
    told = [one for story in now if (one := _telling(story, country)) is not None]
    sections = _sections(country, told, inputs, voice)
    strengths = _strengths(country, told, inputs.indicators, voice)
    return Brief(
        country=country,
        language=words.language,
        day=day.isoformat(),
        title=words.name("brief", "title").format(words.party(country)),
        period=words.name("brief", "span").format(
            slashed((start + timedelta(days=1)).isoformat()), slashed(day.isoformat())
        ),
        notice=notice,
        visit=inputs.visit,
        stories=len(now),
        earlier=len(then) if reaches else None,
        changes=_changes(now, then, reaches=reaches, voice=voice),
        strengths=strengths,
        sections=sections,
        partners=_partners(country, told, voice),
        existing=tuple(asdict(one) for one in _with_japan(country, day, inputs.existing)),
        dates=tuple(one.to_json() for one in inputs.dates if country in one.parties)[:6],
        method=words.name("brief", "method"),
        documents=_pins(sections, strengths, voice),
        versions={"form": str(FORM), **inputs.versions},
    )


def narrow_inputs(country: str, day: date, inputs: BriefInputs) -> BriefInputs:
    """The part of the inputs that a country's brief reads: the same brief comes of it."""
    stories = group_stories(inputs.facts)
    before = day - timedelta(days=2 * YEAR_DAYS)
    lines = [line for line in inputs.lines if {country, "JP"} <= set(line.parties)]
    needs = [need for need in inputs.needs if need.requester == country]
    kept = {
        fact.document_id
        for story in stories
        if before < story.first_day <= day and any(country in fact.actors for fact in story.facts)
        for fact in story.facts
    }
    kept.update(document for line in lines for document in line.documents)
    kept.update(asked.document for need in needs for asked in need.asked)
    return replace(
        inputs,
        facts=tuple(fact for fact in inputs.facts if fact.document_id in kept),
        lines=tuple(lines),
        needs=tuple(needs),
        dates=tuple(one for one in inputs.dates if country in one.parties),
        existing=_with_japan(country, day, inputs.existing),
        indicators=tuple(one for one in inputs.indicators if one.country == country),
        record_start=stories[0].first_day.isoformat() if stories else "",
    )


def _telling(story: Story, country: str) -> _Told | None:
    """The story's best document about the country, with its best signal."""
    ways = [
        (
            signal.polarity == "none",
            -signal.score,
            fact.published,
            fact.document_id,
            signal.evidence,
            fact,
            signal,
        )
        for fact in story.facts
        for signal in counted_signals(fact)
        if country in signal.parties or (country in fact.actors and not signal.parties)
    ]
    if not ways:
        return None
    *_, fact, signal = min(ways, key=lambda way: way[:5])
    return _Told(story, fact, signal)


def _with_japan(country: str, day: date, existing: Iterable[Existing]) -> tuple[Existing, ...]:
    """What the office has in force with the country, that which ends first before the rest."""
    both = [one for one in existing if {country, "JP"} <= set(one.parties) and not one.over(day)]
    return tuple(sorted(both, key=lambda one: (one.expires or "9999", one.name)))


def _sections(
    country: str, told: Sequence[_Told], inputs: BriefInputs, voice: BriefVoice
) -> tuple[BriefSection, ...]:
    """Priorities, what they want from Japan, instruments with Japan, risks, best documents."""
    by_id = {fact.document_id: fact for fact in inputs.facts}
    newest = sorted(told, key=lambda one: (-one.story.first_day.toordinal(), one.story.id))
    needs = [need for need in inputs.needs if need.requester == country]
    lines = sorted(
        (line for line in inputs.lines if {country, "JP"} <= set(line.parties)),
        key=lambda line: (line.last_day, line.id),
        reverse=True,
    )
    of_lines = {document for line in lines for document in line.documents}
    with_japan = [
        one
        for one in newest
        if one.signal.polarity == "cooperation"
        and "JP" in one.signal.parties
        and one.fact.document_id not in of_lines
        and one.signal.japan != "asked"
    ]
    sections = {
        "priorities": _items((one for one in newest if one.signal.type in PRIORITY), voice),
        "needs": [need_item(need, by_id, voice) for need in needs],
        "instruments": [instrument_item(line, by_id, voice) for line in lines] + _items(with_japan, voice),
        "risks": _items((one for one in newest if one.signal.polarity == "restriction"), voice),
        "best": _items(_best(told), voice),
    }
    return tuple(
        BriefSection(
            name,
            voice.words.name("brief", name),
            tuple(items[: MOST[name]]),
            max(0, len(items) - MOST[name]) if name != "best" else 0,
            voice.words.name("brief_empty", name),
        )
        for name, items in sections.items()
    )


def _items(told: Iterable[_Told], voice: BriefVoice) -> list[BriefItem]:
    return [as_item(one.fact, one.signal, len(one.story.facts), voice) for one in told]


def _best(told: Sequence[_Told]) -> list[_Told]:
    """The documents to read first: Japan in them, instruments and strategies, told by many, sure, new.

    A few a publisher, so that one busy ministry does not fill the list.
    """
    ranked = sorted(
        told,
        key=lambda one: (
            one.signal.japan == "out",
            _BEST_TYPES.get(one.signal.type, 3),
            -len(one.story.facts),
            -round(one.signal.score, 1),
            -one.story.first_day.toordinal(),
            one.story.id,
        ),
    )
    taken: dict[str | None, int] = {}
    chosen = []
    for one in ranked:
        taken[one.fact.target_id] = taken.get(one.fact.target_id, 0) + 1
        if taken[one.fact.target_id] <= MOST_ONE_PUBLISHER:
            chosen.append(one)
    return chosen[: MOST["best"]]


def _changes(
    now: Sequence[Story], then: Sequence[Story], *, reaches: bool, voice: BriefVoice
) -> tuple[FieldChange, ...]:
    """Stories by field in the last 12 months against the 12 before, the most told fields first."""
    counts: dict[str, tuple[list[Story], list[Story]]] = {}
    for place, stories in enumerate((now, then)):
        for story in stories:
            for code in {code for fact in story.facts for code in fact.fields}:
                counts.setdefault(code, ([], []))[place].append(story)
    ranked = sorted(counts, key=lambda code: (-len(counts[code][0]), -len(counts[code][1]), code))
    return tuple(
        FieldChange(
            field=code,
            name=voice.words.name("fields", code),
            count=len(counts[code][0]),
            earlier=len(counts[code][1]) if reaches else None,
            documents=tuple(sorted(story.lead.document_id for story in counts[code][0])),
            earlier_documents=tuple(sorted(story.lead.document_id for story in counts[code][1])),
        )
        for code in ranked[:MOST_FIELDS]
    )


def _strengths(
    country: str, told: Sequence[_Told], indicators: Sequence[Indicator], voice: BriefVoice
) -> tuple[Strength, ...]:
    """Imported indicators with source and year, then what documents report as reached."""
    numbers = [
        Strength(
            name=newest.name,
            value=newest.value,
            unit=newest.unit,
            year=newest.year,
            source=newest.source,
            earlier_value=before.value if before else None,
            earlier_year=before.year if before else None,
            item=None,
        )
        for newest, before in newest_of(indicators, country)
    ]
    reached = sorted(
        (one for one in told if one.signal.type in ("capability", "indicator")),
        key=lambda one: (-round(one.signal.score, 1), -one.story.first_day.toordinal(), one.story.id),
    )
    items = [Strength("", None, "", None, "", None, None, item) for item in _items(reached[:3], voice)]
    return (*numbers[:MOST_STRENGTHS], *items)


def _partners(country: str, told: Sequence[_Told], voice: BriefVoice) -> tuple[BriefPartner, ...]:
    """With whom the country cooperates besides Japan, in which fields, the most frequent first."""
    found: dict[str, list[_Told]] = {}
    for one in told:
        if one.signal.polarity == "cooperation":
            for code in set(one.signal.parties) - {country, "JP"}:
                found.setdefault(code, []).append(one)
    ranked = sorted(found, key=lambda code: (-len(found[code]), country_rank(code), code))
    return tuple(
        BriefPartner(
            code=code,
            name=voice.words.party(code),
            count=len(found[code]),
            fields=tuple(_by_count(one.signal.fields or one.fact.fields for one in found[code])[:4]),
            with_japan=sum("JP" in one.signal.parties for one in found[code]),
            documents=tuple(sorted(one.fact.document_id for one in found[code])),
        )
        for code in ranked[: MOST["partners"]]
    )


def _by_count(groups: Iterable[Sequence[str]]) -> list[str]:
    counts: dict[str, int] = {}
    for group in groups:
        for code in group:
            counts[code] = counts.get(code, 0) + 1
    return sorted(counts, key=lambda code: (-counts[code], code))


def _pins(
    sections: Sequence[BriefSection], strengths: Sequence[Strength], voice: BriefVoice
) -> tuple[tuple[str, int, str], ...]:
    """Every document that is quoted, with its version and the digest of its content."""
    quotes = [item.quote for section in sections for item in section.items]
    quotes += [one.item.quote for one in strengths if one.item is not None]
    wanted = sorted({(quote.document, quote.version) for quote in quotes})
    return tuple((i, v, voice.documents.document(i, v).document.digest) for i, v in wanted)


def quotes_of(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every quote of a brief as JSON, for whoever wants to hold them against the store."""
    items = [item for section in body["sections"] for item in section["items"]]
    items += [one["item"] for one in body["strengths"] if one["item"]]
    return [item["quote"] for item in items] + [item["title"] for item in items]
