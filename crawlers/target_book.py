"""The targets in force: the shipped catalogue under a workspace's own edits; reading changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from crawlers.target import CATALOGUE, Target, TargetError, check_target, load_catalogue
from crawlers.target_faults import fault_line
from crawlers.target_journal import Edit, Journal, Kept
from crawlers.target_merge import Facts, KeyChange, compare_keys, merge_facts
from crawlers.target_store import (
    HIDDEN,
    State,
    digest_of,
    digest_of_facts,
    read_mine,
    read_state,
    target_files,
)

Origin = Literal["shipped", "edited", "own"]
CatalogueChoice = Literal["auto", "shipped", "own"]
PAUSE: Final = "pause"  # the one key of an edit that is no key of a target


class Pause(BaseModel):
    """A rest of a target: until a day, on which it goes on by itself, or until somebody resumes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    until: date | None = None
    reason: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the target rests on this day; the day `until` is the first that it does not."""
        return self.until is None or day < self.until


@dataclass(frozen=True, slots=True)
class InForce:
    """One target as it counts today, and how it came to be; `awake` is it without its pause."""

    target: Target
    origin: Origin
    awake: Target
    pause: Pause | None = None
    changes: tuple[KeyChange, ...] = ()
    shipped: bool = True

    @property
    def conflicts(self) -> tuple[KeyChange, ...]:
        """Keys that both a person and the shipped catalogue changed, to different values."""
        return tuple(change for change in self.changes if change.standing == "conflict")

    @property
    def facts(self) -> Facts:
        """The target without its pause as JSON, without its id; and the pause under its own key."""
        facts = facts_of(self.awake)
        return facts if self.pause is None else {**facts, PAUSE: self.pause.model_dump(mode="json")}


@dataclass(slots=True)
class Held:
    """What a targets folder holds: each YAML file's facts and digest, and the journal's last word on it."""

    state: State
    mine: dict[str, Facts]
    digests: dict[str, str]
    paths: dict[str, Path]
    kept: dict[str, Kept | None]
    last_number: int

    def base(self, target_id: str) -> Facts | None:
        """Over which shipped facts a target was edited; None where no edit of it is known."""
        kept = self.kept.get(target_id)
        return None if kept is None else kept["base"]


def utc_now() -> str:
    """Now, in UTC to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class TargetBook:
    """The targets of one workspace; `folder` is its `targets` folder, which need not exist."""

    def __init__(
        self,
        folder: Path,
        *,
        shipped: Path = CATALOGUE,
        catalogue: CatalogueChoice = "auto",
        today: Callable[[], date] = date.today,
        now: Callable[[], str] = utc_now,
    ) -> None:
        self.folder = folder
        self.journal = Journal(folder / HIDDEN / "journal.jsonl")
        self._shipped_folder = shipped
        self._choice = catalogue
        self.today = today
        self.now = now

    @cached_property
    def catalogue(self) -> Literal["shipped", "own"]:
        """Whether the shipped catalogue counts, or the workspace's files are a catalogue of their own.

        The setting says it; else the journal's beginning; else files that name nothing of the shipped
        catalogue are a catalogue of their own, as they were before there was a journal.
        """
        if self._choice != "auto":
            return self._choice
        begun = next((edit.reason for edit in self.journal.read() if edit.action == "begin"), None)
        if begun is not None:
            return "own" if begun == "own" else "shipped"
        files = target_files(self.folder)
        named = {path.stem for path in self._shipped_folder.rglob("*.y*ml")} if files else set()
        return "own" if files and not named & files.keys() else "shipped"

    @cached_property
    def _catalogue(self) -> dict[str, Target]:
        return load_catalogue(self._shipped_folder)

    def shipped_targets(self) -> dict[str, Target]:
        """The shipped targets that count here."""
        return self._catalogue if self.catalogue == "shipped" else {}

    def theirs(self, target_id: str) -> Facts | None:
        """A shipped target's facts as JSON, without its id; None where none is shipped."""
        target = self.shipped_targets().get(target_id)
        return None if target is None else facts_of(target)

    def targets(self) -> dict[str, Target]:
        """The targets in force by id, sorted. Raises TargetError with the faults of all files at once."""
        return {target_id: item.target for target_id, item in self.view().items()}

    def view(self) -> dict[str, InForce]:
        """The targets in force by id, sorted, each with how it came to be. Raises TargetError."""
        return self.view_of(self.held())

    def held(self, *, strict: bool = True) -> Held:
        """What the folder holds. Raises TargetError with the faults of all its files at once, if `strict`."""
        paths = target_files(self.folder)
        kept: dict[str, Kept | None] = {}
        last_number = 0
        for edit in self.journal.read():
            last_number = edit.number
            if edit.action != "begin":
                kept[edit.target_id] = edit.after
        held = Held(read_state(self.folder), {}, {}, paths, kept, last_number)
        faults: list[str] = []
        for target_id, path in paths.items():
            try:
                held.digests[target_id] = digest_of(path.read_bytes())
                held.mine[target_id] = read_mine(path)
            except OSError:
                continue  # removed a moment ago
            except TargetError as error:
                faults.extend(error.faults)
        if faults and strict:
            raise TargetError(faults)
        return held

    def view_of(self, held: Held) -> dict[str, InForce]:
        """The targets in force with what a folder holds."""
        shipped = self.shipped_targets()
        items = {key: InForce(value, "shipped", value) for key, value in shipped.items()}
        faults: list[str] = []
        for target_id, mine in held.mine.items():
            try:
                items[target_id] = self.in_force(target_id, mine, held.base(target_id))
            except TargetError as error:
                faults.extend(error.faults)
        if faults:
            raise TargetError(faults)
        return dict(sorted(items.items()))

    def in_force(self, target_id: str, mine: Mapping[str, Any], base: Facts | None) -> InForce:
        """A target under a person's edit of it. Raises TargetError where the two make no sound target."""
        place = f"targets/{target_id}.yml"
        theirs = self.theirs(target_id)
        under = theirs if theirs is not None else base or {}
        edited, pause = split_pause(mine, place=place)
        wanted = check_target({**under, **edited, "id": target_id}, place=place)
        spelled = {key: value for key, value in facts_of(wanted).items() if key in edited}
        changes = tuple(compare_keys(spelled, base, under)) if under else ()
        if any(change.standing == "theirs" for change in changes):
            merged = merge_facts(spelled, base, under)
            wanted = check_target({**merged, "id": target_id}, place=place)
        awake = wanted
        if pause is not None and pause.holds_on(self.today()):
            paused = {"state": "paused", "paused_until": pause.until, "pause_reason": pause.reason}
            wanted = wanted.model_copy(update=paused)
        origin: Origin = "edited" if under else "own"
        return InForce(wanted, origin, awake, pause, changes, shipped=theirs is not None)

    def history(self, target_id: str | None = None) -> list[Edit]:
        """The edits, of one target or of all, newest first."""
        edits = [edit for edit in self.journal.read() if edit.action != "begin"]
        return [edit for edit in reversed(edits) if target_id in (None, edit.target_id)]

    def stamp(self) -> object:
        """Something that differs once a file of the folder was changed, or a day has passed."""
        files = target_files(self.folder)
        journal = self.folder / HIDDEN / "journal.jsonl"
        times = [(path, path.stat().st_mtime_ns) for path in (*files.values(), journal) if path.exists()]
        return self.today(), times

    def stored_digest(self) -> str:
        """With which targets the store was last brought in step; empty where that is not known."""
        return read_state(self.folder).stored

    def digest(self, view: Mapping[str, InForce] | None = None) -> str:
        """A digest of all targets in force, to see whether a copy of them is in step."""
        items = self.view() if view is None else view
        return digest_of_facts({key: item.target.model_dump(mode="json") for key, item in items.items()})


def facts_of(target: Target) -> Facts:
    """A target as JSON, without its id."""
    return target.model_dump(mode="json", exclude={"id"})


def split_pause(mine: Mapping[str, Any], *, place: str) -> tuple[Facts, Pause | None]:
    """An edit's keys of the target, and its pause. Raises TargetError where the pause cannot be read."""
    edited = {key: value for key, value in mine.items() if key != PAUSE}
    if mine.get(PAUSE) is None:
        return edited, None
    try:
        return edited, Pause.model_validate(mine[PAUSE])
    except ValidationError as error:
        raise TargetError([fault_line(f"{place}: {PAUSE}", item) for item in error.errors()]) from error
