"""Trends: what rose."""

from __future__ import annotations

from stdiplo_scan.evaluate.measure import Measure

MEASURES: tuple[Measure, ...] = ()
