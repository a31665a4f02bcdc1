"""Countries written as one syllable in Korean, two or more together: 한일, 한·미·일, 한-EU."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.gazetteer import Found, Name

_COUNTRIES = {
    "한": "KR",
    "일": "JP",
    "미": "US",
    "중": "CN",
    "러": "RU",
    "독": "DE",
    "불": "FR",
    "영": "GB",
    "북": "KP",
    "호": "AU",
}
_LETTER = f"[{''.join(_COUNTRIES)}]"
_JOINT = "[·ㆍ‧・-]"  # between them
# Written together they are countries; others of two such syllables are words (중독 addiction, 독일 Germany).
_SURE = (
    "한미일|한일중|한중일|북중러|미중러|한일|한미|한중|한러|한독|"
    "한불|한영|한호|미중|미일|미러|중일|중러|일중|북중|북러|북일"
)
_NEXT = (
    "정상|외교|외무|국방|장관|차관|양국|정부|공동|과학|기술|산업|통상|무역|경제|협력|협정|관계|동맹|회담|회의|위원회|갈등|대화|포럼|연구|국제|"
    "문화|청년|반도체|우주|에너지|원자력|수소|양자|환경|기후|해양|보건|의료|학술|대학|교육|인재|혁신|첨단|안보|공급망|수교|합작|연합|FTA"
)
_END = rf"(?=(?:간|의|은|는|이|가|을|를|과|와|도|에|로)?(?![가-힣])|간? ?(?:{_NEXT}))"
_TOGETHER = re.compile(rf"(?<![가-힣])(?:{_SURE}){_END}")
_JOINED = re.compile(rf"(?<![가-힣]){_LETTER}(?:{_JOINT}{_LETTER}){{1,3}}{_END}")
_KOREA_FIRST = re.compile(rf"(?<![가-힣])한(?={_JOINT}(?:EU|[가-힣]{{2,6}}(?![가-힣])))")


def find_korean_pairs(text: str) -> list[Found]:
    """The countries, each in its own range; a weight of 1."""
    return [
        Found(_name(syllable), match.start() + at, match.start() + at + 1)
        for pattern in (_TOGETHER, _JOINED, _KOREA_FIRST)
        for match in pattern.finditer(text)
        for at, syllable in enumerate(match.group())
        if syllable in _COUNTRIES
    ]


@lru_cache(maxsize=16)
def _name(syllable: str) -> Name:
    return Name(syllable, _COUNTRIES[syllable], "kanji", 1.0)
