"""A person's edits of a target laid over the shipped one, key by key, in three ways: base, mine, theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Facts = dict[str, Any]  # a target, or the edited part of one, as JSON
Standing = Literal["mine", "same", "theirs", "conflict"]


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key that a person set: what it was when they did, what they set, what is shipped now.

    mine: only the person changed it. theirs: the person's value is the base, so the shipped one counts.
    same: both now say the same. conflict: both changed it, to different values; the person's is in force.
    """

    key: str
    base: Any
    mine: Any
    theirs: Any
    standing: Standing


def compare_keys(
    mine: Mapping[str, Any], base: Mapping[str, Any] | None, theirs: Mapping[str, Any]
) -> list[KeyChange]:
    """Every key that a person set, in their order.

    Without a base nothing counts as changed since; with an empty one the person made the target from nothing.
    """
    changes = []
    for key, value in mine.items():
        now = theirs.get(key)
        was = now if base is None else base.get(key)
        standing: Standing = "mine"
        if value == now:
            standing = "same"
        elif value == was:
            standing = "theirs"
        elif was != now:
            standing = "conflict"
        changes.append(KeyChange(key, was, value, now, standing))
    return changes


def merge_facts(mine: Mapping[str, Any], base: Mapping[str, Any] | None, theirs: Mapping[str, Any]) -> Facts:
    """The target in force: the shipped facts, under what a person changed."""
    merged = dict(theirs)
    for change in compare_keys(mine, base, theirs):
        if change.standing in ("mine", "conflict"):
            merged[change.key] = change.mine
    return merged


def split_edit(
    wanted: Mapping[str, Any],
    mine: Mapping[str, Any],
    base: Mapping[str, Any] | None,
    theirs: Mapping[str, Any],
) -> tuple[Facts, Facts]:
    """The new (mine, base) after a person made the target in force into `wanted`.

    Keys at their shipped value need no edit. A key that this edit did not touch keeps the base it was edited
    from, so that a conflict stays named; one that it did touch was decided in sight of the shipped value.
    """
    before = merge_facts(mine, base, theirs)
    new_mine = {key: value for key, value in wanted.items() if value != theirs.get(key)}
    new_base = dict(theirs)
    for key in new_mine:
        if base is not None and key in mine and wanted[key] == before.get(key):
            new_base[key] = base.get(key)
    return new_mine, new_base
