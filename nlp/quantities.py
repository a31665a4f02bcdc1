"""Figures with their units, as a source states them: targets, shares, numbers of people and projects."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nlp.amounts import DECIMAL_COMMA
from nlp.tags import Range

_NUMBER: Final = r"\d{1,3}(?:[,.\u00a0\u202f' ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_SCALES: Final = {
    "十": 10.0, "百": 100.0, "千": 1e3, "천": 1e3, "万": 1e4, "萬": 1e4, "만": 1e4,
    "億": 1e8, "亿": 1e8, "억": 1e8, "兆": 1e12, "조": 1e12,
}  # fmt: skip
_WESTERN: Final = {
    **dict.fromkeys(("thousand", "tausend"), 1e3),
    **dict.fromkeys(("million", "millions", "millionen", "millones"), 1e6),
    **dict.fromkeys(("billion", "billions", "milliard", "milliards", "milliarden"), 1e9),
}
_PERCENT: Final = (
    "%",
    "％",
    "percent",
    "per cent",
    "pour cent",
    "prozent",
    "por ciento",
    "パーセント",
    "퍼센트",
)
# unit as counted -> as written after a figure in Chinese, Japanese and Korean
_EASTERN: Final = {
    "people": "人 名 명 人次",
    "items": "件 건 項 项",
    "projects": "課題 プロジェクト 프로젝트 个项目",
    "companies": "社 개사 家",
    "schools": "校 대학 大学 所",
    "bodies": "機関 か所 カ所 개 기관 個 个",
    "countries": "か国 カ国 ヶ国 ケ国 箇国 国 개국 个国家",
    "years": "年間 か年 カ年 개년 년간 年内",
    "months": "か月 カ月 ヶ月 ケ月 개월 个月",
    "times": "倍 배",
    "tonnes": "トン 톤 吨",
    "sets": "台 基 機 隻 대 기 座",
    "qubits": "量子ビット 큐비트 量子比特",
    "degrees": "度 ℃ 도",
    "hectares": "ヘクタール",
    "points": "ポイント 포인트",
}
_EASTERN_UNITS: Final = {written: unit for unit, words in _EASTERN.items() for written in words.split()}
_EAST: Final = re.compile(
    rf"(?P<number>{_NUMBER})\s?(?P<scale>[十百千천万萬만億亿억兆조]*)\s?(?P<more>余り?の?|以上の?|여)?"
    rf"(?P<unit>{'|'.join(sorted(map(re.escape, _EASTERN_UNITS), key=len, reverse=True))})(?![目号際])"
)
_SYMBOL: Final = re.compile(
    rf"(?P<number>{_NUMBER})\s?(?P<unit>{'|'.join(map(re.escape, _PERCENT))}"
    r"|[kMGT]Wh?|km|GHz|MHz|nm|μm|°C|℃|Mt|Gt|kt|PFLOPS)(?!\w)",
    re.IGNORECASE,
)
_WEST: Final = re.compile(
    rf"(?<![\w.,/-])(?P<number>{_NUMBER})[\s\u00a0]+(?P<scale>(?:{'|'.join(_WESTERN)})\s+(?:de\s+|d['’])?)?"
    r"(?:(?:new|more|additional|other|joint|young|further|neue[nr]?|nouveaux|nouvelles|nuev[oa]s)\s+)?"
    r"(?P<unit>[^\W\d_]{3,})",
    re.IGNORECASE,
)
_OTHER_WORDS: Final = """
january february march april may june july august september october november december jan feb mar apr jun jul
aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars avril juin
juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre
octubre noviembre diciembre and the for with from that this was were are has have had will its und der die
das von mit für est les des pour dans par sur del los las por con para que euro euros dollar dollars yen yuan
won pounds francs usd eur gbp jpy million millions billion
"""
_NO_UNIT: Final = frozenset(_OTHER_WORDS.split())


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with what it counts; `unit` is one word for all spellings of it that are known."""

    value: float
    unit: str
    evidence: Range


def find_quantities(
    content: str, sentence: Range, *, language: str, taken: Iterable[Range] = ()
) -> list[Quantity]:
    """The figures with a unit in the sentence, in its order.

    What lies in a `taken` range is something else: hand in the ranges of dates and sums of money.
    """
    start, end = sentence
    used = list(taken)
    found: list[Quantity] = []
    for pattern in (_SYMBOL, _EAST, _WEST):
        for match in pattern.finditer(content, start, end):
            place = match.span()
            if any(first < place[1] and place[0] < last for first, last in used):
                continue
            unit = _unit(match["unit"])
            value = _value(match["number"], language)
            if not unit or value is None:
                continue
            scale = (match.groupdict().get("scale") or "").split()
            word = scale[0].lower() if scale else ""
            value *= _WESTERN.get(word, 1.0)
            for sign in word if word not in _WESTERN else "":
                value *= _SCALES.get(sign, 1.0)
            used.append(place)
            found.append(Quantity(value, unit, place))
    return sorted(found, key=lambda one: one.evidence)


def _unit(written: str) -> str:
    if written in _EASTERN_UNITS:
        return _EASTERN_UNITS[written]
    word = unicodedata.normalize("NFKC", written).casefold()
    if word in _PERCENT:
        return "%"
    return "" if word in _NO_UNIT else word


def _value(number: str, language: str) -> float | None:
    """The figure's value; commas and points by the language, groups of three by their looks."""
    plain = re.sub(r"[\s\u00a0\u202f']", "", number)
    if re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+", plain):
        mark = "." if language in DECIMAL_COMMA else ","
        if mark in plain or plain.count(",") + plain.count(".") > 1:
            return float(re.sub(r"[,.]", "", plain))
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma > point:
        plain = plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(",", "")
    try:
        return float(plain)
    except ValueError:
        return None
