"""Automatic tags and signals under a person's corrections: what readers are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from nlp.corrections import Correction, live
from nlp.regions import regions_of_tags
from nlp.tags import Amount, Polarity, Range, Signal, SignalType, Status, Tag, TaggedDocument, TagKind

BY_HAND = "person"  # what an added tag or signal was made by
_MOST_PLACES = 12  # evidence ranges looked up for a tag that a person added
_TYPES = get_args(SignalType)


@dataclass(frozen=True, slots=True)
class Corrected:
    """The record under the corrections, and those that this text gives no place to."""

    tagged: TaggedDocument
    resting: tuple[str, ...]  # ids: the quoted sentence is gone, or there is nothing left to reject


def correct(tagged: TaggedDocument, content: str, corrections: Iterable[Correction]) -> Corrected:
    """The automatic record with all corrections in force applied, the newest of one thing winning.

    A tag is known by kind and value. A signal is known by its sentence: one of the same type whose evidence
    overlaps the quoted sentence. Where the sentence no longer stands in the text, the correction rests: it
    says nothing of the new words, and holds again when they return. Without corrections the record itself.
    """
    in_force = live(corrections)
    if not in_force:
        return Corrected(tagged, ())
    tags = list(tagged.tags)
    signals = list(tagged.signals)
    wanted: dict[str, bool] = {}  # regions that a person added or confirmed (True), or rejected
    resting: list[str] = []
    for one in in_force:
        if one.kind == "region":
            wanted[one.value] = one.action != "reject"
        elif one.kind == "signal":
            if not _correct_signal(signals, content, one):
                resting.append(one.id)
        elif not _correct_tag(tags, content, one):
            resting.append(one.id)
    regions = set(tagged.regions)
    if tags != list(tagged.tags):
        regions = (regions - set(regions_of_tags(tagged.tags))) | set(regions_of_tags(tags))
    regions = {region for region in regions if wanted.get(region, True)}
    regions |= {region for region, there in wanted.items() if there}
    return Corrected(
        replace(tagged, tags=_in_order(tags), signals=tuple(signals), regions=tuple(sorted(regions))),
        tuple(resting),
    )


def locate(content: str, quote: str, evidence: Range | None) -> Range | None:
    """Where the quoted words stand in the content, blanks aside; of several places the nearest to the old
    one; None where they do not.
    """
    words = quote.split()
    if not words:
        return None
    if evidence is not None and content[slice(*evidence)].split() == words:
        return evidence
    pattern = r"\s*".join(re.escape(word) for word in words)
    places = [match.span() for match in re.finditer(pattern, content)]
    old = evidence[0] if evidence is not None else 0
    return min(places, key=lambda place: abs(place[0] - old), default=None)


def find_signal(signals: Sequence[Signal], type_: str, place: Range) -> int | None:
    """The index of the signal of that type whose evidence overlaps the place most; None where none does."""
    best, most = None, 0
    for index, signal in enumerate(signals):
        shared = min(signal.evidence[1], place[1]) - max(signal.evidence[0], place[0])
        if signal.type == type_ and shared > most:
            best, most = index, shared
    return best


def set_of(signal: Signal, changes: dict[str, Any]) -> Signal:
    """The signal with what a person set; japan and polarity follow parties and type unless they are set."""
    values = dict(changes)
    for name in ("parties", "organisations", "fields"):
        if name in values:
            values[name] = tuple(values[name])
    if values.get("amount") is not None:
        amount = values["amount"]
        values["amount"] = Amount(float(amount["value"]), amount["currency"], signal.evidence)
    if "type" in values:
        values.setdefault("polarity", polarity_of_type(values["type"]))
    if "parties" in values:
        parties = values["parties"]
        values["inferred"] = tuple(code for code in signal.inferred if code in parties)
        if "JP" in parties:
            values.setdefault("japan", "asked" if signal.japan == "asked" else "in")
        elif signal.japan == "in":
            values.setdefault("japan", "mentioned")
    return replace(signal, **values)


def polarity_of_type(type_: str) -> Polarity:
    """What a type of signal speaks for: S01-S12 cooperation, S13 and S14 restriction, T1-T5 none."""
    place = _TYPES.index(type_)
    return "cooperation" if place < 12 else "restriction" if place < 14 else "none"


def blank_signal(type_: str, place: Range) -> Signal:
    """A signal of which only type and sentence are known yet."""
    kind = cast("SignalType", type_)
    return Signal(kind, None, polarity_of_type(type_), "asserted", (), "out", 1.0, place, by=BY_HAND)


def _correct_tag(tags: list[Tag], content: str, one: Correction) -> bool:
    """Whether the correction changed or holds something; the list is changed in place."""
    kind = cast("TagKind", one.kind)
    at = next((i for i, tag in enumerate(tags) if (tag.kind, tag.value) == (kind, one.value)), None)
    if at is not None:
        tag = tags[at]
        if one.action == "reject":
            tags[at] = replace(tag, status="rejected")
            return True
        role = one.role or tag.role
        status = tag.status if tag.status == "added" else "confirmed"
        tags[at] = replace(tag, role=role, status=status, score=1.0)
        return True
    if one.action == "reject":
        return False  # not found any more: nothing is left to reject
    by = (one.met or {}).get("by") or BY_HAND
    status = "confirmed" if one.met else "added"
    role = one.role or (
        cast("Any", (one.met or {}).get("role") or "mentioned") if kind == "country" else None
    )
    evidence = _places(content, one)
    tags.append(Tag(kind, one.value, 1.0, evidence, role, by=by, status=status))
    return True


def _places(content: str, one: Correction) -> tuple[Range, ...]:
    """Where the words that prove a person's tag stand: those quoted, else the value itself."""
    if one.quote:
        place = locate(content, one.quote, one.evidence)
        return () if place is None else (place,)
    if one.kind not in ("organisation", "term"):
        return ()
    pattern = r"\s+".join(re.escape(word) for word in one.value.split())
    return tuple(match.span() for match in re.finditer(pattern, content, re.IGNORECASE))[:_MOST_PLACES]


