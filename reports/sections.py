"""The sections of a digest around its entries: figures, trends, needs, revisions, coverage, method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index.records import Fact
from reports.cell_gaps import cell_gaps
from reports.counts import PAIR, PLAIN_AXES, Cell, Story, published_day
from reports.coverage import Coverage, CoverageRow
from reports.digest_parts import CellLine, Figure, LedgerLine, Line, Revision, Section
from reports.entries import Candidate, Voice
from reports.errors import WeekError
from reports.headline import compose_headline
from reports.page_changes import note_of
from reports.routing import COUNCILS, route
from reports.trends import Trend, Trends, TrendSettings
from reports.weak_record import Record, records_text
from reports.week import Week, day_of_instant
from reports.words import Words

_SILENCE_ORDER = ("ours", "unknown", "world", "none")
_MOST_FALLING = 4


def count_overview(
    stories: Sequence[Story],
    candidates: Sequence[Candidate],
    changed: Sequence[Revision],
    words: Words,
    edition: str = "whole",
) -> tuple[Figure, ...]:
    """The week in figures, each with the documents that it counts; stories but for `documents`.

    What counts more than the edition's own stories says so.
    """
    own = edition == "whole"
    everything = [fact.document_id for story in stories for fact in story.facts]

    def of(name: str, chosen: Iterable[Candidate]) -> Figure:
        behind = list(chosen)
        return _figure(name, len(behind), (candidate.fact.document_id for candidate in behind), words)

    cooperation = [one for one in candidates if one.signal.polarity == "cooperation"]
    return (
        _figure("documents", len(everything), everything, words, own=own),
        _figure("stories", len(stories), (story.lead.document_id for story in stories), words, own=own),
        of("cooperation", cooperation),
        of("with_japan", (one for one in cooperation if one.signal.japan == "in")),
        of("without_japan", (one for one in cooperation if one.signal.japan == "out")),
        of("asked", (one for one in candidates if one.signal.japan == "asked")),
        of("restriction", (one for one in candidates if one.signal.polarity == "restriction")),
        _figure("revised", len(changed), (revision.document for revision in changed), words, own=own),
    )


def choose_cells(
    trends: Trends, candidates: Sequence[Candidate], edition: str, words: Words, most: int
) -> tuple[CellLine, ...]:
    """The few cells worth a line: those that rose, then those that fell.

    Of the cells that rose, terms and pairs are taken first, as they say more; a cell is passed over where
    two thirds of its documents stand behind those already taken.
    """
    own = {fact.document_id for candidate in candidates for fact in candidate.story.facts}
    chosen: list[Trend] = []
    seen: set[str] = set()
    risen = sorted(trends.of("rising", "new", "returning"), key=lambda cell: cell.axis in PLAIN_AXES)
    for cell in risen:
        fresh = set(cell.documents) - seen
        if 3 * len(fresh) > len(cell.documents) and _concerns(cell, own, edition):
            seen.update(fresh)
            chosen.append(cell)
    chosen = sorted(chosen[:most], key=lambda cell: (-cell.ratio_low, cell.axis, cell.key))
    fallen = [cell for cell in trends.of("falling") if _concerns(cell, own, edition)]
    fallen.sort(key=lambda cell: (cell.ratio_high, cell.axis, cell.key))
    return tuple(
        CellLine(
            axis=cell.axis,
            key=cell.key,
            name=words.cell(cell.axis, cell.key),
            direction=cell.direction,
            count=cell.count,
            expected=cell.expected,
            low=cell.low,
            high=cell.high,
            q=cell.q,
            weekly=cell.weekly,
            documents=cell.documents,
        )
        for cell in [*chosen, *fallen[:_MOST_FALLING]]
    )


def with_gaps(
    cells: Sequence[CellLine], facts: Sequence[Fact], coverage: Coverage, limits: TrendSettings
) -> tuple[CellLine, ...]:
    """The cells with the weeks in which their own targets were not read."""
    keys: list[Cell] = [(cell.axis, cell.key) for cell in cells]
    gaps = cell_gaps(keys, facts, coverage, limits.signal_score)
    return tuple(replace(cell, gaps=gaps.get(key, ())) for cell, key in zip(cells, keys, strict=True))


def _concerns(cell: Trend, own: set[str], edition: str) -> bool:
    """Whether an edition's readers follow the cell: its field is routed there, or half its documents are."""
    if edition == "whole":
        return True
    parts = dict(zip(cell.axis.split("_"), cell.key.split(PAIR), strict=False)) if cell.axis != "term" else {}
    if edition in COUNCILS and "field" in parts:
        return edition in route((parts["field"],), "joint_research").all
    return bool(cell.documents) and 2 * len(own.intersection(cell.documents)) >= len(cell.documents)


def describe_trends(trends: Trends, shown: Sequence[CellLine], words: Words, edition: str = "whole") -> str:
    """What was compared with what, and how many cells are not listed."""
    held = len(trends.of("coverage"))
    same = len(trends.of("rising", "new", "returning")) - sum(cell.direction != "falling" for cell in shown)
    kind = "trends_none" if not trends.tested else "trends"
    text = words.name("plain", kind).format(
        weeks=len(trends.baseline),
        first=trends.baseline[0],
        last=trends.baseline[-1],
        stories=trends.stories,
        tested=trends.tested,
        rate=f"{trends.settings.false_discovery_rate:.0%}",
        left_out=len(trends.left_out),
    )
    left_out = "trends_same" if edition == "whole" else "trends_others"
    text += words.name("plain", left_out).format(same) if same else ""
    return text + (words.name("plain", "trends_held").format(held) if held else "")


