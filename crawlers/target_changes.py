"""A target with some of its facts changed for a try: `key=value` texts, checked like the YAML itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from crawlers.entry_point import ENTRY_KEYS
from crawlers.target import Target, TargetError, read_target


def change_target(target: Target, changes: Sequence[str]) -> Target:
    """The target with each `key=value` in force; values are YAML, keys go down with dots.

    A key that only entry points have (`css`, `link_pattern`, ...) may stand alone: it means the first entry
    point that may have it. A key without a value goes back to its default. Raises TargetError with one line
    a fault.
    """
    if not changes:
        return target
    data = target.model_dump(mode="json", exclude_defaults=True)
    for change in changes:
        key, equals, text = change.partition("=")
        if not equals or not key.strip():
            raise TargetError([f"change {change!r}: wanted key=value, e.g. 'include=[\"/news/\"]'"])
        try:
            value = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise TargetError([f"change {change!r}: the value is not YAML ({error}); quote it"]) from error
        _put(data, _path(data, key.strip()), text if isinstance(value, bool) else value, change)
    return read_target(yaml.safe_dump(data, allow_unicode=True), place=f"{target.id} as changed")


def _path(data: dict[str, Any], key: str) -> list[str]:
    """The steps to what a key names: an entry point's key may be given without its place."""
    steps = key.split(".")
    entries = data.get("entry_points") or []
    if steps[0] in Target.model_fields or steps[0] not in ENTRY_KEYS:
        return steps
    wanted = {
        "css",
        "date_css",
        "next_css",
        "next_pattern",
        "link_pattern",
        "first_page",
        "max_listing_pages",
    }
    kind = "listing" if steps[0] in wanted else None
    place = next((n for n, entry in enumerate(entries) if kind is None or entry.get("type") == kind), 0)
    return ["entry_points", str(place), *steps]


def _put(data: Any, steps: list[str], value: Any, change: str) -> None:
    at = data
    for place, step in enumerate(steps):
        last = place == len(steps) - 1
        if isinstance(at, list):
            if not step.isdigit() or int(step) > len(at) - (not last):
                raise TargetError([f"change {change!r}: {step!r} is no place in a list of {len(at)}"])
            number = int(step)
            if last and number == len(at):
                at.append(value)
                return
            if last:
                at[number] = value
                return
            at = at[number]
            continue
        if not isinstance(at, dict):
            raise TargetError(
                [f"change {change!r}: {step!r} lies below a plain value; wanted a key with parts"]
            )
        if last:
            if value is None:
                at.pop(step, None)
            else:
                at[step] = value
            return
        at = at.setdefault(step, {})