def _correct_signal(signals: list[Signal], content: str, one: Correction) -> bool:
    place = locate(content, one.quote, one.evidence)
    if place is None:
        return False
    final = one.changes.get("type", one.value)
    at = find_signal(signals, one.value, place)
    if at is None and final != one.value:
        at = find_signal(signals, final, place)
    if one.action == "reject":
        if at is None:
            return False
        signals[at] = replace(signals[at], status="rejected")
        return True
    base = _as_met(one, place) if at is None or one.action == "confirm" else signals[at]
    if at is not None:
        base = replace(base, evidence=signals[at].evidence)
    added = one.action == "add" or base.status == "added"
    status: Status = "added" if added else "confirmed"
    found = replace(set_of(base, one.changes), status=status, score=1.0)
    if at is None:
        signals.append(found)
        return True
    signals[at] = found
    twin = find_signal([s for i, s in enumerate(signals) if i != at], final, place)
    if (
        final != one.value and twin is not None
    ):  # the tagger has since found that type itself: one record is enough
        twin += twin >= at
        signals[twin] = replace(signals[twin], status="rejected")
    return True


def _as_met(one: Correction, place: Range) -> Signal:
    """The signal as the person met it, standing where its sentence stands now."""
    met = one.met
    if met is None:
        return blank_signal(one.value, place)
    amount = met.get("amount")
    return Signal(
        type=met["type"],
        stage=met["stage"],
        polarity=met["polarity"],
        modality=met["modality"],
        parties=tuple(met["parties"]),
        japan=met["japan"],
        score=1.0,
        evidence=place,
        organisations=tuple(met["organisations"]),
        instrument=met["instrument"],
        fields=tuple(met["fields"]),
        date=met["date"],
        amount=None if amount is None else Amount(amount["value"], amount["currency"], place),
        inferred=tuple(met["inferred"]),
        by=met.get("by", ""),
    )


def _in_order(tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """Kinds in their order, countries actors first; a person's fields before doubtful ones."""
    kinds = ("country", "field", "organisation", "term")
    roles = ("actor", "publisher", "mentioned", None)

    def rank(tag: Tag) -> tuple[int, int, float]:
        if tag.kind == "country":
            return 0, roles.index(tag.role), -tag.score
        return kinds.index(tag.kind), 0, -tag.score if tag.kind == "field" else 0.0

    return tuple(sorted(tags, key=rank))
