"""The sentences of a text, in many scripts, as ranges."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.tags import Range

CLOSERS = "\"'”’»›)]}」』）］】〉》〕｣＂＇"
_OPENERS = "「『（【〔"
_SHUT = {"「": "」", "『": "』", "（": "）", "【": "】", "〔": "〕"}
_QUOTE_REACH = (
    300  # a full stop inside a Japanese quotation that closes within so many characters ends nothing
)

# A possible end: Western marks before white space, CJK marks anywhere, or line ends.
_END = re.compile(
    r"(?P<west>[.!?…।۔؟։]+[" + re.escape(CLOSERS) + r"]*(?=\s|$))"
    r"|(?P<cjk>[。！？｡．]+[" + re.escape(CLOSERS) + r"]*)"
    r"|(?P<line>[ \t\u3000\xa0]*(?:\r\n|[\n\r\u2028\u2029\x0b\x0c\x85])\s*)"
)
_ABBREVIATIONS = {
    "": "mr mrs ms dr prof sen rep gov gen col lt capt st jr sr hon rev amb messrs mt ft dept univ inst "
    "assoc corp inc ltd co bros no nos vol vols fig figs eq eqs ch sec art arts para paras pp ed eds al "
    "vs cf "
    "approx est e.g i.e viz resp ca etc jan feb mar apr jun jul aug sep sept oct nov dec ph.d",
    "de": "z.b d.h u.a bzw ca evtl ggf inkl usw nr abs bspw mio mrd str hrsg sog vgl dr prof z.t i.d.r u.s.w",
    "fr": "m mm mme mlle mgr n° no art p.ex env cf al av bd éd min max réf tél chap dir",
    "es": "sr sra sres dr dra ud uds núm pág art ej p.ej aprox gral av lic ing ee.uu",
    "it": "sig sig.ra dott prof ing art n pag es ecc on avv",
    "pt": "sr sra dr dra exmo núm pág art prof eng ex",
    "nl": "dhr mevr dr ir prof nr bijv d.w.z o.a m.b.t i.v.m enz",
    "sv": "t.ex bl.a d.v.s m.m o.s.v dvs kl nr ca",
    "pl": "dr prof inż mgr np tzn tj itd itp ul nr art ust r w m.in",
    "ru": "г гг им т.е т.д т.п др руб млн млрд тыс ул стр рис см проф акад",
    "uk": "р рр ім т.д т.п ін грн млн млрд тис вул стор рис див проф акад",
}
_ENDS_TOO = frozenset(
    {"etc", "usw", "inc", "ltd", "co", "corp", "al", "jr"}
)  # abbreviations that also end sentences
_ORDINAL_DOT = frozenset(
    {"de", "da", "no", "nb", "nn", "fi", "cs", "sk", "hu", "hr", "sl", "pl", "et", "lv", "is"}
)
_WORD_BEFORE = re.compile(r"(?:[^\W_]|[.°'’-])+\Z")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_STARTERS = re.compile(
    r"\W*(?:the|a|an|in|it|this|that|these|those|we|he|she|they|but|and|however|on|at|as|by|for|our|its|with|while|"
    r"when|if|there|meanwhile|since|after|before|both)\b",
    re.IGNORECASE,
)
_SOFT_JA = "はがをにのとでもやへ、，,・"
_SOFT_WORDS = re.compile(
    r"(?:the|a|an|of|and|or|to|in|on|for|with|by|from|at|as|is|are|was|were|be|that|which|its|their|our|between|under|"
    r"der|die|das|und|von|des|de|la|le|les|et|du|den|el|y|en|del|los|las|di|e|da|do|dos|van|het|een)",
)


def split_sentences(text: str, language: str = "und") -> list[Range]:
    """Half-open ranges of the sentences, in order, without white space at their ends.

    A line break ends a sentence (a headline is one of its own) unless the next line goes on in the middle of
    a phrase, as lines broken by a PDF do. Every character that is not white space lies in exactly one range.
    """
    ranges: list[Range] = []
    start = 0
    quote_end = _quote_ends(text)
    for match in _END.finditer(text):
        kind = match.lastgroup
        if kind == "line":
            ends = not _goes_on(text, start, match.start(), match.end())
            at = match.start()
        elif kind == "cjk":
            ends, at = _cjk_ends(text, match, quote_end), match.end()
        else:
            ends, at = _west_ends(text, match, language), match.end()
        if ends:
            _append(ranges, text, start, at)
            start = at
    _append(ranges, text, start, len(text))
    return ranges


def _append(ranges: list[Range], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return
    if (
        ranges
        and not any(character.isalnum() for character in text[start:end])
        and "\n" not in text[start - 1 : start]
    ):
        gap = text[ranges[-1][1] : start]
        if "\n" not in gap:
            ranges[-1] = (ranges[-1][0], end)  # stray marks belong to the sentence before
            return
    ranges.append((start, end))


def _quote_ends(text: str) -> list[Range]:
    """Ranges of short Japanese quotations and brackets, outermost ones, in order."""
    found: list[Range] = []
    last = 0
    for match in re.finditer(f"[{_OPENERS}]", text):
        at = match.start()
        if at < last:
            continue
        end = text.find(_SHUT[text[at]], at + 1, at + _QUOTE_REACH)
        if end > 0 and "\n" not in text[at:end]:
            found.append((at, end))
            last = end
    return found


def _cjk_ends(text: str, match: re.Match[str], quotes: list[Range]) -> bool:
    at = match.start()
    low, high = 0, len(quotes)
    while low < high:
        middle = (low + high) // 2
        if quotes[middle][1] < at:
            low = middle + 1
        else:
            high = middle
    inside = low < len(quotes) and quotes[low][0] < at < quotes[low][1]
    if inside and match.end() <= quotes[low][1]:
        return False
    following = text[match.end() : match.end() + 1]
    if text[at] == "．":
        return not (following.isdigit() and text[at - 1 : at].isdigit())
    closed = text[match.end() - 1] in CLOSERS
    return not (
        closed and following in {"と", "っ", "の", "を", "が", "は", "に", "で", "も", "な", "、", "，"}
    )


def _west_ends(text: str, match: re.Match[str], language: str) -> bool:
    at, end = match.start(), match.end()
    following = text[end:].lstrip()[:1] if end + 40 > len(text) else text[end : end + 40].lstrip()[:1]
    if following.islower():
        return False  # a sentence does not begin in lower case: an abbreviation, or "?" within a sentence
    if text[at] != "." or len(match.group().rstrip(CLOSERS)) > 1:
        return True
    before = _WORD_BEFORE.search(text, max(0, at - 24), at)
    if before is None:
        return True
    word = before.group()
    bare = re.split("['’]", word.strip("-"))[-1].casefold()
    if word.isdigit():
        numbered = language in _ORDINAL_DOT or before.start() == _line_start(text, at)
        return not (len(word) <= 2 and numbered)
    if len(word) == 1 and word.isalpha() and not _is_cjk(word):
        if word.isupper():
            return text[end : end + 1] == "\n"  # an initial
        pair = re.match(r"\s?\w\.", text[end : end + 3])  # z. B.
        return pair is None and bare not in _abbreviations(language)
    if bare in _ENDS_TOO or _ACRONYM.search(word):
        return _STARTERS.match(text, end) is not None
    if bare == "no":
        return not following.isdigit()
    return bare not in _abbreviations(language)


def _line_start(text: str, at: int) -> int:
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    while start < at and text[start] in " \t":
        start += 1
    return start


def _goes_on(text: str, start: int, end: int, following: int) -> bool:
    """Whether the line break at text[end:following] is only a wrapped line within a sentence."""
    line_break = text[end:following]
    if line_break.count("\n") > 1 or not text[start:end].strip() or following >= len(text):
        return False
    last, first = text[end - 1], text[following]
    if last in ".!?…:;。！？：；" or last in CLOSERS:
        return False
    if first.islower():
        return True
    if _is_cjk(last) or last in "、，":
        return last in _SOFT_JA and end - _line_start(text, end) >= 15
    if last in ",-–" and first.isalnum():
        return True
    word = _WORD_BEFORE.search(text, max(0, end - 24), end)
    return word is not None and _SOFT_WORDS.fullmatch(word.group()) is not None


def _is_cjk(character: str) -> bool:
    return "\u3040" <= character <= "\u9fff"


@lru_cache(maxsize=32)
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset((_ABBREVIATIONS[""] + " " + _ABBREVIATIONS.get(language, "")).split())
