"""Which of several signals is the news: the subject of an agreement is not an event of its own, and what a
later sentence tells of the same partners is detail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.tags import Range, Signal, SignalType
from nlp.triggers import Trigger

DEMOTION = 0.5  # a factor: what is subject matter or detail stays below .5, in the order of its scores
LEARNED = "classifier"  # by whom a record is that no rule found
_TRENDS: frozenset[SignalType] = frozenset({"strategy", "funding", "organisation", "indicator", "capability"})


def _types(*types: SignalType) -> frozenset[SignalType]:
    return frozenset(types)


# In one sentence, the left type makes those on the right its subject matter.
_SUBJECTS: dict[SignalType, frozenset[SignalType]] = {
    "need": _types(
        "joint_research",
        "capacity",
        "mobility",
        "dialogue",
        "facility",
        "joint_statement",
        "resource",
        "opening",
    )
    | _TRENDS,
    "suspension": _types(
        "joint_research",
        "agreement",
        "joint_call",
        "capacity",
        "mobility",
        "facility",
        "opening",
        "joint_statement",
        "dialogue",
    )
    | _TRENDS,
    "restriction": _types("joint_research", "agreement", "mobility", "opening", "joint_call", "resource")
    | _TRENDS,
    "ip_standards": _types("agreement", "joint_research", "joint_statement") | _TRENDS,
    "facility": _types("agreement", "joint_research", "resource", "mobility") | _TRENDS,
    "joint_call": _types("joint_research", "mobility", "capacity", "agreement", "need") | _TRENDS,
    "agreement": _types("joint_research", "mobility", "capacity") | _TRENDS,
    "joint_statement": _types("joint_research", "capacity", "mobility", "dialogue") | _TRENDS,
    "opening": _types("joint_research", "mobility") | _TRENDS,
    "joint_research": _TRENDS,
    "capacity": _types("mobility", "joint_research") | _TRENDS,
    "mobility": _types("joint_research") | _TRENDS,
    "dialogue": _TRENDS,
    "resource": _TRENDS,
    "strategy": _types("funding", "organisation", "capability"),
    "capability": _types("funding"),
    "indicator": _types("funding", "capability", "strategy"),
    "organisation": _types("strategy"),
}
_SPECIFIC = _types("resource", "ip_standards", "facility", "opening", "joint_call")
_GRANT = re.compile(r"無償資金協力|円借款|grant aid|\bloans?\b|don de|無償援助|무상원조")
_ONE_MIND = re.compile(r"一致|friendship|commitment")
_MEETING = re.compile(r"\b(?:dialogues?|summits?|meetings?|met|meets?|talks|consultations?|conferences?)\b")
_CALL_WORDS = re.compile(
    r"公募|募集|\bcalls?\b|proposals|ausschreib|ausgeschrieben|bekanntmachung|appel|convocatoria|征集|공모"
)
_TOPIC_OF = re.compile(r"research|研究|forschung|recherche|investigación|연구")
_EVENTS: frozenset[SignalType] = frozenset({"agreement", "suspension", "restriction"})


def subject_types(triggers: Sequence[Trigger], lower: str, sentence: Range) -> frozenset[SignalType]:
    """The types that the sentence names only as subject matter of another of its triggers."""
    known = {trigger.type: trigger for trigger in triggers}
    statement = known.get("joint_statement")
    one_mind = statement is not None and _ONE_MIND.search(lower, *statement.object) is not None
    found: set[SignalType] = set()
    for type_ in known:
        if not (one_mind and type_ == "joint_statement"):
            found |= _SUBJECTS.get(type_, _types()) & known.keys()
    if {"agreement", "capacity"} <= known.keys() and _GRANT.search(lower, *sentence):
        found = (found | _types("agreement")) - _types("capacity")
    agreement = known.get("agreement")
    if agreement is not None and agreement.act == agreement.object and known.keys() & _SPECIFIC:
        found.add("agreement")  # "agreed to do" something that has a type of its own
    resource = known.get("resource")
    beside = known.keys() & {"joint_research", "agreement"}
    if resource is not None and beside and resource.cues == 1 and _TOPIC_OF.search(lower, *sentence):
        found.add("resource")
    if one_mind and known.keys() & {"mobility", "capacity", "agreement", "joint_research"}:
        found = (found | _types("joint_statement")) - _types("mobility")
    if statement is not None and _MEETING.search(lower, *sentence):
        found.discard("dialogue")  # what they state, and where they met to state it
    if "joint_call" in found and "suspension" not in known and _CALL_WORDS.search(lower, *sentence):
        found.discard("joint_call")
    return frozenset(found)


def demote_details(signals: Sequence[Signal], lead_end: int) -> list[Signal]:
    """The signals, best first; those of later sentences lowered where the lead tells another event of the
    same partners, and national news lowered where only a later sentence tells it.

    Agreements, suspensions, restrictions and requests to Japan stand wherever they are told.
    """
    lead = [signal for signal in signals if signal.evidence[0] < lead_end and signal.score >= 0.5]
    partners = {code for signal in lead for code in signal.parties}
    found: list[Signal] = []
    for signal in signals:
        later = signal.evidence[0] >= lead_end
        told = signal.by == LEARNED and any(
            known.by != LEARNED and known.score >= 0.5 and set(signal.parties) <= set(known.parties)
            for known in signals
        )  # another view of what a rule has read
        detail = (
            later
            and bool(lead)
            and signal.type not in _EVENTS
            and not (signal.type == "need" and signal.japan == "asked")
            and all(known.type != signal.type for known in lead)
            and (len(signal.parties) < 2 or set(signal.parties) <= partners)
        )
        lowered = told or detail or (later and signal.type in _TRENDS)
        found.append(_lower(signal) if lowered else signal)
    return sorted(found, key=lambda signal: (-signal.score, signal.evidence))


def _lower(signal: Signal) -> Signal:
    return replace(signal, score=round(DEMOTION * signal.score, 4))
