from __future__ import annotations

import gzip
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.spiders.api import read_api, value_at
from crawlers.spiders.feed import read_feed
from crawlers.spiders.listed import Listed, Listing, complete_since, day_of, newest_day, plain_title
from crawlers.spiders.listing import read_listing
from crawlers.spiders.sitemap import read_sitemap
from crawlers.target import ApiEntry, FeedEntry, ListingEntry, SitemapEntry

URL = "https://example.org/news/feed"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:feedparser")


def feed(text: str | bytes, **entry: Any) -> Listing:
    body = text if isinstance(text, bytes) else text.encode()
    return read_feed(body, URL, FeedEntry(type="feed", url=URL, **entry))


def rss(items: str, head: str = "") -> str:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{head}{items}</channel></rss>"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mon, 05 Oct 2026 02:00:00 +0900", "2026-10-05"),
        ("2026-10-05T23:59:59-08:00", "2026-10-05"),
        ("26-10-05  10:45", "2026-10-05"),
        ("2026年10月5日(月)", "2026-10-05"),
        ("2026년 10월 5일", "2026-10-05"),
        ("5 octobre 2026", "2026-10-05"),
        ("5. Oktober 2026", "2026-10-05"),
        ("5 de octubre de 2026", "2026-10-05"),
        ("October 5th, 2026", "2026-10-05"),
        ("05.10.2026", "2026-10-05"),
        ("20261005T101500Z", "2026-10-05"),
        ("2026/10/05", "2026-10-05"),
        ("1791158400", "2026-10-05"),
        ("05/10/2026", None),
        ("2026-13-40", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_stated_date_is_the_day_it_was_written(text: str, wanted: str | None) -> None:
    assert day_of(text) == wanted


def test_titles_lose_markup_and_double_escapes() -> None:
    assert (
        plain_title("<a href='x'>AT&amp;amp;T &lt;b&gt;signs&lt;/b&gt;</a>\n deal\x00") == "AT&T signs deal"
    )


def test_rss_items_keep_order_links_titles_and_days() -> None:
    listing = feed(
        rss(
            "<item><title>Old &lt;i&gt;one&lt;/i&gt;</title><link>/a</link>"
            "<pubDate>Thu, 01 Oct 2026 00:30:00 +0900</pubDate></item>"
            "<item><title>No link</title><guid isPermaLink='true'>https://example.org/b</guid></item>"
            "<item><title>Bad date</title><link>https://example.org/c</link>"
            "<pubDate>26-10-02  10:45</pubDate></item>"
            "<item><title>Nothing</title></item>"
        )
    )
    assert listing.problem == ""
    assert listing.items == (
        Listed("https://example.org/a", "Old one", "2026-10-01", "feed"),
        Listed("https://example.org/b", "No link"),
        Listed("https://example.org/c", "Bad date", "2026-10-02", "feed"),
    )
    assert not listing.at_end
    assert listing.without_address == 1
    assert "none of 1 items names a page" in feed(rss("<item><title>Nothing</title></item>")).problem


def test_a_feed_is_complete_below_its_stated_limit_or_where_it_says_so() -> None:
    item = "<item><link>/a</link></item>"
    assert feed(rss(item), limit=2).at_end
    assert not feed(rss(item), limit=1).at_end
    head = "<fh:complete xmlns:fh='http://purl.org/syndication/history/1.0'/>"
    assert feed(rss(item, head)).at_end


def test_an_atom_feed_with_paging_is_followed() -> None:
    body = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><link rel='next' href='?page=2'/>"
        "<entry><title>A</title><link href='a'/><updated>2026-10-05T00:00:00Z</updated></entry></feed>"
    )
    listing = feed(body)
    assert listing.more == ("https://example.org/news/feed?page=2",)
    assert listing.items == (Listed("https://example.org/news/a", "A", "2026-10-05", "feed"),)


def test_a_json_feed_is_read() -> None:
    data = {"version": "https://jsonfeed.org/version/1.1", "items": [
        {"id": "1", "url": "/a", "title": "A", "date_published": "2026-10-05"}, {"id": "x"}, 3]}  # fmt: skip
    assert feed(json.dumps(data)).items[0] == Listed("https://example.org/a", "A", "2026-10-05", "feed")


def test_a_broken_feed_gives_what_can_be_read_and_a_page_gives_a_problem() -> None:
    broken = rss("<item><title>A & B</title><link>/a</link></item><item><title>C</title>")
    assert feed(broken).items[0].url == "https://example.org/a"
    assert "is no feed" in feed("<html><body>Moved</body></html>").problem
    assert "wanted" in feed("{not json").problem
    assert feed(rss("")).problem == ""


