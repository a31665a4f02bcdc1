"""The metrics, on cases small enough to be worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdiplo_scan.evaluate.scores import (
    Scores,
    b_cubed,
    balanced_accuracy,
    binary_f1,
    counted,
    first_right,
    macro_f1,
    mean,
    micro_f1,
    ndcg,
    recall_at,
    reciprocal_rank,
    set_f1,
    shingle_scores,
    token_f1,
    tokens_of,
)


def test_micro_f1_counts_members_over_all_items() -> None:
    found = micro_f1([({"JP", "FR"}, {"JP"}), ({"US"}, {"US", "GB", "IE"})])
    assert (found.precision, found.recall) == (2 / 4, 2 / 3)
    assert found.f1 == pytest.approx(4 / 7)


def test_f1_of_nothing_is_nothing_but_an_empty_set_met_is_right() -> None:
    assert micro_f1([]).f1 == 0
    assert Scores(0, 0).f1 == 0
    assert counted(0, 0, 0) == Scores(0, 0)
    assert set_f1([], []) == 1
    assert set_f1([], ["JP"]) == 0


def test_macro_f1_is_the_mean_over_the_classes_that_are_expected() -> None:
    pairs = [(["flood"], ["flood"]), (["fire"], ["flood"]), (["fire"], ["fire"]), ([], ["storm"])]
    assert macro_f1(pairs) == pytest.approx((2 / 3 + 2 / 3) / 2)


def test_binary_f1_is_of_the_true_class() -> None:
    found = binary_f1([(True, True), (True, False), (False, True), (False, True), (False, False)])
    assert found == Scores(1 / 3, 1 / 2)


def test_balanced_accuracy_weighs_both_kinds_alike() -> None:
    pairs = [(True, True)] * 9 + [(True, False)] + [(False, False), (False, True)]
    assert balanced_accuracy(pairs) == pytest.approx((0.9 + 0.5) / 2)
    assert balanced_accuracy([(True, True), (True, False)]) == 0.5
    assert balanced_accuracy([]) == 0


def test_tokens_are_words_and_single_signs_where_no_blanks_are_written() -> None:
    assert tokens_of("Quantum 量子コンピュータ, 2026!") == ["quantum", *"量子コンピュータ", "2026"]
    assert tokens_of("한국 과학") == ["한", "국", "과", "학"]
    assert tokens_of("ไทย") == ["ไ", "ท", "ย"]


def test_token_f1_compares_bags() -> None:
    assert token_f1("a b c", "c b a") == 1
    assert token_f1("a a b", "a c") == pytest.approx(2 * 1 / 5)
    assert token_f1("", "") == 1
    assert token_f1("a", "") == 0


def test_shingles_are_averaged_by_page_before_f1() -> None:
    found = shingle_scores([("a b c d e", "a b c d"), ("x y z w", "")], 4)
    assert found == Scores((1 + 0) / 2, (0.5 + 0) / 2)
    assert shingle_scores([("a b", "a b")], 4).f1 == 1
    assert shingle_scores([("", "")], 4).f1 == 1


def test_b_cubed_of_one_cluster_and_of_single_ones() -> None:
    expected = ["x", "x", "y", "y"]
    assert b_cubed(expected, expected).f1 == 1
    assert b_cubed(expected, [1, 1, 1, 1]) == Scores(0.5, 1.0)
    assert b_cubed(expected, [1, 2, 3, 4]) == Scores(1.0, 0.5)
    assert b_cubed([], []).f1 == 0
    with pytest.raises(ValueError, match="shorter"):
        b_cubed(["x", "y"], ["x"])


def test_ndcg_discounts_by_rank() -> None:
    assert ndcg(["a", "b"], {"a": 1}) == 1
    assert ndcg(["b", "a"], {"a": 1}) == pytest.approx(1 / math.log2(3))
    assert ndcg(["b"], {"a": 1}) == 0
    assert ndcg(["a"], {}) == 0
    assert ndcg(["c", "a"], {"a": 2, "b": 1}, k=2) == pytest.approx(
        (2 / math.log2(3)) / (2 + 1 / math.log2(3))
    )


def test_first_right_reciprocal_rank_and_recall() -> None:
    assert first_right(["a", "b"], {"a"}) == 1
    assert first_right([], {"a"}) == 0
    assert reciprocal_rank(["b", "c", "a"], {"a"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(["b", "a"], {"a"}, k=1) == 0
    assert recall_at(["a", "x"], {"a", "b"}) == 0.5
    assert recall_at(["a"], set()) == 0


def test_the_mean_of_none_is_nothing() -> None:
    assert mean([]) == 0


@given(st.lists(st.integers(0, 4)), st.data())
def test_b_cubed_lies_between_nothing_and_one_whatever_the_clusters(
    expected: list[int], data: st.DataObject
) -> None:
    met = data.draw(st.lists(st.integers(0, 4), min_size=len(expected), max_size=len(expected)))
    assert 0 <= b_cubed(expected, met).f1 <= 1 + 1e-9


@given(st.text(), st.text())
def test_token_f1_does_not_care_which_text_is_expected(one: str, other: str) -> None:
    assert token_f1(one, other) == pytest.approx(token_f1(other, one))
