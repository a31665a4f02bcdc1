"""Feeds, robots.txt and sitemaps: what the entry points' readers make of other projects' test cases."""

from __future__ import annotations

from stdiplo_scan.evaluate.measure import Measure

MEASURES: tuple[Measure, ...] = ()
