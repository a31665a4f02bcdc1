"""The table of states, and the fold that never leaves it."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from crawlers.states import FAMILIES, TRANSITIONS, Met, Observation, Standing, State, follow

SEEN = st.lists(
    st.builds(Observation, st.sampled_from(get_args(Met)), st.just(0.0), st.booleans()), max_size=40
)


def test_the_table_names_every_state_and_each_but_the_first_can_be_reached() -> None:
    states = set(get_args(State))
    assert set(TRANSITIONS) == set(FAMILIES) == states
    assert set().union(*TRANSITIONS.values()) == states - {"unvisited"}


@given(SEEN, st.integers(1, 4))
def test_every_path_is_legal(seen: list[Observation], misses: int) -> None:
    timed = [Observation(one.met, place * 0.7, one.listed) for place, one in enumerate(seen)]
    path = [Standing(), *follow(timed, changed_after=misses)]
    for before, after in pairwise(path):
        assert after.state in TRANSITIONS[before.state]


@given(SEEN, st.integers(1, 4))
def test_an_answer_or_a_refusal_ends_every_failure(seen: list[Observation], misses: int) -> None:
    for met, state in (("news", "healthy"), ("nothing", "quiet"), ("refusal", "blocked")):
        ended = [*seen, Observation(met, 1.0)]  # type: ignore[arg-type]
        *_, last = follow(ended, changed_after=misses)
        assert (last.state, last.bad_in_a_row) == (state, 0)
