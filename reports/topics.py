"""Watch topics: standing queries over signals, fields and countries, each with its table for a period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from index.records import Fact
from nlp.regions import regions_of
from nlp.tags import Signal, SignalType
from nlp.taxonomy_files import load_fields
from reports.agenda import Visit, next_visit
from reports.counts import SIGNAL_SCORE, counted_signals, group_stories, stories_of_week
from reports.errors import WordsError
from reports.routing import Route, route
from reports.week import Week
from reports.words import read_table

Grouping = Literal["region", "party", "field", "party_field"]
_KEYS = frozenset({"ja", "en", "weeks", "by", "ways", "visit", "least_countries"})
_WAY_KEYS = frozenset({"signals", "fields", "countries", "japan", "words"})


@dataclass(frozen=True, slots=True)
class Way:
    """One way into a topic; what it leaves empty is free."""

    signals: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    japan: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    def holds(self, fact: Fact, signal: Signal) -> bool:
        """Whether a document's signal comes in this way."""
        parties = signal.parties or fact.actors
        return (
            (not self.signals or signal.type in self.signals)
            and (not self.fields or bool(self.fields & set(signal.fields or fact.fields)))
            and (not self.countries or bool(self.countries & set(parties)))
            and (not self.japan or signal.japan in self.japan)
            and (not self.words or self._told(fact, signal))
        )

    def _told(self, fact: Fact, signal: Signal) -> bool:
        text = " ".join((fact.title, signal.instrument or "", *fact.terms, *signal.organisations)).casefold()
        return any(word in text for word in self.words)


@dataclass(frozen=True, slots=True)
class Topic:
    """A watch topic of the taxonomy."""

    id: str  # W01 to W22
    ja: str
    en: str
    weeks: int  # the usual period
    by: Grouping
    ways: tuple[Way, ...]
    visit: bool = False
    least_countries: int = 1


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
            "primary": list(self.route.primary),
            "informed": list(self.route.informed),
            "visit": self.visit.day if self.visit else None,
            "documents": list(self.documents),
        }


@dataclass(frozen=True, slots=True)
class TopicTable:
    """A topic over a period: its stories, newest first, and how many of them each line of its table has."""

    topic: Topic
    weeks: tuple[Week, ...]  # oldest first
    rows: tuple[TopicRow, ...]
    lines: tuple[tuple[str, int], ...]  # key and stories, most first
    councils: tuple[tuple[str, int], ...]  # primary council and stories

    def to_json(self) -> dict[str, Any]:
        """What `topics show --json` prints."""
        return {
            "topic": self.topic.id,
            "ja": self.topic.ja,
            "en": self.topic.en,
            "from": self.weeks[0].start.isoformat(),
            "until": self.weeks[-1].last_day.isoformat(),
            "by": self.topic.by,
            "lines": [{"key": key, "stories": count} for key, count in self.lines],
            "councils": dict(self.councils),
            "rows": [row.to_json() for row in self.rows],
        }


def topic_table(
    topic: Topic,
    facts: Iterable[Fact],
    weeks: Sequence[Week],
    *,
    visits: Sequence[Visit] = (),
    least_score: float = SIGNAL_SCORE,
) -> TopicTable:
    """The stories of a topic in the weeks (consecutive, oldest first), whatever the order of the facts."""
    stories = group_stories(facts)
    told = [story for week in weeks for story in stories_of_week(stories, week)]
    rows = []
    for story in told:
        ways = [
            (-signal.score, fact.published, fact.document_id, signal.evidence, fact, signal)
            for fact in story.facts
            for signal in counted_signals(fact, least_score)
            if any(way.holds(fact, signal) for way in topic.ways)
        ]
        if not ways:
            continue
        *_, fact, signal = min(ways, key=lambda way: way[:4])
        parties = signal.parties or fact.actors
        visit = next_visit(parties, weeks[-1].end, visits)
        if topic.visit and visit is None:
            continue
        fields = signal.fields or fact.fields
        documents = tuple(one.document_id for one in story.facts)
        keys = _keys(topic.by, parties, fields)
        rows.append(TopicRow(story.id, fact, signal, keys, route(fields, signal.type), documents, visit))
    rows = _shared_fields(rows, topic.least_countries)
    rows.sort(key=lambda row: (row.visit.day if topic.visit and row.visit else "", row.story))
    rows.sort(key=lambda row: row.fact.published, reverse=True)
    lines = Counter(key for row in rows for key in row.keys)
    councils: Counter[str] = Counter(code for row in rows for code in row.route.primary)
    return TopicTable(topic, tuple(weeks), tuple(rows), _most_first(lines), _most_first(councils))


def topic_of(topic_id: str) -> Topic:
    """The topic of an id; raises WordsError on an unknown one."""
    topic = load_topics().get(topic_id.upper())
    if topic is None:
        raise WordsError("topic", topic_id, "one of W01 to W22", "see `stdiplo-scan topics list`")
    return topic


@lru_cache(maxsize=1)
def load_topics() -> Mapping[str, Topic]:
    """All topics, by id, checked. Raises WordsError on a key or code that nothing knows."""
    return {key: _topic(key, value) for key, value in read_table("topics.yml")["topics"].items()}


def _topic(key: str, value: Mapping[str, Any]) -> Topic:
    place = f"topics.yml: {key}"
    _check(place, set(value), _KEYS)
    if value["by"] not in get_args(Grouping):
        raise WordsError(f"{place}: by", value["by"], "one of " + ", ".join(get_args(Grouping)))
    ways = []
    for way in value["ways"]:
        _check(place, set(way), _WAY_KEYS)
        _check(f"{place}: signals", set(way.get("signals", ())), frozenset(get_args(SignalType)))
        _check(f"{place}: fields", set(way.get("fields", ())), frozenset(load_fields()))
        sets = {name: frozenset(way.get(name, ())) for name in ("signals", "fields", "countries", "japan")}
        ways.append(Way(**sets, words=tuple(word.casefold() for word in way.get("words", ()))))
    more = {name: value[name] for name in ("visit", "least_countries") if name in value}
    return Topic(key, value["ja"], value["en"], int(value["weeks"]), value["by"], tuple(ways), **more)


def _check(place: str, met: set[str], known: frozenset[str]) -> None:
    if unknown := met - known:
        raise WordsError(place, sorted(unknown), "some of " + ", ".join(sorted(known)))


def _keys(by: Grouping, parties: Sequence[str], fields: Sequence[str]) -> tuple[str, ...]:
    """The lines of the table that a story counts in."""
    abroad = [code for code in parties if code != "JP"]
    if by == "region":
        return tuple(region for region in regions_of(abroad) if region.startswith(("m49:", "group:")))
    if by == "party":
        return tuple(sorted(set(abroad)))
    if by == "field":
        return tuple(fields)
    return tuple(f"{code}|{field}" for code in sorted(set(abroad)) for field in fields)


def _shared_fields(rows: list[TopicRow], least: int) -> list[TopicRow]:
    """The rows in fields that stories of at least so many countries touch."""
    if least < 2:
        return rows
    countries: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for field in row.signal.fields or row.fact.fields:
            countries[field].update(row.signal.parties or row.fact.actors)
    shared = {field for field, codes in countries.items() if len(codes) >= least}
    return [row for row in rows if shared & set(row.signal.fields or row.fact.fields)]


def _most_first(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
