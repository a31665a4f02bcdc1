"""Several sentences about one event become one record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from nlp.movement import Movement
from nlp.tags import Modality, Signal

_VAGUE_STAGES = frozenset({None, "announced", "expressed"})


def merge_signals(signals: Iterable[Signal]) -> list[Signal]:
    """The signals with one record an event, best first; ties go to the earlier sentence.

    Two records tell one event when type and modality agree, the parties of one are all among the
    other's (or one names
    none), and their instruments do not contradict each other. The best sentence stays as evidence.
    """
    ordered = sorted(signals, key=lambda signal: (-signal.score, signal.evidence))
    kept: list[Signal] = []
    told: list[list[Signal]] = []  # the sentences of each record, the best first
    for signal in ordered:
        for index, known in enumerate(kept):
            if _same_event(known, signal):
                told[index].append(signal)
                kept[index] = replace(_join(known, signal), modality=_modality_of(told[index]))
                break
        else:
            kept.append(signal)
            told.append([signal])
    return kept


def _same_event(left: Signal, right: Signal) -> bool:
    if left.type != right.type:
        return False
    if left.modality != right.modality and {left.modality, right.modality} != {"asserted", "planned"}:
        return False
    a, b = set(left.parties), set(right.parties)
    if a and b and not (a <= b or b <= a):
        return False
    if left.modality != right.modality and not (a & b):
        return False
    return not (
        left.instrument and right.instrument and a == b and _differ(left.instrument, right.instrument)
    )


def _differ(left: str, right: str) -> bool:
    """True where both names are long enough to be names and share too few words."""
    one, two = set(left.lower().split()), set(right.lower().split())
    if min(len(one), len(two)) < 3:
        return False
    return len(one & two) / min(len(one), len(two)) < 0.5


def _join(best: Signal, other: Signal) -> Signal:
    parties = best.parties if len(best.parties) >= min(2, len(other.parties)) else other.parties
    inferred = best.inferred if parties is best.parties else other.inferred
    stage = (
        other.stage
        if best.stage in _VAGUE_STAGES
        and other.stage not in _VAGUE_STAGES
        and best.modality == other.modality
        else best.stage
    )
    order = ("asked", "in", "mentioned", "out")
    return replace(
        best,
        parties=parties,
        inferred=inferred,
        stage=stage,
        organisations=best.organisations or other.organisations,
        instrument=best.instrument or other.instrument,
        fields=best.fields or other.fields,
        date=best.date
        or (other.date if other.modality == best.modality and other.stage == best.stage else None),
        amount=best.amount or other.amount,
        japan=min(best.japan, other.japan, key=order.index),
        movement=_plainer(best.movement, other.movement),
    )


def _modality_of(told: Sequence[Signal]) -> Modality:
    """That of the best sentence; a plan where it is a headline without a verb, another sentence says "will"
    and none tells a fact.
    """
    best, rest = told[0], {one.modality for one in told[1:]}
    bare = best.modality == "asserted" and best.stage in _VAGUE_STAGES and best.polarity != "restriction"
    return "planned" if bare and "planned" in rest and "asserted" not in rest else best.modality


def _plainer(best: Movement, other: Movement) -> Movement:
    """Where one sentence leaves a side of the movement open, what another says of both sides counts."""
    whole = all(start and to for start, to in other)
    return other if other and (not best or (whole and not all(start and to for start, to in best))) else best
