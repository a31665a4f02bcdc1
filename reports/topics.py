"""A watch topic over a period: its stories with their councils, and what its table counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from index.records import Fact
from nlp.impositions import Imposition, find_imposition, roles_in
from nlp.movement import Direction, direction_of
from nlp.regions import regions_of
from nlp.tags import Signal
from reports.agenda import Visit, next_visit
from reports.counts import PAIR, SIGNAL_SCORE, Story, counted_signals, group_stories, stories_of_week
from reports.indicators import Indicator
from reports.needs import Need
from reports.routing import Route, route_signal
from reports.topic_grid import GRIDS, Grid, count_japan, largest_amounts, make_grid
from reports.topic_indicators import TopicIndicator, indicators_of
from reports.topic_queries import Grouping, ReadText, Topic
from reports.twins import Likeness, Twin, find_twins
from reports.week import Week

JUST_AFTER_DAYS = 14  # after a visit what concerns its partner still belongs to it


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One story of a topic, told by the signal that brings it in."""

    story: str
    fact: Fact
    signal: Signal
    keys: tuple[str, ...]  # lines of the topic's table that it counts in
    route: Route
    documents: tuple[str, ...]
    visit: Visit | None
    need: str = ""  # of what is asked of Japan: open, considered or answered
    imposed: Imposition = ()  # of a restriction: who imposes and who is affected, "" where not told

    def to_json(self) -> dict[str, Any]:
        """The record of a row in `topics show --json`."""
        return {
            "story": self.story,
            "date": self.fact.published,
            "title": self.fact.title,
            "document": self.fact.document_id,
            "version": self.fact.version,
            "range": list(self.signal.evidence),
            "signal": self.signal.type,
            "stage": self.signal.stage,
            "parties": list(self.signal.parties or self.fact.actors),
            "fields": list(self.signal.fields or self.fact.fields),
            "japan": self.signal.japan,
            "movement": [list(pair) for pair in self.signal.movement],
            "imposed": [list(pair) for pair in self.imposed],
            "primary": list(self.route.primary),
            "informed": list(self.route.informed),
            "visit": self.visit.day if self.visit else None,
            "need": self.need or None,
            "documents": list(self.documents),
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a topic's table."""

    key: str
    stories: int
    with_japan: int  # Japan is a party or is asked
    amounts: tuple[
        tuple[str, float], ...
    ]  # by currency, as stated; never converted, never added over stories

    def to_json(self) -> dict[str, Any]:
        """The record of a line in `topics show --json`."""
        return {
            "key": self.key,
            "stories": self.stories,
            "with_japan": self.with_japan,
            "amounts": [{"currency": currency, "value": value} for currency, value in self.amounts],
        }


@dataclass(frozen=True, slots=True)
class TopicTable:
    """A topic over a period: its stories, and how many of them each line of its table has."""

    topic: Topic
    weeks: tuple[Week, ...]  # oldest first
    rows: tuple[TopicRow, ...]  # newest first, or by visit
    lines: tuple[Line, ...]  # most stories first
    councils: tuple[tuple[str, int], ...]  # primary council and stories
    twins: tuple[Twin, ...] = ()
    grid: Grid | None = None  # of a topic that counts by two things
    indicators: tuple[TopicIndicator, ...] = ()  # imported, of the lines' countries or the one asked for

    def to_json(self) -> dict[str, Any]:
        """What `topics show --json` prints."""
        return {
            "topic": self.topic.id,
            "ja": self.topic.ja,
            "en": self.topic.en,
            "from": self.weeks[0].start.isoformat(),
            "until": self.weeks[-1].last_day.isoformat(),
            "by": self.topic.by,
            "lines": [line.to_json() for line in self.lines],
            "councils": dict(self.councils),
            "twins": [twin.to_json() for twin in self.twins],
            "grid": self.grid.to_json() if self.grid else None,
            "indicators": [one.to_json() for one in self.indicators],
            "rows": [row.to_json() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which of a topic's stories are asked for; what is empty is free."""

    party: str = ""
    direction: Direction | None = None  # of mobility, as the party sees it, or Japan where none is named

    def holds(self, fact: Fact, signal: Signal) -> bool:
        """Whether the story told by the signal is asked for."""
        if self.party and self.party not in (signal.parties or fact.actors):
            return False
        return self.direction is None or direction_of(signal.movement, self.party or "JP") == self.direction


def topic_table(
    topic: Topic,
    facts: Iterable[Fact],
    weeks: Sequence[Week],
    *,
    visits: Sequence[Visit] = (),
    least_score: float = SIGNAL_SCORE,
    likeness: Likeness | None = None,
    only: Narrowing | None = None,
    needs: Iterable[Need] = (),
    read: ReadText | None = None,
    indicators: Iterable[Indicator] = (),
) -> TopicTable:
    """The stories of a topic in the weeks (consecutive, oldest first), whatever the order of the facts.

    `likeness`: of two documents, for twins; `needs`: of a longer time, for what became of them;
    `read`: a document's text, where a topic looks into it; `indicators`: imported ones, of any country.
    """
    stories = group_stories(facts)
    asked = only or Narrowing()
    rows = [
        row
        for week in weeks
        for story in stories_of_week(stories, week)
        if (row := _row(topic, story, weeks[-1], visits, least_score, asked, read)) is not None
    ]
    twins: list[Twin] = []
    if topic.twins:
        twins = find_twins(rows, likeness)
        paired = {story for twin in twins for story in (twin.one, twin.other)}
        rows = [row for row in rows if row.story in paired]
    if topic.needs:
        states = {one.document: need.state for need in needs for one in need.asked}
        rows = [replace(row, need=states.get(row.fact.document_id, "")) for row in rows]
    rows.sort(key=lambda row: row.story)
    rows.sort(key=lambda row: row.fact.published, reverse=True)
    if topic.visit:  # of one visit, what is at the level of leaders and ministers comes first
        rows.sort(key=lambda row: not topic.holds(row.fact, row.signal, read))
        rows.sort(key=lambda row: row.visit.day if row.visit else "")
    councils: Counter[str] = Counter(code for row in rows for code in row.route.primary)
    told = tuple(sorted(councils.items(), key=lambda item: (-item[1], item[0])))
    grid = make_grid(rows) if topic.by in GRIDS else None
    lines = _lines(rows)
    imported: tuple[TopicIndicator, ...] = ()
    if topic.indicators:
        countries = [asked.party] if asked.party else [line.key for line in lines]
        imported = indicators_of(countries, weeks[-1].last_day.year, indicators)
    return TopicTable(topic, tuple(weeks), tuple(rows), lines, told, tuple(twins), grid, imported)


def _row(  # noqa: PLR0917 - one story and all that it is asked by
    topic: Topic,
    story: Story,
    last: Week,
    visits: Sequence[Visit],
    least_score: float,
    only: Narrowing,
    read: ReadText | None,
) -> TopicRow | None:
    """The story as the surest signal that brings it in tells it, or None."""
    ways = [
        (
            topic.visit and not topic.holds(fact, signal, read),
            *(-signal.score, fact.published, fact.document_id, signal.evidence, fact, signal),
        )
        for fact in story.facts
        for signal in counted_signals(fact, least_score)
        if _belongs(topic, fact, signal, last, visits, read) and only.holds(fact, signal)
    ]
    if not ways:
        return None
    *_, fact, signal = min(ways, key=lambda way: way[:5])
    parties, fields = signal.parties or fact.actors, signal.fields or fact.fields
    visit = _visit(topic, parties, last, visits)
    imposed = _imposed(fact, signal, read) if topic.by == "party_role" else ()
    keys = _keys(topic.by, signal, parties, fields, imposed)
    documents = tuple(one.document_id for one in story.facts)
    routed = route_signal(fact, signal)
    return TopicRow(story.id, fact, signal, keys, routed, documents, visit, imposed=imposed)


def _belongs(  # noqa: PLR0917 - one signal and all that it is asked by
    topic: Topic, fact: Fact, signal: Signal, last: Week, visits: Sequence[Visit], read: ReadText | None
) -> bool:
    """Whether a signal comes in: by the topic's ways and, of one for visits, with a partner of the calendar.

    With the partner of a visit to come any signal does (taxonomy d-2, rule 2); after it the ways say.
    """
    if not topic.visit:
        return topic.holds(fact, signal, read)
    visit = _visit(topic, signal.parties or fact.actors, last, visits)
    if visit is None:
        return False
    return visit.until >= last.end.isoformat() or topic.holds(fact, signal, read)


def _imposed(fact: Fact, signal: Signal, read: ReadText | None) -> Imposition:
    """Who imposes and who is affected, as the signal's sentence tells it, else the title; without `read`
    nobody.
    """
    if read is None:
        return ()
    start, end = signal.evidence
    sentence = read(fact)[start:end]
    parties = signal.parties or fact.actors
    told = find_imposition(sentence, parties, fact.language, signal.inferred)
    return told or find_imposition(fact.title, parties, fact.language)


def _visit(topic: Topic, parties: Sequence[str], last: Week, visits: Sequence[Visit]) -> Visit | None:
    """The nearest visit of a partner; of a topic for visits also one that was just held."""
    over = JUST_AFTER_DAYS if topic.visit else 0
    return next_visit(set(parties) - {"JP"}, last.end, visits, just_over_days=over)


def _lines(rows: Sequence[TopicRow]) -> tuple[Line, ...]:
    """Each key with its stories, those with Japan, and the largest amount in each currency."""
    told: dict[str, list[TopicRow]] = defaultdict(list)
    for row in rows:
        for key in row.keys:
            told[key].append(row)
    lines = []
    for key, of_key in told.items():
        signals = [row.signal for row in of_key]
        lines.append(Line(key, len(of_key), count_japan(signals), largest_amounts(signals)))
    return tuple(sorted(lines, key=lambda line: (-line.stories, line.key)))


def _keys(
    by: Grouping, signal: Signal, parties: Sequence[str], fields: Sequence[str], imposed: Imposition
) -> tuple[str, ...]:
    """The lines of the table that a story counts in."""
    abroad = sorted({code for code in parties if code != "JP"})
    if by == "region":
        return regions_of(abroad)
    if by == "party":
        return tuple(abroad)
    if by == "field":
        return tuple(fields)
    if by == "party_field":
        return tuple(f"{code}{PAIR}{field}" for code in abroad for field in fields)
    if by == "party_role":
        return tuple(f"{code}{PAIR}{role}" for code in parties for role in roles_in(imposed, code) or ("",))
    if by == "owner_eligible":
        told = {code for pair in signal.movement for code in pair}
        pairs = {(owner, eligible) for eligible, owner in signal.movement}
        pairs |= {("", code) for code in parties if code not in told}  # takes part, and nothing says how
        return tuple(f"{owner}{PAIR}{eligible}" for owner, eligible in sorted(pairs))
    moved = {code for pair in signal.movement for code in pair if code} | set(parties)
    return tuple(f"{code}{PAIR}{direction_of(signal.movement, code) or ''}" for code in sorted(moved))
