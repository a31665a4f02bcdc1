"""Modality in German, French, Spanish, Chinese and Korean: words of the clause around a trigger."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from nlp.eventdates import read_day
from nlp.tags import Modality, Range, SignalType, Stage
from nlp.triggers import Trigger, read_rule_file

MODALITY_FILE = "signals_modality.yml"
_KEYS = frozenset(
    {"clauses", "negated_before", "negated_after", "negated", "planned", "hypothetical", "past"}
)
_YEAR = re.compile(r"(?<![\d/.,-])(?:19[0-9]\d|20[0-4]\d)(?![\d/])(?!\s?(?:euro|dollar|만|억|元|人))")
_LASTING = re.compile(
    r"verlänger|erneuer|renouvel|prolong|renov|renuev|prorrog|续|續|延长|延長|갱신|연장|beende|kündig|"
    r"suspend|mis fin"
    r"|met fin|暂停|终止|중단|종료|파기"
)
# The stage says it all: a proposal is told as a fact although what it proposes lies ahead.
TOLD_STAGES: frozenset[Stage] = frozenset(
    {
        "concluded",
        "negotiating",
        "proposed",
        "provisional",
        "in_force",
        "renewed",
        "postponed",
        "expressed",
        "notified",
        "open",
    }
)
_DETERMINED: frozenset[SignalType] = frozenset({"need", "joint_statement", "indicator"})


class ModalityRuleError(ValueError):
    """A file of modality words that cannot be used: file, value met and value wanted."""


@dataclass(frozen=True, slots=True)
class _Words:
    clauses: re.Pattern[str]
    negated_before: re.Pattern[str]
    negated_after: re.Pattern[str]
    negated: re.Pattern[str]
    planned: re.Pattern[str]
    hypothetical: re.Pattern[str]
    past: re.Pattern[str]


@functools.cache
def modality_words() -> dict[str, _Words]:
    """The words of each language.

    Raises ModalityRuleError on an unknown key or a pattern that does not compile.
    """
    return {
        language: _Words(**{key: _compile(block, key, language) for key in _KEYS})
        for language, block in read_rule_file(MODALITY_FILE).items()
    }


def _compile(block: dict[str, Any], key: str, language: str) -> re.Pattern[str]:
    place = f"nlp/taxonomy/{MODALITY_FILE}: {language}"
    unknown = set(block) - _KEYS
    if unknown or key not in block:
        raise ModalityRuleError(f"{place}: keys are {sorted(block)}; wanted {', '.join(sorted(_KEYS))}")
    try:
        return re.compile("|".join(block[key]) or r"(?!)")
    except re.error as error:
        raise ModalityRuleError(
            f"{place}: {key} does not compile ({error}); wanted regular expressions"
        ) from error


def judge_by_words(
    lower: str,
    sentence: Range,
    trigger: Trigger,
    stage: Stage | None,
    *,
    language: str,
    published: str | None,
) -> Modality:
    """One of the five modalities; a fact where no word of the clause speaks against it."""
    words = modality_words()[language]
    start, end = _clause(lower, sentence, trigger, words.clauses)
    first = min(trigger.act[0], trigger.object[0])
    last = max(trigger.act[1], trigger.object[1])
    clause = lower[start:end]
    if _negated(lower, (start, end), trigger, words):
        return "negated"
    if trigger.type not in _DETERMINED and stage not in TOLD_STAGES:
        if words.planned.search(clause):
            return "planned"
        if words.hypothetical.search(lower, start, last if language != "ko" else end):
            return "hypothetical"
    if _is_past(lower, (start, end), (first, last), words, published):
        return "past"
    return "asserted"


def _negated(lower: str, clause: Range, trigger: Trigger, words: _Words) -> bool:
    start, end = clause
    last = max(trigger.act[1], trigger.object[1])
    between = sorted((trigger.act, trigger.object))
    if words.negated_before.search(lower[max(start, trigger.act[0] - 60) : trigger.act[0]]):
        return True
    if words.negated_before.search(lower[max(start, trigger.object[0] - 40) : trigger.object[0]]):
        return True
    if between[1][0] > between[0][1] and words.negated_after.search(lower[between[0][1] : between[1][0]]):
        return True
    return bool(
        words.negated_after.search(lower[last : min(end, last + 100)])
        or words.negated.search(lower, start, end)
    )


def _clause(lower: str, sentence: Range, trigger: Trigger, clauses: re.Pattern[str]) -> Range:
    start, end = sentence
    first = min(trigger.act[0], trigger.object[0])
    last = max(trigger.act[1], trigger.object[1])
    for match in clauses.finditer(lower, start, end):
        if match.end() <= first:
            start = match.end()
        elif match.start() >= last:
            return start, match.start()
    return start, end


def _is_past(lower: str, clause: Range, span: Range, words: _Words, published: str | None) -> bool:
    """Words of the past near the trigger, or a year well before publication and none of late."""
    start, end = clause
    if words.past.search(lower, start, end):
        return True
    day = read_day(published)
    if day is None or _LASTING.search(lower, start, end):
        return False
    years = [
        int(match[0]) for match in _YEAR.finditer(lower, max(start, span[0] - 40), min(end, span[1] + 50))
    ]
    return bool(years) and max(years) < day.year - 1
