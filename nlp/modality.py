"""Whether an event is told as a fact, a plan, a possibility, a denial, or an earlier event (DESIGN section
3).
"""

from __future__ import annotations

import re

from nlp.eventdates import read_day
from nlp.modality_words import TOLD_STAGES, judge_by_words, modality_words
from nlp.tags import Modality, Range, SignalType, Stage
from nlp.triggers import Trigger

_NEGATED_BEFORE = re.compile(
    r"\b(?:not|never|no longer|n['’]t|cannot|without|yet to|refus\w+ to|declin\w+ to|fail\w+ to|"
    r"den(?:y|ied|ies|ying)(?: that| having| reports)?|rul(?:e|ed|es) out|"
    r"neither|nor|stopped short of|unable to|no plans? to|opposed to|against|no|blocked (?:a|"
    r"the)|backed out of|walk\w* away from|unsigned|instead of|"
    r"(?:reject|spurn|snub|shun)(?:s|ed|ing)?(?: \w+){0,4}|den(?:y|ied|ies) (?:\w+ ){0,3})\s+(?:\w+\s+){0,3}$"
)
_DENIED = re.compile(
    r"\bden(?:y|ied|ies|ying) (?:any |the )?(?:(?:media|press) )?(?:reports?|claims?|rumou?rs?|having)\b"
    r"[^.;]{0,90}$"
)
# "The laboratory will be opened": the thing first, then what is to become of it.
_PLANNED_AFTER = re.compile(
    r"^[^.;,]{0,50}\b(?:will|shall|(?:is|are) (?:to|set to|due to|expected to))\s+(?:be|open|start|begin|run|"
    r"launch|take)\b"
)
_UNSURE = re.compile(r"\b(?:if|could|might|unless|whether|mull(?:s|ed|ing)?|considering)\b")
_REFUSED = re.compile(
    r"\b(?:den(?:y|ied|ies)|refus(?:es|ed)|reject(?:s|ed)|declin(?:es|ed) to|"
    r"(?:has|have|had|will|would|do|does|did|could)(?: not| never|n['’]t) (?:\w+ ){0,2}(?:sign|agree|join|"
    r"co-?operat|collaborat|meet|support)\w*)\b"
)
_NEGATED_AFTER = re.compile(
    r"^[^.;,]{0,40}\b(?:(?:was|were|is|are|has|have|had|did|does|do|will|would|could) (?:not|"
    r"never)|(?:was|were|is|are|has|have|had|did|does|do|wo|would|could|ca)n['’]t|"
    r"(?:was|were|has been|have been) (?:rejected|refused|denied|blocked)|failed|fell through|"
    r"collapsed|ruled out|remains? unsigned)\b"
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if|could|might|unless|whether|possibly|possible|potential(?:ly)?|consider(?:s|ed|"
    r"ing)?|(?:urg|press|call|push)\w* (?:\w+ ){0,6}(?:to|for|on)|should|would(?! be signed)"
    r"|"
    r"wants? (?:to|the|a)|hopes? (?:to|for|that)|hoping|may|must|ought to|demand\w*|rumou?r\w*|"
    r"unlikely|ask(?:s|ed|ing)?(?: \w+){0,4} to|propos\w+|in exchange for|threaten\w*)\s+(?:[\w'’-"
    r"]+\s+){0,6}$"
)
_PLANNED = re.compile(
    r"\b(?:will|shall|wo|plans? to|planning to|set to|is to|are to|was to|were to|expected to|"
    r"due to|intend(?:s|ed)? to|agreed? to|agrees to|about to|prepar\w+ to|ready to|aims? to|"
    r"scheduled to|upcoming|forthcoming|ahead of|to be|poised to|pledged? to|commit(?:s|ted)"
    r"? to|planned|next (?:week|month|year)|later this (?:week|month|year)|would be|going to|"
    r"vow\w* to|decid\w+ to)\s+(?:[\w'’-]+\s+){0,4}$"
)
_REPORTED = re.compile(
    r"\b(?:said|says|announced|announces|confirmed|confirms|told|added|stated|declared)\b[^.;]{0,6"
    r"0}\b(?:would|will)\s+(?:\w+\s+){0,4}$"
)
_PLAN = re.compile(r"\bplan(?:s|ned)? (?:for )?(?:an? |the )?(?:new |joint |shared |common )?$")
_AHEAD = (
    r"\b(?:will|to be|to (?:sign|attend|participate|take part|visit|meet|chair|host)|shall|plans? (?:to|an?)|"
    r"upcoming|next (?:week|month|year))\b"
)
# "The first machine to be built here", "the fifth country to sign": what is ranked is told, not planned.
_RANKED = re.compile(
    r"\b(?:first|second|third|fourth|fifth|\d+th|last|latest|only|largest|biggest)\b"
    r"(?: [\w'’-]+){0,7}? to \w+"
)
# "Premier to raise fees in talks": what a headline puts into the infinitive is still to come.
_HEADLINE_PLAN = re.compile(
    r"(?:[^:.;]{1,40}: )?(?!how |what |why |time |ways |need |plans? |where )(?:[\w'’.-]+ ){1,4}to "
    r"(?:raise|discuss|press|hold|meet|visit|host|attend|receive|open|join|lead|chair|address|seek|urge)\b"
)
_UNSURE_THING = re.compile(r"\b(?:possible|potential|would-be|proposed|draft)\s+(?:\w+\s+){0,3}$")
_INFINITIVE = re.compile(r"(?:^|[\w’'.)]\s+)to\s+(?:jointly |formally |officially |co-?)?$")
_INFINITIVE_TAKERS = re.compile(
    r"\b(?:agreement|deal|pact|mou|memorandum|treaty|accord|want\w*|able|order|used|ask\w*|"
    r"urg\w*|invit\w*|hop\w*|help\w*|need\w*|way|how|chance|opportunity|continu\w*|began|begun|"
    r"start\w*|came|refus\w*|declin\w*|fail\w*)\s+to\s+(?:\w+\s+)?$"
)
_PAST = re.compile(
    r"\b(?:had (?:\w+ ){0,2}|years? ago|decades? ago|previously|formerly|at the time|back in|"
    r"originally|historic(?:al)?ly|since then)\s*(?:[\w'’-]+\s+){0,3}$"
)
_PAST_ANY = re.compile(
    r"\b(?:years? ago|decades? ago|at the time|back in (?:19|20)\d\d|anniversary of|since (?:19|"
    r"20)\d\d|has existed since|in force since|dating back|a decade earlier)\b"
)
_YEAR = re.compile(r"(?<![\d/-])(?:1[6-9]\d\d|20[0-4]\d)(?![\d/])")
_YEAR_CUE = re.compile(
    r"(?:\b(?:in|since|of|the|from|during|by|on|january|february|march|april|may|june|july|"
    r"august|september|october|november|december|\d{1,2},?)\s+)$"
)
_TERM_END = re.compile(
    r"(?:\b(?:until|till|through|up to|by)|[-–])\s*$"
)  # how long it lasts, not when it was
_JA_NEGATED = re.compile(
    r"^[^。、]{0,14}?(?:(?:され|し|には至ら|に至っ|行わ|結ば)(?:て)?(?:い)?(?:ない|なかった|ず|"
    r"ません)|を(?:拒否|拒ん|見送|否定|"
    r"断念|断っ)|は(?:ない|なかった|未定)|していない|を否定)"
)
_JA_PLANNED = re.compile(
    r"^[^。]{0,30}?(?:予定|見通し|見込み|方針|する計画|へ(?:$|。|、)|する運び|目指す|していく|"
    r"することで(?:合意|一致)|することを決め|新設する|"
    r"開放する|認める(?:$|。|と)|設立する|開始する(?:$|。|と|こと))"
)
_JA_HYPOTHETICAL = re.compile(
    r"^(?:[^。]{0,24}?(?:検討|可能性|かもしれ|すべき|求め(?:た|て)|であれば|できれば|提案し|構想|"
    r"したい|望まし|かどうか)|[^。、]{0,24}?期待)"
)
_JA_PAST = re.compile(
    r"(?:(?:19|20)\d\d年|昭和\d+年|平成\d+年|かつて|以前|過去に|これまでに|前回)[^。]{0,30}$"
)
_DETERMINED: frozenset[SignalType] = frozenset({"need", "joint_statement", "indicator"})
_PERMISSION: frozenset[SignalType] = frozenset({"opening", "resource"})


def judge_modality(
    lower: str,
    sentence: Range,
    trigger: Trigger,
    stage: Stage | None,
    *,
    language: str,
    published: str | None,
) -> Modality:
    """One of the five modalities, read from the words before and after the act.

    A fact where nothing speaks against it.
    """
    start, end = sentence
    if language in modality_words():
        return judge_by_words(lower, sentence, trigger, stage, language=language, published=published)
    if language == "ja":
        return _judge_japanese(lower, sentence, trigger, stage, published)
    before = lower[max(start, trigger.act[0] - 90) : trigger.act[0]]
    if trigger.act == sentence:
        return _judge_whole(lower, sentence, trigger, published)
    clause = re.split(r"[;:]|, (?:but|while|and|although|which|who)\s|\bbut\b|\bafter\b", before)[-1]
    after = lower[trigger.act[1] : min(end, trigger.act[1] + 90)]
    near_object = lower[max(start, trigger.object[0] - 60) : trigger.object[0]]
    if (
        _NEGATED_BEFORE.search(clause)
        or _DENIED.search(clause)
        or (
            trigger.act != trigger.object
            and trigger.act[0] > trigger.object[0]
            and _NEGATED_AFTER.search(lower[trigger.object[1] : trigger.act[0]])
        )
    ):
        return "negated"
    if _NEGATED_AFTER.search(after) and trigger.act[0] >= trigger.object[0]:
        return "negated"
    if trigger.type in _DETERMINED:
        return _past_or(lower, sentence, trigger, published, "asserted")
    if stage not in TOLD_STAGES:
        first = min(trigger.act[0], trigger.object[0])
        opening = re.split(r"[;:]|\bbut\b|\bafter\b", lower[max(start, first - 90) : first])[-1]
        planned = _is_planned(clause) or _is_planned(opening)
        if planned:
            return "planned"
        if trigger.act[1] <= trigger.object[1] and _PLANNED_AFTER.search(lower[trigger.object[1] : end]):
            return "planned"
        if _HYPOTHETICAL.search(clause) and not (
            trigger.type in _PERMISSION and re.search(r"\bmay\s+(?:\w+\s+)?$", clause)
        ):
            return "hypothetical"
        if stage in {"announced", "scheduled", "pre_announced"} and re.search(_AHEAD, lower[start:end]):
            return "planned"
        if trigger.type == "dialogue" and _HEADLINE_PLAN.match(lower, start, end):
            return "planned"
        told = trigger.type == "ip_standards" and trigger.act[0] < trigger.object[0]  # a standard is proposed
        if not told and _UNSURE_THING.search(near_object):
            return "hypothetical"
    return _past_or(lower, sentence, trigger, published, "asserted")


def _judge_whole(lower: str, sentence: Range, trigger: Trigger, published: str | None) -> Modality:
    """Of a sentence whose act no rule named: what its words say of it as a whole."""
    text = _RANKED.sub(" ", lower[slice(*sentence)])
    if _REFUSED.search(text):
        return "negated"
    if trigger.type not in _DETERMINED and re.search(_AHEAD, text):
        return "planned"
    if trigger.type not in _DETERMINED and _UNSURE.search(text):
        return "hypothetical"
    return _past_or(lower, sentence, trigger, published, "asserted")


def _is_planned(clause: str) -> bool:
    if _PLANNED.search(clause) or _REPORTED.search(clause) or _PLAN.search(clause):
        return True
    return bool(_INFINITIVE.search(clause)) and not _INFINITIVE_TAKERS.search(clause)


def _past_or(
    lower: str, sentence: Range, trigger: Trigger, published: str | None, otherwise: Modality
) -> Modality:
    """The modality "past" where the sentence speaks of an earlier event, else the other one.

    A year well before publication counts where it is bound to the trigger.
    """
    start, end = sentence
    first, last = min(trigger.act[0], trigger.object[0]), max(trigger.act[1], trigger.object[1])
    if _PAST.search(lower[max(start, trigger.act[0] - 40) : trigger.act[0]]) or _PAST_ANY.search(
        lower, start, end
    ):
        return "past"
    day = read_day(published)
    limit = day.year - 1 if day else None
    if limit is None:
        return otherwise
    years = list(_YEAR.finditer(lower, max(start, first - 30), min(end, last + 60)))
    recent = [
        match
        for match in _YEAR.finditer(lower, start, end)
        if int(match[0]) >= limit
        and not _TERM_END.search(lower[max(start, match.start() - 12) : match.start()])
    ]
    bound = [
        match for match in years if _YEAR_CUE.search(lower[max(start, match.start() - 12) : match.start()])
    ]
    old = [match for match in bound if int(match[0]) < limit]
    if old and not recent and trigger.type != "indicator":
        attribute = [
            match
            for match in old
            if re.search(
                r"\bthe\s+$|\btheir\s+$|\bits\s+$|\bof\s+$",
                lower[max(start, match.start() - 8) : match.start()],
            )
        ]
        if (
            len(attribute) == len(old)
            and otherwise == "asserted"
            and re.search(
                r"\b(?:renew|extend|amend|updat|suspend|terminat|withdr|prolong)\w*", lower[start:end]
            )
        ):
            return otherwise
        return "past"
    return otherwise


def _judge_japanese(
    lower: str, sentence: Range, trigger: Trigger, stage: Stage | None, published: str | None
) -> Modality:
    start, end = sentence
    last = max(trigger.act[1], trigger.object[1])
    after = lower[last:end]
    if _JA_NEGATED.search(after):
        return "negated"
    if trigger.type in _DETERMINED:
        return "asserted"
    if stage not in TOLD_STAGES:
        if _JA_PLANNED.search(after) and not re.search(r"^(?:で|を)?(?:合意|一致)", after):
            return "planned"
        if stage in {"announced", "scheduled", "pre_announced"} and re.search(
            r"予定|署名へ|締結へ|見通し|方針|(?:する|める|ける|なる)[。」]?$", lower[start:end]
        ):
            return "planned"
        if trigger.type != "ip_standards" and _JA_HYPOTHETICAL.search(after):
            return "hypothetical"
    past = _JA_PAST.search(lower[start : max(trigger.act[0], trigger.object[0])])
    if past and (day := read_day(published)):
        year = re.search(r"(?:19|20)\d\d", past[0])
        era = re.search(r"(昭和|平成)(\d+)", past[0])
        value = int(year[0]) if year else {"昭和": 1925, "平成": 1988}[era[1]] + int(era[2]) if era else 0
        if value < day.year - 1:
            return "past"
    return "asserted"
