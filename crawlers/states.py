"""The state machine of a target: which state follows which, as a fold over what its runs met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

State = Literal[
    "unvisited",
    "healthy",
    "quiet",
    "below",
    "failing_temporary",
    "failing_soft",
    "failing_hard",
    "blocked",
    "changed",
    "paused",
]
Met = Literal["news", "nothing", "too_little", "failure", "gone", "refusal", "miss", "pause"]

SOFT_AFTER: Final = 3  # failures in a row
HARD_AFTER: Final = 8
HARD_AFTER_DAYS: Final = 3  # and so long since the first of them: eight tries in an hour prove little

_WELL: Final[frozenset[State]] = frozenset({"healthy", "quiet", "below"})
_FAILING: Final[frozenset[State]] = frozenset({"failing_temporary", "failing_soft", "failing_hard"})
_OTHER: Final[frozenset[State]] = frozenset({"blocked", "changed", "paused"})
_FIRST_FAULTS: Final[frozenset[State]] = frozenset(
    {"failing_temporary", "failing_hard", "blocked", "changed", "paused"}
)

# What may follow a state at the next run. A failure begins as temporary (or at once as hard, where the entry
# point is gone) and never gets milder but by an answer; below and quiet are said of sources that answer.
TRANSITIONS: Final[dict[State, frozenset[State]]] = {
    "unvisited": _WELL | _FIRST_FAULTS,
    "healthy": _WELL | _FIRST_FAULTS,
    "quiet": _WELL | _FIRST_FAULTS,
    "below": _WELL | _FIRST_FAULTS,
    "failing_temporary": _WELL | _FAILING | _OTHER,
    "failing_soft": _WELL | (_FAILING - {"failing_temporary"}) | _OTHER,
    "failing_hard": _WELL | (_FAILING - {"failing_temporary", "failing_soft"}) | _OTHER,
    "blocked": _WELL | _FIRST_FAULTS,
    "changed": _WELL | _FAILING | _OTHER,
    "paused": _WELL | _FIRST_FAULTS,
}
FAMILIES: Final[dict[State, str]] = {
    state: state.split("_", maxsplit=1)[0] for state in TRANSITIONS
}  # failing_soft is a kind of failing: since when is said of the kind


@dataclass(frozen=True, slots=True)
class Observation:
    """What one run met, as far as the state depends on it."""

    met: Met
    day: float  # days since any fixed instant
    listed: bool = True  # whether the entry points listed anything


@dataclass(frozen=True, slots=True)
class Standing:
    """A state with what must be remembered to say what follows it."""

    state: State = "unvisited"
    bad_in_a_row: int = 0  # failures and misses since the last answer that was read, or refusal
    misses: int = 0  # of a listing, in a row
    bad_since: float = 0.0  # day
    has_listed: bool = False  # whether the entry points ever listed anything


def follow(observations: Iterable[Observation], *, changed_after: int) -> Iterator[Standing]:
    """The standing after each observation. `changed_after`: misses in a row before a listing is called
    changed; one is enough where it never listed anything.
    """
    standing = Standing()
    for observation in observations:
        standing = step(standing, observation, changed_after=changed_after)
        yield standing


def step(before: Standing, seen: Observation, *, changed_after: int) -> Standing:
    """The standing after one more run; the same two always give the same."""
    has_listed = before.has_listed or (seen.listed and seen.met in {"news", "nothing", "too_little"})
    if seen.met == "pause":
        return Standing("paused", has_listed=has_listed)
    if seen.met in {"news", "nothing", "too_little"}:
        states: dict[str, State] = {"news": "healthy", "nothing": "quiet", "too_little": "below"}
        return Standing(states[seen.met], has_listed=has_listed)
    if seen.met == "refusal":
        return Standing("blocked", has_listed=has_listed)
    misses = before.misses + 1 if seen.met == "miss" else 0
    first = before.bad_in_a_row == 0
    worse = replace(
        before,
        bad_in_a_row=before.bad_in_a_row + 1,
        misses=misses,
        bad_since=seen.day if first else before.bad_since,
    )
    if misses and (misses >= changed_after or not before.has_listed):
        return replace(worse, state="changed")
    return replace(worse, state=_level(before, worse, seen))


def _level(before: Standing, worse: Standing, seen: Observation) -> State:
    if (
        seen.met == "gone"
        or before.state == "failing_hard"
        or (worse.bad_in_a_row >= HARD_AFTER and seen.day - worse.bad_since >= HARD_AFTER_DAYS)
    ):
        return "failing_hard"
    if before.state == "failing_soft" or worse.bad_in_a_row >= SOFT_AFTER:
        return "failing_soft"
    return "failing_temporary"
