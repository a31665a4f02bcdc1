"""A target opened in the person's editor; what they typed is never lost."""

from __future__ import annotations

import shlex
import subprocess

from crawlers.target import TargetError, read_target, target_yaml
from crawlers.target_book import facts_of
from crawlers.target_edits import TargetEditor
from crawlers.target_faults import unknown_target
from crawlers.target_journal import Edit
from crawlers.target_keeping import By
from crawlers.target_store import HIDDEN
from crawlers.whole_file import write_whole
from stdiplo_scan.settings import editor_command


def edit_draft(editor: TargetEditor, target_id: str, by: By, *, despite: str = "") -> Edit | None:
    """The edit that a person made in their editor; None where they changed nothing.

    Only the keys that they changed are set, so what somebody else edited meanwhile stays. Raises TargetError
    where no editor is named, it fails, or the text is no sound target: then the draft stays and is named.
    """
    view = editor.book.view()
    if target_id not in view:
        raise TargetError([unknown_target(target_id, view)])
    command = editor_command()
    if not command:
        raise TargetError(
            [f"targets edit {target_id}: EDITOR is empty; wanted an editor; set it, or use --set KEY=VALUE"]
        )
    before = view[target_id].awake
    draft = editor.book.folder / HIDDEN / f"draft-{target_id}.yml"
    write_whole(draft, target_yaml(before).encode())
    done = subprocess.run([*shlex.split(command), str(draft)], check=False)
    if done.returncode:
        raise TargetError([f"{command}: ended with code {done.returncode}; wanted 0; nothing was changed"])
    try:
        target = read_target(draft.read_text("utf-8"), place=str(draft), expected_id=None)
        old, new = facts_of(before), facts_of(target)
        typed = {key: value for key, value in new.items() if value != old[key]}
        edit = editor.edit(target_id, lambda now: {**now, **typed, "id": target.id}, by, despite=despite)
    except TargetError as error:
        kept = f"; the draft is kept: correct it and run `targets edit {target_id} --file {draft}`"
        raise TargetError([*error.faults[:-1], error.faults[-1] + kept]) from error
    draft.unlink(missing_ok=True)
    return edit
