"""Twin programmes: how well the likeness of two headlines tells one theme from another of the same field."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reports.twins import ALIKE
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.sets import REGISTERS, Row
from stdiplo_scan.headlines import read_headlines

PLANS = "twins"  # the file
STEPS = tuple(round(0.3 + 0.05 * step, 2) for step in range(11))  # thresholds of the curve that is printed
Judged = tuple[Row, float]


def likenesses(context: Context) -> list[Judged]:
    """Each pair of plans with the cosine of its headlines as the store keeps them, 0 where one has none."""
    rows = context.sets.rows(REGISTERS, PLANS)
    headlines = [one for row in rows for one in zip(row["titles"], row["languages"], strict=True)]
    vectors = [vector for vector, _ in read_headlines(context.embedder, context.glossary, headlines)]
    judged = []
    for place, row in enumerate(rows):
        one, other = vectors[2 * place], vectors[2 * place + 1]
        judged.append((row, 0.0 if one is None or other is None else float(one @ other)))
    context.report(REGISTERS, len(rows))
    return judged


def score(judged: Sequence[Judged], threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of "one theme" from a likeness on; precision is 1 where nothing is told."""
    told = [row["same"] for row, cosine in judged if cosine >= threshold]
    wanted = sum(row["same"] for row, _ in judged)
    right = sum(told)
    precision = right / len(told) if told else 1.0
    recall = right / wanted if wanted else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def _measure(part: str) -> Callable[[Context], Outcome]:
    """F1 at the threshold in force; the note holds the whole curve."""

    def measure(context: Context) -> Outcome:
        judged = [
            one for one in context.once("twins judged", lambda: likenesses(context)) if one[0]["set"] == part
        ]
        curve = "; ".join("{:.2f}: {:.2f} {:.2f} {:.2f}".format(step, *score(judged, step)) for step in STEPS)
        errors = tuple(
            Case(str(place), cosine, f"same={row['same']}", f"{cosine:.2f}", " | ".join(row["titles"]))
            for place, (row, cosine) in enumerate(judged)
            if (cosine >= ALIKE) != bool(row["same"])
        )
        note = f"threshold {ALIKE}; precision, recall, F1 by threshold: {curve}"
        return Outcome(len(judged), score(judged, ALIKE)[2], {}, note, errors)

    return measure


MEASURES = tuple(
    Measure(
        f"registers.twins{'.held' if part == 'held' else ''}",
        REGISTERS,
        _measure(part),
        "F1 of pairs of plans in one field told to be of one theme",
        quick=True,
        noise=0.05,
    )
    for part in ("dev", "held")
)
