"""The registers, on documents and sentences written for this project: instruments that join, people who move.

Every document goes through the tagger and the register as a stored one does; of two documents about one
instrument it is asked whether they come into one line, and of two about look-alikes whether they do not.
Held items were written with the others and not looked at while rules were.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

from crawlers.stream import document_from_row
from index.originals import COUNTS
from index.records import Fact
from nlp.tags import TaggedDocument
from reports.instrument_lines import find_mentions, join_lines
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.sets import REGISTERS, Row, without_answers
from stdiplo_scan.registers import reader_of

MOVEMENT, INSTRUMENTS = "movement", "instruments"


class Joined(NamedTuple):
    """Which pairs of documents belong together, and which came together."""

    wanted: frozenset[tuple[str, str]]
    met: frozenset[tuple[str, str]]
    rows: dict[str, Row]


def fact_of(row: Row, tagged: TaggedDocument) -> Fact:
    """What the store would give reports of a document that stands alone."""
    countries = [tag for tag in tagged.of_kind("country") if tag.score >= COUNTS]
    fields = tagged.of_kind("field")
    sure = [tag.value for tag in fields if tag.score >= COUNTS] or [tag.value for tag in fields[:1]]
    return Fact(
        document_id=tagged.id,
        version=1,
        story_id=tagged.id,
        target_id=None,
        title=row.get("title", ""),
        url="",
        language=tagged.language,
        kind="news",
        published=row["published"],
        published_from="feed",
        fetched_utc=row["published"] + "T00:00:00Z",
        country=row.get("country"),
        actors=tuple(tag.value for tag in countries if tag.role == "actor"),
        mentioned=tuple(tag.value for tag in countries if tag.role == "mentioned"),
        regions=tagged.regions,
        fields=tuple(sure),
        signals=tagged.signals,
        terms=tuple(tag.value for tag in tagged.of_kind("term")),
    )


def _joined(context: Context) -> Joined:
    """The documents in their lines; computed once for the four figures."""
    rows = {row["id"]: row for row in context.sets.rows(REGISTERS, INSTRUMENTS)}
    documents = [
        document_from_row({**_shown(row), "url": "https://made.example/" + row["id"]})
        for row in rows.values()
    ]
    facts = [
        fact_of(row, tagged) for row, tagged in zip(rows.values(), context.tagger.tag(documents), strict=True)
    ]
    context.report(REGISTERS, len(facts))
    met: set[tuple[str, str]] = set()
    for line in join_lines(find_mentions(facts, read=reader_of(context.glossary))):
        met.update(combinations(sorted(line.documents), 2))
    wanted = {
        (one, other)
        for one, other in combinations(sorted(rows), 2)
        if rows[one]["instrument"] == rows[other]["instrument"]
    }
    return Joined(frozenset(wanted), frozenset(met), rows)


def _shown(row: Row) -> Row:
    return {key: value for key, value in without_answers(row).items() if key not in ("instrument", "set")}


def _joins(measured: str, part: str | None) -> Callable[[Context], Outcome]:
    """Precision or recall of the pairs, over all documents or one part of them."""

    def measure(context: Context) -> Outcome:
        joined = context.once("registers joined", lambda: _joined(context))
        inside = {key for key, row in joined.rows.items() if part is None or row["set"] == part}
        wanted = {pair for pair in joined.wanted if inside.issuperset(pair)}
        met = {pair for pair in joined.met if inside.issuperset(pair)}
        of = met if measured == "precision" else wanted
        errors = [
            Case(" + ".join(pair), 0.0, "one line", "two lines", _text(joined, pair))
            for pair in sorted(wanted - met)
        ]
        errors += [
            Case(" + ".join(pair), 0.0, "two lines", "one line", _text(joined, pair))
            for pair in sorted(met - wanted)
        ]
        note = f"{len(inside)} documents, {len(wanted)} pairs of one instrument, {len(met)} joined"
        return Outcome(len(of), len(wanted & met) / len(of) if of else 0.0, {}, note, tuple(errors))

    return measure


def _text(joined: Joined, pair: tuple[str, str]) -> str:
    return " | ".join(joined.rows[one]["title"] for one in pair)


def _movement(language: str) -> Callable[[Context], Outcome]:
    """The share of sentences whose mobility comes out with just the movements told; none found is wrong."""

    def measure(context: Context) -> Outcome:
        rows = [row for row in context.sets.rows(REGISTERS, MOVEMENT) if row["language"] == language]
        right, found, errors = 0, 0, []
        for number, row in enumerate(rows):
            document = document_from_row(
                {
                    "id": str(number),
                    "title": "",
                    "text": row["text"],
                    "language": language,
                    "country": row["publisher"] or None,
                    "published": "2026-11-20",
                }
            )
            [tagged] = context.tagger.tag([document])
            told = [signal for signal in tagged.signals if signal.type == "mobility"]
            found += bool(told)
            met = [list(pair) for pair in told[0].movement] if told else None
            right += met == row["movement"]
            if met != row["movement"]:
                errors.append(Case(str(number), 0.0, str(row["movement"]), str(met), row["text"]))
        note = f"mobility found in {found}"
        return Outcome(len(rows), right / len(rows) if rows else 0.0, {}, note, tuple(errors))

    return measure


MEASURES = (
    *(
        Measure(
            f"registers.joins.{measured}{'.held' if part else ''}",
            REGISTERS,
            _joins(measured, part),
            f"{measured} of pairs of documents about one instrument"
            + (", of those written unseen" if part else ""),
            quick=True,
            noise=0.05,
        )
        for part in (None, "held")
        for measured in ("precision", "recall")
    ),
    *(
        Measure(
            f"registers.movement.{language}",
            REGISTERS,
            _movement(language),
            "share of sentences whose mobility has the right direction",
            quick=True,
            noise=0.05,
        )
        for language in ("en", "ja")
    ),
)
