"""What is asked on the search page: read from the address, checked, written back as a short address."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, get_args
from urllib.parse import urlencode

from index.facets import Facets
from index.filters import Filters
from index.reads import LONGEST as LONGEST_NAME
from index.reads import State
from index.search import Mode, Order, Query
from nlp.tags import Role
from stdiplo_scan.asking import AXES, CONFIDENCE, day_start_utc, read_question
from stdiplo_scan.web.choices import Choices
from stdiplo_scan.web.wording import Language, words
from stdiplo_scan.wiring import Office

STEP = 20  # hits shown at first, and so many more each time
MOST = 100
LONGEST = 2000  # characters of a question
OPTIONS = {  # parameter -> list of Choices it is checked against
    "country": "countries",
    "role": "roles",
    "region": "regions",
    "field": "fields",
    "signal": "signals",
    "stage": "stages",
    "japan": "japan",
    "polarity": "polarity",
    "confidence": "confidences",
    "language": "languages",
    "kind": "kinds",
    "target": "targets",
    "read": "reads",
    "toward": "countries",
    "origin": "countries",
}


_DAYS = ("since", "until", "collected_since", "collected_until", "expires_since", "expires_until")
_FACETS = {field: parameter for parameter, field in AXES.items()} | {"reading": "read"}  # filter -> parameter
SHOWN_VALUES = 8  # of one facet


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter's values to narrow by: name, documents left, address."""

    label: str
    values: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Active:
    """One filter that is set: what it asks for, and the address without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class SearchForm:
    """A question with its filters, as the form shows them again; empty asks for nothing."""

    q: str = ""
    mode: Mode = "hybrid"
    country: str = ""
    role: str = ""
    region: str = ""
    field: str = ""
    signal: str = ""
    stage: str = ""
    japan: str = ""
    polarity: str = ""
    confidence: str = ""
    language: str = ""
    kind: str = ""
    target: str = ""
    read: str = ""  # read or unread, by the reader
    reader: str = ""  # who is asking, where they say so
    since: str = ""  # YYYY-MM-DD
    until: str = ""  # YYYY-MM-DD, the last day that is wanted
    collected_since: str = ""
    collected_until: str = ""  # the last day
    toward: str = ""  # of movement, a code
    origin: str = ""
    expires_since: str = ""  # YYYY-MM-DD
    expires_until: str = ""  # the last day
    order: Order = "relevance"
    balance: str = ""  # "1": every language in turn
    limit: int = STEP
    facets_wanted: str = ""  # "1": counted even where the store is large

    @property
    def asked(self) -> bool:
        """Whether there is anything to search for."""
        return bool(self.q) or self.filtered

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return any(getattr(self, name) for name in (*OPTIONS, *_DAYS))

    def query(self, office: Office) -> Query:
        """The question as the searcher takes it, its prefixes read. Raises FilterError."""
        zone, until = office.settings.timezone, _next_day(self.collected_until)
        filters = replace(
            self.filters,
            collected_from=day_start_utc(self.collected_since, zone) if self.collected_since else None,
            collected_to=day_start_utc(until, zone) if until else None,
        )
        text, filters = read_question(office, self.q, filters, reader=self.reader)
        return Query(
            text=text,
            mode=self.mode,
            limit=self.limit,
            filters=filters,
            per_story=True,
            balance=bool(self.balance),
            order=self.order,
            reader=self.reader,
            relax=True,
        )

    @property
    def filters(self) -> Filters:
        """The filters of the question; the day after the last one wanted ends the range."""

        def one(value: str) -> tuple[str, ...]:
            return (value,) if value else ()

        return Filters(
            countries=one(self.country),
            role=next((role for role in get_args(Role) if role == self.role), None),
            reading=next(((state, self.reader) for state in get_args(State) if state == self.read), None),
            regions=one(self.region),
            fields=one(self.field),
            signals=one(self.signal),
            stages=one(self.stage),
            japan=one(self.japan),
            polarity=one(self.polarity),
            least_score=CONFIDENCE.get(self.confidence),
            languages=one(self.language),
            kinds=one(self.kind),
            targets=one(self.target),
            toward=one(self.toward),
            origin=one(self.origin),
            expires_from=self.expires_since or None,
            expires_to=_next_day(self.expires_until),
            published_from=self.since or None,
            published_to=_next_day(self.until),
        )

    def address(self, language: Language, /, **changes: Any) -> str:
        """The address of this question, changed as named; what is as at first is left out of it, and the
        reader where nothing depends on who it is.
        """
        form = replace(self, **changes)
        if not form.read:
            form = replace(form, reader="")
        first = SearchForm()
        values = {
            item.name: getattr(form, item.name)
            for item in fields(form)
            if getattr(form, item.name) != getattr(first, item.name)
        }
        return "/?" + urlencode({"lang": language, **values}, errors="replace")

    def active(self, choices: Choices, language: Language) -> list[Active]:
        """The filters that are set, in the order of the form."""
        ui = words(language)
        found = []
        for name in (*OPTIONS, *_DAYS):
            value = getattr(self, name)
            if value:
                text = choices.name(OPTIONS[name], value) if name in OPTIONS else value
                found.append(Active(ui[name], text, self.address(language, **{name: ""}, limit=STEP)))
        return found

    def facets(self, counted: Facets, choices: Choices, language: Language) -> list[Facet]:
        """What the results may be narrowed by: of each filter that is not set its commonest values."""
        ui = words(language)
        found = []
        for name, values in counted.items():
            parameter = _FACETS.get(name, "expires_since" if name == "expires" else "since")
            if getattr(self, parameter):
                continue
            offered = []
            for value, count in sorted(values.items(), reverse=True) if name == "months" else values.items():
                if name == "expires":
                    first, last = f"{value}-01-01", f"{value}-12-31"
                    named, narrowed = value, {"expires_since": first, "expires_until": last}
                elif name == "months":
                    named, narrowed = value, {"since": f"{value}-01", "until": _last_day(value)}
                else:
                    named, narrowed = choices.name(OPTIONS[parameter], value), {parameter: value}
                if named:
                    offered.append((named, count, self.address(language, **narrowed, limit=STEP)))
            if offered:
                label = ui[name if name in ("months", "expires") else parameter]
                found.append(Facet(label, tuple(offered[:SHOWN_VALUES])))
        return found


def read_form(
    parameters: Mapping[str, str], choices: Choices, language: Language
) -> tuple[SearchForm, list[str]]:
    """The form, and what is wrong with the parameters (value met, value wanted), each dropped from it."""
    ui = words(language)
    values: dict[str, Any] = {
        item.name: parameters.get(item.name, "").strip()
        for item in fields(SearchForm)
        if item.name not in ("mode", "order")
    }
    wrong: list[str] = []

    def refuse(name: str, wanted: str) -> None:
        met = values[name]
        shown = met if len(met) <= 40 else met[:40] + "…"
        wrong.append(ui.bad_value.format(name=ui[name], met=shown, wanted=wanted))
        values[name] = ""

    if len(values["q"]) > LONGEST:
        refuse("q", ui.wanted_shorter.format(LONGEST))
    for name, options in OPTIONS.items():
        if values[name] and not choices.name(options, values[name]):
            refuse(name, ui.wanted_choice)
    for name in _DAYS:
        if values[name] and (day := _day(values[name])) is None:
            refuse(name, ui.wanted_day)
        elif values[name]:
            values[name] = day.isoformat() if day else ""
    if values["since"] and values["until"] and values["since"] > values["until"]:
        refuse("until", ui.wanted_later.format(values["since"]))
    if len(values["reader"]) > LONGEST_NAME:
        refuse("reader", ui.wanted_shorter.format(LONGEST_NAME))
    if values["read"] and not values["reader"]:
        refuse("read", ui.wanted_reader)
    limit = values["limit"]
    if limit and not (limit.isascii() and limit.isdecimal() and 1 <= int(limit[:9]) <= MOST):
        refuse("limit", ui.wanted_number.format(MOST))
    values["limit"] = int(values["limit"] or STEP)
    for name in ("balance", "facets_wanted"):
        values[name] = "1" if values[name] else ""
    for name, known in (("mode", get_args(Mode)), ("order", get_args(Order))):
        values[name] = parameters.get(name, "").strip() or known[0]
        if values[name] not in known:
            refuse(name, ui.wanted_choice)
            values[name] = known[0]
    return SearchForm(**values), wrong


def _day(text: str) -> date | None:
    """The day of YYYY-MM-DD; None for any other spelling."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _last_day(month: str) -> str:
    """The last day of YYYY-MM."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{month}-{monthrange(year, number)[1]:02d}"


def _next_day(text: str) -> str | None:
    """The day after; None where no last day is asked for, or where there is no later one."""
    if not text or text == date.max.isoformat():
        return None
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
