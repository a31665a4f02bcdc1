from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import RankingError, fuse_scores, rank_in_each

ORDER = {number: ("d", number) for number in range(31)}
rankings = st.dictionaries(st.integers(0, 30), st.floats(0, 1), max_size=12)


@given(rankings, rankings)
def test_swapping_the_rankings_changes_no_order(left: dict[int, float], right: dict[int, float]) -> None:
    one = [item.id for item in fuse_scores({"a": left, "b": right}, ORDER)]
    two = [item.id for item in fuse_scores({"a": right, "b": left}, ORDER)]
    assert one == two


@given(rankings, rankings)
def test_every_id_of_any_ranking_comes_out_once_best_first(
    left: dict[int, float], right: dict[int, float]
) -> None:
    fused = fuse_scores({"a": left, "b": right}, ORDER)
    assert sorted(item.id for item in fused) == sorted(set(left) | set(right))
    scores = [item.rank_score for item in fused]
    assert scores == sorted(scores, reverse=True)


def test_the_ranks_are_told_and_ties_go_by_the_order_given() -> None:
    rankings = {"semantic": {7: 0.9, 3: 0.5}, "exact": {3: 0.9, 7: 0.5}, "glossary": {}}
    assert [item.id for item in fuse_scores(rankings, ORDER)] == [3, 7]
    assert rank_in_each(rankings, ORDER)[3] == {"semantic": 2, "exact": 1}


@given(rankings)
def test_the_ranks_are_the_places_in_the_order_of_that_ranking(ranking: dict[int, float]) -> None:
    best_first = [one.id for one in fuse_scores({"a": ranking}, ORDER)]
    assert rank_in_each({"a": ranking}, ORDER) == {key: {"a": at} for at, key in enumerate(best_first, 1)}


def test_two_rankings_that_agree_beat_one_first_place() -> None:
    assert fuse_scores({"a": {1: 0.6, 2: 0.5}, "b": {3: 0.6, 2: 0.5}}, ORDER)[0].id == 2
    assert fuse_scores({"a": {1: 0.5}, "b": {2: 0.5}}, ORDER, weights={"b": 2.0})[0].id == 2


def test_a_score_that_is_no_number_is_refused() -> None:
    with pytest.raises(RankingError, match="finite"):
        fuse_scores({"a": {1: float("nan")}}, ORDER)
