"""Rows of a labelled set with what `tag --jsonl` answers to them."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from crawlers.stream import document_from_row
from stdiplo_scan.evaluate.measure import Case, Context
from stdiplo_scan.evaluate.sets import Row, without_answers

SEED = 20261123
_SHOWN = 300  # characters of a text in a case
_NO_STATE = frozenset({"EU", "UN"})
Shape = Callable[[Row], Row]  # a row without its answers -> title and text as the system gets them


@dataclass(frozen=True, slots=True)
class Tagged:
    """A labelled row, the title and text that the system was given, and its answer."""

    row: Row
    title: str
    text: str
    answer: dict[str, Any]

    @property
    def content(self) -> str:
        """What evidence ranges count in."""
        return f"{self.title}\n\n{self.text}"

    def case(self, score: float, expected: Collection[str] | str, met: Collection[str] | str) -> Case:
        """The item as an error; a country too many is shown with the words that brought it."""
        text = " ".join(self.content.split())[:_SHOWN]
        shown = _shown(met)
        if not isinstance(met, str) and not isinstance(expected, str):
            shown = " ".join(one if one in expected else f"{one}{self._words(one)}" for one in sorted(met))
        return Case(self.row["id"], score, _shown(expected), shown, text)

    def _words(self, code: str) -> str:
        """The first words that a country was found by, in brackets; nothing where it was inferred."""
        for entry in self.answer["countries"]:
            if entry["code"] == code and entry["evidence"]:
                start, end = entry["evidence"][0]
                return f"({' '.join(self.content[start:end].split())[:40]})"
        return ""


def _shown(values: Collection[str] | str) -> str:
    return values if isinstance(values, str) else " ".join(sorted(values))


def both(row: Row) -> Row:
    """Title and text."""
    return {"title": row.get("title") or "", "text": row.get("text") or ""}


def title_alone(row: Row) -> Row:
    """The title as title, and no text."""
    return {"title": row.get("title") or "", "text": ""}


def text_alone(row: Row) -> Row:
    """The text, and no title."""
    return {"title": "", "text": row.get("text") or ""}


def tag_set(
    context: Context,
    name: str,
    file: str,
    shape: Shape = both,
    *,
    sample: int = 0,
    keep: Callable[[Row], bool] | None = None,
) -> list[Tagged]:
    """The rows of a file that `keep` keeps, tagged one by one; `sample`: so many, drawn with a fixed seed.

    Languages are not given: the system finds them. Each row is tagged once in a run, whoever asks.
    """
    rows = [row for row in context.sets.rows(name, file) if keep is None or keep(row)]
    if 0 < sample < len(rows):
        drawn = sorted(random.Random(SEED).sample(range(len(rows)), sample))
        rows = [rows[at] for at in drawn]
    return [tag_row(context, f"{name} {file}", shape, row) for row in rows]


def tag_row(context: Context, place: str, shape: Shape, row: Row) -> Tagged:
    """One row tagged, once in a run; `place` names the file it is from."""

    def compute() -> Tagged:
        asked = shape(without_answers(row))
        document = document_from_row({"id": row["id"], **asked})
        answer = context.tagger.tag([document])[0].to_json()
        context.report(place)
        return Tagged(row, document.title, document.text, answer)

    return context.once(f"tagged {place} {shape.__name__} {row['id']}", compute)


def countries_of(answer: dict[str, Any], least: float = 0.0) -> list[str]:
    """The countries that act or are mentioned, in the answer's order; no groupings, EU or UN."""
    return [
        entry["code"]
        for entry in answer["countries"]
        if entry["role"] in ("actor", "mentioned") and entry["score"] >= least and is_country(entry["code"])
    ]


def is_country(code: str) -> bool:
    """Whether a code is a country's: two letters (G7 is none), neither the Union nor the United Nations."""
    return len(code) == 2 and code.isalpha() and code not in _NO_STATE


def cooperation_score(answer: dict[str, Any]) -> float:
    """The score of the best asserted or planned signal of cooperation; 0 where there is none."""
    return max(
        (
            float(signal["score"])
            for signal in answer["signals"]
            if signal["polarity"] == "cooperation" and signal["modality"] in ("asserted", "planned")
        ),
        default=0.0,
    )


def agreement_signals(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The signals of type agreement, the best first."""
    found = [signal for signal in answer["signals"] if signal["type"] == "agreement"]
    return sorted(found, key=lambda signal: (-signal["score"], signal["evidence"]))


def agreement_parties(answer: dict[str, Any]) -> set[str]:
    """The countries that are parties of the best agreement; empty where none was found."""
    found = agreement_signals(answer)
    return {code for code in found[0]["parties"] if is_country(code)} if found else set()


def wrong(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Those that are not fully right."""
    return tuple(case for case in cases if case.score < 1)
