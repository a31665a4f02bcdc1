from __future__ import annotations

import pytest

from index.pieces import Rarity
from index.shared_words import places_of_words, words_in_common


@pytest.fixture(scope="module")
def rarity() -> Rarity:
    return Rarity((text, "") for text in ("the of and in for with", "de la et les des pour", "これは文です"))


def test_names_and_figures_come_first_and_as_the_other_text_writes_them(rarity: Rarity) -> None:
    french = "Aaron Snow quitte 18F pour diriger le Service numérique canadien; budget de 31,5 millions."
    english = "AARON SNOW of 18F will lead the Canadian Digital Service on the 31.5 million budget."
    words = words_in_common(french, english, rarity)
    assert "AARON SNOW" in words
    assert "18F" in words
    assert "will" not in words
    assert len(words) <= 6


def test_kanji_and_katakana_are_shared_in_the_longest_parts_that_both_have(rarity: Rarity) -> None:
    words = words_in_common(
        "日本と韓国が量子科学技術の協定に署名した。", "韓国は量子科学の会議を開く。", rarity
    )
    assert "量子科学" in words
    assert "韓国" in words


def test_texts_that_share_nothing_give_no_word(rarity: Rarity) -> None:
    assert words_in_common("Oslo 2018", "経済協力", rarity) == ()
    assert words_in_common("", "", rarity) == ()
    assert words_in_common("7 000 000", "8 000 000", rarity) == ()


def test_places_are_where_the_words_stand() -> None:
    text = "Snow (18F) and (18F)"
    assert [text[start:end] for start, end in places_of_words(("(18F)", "Snow"), text)] == [
        "(18F)",
        "(18F)",
        "Snow",
    ]
