"""How edits of targets are kept: one writer at a time, the journal first, then the files; what a crash
left is done by the next writer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from crawlers.lock import WriterLock
from crawlers.target import TargetError, check_target
from crawlers.target_book import PAUSE, Held, InForce, TargetBook
from crawlers.target_journal import Edit, Kept
from crawlers.target_merge import Facts, split_edit
from crawlers.target_store import HIDDEN, digest_of, mine_yaml, write_state
from crawlers.whole_file import write_whole

BY_HAND: Final = "by_hand"
_PATIENCE_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class By:
    """Who edits, and why."""

    author: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One target's next state, still to be journalled; None takes what the workspace holds of it out."""

    target_id: str
    after: Kept | None
    action: str
    undoes: int | None = None


class Keeper:
    """The one who may write into a targets folder."""

    def __init__(self, book: TargetBook) -> None:
        self.book = book

    @contextmanager
    def open(self) -> Iterator[Held]:
        """What the folder holds, with the lock held, after a crash and edits by hand were taken up.

        Raises TargetError where a file is unsound or another command edits for long.
        """
        hidden = self.book.folder / HIDDEN
        hidden.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(hidden / "lock")
        until = time.monotonic() + _PATIENCE_S
        while not lock.acquire():
            if time.monotonic() > until:
                raise TargetError(
                    [f"{hidden / 'lock'}: another command edits targets; wanted its end; try again"]
                )
            time.sleep(0.02)
        try:
            self._recover()
            held = self.book.held()
            self._take_up(held)
            yield held
        finally:
            lock.release()

    def write(self, held: Held, steps: Sequence[Step], by: By, *, files: bool = True) -> list[Edit]:
        """The edits, on the disk: journal, files, state. All of them share one batch."""
        if not steps:
            return []
        edits: list[Edit] = []
        number, now = held.last_number, self.book.now()
        if not number:
            number = 1
            edits.append(Edit(1, now, by.author, "begin", "", 1, reason=self.book.catalogue))
        batch = number + 1
        for step in steps:
            number += 1
            before = held.kept.get(step.target_id)
            edits.append(
                Edit(
                    number, now, by.author, step.action, step.target_id, batch, before, step.after,
                    self._changed(step.target_id, before, step.after), by.reason, step.undoes,
                )
            )  # fmt: skip
            held.kept[step.target_id] = step.after
        self.book.journal.append(edits)
        for edit in edits:
            if edit.action != "begin":
                if files:
                    self._write_file(held, edit.target_id, edit.after)
                _note(held, edit.target_id, edit.after if files else held.digests.get(edit.target_id))
        held.last_number = held.state.applied = number
        write_state(self.book.folder, held.state)
        return [edit for edit in edits if edit.action != "begin"]

    def next_kept(self, target_id: str, wanted: Mapping[str, Any], held: Held) -> Kept | None:
        """What the workspace holds once a target's facts, its pause among them, are `wanted`.

        Raises TargetError where they make no target.
        """
        place = f"targets/{target_id}.yml"
        facts = {key: value for key, value in wanted.items() if key != PAUSE}
        target = check_target({**facts, "id": target_id}, place=place)
        pause = {PAUSE: wanted[PAUSE]} if wanted.get(PAUSE) else {}
        kept = held.kept.get(target_id) or {"mine": {}, "base": {}}
        under = self.book.theirs(target_id) or kept["base"]
        if not under:
            own = target.model_dump(mode="json", exclude_defaults=True, exclude={"id"})
            return {"mine": {**own, **pause}, "base": {}}
        spelled = target.model_dump(mode="json", exclude={"id"})
        before = {key: value for key, value in kept["mine"].items() if key != PAUSE}
        mine, base = split_edit(spelled, before, kept["base"], under)
        return {"mine": {**mine, **pause}, "base": base} if mine or pause else None

    def in_force(self, target_id: str, kept: Kept | None) -> InForce | None:
        """The target in force with what the workspace holds of it; None where there is none."""
        if kept is not None:
            return self.book.in_force(target_id, kept["mine"], kept["base"])
        shipped = self.book.shipped_targets().get(target_id)
        return None if shipped is None else InForce(shipped, "shipped", shipped)

    def _changed(self, target_id: str, before: Kept | None, after: Kept | None) -> dict[str, list[Any]]:
        was, now = (self._facts(target_id, kept) for kept in (before, after))
        keys = [*(key for key in now if was or now[key]), *(key for key in was if key not in now)]
        return {key: [was.get(key), now.get(key)] for key in keys if was.get(key) != now.get(key)}

    def _facts(self, target_id: str, kept: Kept | None) -> Facts:
        try:
            item = self.in_force(target_id, kept)
        except TargetError:  # an older edit that a newer version of the record does not know any more
            return dict(kept["mine"]) if kept else {}
        return {} if item is None else item.facts

    def _recover(self) -> None:
        """Bring the files to the journal's end: a crash may have come between the two."""
        held = self.book.held(strict=False)
        if held.state.applied >= held.last_number:
            return
        for edit in self.book.journal.read():
            if edit.number > held.state.applied and edit.action != "begin":
                expected = {_digest(edit.target_id, edit.before), held.state.files.get(edit.target_id)}
                if held.digests.get(edit.target_id) in expected:
                    self._write_file(held, edit.target_id, edit.after)
                _note(held, edit.target_id, edit.after)
        held.state.applied = held.last_number
        write_state(self.book.folder, held.state)

    def _take_up(self, held: Held) -> None:
        """Journal what people wrote into the files by hand since the last look."""
        steps = []
        noted = False
        for target_id in sorted({*held.digests, *held.state.files}):
            digest = held.digests.get(target_id)
            if digest == held.state.files.get(target_id):
                continue
            after = None
            if digest is not None:
                item = self.book.in_force(target_id, held.mine[target_id], held.base(target_id))
                after = self.next_kept(target_id, item.facts, held)
            kept = held.kept.get(target_id)
            if after == kept:
                _note(held, target_id, digest)
                noted = True
            else:
                steps.append(Step(target_id, after, BY_HAND))
        if steps:
            self.write(held, steps, By(BY_HAND), files=False)
        elif noted:
            write_state(self.book.folder, held.state)

    def _write_file(self, held: Held, target_id: str, after: Kept | None) -> None:
        path = held.paths.get(target_id, self.book.folder / f"{target_id}.yml")
        if after is None:
            path.unlink(missing_ok=True)
            held.paths.pop(target_id, None)
            held.digests.pop(target_id, None)
            return
        content = _yaml(target_id, after)
        write_whole(path, content)
        held.paths[target_id] = path
        held.digests[target_id] = digest_of(content)


def _yaml(target_id: str, kept: Kept) -> bytes:
    return mine_yaml(target_id, kept["mine"], whole=not kept["base"])


def _digest(target_id: str, kept: Kept | None) -> str | None:
    return None if kept is None else digest_of(_yaml(target_id, kept))


def _note(held: Held, target_id: str, accepted: Kept | str | None) -> None:
    """Remember the file of a target as accepted: by what was written into it, or by its digest."""
    digest = accepted if isinstance(accepted, str | None) else _digest(target_id, accepted)
    if digest is None:
        held.state.files.pop(target_id, None)
    else:
        held.state.files[target_id] = digest
