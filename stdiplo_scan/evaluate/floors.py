"""The floors of the figures: tests/floors.json, which only rises."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

FLOORS = Path(__file__).resolve().parents[2] / "tests" / "floors.json"


class FloorError(Exception):
    """A file of floors that cannot be read: place, value met, value wanted, cure."""


@dataclass(frozen=True, slots=True)
class Floor:
    """What a figure must reach, on which labels."""

    floor: float
    noise: float  # how far below the figure of that day it was put
    items: int
    digest: str  # of the set's labelled files

    @classmethod
    def under(cls, figure: float, noise: float, items: int, digest: str) -> Floor:
        """The floor below a figure, rounded down to four places."""
        return cls(math.floor(max(0.0, figure - noise) * 10_000) / 10_000, noise, items, digest)


def read_floors(path: Path = FLOORS) -> dict[str, Floor]:
    """The floor of each measure by name; none where there is no file. Raises FloorError."""
    if not path.is_file():
        return {}
    try:
        return {name: Floor(**values) for name, values in orjson.loads(path.read_bytes()).items()}
    except (orjson.JSONDecodeError, TypeError, AttributeError) as error:
        raise FloorError(
            f"{path}: {error}; wanted name: floor, noise, items, digest; restore the file from git"
        ) from error


def raised(old: Mapping[str, Floor], new: Mapping[str, Floor]) -> dict[str, Floor]:
    """The higher floor of each measure; that on the new labels where the labels changed."""
    both = dict(old)
    for name, floor in new.items():
        known = both.get(name)
        if known is None or known.digest != floor.digest or floor.floor > known.floor:
            both[name] = floor
    return dict(sorted(both.items()))


def write_floors(floors: Mapping[str, Floor], path: Path = FLOORS) -> None:
    """Write the file, one measure after the other by name."""
    rows = {name: asdict(floor) for name, floor in sorted(floors.items())}
    path.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2) + b"\n")
