"""Flags of weak signals in the store."""

from __future__ import annotations

from dataclasses import replace

from index.store import Store
from index.weak_signals import Flag, WeakSignals

FLAG = Flag("new_term", "sand battery", "2026-W47", 2, {"spread": 3}, ("d1", "d2"))


def test_a_flag_is_kept_as_it_was_and_only_gets_outcomes(tmp_path):
    kept = WeakSignals(Store.open(tmp_path / "store.db"))
    assert kept.save([FLAG]) == 1
    assert kept.save([replace(FLAG, count=9, documents=())]) == 0
    assert kept.save([replace(FLAG, outcomes={"4": "grew"})]) == 0
    assert kept.save([replace(FLAG, outcomes={"4": "faded", "8": "faded"})]) == 0
    assert kept.all() == [replace(FLAG, outcomes={"4": "grew", "8": "faded"})]
