"""Is this target healthy, quiet, blocked or broken? What a run did, and what a person should do about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from crawlers.expected_yield import Yield, judge_yield
from crawlers.health_words import BUDGET, CURES, WORDS, Both, reason, volume
from crawlers.schedule import Pace, Rhythm, Visit, interval_hours, next_visit
from crawlers.season import week_shares
from crawlers.states import FAMILIES, Met, Observation, Standing, State, follow
from crawlers.target import Target
from crawlers.weekly import Series, monday_of, seen_spans, week_name, weekly_series

Outcome = Literal["healthy", "quiet", "failing", "blocked", "changed", "paused"]
Failure = Literal["", "temporary", "soft", "hard"]
Condition = Literal["healthy", "quiet", "below", "failing", "blocked", "changed", "paused", "unvisited"]

FAULTS: tuple[Condition, ...] = ("failing", "blocked", "changed", "below")  # what a person should look at
GOOD = ("healthy", "quiet")  # outcomes of runs that read what the source lists
SPENT = "budget/spent"  # counter of requests that the host's budget left no room for
WAIT = "response/retry_after_s"  # counter: the longest wait that a host asked for
_FRESH_DAYS = 7  # a source with a document as young as this is healthy rather than quiet


class HealthError(Exception):
    """A run record that cannot be read."""


@dataclass(frozen=True, slots=True)
class TargetRun:
    """What one crawl of one target did: a line of the coverage ledger.

    `kept` counts pages that answered with content (new, changed or as before), `not_modified` those of them
    that a 304 or an equal body showed as unchanged. `newest` is the youngest date that an entry point
    stated. `complete_since`: see `crawlers.spiders.listed`.
    """

    run_id: str
    target_id: str
    started_utc: str
    finished_utc: str
    outcome: Outcome
    requests: int = 0
    bytes: int = 0
    listed: int = 0
    kept: int = 0
    new: int = 0
    not_modified: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    complete_since: date | None = None
    newest: date | None = None
    error: str = ""
    failure: Failure = ""
    counters: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> str:
        """The run as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=date.isoformat)

    @classmethod
    def from_json(cls, text: str) -> TargetRun:
        """The run that `to_json` wrote. Raises HealthError as `from_row` does."""
        try:
            data: dict[str, Any] = json.loads(text)
        except ValueError as error:
            raise HealthError(f"run record: is {text[:80]!r}; wanted JSON ({error})") from error
        return cls.from_row(data)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> TargetRun:
        """The run of a row of the ledger; keys that this version does not know are ignored. Raises
        HealthError.
        """
        try:
            values = {key: value for key, value in row.items() if key in _RUN_KEYS}
            for key in ("complete_since", "newest"):
                values[key] = date.fromisoformat(values[key]) if values.get(key) else None
            if values.get("outcome") not in get_args(Outcome):
                raise HealthError(
                    f"run record: outcome is {values.get('outcome')!r}; wanted one of {get_args(Outcome)}"
                )
            return cls(**values)
        except (ValueError, TypeError, AttributeError) as error:
            raise HealthError(
                f"run record: is {str(row)[:80]!r}; wanted a JSON object of a run ({error})"
            ) from error


_RUN_KEYS = frozenset(item.name for item in fields(TargetRun))


@dataclass(frozen=True, slots=True)
class Rules:
    """The office's bounds on judging and asking its targets."""

    changed_after: int = 2  # misses of a listing in a row, where it has listed before
    pace: Pace = field(default_factory=Pace)
    zone: str = "Asia/Tokyo"  # of weeks and days


