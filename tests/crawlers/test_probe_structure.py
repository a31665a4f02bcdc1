"""How a page's list of news is found: blocks that repeat, with a link and a date each."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.probe.discover import declared_feeds, linked_feeds, news_pages, read_page
from crawlers.probe.structure import link_shape, suggest_listings
from crawlers.spiders.listing import read_listing

URL = "https://example.org/news/"
MENU = "<nav><ul class=menu>" + "".join(
    f"<li><a href='/about/part-{name}'>About the part called {name}</a></li>" for name in "abcdefgh"
) + "</ul></nav>"  # fmt: skip
FOOT = "<footer><div class=links>" + "".join(
    f"<a href='/legal/{name}.html'>Legal notice of kind {name}</a>" for name in "klmnop"
) + "</div></footer>"  # fmt: skip


def headlines(count: int = 6) -> list[tuple[str, str, str]]:
    return [
        (
            f"/news/2026/{100 + n}.html",
            f"Ministry signs research agreement number {n} with a partner",
            f"{n + 1}",
        )
        for n in range(count)
    ]


def page(body: str) -> bytes:
    return f"<html><head></head><body>{MENU}{body}{FOOT}</body></html>".encode()


LAYOUTS = {
    "list": "<ul class=news-list>"
    + "".join(
        f"<li class='item item-{d}'><span class=date>2026-10-0{d}</span> <a href='{u}'>{t}</a></li>"
        for u, t, d in headlines()
    )
    + "</ul>",
    "cards": "<div class=cards>"
    + "".join(
        f"<article class=card><a href='{u}'><img src=x.png alt=''></a><h3><a href='{u}'>{t}</a></h3>"
        f"<time datetime='2026-10-0{d}'>{d} Oct</time></article>"
        for u, t, d in headlines()
    )
    + "</div>",
    "table": "<table id=releases>"
    + "".join(
        f"<tr><td class=d>0{d}.10.2026</td><td><a href='{u}'>{t}</a></td></tr>" for u, t, d in headlines()
    )
    + "</table>",
    "japanese": "<dl class=topics>"
    + "".join(
        f"<div class=row><dt>2026年10月{d}日</dt><dd><a href='{u}'>"
        f"量子技術に関する共同研究の取決めに署名（第{d}回）</a></dd></div>"
        for u, _, d in headlines()
    )
    + "</dl>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_dated_list_is_found_before_menus_and_footers(layout: str) -> None:
    ideas = suggest_listings(page(LAYOUTS[layout]), URL, content_type="text/html; charset=utf-8")
    best = ideas[0]
    assert [item.url for item in best.items] == [f"https://example.org{u}" for u, _, _ in headlines()]
    assert [item.published for item in best.items] == [f"2026-10-0{d}" for _, _, d in headlines()]
    assert all("Legal" not in item.title and "About" not in item.title for item in best.items)


def test_an_idea_is_what_a_crawl_would_read() -> None:
    body = page(LAYOUTS["list"])
    for idea in suggest_listings(body, URL):
        crawled = read_listing(body, URL, idea.entry)
        assert {item.url for item in idea.items} <= {item.url for item in crawled.items}


def test_addresses_that_are_not_the_publishers_are_no_list() -> None:
    foreign = "<ul class=partners>" + "".join(
        f"<li><span>2026-10-0{n}</span>"
        f"<a href='https://other{n}.example.com/'>Partner organisation number {n}</a></li>"
        for n in range(1, 8)
    )
    assert suggest_listings(page(foreign), URL, keep=lambda link: "example.org/news" in link) == []


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<a href='http://[", b"<a href='/x'>x</a>", b"{}"])
def test_pages_without_a_list_give_none(body: bytes) -> None:
    assert suggest_listings(body, URL) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=8), st.text(max_size=8))
def test_whatever_a_page_names_its_parts_nothing_is_raised(names: list[str], word: str) -> None:
    blocks = "".join(
        f'<div class="{name}" id="{word}"><a href="/n/{place}">{word} {place}</a></div>'
        for place, name in enumerate(names)
    )
    for idea in suggest_listings(blocks.encode("utf-8", "replace"), URL):
        assert 0 < idea.score <= 1


def test_an_address_shape_matches_its_like_and_not_others() -> None:
    import re

    shape = re.compile(link_shape("https://example.org/news/2026/10/signing-of-agreement.html"))
    assert shape.search("https://example.org/news/2025/09/other-title.html")
    assert not shape.search("https://example.org/about/2025/09/other-title.html")
    assert not shape.search("https://example.org/news/2025/09/other/title.pdf")


def test_feeds_are_found_where_the_page_declares_or_links_them() -> None:
    tree = read_page(
        b"<base href='/de/'><link rel='alternate' type='application/rss+xml' href='feed.xml'>"
        b"<link rel='ALTERNATE' type='application/atom+xml' href='https://example.org/atom'>"
        b"<link rel='alternate' hreflang='fr' href='/fr/'><link rel=stylesheet href=/s.css>"
        b"<a href='/rss/'>RSS</a><a href='/news/feeder'>x</a><a href='javascript:void(0)'>y</a>",
        "text/html",
    )
    assert declared_feeds(tree, "https://example.org/") == [
        "https://example.org/de/feed.xml",
        "https://example.org/atom",
    ]
    assert linked_feeds(tree, "https://example.org/") == ["https://example.org/rss/"]


def test_pages_called_news_are_found_in_several_languages() -> None:
    tree = read_page(
        "<a href='/a'>About</a><a href='/en/press-releases/'>All</a><a href='/b'>お知らせ一覧</a>"
        "<a href='/c'>Noticias</a><a href='/news#top'>News</a>".encode(),
        "text/html; charset=utf-8",
    )
    assert news_pages(tree, "https://example.org/") == [
        "https://example.org/news",
        "https://example.org/en/press-releases/",
        "https://example.org/b",
        "https://example.org/c",
    ]
