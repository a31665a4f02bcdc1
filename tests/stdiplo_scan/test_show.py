"""How text from the web is shown: escaped, marked, and with links that are safe."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdiplo_scan.web.show import marked, merge_ranges, safe_url


def test_hostile_text_stays_text() -> None:
    shown = marked("<script>alert(1)</script> & more", [(0, 8)])
    assert "<script" not in shown
    assert shown.startswith("<mark>&lt;script&gt;</mark>")


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_marking_changes_nothing_but_the_marks(text: str, ranges: list[tuple[int, int]]) -> None:
    plain = re.sub(r"</?mark[^>]*>", "", str(marked(text, ranges)))
    assert html.unescape(plain) == html.unescape(html.escape(text))


def test_ranges_that_touch_are_joined_and_outside_ones_cut() -> None:
    assert merge_ranges([(5, 9), (0, 3), (3, 4), (8, 99), (7, 7)], 10) == [(0, 4), (5, 10)]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("", False),
        ("http://[bad", False),
    ],
)
def test_only_web_links_are_links(url: str, safe: bool) -> None:
    assert safe_url(url) is safe
