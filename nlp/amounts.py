"""Sums of money as a source states them: value, currency, and where; never converted."""

from __future__ import annotations

import re

from nlp.tags import Amount, Range

DECIMAL_COMMA = frozenset(
    {
        "de",
        "fr",
        "es",
        "pt",
        "it",
        "nl",
        "sv",
        "da",
        "fi",
        "no",
        "nb",
        "pl",
        "cs",
        "ru",
        "uk",
        "tr",
        "id",
        "vi",
    }
)
_DOLLAR_OF = {
    "AU": "AUD",
    "CA": "CAD",
    "SG": "SGD",
    "NZ": "NZD",
    "TW": "TWD",
    "HK": "HKD",
    "MX": "MXN",
    "CL": "CLP",
    "CO": "COP",
    "AR": "ARS",
}
_YEN_OF = {"CN": "CNY"}
_KRONE_OF = {"NO": "NOK", "DK": "DKK", "SE": "SEK", "IS": "ISK"}
_RUPEE_OF = {"PK": "PKR", "LK": "LKR", "NP": "NPR"}
_SIGNS = {
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "S$": "SGD",
    "NT$": "TWD",
    "HK$": "HKD",
    "NZ$": "NZD",
    "R$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "￥": "JPY",
    "₩": "KRW",
    "₹": "INR",
    "Rs": "INR",
    "Rs.": "INR",
    "RMB": "CNY",
    "CNY": "CNY",
    "EUR": "EUR",
    "USD": "USD",
    "GBP": "GBP",
    "CHF": "CHF",
    "SEK": "SEK",
    "NOK": "NOK",
    "DKK": "DKK",
    "JPY": "JPY",
    "INR": "INR",
    "KRW": "KRW",
    "CAD": "CAD",
    "AUD": "AUD",
    "NZD": "NZD",
    "SGD": "SGD",
    "HKD": "HKD",
    "TWD": "TWD",
    "BRL": "BRL",
    "ZAR": "ZAR",
    "MXN": "MXN",
    "PLN": "PLN",
    "CZK": "CZK",
    "HUF": "HUF",
    "TRY": "TRY",
    "AED": "AED",
    "SAR": "SAR",
    "QAR": "QAR",
    "ILS": "ILS",
    "THB": "THB",
    "IDR": "IDR",
    "MYR": "MYR",
    "PHP": "PHP",
    "VND": "VND",
    "RUB": "RUB",
    "UAH": "UAH",
    "KES": "KES",
    "NGN": "NGN",
}
_WORDS = {
    "euro": "EUR",
    "euros": "EUR",
    "dollar": "$",
    "dollars": "$",
    "us dollars": "USD",
    "u.s. dollars": "USD",
    "pounds": "GBP",
    "pounds sterling": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "won": "KRW",
    "rupees": "INR",
    "swiss francs": "CHF",
    "kronor": "SEK",
    "kroner": "krone",
    "rand": "ZAR",
    "reais": "BRL",
    "francs": "CHF",
    "australian dollars": "AUD",
    "canadian dollars": "CAD",
    "dólares": "$",
    "pesos": "MXN",
    "rubles": "RUB",
    "roubles": "RUB",
    "baht": "THB",
    "ringgit": "MYR",
    "rupiah": "IDR",
    "dirhams": "AED",
    "riyals": "SAR",
    "shekels": "ILS",
    "zlotys": "PLN",
}
_SCALE = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "mio": 1e6,
    "billion": 1e9,
    "billions": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "lakh": 1e5,
    "lakhs": 1e5,
    "crore": 1e7,
    "crores": 1e7,
    "millionen": 1e6,
    "milliarden": 1e9,
    "mrd": 1e9,
    "milliard": 1e9,
    "milliards": 1e9,
    "millones": 1e6,
    "millón": 1e6,
    "mil millones": 1e9,
    "millones de": 1e6,
}
_CJK_CURRENCY = {
    "円": "JPY",
    "米ドル": "USD",
    "ドル": "USD",
    "豪ドル": "AUD",
    "加ドル": "CAD",
    "カナダドル": "CAD",
    "シンガポールドル": "SGD",
    "ユーロ": "EUR",
    "ポンド": "GBP",
    "元": "CNY",
    "人民元": "CNY",
    "ウォン": "KRW",
    "ルピー": "INR",
    "スイスフラン": "CHF",
    "バーツ": "THB",
    "日元": "JPY",
    "日圓": "JPY",
    "美元": "USD",
    "欧元": "EUR",
    "歐元": "EUR",
    "英镑": "GBP",
    "韩元": "KRW",
    "新台币": "TWD",
    "新台幣": "TWD",
    "원": "KRW",
    "달러": "USD",
    "유로": "EUR",
    "엔": "JPY",
    "위안": "CNY",
}
_CJK_UNIT = {
    "兆": 1e12,
    "億": 1e8,
    "亿": 1e8,
    "万": 1e4,
    "萬": 1e4,
    "千": 1e3,
    "百": 1e2,
    "조": 1e12,
    "억": 1e8,
    "만": 1e4,
    "천": 1e3,
}
_NUMBER = r"\d(?:[\d.,\u00a0\u202f ]*\d)?"
_SCALES = "|".join(sorted((re.escape(word) for word in _SCALE), key=len, reverse=True))
_SIGNED = re.compile(
    rf"(?<![A-Za-z])(?P<sign>{'|'.join(sorted(map(re.escape, _SIGNS), key=len, reverse=True))})"
    rf"\s?(?P<number>{_NUMBER})"
    rf"(?:[\s\u00a0-]?(?P<scale>{_SCALES})(?![a-z]))?",
    re.IGNORECASE,
)
_WORDED = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER})\s?(?:(?P<scale>{_SCALES})\.?\s(?:de\s|d[’'])?)?"
    rf"(?P<word>{'|'.join(sorted((re.escape(word) for word in _WORDS), key=len, reverse=True))}|€|£|₹|"
    r"EUR|USD|GBP|CHF|SEK|NOK|DKK|JPY|CAD|AUD)(?!\w)",
    re.IGNORECASE,
)
_TRAILING_SCALE = re.compile(rf"\s?(?P<scale>{_SCALES})(?!\w)", re.IGNORECASE)
_CJK = re.compile(
    r"(?P<digits>(?:[\d０-９][\d０-９.,，．]*\s?[兆億亿万萬千百조억만천]*\s?)+)"
    rf"(?:の|余り?の?)?(?P<word>{'|'.join(sorted(map(re.escape, _CJK_CURRENCY), key=len, reverse=True))}"
    rf")(?!素|々|気)"
)
_CJK_PART = re.compile(r"([\d０-９][\d０-９.,，．]*)\s?([兆億亿万萬千百조억만천]*)")


def find_amount(
    content: str, sentence: Range, *, language: str, country: str | None = None, near: int | None = None
) -> Amount | None:
    """The sum of money in the sentence that is nearest to `near`, else its first; None where there is none.

    A bare dollar (krone, rupee) sign is the publisher's country's own; decimal commas follow the language.
    """
    found = find_amounts(content, sentence, language=language, country=country)
    if not found:
        return None
    place = sentence[0] if near is None else near
    return min(found, key=lambda amount: (abs(amount.evidence[0] - place), amount.evidence))


def find_amounts(content: str, sentence: Range, *, language: str, country: str | None = None) -> list[Amount]:
    """Every sum of money in the sentence, those with a sign or word of a currency first."""
    start, end = sentence
    if not any(char.isdigit() for char in content[start:end]):
        return []
    return [*_signed(content, start, end, language, country), *_cjk(content, start, end, country)]


def _signed(content: str, start: int, end: int, language: str, country: str | None) -> list[Amount]:
    found: list[Amount] = []
    for match in _SIGNED.finditer(content, start, end):
        value = _number(match["number"], language)
        sign = match["sign"]
        if value is None or (sign.isalpha() and not sign.isupper() and sign != "Rs"):
            continue
        stop = match.end()
        scale = (match["scale"] or "").lower()
        if not scale and (more := _TRAILING_SCALE.match(content, stop, end)):
            scale, stop = more["scale"].lower(), more.end()
        currency = _resolve(_SIGNS.get(sign, _SIGNS.get(sign.upper(), "USD")), sign, country)
        found.append(Amount(value * _SCALE.get(scale, 1.0), currency, (match.start(), stop)))
    taken = [amount.evidence for amount in found]
    for match in _WORDED.finditer(content, start, end):
        if any(first < match.end() and match.start() < last for first, last in taken):
            continue
        value = _number(match["number"], language)
        if value is None:
            continue
        word = match["word"]
        name = _WORDS.get(word.lower(), _SIGNS.get(word.upper(), ""))
        currency = _resolve("USD" if name == "$" else name, "$" if name == "$" else name, country)
        found.append(Amount(value * _SCALE.get((match["scale"] or "").lower(), 1.0), currency, match.span()))
    return found


def _resolve(currency: str, sign: str, country: str | None) -> str:
    """The currency meant by a sign that several countries share."""
    if country is None:
        return "SEK" if currency == "krone" else currency
    if sign == "$":
        return _DOLLAR_OF.get(country, currency)
    if sign in {"¥", "￥"}:
        return _YEN_OF.get(country, currency)
    if currency == "krone":
        return _KRONE_OF.get(country, "NOK")
    if sign in {"Rs", "Rs.", "INR"} and sign != "INR":
        return _RUPEE_OF.get(country, currency)
    return currency


def _number(text: str, language: str) -> float | None:
    """The value of a number as written; None where the signs contradict each other."""
    digits = re.sub(r"[\s\u00a0\u202f]", "", text).rstrip(".,")
    if re.search(r"\s", text.strip()) and not re.fullmatch(
        r"\d{1,3}(?:[\s\u00a0\u202f]\d{3})+(?:[.,]\d+)?", text.strip()
    ):
        digits = re.split(r"[\s\u00a0\u202f]", text.strip())[0].rstrip(".,")
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        decimal = "," if comma > point else "."
    elif comma >= 0:
        grouped = re.fullmatch(r"\d{1,3}(?:,\d{2,3})*,\d{3}", digits)
        decimal = "," if language in DECIMAL_COMMA or not grouped else ""
    elif point >= 0:
        grouped = re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits)
        decimal = "" if grouped and language in DECIMAL_COMMA else "."
    else:
        decimal = ""
    plain = digits.replace("." if decimal == "," else ",", "")
    plain = plain.replace(",", ".") if decimal == "," else plain
    if decimal == "":
        plain = digits.replace(",", "").replace(".", "")
    try:
        return float(plain)
    except ValueError:
        return None


def _cjk(content: str, start: int, end: int, country: str | None) -> list[Amount]:
    found: list[Amount] = []
    for match in _CJK.finditer(content, start, end):
        total = 0.0
        for digits, units in _CJK_PART.findall(match["digits"]):
            value = _number(digits.translate(_WIDE), "ja")
            if value is None:
                continue
            for unit in units:
                value *= _CJK_UNIT[unit]
            total += value
        word = match["word"]
        currency = _CJK_CURRENCY[word]
        if word == "元" and country == "TW":
            currency = "TWD"
        found.append(Amount(total, currency, match.span()))
    return found


_WIDE = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
