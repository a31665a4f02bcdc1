"""How long an instrument lasts: terms that its documents tell, as days of expiry.

"Until 2030" is a day of its own; "for five years" becomes one only where the start is known: the entry into
force, else the signature, whichever the sentence counts from. Each expiry stands on the passage that tells
the term. A year or a month alone ends with its last day, and says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from index.errors import DocumentMissing
from nlp.eventdates import find_dates
from nlp.tags import Range
from reports.digest_parts import DocumentLookup
from reports.instrument_kinds import ENDING
from reports.instrument_lines import InstrumentLine, Step
from reports.instrument_renewals import Renewal, find_renewal
from reports.time_spans import NUMBER, UNIT, number_of

Start = Literal["in_force", "signed", "renewed", "stated"]
REACH = 500  # code points after what tells of the instrument in which its term may stand
MOST_MONTHS = 12 * 99
_INSTRUMENT = r"(?:agreement|memorandum|mou|moc|arrangement|accord|treaty|protocol|pact|programme|program)"
_FOR = re.compile(
    r"(?:\b(?:valid|validity|in (?:force|effect)|effective|remains?|lasts?|runs?|period|term|duration|"
    r"renewed|extended|extends?|prolonged)\b[^.;。]{0,50}?\b"
    r"|\b(?:laufzeit|dauer|gültig|gilt|läuft|verlängert)\b[^.;]{0,40}?\b"
    r"|\b(?:durée|valable|vigueur|prolongé|reconduit)\w*\b[^.;]{0,40}?\b"
    r"|\b(?:vigencia|período|plazo|duración|válid|prorrog)\w*\b[^.;]{0,40}?\b"
    r"|(?:有効期間|有効期限|期間|有效期|유효\s?기간)[^。;]{0,12}?"
    r"|(?=[^。;]{1,8}(?:年間有効|年間の(?:協定|覚書|取決め|延長)|年間?(?:延長|更新)))(?<![\d一二三四五六七八九十０-９]))"
    rf"{NUMBER}{UNIT}",
    re.IGNORECASE,
)
_HYPHEN = re.compile(rf"\b{NUMBER}-(?P<years>year)\s(?:[\w-]+\s){{0,4}}?{_INSTRUMENT}\b", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:until|till|through|expir\w+ (?:on|in|at)|valid to|up to)\s(?:the )?(?:end of )?$"
    r"|\b(?:bis|bis zum|bis ende)\s$|\b(?:jusqu['’](?:en|au|à la fin de|à fin)|expire\w* (?:le|en))\s$"
    r"|\b(?:hasta|hasta el|hasta fines? de|vence el|expira el)\s$|(?:有效期至|延长至|到期日为)$",
    re.IGNORECASE,
)
_UNTIL_AFTER = re.compile(
    r"^(?:末|底)?(?:まで(?:有効|継続|延長|の|と|、|。|効力)?|を期限|に失効|に期限|까지|为止|到期)"
)
_YEAR_END = re.compile(r"\b(?:bis(?: ende)?|through|jusqu['’]en|hasta(?: fines de)?) ((?:19|20)\d\d)\b", re.I)
_LASTING = re.compile(
    r"agreement|memorand|\bmo[uc]\b|accord|treaty|arrangement|protocol|pact|valid|in force|expire|"
    r"abkommen|vereinbarung|absichtserkl|gültig|convention|durée|acuerdo|convenio|memorando|vigencia|"
    r"協定|覚書|取決め|有効|失効|協議|协定|协议|备忘录|有效|협정|양해각서|유효",
    re.IGNORECASE,
)
_FROM_FORCE = re.compile(
    r"(?:entry|entered|enters|coming) into force|inkrafttreten|entrée en vigueur|entrada en vigor|"
    r"発効|生效|발효",
    re.IGNORECASE,
)
_FROM_SIGNATURE = re.compile(
    r"(?:date of|from|after|upon) (?:its |the )?sign|unterzeichnung|signature|(?:de la|su) firma|"
    r"署名(?:の|日|後|した日)|签署之日|서명일",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term as one passage tells it."""

    months: int  # 0 where a day is told
    until: str  # YYYY-MM-DD, YYYY-MM or YYYY; "" where months are told
    start: Start | None  # what the passage counts from; None where it does not say
    renewal: Renewal | None  # where it renews itself
    range: Range

    @property
    def automatic(self) -> bool:
        """Whether it renews itself."""
        return self.renewal is not None


@dataclass(frozen=True, slots=True)
class Expiry:
    """When an instrument runs out, and how that is known."""

    line: str  # id of the instrument line
    day: str
    exact: bool  # False where the source names a year or a month, whose last day this is
    automatic: bool  # renewed by itself unless somebody objects
    months: int  # 0 where the source names the end itself
    start: str  # "" where the source names the end itself
    start_kind: Start
    document: str
    version: int
    range: Range
    renewal: Renewal | None = None  # how, where it is automatic
    first_day: str = ""  # the end before it was renewed by itself; "" where it was not
    periods: int = 0  # how often it has been since

    @property
    def notice_day(self) -> str:
        """The last day on which the end can be notified; "" where no time for notice is told."""
        if self.renewal is None or not (self.renewal.notice_months or self.renewal.notice_days):
            return ""
        end = add_months(date.fromisoformat(self.day) + timedelta(days=1), -self.renewal.notice_months)
        return (end - timedelta(days=self.renewal.notice_days + 1)).isoformat()

    def to_json(self) -> dict[str, Any]:
        """What `registers instruments --json` and `registers calendar --json` tell of it."""
        return {
            "date": self.day,
            "exact": self.exact,
            "automatic": self.automatic,
            "months": self.months or None,
            "start": self.start or None,
            "start_kind": self.start_kind,
            "document": self.document,
            "version": self.version,
            "range": list(self.range),
            "renewal": self._renewal(),
        }

    def _renewal(self) -> dict[str, Any] | None:
        if self.renewal is None:
            return None
        return {
            "months": self.renewal.months or None,
            "range": list(self.renewal.range),
            "notice_by": self.notice_day or None,
            "first_end": self.first_day or self.day,
            "periods": self.periods,
            "renewed_until": self.day if self.periods else None,
        }


