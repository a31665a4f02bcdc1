from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import RankingError, fuse_rankings

rankings = st.lists(st.integers(0, 30), unique=True, max_size=12)


@given(rankings, rankings)
def test_swapping_the_rankings_changes_no_order(left: list[int], right: list[int]) -> None:
    one = [item.id for item in fuse_rankings({"a": left, "b": right})]
    two = [item.id for item in fuse_rankings({"a": right, "b": left})]
    assert one == two


@given(rankings, rankings)
def test_every_id_of_any_ranking_comes_out_once_best_first(left: list[int], right: list[int]) -> None:
    fused = fuse_rankings({"a": left, "b": right})
    assert sorted(item.id for item in fused) == sorted(set(left) | set(right))
    scores = [item.rank_score for item in fused]
    assert scores == sorted(scores, reverse=True)


def test_the_ranks_are_told_and_ties_go_to_the_smaller_id() -> None:
    fused = fuse_rankings({"semantic": [7, 3], "exact": [3, 7], "glossary": []})
    assert [item.id for item in fused] == [3, 7]
    assert dict(fused[0].ranks) == {"semantic": 2, "exact": 1}


def test_two_rankings_that_agree_beat_one_first_place() -> None:
    assert fuse_rankings({"a": [1, 2], "b": [3, 2]})[0].id == 2
    assert fuse_rankings({"a": [1], "b": [2]}, weights={"b": 2.0})[0].id == 2


def test_a_repeated_id_is_refused() -> None:
    with pytest.raises(RankingError, match="twice"):
        fuse_rankings({"a": [1, 1]})
