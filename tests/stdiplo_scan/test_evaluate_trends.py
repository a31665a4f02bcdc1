from __future__ import annotations

from pathlib import Path

import orjson

from stdiplo_scan.evaluate.measure import Context
from stdiplo_scan.evaluate.registry import choose_measures
from stdiplo_scan.evaluate.sets import Sets
from stdiplo_scan.settings import load_settings


def outcome(folder: Path, rows: list[tuple[str, str, int]]):
    made = folder / "data" / "08e_trend_who_don"
    made.mkdir(parents=True)
    lines = [orjson.dumps({"month": month, "disease": disease, "n": n}) for month, disease, n in rows]
    (made / "monthly_counts_by_disease.dev.jsonl").write_bytes(b"\n".join(lines))
    [measure] = choose_measures(["08e"])
    return measure.function(Context(Sets(folder), load_settings(folder)))


def months(disease: str, counts: list[int]) -> list[tuple[str, str, int]]:
    return [
        (f"{2000 + place // 12}-{place % 12 + 1:02}", disease, count)
        for place, count in enumerate(counts)
        if count
    ]


def test_a_disease_that_rose_out_of_nothing_is_found_and_one_that_stays_is_none(tmp_path):
    rows = months("ague", [4] * 13) + months("pox", [0] * 12 + [9])
    found = outcome(tmp_path, rows)
    assert (found.items, found.figure) == (1, 1.0)
    assert found.errors == ()


def test_without_any_rise_there_is_nothing_to_find(tmp_path):
    found = outcome(tmp_path, months("ague", [4] * 13))
    assert (found.items, found.figure) == (0, 0.0)
