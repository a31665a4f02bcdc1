"""The publisher's own part in what it publishes: "we", "our ministry", an agency that names no country of its
own, a press release without a subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.tags import Range, SignalType

_WE = re.compile(
    r"\b(?:we|our|us|the ministry|the department|the agency|the minister|the foundation|this minis"
    r"try)\b|本省|当省|弊省|我が国|わが国|当庁|本庁|同省|当機構|当協会|本機構|本学"
    r"|\b(?:wir|unser(?:e[nrms]?)?|unserem|nous|notre|nos|nuestr[oa]s?)\b"
    r"|我国|我部|我委|我院|我方|我国政府|本中心|本院|우리\s?(?:나라|정부|부|기관)|당청|본원",
    re.IGNORECASE,
)
# The subject of a sentence that is an authority or a research body, by what its name ends or begins with.
_BODIES = {
    "ja": (
        r"^[「『]?[^。、はが]{1,24}(?:省|庁|機構|振興会|財団|協会|研究所|センター|大学|機関|政府|府)"
        r"(?:は|が|と[^。、]{2,30}(?:は|が))"
    ),
    "zh": r"^[^。,,]{0,14}(?:中心|部门|科技部|基金委|国务院|委员会|科学院|研究院|政府|部|局|大学)",
    "ko": r"^[^.,]{0,16}(?:협력원|연구원|재단|정부|부|청|기구|대학|연구팀|연구진)(?:은|는|이|가|과|와)",
    "de": (
        r"^(?:das|die|der|mit [^,.]{0,40} fördert das)?\s?(?:\w+\s){0,2}(?:bundes(?:amt|regierung|kabinett"
        r"|ministerium|tag)|ministerium|kabinett|bund|regierung|agentur|forschungszentrum|institut|gesellschaft"
        r"|gemeinschaft|behörde|hochschule|universität|zentrum)\b"
    ),
    "fr": (
        r"^(?:l['’]|le |la |un |une )(?:agence|centre|ministère|conseil|gouvernement|institut|office|académie"
        r"|université|organisme)\b"
    ),
    "es": (
        r"^(?:el |la |un |una )(?:consejo|ministerio|agencia|gobierno|instituto|centro|oficina|academia"
        r"|universidad|comisión)\b"
    ),
    "en": (
        r"^(?:(?:senior |deputy |prime |foreign |first |state )?(?:minister|secretary)(?: of state)?"
        r" (?:for|of) "
        r"|(?:the |a |an )?(?:\w+[\s-]){0,4}(?:ministry|agency|office|council|foundation|institute"
        r"|organi[sz]ation|academy|cent(?:re|er)|department|commission|government|laborator(?:y|ies)|university"
        r"|board)\b)"
    ),
}
# An official of no named country, who is the publisher's own: "Le ministre reçoit son homologue marocain".
_OFFICIALS = {
    "ja": r"^(?:[一-龠]{0,8}(?:大臣|長官|理事長)|総理|首相)(?:は|が)",
    "fr": r"^(?:le |la )?(?:premi(?:er|ère)[- ])?(?:ministre|président(?:e)?|secrétaire d['’]état)\b",
    "es": r"^(?:el |la )?(?:ministr[oa]|president[ea]|secretari[oa] de estado|canciller)\b",
    "pt": r"^(?:o |a )?(?:ministr[oa]|president[ea]|secretári[oa]|chanceler)\b",
    "it": r"^(?:il |la )?(?:ministr[oa]|president[ea]|premier|sottosegretari[oa])\b",
    "de": (
        r"^(?:der |die )?(?:\w*minister(?:in)?|(?:bundes)?(?:präsident(?:in)?|kanzler(?:in)?)"
        r"|staatssekretär(?:in)?)\b"
    ),
    "sv": r"^(?:\w*minister(?:n)?)\b",
}
_OFFICIAL = {language: re.compile(pattern, re.IGNORECASE) for language, pattern in _OFFICIALS.items()}
_OF_THERE = re.compile(
    r"^(?!.*\b(?:con|avec|com|med|mit|och|y|et|e)\b).{0,60}\b(?:de|del|do|da|du|des|di|della|von|av|d['’])\s?"
    r"(?:la |el |las |los |l['’]|der )?$",
    re.IGNORECASE,
)
_BODY = {language: re.compile(pattern, re.IGNORECASE) for language, pattern in _BODIES.items()}
_HOME = {
    "ja": {"JP"},
    "ko": {"KR"},
    "zh": {"CN", "TW"},
    "de": {"DE", "AT", "CH"},
    "sv": {"SE"},
    "pt": {"BR", "PT"},
    "it": {"IT"},
}
_JAPANESE_WITH = re.compile(
    r"^(?:諸国|各国|両国|政府|側|の[^。、]{1,16})?(?:と(?:の|も|、|共同)|を対象|へ|向け|から[^。]{0,12}(?:受け入れ|招)|に(?!要請|協力))"
)
_WITH_BEFORE = {
    "en": re.compile(r"\b(?:with|and) (?:the |its )?$", re.IGNORECASE),
    "fr": re.compile(r"\bavec (?:la |le |les |l['’])?$", re.IGNORECASE),
    "de": re.compile(r"\bmit (?:der |dem |den )?$", re.IGNORECASE),
    "es": re.compile(r"\bcon (?:el |la |los )?$", re.IGNORECASE),
    "zh": re.compile(r"[与和同]$"),
}
_WITH_AFTER = {
    "ja": re.compile(r"(?:政府|側|の[^。、]{1,16})?と(?:の|、|共同|結|協)"),
    "ko": re.compile(r"(?:와|과)(?:의|\s)"),
}
_PAIRED: frozenset[SignalType] = frozenset(
    {"agreement", "joint_research", "joint_call", "dialogue", "ip_standards", "resource", "facility"}
)
_TRENDS: frozenset[SignalType] = frozenset({"strategy", "funding", "organisation", "indicator", "capability"})
_TWO_SIDED: frozenset[SignalType] = frozenset({"agreement", "dialogue", "suspension"})
_MEETINGS: frozenset[SignalType] = frozenset({"dialogue", "joint_statement"})
_OWN_ACTS: frozenset[SignalType] = frozenset({"restriction", "mobility", "opening", "facility"})


def publisher_joins(
    text: str,
    places: Sequence[Range],
    codes: frozenset[str],
    type_: SignalType,
    *,
    publisher: str | None,
    language: str,
    others_in_lead: bool,
    named: bool,
    title: bool,
) -> bool:
    """True where the publisher's country takes part although the sentence does not name it.

    `text` is the sentence, `places` the ranges in it that name countries, `codes` those found to be
    parties so far, `others_in_lead` whether title and lead name countries other than the publisher's,
    `named` whether the document names the publisher's own country anywhere.
    """
    if not publisher or publisher == "INT" or publisher in codes:
        return False
    if len(codes) < 2 and _WE.search(text):
        return True
    pattern = _BODY.get(language)
    body = pattern.match(text.strip()) if pattern else None
    own = body is not None and not any(start < body.end() for start, _ in places)
    own = own or _by_official(text, places, language)
    home = publisher in _HOME.get(language, set())
    if codes:
        if own and type_ != "need" and type_ not in _TRENDS:
            return True
        if len(codes) == 1 and type_ in _PAIRED and (named or home) and _partner_only(text, places, language):
            return True
        if title and language == "ja":
            return publisher == "JP" and _with_them(text, places)
        # A headline at home names the other side of a visit or a deal: "när ministern besöker Kanada".
        return title and home and len(codes) == 1 and type_ in _TWO_SIDED
    return not others_in_lead and (type_ in _TRENDS or type_ in _OWN_ACTS or type_ in _MEETINGS)


def _by_official(text: str, places: Sequence[Range], language: str) -> bool:
    """The sentence begins with an official who is not said to be of the country that it names."""
    official = _OFFICIAL[language].match(text.strip()) if language in _OFFICIAL else None
    if official is None or not places or places[0][0] < official.end():
        return False
    return _OF_THERE.search(text[official.end() : places[0][0]]) is None


def _partner_only(text: str, places: Sequence[Range], language: str) -> bool:
    """The one country is named as the partner: "the accord with Ghana", l'accord avec le Ghana."""
    if not places:
        return False
    start, end = places[0]
    if language in _WITH_BEFORE:
        return _WITH_BEFORE[language].search(text[:start]) is not None
    return language in _WITH_AFTER and _WITH_AFTER[language].match(text[end:]) is not None


def _with_them(text: str, places: Sequence[Range]) -> bool:
    """Every country of the title is one with, for or towards which something is done."""
    return bool(places) and _JAPANESE_WITH.match(text[places[-1][1] :]) is not None
