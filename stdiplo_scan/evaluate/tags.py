"""Countries, agreements, cooperation, fields: what the tagger finds against what people wrote."""

from __future__ import annotations

from stdiplo_scan.evaluate.measure import Measure

MEASURES: tuple[Measure, ...] = ()
