"""WeekInputs: all that a week's digests were worked out from, kept so that each can be made again."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from index.records import DigestInputs, Fact
from reports.coverage import Coverage
from reports.digest import DigestSettings
from reports.errors import DigestError
from reports.extras import NO_EXTRAS, WeekExtras


@dataclass(frozen=True, slots=True)
class WeekInputs:
    """The facts, the ledger and the settings of one week, as they were when its digests were built.

    Tags are corrected and documents arrive late; a digest is recomputed from what was known then, and the
    texts that it quotes are held against the store.
    """

    facts: tuple[Fact, ...]  # by date and document id
    coverage: Coverage
    settings: DigestSettings
    extras: WeekExtras = NO_EXTRAS


def pack_inputs(inputs: WeekInputs) -> DigestInputs:
    """The inputs as the store keeps them: JSON, deflated; equal inputs give the same bytes and id."""
    plain = _adapter().dump_json(inputs)
    return DigestInputs(hashlib.sha256(plain).hexdigest(), zlib.compress(plain, 6))


def unpack_inputs(stored: DigestInputs) -> WeekInputs:
    """The inputs again; raises DigestError where the bytes are not those that were packed."""
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
        return _adapter().validate_json(plain)
    except ValidationError as error:
        wanted = f"a record of this version ({error.error_count()} faults)"
        raise DigestError(
            "digest inputs", stored.id, wanted, "read it with the version that wrote it"
        ) from error


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[WeekInputs]:
    return TypeAdapter(WeekInputs)