def find_expiries(
    lines: Sequence[InstrumentLine], documents: DocumentLookup, today: date | None = None
) -> dict[str, Expiry]:
    """By line the expiry that its newest telling document gives; lines that ended or do not tell have none.

    What renews itself and is over before `today` is told with the end of the period that runs then. A
    document that tells of several instruments lends its term only from the sentence about the one.
    """
    shared = Counter(document for line in lines for document in line.documents)
    found = {}
    for line in lines:
        if line.stage in ENDING:
            continue
        known: Expiry | None = None
        for step in line.history:
            for document, version, where in step.evidence:
                try:
                    stored = documents.document(document, version).document
                except DocumentMissing:
                    continue
                reach = REACH if shared[document] == 1 else 0
                term = find_term(stored.content, where, stored.published, reach=reach)
                if term is not None:
                    known = _expiry(line, step, term, known, (document, version))
        if known is not None:
            found[line.id] = known if today is None else _rolled(known, today)
    return found


def find_term(content: str, where: Range, published: str | None, *, reach: int = REACH) -> Term | None:
    """The term that the passage or what follows it tells, the first; None where there is none."""
    start, end = where[0], min(len(content), where[1] + reach)
    text = content[start:end]
    automatic = find_renewal(content, (start, end))
    stated = _stated_end(content, (start, end), published)
    counted = min(
        filter(None, (_FOR.search(text), _HYPHEN.search(text))), key=lambda one: one.start(), default=None
    )
    if counted is not None and (stated is None or start + counted.start() < stated[0][0]):
        months = number_of(counted[1]) * (12 if counted["years"] else 1)
        if 0 < months <= MOST_MONTHS:
            place = (start + counted.start(), start + counted.end())
            return Term(months, "", _counts_from(content, place, end), automatic, place)
    return None if stated is None else Term(0, stated[1], None, automatic, stated[0])


def _stated_end(content: str, where: Range, published: str | None) -> tuple[Range, str] | None:
    """The first date after publication that something is said to last until."""
    for (first, last), value in sorted(find_dates(content, where, published=published, planned=True)):
        before, after = content[max(where[0], first - 24) : first], content[last : last + 8]
        # a date in words of its own ("until 2030") holds the cue itself
        own = re.match(r"(?:until|bis|hasta)\s", content[first:last], re.IGNORECASE)
        sentence = content[max(where[0], first - 120) : min(where[1], last + 40)]
        ahead = not published or value[: len(published)] > published[: len(value)]
        ends = own or _UNTIL.search(before) or _UNTIL_AFTER.search(after)
        if ends and ahead and _LASTING.search(sentence):
            return (first, last), value
    year = _YEAR_END.search(content, *where)
    if year is not None and (not published or year[1] > published[:4]):
        sentence = content[max(where[0], year.start() - 120) : min(where[1], year.end() + 40)]
        return (year.span(), year[1]) if _LASTING.search(sentence) else None
    return None


def _counts_from(content: str, place: Range, end: int) -> Start | None:
    near = content[max(0, place[0] - 40) : min(end, place[1] + 60)]
    near = re.split(r"[.。;]\s?", near[min(40, place[0]) :])[0]
    if _FROM_SIGNATURE.search(near):
        return "signed"
    return "in_force" if _FROM_FORCE.search(near) else None


def _expiry(
    line: InstrumentLine, step: Step, term: Term, before: Expiry | None, source: tuple[str, int]
) -> Expiry | None:
    """The expiry that a term told at a step gives; None where its start is not known."""
    if term.until:
        day, exact = _last_day(term.until)
        return Expiry(line.id, day, exact, term.automatic, 0, "", "stated", *source, term.range, term.renewal)
    kind: Start | None = term.start
    if step.stage == "renewed" and not step.planned:
        kind, start = "renewed", step.day
        if before is not None and before.day >= step.day:
            start = (date.fromisoformat(before.day) + timedelta(days=1)).isoformat()
    else:
        known = {one.stage: one.day for one in reversed(line.history) if not one.planned}
        kinds: Iterable[Start] = (kind,) if kind else ("in_force", "signed")
        kind = next((one for one in kinds if one in known), None)
        start = known[kind] if kind else ""
    if kind is None:
        return None
    day = (add_months(date.fromisoformat(start), term.months) - timedelta(days=1)).isoformat()
    return Expiry(
        line.id, day, True, term.automatic, term.months, start, kind, *source, term.range, term.renewal
    )


def _rolled(expiry: Expiry, today: date) -> Expiry:
    """The expiry at the end of the period that runs on the day, where it renews itself for a known time."""
    months = expiry.renewal.months or expiry.months if expiry.renewal is not None else 0
    first, periods = date.fromisoformat(expiry.day), 0
    after = first + timedelta(days=1)  # counted from the day after, so that a month's last day stays one
    end = first
    while months and end < today:
        periods += 1
        end = add_months(after, months * periods) - timedelta(days=1)
    return replace(expiry, day=end.isoformat(), first_day=expiry.day, periods=periods) if periods else expiry


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _last_day(value: str) -> tuple[str, bool]:
    """A day as it is; of a month or a year the last, and that it is not exact."""
    if len(value) == 10:
        return value, True
    year, _, month = value.partition("-")
    last = int(month or 12)
    return date(int(year), last, monthrange(int(year), last)[1]).isoformat(), False
