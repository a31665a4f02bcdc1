"""An office's own evaluation set: what the tagger says of the documents that its people corrected."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from index.corrections import Judged
from index.store import Store
from nlp.correcting import find_signal
from nlp.tags import Signal

KINDS = ("country", "region", "field", "organisation", "term", "signal")
ATTRIBUTES = ("stage", "parties", "modality", "japan", "polarity", "date", "instrument")
_BY_HAND = ("confirmed", "added")


@dataclass(slots=True)
class Figure:
    """How the tagger fares on one kind: right, wrong and missed, by what people judged and nothing else."""

    name: str
    right: int = 0
    wrong: int = 0
    missed: int = 0
    errors: list[dict[str, str]] = field(default_factory=list)

    @property
    def items(self) -> int:
        """All that was judged."""
        return self.right + self.wrong + self.missed

    @property
    def precision(self) -> float:
        """Of what the tagger said, the share that is right; 1 where it said nothing."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of what is right, the share that the tagger said; 1 where nothing is."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Both in one figure."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def to_json(self, errors: int) -> dict[str, Any]:
        """A row of `evaluate office --json`."""
        row = {"name": self.name, "items": self.items, "value": round(self.f1, 4)}
        counts = {"right": self.right, "wrong": self.wrong, "missed": self.missed}
        return {
            **row,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            **counts,
            "errors": self.errors[:errors],
        }


def evaluate_corrections(store: Store) -> list[Figure]:
    """One figure a kind, and one an attribute of the signals found, where anything was judged."""
    names = [f"office.corrections.{kind}" for kind in (*KINDS, "role", *(f"signal.{a}" for a in ATTRIBUTES))]
    figures = {name.rpartition("corrections.")[2]: Figure(name) for name in names}
    for name in store.corrected_documents():
        judged = store.judged(name)
        _tags(figures, name, judged)
        _regions(figures["region"], name, judged)
        _signals(figures, name, judged)
    return [figure for figure in figures.values() if figure.items]


def _count(figure: Figure, verdict: str, document: str, what: str, text: str = "") -> None:
    setattr(figure, verdict, getattr(figure, verdict) + 1)
    if verdict != "right":
        figure.errors.append({"document": document, "verdict": verdict, "what": what, "text": text})


def _tags(figures: dict[str, Figure], name: str, judged: Judged) -> None:
    automatic = {(tag.kind, tag.value): tag for tag in judged.automatic.tags if tag.status == "automatic"}
    for tag in judged.shown.tags:
        met = automatic.get((tag.kind, tag.value))
        text = _words(judged, tag.evidence[0]) if tag.evidence else ""
        if tag.status == "rejected" and met is not None:
            _count(figures[tag.kind], "wrong", name, f"{tag.kind}:{tag.value}", text)
        elif tag.status in _BY_HAND:
            _count(
                figures[tag.kind], "missed" if met is None else "right", name, f"{tag.kind}:{tag.value}", text
            )
            if tag.kind == "country" and met is not None:
                same = met.role == tag.role
                what = f"country:{tag.value} {met.role}, by the person {tag.role}"
                _count(figures["role"], "right" if same else "wrong", name, what, text)


def _regions(figure: Figure, name: str, judged: Judged) -> None:
    """Regions as they came out under the corrections of countries and of the regions themselves."""
    before, after = set(judged.automatic.regions), set(judged.shown.regions)
    for region in sorted(before ^ after):
        _count(figure, "missed" if region in after else "wrong", name, f"region:{region}")


def _signals(figures: dict[str, Figure], name: str, judged: Judged) -> None:
    figure = figures["signal"]
    matched: Counter[int] = Counter()
    automatic = judged.automatic.signals
    touched: dict[int, Signal] = {}
    for signal in judged.shown.signals:
        at = find_signal(automatic, signal.type, signal.evidence)
        text = _words(judged, signal.evidence)
        if signal.status == "rejected":
            if at is not None and not matched[at]:
                matched[at] += 1
                _count(figure, "wrong", name, f"signal:{signal.type}", text)
        elif signal.status in _BY_HAND:
            _count(figure, "missed" if at is None else "right", name, f"signal:{signal.type}", text)
            if at is not None:
                matched[at] += 1
                touched[at] = signal
    for at, signal in touched.items():
        for attribute in ATTRIBUTES:
            met, wanted = getattr(automatic[at], attribute), getattr(signal, attribute)
            what = f"{attribute} {met}, by the person {wanted}"
            verdict = "right" if met == wanted else "wrong"
            _count(figures[f"signal.{attribute}"], verdict, name, what, _words(judged, signal.evidence))
    for at, signal in enumerate(automatic):  # one whose type a person changed is gone from what is shown
        here = find_signal(judged.shown.signals, signal.type, signal.evidence)
        if not matched[at] and here is None and signal.status == "automatic":
            _count(figure, "wrong", name, f"signal:{signal.type}", _words(judged, signal.evidence))


def _words(judged: Judged, place: tuple[int, int]) -> str:
    start, end = place
    return " ".join(judged.content[max(0, start - 40) : max(end + 40, start)].split())[:240]
