"""Measures -> results: each figure with its floor, what others reach, and what was left out by name."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from stdiplo_scan.evaluate.floors import Floor
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.sets import SetAbsent

State = Literal["met", "missed", "no floor", "labels changed", "absent", "failed"]


@dataclass(frozen=True, slots=True)
class Result:
    """One measure of one run."""

    name: str
    set: str
    what: str
    state: State
    published: str = ""
    items: int = 0
    figure: float | None = None  # None where nothing was measured
    peers: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    floor: float | None = None
    digest: str = ""
    noise: float = 0.0
    seconds: float = 0.0  # from start to end
    cpu_seconds: float = 0.0  # of all cores; what measures of one set share counts for the first of them
    errors: tuple[Case, ...] = ()  # the worst first

    @property
    def new_floor(self) -> Floor | None:
        """The floor that today's figure allows; None where there is no figure."""
        if self.figure is None:
            return None
        return Floor.under(self.figure, self.noise, self.items, self.digest)

    def row(self, errors: int = 0) -> dict[str, Any]:
        """The object of `evaluate --json`, with at most so many of the worst cases."""
        return {
            "name": self.name, "set": self.set, "what": self.what, "state": self.state, "items": self.items,
            "figure": None if self.figure is None else round(self.figure, 4),
            "peers": {name: round(figure, 4) for name, figure in self.peers.items()},
            "published": self.published, "note": self.note, "floor": self.floor, "digest": self.digest,
            "seconds": round(self.seconds, 1), "cpu_seconds": round(self.cpu_seconds, 1),
            "errors": [asdict(one) for one in self.errors[:errors]],
        }  # fmt: skip


def run_measures(
    measures: Sequence[Measure],
    context: Context,
    floors: Mapping[str, Floor],
    *,
    started: Callable[[Measure], None] | None = None,
) -> Iterator[Result]:
    """The result of each measure as it ends; a set that is absent and a measure that breaks cost one line."""
    last = ""
    for measure in measures:
        if measure.set != last:
            context.forget()  # sets share nothing: one that is done gives its memory back
            last = measure.set
        if started is not None:
            started(measure)
        begun, spent = time.monotonic(), cpu_seconds()
        try:
            digest = context.sets.digest(measure.set)
            outcome = measure.function(context)
        except SetAbsent as error:
            yield _without_figure(measure, "absent", str(error))
        except Exception as error:  # one broken measure must not hide the figures of the others
            yield broken(measure, f"{type(error).__name__}: {error} (at {_place(error)})")
        else:
            result = _judged(measure, outcome, floors.get(measure.name), digest)
            yield replace(result, seconds=time.monotonic() - begun, cpu_seconds=cpu_seconds() - spent)


def cpu_seconds() -> float:
    """User and system time of this process and of those that it started and that ended, so far."""
    return sum(os.times()[:4])


def broken(measure: Measure, note: str) -> Result:
    """A measure that gave no figure, and why."""
    return _without_figure(measure, "failed", note)


def _place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name} line {last.lineno}"


def _without_figure(measure: Measure, state: State, note: str) -> Result:
    return Result(measure.name, measure.set, measure.what, state, measure.published, note=note)


def _judged(measure: Measure, outcome: Outcome, floor: Floor | None, digest: str) -> Result:
    state: State = "no floor"
    if floor is not None and floor.digest != digest:
        state = "labels changed"
    elif floor is not None:
        state = "met" if outcome.figure >= floor.floor else "missed"
    return Result(
        name=measure.name,
        set=measure.set,
        what=measure.what,
        state=state,
        published=measure.published,
        items=outcome.items,
        figure=outcome.figure,
        peers=outcome.peers,
        note=outcome.note,
        floor=floor.floor if floor is not None else None,
        digest=digest,
        noise=measure.noise,
        errors=tuple(sorted(outcome.errors, key=lambda case: (case.score, case.id))),
    )
