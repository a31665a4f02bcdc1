"""Digest: what we say about a week in one edition and language; sentences anchored, figures traced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from index.records import Fact
from nlp.regions import regions_of
from reports.agenda import Visit
from reports.chart_data import ChartData, chart_data
from reports.counts import Story, group_stories, stories_of_week
from reports.coverage import Coverage
from reports.digest_parts import (
    FORM,
    CellLine,
    Correction,
    DigestEntry,
    DocumentLookup,
    Figure,
    LedgerLine,
    Line,
    RestLine,
    Revision,
    Section,
    TermLine,
)
from reports.editions import Profile, edition_name, of_edition, profile_of
from reports.entries import Candidate, Voice, compose_entry, compose_rest, find_candidates, rank
from reports.errors import DigestError
from reports.extras import NO_EXTRAS, WeekExtras
from reports.new_terms import TermWeek, count_terms, describe_terms, find_terms
from reports.page_changes import corrections_of
from reports.saved_searches import searches_section
from reports.sections import (
    choose_cells,
    count_overview,
    describe_coverage,
    describe_method,
    describe_trends,
    find_revisions,
    ledger_lines,
    make_sections,
    with_gaps,
)
from reports.trends import Trends, TrendSettings, compare_week
from reports.weak_record import Record
from reports.week import DEFAULT_ZONE, Week
from reports.words import Words, words_of


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """What an office chooses about its digests."""

    most_entries: int = 20
    most_cells: int = 8  # of trends shown
    zone: str = DEFAULT_ZONE
    trends: TrendSettings = field(default_factory=TrendSettings)
    notice_ja: str = ""  # printed at the head and the foot of every digest
    notice_en: str = ""
    page_url: str = ""  # of this digest on the office's own pages, for "ほか N 件"
    document_url: str = ""  # of a document on the office's own pages, {id} standing for its id
    versions: Mapping[str, str] = field(default_factory=dict)  # software, tagger, model
    visits: tuple[Visit, ...] = ()  # the diplomatic calendar: it lifts its partners' stories
    weak_records: tuple[Record, ...] = ()  # what became of weak signals
    profiles: Mapping[str, Profile] = field(default_factory=dict)  # by the name in person_NAME
    form: int = FORM  # an earlier one: chosen by the rules of its time, to be recomputed

    def notice(self, language: str) -> str:
        """The notice in a language."""
        return self.notice_ja if language == "ja" else self.notice_en


@dataclass(frozen=True, slots=True)
class Digest:
    """One week, edition and language, complete: what is rendered, sent, stored and recomputed."""

    edition: str
    week: str
    language: str
    zone: str
    title: str
    period: str
    notice: str
    overview: tuple[Figure, ...]
    trends: tuple[CellLine, ...]
    trends_note: str
    trends_tested: int  # cells
    entries: tuple[DigestEntry, ...]
    more: int  # stories beyond the entries: ほか N 件
    more_stories: tuple[str, ...]
    more_lines: tuple[RestLine, ...]  # the first of them
    page_url: str
    document_url: str
    charts: ChartData
    terms: tuple[TermLine, ...]
    terms_note: str
    corrections: tuple[Correction, ...]  # of what earlier digests of the edition cited
    sections: tuple[Section, ...]
    revisions: tuple[Revision, ...]
    coverage: tuple[LedgerLine, ...]
    coverage_note: str
    method: tuple[Line, ...]
    pins: tuple[tuple[str, int, str], ...]  # document, version, digest of its content
    versions: Mapping[str, str]

    @property
    def id(self) -> str:
        """Edition, week and language: the same three are the same digest."""
        return digest_id(self.edition, self.week, self.language)

    def to_json(self) -> dict[str, Any]:
        """The body as plain values for a JSON encoder (docs/formats.md); it holds no time of building."""
        body = asdict(self)
        pins = body.pop("pins")
        head = {"form": FORM, "id": self.id}
        plain: dict[str, Any] = _plain(
            {**head, **body, "documents": [{"id": i, "version": v, "digest": d} for i, v, d in pins]}
        )
        return plain


def build_digest(
    week: Week,
    edition: str,
    language: str,
    *,
    facts: Sequence[Fact],
    documents: DocumentLookup,
    coverage: Coverage,
    settings: DigestSettings,
    trends: Trends | None = None,
    terms: TermWeek | None = None,
    extras: WeekExtras = NO_EXTRAS,
) -> Digest:
    """The digest of a week; the same store gives the same digest, byte for byte.

    `facts`: dated ones from `trends.first_day_needed` to the week's end. Raises as _checked_words.
    """
    words = _checked_words(language, coverage, week)
    zone, counted = settings.zone, terms or count_terms(facts, coverage)
    judged = trends or compare_week(facts, coverage, settings.trends, regions_of=regions_of, zone=zone)
    told = group_stories(facts)
    stories = stories_of_week(told, week)
    candidates = candidates_of(stories, edition, settings, week, extras)
    shown, rest = candidates[: settings.most_entries], candidates[settings.most_entries :]
    voice = make_voice(documents, coverage, settings, language, extras)
    changed = find_revisions(facts, week, voice)
    corrections = corrections_of(extras.citations, edition, language, voice)
    sections = _sections(stories, candidates, profile_of(edition, settings.profiles), extras, voice)
    chosen = choose_cells(judged, candidates, edition, words, settings.most_cells)
    cells = with_gaps(chosen, facts, coverage, settings.trends)
    return Digest(
        edition=edition,
        week=str(week),
        language=language,
        zone=zone,
        title=words.name("plain", "title").format(edition_name(edition, language, settings.profiles)),
        period=week_period(week, language),
        notice=settings.notice(language),
        overview=count_overview(stories, candidates, changed, words, edition),
        trends=cells,
        trends_note=describe_trends(judged, cells, words, edition),
        trends_tested=judged.tested,
        entries=tuple(compose_entry(candidate, voice) for candidate in shown),
        more=len(rest),
        more_stories=tuple(candidate.story.id for candidate in rest),
        more_lines=compose_rest(rest, words),
        page_url=settings.page_url,
        document_url=settings.document_url,
        charts=chart_data(told, candidates, (*judged.baseline, week), words),
        terms=find_terms(counted, _own_documents(edition, candidates), language, settings.form),
        terms_note=describe_terms(counted, words),
        corrections=corrections,
        sections=sections,
        revisions=changed,
        coverage=ledger_lines(coverage, words),
        coverage_note=describe_coverage(coverage, words),
        method=describe_method(judged, settings.versions, words, settings.weak_records),
        pins=_pins(shown, (changed, corrections, sections), documents),
        versions={"form": str(FORM), **settings.versions},
    )


def _sections(
    stories: Sequence[Story],
    candidates: Sequence[Candidate],
    profile: Profile | None,
    extras: WeekExtras,
    voice: Voice,
) -> tuple[Section, ...]:
    """What a person's saved searches found, where the profile has any; then needs and restrictions."""
    sections = make_sections(candidates, voice.words)
    if profile is None or not profile.searches:
        return sections
    return (searches_section(stories, candidates, profile.searches, extras.searched, voice), *sections)


