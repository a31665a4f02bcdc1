"""Who asks whom: requests and offers towards Japan, and Japan's own requests to others."""

from __future__ import annotations

import re

from nlp.tags import Range

_ASK_EN = (
    r"ask(?:s|ed|ing)?|request(?:s|ed|ing)?|urg(?:es|ed|ing)|invit(?:es|ed|ing)|appeal(?:s|ed|ing)?|"
    r"propos(?:es|ed|ing|al)|offer(?:s|ed|ing)?"
    r"|call(?:s|ed|ing)? (?:up)?on|seek(?:s|ing)?|sought|hop(?:es|ed|ing)|keen|interest(?:ed)?|lists?|"
    r"listed|priority|learn|wants?|turn(?:s|ed|ing)? to"
    r"|looks? (?:to|for)|looking (?:to|for)|needs?|names?|named|identif\w+"
)
_TO_JAPAN = re.compile(
    rf"\b(?:{_ASK_EN})\b[^.;]{{0,110}}\b(?:japan|tokyo)"
    r"|日本(?:に(?!おけ|つい|お)|へ|側に|側へ|政府に|の(?:技術|経験|支援|協力|早期|参加|専門|知見|"
    r"投資|機関|研究)[^。]{0,40}(?:期待|要請|要望|求め|関心|希望|必要|学び)|"
    r"と(?:の)?[^。]{0,24}(?:希望|要望|求め|期待|したい))"
    r"|\b(?:bitte[tn]|bat(?:en)?|gebeten|ersuch\w+|wünsch\w+|sucht|suchen|hofft|wirbt|bietet|schlägt|"
    r"schlug|interesse|anfrage|braucht|benötigt)\b[^.;]{0,110}\bjapan"
    r"|\bjapan\b[^.;]{0,80}\b(?:gebeten|ersucht|angeboten|vorgeschlagen|um (?:\w+ ){0,3}(?:hilfe|"
    r"unterstützung|zusammenarbeit))\b"
    r"|\b(?:demand\w+|sollicit\w+|souhait\w+|cherch\w+|appel\w+|propos\w+|offr\w+|offert\w*|invit\w+|"
    r"intéress\w+|attend\w*|besoin|compte)\b[^.;]{0,110}\b(?:japon\w*|tokyo)"
    r"|\b(?:pid\w+|pedir\w*|solicit\w+|busc\w+|invit\w+|propon\w+|propus\w+|ofrec\w+|inter[eé]s\w*|"
    r"esper\w+|necesit\w+|carec\w+|requiri\w+)\b[^.;]{0,110}\b(?:jap[oó]n\w*|tokio)"
    r"|(?:请求|請求|请|要求|呼吁|希望|寻求|尋求|邀请|提议|建议|期待|需要)[^。;]{0,16}(?:日本|日方|"
    r"东京)|(?:向|对)(?:日本|日方)[^。;]{0,24}(?:请求|提出|提议|建议|要求|寻求|求助)"
    r"|일본(?:\s?(?:정부|측))?(?:에|에게|에게서|의)[^.]{0,50}(?:요청|요구|제안|기대|희망|관심|호소|"
    r"구하)|일본과의?[^.]{0,30}(?:희망|제안|요청)"
)
_JAPAN_ASKS = re.compile(
    rf"\bjapan(?:['’]s (?:government|ministry|prime minister|\w+ minister)|ese (?:government|ministry|"
    rf"prime minister|minister))?\s+(?:has |have |also )?(?:{_ASK_EN})\b"
    r"|(?<![^、。\s「])(?:日本(?:政府|側)?|我が国|わが国)(?:は|が)[^。]{0,60}(?:に|"
    r"へ)[^。]{0,40}(?:要請|要望|求め|提案|打診)"
    r"|\bjapan(?:\s\w+){0,2}\s(?:bittet|bat|ersucht\w*|schlägt|schlug|fordert\w*|bietet)\b"
    r"|\ble japon (?:a |avait )?(?:demand\w+|sollicit\w+|propos\w+|invit\w+|offr\w+|offert)"
    r"|\bjap[oó]n (?:ha )?(?:pid\w+|solicit\w+|propon\w+|propuso|invit\w+|ofrec\w+|busca)"
    r"|日本(?:政府|方面)?(?:已)?(?:请求|要求|呼吁|邀请|提议|向[^。]{1,20}(?:请求|提出|提议|要求))"
    r"|일본(?: 정부| 측)?(?:은|이|는|가|측은|측이) [^.]{0,50}(?:요청|요구|제안)"
)


def asks_japan(lower: str, sentence: Range) -> bool:
    """True where someone requests something of Japan or offers it something."""
    return _TO_JAPAN.search(lower, *sentence) is not None and not japan_asks(lower, sentence)


def japan_asks(lower: str, sentence: Range) -> bool:
    """True where Japan is the one that requests or proposes."""
    return _JAPAN_ASKS.search(lower, *sentence) is not None
