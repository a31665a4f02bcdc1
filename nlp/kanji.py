"""One-character names of countries in Japanese (日米, 訪中, 米政府), read in the contexts that make them
names.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.gazetteer import Found, Name

KANJI = {
    "日": "JP",
    "米": "US",
    "英": "GB",
    "独": "DE",
    "仏": "FR",
    "伊": "IT",
    "加": "CA",
    "豪": "AU",
    "中": "CN",
    "韓": "KR",
    "台": "TW",
    "印": "IN",
    "露": "RU",
    "ロ": "RU",
    "欧": "EU",
    "越": "VN",
    "泰": "TH",
    "比": "PH",
    "星": "SG",
    "蘭": "NL",
    "伯": "BR",
    "墨": "MX",
    "波": "PL",
    "朝": "KP",
    "尼": "ID",
}
_LETTERS = "日米英独仏伊加豪中韓台印露ロ欧越泰比星蘭伯墨波"
_HAN = "\u3400-\u9fff々〇"
# Pairs and triples that are read as countries wherever they stand as a word of their own.
_SURE = [
    "日米",
    "日英",
    "日仏",
    "日独",
    "日韓",
    "日豪",
    "日欧",
    "日露",
    "日ロ",
    "日越",
    "日蘭",
    "日朝",
    "日台",
    "日印",
    "日加",
    "日伊",
    "日泰",
    "日伯",
    "日墨",
    "米中",
    "米英",
    "英米",
    "米韓",
    "韓米",
    "米豪",
    "米露",
    "米ロ",
    "米欧",
    "欧米",
    "米朝",
    "米印",
    "米加",
    "米台",
    "米独",
    "米仏",
    "英仏",
    "英独",
    "英豪",
    "仏独",
    "独仏",
    "仏伊",
    "独伊",
    "中韓",
    "中露",
    "中ロ",
    "中印",
    "中台",
    "中欧",
    "豪印",
    "豪中",
    "豪英",
    "韓中",
    "英中",
    "独中",
    "日中韓",
    "日韓中",
    "日米韓",
    "日米豪",
    "日米豪印",
    "日米欧",
    "日米英",
    "日米中",
    "日英伊",
    "日豪印",
    "日豪",
    "日米比",
    "日中米",
    "米英豪",
    "英米豪",
    "英独仏",
    "独仏英",
    "英仏独",
    "米中露",
    "米中ロ",
    "日欧米",
    "日EU",
    "日米EU",
    "米EU",
    "中EU",
    "英EU",
]
_NEXT = (
    "首脳|外相|外務|両国|両政府|間(?!選)|政府|科学|技術|共同|協定|合同|協力|対話|会談|会合|会議|関係|委員会|研究|連携|パートナー|"
    "同盟|貿易|経済|安全保障|安保|交流|覚書|条約|摩擦|対立|共催|二国|２国|2国|三国|３|3か国|3カ国|産学|学術|大学|宇宙|エネルギー|"
    "原子力|量子|半導体|防災|防衛|防衛相|閣僚|財務|通商|ワークショップ|シンポジウム|フォーラム|サミット|の協力|の研究|の共同|の関係|などの|が共同|は共同|で共同"
)
# 日X is part of another word before these.
_NOT_NEXT = "(?![較率例谷盟入工立自占刷象雨教藤豆勢風数語文央]|間選|国(?![間際内立境]))"
_NUMBER = "[0-9０-９一二三四五六七八九十〇]"
# A pair also stands alone after 第N回 (次, 期, 号), and with Japan at its head after a year or month.
_START = (
    f"(?:(?<![{_HAN}0-9０-９〇])"
    + "".join(f"|(?<=第{_NUMBER * n}[回次期号])" for n in (1, 2, 3))
    + "|(?<=[0-9０-９]年|[0-9０-９]月|年度)(?=日[米英仏独韓豪欧印EＥ・]))"
)
_PAIR = re.compile(
    f"{_START}(?:(?P<sure>{'|'.join(sorted(_SURE, key=len, reverse=True))}){_NOT_NEXT}"
    f"|(?P<pair>[{_LETTERS}]{{2,4}})(?={_NEXT})"
    f"|(?P<dot>日・(?:[{_LETTERS}](?:(?![{_HAN}ァ-ヺー])|(?={_NEXT}))|(?=[ァ-ヺA-Z]|[{_HAN}]{{2,4}}(?:首脳|協力|外相))))"
    f"|(?P<to>[対訪在駐滞渡反親](?P<one>[日米英独仏伊加豪中韓台印露ロ欧越泰蘭朝])"
    r"(?![央小間部身近心古世核性毒卒洋州刷象語文湾国])(?!風|量|数))"
    r"|(?P<come>来日|離日|訪日|在日|駐日)(?![々常曜])"
    r")"
)
_ACTOR = (
    "政府|大統領|首相|外相|国防|国務|議会|上院|下院|当局|企業|研究所|研究チーム|研究者|大学|大手|紙|軍|商務|財務|司法|エネルギー省|"
    "航空宇宙|国立|海軍|空軍|大使|財団|政権|側|科学アカデミー|代表団|メディア|食品医薬品|環境保護|疾病対策|国際開発|連邦|国内|通信|新興|"
    "空港|高官|特使|副大統領|教育省|外務省|国防総省|エネルギー|中央銀行|労働|農務|特許|国家|宇宙軍|議員|国民|中間選挙|ハーバード|スタンフォード|マサチューセッツ|[A-Z]{3,}"
)
_SINGLE = re.compile(
    f"(?<![{_HAN}0-9０-９ァ-ヺー])(?P<kanji>[米英独仏伊豪韓印露])(?={_ACTOR})(?!米国|英国|独自|独立|仏教|印刷|印象|伊豆|伊勢|露出)"
)
# Headline style: a country alone before a comma or between dots at the head of a line, or as a
# publisher's tag.
_HEAD = re.compile(
    "(?:^|[\n。【「『（(・])(?P<kanji>[米英独仏伊豪韓中印露欧])(?=[、，・と](?![々]))(?!中[とに]|米と野|米と麦|印と)"
)


def find_kanji(text: str, language: str) -> list[Found]:
    """Countries written as one character, each in its own range; a weight of 1. Nothing in Chinese text."""
    if language in {"zh", "ko"}:
        return []
    found: list[Found] = []
    for match in _PAIR.finditer(text):
        written, start = match.group(), match.start()
        if match.lastgroup in {"one", "to"} or match.group("to"):
            found.append(_found(match.group("one"), start + 1))
        elif match.group("come"):
            found.append(_found("日", start + 1))
        elif match.group("dot"):
            found.append(_found("日", start))
            if len(written) > 2:
                found.append(_found(written[2], start + 2))
        else:
            found += [_found(letter, start + i) for i, letter in enumerate(written) if letter in KANJI]
    for pattern in (_SINGLE, _HEAD):
        found += [_found(match.group("kanji"), match.start("kanji")) for match in pattern.finditer(text)]
    return found


def _found(letter: str, at: int) -> Found:
    return Found(_name(letter), at, at + 1)


@lru_cache(maxsize=64)
def _name(letter: str) -> Name:
    return Name(letter, KANJI[letter], "kanji", 1.0)
