"""Who takes part in an event: countries and organisations of a sentence by grammar and position."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.organisations import OrganisationMention
from nlp.places import PlaceMention
from nlp.publishing import publisher_joins
from nlp.tags import Range, SignalType
from nlp.triggers import UNSPACED


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming of a country, grouping or organisation."""

    code: str | None  # None: an organisation of no country, such as an international laboratory
    start: int
    end: int
    organisation: str | None = None  # its name as written; None for places
    how: str = "name"


@dataclass(frozen=True, slots=True)
class Parties:
    """Those who take part; codes sorted, organisations in the order of the text."""

    codes: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    resolved: bool = False  # an organisation gave one of the codes
    outside: bool = False  # an international body that has no code takes part


@dataclass(slots=True)
class Context:
    """What earlier sentences said; filled as the document is read."""

    publisher: str | None = None
    pair: tuple[str, ...] = ()
    only_pair: tuple[str, ...] = ()  # the two codes of a document that names two, no more
    lead: frozenset[str] = frozenset()  # codes of title and first sentences
    publisher_named: bool = False
    title_end: int = -2  # end of the title in the content
    last: str | None = None
    year: int | None = None  # of what the document tells
    seen: list[str] = field(default_factory=list)


CITIES = frozenset({"capital", "city", "metonym", "seat", "place"})
_PAIR_WORDS = re.compile(
    r"\b(?:the two|two (?:countries|sides|governments|nations|leaders|ministers|agencies|sides'|"
    r"presidents)|both (?:countries|sides|governments|nations|leaders|ministers|parties)|each othe"
    r"r|the parties|"
    r"the (?:association )?agreement|bilateral|each side|their (?:joint|bilateral)|the leaders|"
    r"les deux|beide|ambos|ambas)\b|両国|双方|両者|両首脳|両機関|両政府|両大臣|両氏|两国|双边|양국|양측"
)
_SAME_COUNTRY = re.compile(r"同国")
_DATELINE = re.compile(
    r"^(?:[,\s]+(?:[A-Z][a-z.]*|\d{1,2})){0,3}(?:\s[–—]|\s--?\s|\s?\(\w+\)\s*[-–—])|^(?:共同|時事)】|"
    r"^[^。]{0,12}】"
)
_VENUE = re.compile(
    r"\b(?:in|at|near|outside|around|off|across|throughout|from|of)\s+(?:the\s+)?(?:[a-z]+ern\s+|"
    r"capital\s+)?$"
)
_IN = re.compile(
    r"\b(?:in|at|near|outside|around|off|across|throughout|inside)\s+(?:the\s+)?(?:\w+ern\s+|capital\s+)?$"
)
_TOWN = re.compile(r"\b[A-Z][\w-]+(?: [A-Z][\w-]+)*,\s+$")  # in Sharm El-Sheikh, Egypt
_INSIDE_OK = re.compile(
    r"\b(?:based|located|partners?|institutes?|institutions?|universit(?:y|ies)|researchers?|"
    r"scientists?|counterparts?|colleagues|students|officials|embassy|teams|agencies|laborator(?:y"
    r"|ies)|companies|interest|invest\w*|facility|synchrotron|telescope|observatory)\s+in\s+(?:the"
    r"\s+)?$"
)
_TOPIC = re.compile(
    r"\b(?:about|over|regarding|concerning|despite|amid|following the|than|unlike|towards? the (?:"
    r"situation|conflict|war) in|on|for refugees from|border with|war (?:in|on|with)|situation in|"
    r"conflict in|crisis in|aggression against|attack(?:s|ed)? (?:on|in|against)|invasion of|"
    r"ambassador to|travel(?:l?ing)? (?:to|from)|(?:extension|application)\b[^,;]{0,90}\bto|"
    r"interests? in|occupation of|"
    r"tracking station in|protection of|vessels? (?:in|off|at)|"
    r"extended to \w+ by|excluding|except(?: for)?|other than|"
    r"(?:visas?|visitors) (?:to|for))\s+(?:the\s+)?$"
)
_SOLD_TO = re.compile(r"\b(?:sales?|exports?) of [\w ]{2,40} to\s+(?:the\s+)?$")
_OF_OTHERS = re.compile(r"^ interests? in\b")
_ALSO = re.compile(r"\s*(?:,|,? (?:and|or))\s*(?:the )?(?:[A-Z]\w+ of (?:the )?)?$")  # a list goes on
_EXPERT = re.compile(
    r"\b(?:professor|researcher|analyst|expert|economist|fellow|lecturer|historian|scholar)"
    r"\b[^,;.]{0,30}\b(?:at|of|from|with)\s+(?:the\s+)?$"
)
_LIKE = re.compile(
    r"\b(?:like|unlike|similar to|modelled on|as with|following|resembl\w+|inspired by)\s+(?:the|"
    r"its|an?)?\s*(?:\w+\s+){0,8}(?:with|between|and)\s+(?:the\s+)?$"
)
_BETWEEN = re.compile(r"\b(?:between|entre|zwischen|tra|fra|между|між|pomiędzy|mellan)\b", re.IGNORECASE)
_BETWEEN_END = re.compile(
    r"\b(?:concerning|regarding|relating to|relative to|respecting|in respect of|with respect to|"
    r"for the|on the|on|providing|modifying|amending|extending|to|about|in the field|in order|"
    r"constituting|as to|under|covering|by which|was|were|has|have|will|is)\b",
    re.IGNORECASE,
)
_JAPAN_DOT = re.compile(r"(?:^|[^0-9０-９月同平休祝])日・(?=[ァ-ヶA-Za-z一-龠])")
_KANJI = dict(
    zip(
        "日米英独仏伊加豪中韓台印露ロ欧越泰比蘭伯墨",
        [
            "JP",
            "US",
            "GB",
            "DE",
            "FR",
            "IT",
            "CA",
            "AU",
            "CN",
            "KR",
            "TW",
            "IN",
            "RU",
            "RU",
            "EU",
            "VN",
            "TH",
            "PH",
            "NL",
            "BR",
            "MX",
        ],
        strict=True,
    )
)
_KANJI_BRACKET = re.compile(rf"[(（]([{''.join(_KANJI)}・]{{2,6}})[)）]")
_KANJI_RUN = re.compile(
    rf"(?:^|[^一-龠]|[回次度代新])([{''.join(_KANJI)}]{{2,4}})(?=科学技術|両国|両政府|首脳|外相|合同|"
    rf"共同|協力|間の|政府|対話|協定|委員会|研究)"
)
_AND = re.compile(r"\b(?:and|et|y|e|und|og|och|и|і|та|ir|ja)\b|&|,", re.IGNORECASE)
_LIST_GAP = re.compile(
    r"(?:[\s,;&/()'’\"“”–-]|\b(?:and|the|of|governments?|federal|republic|kingdom|union|states?|"
    r"people|democratic|home|his|her|majesty|royal|islamic|one|other|hand|part|also|as|well|et|"
    r"y|de|del|la|el|le|und)\b){2,120}",
    re.IGNORECASE,
)
_HOSTED: frozenset[SignalType] = frozenset({"agreement", "dialogue"})
_AGAINST: frozenset[SignalType] = frozenset({"restriction", "suspension", "need", "capacity"})


