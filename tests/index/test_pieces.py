from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.pieces import Rarity, fold, likenesses, pieces_of

SAMPLE = (
    ("Le ministre de la recherche visite un laboratoire à Québec.", "ministr recherch visit laboratoir"),
    ("The minister of research visits a laboratory in Oslo.", "minist research visit laboratori oslo"),
    ("政府は量子技術の戦略を改定した。", "政府 量子 技術 戦略 改定"),
    ("两国签署量子科技合作协议。", "两国 国签 签署 量子 科技"),
)


@pytest.fixture(scope="module")
def rarity() -> Rarity:
    return Rarity(SAMPLE)


def test_a_translation_shares_more_than_another_text_of_its_language(rarity: Rarity) -> None:
    french = "Aaron Snow prend la direction du Service numérique canadien avec 18F en 2018."
    same = "Aaron Snow, formerly of 18F, heads the Canadian Digital Service from 2018."
    other = "The ministry opens a museum of shipping for visitors this summer."
    first, second = likenesses(french, [same, other], rarity)
    assert first > 2 * second


def test_japanese_and_chinese_share_pairs_of_characters(rarity: Rarity) -> None:
    near, far = likenesses("日本は量子科技で協定", ["中国签署量子科技协定", "外务大臣访问挪威"], rarity)
    assert near > far


def test_accents_case_and_width_are_no_difference() -> None:
    assert fold("ÉVALUATION ２０１８ Ｇｏ") == "evaluation 2018 go"
    assert pieces_of("Évaluation").ids.tolist() == pieces_of("EVALUATION").ids.tolist()


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_symmetric_and_within_its_bounds(first: str, second: str) -> None:
    rarity = Rarity(SAMPLE)
    (there,), (back,) = likenesses(first, [second], rarity), likenesses(second, [first], rarity)
    assert there == pytest.approx(back, abs=1e-5)
    assert 0 <= there <= 1 + 1e-5
    (own,) = likenesses(first, [first], rarity)
    assert own >= there - 1e-5


def test_how_rare_a_word_is_comes_from_the_sample(rarity: Rarity) -> None:
    assert rarity.share_with("visit") == 0.5
    assert rarity.share_beginning("labor") == 0.5
    assert rarity.share_beginning("zzz") == 0
    assert rarity.logarithm(0.0) > rarity.logarithm(0.5) > rarity.logarithm(1.0) >= 0
    assert rarity.of_text("Oslo") > rarity.of_text("laboratory")


@pytest.mark.parametrize("text", ["", " ", "\ud800", "a", "量", "\0\0\0\0\0"])
def test_texts_without_much_to_compare_share_little_and_break_nothing(text: str) -> None:
    empty = Rarity(())
    assert empty.share_with("a") == 0
    (score,) = likenesses(text, ["Oslo"], empty)
    assert 0 <= score <= 1
