"""A watch topic over the office's store."""

from __future__ import annotations

from nlp.regions import regions_of
from reports.matrix_change import ChangedCell, compare_matrix
from reports.topics import Grouping, Topic, TopicTable, topic_table
from reports.week import Week
from reports.words import Words
from stdiplo_scan.digests import newest_week, view_week
from stdiplo_scan.registers import visits_of
from stdiplo_scan.wiring import Office


def show_topic(
    office: Office, topic: Topic, week: Week | None = None, weeks: int | None = None
) -> TopicTable:
    """The topic's table for so many weeks up to one; by default its own, to the newest complete week."""
    last = week or newest_week(office)
    period = (*last.before((weeks or topic.weeks) - 1), last)
    # four weeks more: a story that began before the period is not one of it
    facts = office.store.facts(period[0].shifted(-4).start, last.end)
    return topic_table(topic, facts, period, visits=visits_of(office))


def show_matrix(office: Office, week: Week | None = None, axis: str = "m49") -> list[ChangedCell]:
    """The matrix of a week on one axis of regions; the newest complete week by default."""
    view = view_week(office, week)
    return compare_matrix(view.facts, view.coverage, regions_of, view.trends.settings, axis=axis)


def name_key(by: Grouping, key: str, words: Words) -> str:
    """A line of a topic's table in words."""
    if by == "region":
        return words.region(key)
    if by == "field":
        return words.name("fields", key)
    party, _, field = key.partition("|")
    return words.party(party) + (f" × {words.name('fields', field)}" if field else "")
