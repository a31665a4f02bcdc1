"""An opening's two sides: whose programme it is, and who may take part, by the grammar of the sentence.

A country's name is read by its neighbours: "X's programme", 「Xの計画」 make it the owner, "researchers from
X", 「Xの大学が参加」 make it one who may take part; of others the verb tells: who opens owns, who
joins takes part. Programmes such as Horizon Europe name their owner by themselves. The patterns stand in
nlp/taxonomy/openings.yml; a language without any has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.movement import Movement
from nlp.neighbours import AFTER, BEFORE, LISTED, compile_patterns
from nlp.parties import Mention
from nlp.tags import Range
from nlp.taxonomy_files import FOLDER, read_yaml

_NAMES = (
    *("owner_before", "owner_after", "eligible_before", "eligible_after"),
    *("joins", "opens", "foreign"),
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """One language's patterns; each holds where any of its lines is found."""

    owner_before: re.Pattern[str]
    owner_after: re.Pattern[str]
    eligible_before: re.Pattern[str]
    eligible_after: re.Pattern[str]
    joins: re.Pattern[str]
    opens: re.Pattern[str]
    foreign: re.Pattern[str]


def find_opening(
    lower: str, sentence: Range, mentions: Sequence[Mention], parties: Sequence[str], language: str
) -> Movement:
    """Who may take part and whose programme it is, as pairs, sorted; "" for those who are not named.

    Nothing where the owner is not told. `lower`: the document in lower case; `mentions`: those of the
    sentence; `parties`: of the signal, inferred ones with them.
    """
    programmes, languages = _tables()
    patterns = languages.get(language)
    if patterns is None:
        return ()
    owners = [code for code, named in programmes.items() if named.search(lower, *sentence)]
    roles = _roles(lower, sentence, mentions, patterns)
    for code in parties:
        roles.setdefault(code, "")  # inferred: it acts
    joins = patterns.joins.search(lower, *sentence) is not None
    opens = patterns.opens.search(lower, *sentence) is not None
    told = "owner" in roles.values()
    for code, role in roles.items():
        acts = not role and not told and (opens or not joins)
        if not owners and (role == "owner" or acts):
            owners.append(code)
    eligible = [
        code for code in roles if code not in owners and (joins or opens or roles[code] == "eligible")
    ]
    if not eligible and patterns.foreign.search(lower, *sentence):
        eligible = [""]
    return tuple(sorted((code, owner) for owner in owners[:1] for code in eligible))


def _roles(lower: str, sentence: Range, mentions: Sequence[Mention], patterns: _Patterns) -> dict[str, str]:
    """Each country of the sentence with what it is: owner, eligible, or "" for who acts."""
    roles: dict[str, str] = {}
    listed, end = "", sentence[0]
    for mention in mentions:
        if not mention.code:
            continue
        before = lower[max(sentence[0], mention.start - BEFORE) : mention.start]
        after = lower[mention.end : min(sentence[1], mention.end + AFTER)]
        role = ""
        if patterns.eligible_before.search(before) or patterns.eligible_after.search(after):
            role = "eligible"
        elif patterns.owner_after.search(after) or patterns.owner_before.search(before):
            role = "owner"
        elif listed and LISTED.fullmatch(lower, end, mention.start):
            role = listed
        if role or mention.code not in roles:
            roles[mention.code] = roles.get(mention.code) or role
        listed, end = role, mention.end
    return roles


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, re.Pattern[str]], dict[str, _Patterns]]:
    """Programmes by their owner, and patterns by language; raises TaxonomyError on an unknown or a missing
    key.
    """
    data = read_yaml(FOLDER / "openings.yml")
    programmes = {code: re.compile("|".join(lines)) for code, lines in data.pop("programmes").items()}
    compiled = compile_patterns("openings.yml", data, _NAMES)
    return programmes, {language: _Patterns(**lines) for language, lines in compiled.items()}
