"""Instruments that renew themselves: for how long, and until when somebody may object, as the text tells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.tags import Range
from reports.time_spans import DAYS, NUMBER, UNIT, number_of

_AUTOMATIC = re.compile(
    r"automatic(?:ally)?\b[^.;]{0,40}\b(?:renew|exten|prolong)\w*"
    r"|(?:renew|exten)\w*[^.;]{0,30}\bautomatic\w*"
    r"|\btacit\w*\s+(?:renew|exten)\w*"
    r"|(?:verläng\w+|erneuer\w+)[^.;]{0,40}?\b(?:automatisch|stillschweigend)\w*"
    r"|stillschweigend\w*|automatisch\w*"
    r"|tacite reconduction|reconduit\w* tacitement|automatiquement"
    r"|automáticamente|automática|tácita(?:mente)?"
    r"|自動(?:的に)?(?:更新|延長)|自动(?:延长|续|顺延)|자동(?:으로|적으로)?\s?(?:연장|갱신)",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"(?<![\da-zà-ÿ０-９一二三四五六七八九十]){NUMBER}(?:\s?\(\d+\)|（\d+）)?"
    rf"(?:{UNIT}|[- ]?(?P<days>{DAYS}))",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"notice|notif|before|prior|in advance|kündig|vor (?:ablauf|ende|dem)|\bfrist\b|préavis|avant|dénonc|"
    r"antelación|antes de|anticipación|denunci|前|まで(?:に)?|通告|通知|提前|이전|전(?:에|까지)|통보",
    re.IGNORECASE,
)
_END = re.compile(r"[。;；]|\.(?=\s+[A-ZÀ-Þ\d(]|\s*$)|\n")
_JUST_BEFORE = re.compile(r"(?:間|间|ごと|毎)に?|씩")  # elsewhere it is the term before that stands there
_NEAR = 45  # characters beside a span in which it is said to be one for notice


@dataclass(frozen=True, slots=True)
class Renewal:
    """How an instrument renews itself."""

    months: int  # of each further period; 0 where the text does not say: as long as the term before
    notice_months: int  # before the end, in which somebody may object; 0 with no days where none is told
    notice_days: int
    range: Range  # the sentence that says so


def find_renewal(content: str, where: Range) -> Renewal | None:
    """What the first sentence in the range that tells of it says, with the one after it for the notice."""
    cue = _AUTOMATIC.search(content, *where)
    if cue is None:
        return None
    starts = [found.end() for found in _END.finditer(content, where[0], cue.start())]
    start = starts[-1] if starts else where[0]
    ends = [found.end() for found in _END.finditer(content, cue.end(), where[1])]
    end = ends[0] if ends else where[1]
    start += len(content[start:end]) - len(content[start:end].lstrip())
    period, notice = 0, (0, 0)
    for span in _SPAN.finditer(content, start, end):
        told = _told(span)
        if _for_notice(content, span, (start, end)):
            notice = notice if any(notice) else told
        elif not period and _of_renewal(content, span, cue):
            period = told[0]
    if not any(notice) and len(ends) > 1:  # "..., unless" is often a sentence of its own
        following = (end, ends[1])
        spans = _SPAN.finditer(content, *following)
        notice = next((_told(one) for one in spans if _for_notice(content, one, following)), notice)
    return Renewal(period, *notice, (start, end))


def _told(span: re.Match[str]) -> tuple[int, int]:
    """Months and days."""
    number = number_of(span[1])
    return (0, number) if span["days"] else (number * (12 if span["years"] else 1), 0)


def _for_notice(content: str, span: re.Match[str], sentence: Range) -> bool:
    """Whether the span is the time for notice: it stands right before or behind what says so."""
    after = re.split("[,、，]", content[span.end() : min(sentence[1], span.end() + _NEAR)])[0]
    before = content[max(sentence[0], span.start() - _NEAR) : span.start()]
    following = _SPAN.search(after)
    if _NOTICE.search(after[: following.start()] if following else after):
        return True
    last = re.search(r"(?:préavis|frist|notice|antelación|anticipación)[^.;。]{0,20}$", before, re.IGNORECASE)
    return last is not None


def _of_renewal(content: str, span: re.Match[str], cue: re.Match[str]) -> bool:
    """Whether the span says for how long it renews itself: behind the cue, or right before or within it."""
    if cue.start() <= span.start() < cue.end():
        return True
    if span.start() >= cue.end():
        return span.start() - cue.end() <= _NEAR
    return _JUST_BEFORE.fullmatch(content[span.end() : cue.start()].strip()) is not None
