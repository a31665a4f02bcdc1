"""Mobility's direction: from whom to whom researchers and students move, by the grammar of the sentence.

A country's name is read by its neighbours: "from X", "X's students", 「Xから」 make it an origin, "to X",
「Xの大学に」 a destination; who is neither acts, and the verb says whether the actor sends or receives. An
exchange goes both ways. The patterns stand in nlp/taxonomy/movement.yml; a language without any has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import Literal

from nlp.neighbours import AFTER, BEFORE, LISTED, compile_patterns
from nlp.parties import Mention
from nlp.tags import Range
from nlp.taxonomy_files import FOLDER, read_yaml

Movement = tuple[tuple[str, str], ...]  # from and to, sorted; "" where the text names no country
Direction = Literal["in", "out", "both"]
_NAMES = (
    *("from_before", "from_after", "to_before", "to_after"),
    *("send", "host", "both", "abroad", "foreign", "own", "still"),
)
_MOST = 4  # parties of an exchange; of more, the text says too little of any two


@dataclass(frozen=True, slots=True)
class _Patterns:
    """One language's patterns; each holds where any of its lines is found."""

    from_before: re.Pattern[str]
    from_after: re.Pattern[str]
    to_before: re.Pattern[str]
    to_after: re.Pattern[str]
    send: re.Pattern[str]
    host: re.Pattern[str]
    both: re.Pattern[str]
    abroad: re.Pattern[str]
    foreign: re.Pattern[str]
    own: re.Pattern[str]
    still: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Places:
    """The countries of a sentence by what they are in it."""

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    actors: tuple[str, ...]


def find_movement(
    lower: str, sentence: Range, mentions: Sequence[Mention], parties: Sequence[str], language: str
) -> Movement:
    """From whom to whom, sorted; nothing where the sentence does not tell.

    `lower`: the document in lower case; `mentions`: those of the sentence; `parties`: of the signal, inferred
    ones with them.
    """
    patterns = _patterns().get(language)
    if patterns is None:
        return ()
    places = _read(lower, sentence, mentions, parties, patterns)
    both = patterns.both.search(lower, *sentence) is not None
    if both and not (places.origins and places.destinations) and 2 <= len(parties) <= _MOST:
        return tuple(sorted(permutations(parties, 2)))
    found = _pairs(lower, sentence, places, patterns)
    return tuple(sorted({pair for pair in found if pair[0] != pair[1]}))


def direction_of(movement: Iterable[tuple[str, str]], code: str) -> Direction | None:
    """Which way people move as a country sees it: `in` towards it, `out` of it, both, or None: no part."""
    pairs = tuple(movement)
    inward, outward = any(to == code for _, to in pairs), any(start == code for start, _ in pairs)
    if inward and outward:
        return "both"
    return "in" if inward else "out" if outward else None


def _read(
    lower: str,
    sentence: Range,
    mentions: Sequence[Mention],
    parties: Sequence[str],
    patterns: _Patterns,
) -> _Places:
    """The countries of the sentence; each by the first of its mentions that says what it is."""
    roles: dict[str, str] = {}
    listed = ""  # what the name before was, while a list goes on
    end = sentence[0]
    for mention in mentions:
        code = mention.code
        if not code:
            continue
        before = lower[max(sentence[0], mention.start - BEFORE) : mention.start]
        after = lower[mention.end : min(sentence[1], mention.end + AFTER)]
        role = ""
        if patterns.from_after.search(after) or patterns.from_before.search(before):
            role = "from"
        elif patterns.to_after.search(after) or patterns.to_before.search(before):
            left = "from" not in roles.values() and patterns.still.search(before)
            role = "from" if left else "to"
        elif listed and LISTED.fullmatch(lower, end, mention.start):
            role = listed
        if role and roles.get(code) in (None, "acts"):
            roles[code] = role
        elif not role and (code in parties or mention.organisation is None):
            roles.setdefault(code, "acts")
        listed, end = role, mention.end
    acting = [code for code, role in roles.items() if role == "acts" and code in parties]
    acting += [code for code in parties if code not in roles]
    return _Places(
        tuple(code for code, role in roles.items() if role == "from"),
        tuple(code for code, role in roles.items() if role == "to"),
        tuple(dict.fromkeys(acting)),
    )


def _pairs(lower: str, sentence: Range, places: _Places, patterns: _Patterns) -> list[tuple[str, str]]:
    """Origins and destinations; the side that is not named is whoever acts, or nobody that is named."""
    origins, destinations, actors = places.origins, places.destinations, places.actors
    sends = patterns.send.search(lower, *sentence) is not None
    hosts = patterns.host.search(lower, *sentence) is not None
    own = patterns.own.search(lower, *sentence) is not None
    abroad = patterns.abroad.search(lower, *sentence) is not None
    foreign = patterns.foreign.search(lower, *sentence) is not None
    if origins and destinations:
        return [(start, to) for start in origins for to in destinations]
    if origins:
        return [(start, to) for start in origins for to in (() if abroad else actors) or ("",)]
    if destinations:
        sending = actors if sends or own or not hosts else ()
        return [(start, to) for start in sending or ("",) for to in destinations]
    if abroad and not (foreign and hosts and not sends):
        return [(code, "") for code in actors]
    if hosts or foreign:
        return [("", code) for code in actors[:1]]
    return []


@lru_cache(maxsize=1)
def _patterns() -> dict[str, _Patterns]:
    """Compiled, by language; raises TaxonomyError on an unknown or a missing key."""
    compiled = compile_patterns("movement.yml", read_yaml(FOLDER / "movement.yml"), _NAMES)
    return {language: _Patterns(**lines) for language, lines in compiled.items()}
