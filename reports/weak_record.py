"""What became of weak signals, by rule and check: the record that a digest prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.words import Words


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one rule's flags at one check."""

    rule: str
    weeks: int  # after the flag
    grew: int
    faded: int
    false: int

    @property
    def judged(self) -> int:
        """How many were judged."""
        return self.grew + self.faded + self.false

    @property
    def precision(self) -> float | None:
        """The share that grew; None where none was judged."""
        return round(self.grew / self.judged, 3) if self.judged else None


def records_text(records: Sequence[Record], words: Words) -> str:
    """The precision of each rule and check that judged anything, in one line; "" where none did."""
    parts = [
        words.name("plain", "weak_record").format(
            words.name("weak_rules", one.rule), one.weeks, one.grew, one.judged, one.grew / one.judged
        )
        for one in records
        if one.judged
    ]
    return ("、" if words.language == "ja" else "; ").join(parts)
