"""The day an event happened or will happen, as the sentence says it; distinct from the day of publication."""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlp.tags import Range

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january jan januar jänner janvier enero",
        "february feb februar février fevrier febrero",
        "march mar märz mars marzo",
        "april apr avril abril",
        "may mai mayo",
        "june jun juni juin junio",
        "july jul juli juillet julio",
        "august aug août agosto",
        "september sep sept septembre septiembre",
        "october oct oktober octobre octubre",
        "november nov novembre noviembre",
        "december dec dezember décembre decembre diciembre",
    ),
    start=1,
):
    _MONTHS.update(dict.fromkeys(_names.split(), _number))
_WEEKDAYS = {
    name: index
    for index, name in enumerate(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    )
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911}
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("iso", r"(?<!\d)((?:19|20)\d\d)-(\d{2})-(\d{2})(?!\d)"),
        (
            "dmy",
            rf"(?<![\d-])(\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s+(?:de\s+|of\s+)?({_MONTH})\.?,?\s+(?:de\s+)"
            rf"?((?:19|20)\d\d)(?!\d)",
        ),
        ("mdy", rf"(?<!\w)({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)"),
        ("my", rf"(?<!\w)({_MONTH})\.?,?\s+(?:de\s+)?((?:19|20)\d\d)(?!\d)"),
        ("dm", rf"(?<![\d,.])(\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s+(?:de\s+|of\s+)?({_MONTH})(?![\w’'])"),
        (
            "md",
            rf"(?<!\w)({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?!\s*(?:million|billion|"
            rf"per cent|percent|%))",
        ),
        (
            "era",
            r"(令和|平成|昭和|大正)(元|\d{1,2}|[０-９]{1,2})年(?:(\d{1,2}|[０-９]{1,2})月)?(?:(\d{1,2}|[０-９]{1,2})日)?",
        ),
        ("roc", r"民國\s?(\d{2,3})年(?:(\d{1,2})月)?(?:(\d{1,2})日)?"),
        (
            "cjk",
            r"((?:19|20)\d\d|[１２][０-９]{3})\s?[年년](?!度)(?:\s?(\d{1,2}|[０-９]{1,2})\s?[月월])?(?:\s?(\d{1,2}|"
            r"[０-９]{1,2})\s?[日일号])?",
        ),
        ("cjkmd", r"(?<![\d０-９年年년])(\d{1,2}|[０-９]{1,2})\s?[月월]\s?(\d{1,2}|[０-９]{1,2})\s?[日일号]"),
        ("cjkm", r"(?<![\d０-９年年년か])(\d{1,2}|[０-９]{1,2})月(?![間額刊曜])"),
        ("cjkd", r"(?<![\d０-９月])(\d{1,2}|[０-９]{1,2})日(?![間本曜数目米中韓欧英])"),
        ("day", r"(?<!\w)(today|yesterday|tomorrow)(?!\w)|(本日|今日|きょう|昨日|明日|同日)"),
        (
            "weekday",
            r"(?<!\w)(?:(last|next|this|on|late|early)\s+)?(monday|tuesday|wednesday|thursday|friday|"
            r"saturday|sunday)(?!\w)",
        ),
        ("month", r"(?<!\w)(next|last|this) (month|year)(?!\w)|(来月|今月|先月|来年|今年|昨年|年内|年末)"),
        ("year", r"(?<!\w)(?:in|since|of|by|from|until|en|im jahr|depuis|desde)\s+((?:19|20)\d\d)(?!\w)"),
    )
)
_CJK_NAMES = frozenset({"era", "roc", "cjk", "cjkmd", "cjkm", "cjkd"})
_DEADLINE = re.compile(
    r"(?:due (?:by|on)|deadline(?: is)?|closes? on|by|until|before|bis zum|expires? (?:on|"
    r"in))\s+$|締切(?:は|日は)?$",
    re.IGNORECASE,
)
_OPENED = re.compile(
    r"(?:opened|negotiations? (?:opened|began)|since|after)\s+(?:in\s+|on\s+)?$", re.IGNORECASE
)
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def find_event_date(
    content: str, sentence: Range, *, near: int, published: str | None, planned: bool = False
) -> str | None:
    """YYYY-MM-DD, YYYY-MM or YYYY of the date expression nearest to `near` in the sentence; None
    where none is there.

    Words that need a day to count from (on Friday, 14日, 来月) are resolved against the day of
    publication, to the
    past unless the event is planned; without that day they give None. Deadlines count only where
    nothing else is.
    """
    start, end = sentence
    base = read_day(published)
    found: list[tuple[int, int, str]] = []
    taken: list[Range] = []
    lower = content[start:end]
    cjk = any(char in lower for char in "年月日년월일")
    latin = any(char.isascii() and char.isalpha() for char in lower)
    for name, pattern in _PATTERNS:
        if (name in _CJK_NAMES and not cjk) or (
            name in {"dmy", "mdy", "my", "dm", "md", "weekday", "year"} and not latin
        ):
            continue
        for match in pattern.finditer(content, start, end):
            first, last = match.span()
            if any(first < stop and begin < last for begin, stop in taken):
                continue
            value = _value(name, match, base, planned=planned)
            if value is None:
                continue
            taken.append((first, last))
            before = content[max(start, first - 24) : first]
            late = 1000 if _DEADLINE.search(before) else 500 if _OPENED.search(before) else 0
            found.append((abs(first - near) + late, first, value))
    return min(found)[2] if found else None


