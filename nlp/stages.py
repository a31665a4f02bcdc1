"""How far a signal has come: the first cue that its type allows, looked for near the trigger first."""

from __future__ import annotations

import functools
import re
from typing import cast, get_args

from nlp.tags import Range, SignalType, Stage
from nlp.triggers import LANGUAGES, UNSPACED, Trigger, read_rule_file

STAGE_FILE = "signals_stages.yml"
_CLAUSE_END = re.compile(r"[;；]|, (?:and|but|while) (?:the|its|a) next |; |——|、次回|、また、")


class StageRuleError(ValueError):
    """A file of stage cues that cannot be used: file, value met and value wanted."""


@functools.cache
def _rules() -> tuple[
    dict[str, list[tuple[Stage, re.Pattern[str]]]], dict[str, frozenset[str]], dict[str, str]
]:
    data = read_rule_file(STAGE_FILE)
    known = set(get_args(Stage))
    cues: dict[str, list[tuple[Stage, re.Pattern[str]]]] = {language: [] for language in LANGUAGES}
    for cue in data["cues"]:
        if cue["stage"] not in known:
            raise StageRuleError(
                f"nlp/taxonomy/{STAGE_FILE}: stage is {cue['stage']!r}; "
                f"wanted one of {', '.join(sorted(known))}"
            )
        for language, rules in cues.items():
            patterns = cue.get(language)
            if patterns:
                joined = "|".join(patterns)
                pattern = rf"(?<!\w)(?:{joined})(?!\w)" if spaced(language) else f"(?:{joined})"
                rules.append((cast("Stage", cue["stage"]), re.compile(pattern)))
    allowed = {name: frozenset(stages) for name, stages in data["allowed"].items()}
    return cues, allowed, data["default"]


def find_stage(lower: str, sentence: Range, trigger: Trigger, language: str) -> Stage | None:
    """The stage that the words around the trigger say, else the sentence's, else what the type usually
    means.
    """
    cues, allowed, default = _rules()
    stages = allowed.get(trigger.type, frozenset())
    for start, end in (_clause(lower, sentence, trigger), sentence):
        for stage, pattern in cues.get(language, ()):
            if stage in stages and pattern.search(lower, start, end):
                return stage
    return cast("Stage | None", default.get(trigger.type))


def default_stage(type_: SignalType) -> Stage | None:
    """What a signal of this type means where no word says how far it has come."""
    return cast("Stage | None", _rules()[2].get(type_))


def _clause(lower: str, sentence: Range, trigger: Trigger) -> Range:
    """The part of the sentence around the trigger, up to a semicolon or a word about the next meeting."""
    start, end = sentence
    first, last = min(trigger.act[0], trigger.object[0]), max(trigger.act[1], trigger.object[1])
    for match in _CLAUSE_END.finditer(lower, start, end):
        if match.end() <= first:
            start = match.end()
        elif match.start() >= last:
            return start, match.start()
    return start, end


def spaced(language: str) -> bool:
    """True for languages that put blanks between words."""
    return language not in UNSPACED
