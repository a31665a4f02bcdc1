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
_SOLD_TO = re.compile(r"\b(?:sales?|exports?|shipments?) of [\w ]{2,40} to (?:the )?$")
# Behind these a title names what the instrument is about, or where it applies, not who concludes it.
_SUBJECT = re.compile(
    r"\b(?:(?:in|with) respect (?:of|to)|as regards|so far as (?:it )?(?:relates|concerns)(?: to)?|"
    r"appli(?:ed|cable|cation)(?: [\w ]{2,60})? to|exten(?:d\w*|sion)(?: [\w ]{2,60})? to|"
    r"nationals (?:of|in)|protected persons (?:of|in|from)|frontiers? (?:of|between)|"
    r"boundar(?:y|ies) (?:of|between)|claims (?:in|against|of)|property in)\s+(?:the\s+)?$"
)
# A treaty of others that the head only recalls, up to the name of one of its parties.
_RECALLED = re.compile(
    r"\b(?:recall\w*|reference to|referring to|regard to|noting|considering|mindful of|in view of|"
    r"pursuant to|taking (?:into account|note of)|bearing in mind|reaffirming|rappelant|se référant à|vu|"
    r"considérant|teniendo en cuenta|recordando|considerando|unter hinweis auf|eingedenk|tendo em conta)"
    r"\s[^,;]{0,90}"
    r"(?:treaty|agreement|convention|pact|accord|charter|protocol|declaration|traité|tratado|acuerdo|convenio|"
    r"abkommen|übereinkommen|vertrag|acordo|protocolo)\b[^,;\n]{0,80}$"
)
_LISTED = re.compile(r"\s*(?:,|,? (?:and|or|&))\s*(?:the )?")
_JOINS_LATER = re.compile(r"\b(?:accession|succession|adherence|adhesion) (?:by|of) (?:the )?$")
_OF_OTHER_TWO = re.compile(
    r"^[^,;:]{0,60}\bto (?:the|an?) (?:\w+ ){0,3}(?:agreement|convention|treaty|protocol)\b"
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
    if newcomer := _of_newcomer(content, mentions):
        return replace(parties, codes=tuple(sorted(newcomer)))
    codes = set(parties.codes)
    codes -= _subjects(content, mentions, codes)
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
    told_of = _NOT_BY.search(before) or _SOLD_TO.search(before) or _OF_OTHERS.match(after)
    return told_of is not None


def _subjects(content: str, mentions: Sequence[Mention], codes: set[str]) -> set[str]:
    """Those of the codes that the head names as mere places where it applies; none where no other stands."""
    about: set[str] = set()
    parties: set[str] = set()
    listed_from = -1
    for mention in mentions:
        if mention.code not in codes or not mention.code:
            continue
        before = content[max(0, mention.start - 240) : mention.start].lower()
        goes_on = listed_from >= 0 and _LISTED.fullmatch(content, listed_from, mention.start)
        if goes_on or _SUBJECT.search(before) or _RECALLED.search(before):
            about.add(mention.code)
            listed_from = mention.end
        else:
            parties.add(mention.code)
            listed_from = -1
    return about - parties if parties else set()


def _of_newcomer(content: str, mentions: Sequence[Mention]) -> set[str]:
    """A state that joins an agreement of two others, and of those the one it was no part of; else none."""
    for place, mention in enumerate(mentions):
        joins = _JOINS_LATER.search(content[max(0, mention.start - 30) : mention.start].lower())
        if mention.code and joins and _OF_OTHER_TWO.match(content[mention.end : mention.end + 120].lower()):
            others = [one.code for one in mentions[place + 1 :] if one.code and one.code != mention.code]
            of = sovereign_of(mention.code, year=0)
            return {mention.code, *(code for code in dict.fromkeys(others[:2]) if code != of)}
    return set()