def read_day(published: str | None) -> date | None:
    """The day of an ISO date; None where there is no such day."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _int(text: str | None) -> int:
    if not text:
        return 0
    return 1 if text == "元" else int(text.translate(_WIDE))


def _value(name: str, match: re.Match[str], base: date | None, *, planned: bool) -> str | None:
    groups = match.groups()
    if name in {"iso", "cjk"}:
        return _spell(_int(groups[0]), _int(groups[1]), _int(groups[2]))
    if name == "dmy":
        return _spell(_int(groups[2]), _MONTHS[groups[1].lower()], _int(groups[0]))
    if name == "mdy":
        return _spell(_int(groups[2]), _MONTHS[groups[0].lower()], _int(groups[1]))
    if name == "my":
        return _spell(_int(groups[1]), _MONTHS[groups[0].lower()], 0)
    if name == "era":
        return _spell(_ERAS[groups[0]] + _int(groups[1]), _int(groups[2]), _int(groups[3]))
    if name == "roc":
        return _spell(1911 + _int(groups[0]), _int(groups[1]), _int(groups[2]))
    if name == "year":
        return _spell(_int(groups[0]), 0, 0)
    return None if base is None else _relative(name, groups, base, planned=planned)


def _relative(name: str, groups: tuple[str | None, ...], base: date, *, planned: bool) -> str | None:
    if name in {"dm", "md", "cjkmd", "cjkm"}:
        if name == "dm":
            day, month = _int(groups[0]), _MONTHS[str(groups[1]).lower()]
        elif name == "md":
            month, day = _MONTHS[str(groups[0]).lower()], _int(groups[1])
        else:
            month, day = _int(groups[0]), _int(groups[1]) if name == "cjkmd" else 0
        return _nearest_year(month, day, base, planned=planned)
    if name == "cjkd":
        return _nearest_month(_int(groups[0]), base, planned=planned)
    word = next((group for group in reversed(groups) if group), "").lower()
    if name == "day":
        shift = {"yesterday": -1, "昨日": -1, "tomorrow": 1, "明日": 1}.get(word, 0)
        return (base + timedelta(days=shift)).isoformat()
    if name == "weekday":
        ahead = (_WEEKDAYS[word] - base.weekday()) % 7
        forward = planned or (groups[0] or "").lower() == "next"
        return (base + timedelta(days=ahead if forward else ahead - 7 if ahead else 0)).isoformat()
    return _month_or_year(groups, base)


def _month_or_year(groups: tuple[str | None, ...], base: date) -> str | None:
    if groups[2]:
        word = groups[2]
        if word in {"年内", "年末", "今年"}:
            return str(base.year)
        if word.endswith("年"):
            return str(base.year + (1 if word == "来年" else -1))
        shift = {"来月": 1, "先月": -1}.get(word, 0)
    else:
        shift = {"next": 1, "last": -1}.get(str(groups[0]).lower(), 0)
        if str(groups[1]).lower() == "year":
            return str(base.year + shift)
    months = base.year * 12 + base.month - 1 + shift
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _nearest_year(month: int, day: int, base: date, *, planned: bool) -> str | None:
    """The date of that month and day nearest to the base; a planned one lies ahead."""
    if planned:
        years = (base.year, base.year + 1)
        values = [value for year in years if (value := _day(year, month, day or 28)) and value >= base]
        return _spell(values[0].year, month, day) if values else None
    options = [
        value for year in (base.year - 1, base.year, base.year + 1) if (value := _day(year, month, day or 1))
    ]
    past = [value for value in options if value <= base + timedelta(days=7)]
    if not past:
        return None
    soon = [value for value in options if past[-1] < value <= base + timedelta(days=30)]
    best = soon[0] if soon and base - past[-1] > timedelta(days=300) else past[-1]
    return _spell(best.year, month, day)


def _nearest_month(day: int, base: date, *, planned: bool) -> str | None:
    months = [base.year * 12 + base.month - 1 + shift for shift in (-1, 0, 1)]
    options = [value for index in months if (value := _day(index // 12, index % 12 + 1, day))]
    if planned:
        ahead = [value for value in options if value >= base]
        return ahead[0].isoformat() if ahead else None
    past = [value for value in options if value <= base]
    return (past[-1] if past else options[0]).isoformat() if options else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _spell(year: int, month: int, day: int) -> str | None:
    if not 1000 <= year <= 2999:
        return None
    if not month:
        return f"{year:04d}"
    if not day:
        return f"{year:04d}-{month:02d}" if month <= 12 else None
    value = _day(year, month, day)
    return value.isoformat() if value else None
