"""JSON files that can be made again: written whole or not at all; one that cannot be read is as none."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any


def keep(file: Path, value: Any) -> None:
    """The file with the value, where its folder can be written; else nothing: it is made again next time."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(value, stream, ensure_ascii=False)
            Path(made).replace(file)
        except OSError:
            Path(made).unlink(missing_ok=True)


def kept(file: Path) -> Any:
    """The value of the file; None where there is none that can be read."""
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