def test_external_entities_of_a_feed_are_never_read() -> None:
    body = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>" + rss(
        "<item><title>&e;</title><link>/a</link></item>"
    )
    titles = [item.title for item in feed(body).items]
    assert all(len(title) < 4 for title in titles)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_a_reader_raise(body: bytes) -> None:
    assert isinstance(feed(body), Listing)
    assert isinstance(sitemap(body), Listing)
    assert isinstance(listing_of(body.decode("latin-1"), link_pattern="."), Listing)
    assert isinstance(api(body), Listing)


def sitemap(body: str | bytes, **entry: Any) -> Listing:
    data = body if isinstance(body, bytes) else body.encode()
    return read_sitemap(data, URL, SitemapEntry(type="sitemap", url=URL, **entry), max_bytes=100_000)


def test_a_sitemap_lists_pages_with_their_change_and_a_news_sitemap_their_day() -> None:
    body = (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        "xmlns:n='http://www.google.com/schemas/sitemap-news/0.9' "
        "xmlns:i='http://www.google.com/schemas/sitemap-image/1.1'>"
        "<url><i:image><i:loc>https://example.org/pic.jpg</i:loc></i:image><loc> https://example.org/a </loc>"
        "<lastmod>2026-10-05T01:00:00Z</lastmod></url>"
        "<url><loc>/b</loc><n:news>"
        "<n:publication_date>2026-10-04</n:publication_date><n:title>B</n:title></n:news></url>"
        "</urlset>"
    )
    plain = sitemap(body)
    assert plain.items == (
        Listed("https://example.org/a", changed_utc="2026-10-05T01:00:00Z"),
        Listed("https://example.org/b", "B", "2026-10-04", "feed"),
    )
    assert plain.at_end
    assert sitemap(gzip.compress(body.encode())).items == plain.items


def test_an_index_gives_its_sitemaps_and_old_ones_can_be_left() -> None:
    body = (
        "<sitemapindex><sitemap><loc>/s1.xml</loc><lastmod>2019-01-01</lastmod></sitemap>"
        "<sitemap><loc>/s2.xml</loc></sitemap><sitemap><loc>/tags.xml</loc></sitemap></sitemapindex>"
    )
    assert sitemap(body).more == tuple(f"https://example.org/{n}.xml" for n in ("s1", "s2", "tags"))
    assert sitemap(body, sitemaps=r"/s\d", since_days=30).more == ("https://example.org/s2.xml",)
    assert not sitemap(body, since_days=30).at_end


def test_a_cut_sitemap_gives_its_whole_rows_and_is_not_complete() -> None:
    listing = sitemap("<urlset><url><loc>https://example.org/a</loc></url><url><loc>https://example.org/b")
    assert [item.url for item in listing.items] == ["https://example.org/a"]
    assert not listing.at_end


def test_bombs_and_entities_in_sitemaps_are_refused_with_words() -> None:
    assert "larger than" in sitemap(gzip.compress(b" " * 1_000_000)).problem
    assert (
        "entities"
        in sitemap("<!DOCTYPE u [<!ENTITY a 'b'>]><urlset><url><loc>&a;</loc></url></urlset>").problem
    )
    assert "gz" in sitemap(b"\x1f\x8bxxxx").problem
    assert "its root is html" in sitemap("<html></html>").problem


def listing_of(text: str, *, page: int = 1, **entry: Any) -> Listing:
    return read_listing(
        text.encode("utf-8", "replace"), URL, ListingEntry(type="listing", url=URL, **entry), page=page
    )


CARDS = """<base href="https://example.org/en/"><nav><a href="/about">About</a></nav>
<div class=card><a href="n/1"><img alt="picture"></a><h3><a href="n/1">First <b>deal</b></a></h3>
 <span class=d>5 October 2026</span></div>
<div class=card><a href="n/2#x" title="Second">  </a><time datetime="2026-10-04T10:00">yesterday</time></div>
<a class=next href="?p=2">more</a>"""


