"""Who the parties of an instrument are by its title or head, and who stood for a dependency among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.former_states import may_act, sovereign_of
from nlp.parties import CITIES, Context, Mention, Parties, find_parties
from nlp.tags import Range

# What a country is named for that surely is no party by being named so.
_NOT_BY = re.compile(
    r"\b(?:occupation of(?: the [a-z]+ zone in)?|situation in|war (?:in|on|with)|interests? in|produced in|"
    r"refugees (?:from|in)|excluding|except(?: for)?|other than|extended to \w+ by)\s+(?:the\s+)?$"
)
_JOINED = re.compile(r"\bwith (?:the )?(?:(?:government|kingdom|republic) of (?:the )?)?$")
_OF_OTHERS = re.compile(r"^ interests?\b")
_AS_COLONY = re.compile(
    r"\b(?:colony|protectorate|trust territory|mandated territory) of (?:the )?$", re.IGNORECASE
)
_COLONY_AFTER = re.compile(r"^ (?:colony|protectorate)\b", re.IGNORECASE)


def find_head_parties(
    content: str, head: Range, mentions: Sequence[Mention], context: Context, *, language: str
) -> Parties:
    """The parties of the head; where it joins fewer than two, the one other country that it names.

    "Agreement on a British base in Belgium" names no partner but one country besides: that one.
    """
    alone = replace(context, only_pair=())  # "the agreement" is this one, or an older one
    parties = find_parties(content, head, mentions, "agreement", alone, language=language)
    codes = set(parties.codes)
    joined = any(
        mention.code in codes and _JOINED.search(content[max(0, mention.start - 40) : mention.start].lower())
        for mention in mentions
    )
    if len(codes) < 2 and head[0] == 0 and not joined:
        others = {
            mention.code
            for mention in mentions
            if mention.code and mention.how not in CITIES and not _elsewhere(content, mention)
        } - codes
        if len(others) == 1:
            codes |= {code for code in others if code}
    codes = represented(content, codes, mentions, context.year)
    return replace(parties, codes=tuple(sorted(codes)))


def represented(content: str, codes: set[str], mentions: Sequence[Mention], year: int | None) -> set[str]:
    """The codes, with the sovereign in the place of a dependency that deals with a third state.

    With its own sovereign, or with its other dependencies alone, a dependency is a party itself; so is a
    territory of today that may act for itself, unless its sovereign stands beside it.
    """
    principals = {code: code for code in codes}
    for mention in mentions:
        if mention.code and mention.code in codes:
            principals[mention.code] = _sovereign(content, mention, year) or principals[mention.code]
    if len(set(principals.values())) < 2:
        return codes
    return {
        principal if principal in codes or not may_act(code) else code
        for code, principal in principals.items()
    }


def _sovereign(content: str, mention: Mention, year: int | None) -> str | None:
    code = mention.code or ""
    if _AS_COLONY.search(content[max(0, mention.start - 30) : mention.start]) or _COLONY_AFTER.match(
        content[mention.end : mention.end + 14]
    ):
        year = 0  # a colony at any time is one before it was independent
    return sovereign_of(code, name=content[mention.start : mention.end], year=year)


def _elsewhere(content: str, mention: Mention) -> bool:
    before = content[max(0, mention.start - 60) : mention.start].lower()
    after = content[mention.end : mention.end + 12].lower()
    return _NOT_BY.search(before) is not None or _OF_OTHERS.match(after) is not None
