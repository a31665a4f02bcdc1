"""Search: in one language, across languages, and the texts that say the same."""

from __future__ import annotations

from stdiplo_scan.evaluate.measure import Measure

MEASURES: tuple[Measure, ...] = ()