def test_cards_give_title_and_day_once_each() -> None:
    listing = listing_of(CARDS, css=".card", date_css=".d, time", next_css="a.next")
    assert listing.items == (
        Listed("https://example.org/en/n/1", "First deal", "2026-10-05", "feed"),
        Listed("https://example.org/en/n/2#x", "Second", "2026-10-04", "feed"),
    )
    assert listing.more == ("https://example.org/en/?p=2",)
    links = listing_of(CARDS, css=".card a", date_css=".d")
    assert links.items[0] == Listed("https://example.org/en/n/1", "First deal", "2026-10-05", "feed")


def test_a_link_pattern_alone_is_enough_and_no_pagination_is_an_end() -> None:
    listing = listing_of(CARDS, link_pattern=r"/n/\d")
    assert [item.url for item in listing.items] == [
        "https://example.org/en/n/1",
        "https://example.org/en/n/2#x",
    ]
    assert listing.at_end


def test_counted_pages_are_asked_for_by_number() -> None:
    entry: dict[str, Any] = {
        "link_pattern": "/n/",
        "next_pattern": "https://example.org/l?page={page}",
        "first_page": 1,
    }
    assert listing_of(CARDS, **entry).more == ("https://example.org/l?page=1",)
    assert listing_of(CARDS, page=3, **entry).more == ("https://example.org/l?page=3",)


def test_a_changed_layout_and_a_bad_selector_are_problems() -> None:
    assert "layout changed?" in listing_of(CARDS, css=".story a").problem
    assert "is no selector" in listing_of(CARDS, css="a[").problem
    assert "layout changed?" in listing_of("", link_pattern="x").problem


def api(body: bytes, *, page: int = 1, **more: Any) -> Listing:
    facts = {
        "items": "documents",
        "fields": {"url": "url", "title": "title.cdata!|title", "date": "day"},
        **more,
    }
    return read_api(body, URL + "?rows=2", ApiEntry(type="api", url=URL, **facts), page=page)


def test_an_object_of_documents_is_read_as_a_list() -> None:
    data = {"total": "3", "documents": {
        "D1": {"url": "http://example.org/1", "title": {"cdata!": "One"}, "day": "2026-10-05T00:00:00Z"},
        "D2": {"url": "/2", "title": "Two"}, "facets": [], "D3": {"no": 1}}}  # fmt: skip
    listing = api(json.dumps(data).encode())
    assert listing.items == (
        Listed("http://example.org/1", "One", "2026-10-05", "feed"), Listed("https://example.org/2", "Two"),
    )  # fmt: skip
    assert not listing.at_end


def test_api_pages_are_counted_to_the_total_or_a_short_page_or_the_stated_next() -> None:
    body = json.dumps({"total": 5, "next": "/p3", "documents": [{"url": "/1"}, {"url": "/2"}]}).encode()
    pages: dict[str, Any] = {"parameter": "os", "start": 0, "step": 2, "size": 2, "total": "total"}
    assert api(body, pages=pages).more == ("https://example.org/news/feed?rows=2&os=2",)
    assert api(body, page=3, pages=pages).at_end
    assert api(body, pages={**pages, "size": 3, "total": None}).at_end
    assert api(body, pages={"parameter": "x", "next": "next"}).more == ("https://example.org/p3",)


def test_an_api_that_answers_otherwise_is_a_problem_that_names_what_was_met() -> None:
    assert "met keys message" in api(b'{"message": "410 Gone"}').problem
    assert "is no JSON" in api(b"<html>").problem
    assert "met keys ['link']" in api(b'{"documents": [{"link": "/1"}]}').problem


def test_dotted_paths_find_keys_with_dots_places_and_alternatives() -> None:
    data = {"a": {"b.c": [{"d": 1}]}, "x.y": 2}
    assert value_at(data, "a.b.c.0.d") == 1
    assert value_at(data, "x.y") == 2
    assert value_at(data, "no|x.y") == 2
    assert value_at(data, "a.b.9") is None


def test_complete_since_is_the_oldest_day_of_a_complete_listing_alone() -> None:
    items = [Listed("a", published="2026-10-05"), Listed("b", published="2026-09-01"), Listed("c")]
    assert complete_since(items, shown_complete=True) == date(2026, 9, 1)
    assert complete_since(items, shown_complete=False) is None
    assert complete_since(items[2:], shown_complete=True) is None


def test_the_newest_day_is_not_one_in_the_future() -> None:
    items = [Listed("a", published="2026-10-05"), Listed("b", published="2031-01-01")]
    assert newest_day(items, today=date(2026, 10, 6)) == date(2026, 10, 5)


