"""What a person asks -> question and filters: prefixes such as country:VN in the question, values checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

from crawlers.document import Kind
from crawlers.nearest import nearest
from index.errors import StoreError
from index.filters import Filters
from index.reads import LONGEST, State, reader_name
from index.search import SearchError
from nlp.tags import Japan, Polarity, Role, SignalType, Stage
from reports.week import day_of_instant
from stdiplo_scan.wiring import Office

AXES: Final = {  # option and prefix -> field of Filters
    "country": "countries",
    "role": "role",
    "region": "regions",
    "field": "fields",
    "signal": "signals",
    "stage": "stages",
    "japan": "japan",
    "polarity": "polarity",
    "language": "languages",
    "kind": "kinds",
    "target": "targets",
    "toward": "toward",
    "origin": "origin",
}
DAYS: Final = {
    "since": "published_from",
    "before": "published_to",
    "collected-since": "collected_from",
    "collected-before": "collected_to",
    "expires-since": "expires_from",
    "expires-before": "expires_to",
}
CONFIDENCE: Final = {"high": 0.8, "middle": 0.65}  # as the pages and the digest call scores
_ALIASES: Final = {
    "lang": "language", "国": "country", "役割": "role", "地域": "region", "分野": "field",
    "シグナル": "signal", "段階": "stage", "日本": "japan", "言語": "language", "種別": "kind",
    "収集先": "target", "移動先": "toward", "移動元": "origin", "期限": "expires",
    "確度": "confidence", "閲覧": "read",
}  # fmt: skip
_NAMED: Final = {"field": "fields", "signal": "signals", "stage": "stages", "language": "languages"} | {
    "kind": "kinds",
    "japan": "japan",
}
_KEYS: Final = "|".join(
    sorted((*AXES, *DAYS, *_ALIASES, "confidence", "read", "expires"), key=len, reverse=True)
)
# a phrase in quotes is left as it is; a prefix begins a word, and its value may be quoted
_PREFIX: Final = re.compile(
    rf'(?P<phrase>[-－−]?["“„＂][^"“”„＂]*["“”＂])'
    rf'|(?<!\S)(?P<minus>[-－−])?(?P<key>{_KEYS})[:：](?P<value>"[^"]+"|[^\s"“”]+)',
    re.IGNORECASE,
)
_LIKE_PREFIX: Final = re.compile(
    r"(?<!\S)[-－−]?(?P<key>[^\W\d]{1,20}(?:-[^\W\d]{1,20})?)(?P<colon>[:：])(?=[^\s/])"
)
_MEANT: Final = {
    "until": "before", "to": "before", "from": "since", "after": "since", "date": "since",
    "topic": "field", "type": "signal", "source": "target", "site": "target", "publisher": "target",
    "国名": "国", "相手国": "国", "種類": "種別", "機関": "収集先", "公開機関": "収集先",
    "公開日": "since", "日付": "since", "期間": "since",
}  # fmt: skip
_FEW = 40  # values that are listed in full where one of them is wanted


class FilterError(SearchError):
    """A filter was given a value that it cannot have; `option` names the filter."""

    def __init__(self, option: str, met: str, wanted: str) -> None:
        """The place is the option, or the prefix in the question."""
        self.option, self.met, self.wanted = option, met, wanted
        super().__init__(f"{option}: is {met!r}; wanted {wanted}; correct the value")


def read_question(office: Office, text: str, filters: Filters, *, reader: str = "") -> tuple[str, Filters]:
    """The question without its prefixes, and the filters with what the prefixes say.

    Values joined by commas are alternatives, a minus excludes. What a prefix says goes before what the
    filters said of the same. A prefix that is none of ours stays part of the question. `reader`: who asks,
    for read:unread. Raises FilterError.
    """
    said: dict[str, list[str]] = {}
    excluded = list(filters.excluded)
    changes: dict[str, Any] = {}
    kept: list[str] = []
    at = 0
    for match in _PREFIX.finditer(text):
        if match["phrase"]:
            continue
        kept.append(text[at : match.start()])
        at = match.end()
        key = _ALIASES.get(match["key"].lower(), match["key"].lower())
        value = match["value"].strip('"')
        if key in DAYS:
            changes[DAYS[key]] = _day_of(office, key, value)
            continue
        if key == "expires":
            changes["expires_from"], changes["expires_to"] = _whole_of(value)
            continue
        if key == "confidence":
            changes["least_score"] = least_score(value)
            continue
        if key == "read":
            changes["reading"] = read_state(value), known_reader(reader)
            continue
        values = check_values(office, key, [part for part in re.split("[,、，]", value) if part])
        if match["minus"]:
            excluded += [(AXES[key], one) for one in values]
        else:
            said.setdefault(AXES[key], []).extend(values)
    if not at:
        return text, filters
    kept.append(text[at:])
    changes |= {name: tuple(dict.fromkeys(values)) for name, values in said.items()}
    if "role" in changes:
        changes["role"] = changes["role"][-1]
    question = " ".join(part.strip() for part in kept if part.strip())
    return question, replace(filters, excluded=tuple(dict.fromkeys(excluded)), **changes)


def stray_prefixes(text: str) -> list[tuple[str, str]]:
    """What looks like a prefix of a filter and is none, and the prefix that is most likely meant.

    Such a thing stays a word of the question; a word like no prefix (Horizon:Europe) is left alone.
    """
    known = (*AXES, *DAYS, *_ALIASES, "confidence", "read", "expires")
    found = []
    for match in _LIKE_PREFIX.finditer(re.sub('["“„＂][^"“”„＂]*["“”＂]', " ", text)):
        written = match["key"]
        if (key := written.lower()) in known:
            continue
        near = _MEANT.get(key) or next(iter(nearest(key, known, cutoff=0.75)), "")
        if near:
            found.append((written + match["colon"], near + ":"))
    return found


def check_values(office: Office, option: str, values: Sequence[str]) -> tuple[str, ...]:
    """The values as they are written in the store, whatever their case; names in Japanese or English do too.

    Raises FilterError for a value that cannot occur.
    """
    if not values:
        return ()
    if option == "language":
        named = codes_by_name("language", _LANGUAGES)
        return tuple(named.get(_folded(value), _folded(value)) for value in values)
    known = list(_known(option, office))
    codes = {code.lower(): code for code in known}
    names = {} if all(_folded(value) in codes for value in values) else codes_by_name(option, known)
    found = []
    for value in values:
        code = codes.get(_folded(value)) or names.get(_folded(value))
        if code is None:
            raise FilterError(
                option,
                value,
                f"one of {' '.join(known)}" if len(known) <= _FEW else "an id of docs/formats.md",
            )
        found.append(code)
    return tuple(found)


def least_score(confidence: str) -> float:
    """The least score of a confidence: high or middle, or in Japanese 高 or 中. Raises FilterError."""
    named = {"高": "high", "中": "middle"}.get(confidence.strip(), confidence.strip().lower())
    if named not in CONFIDENCE:
        raise FilterError("confidence", confidence, f"one of {' '.join(CONFIDENCE)}")
    return CONFIDENCE[named]


def read_state(value: str) -> State:
    """Read or unread, in Japanese 既読 or 未読. Raises FilterError."""
    folded = value.strip().lower()
    if folded in ("read", "既読"):
        return "read"
    if folded in ("unread", "未読"):
        return "unread"
    raise FilterError("read", value, "read or unread")


def known_reader(reader: str) -> str:
    """The reader's name; FilterError where nobody is named."""
    try:
        return reader_name(reader)
    except StoreError as error:
        raise FilterError(
            "read", reader, f"a reader's name of 1 to {LONGEST} characters beside it"
        ) from error


