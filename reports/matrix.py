"""The matrix: stories of cooperation by region, field and signal, with Japan in it or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from index.records import Fact
from nlp.tags import Japan
from reports.counts import (
    MATRIX,
    PAIR,
    SIGNAL_SCORE,
    Cell,
    CellsOf,
    RegionsOf,
    Story,
    counted_signals,
)

Place = tuple[str, str, str]  # region, field, signal type
_JAPAN_ORDER = (
    "asked",
    "in",
    "mentioned",
    "out",
)  # of one story's documents, the first that any of them says


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """Stories of one region, field and signal type; each story stands in exactly one of the four numbers."""

    region: str
    field: str
    signal: str
    asked: int  # a request or offer towards Japan
    japan_in: int  # Japan is a party
    mentioned: int  # Japan is named and no party
    out: int  # Japan is not named
    documents: tuple[str, ...]

    @property
    def count(self) -> int:
        """All stories of the cell."""
        return self.asked + self.japan_in + self.mentioned + self.out

    def to_json(self) -> dict[str, Any]:
        """The record of `matrix --json`."""
        return {
            "region": self.region,
            "field": self.field,
            "signal": self.signal,
            "count": self.count,
            "asked": self.asked,
            "in": self.japan_in,
            "mentioned": self.mentioned,
            "out": self.out,
            "documents": list(self.documents),
        }


def count_matrix(
    stories: Iterable[Story],
    regions_of: RegionsOf,
    *,
    axis: str = "m49",
    least_score: float = SIGNAL_SCORE,
) -> list[MatrixCell]:
    """Cells with at least one story, by region, field and signal.

    Counted: cooperation and restriction signals stated as fact or planned. A signal counts in the regions of
    its parties (the document's actors where it names none) on one axis (m49, mofa or group), and in its own
    fields (the document's where it names none). Japan makes no region here: the matrix shows its partners.
    """
    japan: dict[Place, dict[str, str]] = {}
    documents: dict[Place, set[str]] = {}
    for story in stories:
        for fact in story.facts:
            for cell, state in _places(fact, regions_of, axis, least_score):
                told = japan.setdefault(cell, {})
                told[story.id] = min(told.get(story.id, "out"), state, key=_JAPAN_ORDER.index)
                documents.setdefault(cell, set()).add(fact.document_id)
    cells = []
    for (region, code, kind), told in sorted(japan.items()):
        values = list(told.values())
        cells.append(
            MatrixCell(
                region=region,
                field=code,
                signal=kind,
                asked=values.count("asked"),
                japan_in=values.count("in"),
                mentioned=values.count("mentioned"),
                out=values.count("out"),
                documents=tuple(sorted(documents[region, code, kind])),
            )
        )
    return cells


def matrix_reader(regions_of: RegionsOf, *, axis: str, least_score: float) -> CellsOf:
    """A function from a document to its cells of the matrix, under the axis of counts that they have."""

    def read(fact: Fact) -> frozenset[Cell]:
        return frozenset(
            (MATRIX, PAIR.join(place)) for place, _ in _places(fact, regions_of, axis, least_score)
        )

    return read


def _places(
    fact: Fact, regions_of: RegionsOf, axis: str, least_score: float
) -> Iterator[tuple[Place, Japan]]:
    """The cells of one document, each with what its signal says of Japan."""
    for signal in counted_signals(fact, least_score):
        if signal.polarity == "none":
            continue
        abroad = [code for code in signal.parties or fact.actors if code != "JP"]
        regions = [region for region in regions_of(abroad) if region.startswith(f"{axis}:")]
        for region, code in product(regions, signal.fields or fact.fields):
            yield (region, code, signal.type), signal.japan