@dataclass(frozen=True, slots=True)
class Health:
    """A target's state in words, Japanese and English: since when, why, what to do, when it is asked next."""

    state: State
    why: Both
    since_utc: str
    last_good_utc: str
    last_new: date | None
    expected: Yield
    seen_this_week: int
    seen_last_week: int | None  # None: that week was not wholly read
    change: Both | None  # a lasting change of volume
    visit: Visit
    cure: Both

    @property
    def condition(self) -> Condition:
        """The state without the degree of a failure."""
        return FAMILIES[self.state]  # type: ignore[return-value]

    @property
    def word(self) -> Both:
        """The state's name."""
        return WORDS[self.state]

    @property
    def faulty(self) -> bool:
        """Whether a person should look at it."""
        return self.condition in FAULTS

    @property
    def comparable(self) -> bool:
        """Whether the weeks this target covers may be compared with others: what it did not say, it did not
        publish.
        """
        return self.condition in {"healthy", "quiet", "below"}


@dataclass(frozen=True, slots=True)
class _DayRun:
    """A run in days of the office's zone, as `crawlers.weekly` reads it."""

    finished: date
    good: bool
    complete_since: date | None


def judge(
    target: Target,
    runs: Sequence[TargetRun],
    days: Sequence[date] | None = None,
    *,
    rules: Rules = Rules(),
    peers: Mapping[date, float] | None = None,
) -> Health:
    """The target's health after its runs, in any order: nothing but these arguments decides it.

    `days`: when its documents were published, or first seen where they state no day; by default each run's
    new ones at its end, but for the first run's, which are a backlog. `peers`: see `crawlers.season`. A 304
    is success. No run gives unvisited; a target that is paused or off is paused whatever it did.
    """
    ordered = sorted(runs, key=lambda run: (run.started_utc, run.run_id))
    known = sorted(_days_of_runs(ordered, rules.zone) if days is None else days)
    series = series_of(ordered, known, rules.zone)
    found = _expected(series, target, peers or {})
    observations = [_observe(run) for run in ordered]
    if ordered and ordered[-1].outcome in GOOD:
        met = _met(ordered, known, found, rules.zone)
        observations[-1] = Observation(met, observations[-1].day, observations[-1].listed)
    path = list(follow(observations, changed_after=rules.changed_after)) or [Standing()]
    case = _Case(target, rules, ordered, path, known, series, found)
    state, today = case.state, case.today
    change = found.change
    spent = bool(ordered and ordered[-1].counters.get(SPENT)) and state.startswith("failing")
    return Health(
        state=state,
        why=_why(case),
        since_utc=_since(case),
        last_good_utc=next((run.finished_utc for run in reversed(ordered) if run.outcome in GOOD), ""),
        last_new=case.last_new,
        expected=found,
        seen_this_week=sum(day >= monday_of(today) for day in known) if today else 0,
        seen_last_week=series.counts[-1] if series.counts else None,
        change=volume(change, week_name(series.monday(change.at))) if change else None,
        visit=_visit(case),
        cure=BUDGET if spent else CURES[state],
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """All that a target's health is told from."""

    target: Target
    rules: Rules
    runs: list[TargetRun]  # oldest first
    path: list[Standing]  # one a run, or the first of all
    days: list[date]  # of documents, sorted
    series: Series
    found: Yield

    @property
    def state(self) -> State:
        return "paused" if self.target.state in {"paused", "off"} else self.path[-1].state

    @property
    def latest(self) -> TargetRun | None:
        return self.runs[-1] if self.runs else None

    @property
    def today(self) -> date | None:
        return _day(self.runs[-1].finished_utc, self.rules.zone) if self.runs else None

    @property
    def last_new(self) -> date | None:
        today = self.today
        last = max((day for day in self.days if today is None or day <= today), default=None)
        return last or max((run.newest for run in self.runs if run.newest), default=None)


def series_of(runs: Sequence[TargetRun], days: Sequence[date], zone: str) -> Series:
    """The complete weeks that the runs, oldest first, wholly read, with the documents of each.

    What a run listed but left for another time does not show its source complete.
    """
    seen = [
        _DayRun(
            _day(run.finished_utc, zone),
            run.outcome in GOOD,
            None if run.skipped.get("limit") else run.complete_since,
        )
        for run in runs
    ]
    return weekly_series(days, seen_spans(seen), seen[-1].finished if seen else date.max)


def _days_of_runs(runs: Sequence[TargetRun], zone: str) -> list[date]:
    return [_day(run.finished_utc, zone) for run in runs[1:] for _ in range(run.new)]


def _expected(series: Series, target: Target, peers: Mapping[date, float]) -> Yield:
    stated = target.expected_weekly
    return judge_yield(
        series.counts,
        week_shares(series, target.country, peers),
        stated=(stated.min, stated.max),
        fixed=stated.fixed,
    )


def _observe(run: TargetRun) -> Observation:
    meanings: dict[Outcome, Met] = {
        "healthy": "news",
        "quiet": "nothing",
        "failing": "gone" if run.failure == "hard" else "failure",
        "blocked": "refusal",
        "changed": "miss",
        "paused": "pause",
    }
    met = meanings[run.outcome]
    return Observation(met, _instant(run.started_utc).timestamp() / 86_400.0, run.listed > 0)


def _met(runs: Sequence[TargetRun], days: Sequence[date], found: Yield, zone: str) -> Met:
    """What the latest run, a good one, says: documents of the last days count, not those of the run alone."""
    if found.below:
        return "too_little"
    today = _day(runs[-1].finished_utc, zone)
    fresh = any(today - timedelta(days=_FRESH_DAYS) < day <= today for day in days[-500:])
    return "news" if runs[-1].new or fresh else "nothing"


def _why(case: _Case) -> Both:
    state, standing, latest = case.state, case.path[-1], case.latest
    if latest is None or state in {"unvisited", "paused"}:
        return Both("", "")
    if state in {"healthy", "quiet", "below"}:
        return reason(case.found)
    if standing.misses and state != "changed":
        of = f"{standing.misses}/{case.rules.changed_after}"
        return Both(
            f"一覧から何も得られない({of}回): {latest.error}",
            f"the listing gave nothing ({of}): {latest.error}",
        )
    if standing.bad_in_a_row > 1:
        number = standing.bad_in_a_row
        return Both(f"連続{number}回: {latest.error}", f"{number} in a row: {latest.error}")
    return Both(latest.error, latest.error)


def _since(case: _Case) -> str:
    """The instant since when the target is in this state, a failure's degree aside; "" where unknown."""
    state, runs = case.state, case.runs
    if not runs or state == "paused":
        return ""
    well = ("healthy", "quiet", "below")
    family = well if state in well else (FAMILIES[state],)
    same = takewhile(lambda place: FAMILIES[case.path[place].state] in family, reversed(range(len(runs))))
    start = runs[min(same, default=len(runs) - 1)].started_utc
    if state == "below":
        return f"{case.series.monday(case.found.since).isoformat()}T00:00:00Z"
    if state == "quiet" and case.last_new is not None:
        return max(start, f"{case.last_new.isoformat()}T00:00:00Z")
    return start


def _visit(case: _Case) -> Visit:
    latest, found, rules = case.latest, case.found, case.rules
    rhythm = Rhythm(found.level.mean if found.learned else None, latest.listed if latest else 0)
    not_before = None
    if latest is not None:
        finished = _instant(latest.finished_utc)
        if latest.counters.get(SPENT):
            midnight = finished.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            not_before = midnight + timedelta(days=1)
        elif wait_s := latest.counters.get(WAIT):
            not_before = finished + timedelta(seconds=min(wait_s, 30 * 86_400))
    return next_visit(
        case.state,
        _instant(latest.started_utc) if latest else None,
        bad_in_a_row=case.path[-1].bad_in_a_row,
        usual=interval_hours(rhythm, case.target.schedule, rules.pace),
        pace=rules.pace,
        not_before=not_before,
    )


def _day(instant: str, zone: str) -> date:
    return _instant(instant).astimezone(ZoneInfo(zone)).date()


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise HealthError(
            f"run record: instant is {text!r}; wanted ISO 8601, e.g. 2026-11-20T06:00:00Z"
        ) from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
