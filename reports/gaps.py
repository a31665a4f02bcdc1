"""The gap list: partners and fields in which others signed within a year, and whether Japan has anything.

Nothing found is not nothing there: until the office has loaded what Japan has (Japanese reference targets
crawled, or a table of existing instruments), Japan's state is unknown, never absent. An agreement on science
and technology in general is an umbrella: it covers no field in particular, and is no absence either.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from reports.existing import Existing
from reports.instrument_kinds import ENDING
from reports.instrument_lines import InstrumentLine
from reports.words import read_table

JapanState = Literal["present", "umbrella", "absent", "unknown"]
GENERAL = ""  # the field of agreements that name none
WINDOW_DAYS = 365
MOST_PARTIES = 6  # a text with more parties says little of any two
BINDING = frozenset({"signed", "approved", "provisional", "in_force", "implementing", "renewed"})


@dataclass(frozen=True, slots=True)
class Gap:
    """One partner and field: who signed with it, and what is known of Japan."""

    partner: str
    field: str  # GENERAL where others signed about science and technology in general
    others: tuple[str, ...]
    lines: tuple[str, ...]  # ids of instrument lines
    documents: tuple[str, ...]
    japan: JapanState
    japan_has: tuple[str, ...]  # names or ids of what Japan has with the partner in the field

    def to_json(self) -> dict[str, Any]:
        """The record of `registers gaps --json`."""
        return {
            "partner": self.partner,
            "field": self.field or None,
            "others": list(self.others),
            "instruments": list(self.lines),
            "documents": list(self.documents),
            "japan": self.japan,
            "japan_has": list(self.japan_has),
        }


def find_gaps(
    lines: Sequence[InstrumentLine],
    existing: Iterable[Existing],
    today: date,
    *,
    loaded: bool,
    window_days: int = WINDOW_DAYS,
) -> list[Gap]:
    """Partner and field pairs in which somebody but Japan signed within the window before `today`.

    `loaded`: whether the office has told the store what Japan has. Most signed first, then by partner and
    field; pairs in which Japan has something come last.
    """
    since = (today - timedelta(days=window_days)).isoformat()
    signed: dict[tuple[str, str], list[InstrumentLine]] = defaultdict(list)
    japan: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines:
        fields = (*line.fields, GENERAL) if is_umbrella(line.names) else line.fields
        if line.with_japan:
            if line.stage in ENDING:
                continue
            for code in line.parties:
                for field in fields:
                    japan[code, field].add(line.name or line.id)
        elif len(line.parties) <= MOST_PARTIES and _signed_since(line, since, today.isoformat()):
            for code in line.parties:
                for field in (GENERAL,) if GENERAL in fields else fields:
                    signed[code, field].append(line)
    for one in existing:
        if "JP" in one.parties and not one.over(today):
            for code in one.parties:
                for field in one.fields or (GENERAL,):
                    japan[code, field].add(one.name)
    gaps = []
    for (partner, field), found in signed.items():
        has = tuple(sorted(japan.get((partner, field), ())))
        umbrella = tuple(sorted(japan.get((partner, GENERAL), ())))
        state: JapanState = "present" if has else "umbrella" if umbrella else "absent"
        if state == "absent" and not loaded:
            state = "unknown"
        gaps.append(
            Gap(
                partner=partner,
                field=field,
                others=tuple(sorted({code for line in found for code in line.parties} - {partner})),
                lines=tuple(line.id for line in found),
                documents=tuple(dict.fromkeys(one for line in found for one in line.documents)),
                japan=state,
                japan_has=has or umbrella,
            )
        )
    order = {"umbrella": 1, "present": 2}
    return sorted(gaps, key=lambda gap: (order.get(gap.japan, 0), -len(gap.lines), gap.partner, gap.field))


def is_umbrella(names: Iterable[str]) -> bool:
    """Whether one of an instrument's names says that it is about science and technology in general."""
    return any(_general().search(name) for name in names)


@lru_cache(maxsize=1)
def _general() -> re.Pattern[str]:
    """The names of umbrella.yml, of all languages."""
    patterns = [line for lines in read_table("umbrella.yml").values() for line in lines]
    return re.compile("|".join(patterns), re.IGNORECASE)


def _signed_since(line: InstrumentLine, since: str, until: str) -> bool:
    return any(
        step.stage in BINDING and not step.planned and since <= step.day <= until for step in line.history
    )
