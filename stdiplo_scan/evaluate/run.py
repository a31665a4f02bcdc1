"""Measures -> results: each figure with its floor, what others reach, and what was left out by name."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
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
    seconds: float = 0.0
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
            "seconds": round(self.seconds, 1),
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
    for measure in measures:
        if started is not None:
            started(measure)
        begun = time.monotonic()
        try:
            digest = context.sets.digest(measure.set)
            outcome = measure.function(context)
        except SetAbsent as error:
            yield _without_figure(measure, "absent", str(error))
        except Exception as error:  # one broken measure must not hide the figures of the others
            yield _without_figure(measure, "failed", f"{type(error).__name__}: {error} (at {_place(error)})")
        else:
            yield _judged(measure, outcome, floors.get(measure.name), digest, time.monotonic() - begun)


def _place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name} line {last.lineno}"


def _without_figure(measure: Measure, state: State, note: str) -> Result:
    return Result(measure.name, measure.set, measure.what, state, measure.published, note=note)


def _judged(measure: Measure, outcome: Outcome, floor: Floor | None, digest: str, seconds: float) -> Result:
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
        seconds=seconds,
        errors=tuple(sorted(outcome.errors, key=lambda case: (case.score, case.id))),
    )