def write_question(text: str, filters: Filters, zone: str) -> str:
    """The question with its filters as prefixes: what read_question makes this text and these filters of.

    A reader is not written: read:unread is of whoever asks.
    """
    written = [text] if text else []
    options = {field: option for option, field in AXES.items()}
    for name, value in filters.chosen.items():
        if name == "role":
            written.append(f"role:{value}")
        elif name in options:
            written.append(f"{options[name]}:{','.join(value)}")
        elif name == "excluded":
            written += [f"-{options[field]}:{one}" for field, one in value]
        elif name == "reading":
            written.append(f"read:{value[0]}")
        elif name == "least_score":
            written.append(f"confidence:{'high' if value >= CONFIDENCE['high'] else 'middle'}")
    for key, name in DAYS.items():
        if day := getattr(filters, name):
            shown = day_of_instant(day, zone).isoformat() if key.startswith("collected") else day
            written.append(f"{key}:{shown}")
    return " ".join(written)


def day_start_utc(day: str, zone: str) -> str:
    """The UTC instant at which a day begins in a zone, as the store writes instants."""
    begins = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))
    return begins.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check_day(option: str, value: str) -> str:
    """The day as given; raises FilterError where it is none."""
    try:
        if date.fromisoformat(value).isoformat() != value:
            raise ValueError("another form")
    except ValueError as error:
        raise FilterError(option, value, "a day such as 2026-11-20") from error
    return value


