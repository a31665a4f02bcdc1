"""Is this target healthy, quiet, blocked or broken? What a run did, and what a person should do about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from itertools import takewhile
from typing import Any, Literal, get_args

from crawlers.target import Target

Outcome = Literal["healthy", "quiet", "failing", "blocked", "changed", "paused"]
Failure = Literal["", "temporary", "soft", "hard"]
Condition = Literal["healthy", "quiet", "below", "failing", "blocked", "changed", "paused", "unvisited"]


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
        """The run that `to_json` wrote; keys that this version does not know are ignored. Raises
        HealthError.
        """
        try:
            data: dict[str, Any] = json.loads(text)
            known = {item.name for item in fields(cls)}
            values = {key: value for key, value in data.items() if key in known}
            for key in ("complete_since", "newest"):
                values[key] = date.fromisoformat(values[key]) if values.get(key) else None
            if values.get("outcome") not in get_args(Outcome):
                raise HealthError(
                    f"run record: outcome is {values.get('outcome')!r}; wanted one of {get_args(Outcome)}"
                )
            return cls(**values)
        except (ValueError, TypeError, AttributeError) as error:
            raise HealthError(
                f"run record: is {text[:80]!r}; wanted a JSON object of a run ({error})"
            ) from error


@dataclass(frozen=True, slots=True)
class Health:
    """A target's condition in words, Japanese and English, with what to do and since when."""

    condition: Condition
    word_ja: str
    word_en: str
    todo_ja: str
    todo_en: str
    detail: str = ""
    since_utc: str = ""
    last_good_utc: str = ""
    last_new: date | None = None

    @property
    def comparable(self) -> bool:
        """Whether the weeks this target covers may be compared with others: what it did not say, it did not
        publish.
        """
        return self.condition in {"healthy", "quiet", "below"}


_WORDS: dict[Condition, tuple[str, str, str, str]] = {
    "healthy": ("正常", "healthy", "対応は不要です。", "Nothing to do."),
    "quiet": (
        "静か(通常の範囲)",
        "quiet, within its normal",
        "対応は不要です。",
        "Nothing to do: such weeks are normal here.",
    ),
    "below": (
        "通常より少ない",
        "below expectation",
        "発行元のページで新着が本当に少ないか確かめ、少なければ expected_weekly を見直してください。",
        "Open the publisher's page and see whether it really published less; if so, adjust expected_weekly.",
    ),
    "failing": ("取得失敗", "failing", "", ""),
    "blocked": (
        "拒否されている(robots.txt または 403)",
        "blocked by robots.txt or 403",
        "回避はしません。発行元の API、メール配信、許可の依頼を検討するか、対象を停止してください。",
        "Never evade it. Look for an API or mail service, ask for permission, or switch the target off.",
    ),
    "changed": (
        "ページ構成が変わった",
        "changed layout",
        "一覧ページの link_pattern / css を見直し、targets preview で確かめてください。",
        "Correct link_pattern or css of the listing and check it with `targets preview`.",
    ),
    "paused": (
        "一時停止中",
        "paused",
        "再開するには targets resume を使います。",
        "Use `targets resume` to start it again.",
    ),
    "unvisited": (
        "未巡回",
        "not crawled yet",
        "state が on なら次回の巡回で訪ねます。unverified なら入口を確かめて on にしてください。",
        "With state on, the next crawl visits it; if it is unverified, check its entry points and set it on.",
    ),
}
_FAILING_CURES: dict[str, tuple[str, str]] = {
    "temporary": ("次回の巡回を待ってください。", "Wait for the next crawl."),
    "soft": (
        "数回続いています。発行元のサイトと接続を確かめてください。",
        "It has failed several times: check the publisher's site and this machine's connection.",
    ),
    "hard": (
        "入口の URL が無くなった可能性があります。targets check で新しい入口を探してください。",
        "The entry point is probably gone: look for the new one with `targets check`.",
    ),
}
_SOFT_AFTER = 3  # failures in a row
_HARD_AFTER = 8
_WINDOW_DAYS = 28
_ENOUGH_DAYS = 14  # of observation, before too little can be said
_CHANGED_AFTER = 2  # misses of a listing before it is called changed, where it has listed before


