"""Is a digest still true? It is worked out again, and its quotes are held against the store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from reports.anchors import check_anchors
from reports.desk import apply_edits, count_vetoes
from reports.digest import build_digest
from reports.digest_parts import DocumentLookup
from reports.inputs import WeekInputs
from reports.summary import without_summaries
from reports.week import Week

Outcome = Literal["equal", "worded", "differs"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where what was printed and what comes out now are not the same."""

    place: str  # overview[3].value
    printed: Any
    recomputed: Any
    figure: bool  # a number or the documents behind it, not wording

    def __str__(self) -> str:
        return f"{self.place}: printed {_short(self.printed)}, recomputed {_short(self.recomputed)}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying a digest found."""

    digest: str
    figures: int  # numbers and lists of documents compared
    sentences: int  # quotes held against their documents
    anchors: tuple[str, ...]  # quotes that do not stand where they say, in words
    differences: tuple[Difference, ...]
    same_software: bool
    edits: tuple[Mapping[str, Any], ...] = ()  # by editors: part of what was printed, no difference

    @property
    def outcome(self) -> Outcome:
        """Equal; worded: another version of the software says the same in other words; differs."""
        if self.anchors or any(found.figure for found in self.differences):
            return "differs"
        if self.differences:
            return "differs" if self.same_software else "worded"
        return "equal"

    def to_json(self) -> dict[str, Any]:
        """The record of `digest verify --json`."""
        return {
            "digest": self.digest,
            "outcome": self.outcome,
            "figures": self.figures,
            "sentences": self.sentences,
            "anchors": list(self.anchors),
            "edits": [dict(edit) for edit in self.edits],
            "differences": [
                {"place": found.place, "printed": found.printed, "recomputed": found.recomputed}
                for found in self.differences
            ],
        }


def verify_digest(
    body: Mapping[str, Any], inputs: WeekInputs, documents: DocumentLookup, *, software: str
) -> Verdict:
    """The digest built again from its inputs, compared value by value with what was printed.

    `body`: the digest as JSON; `software`: the version that runs now. Texts come from the store at their
    pinned versions, so an altered text shows as a quote that no longer stands where it says.
    """
    anchors = check_anchors(body, documents)
    edits = tuple(body["desk"]["edits"]) if "desk" in body else ()
    most = inputs.settings.most_entries
    again: dict[str, Any] = {}
    if not anchors:
        again = build_digest(
            Week.parse(body["week"]),
            body["edition"],
            body["language"],
            facts=inputs.facts,
            documents=documents,
            coverage=inputs.coverage,
            settings=replace(
                inputs.settings, most_entries=most + count_vetoes(edits), form=int(body["form"])
            ),
            extras=inputs.extras,
        ).to_json()
        again = apply_edits(again, edits, most)
    older = bool(again) and body["form"] < again["form"]
    if older:  # printed by an earlier version, which had fewer keys
        again = of_form(body, again) | {"form": body["form"]}
        again["versions"] = {**again["versions"], "form": body["versions"]["form"]}
    return Verdict(
        digest=body["id"],
        figures=sum(1 for _ in _figures(body)),
        sentences=sum(len(entry["sentences"]) + 1 for entry in body["entries"]),
        anchors=tuple(anchors),
        differences=tuple(_compare(without_summaries(body), again)) if again else (),
        same_software=not older and body["versions"].get("stdiplo-scan") == software,
        edits=edits,
    )


def of_form(printed: Any, again: Any) -> Any:
    """What was worked out again, without the keys and lines on method that an earlier form did not have."""
    if isinstance(printed, Mapping) and isinstance(again, Mapping):
        return {key: of_form(printed[key], again[key]) for key in again if key in printed}
    if isinstance(printed, list) and isinstance(again, list):
        if printed and isinstance(printed[0], Mapping) and printed[0].keys() == {"name", "label", "value"}:
            names = {line["name"] for line in printed}
            again = [line for line in again if line["name"] in names]
        if len(printed) == len(again):
            return [of_form(one, other) for one, other in zip(printed, again, strict=True)]
    return again


def compare_bodies(printed: Mapping[str, Any], again: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Where what was printed and what was worked out again differ, by their JSON."""
    return tuple(_compare(json.loads(json.dumps(printed)), json.loads(json.dumps(again))))


def count_figures(body: Mapping[str, Any]) -> int:
    """The numbers and lists of documents of a digest or brief."""
    return sum(1 for _ in _figures(body))


def _compare(printed: Any, again: Any, place: str = "") -> Iterator[Difference]:
    if isinstance(printed, Mapping) and isinstance(again, Mapping):
        for key in sorted({*printed, *again}):
            inner = f"{place}.{key}" if place else key
            yield from _compare(printed.get(key), again.get(key), inner)
    elif isinstance(printed, list) and isinstance(again, list) and len(printed) == len(again):
        for number, (one, other) in enumerate(zip(printed, again, strict=True)):
            yield from _compare(one, other, f"{place}[{number}]")
    elif printed != again:
        yield Difference(place, printed, again, not (isinstance(printed, str) and isinstance(again, str)))


def _figures(value: Any) -> Iterator[Any]:
    """Every number, and every list of documents, of a digest."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "documents" and isinstance(inner, list):
                yield inner
            else:
                yield from _figures(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _figures(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."
