"""A large file's hash is worked out once, and again when the file is another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nlp.kept_file import keep, kept


def check_once(file: Path, cache: Path, sha256: str, *, check: Callable[[], None]) -> None:
    """Nothing, or what `check` raises where the file is not the one of this hash.

    That it was is noted in the cache with place, size and times; a cache that cannot be written costs the
    check at every start.
    """
    note = cache / f"{sha256[:16]}.checked"
    stamp = _stamp(file)
    if stamp and kept(note) == stamp:
        return
    check()
    keep(note, stamp)


def _stamp(file: Path) -> list[str | int]:
    """What changes with a file; nothing where there is none."""
    try:
        status = file.stat()
    except OSError:
        return []
    return [str(file.resolve()), status.st_size, status.st_mtime_ns, status.st_ctime_ns]