def judge(run: TargetRun | None, target: Target, history: Sequence[TargetRun] = ()) -> Health:
    """The target's condition after `run`, given its earlier runs in any order.

    A 304 is success. `failing` is temporary at first, soft from the third failure in a row, hard from the
    eighth or at once where the entry point answers 404 or 410. `quiet` means that fewer new documents came
    than usual, yet no fewer than `expected_weekly.min` allows over the time since the last new one; `below`
    that it is fewer. No run gives `unvisited`: nothing can be said.
    """
    past = [item for item in history if run is None or item.run_id != run.run_id]
    runs = sorted([*past, run] if run is not None else past, key=lambda item: item.started_utc)
    if target.state in {"paused", "off"} or not runs:
        condition: Condition = "paused" if target.state in {"paused", "off"} else "unvisited"
        return _health(condition, _Past.of(runs), "")
    latest = runs[-1]
    behind = _Past.of(runs)
    if latest.outcome == "failing":
        return _failing(latest, behind)
    if latest.outcome == "changed":
        listed_before = any(item.listed for item in runs[:-1])
        if listed_before and behind.in_a_row < _CHANGED_AFTER:
            return _health("below", behind, f"miss {behind.in_a_row} of {_CHANGED_AFTER}: {latest.error}")
    if latest.outcome in {"blocked", "changed", "paused"}:
        return _health(latest.outcome, behind, latest.error)
    return _by_yield(latest, runs, target, behind)


@dataclass(frozen=True, slots=True)
class _Past:
    """What the runs up to the latest say about how long things have been as they are."""

    in_a_row: int  # runs with the latest one's outcome, the latest included
    since_utc: str
    last_good_utc: str
    last_new: date | None

    @classmethod
    def of(cls, runs: Sequence[TargetRun]) -> _Past:
        same = list(takewhile(lambda item: item.outcome == runs[-1].outcome, reversed(runs)))
        return cls(
            in_a_row=len(same),
            since_utc=same[-1].started_utc if same else "",
            last_good_utc=next(
                (item.finished_utc for item in reversed(runs) if item.outcome in {"healthy", "quiet"}), ""
            ),
            last_new=max((item.newest for item in runs if item.newest), default=None),
        )


def _by_yield(latest: TargetRun, runs: Sequence[TargetRun], target: Target, behind: _Past) -> Health:
    end = _instant(latest.finished_utc)
    days = (end - min(_instant(item.started_utc) for item in runs)).days
    weeks = max(min(days, _WINDOW_DAYS) / 7, 1.0)
    recent = [item for item in runs if (end - _instant(item.started_utc)).days < _WINDOW_DAYS]
    new = sum(item.new for item in recent)
    expected = target.expected_weekly
    detail = f"{new} new in {weeks:.1f} weeks, expected {expected.min:g}-{expected.max:g} a week"
    if days >= _ENOUGH_DAYS and new < expected.min * weeks / 2:
        return _health("below", behind, detail)
    return _health("quiet" if latest.new == 0 else "healthy", behind, detail)


def _failing(latest: TargetRun, behind: _Past) -> Health:
    level: Failure = "temporary"
    if latest.failure == "hard" or behind.in_a_row >= _HARD_AFTER:
        level = "hard"
    elif behind.in_a_row >= _SOFT_AFTER:
        level = "soft"
    word_ja = {"temporary": "一時的な失敗", "soft": "失敗が続いている", "hard": "恒久的な失敗"}[level]
    todo_ja, todo_en = _FAILING_CURES[level]
    detail = f"{behind.in_a_row} in a row: {latest.error}"
    return Health(
        "failing", word_ja, f"failing ({level})", todo_ja, todo_en, detail,
        behind.since_utc, behind.last_good_utc, behind.last_new,
    )  # fmt: skip


def _health(condition: Condition, behind: _Past, detail: str) -> Health:
    return Health(
        condition, *_WORDS[condition], detail, behind.since_utc, behind.last_good_utc, behind.last_new
    )


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise HealthError(
            f"run record: instant is {text!r}; wanted ISO 8601, e.g. 2026-11-20T06:00:00Z"
        ) from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
