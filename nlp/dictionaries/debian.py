"""The files inside a Debian package."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Collection
from pathlib import Path

from nlp.dictionaries.word_table import DictionaryError

_MAGIC = b"!<arch>\n"
_HEADER = 60


def read_deb(path: Path, names: Collection[str]) -> dict[str, bytes]:
    """The contents of the wanted files, by the last part of their name. Raises DictionaryError."""
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(_data_member(path))) as archive:
            for member in archive:
                name = member.name.rpartition("/")[2]
                if name in names and member.isfile() and (content := archive.extractfile(member)) is not None:
                    found[name] = content.read()
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise DictionaryError(f"{path.name}: {error}; wanted a Debian package") from error
    if missing := set(names) - found.keys():
        raise DictionaryError(
            f"{path.name}: holds no {', '.join(sorted(missing))}; wanted the pinned package"
        )
    return found


def _data_member(path: Path) -> bytes:
    """The archive of the package's files. Source: ar(5), deb(5)."""
    content = path.read_bytes()
    if not content.startswith(_MAGIC):
        raise ValueError("does not begin as an archive")
    at = len(_MAGIC)
    while at + _HEADER <= len(content):
        name = content[at : at + 16].decode("ascii", "replace").strip().rstrip("/")
        size = int(content[at + 48 : at + 58])
        at += _HEADER
        if name.startswith("data.tar"):
            return content[at : at + size]
        at += size + size % 2
    raise ValueError("holds no data")
