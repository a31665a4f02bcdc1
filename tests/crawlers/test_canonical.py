from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawlers.canonical import canonical_url, is_print_view, page_address

WORDS = (
    "% %2 %41 %2e %2E%2e .. . / // ;jsessionid=1 a b-c-d-e amp /amp/ /print ? & utm_source=x print=1 = #"
    " #! : @ [ ] 量子 é ß + |"
)
PIECES = st.sampled_from([*WORDS.split(), "\ud800", " ", "\t", "\x00"])


@given(
    st.one_of(
        st.text(),
        st.lists(PIECES).map(lambda p: "http://例え.jp:80/" + "".join(p)),
        st.lists(PIECES).map("".join),
    )
)
def test_a_canonical_url_stays_as_it_is(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(st.lists(PIECES).map(lambda p: "https://example.org/" + "".join(p)))
@example("https://example.org/#!/amp/%2E%2e/")
def test_a_canonical_url_has_no_dots_no_spaces_and_only_ascii(url: str) -> None:
    once = canonical_url(url)
    assert once.isascii()
    assert " " not in once
    assert "/../" not in re.split("[?#]", once)[0]  # behind #! nobody resolves dots


@given(st.text(), st.text())
def test_any_base_and_any_text_give_a_text(url: str, base: str) -> None:
    assert isinstance(canonical_url(url, base), str)


@pytest.mark.parametrize(
    ("given_url", "wanted"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a#part", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://user:pass@example.org/a", "https://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://日本.example/研究", "https://xn--wgv71a.example/%E7%A0%94%E7%A9%B6"),
        ("https://example.org/%7euser/%e7", "https://example.org/~user/%E7"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/a?utm_source=x&id=3&fbclid=1&UTM_Medium=y", "https://example.org/a?id=3"),
        ("https://example.org/a?b=2&a=1&b=3", "https://example.org/a?b=2&a=1&b=3"),
        ("https://example.org/a;jsessionid=0A1B?x=1", "https://example.org/a?x=1"),
        ("https://example.org/a?PHPSESSID=99", "https://example.org/a"),
        ("https://example.org/(S(ab12cd34ef56))/a.aspx", "https://example.org/a.aspx"),
        (
            "https://example.org/news/2026-quantum-deal-signed/amp/",
            "https://example.org/news/2026-quantum-deal-signed",
        ),
        ("https://example.org/topics/amp/", "https://example.org/topics/amp/"),
        ("https://example.org/a?print=1", "https://example.org/a"),
        ("https://example.org/a?print=2026", "https://example.org/a?print=2026"),
        ("https://example.org/policy.pdf?sequence=1", "https://example.org/policy.pdf?sequence=1"),
        ("https://example.org/#!/news/1", "https://example.org/#!/news/1"),
        ("  https://example.org/a b\n", "https://example.org/a%20b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
        ("mailto:someone@example.org", "mailto:someone@example.org"),
        ("http://[broken", "http://[broken"),
        ("http://example.org:99999/", "http://example.org:99999/"),
        ("", ""),
    ],
)
def test_known_spellings_become_one(given_url: str, wanted: str) -> None:
    assert canonical_url(given_url) == wanted


def test_a_relative_address_is_resolved_against_its_base() -> None:
    assert canonical_url("../b?x=1#y", "https://example.org/news/list/") == "https://example.org/news/b?x=1"
    assert canonical_url("//cdn.example.org/a", "https://example.org/") == "https://cdn.example.org/a"


@pytest.mark.parametrize(
    ("url", "stated", "wanted"),
    [
        ("https://x.org/print/4711", "https://x.org/news/quantum", "https://x.org/news/quantum"),
        ("https://x.org/a?id=4711&print=yes", "/a?id=4711", "https://x.org/a?id=4711"),
        ("https://www.x.org/a", "https://x.org/a", "https://x.org/a"),
        ("https://x.org/news/4711/a-long-slug", "/news/4711", "https://x.org/news/4711"),
        ("https://x.org/news/quantum/print", "/news/quantum", "https://x.org/news/quantum"),
        ("https://x.org/list?page=12", "/list", "https://x.org/list"),
        ("https://x.org/news/a", "", "https://x.org/news/a"),
        # what many pages would share is not believed
        ("https://x.org/news/a", "/", "https://x.org/news/a"),
        ("https://x.org/news/2026/a", "/news", "https://x.org/news/2026/a"),
        ("https://x.org/news/2026/a", "/news/2026/", "https://x.org/news/2026/a"),
        ("https://x.org/view.do?nttId=4711", "/view.do", "https://x.org/view.do?nttId=4711"),
        ("https://x.org/a", "https://y.org/a", "https://x.org/a"),
        ("https://x.org/a", "javascript:void(0)", "https://x.org/a"),
        ("https://x.org/a", "http://[broken", "https://x.org/a"),
    ],
)
def test_a_page_lies_where_it_says_unless_many_pages_would_lie_there(
    url: str, stated: str, wanted: str
) -> None:
    assert page_address(url, stated) == wanted


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("https://x.org/th/print/4711", True),
        ("https://x.org/print.php?id=4711", True),
        ("https://x.org/a?id=4711&print=yes", True),
        ("https://x.org/node/4711/printer-friendly", True),
        ("https://x.org/news/print-a-kidney", False),
        ("https://x.org/printing/4711", False),
        ("https://print.org/news/4711", False),
        ("https://x.org/news/4711", False),
    ],
)
def test_a_print_view_says_so_in_its_address(url: str, printed: bool) -> None:
    assert is_print_view(url) == printed
