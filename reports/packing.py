"""Records packed for the store: JSON, deflated, named by the SHA-256 of the content; equal ones alike."""

from __future__ import annotations

import hashlib
import zlib
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from index.records import DigestInputs
from reports.errors import DigestError

_Record = TypeVar("_Record")
_ADAPTERS: Final[dict[type, TypeAdapter[Any]]] = {}  # made once a kind, as that takes long


def pack(record: object) -> DigestInputs:
    """A record (a dataclass of plain values) as the store keeps it."""
    plain = _adapter(type(record)).dump_json(record)
    return DigestInputs(hashlib.sha256(plain).hexdigest(), zlib.compress(plain, 6))


def unpack(stored: DigestInputs, kind: type[_Record]) -> _Record:
    """The record again; raises DigestError where the bytes are not those that were packed."""
    cure = "restore the store from a backup; the digest itself is untouched"
    try:
        plain = zlib.decompress(stored.packed)
    except zlib.error as error:
        wanted = f"bytes that can be inflated ({error})"
        raise DigestError("digest inputs", stored.id, wanted, cure) from error
    met = hashlib.sha256(plain).hexdigest()
    if met != stored.id:
        raise DigestError("digest inputs", met, f"content with the SHA-256 {stored.id}", cure)
    try:
        found: _Record = _adapter(kind).validate_json(plain)
    except ValidationError as error:
        wanted = f"a record of this version ({error.error_count()} faults)"
        raise DigestError(
            "digest inputs", stored.id, wanted, "read it with the version that wrote it"
        ) from error
    return found


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
