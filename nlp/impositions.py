"""A restriction's two sides: who imposes it and whom it affects, by the grammar of its sentence.

A party's name is read by its neighbours: "against X", "exports to X", 「Xに対し」「対X」 make it affected,
"imposed by X", "X's sanctions", 「Xによる」 make it the one who imposes; of others the verb tells: who stands
before an active one imposes, before a passive one is affected. What no rule reads is left untold. The
patterns stand in nlp/taxonomy/impositions.yml; a language without any has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.neighbours import AFTER, BEFORE, LISTED, compile_patterns
from nlp.organisations import find_organisations
from nlp.parties import Mention, gather_mentions
from nlp.places import find_places
from nlp.taxonomy_files import FOLDER, read_yaml
from nlp.triggers import lower_text

Imposition = tuple[tuple[str, str], ...]  # who imposes and who is affected, sorted; "" for who is not told
IMPOSES, AFFECTED = "imposes", "affected"
ROLES = (IMPOSES, AFFECTED)
_NAMES = (
    *("aside_before", "object_before", "affected_before", "affected_after"),
    *("imposes_before", "imposes_after", "subject_after", "acts", "passive"),
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """One language's patterns; each holds where any of its lines is found."""

    aside_before: re.Pattern[str]
    object_before: re.Pattern[str]
    affected_before: re.Pattern[str]
    affected_after: re.Pattern[str]
    imposes_before: re.Pattern[str]
    imposes_after: re.Pattern[str]
    subject_after: re.Pattern[str]
    acts: re.Pattern[str]
    passive: re.Pattern[str]


def find_imposition(
    sentence: str, parties: Sequence[str], language: str, inferred: Sequence[str] = ()
) -> Imposition:
    """Who imposes and who is affected, as pairs; nothing where the sentence tells neither.

    `parties`: codes of the signal, others have no part; `inferred`: those of them that the text does not
    name, "our ministry": it imposes where nobody else does.
    """
    patterns = _patterns().get(language)
    if patterns is None:
        return ()
    line = " ".join(sentence.split())
    lower = lower_text(line)
    places = find_places(line, title_end=0, language=language)
    mentions = gather_mentions(places, find_organisations(line, language))
    named = [one for one in mentions if one.code in parties]
    roles = _roles(lower, named, patterns)
    told = frozenset(roles.values())
    passive = patterns.passive.search(lower) is not None
    if passive or IMPOSES not in roles.values():
        subjects = _subjects(lower, named, roles, patterns)
        if subjects:
            passive = _is_passive(lower, subjects[-1].end, patterns)
        role = AFFECTED if passive else IMPOSES
        roles.update({one.code: role for one in subjects if one.code and (passive or IMPOSES not in told)})
    if not passive and IMPOSES not in roles.values() and AFFECTED in roles.values():
        roles.update({code: IMPOSES for code in inferred if code not in roles})
    imposing = sorted(code for code, role in roles.items() if role == IMPOSES)
    affected = sorted(code for code, role in roles.items() if role == AFFECTED)
    if not imposing and not affected:
        return ()
    return tuple((one, other) for one in imposing or [""] for other in affected or [""])


def roles_in(imposition: Imposition, code: str) -> tuple[str, ...]:
    """What a party is in it: imposes, affected, both, or neither."""
    sides = zip(ROLES, zip(*imposition, strict=True), strict=True) if imposition else ()
    return tuple(role for role, codes in sides if code in codes)


def _roles(lower: str, mentions: Sequence[Mention], patterns: _Patterns) -> dict[str, str]:
    """The parties whose neighbours tell what they are; each by the first of its mentions that does."""
    roles: dict[str, str] = {}
    listed, end = "", 0
    for mention in mentions:
        before = lower[max(0, mention.start - BEFORE) : mention.start]
        after = lower[mention.end : mention.end + AFTER]
        role = ""
        if patterns.imposes_before.search(before):
            role = IMPOSES
        elif patterns.object_before.search(before):
            role = AFFECTED
        elif patterns.imposes_after.search(after):
            role = IMPOSES
        elif patterns.affected_before.search(before) or patterns.affected_after.search(after):
            role = AFFECTED
        elif listed and LISTED.fullmatch(lower, end, mention.start):
            role = listed
        if role and mention.code:
            roles.setdefault(mention.code, role)
        listed, end = role, mention.end
    return roles


def _subjects(
    lower: str, mentions: Sequence[Mention], roles: dict[str, str], patterns: _Patterns
) -> list[Mention]:
    """The parties without a role that the verb is about: marked so, or the last before the verb; with those
    that it is listed with.
    """
    free = [
        one
        for one in mentions
        if one.code not in roles
        and not patterns.aside_before.search(lower[max(0, one.start - BEFORE) : one.start])
    ]
    near = [one for one in free if patterns.subject_after.search(lower[one.end : one.end + AFTER])][:1]
    if not near and free and (verb := patterns.acts.search(lower, free[0].end)):
        near = [one for one in free if one.end <= verb.start()][-1:]
    if not near:
        return []
    chain = near
    for one in reversed(free[: free.index(near[0])]):
        if not LISTED.fullmatch(lower, one.end, chain[0].start):
            break
        chain = [one, *chain]
    return chain


def _is_passive(lower: str, place: int, patterns: _Patterns) -> bool:
    """Whether the verb of the subject that ends at the place is one whose subject is affected."""
    passive, verb = patterns.passive.search(lower, place), patterns.acts.search(lower, place)
    return passive is not None and (verb is None or passive.start() <= verb.start())


@lru_cache(maxsize=1)
def _patterns() -> dict[str, _Patterns]:
    """Compiled, by language; raises TaxonomyError on an unknown or a missing key."""
    compiled = compile_patterns("impositions.yml", read_yaml(FOLDER / "impositions.yml"), _NAMES)
    return {language: _Patterns(**lines) for language, lines in compiled.items()}
