"""The watch topics of the taxonomy as standing queries, read from topics.yml and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from crawlers.nearest import meant
from index.records import Fact
from nlp.regions import country_codes
from nlp.tags import Signal, SignalType
from nlp.taxonomy_files import load_fields, load_groupings
from reports.country_sets import load_sets
from reports.errors import WordsError
from reports.told_words import told_in, words_pattern
from reports.words import read_table

Grouping = Literal[
    "region", "party", "field", "party_field", "party_direction", "owner_eligible", "party_role"
]
_KEYS = frozenset({"ja", "en", "weeks", "by", "ways", "visit", "twins", "needs", "indicators"})
_LISTS = ("signals", "fields", "countries", "japan", "words")
_WAY_KEYS = frozenset({*_LISTS, "with_others", "in_text"})
ReadText = Callable[[Fact], str]  # a document's whole text


@dataclass(frozen=True, slots=True)
class Way:
    """One way into a topic; what it leaves empty is free."""

    signals: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()  # members of the groupings and sets named are among them
    japan: frozenset[str] = frozenset()
    words: re.Pattern[str] | None = None
    in_text: bool = False  # the words may stand anywhere in the document
    with_others: bool = False  # one party besides those of `countries` takes part

    def holds(self, fact: Fact, signal: Signal, read: ReadText | None = None) -> bool:
        """Whether a document's signal comes in this way; without `read` no text is looked into."""
        parties = set(signal.parties or fact.actors)
        return (
            (not self.signals or signal.type in self.signals)
            and (not self.fields or bool(self.fields & set(signal.fields or fact.fields)))
            and (not self.countries or bool(self.countries & parties))
            and (not self.with_others or bool(parties - self.countries))
            and (not self.japan or signal.japan in self.japan)
            and (self.words is None or self._says(self.words, fact, signal, read))
        )

    def _says(self, words: re.Pattern[str], fact: Fact, signal: Signal, read: ReadText | None) -> bool:
        if words.search(told_in(fact, signal)):
            return True
        return self.in_text and read is not None and words.search(read(fact).casefold()) is not None


@dataclass(frozen=True, slots=True)
class Topic:
    """A watch topic of the taxonomy."""

    id: str  # W01 to W22
    ja: str
    en: str
    weeks: int  # the usual period
    by: Grouping
    ways: tuple[Way, ...]
    visit: bool = (
        False  # only with a party on the diplomatic calendar, ordered by it; before a visit any signal
    )
    needs: bool = False  # what is asked of Japan is told with what became of it (reports/needs.py)
    twins: bool = False  # only what has a twin in another country (reports/twins.py)
    indicators: bool = False  # with the imported indicators of its countries (reports/topic_indicators.py)

    def holds(self, fact: Fact, signal: Signal, read: ReadText | None = None) -> bool:
        """Whether a document's signal belongs to the topic."""
        return any(way.holds(fact, signal, read) for way in self.ways)


def topic_of(topic_id: str, sets: str = "") -> Topic:
    """The topic of an id, with the office's own table of sets; raises WordsError on an unknown one."""
    topic = load_topics(sets).get(re.sub(r"^W(\d)$", r"W0\1", topic_id.strip().upper()))
    if topic is None:
        near = meant(topic_id, load_topics(sets), cutoff=0.7)
        raise WordsError("topic", topic_id, "one of W01 to W22", "see `stdiplo-scan topics list`" + near)
    return topic


@lru_cache(maxsize=4)
def load_topics(sets: str = "") -> Mapping[str, Topic]:
    """All topics, by id, checked; `sets`: the office's own table of sets of countries.

    Raises WordsError on a key or code that nothing knows, RegisterError on a faulty table.
    """
    table = read_table("topics.yml")
    sets_by_name = {name: frozenset(one.code for one in members) for name, members in load_sets(sets).items()}
    return {key: _topic(key, value, sets_by_name) for key, value in table["topics"].items()}


def _topic(key: str, value: Mapping[str, Any], sets: Mapping[str, frozenset[str]]) -> Topic:
    place = f"topics.yml: {key}"
    _check(place, set(value), _KEYS)
    if value["by"] not in get_args(Grouping):
        raise WordsError(f"{place}: by", value["by"], "one of " + ", ".join(get_args(Grouping)))
    ways = []
    for way in value["ways"]:
        _check(place, set(way), _WAY_KEYS)
        _check(f"{place}: signals", set(way.get("signals", ())), frozenset(get_args(SignalType)))
        _check(f"{place}: fields", set(way.get("fields", ())), frozenset(load_fields()))
        plain = {name: frozenset(way.get(name, ())) for name in ("signals", "fields", "japan")}
        ways.append(
            Way(
                **plain,
                countries=_countries(f"{place}: countries", way.get("countries", ()), sets),
                words=words_pattern(way.get("words", ())),
                in_text=bool(way.get("in_text")),
                with_others=bool(way.get("with_others")),
            )
        )
    more = {name: bool(value[name]) for name in ("visit", "twins", "needs", "indicators") if name in value}
    return Topic(key, value["ja"], value["en"], int(value["weeks"]), value["by"], tuple(ways), **more)


def _countries(place: str, codes: Any, sets: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The codes with the members of the groupings among them, and the sets named as they are."""
    groupings = load_groupings()
    _check(place, set(codes), _parties() | sets.keys())
    found: set[str] = set()
    for code in codes:
        found |= sets.get(code, {code})
        group = groupings.get("EU27" if code == "EU" else code)
        found.update(group.members_on() if group else ())
    return frozenset(found)


@lru_cache(maxsize=1)
def _parties() -> frozenset[str]:
    return frozenset((*country_codes(), *load_groupings(), "EU", "UN"))


def _check(place: str, met: set[str] | frozenset[str], known: frozenset[str]) -> None:
    if unknown := met - known:
        raise WordsError(place, sorted(unknown), "some of " + ", ".join(sorted(known)))
