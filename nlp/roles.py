"""The countries of a document with the part each plays: actor, publisher or mentioned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.organisations import OrganisationMention
from nlp.parties import CITIES
from nlp.places import PlaceMention
from nlp.tags import Range, Role, Signal, Tag

ROLES_VERSION = "roles-3"
_MAX_EVIDENCE = 12
_ENOUGH = 0.55  # the score of the title's best country from which it leads
_AUTHORITY = re.compile(
    r"\b(?:the|national|its|local) (?:\w+ )?(?:ministr(?:y|ies)|government|authorities|health officials|"
    r"focal point|agency|parliament|cabinet|president|prime minister|institute)\b"
    r"|政府は|当局は|保健省|厚生省|同国",
    re.IGNORECASE,
)
_ROLE_ORDER: dict[Role, int] = {"actor": 0, "publisher": 1, "mentioned": 2}
_AGENT_AFTER = re.compile(
    r"^(?:['’]s?)?(?:\s+(?:and|&)\s+[\w .]{2,30}?)?(?:\s+(?:government|ministers?|ministry|"
    r"president|officials?|leaders?|agency|scientists|researchers|authorities|parliament|cabinet|"
    r"council|foreign minister|prime minister|academy|institute)){0,2}"
    r"(?:\s+[\w’'-]+){0,2}?\s+(?:will|has|have|had|said|says|sign(?:s|ed)|agree[sd]?|announce[sd]?"
    r"|launch(?:es|ed)|plan(?:s|ned)|propose[sd]?|adopt(?:s|ed)|approve[sd]?|unveil(?:s|ed)"
    r"|invest(?:s|ed)|ask(?:s|ed)|urge[sd]?|"
    r"call(?:s|ed)|offer(?:s|ed)|open(?:s|ed)|join(?:s|ed)|suspend(?:s|ed)|withdr(?:aws|ew)"
    r"|ban(?:s|ned)|host(?:s|ed)|publish(?:es|ed)|start(?:s|ed)|beg(?:ins|an)|is|was|are|were|"
    r"to|introduce[sd]?|pledge[sd]?|donate[sd]?|"
    r"provide[sd]?|seek(?:s)?|sought|warn(?:s|ed)|report(?:s|ed)|confirm(?:s|ed)|reject(?:s|"
    r"ed)|welcome[sd]?|accuse[sd]?|sent|sends|spend(?:s)?|build(?:s)?|built)\b"
)
_AGENT_AFTER_JA = re.compile(
    r"^(?:政府|側|の(?:大臣|首相|大統領|政府|研究機関|科学技術[相省]))?(?:は|が|、[^。]{0,12}と(?!の))"
)


def tag_countries(
    content: str,
    *,
    title_end: int,
    places: Sequence[PlaceMention],
    organisations: Sequence[OrganisationMention],
    signals: Sequence[Signal],
    publisher: str | None,
    language: str,
) -> list[Tag]:
    """One tag a code with the first role that holds, actors first, then by score.

    An actor is a party of an event told as fact or plan, the agent of a sentence, or the country of the title
    where an authority acts that names no country of its own ("the Ministry of Health has reported"). The
    score grows with the number and the place of the mentions (title, lead, body); where the title names
    countries, none that it does not name stands above them. A publisher that is not named has no evidence.
    """
    evidence: dict[str, list[Range]] = {}
    weights: dict[str, float] = {}
    agents: set[str] = set()
    lead = title_end + 500
    for place in places:
        evidence.setdefault(place.code, []).append((place.start, place.end))
        position = 2.0 if place.start < title_end else 1.3 if place.start < lead else 1.0
        weights[place.code] = weights.get(place.code, 0.0) + position * place.weight
        if place.how not in CITIES and _is_agent(content, place.end, language):
            agents.add(place.code)
    for item in organisations:
        if not item.code or item.code == "INT":
            continue
        evidence.setdefault(item.code, []).append((item.start, item.end))
        weights[item.code] = weights.get(item.code, 0.0) + (1.4 if item.start < title_end else 0.6)
    parties = {
        code for signal in signals if signal.modality in {"asserted", "planned"} for code in signal.parties
    }
    titled = {place.code for place in places if place.start < title_end and place.how not in CITIES}
    if titled and _AUTHORITY.search(content, title_end):
        agents |= titled
    total = sum(weights.values()) or 1.0
    tags = []
    for code in sorted(evidence.keys() | parties | ({publisher} if publisher else set())):
        ranges = tuple(dict.fromkeys(sorted(evidence.get(code, ()))))[:_MAX_EVIDENCE]
        if not ranges and code != publisher:
            ranges = tuple(signal.evidence for signal in signals if code in signal.parties)[:1]
        role: Role = "mentioned"
        if code in parties or code in agents:
            role = "actor"
        elif code == publisher:
            role = "publisher"
        share = weights.get(code, 0.0) / total
        score = _score(weights.get(code, 0.0), share, role, named=code in evidence, party=code in parties)
        tags.append(Tag("country", code, score, ranges, role, code == publisher, ROLES_VERSION))
    tags = _below_title(tags, titled)
    return sorted(
        tags, key=lambda tag: (_ROLE_ORDER.get(tag.role or "mentioned", 2) != 0, -tag.score, tag.value)
    )


def _score(weight: float, share: float, role: Role, *, named: bool, party: bool) -> float:
    """How sure a country is: by its mentions and their share of all, a party and a publisher at the least."""
    if role == "publisher" and not named:
        return 1.0
    score = 0.55 * min(1.0, weight / 2.5) + 0.45 * min(1.0, share * 2.5)
    least = (0.6 if named else 0.5) if party else 0.0
    return round(min(1.0, max(score, least)), 4)


def _below_title(tags: list[Tag], titled: set[str]) -> list[Tag]:
    """The tags, those of countries that the title does not name scored below those that it names."""
    best = max((tag.score for tag in tags if tag.value in titled), default=0.0)
    if best < _ENOUGH:
        return tags
    limit = round(0.98 * best, 4)
    return [
        tag if tag.value in titled or not tag.evidence or tag.score <= limit else replace(tag, score=limit)
        for tag in tags
    ]


def _is_agent(content: str, end: int, language: str) -> bool:
    after = content[end : end + 90]
    if language in {"ja", "zh", "ko"}:
        return _AGENT_AFTER_JA.match(after) is not None
    return _AGENT_AFTER.match(after) is not None
