"""Unverified targets that were tried and found good are switched on: one journalled edit each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawlers.probe.record import Probe
from crawlers.target import Target
from crawlers.target_edits import TargetEditor
from stdiplo_scan.target_office import author_of, follow
from stdiplo_scan.wiring import Office


def ready_to_switch_on(probes: Sequence[Probe], tried: Mapping[str, Target]) -> list[Probe]:
    """The probes of unverified targets of which every entry point gave a good parse."""
    return [one for one in probes if one.verdict == "good" and tried[one.target_id].state == "unverified"]


def switch_on(
    office: Office, ready: Sequence[Probe], tried: Mapping[str, Target], *, author: str | None = None
) -> list[str]:
    """The ids that were switched on: those that still are as they were tried; undone like any edit.

    Raises TargetError where an edit cannot be kept; earlier ones stand.
    """
    editor = TargetEditor(office.book)
    switched = []
    for probe in ready:
        if office.targets.get(probe.target_id) != tried[probe.target_id]:
            continue  # somebody edited it meanwhile: what was tried is not what is there
        kept = sum(entry.kept for entry in probe.entries)
        reason = f"targets check: {kept} items kept, newest {probe.newest or 'undated'}"
        edit = editor.edit(
            probe.target_id,
            lambda facts: {**facts, "state": "on"},
            author_of(office.settings, author, reason),
        )
        if edit is not None:
            switched.append(probe.target_id)
    if switched:
        follow(office.folder, office.settings, office.book, office.book.view())
    return switched
