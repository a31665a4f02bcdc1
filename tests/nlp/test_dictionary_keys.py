"""How dictionaries key stems."""

from __future__ import annotations

from nlp.dictionaries.keys import key_of_stem


def test_a_german_stem_keeps_its_umlaut() -> None:
    assert key_of_stem("sagte", "de") != key_of_stem("sägte", "de")
    assert key_of_stem("Häuser".casefold(), "de") != key_of_stem("haus", "de")
    assert key_of_stem("straßen", "de") == key_of_stem("straße", "de")
