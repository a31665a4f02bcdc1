from __future__ import annotations

import threading

import pytest

from nlp.two_threads import cores, do_both


def _fail() -> None:
    raise ValueError("broken")


def test_both_are_done_once_each_when_it_returns() -> None:
    for _ in range(200):
        done: list[str] = []
        do_both(lambda done=done: done.append("first"), lambda done=done: done.append("second"))  # type: ignore[misc]
        assert sorted(done) == ["first", "second"]


def test_the_second_is_done_beside_the_first() -> None:
    begun = threading.Event()
    met: list[bool] = []
    do_both(lambda: met.append(begun.wait(60)), begun.set)
    assert met == [True]


@pytest.mark.parametrize("broken", [0, 1])
def test_what_either_raises_is_raised_after_both(broken: int) -> None:
    done: list[int] = []
    work = [lambda: done.append(0), lambda: done.append(1)]
    work[broken] = _fail  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="broken"):
        do_both(*work)
    assert done == [1 - broken]


def test_there_is_a_core() -> None:
    assert cores() >= 1
