"""Countries, agreements, cooperation, fields: what `tag --jsonl` answers against what people wrote."""

from __future__ import annotations

from stdiplo_scan.evaluate import cooperation, countries, entangled, fields, fields_languages, signals
from stdiplo_scan.evaluate.measure import Measure

MEASURES: tuple[Measure, ...] = (
    *countries.MEASURES,
    *cooperation.MEASURES,
    *fields.MEASURES,
    *fields_languages.MEASURES,
    *signals.MEASURES,
    *entangled.MEASURES,
)