def test_ignored_links_and_parts_of_a_listing_are_no_items() -> None:
    text = (
        "<div class=promo><a href='/n/1'>Advert</a></div><a href='/n/2'>Two</a>"
        "<a href='/n/3?lang=fr'>Trois</a><a href='/n/4'>Vacancy: driver</a>"
    )
    listing = listing_of(text, link_pattern="/n/", ignore=["lang=fr", "^Vacancy"], ignore_css=".promo")
    assert [item.url for item in listing.items] == ["https://example.org/n/2"]
    assert "is no selector" in listing_of(text, css="a", ignore_css="p[").problem


def test_a_sitemap_states_the_translations_of_its_pages() -> None:
    body = (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:x='http://www.w3.org/1999/xhtml'>"
        "<url><loc>https://example.org/en/a</loc>"
        "<x:link rel='alternate' hreflang='en' href='https://example.org/en/a'/>"
        "<x:link rel='alternate' hreflang='ja-JP' href='https://example.org/ja/a'/></url></urlset>"
    )
    assert sitemap(body).items[0].translations == (("ja", "https://example.org/ja/a"),)


RSS_091 = "<rss version='0.91'><channel><item><title>A</title><link>/a</link></item></channel></rss>"
RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
    " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='x'><title>T</title></channel>"
    "<item rdf:about='/a'><title>A</title><link>/a</link><dc:date>2026-10-05</dc:date></item></rdf:RDF>"
)
ATOM_03 = (
    "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>T</title>"
    "<entry><title>A</title><link href='/a'/><issued>2026-10-05T01:00:00Z</issued></entry></feed>"
)
NO_NAMESPACE = (  # prefixes that nothing declares, a bare ampersand, an entity of HTML
    "<rss version='2.0'><channel><title>A &amp; B</title><item><title>A&nbsp;&hellip; R & D</title>"
    "<link>/a?x=1&y=2</link><dc:date>2026-10-05</dc:date><media:t url='p.jpg'/></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (RSS_091, Listed("https://example.org/a", "A")),
        (RDF, Listed("https://example.org/a", "A", "2026-10-05", "feed")),
        (ATOM_03, Listed("https://example.org/a", "A", "2026-10-05", "feed")),
        (NO_NAMESPACE, Listed("https://example.org/a?x=1&y=2", "A … R & D", "2026-10-05", "feed")),
        ("\ufeff  \n" + RSS_091, Listed("https://example.org/a", "A")),
    ],
)
def test_old_and_dirty_feeds_are_read(body: str, wanted: Listed) -> None:
    assert feed(body).items == (wanted,)


def test_a_feed_keeps_its_order_whatever_its_dates_say() -> None:
    days = ("05 Oct 2026", "01 Jan 2026", "09 Nov 2026")
    items = "".join(
        f"<item><link>/{n}</link><pubDate>{day} 00:00:00 GMT</pubDate></item>" for n, day in enumerate(days)
    )
    listing = feed(rss(items))
    assert [item.url[-1] for item in listing.items] == ["0", "1", "2"]
    assert newest_day(listing.items, today=date(2026, 12, 1)) == date(2026, 11, 9)


def test_angle_brackets_that_are_no_markup_stay_in_a_title() -> None:
    assert plain_title("Foo &lt;foo&gt;") == "Foo <foo>"
    assert (
        plain_title("The <blink> tag, <b>bold</b><br>and <o:p>Word</o:p>") == "The <blink> tag, bold and Word"
    )
    assert plain_title("1 < 2 <!-- no --> and 3 > 2") == "1 < 2 and 3 > 2"


def test_an_id_that_is_no_address_names_no_page_but_is_kept() -> None:
    listing = feed(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>The <i>ministry</i></title><id>tag:m,2026:1</id>"
        "<link href='/'/><entry><title>A</title><id>right</id></entry>"
        "<entry><title>B</title><id>https://example.org/b</id></entry></feed>"
    )
    assert listing.items == (Listed("https://example.org/b", "B"),)
    assert [(entry.url, entry.title, entry.name) for entry in listing.entries] == [
        ("", "A", "right"),
        ("https://example.org/b", "B", "https://example.org/b"),
    ]
    assert (listing.without_address, listing.about.name) == (1, "tag:m,2026:1")
    assert listing.about == Listed("https://example.org/", "The ministry")


def test_the_oldest_kind_of_feed_is_known_as_one() -> None:
    body = "<?xml version='1.0'?><CHANNEL HREF='http://example.org/'><TITLE>T</TITLE></CHANNEL>"
    assert feed(body).problem == ""
