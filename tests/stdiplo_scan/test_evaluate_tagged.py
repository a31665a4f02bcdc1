"""What is read out of an answer of `tag --jsonl` before it is scored."""

from __future__ import annotations

from typing import Any

from stdiplo_scan.evaluate.tag_peers import cooperation_words, countries_by_name, hazard_words
from stdiplo_scan.evaluate.tagged import agreement_parties, cooperation_score, countries_of
from stdiplo_scan.evaluate.tags import MEASURES


def signal(kind: str, score: float, **more: Any) -> dict[str, Any]:
    base = {"polarity": "cooperation", "modality": "asserted", "parties": [], "evidence": [0, 1]}
    return {"type": kind, "score": score, **base, **more}


def test_past_negated_and_restricting_signals_are_no_cooperation() -> None:
    signals = [
        signal("agreement", 0.9, modality="past"),
        signal("agreement", 0.8, modality="negated"),
        signal("restriction", 0.7, polarity="restriction"),
        signal("dialogue", 0.6, modality="planned"),
    ]
    assert cooperation_score({"signals": signals}) == 0.6
    assert cooperation_score({"signals": []}) == 0.0


def test_the_parties_are_those_of_the_best_agreement_without_unions() -> None:
    signals = [
        signal("agreement", 0.4, parties=["FR"]),
        signal("agreement", 0.9, parties=["EU", "GB", "JP"]),
        signal("dialogue", 1.0, parties=["US"]),
    ]
    assert agreement_parties({"signals": signals}) == {"GB", "JP"}
    assert agreement_parties({"signals": []}) == set()


def test_publishers_groupings_and_low_scores_do_not_count_as_countries() -> None:
    entries = [("JP", "actor", 0.9), ("ASEAN", "actor", 0.9), ("EU", "actor", 0.9), ("US", "publisher", 1.0)]
    entries += [("FR", "mentioned", 0.3)]
    answer = {"countries": [{"code": c, "role": r, "score": s} for c, r, s in entries]}
    assert countries_of(answer) == ["JP", "FR"]
    assert countries_of(answer, 0.5) == ["JP"]


def test_the_peers_read_names_and_words() -> None:
    assert countries_by_name("Japan and Viet Nam, not Germanyland") == {"JP", "VN"}
    assert cooperation_words("They signed a treaty")
    assert not cooperation_words("The cat sleeps")
    assert hazard_words("Floods hit the town")


def test_names_of_measures_are_unique() -> None:
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
