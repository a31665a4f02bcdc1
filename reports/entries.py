"""Entries of a digest: which stories of the week are shown, in which order, and what is said of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from crawlers.publisher_names import PublisherNames
from index.records import Fact, StoredDocument
from nlp.tags import Amount, Signal
from reports.agenda import Visit, next_visit
from reports.counts import Story, counted_signals
from reports.digest_parts import FORM, DigestEntry, DocumentLookup, Figure, Line, Report, RestLine, WordNotes
from reports.errors import WeekError
from reports.headline import cast_of, compose_headline
from reports.page_changes import PageChange, notes_of_entry
from reports.quotes import cut_lead, cut_quote, cut_title, with_notes
from reports.routing import COUNCILS, Route, council_name, route, route_signal
from reports.week import day_of_instant
from reports.words import Words, country_rank

MOST_REST = 60  # stories beyond the entries that are listed by headline
# The header block: the Daily Watcher's five lines first, then ours
HEADER = (
    ("country", "国・地域", "Country"),
    ("language", "元記事の言語", "Language"),
    ("publisher", "公開機関", "Published by"),
    ("published", "元記事公開日", "Published"),
    ("collected", "収集日", "Collected"),
    ("fields", "分野", "Fields"),
    ("signal", "シグナル種別・段階", "Signal and stage"),
    ("parties", "当事者", "Parties"),
    ("amount", "金額・期日", "Amount and date"),
    ("japan", "日本との関連", "Relation to Japan"),
    ("councils", "送付先協議会", "Sent to"),
    ("confidence", "信頼度", "Confidence"),
)
_POLARITY_RANK = {"restriction": 0, "cooperation": 1, "none": 2}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story with the document and the signal that stand for it, and where it is sent."""

    story: Story
    fact: Fact
    signal: Signal
    fields: tuple[str, ...]
    route: Route
    visit: Visit | None = None  # on the diplomatic calendar, with one of its parties
    searches: tuple[Mapping[str, str], ...] = ()  # why a person's saved searches found it, by language

    @property
    def with_japan(self) -> bool:
        """Japan is a party, is asked, or is named beside a cooperation or a restriction."""
        return self.signal.polarity != "none" and self.signal.japan != "out"


@dataclass(frozen=True, slots=True)
class Voice:
    """What an entry needs beyond its candidate: documents, words, and the zone of its days."""

    documents: DocumentLookup
    words: Words
    zone: str
    names: Mapping[str, PublisherNames]  # of targets
    word_notes: WordNotes = field(default_factory=dict)
    changes: Mapping[str, PageChange] = field(default_factory=dict)  # against the version before, by id
    form: int = FORM  # of the digest

    def publisher(self, fact: Fact) -> str:
        """What the publisher was called when it published this; the target's id where it has no name."""
        names = self.names.get(fact.target_id or "")
        called = names.said(fact.published or fact.fetched_utc, self.words.language) if names else ""
        return called or fact.target_id or ""


def find_candidates(
    stories: Sequence[Story],
    least_score: float,
    visits: Sequence[Visit] = (),
    day: date | None = None,
    *,
    form: int = FORM,
) -> list[Candidate]:
    """The stories that a digest can show: a counted signal in some field of science and technology.

    The story is told by its original publisher's document, else by the earliest; but a document that states a
    cooperation or a restriction goes before one that has national news only. Of a document's signals, what
    Japan is asked goes first, then the best score. `visits`: those within 90 days after `day` lift their
    partners' stories.
    """
    found = []
    for story in stories:
        lead = story.lead
        ways = [
            (_signal_rank(signal)[0], place, _signal_rank(signal), fact, signal)
            for place, fact in enumerate((lead, *(fact for fact in story.facts if fact is not lead)))
            for signal in counted_signals(fact, least_score)
            if signal.fields or fact.fields
        ]
        if ways:
            *_, fact, signal = min(ways, key=lambda way: way[:3])
            fields = signal.fields or fact.fields
            partners = signal.parties or fact.actors
            to = route_signal(fact, signal) if form >= 4 else route(fields, signal.type)
            visit = next_visit(partners, day, visits) if day and signal.polarity != "none" else None
            found.append(Candidate(story, fact, signal, fields, to, visit))
    return found


def rank(candidates: Sequence[Candidate], edition: str) -> list[Candidate]:
    """In the readers' order: Japan as a party or named; partners on the diplomatic calendar; adverse signals;
    cooperation (with a named partner first); national news.

    Within each, what is primary for the council, then the customary order of countries, then the newest;
    the last tie goes to the story's id. This is the order of the reader formats, with cooperation before
    national news, so that the news of a few large countries cannot crowd out the rest.
    """

    def key(candidate: Candidate) -> tuple[Any, ...]:
        head = cast_of(candidate.fact, candidate.signal).head
        return (
            not candidate.with_japan,
            candidate.visit is None,
            _POLARITY_RANK[candidate.signal.polarity],
            candidate.signal.polarity == "cooperation" and len(candidate.signal.parties) < 2,
            edition in COUNCILS and edition not in candidate.route.primary,
            country_rank(head[0]) if head else country_rank(""),
            -candidate.story.first_day.toordinal(),
            candidate.story.id,
        )

    return sorted(candidates, key=key)


