"""How text from the web is shown: escaped, marked, and with links that are safe."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from stdiplo_scan.web.show import (
    EXCERPT_CHARACTERS,
    Evidence,
    annotate,
    excerpt,
    finish,
    host,
    local_day,
    local_time,
    marked,
    merge_ranges,
    paragraphs,
    plain,
    safe_url,
)

TEXTS = st.text(max_size=80)
RANGES = st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=8)


def without_tags(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def escaped_once(text: str) -> str:
    return html.unescape(html.escape(plain(text)))


def test_hostile_text_stays_text() -> None:
    shown = marked("<script>alert(1)</script> & more", [(0, 8)])
    assert "<script" not in shown
    assert shown.startswith("<mark>&lt;script&gt;</mark>")


@given(TEXTS, RANGES)
def test_marking_changes_nothing_but_the_marks(text: str, ranges: list[tuple[int, int]]) -> None:
    assert without_tags(marked(text, ranges)) == escaped_once(text)


@given(TEXTS, RANGES, RANGES, st.lists(st.integers(-3, 90), max_size=5))
def test_annotating_changes_nothing_but_the_marks_and_names_every_place_once(
    text: str, sentences: list[tuple[int, int]], words: list[tuple[int, int]], passages: list[int]
) -> None:
    evidence = Evidence.of(len(text), sentences, words, passages)
    shown = str(annotate(text, 0, len(text), evidence))
    assert without_tags(shown) == escaped_once(text)
    names = re.findall(r'id="([^"]+)"', shown)
    assert len(names) == len(set(names))
    assert set(names) == {f"at-{at}" for at in evidence.places} | {
        f"passage-{at}" for at in evidence.passages
    }
    for tag in ("mark", "b", "span"):
        assert shown.count(f"<{tag}>") + shown.count(f"<{tag} ") == shown.count(f"</{tag}>")


def test_evidence_within_a_longer_one_keeps_its_own_place() -> None:
    text = "Japan and Kenya signed. Later."
    evidence = Evidence.of(len(text), [(0, 23), (10, 23)], [(10, 15)])
    shown = annotate(text, 0, len(text), evidence)
    assert shown == (
        '<mark><span id="at-0"></span>Japan and <b><span id="at-10"></span>Kenya</b> signed.</mark> Later.'
    )


def test_evidence_over_two_paragraphs_is_marked_in_both() -> None:
    text = "one two\nthree four"
    evidence = Evidence.of(len(text), [(4, 13)], [])
    assert [str(annotate(text, *place, evidence)) for place in paragraphs(text, 0, len(text))] == [
        'one <mark><span id="at-4"></span>two</mark>',
        "<mark>three</mark> four",
    ]


def test_paragraphs_are_the_lines_that_hold_something() -> None:
    text = "title\n\nfirst line\n \n\t\nsecond\n\n"
    assert [text[a:b] for a, b in paragraphs(text, 7, len(text))] == ["first line", "second"]
    assert paragraphs("", 0, 0) == []


def test_ranges_that_touch_are_joined_and_outside_ones_cut() -> None:
    assert merge_ranges([(5, 9), (0, 3), (3, 4), (8, 99), (7, 7)], 10) == [(0, 4), (5, 10)]


def test_marks_that_turn_the_reading_controls_and_half_characters_do_no_harm() -> None:
    assert plain("a\u202eb\u2066c\x00d\x1b[2J\x85\ud800z\tq\nr") == "abcd[2J\ufffdz\tq\nr"
    assert finish("a\u202eb") == "ab"
    kept = Markup("<b>a</b>")
    assert finish(kept) is kept
    assert "\u202e" not in marked("x\u202ey", [(0, 2)])


def test_a_passage_does_not_repeat_its_title() -> None:
    assert excerpt("Title\n\nThe body.", "Title", [(0, 5), (11, 15)]) == "The <mark>body</mark>."
    assert excerpt("Title", "Title", [(0, 5)]) == "<mark>Title</mark>"
    assert excerpt("Other text", "Title", []) == "Other text"


def test_a_long_passage_is_cut_around_its_first_match_and_never_through_a_word() -> None:
    words = "alpha beta gamma " * 100
    shown = excerpt(words + "needle " + words, "", [(len(words), len(words) + 6)])
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "<mark>needle</mark>" in shown
    assert len(without_tags(shown)) <= EXCERPT_CHARACTERS + 30
    assert set(without_tags(shown).strip("…").split()) == {"alpha", "beta", "gamma", "needle"}


@given(st.text(max_size=1200), st.lists(st.tuples(st.integers(0, 1300), st.integers(0, 1300)), max_size=5))
def test_an_excerpt_is_a_piece_of_its_passage(text: str, ranges: list[tuple[int, int]]) -> None:
    shown = without_tags(excerpt(text, "", ranges))
    assert shown.removeprefix("…").removesuffix("…") in escaped_once(text) + "…"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("HTTPS://example.org/%E9", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("https://example.org/a b", False),
        ('https://example.org/"onclick=', False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https://", False),
        ("", False),
        ("http://[bad", False),
    ],
)
def test_only_web_links_are_links(url: str, safe: bool) -> None:
    assert safe_url(url) is safe


def test_a_url_is_named_by_its_host() -> None:
    assert host("https://user@www.example.org:8080/a") == "www.example.org"
    assert host("urn:x") == "urn:x"
    assert host("http://[bad") == "http://[bad"


def test_instants_are_shown_in_the_office_s_zone() -> None:
    assert local_time("2026-11-22T15:30:00Z", "Asia/Tokyo") == "2026-11-23 00:30"
    assert local_day("2026-11-22T15:30:00", "Asia/Tokyo") == "2026-11-23"
    assert local_time("", "Asia/Tokyo") == ""


def test_what_proves_a_tag_is_underlined_through_a_match() -> None:
    shown = marked("They signed a <pact>.", [(5, 11)], [(0, 13)])
    assert shown == "<u>They </u><u><mark>signed</mark></u><u> a</u> &lt;pact&gt;."
    assert excerpt("Title\n\nThe body.", "Title", [(11, 15)], [(0, 99)]) == (
        "<u>The </u><u><mark>body</mark></u><u>.</u>"
    )
