"""JSON files that can be made again: written whole or not at all; one that cannot be read is as none."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from crawlers.whole_file import write_whole


def keep(file: Path, value: Any) -> None:
    """The file with the value, where its folder can be written; else nothing: it is made again next time."""
    with suppress(OSError):
        write_whole(file, json.dumps(value, ensure_ascii=False).encode())


def kept(file: Path) -> Any:
    """The value of the file; None where there is none that can be read."""
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