def gather_mentions(
    places: Sequence[PlaceMention], organisations: Sequence[OrganisationMention]
) -> list[Mention]:
    """All mentions by position.

    A place inside the name of an organisation of known country is part of that name.
    """
    named = [
        Mention(
            item.code if item.code not in {"INT", ""} else None,
            item.start,
            item.end,
            item.name,
            "organisation",
        )
        for item in organisations
        if item.end > item.start
    ]
    spans = sorted((mention.start, mention.end) for mention in named)
    starts = [start for start, _ in spans]
    found = list(named)
    for place in places:
        at = bisect_right(starts, place.start) - 1
        if at < 0 or place.end > spans[at][1]:
            found.append(Mention(place.code, place.start, place.end, None, place.how))
    return sorted(found, key=lambda mention: (mention.start, -mention.end, mention.code or ""))


def find_parties(
    content: str,
    sentence: Range,
    mentions: Sequence[Mention],
    type_: SignalType,
    context: Context,
    *,
    language: str,
) -> Parties:
    """Countries and organisations that take part in the event of the sentence.

    Mentions are those of the sentence, by position. Venues, datelines, affiliations of quoted
    persons, topics and events of the past are left out; "the two countries" is resolved to the pair named
    before; the publisher's country joins, as inferred, where the sentence says "we" or "the ministry" and
    names at most one other.
    """
    start, end = sentence
    text = content[start:end]
    mentions = [mention for mention in mentions if content[mention.end : mention.end + 1] != "$"]  # US$3
    chosen = _choose(content, sentence, mentions, type_, language)
    codes = {mention.code for mention in chosen if mention.code}
    if language == "ja":
        codes |= _japanese_pair(text)
    inferred: set[str] = set()
    if len(codes) < 2 and _PAIR_WORDS.search(text.lower()):
        pair = context.pair or context.only_pair
        if not codes or codes <= set(pair):
            codes |= set(pair)
    if len(codes) < 2 and context.last and _SAME_COUNTRY.search(text):
        codes.add(context.last)
    # The publisher's own country, named as the place of what one other does there, is its host.
    host = context.publisher in {mention.code for mention in mentions} - codes and type_ in _HOSTED
    if host and context.publisher and len(codes) == 1:
        codes.add(context.publisher)
    places = [(mention.start - start, mention.end - start) for mention in mentions if mention.code]
    if publisher_joins(
        text,
        places,
        frozenset(codes),
        type_,
        publisher=context.publisher,
        language=language,
        named=context.publisher_named,
        others_in_lead=bool(context.lead - {context.publisher or ""}),
        title=end <= context.title_end + 1,
    ):
        codes.add(str(context.publisher))
        inferred.add(str(context.publisher))
    organisations = tuple(dict.fromkeys(mention.organisation for mention in chosen if mention.organisation))
    resolved = any(mention.organisation and mention.code for mention in chosen)
    outside = any(mention.organisation and mention.code is None for mention in chosen)
    return Parties(tuple(sorted(codes)), tuple(sorted(inferred)), organisations, resolved, outside)


