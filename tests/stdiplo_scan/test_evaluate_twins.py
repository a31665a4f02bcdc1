"""How the threshold of twin plans is scored."""

from __future__ import annotations

from stdiplo_scan.evaluate.registry import choose_measures
from stdiplo_scan.evaluate.twins import STEPS, score

JUDGED = [({"same": 1}, 0.8), ({"same": 1}, 0.4), ({"same": 0}, 0.5), ({"same": 0}, 0.1)]


def test_precision_recall_and_f1_follow_from_the_threshold():
    assert score(JUDGED, 0.6) == (1.0, 0.5, 2 / 3)
    assert score(JUDGED, 0.3) == (2 / 3, 1.0, 0.8)
    assert score(JUDGED, 0.9) == (1.0, 0.0, 0.0)


def test_a_higher_threshold_never_finds_more():
    recalls = [score(JUDGED, step)[1] for step in STEPS]
    assert recalls == sorted(recalls, reverse=True)


def test_both_parts_are_measured():
    names = [measure.name for measure in choose_measures(["twins"])]
    assert names == ["registers.twins", "registers.twins.held"]