def candidates_of(
    stories: Sequence[Story], edition: str, settings: DigestSettings, week: Week, extras: WeekExtras
) -> list[Candidate]:
    """What the edition's readers get of the week's stories, in their order."""
    score, visits = settings.trends.signal_score, settings.visits
    found = find_candidates(stories, score, visits, week.end, form=settings.form)
    return rank(of_edition(found, edition, settings.profiles, extras.searched), edition)


def make_voice(
    documents: DocumentLookup,
    coverage: Coverage,
    settings: DigestSettings,
    language: str,
    extras: WeekExtras = NO_EXTRAS,
) -> Voice:
    """What the entries of a week's digests are told with, in one language."""
    names = {row.target.id: row.target.names for row in coverage.rows}
    changes = {change.document: change for change in extras.changes}
    words = words_of(language)
    return Voice(documents, words, settings.zone, names, extras.word_notes, changes, settings.form)


def _checked_words(language: str, coverage: Coverage, week: Week) -> Words:
    """The language's words; raises DigestError on another language, and on the coverage of another week."""
    if coverage.week != week:
        raise DigestError("coverage", str(coverage.week), f"the ledger of {week}")
    return words_of(language)


def _own_documents(edition: str, candidates: Sequence[Candidate]) -> frozenset[str] | None:
    """The documents whose terms an edition tells; None: all."""
    if edition == "whole":
        return None
    return frozenset(fact.document_id for one in candidates for fact in one.story.facts)


def _pins(
    shown: Sequence[Candidate],
    told: tuple[Sequence[Revision], Sequence[Correction], Sequence[Section]],
    documents: DocumentLookup,
) -> tuple[tuple[str, int, str], ...]:
    """Every document that an entry or a line rests on, with the version and the digest of its content."""
    revisions, corrections, sections = told
    wanted = {(fact.document_id, fact.version) for candidate in shown for fact in candidate.story.facts}
    wanted.update((revision.document, revision.version) for revision in revisions)
    wanted.update((one.quote.document, one.quote.version) for one in corrections)
    wanted.update((quote.document, quote.version) for section in sections for quote in section.quotes)
    for note in (*(one.note for one in revisions), *(one.note for one in corrections)):
        if note is not None:
            wanted.update({(note.document, note.before), (note.document, note.after)})
    return tuple(
        (document, version, documents.document(document, version).document.digest)
        for document, version in sorted(wanted)
    )


def digest_id(edition: str, week: str, language: str) -> str:
    """The id of a digest, e.g. whole-2026-W47-ja."""
    return f"{edition}-{week}-{language}"


def week_period(week: Week, language: str) -> str:
    """First and last day of the week: 2026/11/16～2026/11/22 or 16 Nov to 22 Nov 2026."""
    if language == "ja":
        return f"{week.start:%Y/%m/%d}～{week.last_day:%Y/%m/%d}"
    return f"{week.start:%-d %b %Y} to {week.last_day:%-d %b %Y}"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value
