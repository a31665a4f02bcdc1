"""Spans of time as sentences write them: numbers in figures and words, years, months and days."""

from __future__ import annotations

_NUMBERS = {
    word: number
    for number, words in {
        1: "one ein eine einem einer un une una uno 一",
        2: "two zwei deux dos 二 两 兩 두",
        3: "three drei trois tres 三 세",
        4: "four vier quatre cuatro 四 네",
        5: "five fünf cinq cinco 五 다섯",
        6: "six sechs seis 六",
        7: "seven sieben sept siete 七",
        8: "eight acht huit ocho 八",
        9: "nine neun neuf nueve 九",
        10: "ten zehn dix diez 十 열",
        12: "twelve zwölf douze doce 十二",
        15: "fifteen fünfzehn quinze quince 十五",
        18: "eighteen achtzehn dix-huit dieciocho 十八",
        20: "twenty zwanzig vingt veinte 二十",
    }.items()
    for word in words.split()
}
NUMBER = "(" + r"\d{1,3}|[０-９]{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_YEAR = r"(?:years?|jahren?|ans|années|años|年|년)"
_MONTH = r"(?:months?|monaten?|mois|meses|か月|カ月|ヶ月|ヵ月|个月|個月|개월)"
UNIT = rf"(?:[- ]?(?P<years>{_YEAR})|[- ]?(?P<months>{_MONTH}))"
DAYS = r"(?:days?|tagen?|jours?|días?|日|天|일)"
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def number_of(written: str) -> int:
    """The number that NUMBER matched."""
    plain = written.casefold().translate(_WIDE)
    return int(_NUMBERS.get(plain, 0) or plain)
