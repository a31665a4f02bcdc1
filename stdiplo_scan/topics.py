"""A watch topic over the office's store."""

from __future__ import annotations

from collections.abc import Sequence

from index.headlines import vectors_of_documents
from index.records import Fact
from nlp.regions import regions_of
from reports.matrix_change import ChangedCell, compare_matrix
from reports.needs import find_needs
from reports.topic_queries import Topic
from reports.topics import Narrowing, TopicTable, topic_table
from reports.twins import PLANS, Likeness, term_likeness
from reports.week import Week
from stdiplo_scan.briefs import office_indicators
from stdiplo_scan.digests import newest_week, view_week
from stdiplo_scan.registers import YEARS, visits_of
from stdiplo_scan.wiring import Office


def show_topic(
    office: Office,
    topic: Topic,
    week: Week | None = None,
    weeks: int | None = None,
    only: Narrowing | None = None,
) -> TopicTable:
    """The topic's table for so many weeks up to one; by default its own, to the newest complete week."""
    last = week or newest_week(office)
    period = (*last.before((weeks or topic.weeks) - 1), last)
    # four weeks more: a story that began before the period is not one of it
    facts = office.store.facts(period[0].shifted(-4).start, last.end)
    likeness = _headline_likeness(office, facts) if topic.twins else None

    def read(fact: Fact) -> str:
        return office.store.document(fact.document_id, fact.version).document.content

    needs = find_needs(office.store.facts(last.shifted(-52 * YEARS).start, last.end)) if topic.needs else ()
    return topic_table(
        topic,
        facts,
        period,
        visits=visits_of(office),
        likeness=likeness,
        only=only,
        needs=needs,
        read=read,
        indicators=office_indicators(office) if topic.indicators else (),
    )


def _headline_likeness(office: Office, facts: Sequence[Fact]) -> Likeness:
    """The cosine of two documents' headlines as the store keeps them, else the share of common terms."""
    plans = [fact.document_id for fact in facts if PLANS.intersection(signal.type for signal in fact.signals)]
    vectors = vectors_of_documents(office.store.engine, plans)

    def likeness(one: Fact, other: Fact) -> float:
        mine, theirs = vectors.get(one.document_id), vectors.get(other.document_id)
        if mine is None or theirs is None:
            return term_likeness(one, other)
        return float(mine @ theirs)

    return likeness


def show_matrix(office: Office, week: Week | None = None, axis: str = "m49") -> list[ChangedCell]:
    """The matrix of a week on one axis of regions; the newest complete week by default."""
    view = view_week(office, week)
    return compare_matrix(view.facts, view.coverage, regions_of, view.trends.settings, axis=axis)
