"""Which senders are alive: each holds a lock that the system lets go when it dies, however it dies."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nlp.file_lock import is_held, locked

_SIGN = ":"


@contextmanager
def present(folder: Path) -> Iterator[str]:
    """The name of this sender, known as alive as long as the block runs."""
    folder.mkdir(parents=True, exist_ok=True)
    token = secrets.token_hex(8)
    path = folder / f"{token}.lock"
    with locked(path):
        try:
            yield f"{socket.gethostname()}{_SIGN}{token}"
        finally:
            path.unlink(missing_ok=True)


def vanished(folder: Path, holders: set[str]) -> set[str]:
    """Those of these senders that ran on this machine and are dead; of others nothing is known."""
    here = socket.gethostname()
    found = set()
    for holder in holders:
        host, _, token = holder.rpartition(_SIGN)
        path = folder / f"{token}.lock"
        if host == here and token.isalnum() and not (path.exists() and is_held(path)):
            path.unlink(missing_ok=True)
            found.add(holder)
    return found
