"""What people do to targets: add, edit, pause, resume, take a side, undo; each checked, journalled, undone in
one step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from crawlers.nearest import meant
from crawlers.target import TargetError, check_target
from crawlers.target_book import PAUSE, Held, InForce, Pause, TargetBook
from crawlers.target_duplicates import addresses_of, duplicates_of
from crawlers.target_faults import unknown_target
from crawlers.target_journal import Edit
from crawlers.target_keeping import BY_HAND, By, Keeper, Step
from crawlers.target_merge import Facts
from crawlers.target_store import write_state

View = dict[str, InForce]


class TargetEditor:
    """Changes the targets of one workspace. A method that raises TargetError has left all as it was."""

    def __init__(self, book: TargetBook) -> None:
        self.book = book
        self._keeper = Keeper(book)

    def add(self, facts: Mapping[str, Any], by: By, *, despite: str = "") -> Edit:
        """A new target; refused where its id or one of its addresses is there already.

        `despite` is the reason why an address may be another target's too; it is kept in the journal.
        """
        with self._keeper.open() as held:
            step = self._addition(held, self.book.view_of(held), facts, despite)
            return self._keeper.write(held, [step], _with(by, despite))[0]

    def add_many(
        self, rows: Sequence[Mapping[str, Any]], by: By, *, update: bool = False, dry_run: bool = False
    ) -> list[Step | TargetError | None]:
        """One answer a row: the step made, None where nothing changes, or what is wrong with the row.

        Sound rows go in although others do not, as one batch. A known id is refused unless `update`: then the
        row's keys are set and the rest stays.
        """
        with self._keeper.open() as held:
            view = self.book.view_of(held)
            answers: list[Step | TargetError | None] = []
            seen: set[str] = set()
            for facts in rows:
                try:
                    answers.append(self._import(held, view, facts, seen, update=update))
                except TargetError as error:
                    answers.append(error)
            if not dry_run:
                self._keeper.write(held, [step for step in answers if isinstance(step, Step)], by)
            return answers

    def edit(
        self, target_id: str, change: Callable[[Facts], Mapping[str, Any]], by: By, *, despite: str = ""
    ) -> Edit | None:
        """The edit, None where it changed nothing. `change` turns the facts in force into those wanted."""
        with self._keeper.open() as held:
            step = self._edition(held, self.book.view_of(held), target_id, change, despite)
            return self._keeper.write(held, [step], _with(by, despite))[0] if step else None

    def pause(self, ids: Sequence[str], pause: Pause, by: By) -> list[Edit]:
        """The targets rest from now on, until the pause ends or somebody resumes them."""
        today = self.book.today()
        if not pause.holds_on(today):
            raise TargetError(
                [f"--until is {pause.until}; wanted a day after {today}, on which the pause ends"]
            )
        return self._set_pause(ids, pause.model_dump(mode="json"), "pause", by)

    def resume(self, ids: Sequence[str], by: By) -> list[Edit]:
        """The targets go on in the state they had before their pause."""
        return self._set_pause(ids, None, "resume", by)

    def take(
        self, target_id: str, side: Literal["mine", "theirs"], by: By, *, keys: Sequence[str] = ()
    ) -> Edit | None:
        """Settle what a person and the shipped catalogue say differently, on all keys or on those named.

        theirs: the shipped values count again. mine: the person's stay, and no conflict is named any more.
        """
        with self._keeper.open() as held:
            item = _known(self.book.view_of(held), target_id)
            edited = [change.key for change in item.changes]
            if not item.shipped or not edited:
                raise TargetError(
                    [f"{target_id}: no key of it is edited; wanted one that `targets diff` shows"]
                )
            if unknown := [key for key in keys if key not in edited]:
                few = ", ".join(edited) + meant(unknown[0], edited)
                raise TargetError([f"{target_id}: {unknown[0]} is not edited; wanted one of {few}"])
            theirs = self.book.theirs(target_id) or {}
            kept = held.kept[target_id] or {"mine": {}, "base": {}}
            mine, base = dict(kept["mine"]), dict(kept["base"])
            for key in keys or edited:
                base[key] = theirs.get(key)
                if side == "theirs":
                    mine.pop(key, None)
            after = {"mine": mine, "base": base} if mine else None
            self._keeper.in_force(target_id, after)
            if after == kept:
                return None
            return self._keeper.write(held, [Step(target_id, after, "take")], by)[0]

    def undo(self, target_id: str | None, by: By) -> list[Edit]:
        """The edits that take back the newest edit of a target, or the newest command of all.

        The next undo takes back the undo.
        """
        with self._keeper.open() as held:
            history = self.book.history(target_id)
            if not history:
                raise TargetError(
                    [f"{target_id or 'targets'}: the journal has no edit; wanted one to take back"]
                )
            undone = [history[0]] if target_id else [e for e in history if e.batch == history[0].batch]
            steps = [Step(edit.target_id, edit.before, "undo", edit.number) for edit in undone]
            for step in steps:
                self._keeper.in_force(step.target_id, step.after)
            return self._keeper.write(held, steps, by)

    def settle(self) -> list[Edit]:
        """Take up what a crash left and what people wrote into the files; the edits by hand that are new.

        Files that are a catalogue of their own and were never edited by a command are left alone.
        """
        if (not self.book.journal.exists() and self.book.catalogue == "own") or not self.book.folder.is_dir():
            return []
        known = {edit.number for edit in self.book.history()}
        with self._keeper.open():
            return [e for e in self.book.history() if e.action == BY_HAND and e.number not in known]

    def mark_stored(self, digest: str) -> None:
        """Remember with which targets the store is in step."""
        with self._keeper.open() as held:
            held.state.stored = digest
            write_state(self.book.folder, held.state)

    def _addition(self, held: Held, view: View, facts: Mapping[str, Any], despite: str) -> Step:
        target_id = str(facts.get("id", ""))
        target = check_target(
            {k: v for k, v in facts.items() if k != PAUSE}, place=target_id or "the new target"
        )
        if target_id in view:
            raise TargetError(
                [f"{target_id}: there is a target of this id; wanted a new id, or `targets edit`"]
            )
        self._refuse_duplicates(view, target_id, facts, (), despite)
        wanted = {**target.model_dump(mode="json", exclude={"id"}), PAUSE: facts.get(PAUSE)}
        return Step(target_id, self._keeper.next_kept(target_id, wanted, held), "add")

    def _edition(
        self,
        held: Held,
        view: View,
        target_id: str,
        change: Callable[[Facts], Mapping[str, Any]],
        despite: str,
    ) -> Step | None:
        item = _known(view, target_id)
        wanted = dict(change(item.facts))
        if wanted.pop("id", target_id) != target_id:
            raise TargetError(
                [f"{target_id}: an id never changes; wanted {target_id}; add a new target instead"]
            )
        after = self._keeper.next_kept(target_id, wanted, held)
        facts = {key: value for key, value in wanted.items() if key != PAUSE}
        known = tuple(addresses_of(item.target).values())
        self._refuse_duplicates(view, target_id, {**facts, "id": target_id}, known, despite)
        return None if after == held.kept.get(target_id) else Step(target_id, after, "edit")

    def _import(
        self, held: Held, view: View, facts: Mapping[str, Any], seen: set[str], *, update: bool
    ) -> Step | None:
        target_id = str(facts.get("id", ""))
        if target_id in seen:
            raise TargetError([f"{target_id}: an earlier row has this id too; wanted each id once"])
        if update and target_id in view:
            step = self._edition(held, view, target_id, lambda now: {**now, **facts}, "")
        else:
            step = self._addition(held, view, facts, "")
        seen.add(target_id)
        if step is None:
            return None
        item = self._keeper.in_force(target_id, step.after)
        if item is not None:
            view[target_id] = item
        return Step(target_id, step.after, "import")

    def _refuse_duplicates(
        self, view: View, target_id: str, facts: Mapping[str, Any], known: Sequence[str], despite: str
    ) -> None:
        target = check_target({k: v for k, v in facts.items() if k != PAUSE}, place=target_id)
        found = duplicates_of(target, (item.target for item in view.values()), known=known)
        if found and not despite:
            raise TargetError(
                [
                    f"{target_id}: {line}; wanted a new address; or say why with --despite REASON"
                    for line in found
                ]
            )

    def _set_pause(self, ids: Sequence[str], value: Facts | None, action: str, by: By) -> list[Edit]:
        with self._keeper.open() as held:
            view = self.book.view_of(held)
            steps = []
            for target_id in dict.fromkeys(ids):
                item = _known(view, target_id)
                if value is None and item.pause is None:
                    state = item.awake.state
                    raise TargetError(
                        [f"{target_id}: its state is {state!r}; wanted a paused target; see --set state=on"]
                    )
                wanted = {**item.facts, PAUSE: value}
                steps.append(Step(target_id, self._keeper.next_kept(target_id, wanted, held), action))
            return self._keeper.write(held, steps, by)


def _known(view: View, target_id: str) -> InForce:
    if target_id not in view:
        raise TargetError([unknown_target(target_id, view)])
    return view[target_id]


def _with(by: By, despite: str) -> By:
    return By(by.author, "; ".join(part for part in (by.reason, despite) if part))
