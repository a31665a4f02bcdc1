"""Digest: what we say about a week in one edition and language; sentences anchored, figures traced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from index.errors import DocumentMissing
from index.records import Fact
from nlp.regions import regions_of
from reports.agenda import Visit
from reports.chart_data import ChartData, chart_data
from reports.counts import Story, group_stories, stories_of_week
from reports.coverage import Coverage
from reports.digest_parts import (
    CellLine,
    DigestEntry,
    DocumentLookup,
    Figure,
    LedgerLine,
    Line,
    Revision,
    Section,
)
from reports.editions import Profile, edition_name, of_edition
from reports.entries import Candidate, Voice, compose_entry, find_candidates, rank
from reports.errors import DigestError
from reports.sections import (
    choose_cells,
    count_overview,
    describe_coverage,
    describe_method,
    describe_trends,
    find_revisions,
    ledger_lines,
    make_sections,
)
from reports.trends import Trends, TrendSettings, compare_week
from reports.weak_record import Record
from reports.week import DEFAULT_ZONE, Week
from reports.words import words_of

FORM = 2  # of the JSON; rises when a key comes or changes its meaning (2: charts)


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
    page_url: str
    document_url: str
    charts: ChartData
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
    revised: Sequence[Fact] = (),
) -> Digest:
    """The digest of a week; the same store gives the same digest, byte for byte.

    `facts`: dated documents from `trends.first_day_needed` to the week's end, any order. `trends` is worked
    out where not given. `revised`: documents older than `facts` of which a new version came; those within
    are found. Raises DigestError on an unknown edition or language, or a coverage of another week.
    """
    words = words_of(language)
    if coverage.week != week:
        raise DigestError("coverage", str(coverage.week), f"the ledger of {week}")
    judged = trends or compare_week(
        facts, coverage, settings.trends, regions_of=regions_of, zone=settings.zone
    )
    told = group_stories(facts)
    stories = stories_of_week(told, week)
    candidates = _candidates(stories, edition, settings, week)
    voice = Voice(documents, words, settings.zone, {row.target.id: row.target.names for row in coverage.rows})
    entries = tuple(compose_entry(candidate, voice) for candidate in candidates[: settings.most_entries])
    changed = find_revisions([*facts, *revised], week, voice)
    rest = candidates[settings.most_entries :]
    shown = choose_cells(judged, candidates, edition, words, settings.most_cells)
    return Digest(
        edition=edition,
        week=str(week),
        language=language,
        zone=settings.zone,
        title=words.name("plain", "title").format(edition_name(edition, language, settings.profiles)),
        period=week_period(week, language),
        notice=settings.notice(language),
        overview=count_overview(stories, candidates, changed, words),
        trends=shown,
        trends_note=describe_trends(judged, shown, words),
        trends_tested=judged.tested,
        entries=entries,
        more=len(rest),
        more_stories=tuple(candidate.story.id for candidate in rest),
        page_url=settings.page_url,
        document_url=settings.document_url,
        charts=chart_data(told, candidates, (*judged.baseline, week), words),
        sections=make_sections(candidates, words),
        revisions=changed,
        coverage=ledger_lines(coverage, words),
        coverage_note=describe_coverage(coverage, words),
        method=describe_method(judged, settings.versions, words, settings.weak_records),
        pins=_pins(candidates[: settings.most_entries], changed, documents),
        versions={"form": str(FORM), **settings.versions},
    )


def _candidates(
    stories: Sequence[Story], edition: str, settings: DigestSettings, week: Week
) -> list[Candidate]:
    """What the edition's readers get of the week's stories, in their order."""
    found = find_candidates(stories, settings.trends.signal_score, settings.visits, week.end)
    return rank(of_edition(found, edition, settings.profiles), edition)


def _pins(
    shown: Sequence[Candidate], changed: Sequence[Revision], documents: DocumentLookup
) -> tuple[tuple[str, int, str], ...]:
    """Every document that an entry or a revision rests on, with the version and the digest of its content."""
    wanted = {(fact.document_id, fact.version) for candidate in shown for fact in candidate.story.facts}
    wanted.update((revision.document, revision.version) for revision in changed)
    return tuple(
        (document, version, documents.document(document, version).document.digest)
        for document, version in sorted(wanted)
    )


def digest_id(edition: str, week: str, language: str) -> str:
    """The id of a digest, e.g. whole-2026-W47-ja."""
    return f"{edition}-{week}-{language}"


def check_anchors(body: Mapping[str, Any], documents: DocumentLookup) -> list[str]:
    """What is wrong with a digest's anchors, in words; nothing when every sentence stands where it says.

    `body`: a digest as JSON. Each quote must equal content[start:end] of its pinned version, and each pinned
    content must still have its digest.
    """
    wrong, missing = [], set()
    for pin in body["documents"]:
        place = f"{pin['id']} version {pin['version']}"
        try:
            content_digest = documents.document(pin["id"], pin["version"]).document.digest
        except DocumentMissing:
            missing.add((pin["id"], pin["version"]))
            wrong.append(f"{place}: the store does not hold it")
            continue
        if pin["digest"] and pin["digest"] != content_digest:
            wrong.append(f"{place}: the content is not the one that was pinned")
    for entry in body["entries"]:
        for quote in (*entry["sentences"], entry["title"]):
            if (quote["document"], quote["version"]) not in missing and not anchored(quote, documents):
                wrong.append(f"{entry['story']}: {quote['document']} {quote['range']}: the text differs")
    return wrong


def anchored(quote: Mapping[str, Any], documents: DocumentLookup) -> bool:
    """Whether a quote's text is exactly the range of its document's version."""
    content = documents.document(quote["document"], quote["version"]).document.content
    start, end = quote["range"]
    return bool(0 <= start < end <= len(content) and content[start:end] == quote["text"])


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
