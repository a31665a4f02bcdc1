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
for _line in (
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo",
    "月曜 火曜 水曜 木曜 金曜 土曜 日曜",
    "周一 周二 周三 周四 周五 周六 周日",
    "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
    "월요일 화요일 수요일 목요일 금요일 토요일 일요일",
):
    _WEEKDAYS.update({_name: _index for _index, _name in enumerate(_line.split())})
_FOREIGN_DAYS = "|".join(name for name in _WEEKDAYS if name not in list(_WEEKDAYS)[:7] and name[0] < "\u0250")
_EASTERN_DAYS = "|".join(name for name in _WEEKDAYS if name[0] > "\u0250")
_DAY_SHIFTS = {
    **dict.fromkeys(["yesterday", "昨日", "gestern", "hier", "ayer", "昨天", "어제"], -1),
    **dict.fromkeys(["tomorrow", "明日", "demain", "明天", "내일"], 1),
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
        (
            "day",
            r"(?<!\w)(today|yesterday|tomorrow|gestern|heute|hier|aujourd['’]hui|demain|ayer|hoy)(?!\w)"
            r"|(本日|今日|きょう|昨日|明日|同日|昨天|今天|明天|어제|오늘|내일)",
        ),
        ("weekday", rf"(?<!\w)(next|nächsten|kommenden)?\s?({_FOREIGN_DAYS})(?!\w)|({_EASTERN_DAYS})日?"),
        (
            "weekday",
            r"(?<!\w)(?:(last|next|this|on|late|early)\s+)?(monday|tuesday|wednesday|thursday|friday|"
            r"saturday|sunday)(?!\w)",
        ),
        (
            "month",
            r"(?<!\w)(next|last|this) (month|year)(?!\w)|(来月|今月|先月|来年|今年|昨年|年内|年末"
            r"|下个?月|明年|去年|다음 달|지난달"
            r"|내년|올해|지난해|nächsten monat|im kommenden monat|nächstes jahr"
            r"|mois prochain|mois dernier|année prochaine"
            r"|próximo mes|mes próximo|próximo año)",
        ),
        ("year", r"(?<!\w)(?:in|since|of|by|from|until|en|im jahr|depuis|desde)\s+((?:19|20)\d\d)(?!\w)"),
    )
)
_YEAR_SHIFTS = {
    **dict.fromkeys(["来年", "明年", "내년", "nächstes jahr", "année prochaine", "próximo año"], 1),
    **dict.fromkeys(["昨年", "去年", "지난해"], -1),
}
_LAST_MONTH = frozenset({"先月", "지난달", "mois dernier"})
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
    start = sentence[0]
    found: list[tuple[int, int, str]] = []
    for (first, _), value in find_dates(content, sentence, published=published, planned=planned):
        before = content[max(start, first - 24) : first]
        late = 1000 if _DEADLINE.search(before) else 500 if _OPENED.search(before) else 0
        found.append((abs(first - near) + late, first, value))
    return min(found)[2] if found else None


def find_dates(
    content: str, sentence: Range, *, published: str | None = None, planned: bool = False
) -> list[tuple[Range, str]]:
    """Every date expression of the sentence with the day, month or year it means, by form, none overlapping.

    Resolved as `find_event_date` resolves them.
    """
    start, end = sentence
    base = read_day(published)
    found: list[tuple[Range, str]] = []
    lower = content[start:end]
    cjk = any(char in lower for char in "年月日년월일")
    latin = any(char.isascii() and char.isalpha() for char in lower)
    for name, pattern in _PATTERNS:
        if (name in _CJK_NAMES and not cjk) or (
            name in {"dmy", "mdy", "my", "dm", "md", "year"} and not latin
        ):
            continue
        for match in pattern.finditer(content, start, end):
            first, last = match.span()
            if any(first < stop and begin < last for (begin, stop), _ in found):
                continue
            value = _value(name, match, base, planned=planned)
            if value is not None:
                found.append(((first, last), value))
    return found


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
        shift = _DAY_SHIFTS.get(word, 0)
        return (base + timedelta(days=shift)).isoformat()
    if name == "weekday":
        ahead = (_WEEKDAYS[word] - base.weekday()) % 7
        forward = planned or (groups[0] or "").lower() in {"next", "nächsten", "kommenden"}
        return (base + timedelta(days=ahead if forward else ahead - 7 if ahead else 0)).isoformat()
    return _month_or_year(groups, base)


def _month_or_year(groups: tuple[str | None, ...], base: date) -> str | None:
    if groups[2]:
        word = groups[2].lower()
        if word in {"年内", "年末", "今年", "올해"}:
            return str(base.year)
        if word in _YEAR_SHIFTS:
            return str(base.year + _YEAR_SHIFTS[word])
        shift = -1 if word in _LAST_MONTH else 0 if word == "今月" else 1
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
