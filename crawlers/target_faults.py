"""What is wrong with a target's facts, in one line a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic_core import ErrorDetails

from crawlers.nearest import meant
from crawlers.wanted import wanted


def unknown_target(target_id: str, known: Iterable[str]) -> str:
    """What to say of an id that no target has."""
    near = meant(target_id, known, most=3)
    return f"{target_id}: no such target; wanted an id of `stdiplo-scan targets list`{near}"


def fault_lines(place: str, items: Sequence[ErrorDetails], keys: Sequence[str]) -> list[str]:
    """One line a fault. `keys`: what a target may have, so that a misspelt one is named with the nearest.

    What merely follows from another fault, such as a list that is empty without its faulty row, is left out.
    """
    places = [item["loc"] for item in items]
    return [
        fault_line(place, item, keys)
        for item in items
        if not any(other != item["loc"] and other[: len(item["loc"])] == item["loc"] for other in places)
    ]


def fault_line(place: str, item: ErrorDetails, keys: Sequence[str] = ()) -> str:
    """Place, key, value met, value wanted, cure: one line for one of pydantic's errors."""
    key = ".".join(str(part) for part in item["loc"]) or "the file"
    met = repr(item.get("input"))
    met = met if len(met) <= 80 else met[:77] + "..."
    kind = item["type"]
    if kind == "missing":
        return f"{place}: {key} is missing; wanted a value; add the line `{item['loc'][-1]}: ...`"
    if kind == "extra_forbidden":
        near = meant(str(item["loc"][-1]), keys, cutoff=0.7)
        return f"{place}: {key} is {met}; wanted no such key; remove it or correct its spelling{near}"
    return f"{place}: {key} is {met}; {wanted(item['msg'], item.get('input'))}; {_cure(key)}"


def _cure(key: str) -> str:
    last = key.rsplit(".", 1)[-1]
    cures = {
        "delay_s": "give seconds, e.g. `delay_s: 2.0`",
        "country": "give ISO 3166-1 alpha-2, EU, UN or INT, e.g. `country: NO`",
        "id": "use lower-case letters, digits and hyphens, e.g. `id: us-nsf`",
        "state": "give on, off, paused or unverified",
        "url": "give the whole address, e.g. `url: https://example.org/rss.xml`",
        "homepage": "give the whole address, e.g. `homepage: https://example.org/`",
        "expected_weekly": "give both ends, e.g. `expected_weekly: {min: 1, max: 20}`",
    }
    return cures.get(last, f"correct `{last}`")