def compose_entry(candidate: Candidate, voice: Voice) -> DigestEntry:
    """The entry of a story, its quotes cut from the stored version of the document that stands for it."""
    fact, signal, words = candidate.fact, candidate.signal, voice.words
    stored = voice.documents.document(fact.document_id, fact.version)
    content = stored.document.content
    evidence = cut_quote(fact, content, *signal.evidence)
    title_end = len(stored.document.title)
    # Where the title is the evidence, the first sentence below it says more.
    ended = voice.form >= 4
    lead_quote = cut_lead(fact, content, title_end, ended=ended) if evidence.range[0] < title_end else None
    quotes = (evidence,) if lead_quote is None else (evidence, lead_quote)
    title = cut_title(fact, content, title_end) or evidence
    reports = tuple(_report(told, voice) for told in candidate.story.facts)
    lead = next(report for report in reports if report.document == fact.document_id)
    return DigestEntry(
        story=candidate.story.id,
        headline=compose_headline(fact, signal, words),
        sentences=tuple(with_notes(quote, voice.word_notes) for quote in quotes),
        figures=_figures(candidate, words, content),
        lines=_lines(candidate, stored, voice),
        title=title,
        url=fact.url,
        mark="confirmed" if signal.status in ("confirmed", "added") else "automatic",
        polarity=signal.polarity,
        japan=signal.japan,
        why=_why(candidate, words),
        lead=lead,
        reported_by=tuple(report for report in reports if report.document != fact.document_id),
        councils=candidate.route.all,
        signal=_signal_record(signal),
        changes=notes_of_entry(candidate.story.facts, evidence, voice.changes, voice),
    )


def compose_rest(candidates: Sequence[Candidate], words: Words) -> tuple[RestLine, ...]:
    """The stories beyond the entries, a line each, MOST_REST at most."""
    return tuple(
        RestLine(
            story=one.story.id,
            headline=compose_headline(one.fact, one.signal, words),
            document=one.fact.document_id,
            published=one.fact.published,
            url=one.fact.url,
        )
        for one in candidates[:MOST_REST]
    )


def lag_days(fact: Fact, zone: str) -> int | None:
    """Days from publication to collection, or None where the instant of collection is not known."""
    try:
        return (day_of_instant(fact.fetched_utc, zone) - date.fromisoformat(fact.published)).days
    except (WeekError, ValueError):
        return None


def slashed(day: str) -> str:
    """A date as tables write it: 2026/11/18."""
    return day.replace("-", "/")


def _signal_rank(signal: Signal) -> tuple[Any, ...]:
    return (
        _POLARITY_RANK[signal.polarity] == 2,
        signal.japan != "asked",
        -signal.score,
        _POLARITY_RANK[signal.polarity],
        signal.evidence,
        signal.type,
    )


def _report(fact: Fact, voice: Voice) -> Report:
    return Report(
        document=fact.document_id,
        version=fact.version,
        publisher=voice.publisher(fact),
        published=fact.published,
        language=fact.language,
        title=fact.title,
        url=fact.url,
    )


def _figures(candidate: Candidate, words: Words, content: str) -> tuple[Figure, ...]:
    japanese = words.language == "ja"
    documents = tuple(fact.document_id for fact in candidate.story.facts)
    figures = [
        Figure("reports", "報じた文書" if japanese else "Documents that report it", len(documents), documents)
    ]
    amount = candidate.signal.amount
    if amount is not None:
        own = (candidate.fact.document_id,)
        figures.append(Figure("amount", "金額" if japanese else "Amount", amount_text(amount, content), own))
    return tuple(figures)


def amount_text(amount: Amount, content: str) -> str:
    """A sum in its source's currency, with the words of the source."""
    start, end = amount.evidence
    number = f"{amount.value:,.0f}" if amount.value == int(amount.value) else f"{amount.value:,}"
    written = " ".join(content[start:end].split())
    return f"{number} {amount.currency}" + (f" ({written})" if written else "")


