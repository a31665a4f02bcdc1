"""The guard of spreadsheet cells: no formula gets through, no text is changed by going out and in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.spreadsheet import bare_cell, guard_cell

TEXTS = st.text(max_size=40) | st.text("'=+-@ \t\u3000＝a", max_size=8)


@given(TEXTS)
def test_a_guarded_text_starts_no_formula_and_comes_back_as_it_was(text):
    guarded = guard_cell(text)
    assert guarded in (text, "'" + text)
    assert not guarded.lstrip(" \u3000").startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert bare_cell(guarded) == text


@pytest.mark.parametrize("text", ["'t Hooft", "''", "'", "", "O'Neill", "3-1", "佐藤"])
def test_a_text_that_is_no_formula_is_left_alone(text):
    assert guard_cell(text) == text
    assert bare_cell(text) == text


@pytest.mark.parametrize("text", ["=1+1", " =1", "\u3000＝1", "\t=1", "-2", "@SUM(A1)", "'=1", "''+1"])
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(text):
    assert guard_cell(text) == "'" + text
