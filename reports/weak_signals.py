"""Weak signals: few, small, new, from independent sources, in two of country, language and kind.

A flag says which rule raised it and what it was held against. After 4, 8 and 12 weeks it is judged: it grew
where the four weeks up to then told more stories than its own window, it was false where the flagged stories
no longer hold up (merged into one, tags rejected), else it faded. How often a rule's flags grew is its
record.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Literal

from index.records import Fact
from index.weak_signals import Flag
from reports.counts import PAIR, SIGNAL_SCORE, Story, counted_signals, group_stories, published_day
from reports.coverage import NO_TARGET, Coverage
from reports.weak_record import Record
from reports.week import Week

Rule = Literal["new_term", "new_country_field", "new_partners"]
Outcome = Literal["grew", "faded", "false"]
KeysOf = Callable[[Fact], frozenset[str]]
WINDOW = 4  # weeks, the flagged one the last
HISTORY = 12  # weeks before the window, in which nothing may have been told
LEAST, MOST = 2, 6  # stories of the window: small
LEAST_SOURCES = 2  # targets
LEAST_SPREAD = 2  # of country, language and kind, in how many the sources must differ
FEW = 10  # flags a week
CHECKS = (4, 8, 12)  # weeks after the flag


def find_weak_signals(
    facts: Iterable[Fact], coverage: Coverage, kinds: Mapping[str, str], known: Iterable[Flag] = ()
) -> list[Flag]:
    """The flags of the ledger's week, the widest spread first, at most FEW.

    `facts` reach from WINDOW + HISTORY weeks back to the week's end; only comparable targets count, so that a
    new target makes nothing new. `kinds`: of targets, by id. What was flagged within HISTORY weeks before is
    not flagged again.
    """
    week = coverage.week
    kept = [fact for fact in facts if (fact.target_id or NO_TARGET) in coverage.comparable]
    stories = group_stories(
        fact for fact in kept if (day := published_day(fact)) is not None and day < week.end
    )
    recent = {week.shifted(-back) for back in range(WINDOW)}
    before = set(week.shifted(-WINDOW + 1).before(HISTORY))
    lately = [flag for flag in known if week.shifted(-HISTORY) <= Week.parse(flag.week) < week]
    held = {(flag.rule, flag.key) for flag in lately}
    found = []
    for rule, keys_of in RULES.items():
        told: dict[str, list[Story]] = defaultdict(list)
        old: set[str] = set()
        for story in stories:
            keys = frozenset(key for fact in story.facts for key in keys_of(fact))
            when = Week.of(story.first_day)
            if when in recent:
                for key in keys:
                    told[key].append(story)
            elif when in before:
                old |= keys
        for key, of_key in told.items():
            if key in old or (rule, key) in held or not LEAST <= len(of_key) <= MOST:
                continue
            flag = _flag(rule, key, week, of_key, kinds)
            if flag is not None:
                found.append(flag)
    found.sort(
        key=lambda flag: (-flag.baseline["spread"], -len(flag.baseline["targets"]), flag.rule, flag.key)
    )
    return _few(found, {flag.documents for flag in lately})


def judge_flags(flags: Iterable[Flag], facts: Sequence[Fact], today: Week) -> list[Flag]:
    """The flags that got a further outcome, with it; `today` is the newest complete week.

    A check is made once, when its week is over, and never again.
    """
    dated = [fact for fact in facts if published_day(fact) is not None]
    stories = group_stories(dated)
    keys = {rule: [_keys(story, keys_of) for story in stories] for rule, keys_of in RULES.items()}
    judged = []
    for flag in flags:
        week = Week.parse(flag.week)
        outcomes = dict(flag.outcomes)
        for weeks in CHECKS:
            if str(weeks) not in outcomes and week.shifted(weeks) <= today and flag.rule in keys:
                told = [
                    Week.of(story.first_day)
                    for story, of_story in zip(stories, keys[flag.rule], strict=True)
                    if flag.key in of_story
                ]
                outcomes[str(weeks)] = _outcome(flag, week, weeks, told)
        if outcomes != flag.outcomes:
            judged.append(replace(flag, outcomes=outcomes))
    return judged


def rule_records(flags: Iterable[Flag]) -> list[Record]:
    """What became of each rule's flags, by rule and check."""
    counted: Counter[tuple[str, int, str]] = Counter()
    rules = set(RULES)
    for flag in flags:
        rules.add(flag.rule)
        counted.update((flag.rule, int(weeks), outcome) for weeks, outcome in flag.outcomes.items())
    return [
        Record(rule, weeks, *(counted[rule, weeks, outcome] for outcome in ("grew", "faded", "false")))
        for rule in sorted(rules)
        for weeks in CHECKS
    ]


def _outcome(flag: Flag, week: Week, weeks: int, told: Sequence[Week]) -> Outcome:
    window = {week.shifted(-back) for back in range(WINDOW)}
    later = {week.shifted(weeks - back) for back in range(WINDOW)}
    if sum(one in window for one in told) < LEAST:
        return "false"
    return "grew" if sum(one in later for one in told) > flag.count else "faded"


def _flag(rule: str, key: str, week: Week, stories: Sequence[Story], kinds: Mapping[str, str]) -> Flag | None:
    """The flag where the stories come from independent sources that differ enough, else None."""
    facts = [fact for story in stories for fact in story.facts]
    leads = [story.lead for story in stories]
    targets = {fact.target_id for fact in leads if fact.target_id}
    told_by = {kinds.get(fact.target_id or "", "") for fact in leads} - {""}
    countries = {fact.country for fact in leads if fact.country}
    languages = {fact.language for fact in leads}
    spread = sum(len(values) > 1 for values in (countries, languages, told_by))
    if len(targets) < LEAST_SOURCES or spread < LEAST_SPREAD:
        return None
    baseline = {
        "window_weeks": WINDOW,
        "history_weeks": HISTORY,
        "stories_before": 0,
        "targets": sorted(targets),
        "spread": spread,
    }
    documents = tuple(sorted({fact.document_id for fact in facts}))
    return Flag(rule, key, str(week), len(stories), baseline, documents)


def _few(found: Sequence[Flag], told: set[tuple[str, ...]]) -> list[Flag]:
    """At most FEW, and of those that rest on the same documents the first only; none on documents `told`."""
    kept: list[Flag] = []
    seen = set(told)
    for flag in found:
        if flag.documents not in seen and len(kept) < FEW:
            seen.add(flag.documents)
            kept.append(flag)
    return kept


def _keys(story: Story, keys_of: KeysOf) -> frozenset[str]:
    return frozenset(key for fact in story.facts for key in keys_of(fact))


def _terms(fact: Fact) -> frozenset[str]:
    return frozenset(fact.terms)


def _country_fields(fact: Fact) -> frozenset[str]:
    return frozenset(f"{code}{PAIR}{field}" for code in fact.actors for field in fact.fields[:2])


def _partners(fact: Fact) -> frozenset[str]:
    """Two parties of a cooperation, and its field."""
    return frozenset(
        f"{one}+{other}{PAIR}{field}"
        for signal in counted_signals(fact, SIGNAL_SCORE)
        if signal.polarity == "cooperation" and 2 <= len(signal.parties) <= 6
        for one, other in combinations(signal.parties, 2)
        for field in (signal.fields or fact.fields)[:2]
    )


RULES: Mapping[str, KeysOf] = {
    "new_term": _terms,
    "new_country_field": _country_fields,
    "new_partners": _partners,
}