def _choose(
    content: str, sentence: Range, mentions: Sequence[Mention], type_: SignalType, language: str
) -> list[Mention]:
    """The mentions that take part: the two after "between", else those that can be parties at all."""
    start, end = sentence
    between = _BETWEEN.search(content[start:end])
    if between is not None:
        pair = _after_between(content, start + between.end(), end, mentions)
        if len({mention.code or mention.organisation for mention in pair}) >= 2:
            return pair
    chosen = _eligible(content, sentence, mentions, type_, language)
    if not any(mention.code for mention in chosen):
        chosen += [
            mention
            for mention in mentions
            if mention not in chosen and _fallback(content, sentence, mention, language)
        ]
    return chosen


def _eligible(
    content: str, sentence: Range, mentions: Sequence[Mention], type_: SignalType, language: str
) -> list[Mention]:
    """Those that can be parties; what only goes on a list of topics is a topic too."""
    chosen: list[Mention] = []
    topic_end = -1  # where the last place named as a topic ends
    for mention in mentions:
        goes_on = topic_end >= 0 and _ALSO.fullmatch(content, topic_end, mention.start)
        if not goes_on and eligible(content, sentence, mention, type_, language):
            chosen.append(mention)
            topic_end = -1
        elif goes_on or _TOPIC.search(content[max(sentence[0], mention.start - 70) : mention.start].lower()):
            topic_end = mention.end
    return chosen


def _japanese_pair(text: str) -> set[str]:
    """Japan where it stands in 日・X, and the countries of a bracket of their characters alone."""
    codes = {"JP"} if _JAPAN_DOT.search(text) else set()
    bracket = _KANJI_BRACKET.search(text)
    if bracket is not None:
        codes |= {_KANJI[char] for char in bracket[1] if char in _KANJI}
    for run in _KANJI_RUN.finditer(text):
        codes |= {_KANJI[char] for char in run[1]}
    return codes


def eligible(content: str, sentence: Range, mention: Mention, type_: SignalType, language: str) -> bool:
    """True where the mention can be a party: no dateline, venue, topic, affiliation or likeness."""
    start, end = sentence
    after = content[mention.end : min(end, mention.end + 40)]
    written = content[mention.start : mention.end]
    shouted = (written.isupper() and len(written) > 4) or mention.how in CITIES or language in UNSPACED
    if mention.start - start < 30 and shouted and _DATELINE.search(after):
        return False
    if language in UNSPACED:
        city = mention.how in CITIES
        return not (
            city and re.match(r"(?:市|で|において|にて|の首都|都内|に(?:設置|建設|開設))", after)
        ) and not re.match(r"で(?:開|行|会|初|開催|は[、]?)", after)
    before = _TOWN.sub("", content[max(start, mention.start - 70) : mention.start]).lower()
    if after.startswith(("'s", "’s")):
        return not (_EXPERT.search(before) or _LIKE.search(before) or _TOPIC.search(before))
    if mention.organisation is None and _IN.search(before) and not _INSIDE_OK.search(before):
        return False
    if mention.how in CITIES and mention.how != "metonym" and _VENUE.search(before):
        return False
    if _EXPERT.search(before) or _LIKE.search(before) or _OF_OTHERS.match(after):
        return False
    if type_ not in _AGAINST and _SOLD_TO.search(before):
        return False
    if type_ not in _AGAINST and re.search(r"\bagainst\s+(?:the\s+)?$", before):
        return False
    return not _TOPIC.search(before)


def _fallback(content: str, sentence: Range, mention: Mention, language: str) -> bool:
    """A country (no city) that is only a place of the event may still be its one party."""
    if mention.how in CITIES:
        return False
    before = content[max(sentence[0], mention.start - 70) : mention.start].lower()
    after = content[mention.end : min(sentence[1], mention.end + 40)]
    dateline = mention.start - sentence[0] < 30 and _DATELINE.search(after)
    return not dateline and (language in UNSPACED or not (_EXPERT.search(before) or _LIKE.search(before)))


def _after_between(content: str, start: int, end: int, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that "between" joins: up to the words that begin the subject matter."""
    chosen: list[Mention] = []
    last = start
    for mention in mentions:
        if mention.start < start:
            continue
        gap = content[last : mention.start]
        if len(gap) > 160 or mention.start > end:
            break
        if len({item.code or item.organisation for item in chosen}) >= 2 and not _LIST_GAP.fullmatch(gap):
            break
        if len(chosen) == 1 and mention.code != chosen[0].code and _ends(gap):
            break
        chosen.append(mention)
        last = mention.end
    return chosen


def _ends(gap: str) -> bool:
    """Whether the subject matter begins between two names."""
    return _BETWEEN_END.search(gap) is not None and _AND.search(gap) is None


def remember(context: Context, codes: Sequence[str]) -> None:
    """Keep who was named, for "the two countries" and 同国 in later sentences."""
    if len(codes) == 2:
        context.pair = tuple(sorted(codes))
    if len(codes) == 1:
        context.last = codes[0]
    for code in codes:
        if code not in context.seen:
            context.seen.append(code)