def _lines(candidate: Candidate, stored: StoredDocument, voice: Voice) -> tuple[Line, ...]:
    """The header block, in the order of HEADER."""
    fact, signal, words = candidate.fact, candidate.signal, voice.words
    japanese = words.language == "ja"
    cast = cast_of(fact, signal)
    places = (*cast.head, *cast.partners)  # whom the news is about; who says it stands in the next lines
    comma = "、" if japanese else ", "
    values = {
        "country": comma.join(words.party(code) for code in places),
        "language": words.name("languages", fact.language),
        "publisher": voice.publisher(fact) or words.name("plain", "no_publisher"),
        "published": _published(fact, words),
        "collected": _collected(fact, voice),
        "fields": comma.join(words.name("fields", code) for code in candidate.fields[:3]),
        "signal": _signal_text(signal, words),
        "parties": _parties(signal, words),
        "amount": _amount_and_date(signal, stored.document.content, words),
        "japan": words.name("japan", signal.japan),
        "councils": _councils(candidate.route, words),
        "confidence": _confidence(signal, words),
    }
    return tuple(Line(name, ja if japanese else en, values[name]) for name, ja, en in HEADER)


def _published(fact: Fact, words: Words) -> str:
    how = words.name("published_from", fact.published_from)
    return slashed(fact.published) + (f"({how})" if words.language == "ja" else f" ({how})")


def _collected(fact: Fact, voice: Voice) -> str:
    lag = lag_days(fact, voice.zone)
    if lag is None:
        return voice.words.name("plain", "unknown")
    day = slashed(day_of_instant(fact.fetched_utc, voice.zone).isoformat())
    if voice.words.language == "ja":
        return f"{day}(公開から{lag}日)"
    return f"{day} ({lag} {'day' if lag == 1 else 'days'} after publication)"


def _signal_text(signal: Signal, words: Words) -> str:
    text = f"{words.signal_code(signal.type)} {words.name('signals', signal.type)}"
    if signal.stage:
        text += f" / {words.name('stages', signal.stage)}"
    if signal.modality == "planned":
        text += f"({words.name('modalities', 'planned')})" if words.language == "ja" else " (planned)"
    return text


def _parties(signal: Signal, words: Words) -> str:
    codes = sorted(signal.parties, key=lambda code: (country_rank(code), code))
    guess = words.name("plain", "inferred")
    named = [words.party(code) + (guess if code in signal.inferred else "") for code in codes]
    comma = "、" if words.language == "ja" else ", "
    shown = comma.join(named)
    if signal.organisations:
        names = comma.join(signal.organisations[:4]) + (" …" if len(signal.organisations) > 4 else "")
        shown = (
            f"{shown}({names})"
            if words.language == "ja" and shown
            else (f"{shown} ({names})" if shown else names)
        )
    return shown or words.name("plain", "not_stated")


def _amount_and_date(signal: Signal, content: str, words: Words) -> str:
    parts = [amount_text(signal.amount, content)] if signal.amount else []
    parts += [slashed(signal.date)] if signal.date else []
    return " / ".join(parts) or words.name("plain", "not_stated")


def _councils(to: Route, words: Words) -> str:
    """Primary councils, then those that get it for information."""
    informed = "(参考)" if words.language == "ja" else " (for information)"
    names = [council_name(council, words.language, short=True) for council in to.primary]
    names += [council_name(council, words.language, short=True) + informed for council in to.informed]
    return ("、" if words.language == "ja" else ", ").join(names) or words.name("plain", "no_council")


def _confidence(signal: Signal, words: Words) -> str:
    level = "high" if signal.score >= 0.8 else "middle" if signal.score >= 0.65 else "low"
    shown = words.name("confidence", level)
    return f"{shown}({signal.score:.2f})" if words.language == "ja" else f"{shown} ({signal.score:.2f})"


def _why(candidate: Candidate, words: Words) -> str:
    """Why the story stands where it stands, from the rules that placed it."""
    signal = candidate.signal
    reasons = []
    if candidate.with_japan:
        reasons.append(words.name("why", f"japan_{signal.japan}"))
    reasons += [one[words.language] for one in candidate.searches]
    if candidate.visit is not None:
        visit = candidate.visit
        reasons.append(words.name("why", "visit").format(slashed(visit.day), visit.title))
    if signal.polarity == "restriction":
        reasons.append(words.name("why", "adverse"))
    if candidate.route.primary:
        councils = "・".join(
            council_name(code, words.language, short=True) for code in candidate.route.primary
        )
        reasons.append(words.name("why", "council").format(councils))
    if len(candidate.story.facts) > 1:
        reasons.append(words.name("why", "reports").format(len(candidate.story.facts)))
    if not candidate.with_japan and signal.polarity == "cooperation":
        reasons.append(words.name("why", "without_japan" if len(signal.parties) > 1 else "one_party"))
    if signal.polarity == "none":
        reasons.append(words.name("why", "trend"))
    return ("。" if words.language == "ja" else "; ").join(reasons) + (
        "。" if words.language == "ja" else "."
    )


def _signal_record(signal: Signal) -> dict[str, Any]:
    plain = asdict(signal)
    if not signal.movement:
        del plain["movement"]  # only mobility and openings have one
    return plain
