"""WeekInputs: all that a week's digests were worked out from, kept so that each can be made again."""

from __future__ import annotations

from dataclasses import dataclass

from index.records import DigestInputs, Fact
from reports.coverage import Coverage
from reports.digest import DigestSettings
from reports.extras import NO_EXTRAS, WeekExtras
from reports.packing import pack, unpack


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
    """The inputs as the store keeps them; equal inputs give the same bytes and id."""
    return pack(inputs)


def unpack_inputs(stored: DigestInputs) -> WeekInputs:
    """The inputs again; raises DigestError where the bytes are not those that were packed."""
    return unpack(stored, WeekInputs)
