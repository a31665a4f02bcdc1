"""Real government pages and documents: kept or left, title, date, language, publisher's country."""

from __future__ import annotations

from stdiplo_scan.evaluate.measure import Measure

MEASURES: tuple[Measure, ...] = ()