def _day_of(office: Office, key: str, value: str) -> str:
    """The day of a prefix; a month or year stands for its first day."""
    whole = value + "-01-01"[3 * value.count("-") :] if value.count("-") < 2 else value
    try:
        day = check_day(key, whole)
    except FilterError as error:
        raise FilterError(key, value, error.wanted) from error
    return day_start_utc(day, office.settings.timezone) if key.startswith("collected") else day


def _whole_of(value: str) -> tuple[str, str | None]:
    """The first day of a year, a month or a day, and the day after its last; None where there is no later."""
    parts = value.count("-")
    try:
        first = date.fromisoformat(
            check_day("expires", value + "-01-01"[3 * parts :] if parts < 2 else value)
        )
    except FilterError as error:
        raise FilterError("expires", value, error.wanted) from error
    try:
        if parts == 0:
            return first.isoformat(), date(first.year + 1, 1, 1).isoformat()
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first.isoformat(), (after if parts == 1 else first + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return first.isoformat(), None


def _folded(value: str) -> str:
    return value.strip().lower()


def _known(option: str, office: Office) -> Iterable[str]:
    from nlp.regions import country_codes, region_ids  # noqa: PLC0415 - most questions name no value
    from nlp.taxonomy_files import load_fields, load_groupings  # noqa: PLC0415 - the same

    if option in ("country", "toward", "origin"):
        return (*country_codes(), "EU", "UN", "INT", *load_groupings())
    if option == "region":
        return region_ids()
    if option == "field":
        return load_fields()
    if option == "target":
        return sorted({*office.targets, *office.store.targets()})
    kinds = {
        "signal": SignalType, "stage": Stage, "kind": Kind, "japan": Japan, "polarity": Polarity, "role": Role
    }  # fmt: skip
    return tuple(get_args(kinds[option]))


_LANGUAGES: Final = ("ja", "en", "de", "fr", "es", "zh", "ko")


def codes_by_name(option: str, codes: Iterable[str]) -> Mapping[str, str]:
    """The codes by their names in both languages, folded; a name of several codes counts for none."""
    from reports.words import words_of  # noqa: PLC0415 - most questions name no value

    found: dict[str, set[str]] = {}
    for words in (words_of("ja"), words_of("en")):
        for code in codes:
            if option in ("country", "toward", "origin"):
                name = words.party(code)
            elif option == "region":
                name = words.region(code)
            elif option in _NAMED:
                name = words.name(_NAMED[option], code)
            else:
                continue
            found.setdefault(_folded(name), set()).add(code)
    return {name: next(iter(of)) for name, of in found.items() if len(of) == 1}