def make_sections(candidates: Sequence[Candidate], words: Words) -> tuple[Section, ...]:
    """Needs and offers towards Japan; restrictions and suspensions; in the digest's order."""
    return (
        _section("needs", [one for one in candidates if one.signal.japan == "asked"], words),
        _section("restrictions", [one for one in candidates if one.signal.polarity == "restriction"], words),
    )


def find_revisions(facts: Iterable[Fact], week: Week, voice: Voice) -> tuple[Revision, ...]:
    """Documents in a version after the first, dated in the week or collected in it, by document id."""
    found: dict[str, Revision] = {}
    for fact in facts:
        if fact.version < 2:
            continue
        day = published_day(fact)
        try:
            seen = day_of_instant(fact.fetched_utc, voice.zone)
        except WeekError:
            seen = None  # an ingested document tells no day of its revision
        if (day is not None and week.contains(day)) or (seen is not None and week.contains(seen)):
            change = voice.changes.get(fact.document_id)
            known = change is not None and change.after == fact.version and not change.status
            found[fact.document_id] = Revision(
                document=fact.document_id,
                version=fact.version,
                title=fact.title,
                url=fact.url,
                published=fact.published,
                seen=seen.isoformat() if seen else "",
                publisher=voice.publisher(fact),
                language=fact.language,
                note=note_of(change, voice, stands=True) if change is not None and known else None,
            )
    return tuple(found[document] for document in sorted(found))


def ledger_lines(coverage: Coverage, words: Words) -> tuple[LedgerLine, ...]:
    """The ledger in words: our own silences first, then those that cannot be told, the world's, the rest."""
    rows = sorted(
        coverage.rows,
        key=lambda row: (_SILENCE_ORDER.index(row.silence), row.comparable, row.target.id),
    )
    return tuple(_ledger_line(row, coverage, words) for row in rows)


def describe_coverage(coverage: Coverage, words: Words) -> str:
    """One sentence: how many targets were read, were silent, could not be read."""
    return words.name("plain", "coverage").format(
        targets=len(coverage.rows),
        comparable=len(coverage.comparable),
        world=sum(row.silence == "world" for row in coverage.rows),
        ours=sum(row.silence == "ours" for row in coverage.rows),
        unknown=sum(row.silence == "unknown" for row in coverage.rows),
    )


def describe_method(
    trends: Trends, versions: Mapping[str, str], words: Words, records: Sequence[Record] = ()
) -> tuple[Line, ...]:
    """How the numbers were made: counting, comparison, thresholds, versions; the record of weak signals."""
    limits, told = trends.settings, records_text(records, words)
    values = {
        "zone": trends.zone,
        "weeks": len(trends.baseline),
        "least_count": limits.least_count,
        "least_total": limits.least_total,
        "rate": f"{limits.false_discovery_rate:.0%}",
        "interval": f"{limits.interval:.0%}",
        "score": f"{limits.signal_score:.2f}",
        "share": f"{limits.coverage_share:.0%}",
        "weak": told,
        "versions": " / ".join(f"{name} {versions[name]}" for name in sorted(versions)) or "-",
    }
    return tuple(
        Line(name, words.name("method_labels", name), words.name("method", name).format(**values))
        for name in (
            "counting",
            "comparison",
            "terms",
            "order",
            "text",
            *(["weak"] if told else []),
            "versions",
        )
    )


def _figure(name: str, value: int, documents: Iterable[str], words: Words, *, own: bool = True) -> Figure:
    label = words.name("overview", name)
    shown = label if own else words.name("plain", "of_all").format(label)
    return Figure(name, shown, value, tuple(sorted(set(documents))))


def _section(name: str, chosen: Sequence[Candidate], words: Words) -> Section:
    return Section(
        name=name,
        title=words.name("sections", name),
        stories=tuple(one.story.id for one in chosen),
        headlines=tuple(compose_headline(one.fact, one.signal, words) for one in chosen),
        empty=words.name("sections_empty", name),
    )


def _ledger_line(row: CoverageRow, coverage: Coverage, words: Words) -> LedgerLine:
    reasons = [f"{words.name('skip_reasons', reason)} {number}" for reason, number in row.reasons[:4]]
    return LedgerLine(
        target=row.target.id,
        name=coverage.name(row.target.id, words.language) or words.name("plain", "no_target"),
        country=words.party(row.target.country) if row.target.country else "",
        outcome=words.name("outcomes", row.outcome or "none"),
        standing=words.name("standings", row.standing),
        silence=words.name("silences", row.silence),
        comparable=row.comparable,
        last_success=row.last_success,
        documents=row.stories,
        usual=row.usual,
        listed=row.listed,
        kept=row.kept,
        reasons=("、" if words.language == "ja" else ", ").join(reasons),
    )
