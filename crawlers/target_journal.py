"""The journal of edits of targets: one JSON line an edit, only ever added to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from crawlers.target_merge import Facts

# What a workspace holds of one target: "mine", the keys a person set, and the "base" they were set over.
Kept = dict[str, Facts]


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of one target: who, when, what was before and after.

    `before` and `after` are what the workspace holds of the target, None where it holds nothing; `changed`
    shows the keys of the target in force as [before, after]. Edits of one command share their `batch`.
    """

    number: int
    time_utc: str
    author: str
    action: str  # begin, add, edit, pause, resume, import, by_hand, take, undo
    target_id: str
    batch: int
    before: Kept | None = None
    after: Kept | None = None
    changed: dict[str, list[Any]] = field(default_factory=dict)
    reason: str = ""
    undoes: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The edit as a JSON object."""
        return asdict(self)


class Journal:
    """The edits of one workspace, in their order."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exists(self) -> bool:
        """Whether there was ever an edit."""
        return self._path.exists()

    def read(self) -> list[Edit]:
        """All edits, oldest first. A line that a crash cut off is left out: its edit was never made."""
        return list(self._lines())

    def _lines(self) -> Iterator[Edit]:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return
        for line in content.splitlines():
            try:
                yield Edit(**json.loads(line))
            except (ValueError, TypeError):
                continue

    def append(self, edits: Sequence[Edit]) -> None:
        """The edits, on the disk when this returns."""
        lines = b"".join(
            json.dumps(edit.to_json(), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            for edit in edits
        )
        with self._path.open("ab+") as stream:
            if stream.seek(0, os.SEEK_END):
                stream.seek(-1, os.SEEK_END)
                if stream.read(1) != b"\n":  # the end of a line that a crash cut off
                    lines = b"\n" + lines
            stream.write(lines)
            stream.flush()
            os.fsync(stream.fileno())
