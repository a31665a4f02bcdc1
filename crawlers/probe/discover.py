"""A page -> where its publisher may list its news: feeds it declares, and pages that its links call news."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from w3lib.encoding import html_to_unicode

COMMON_PATHS = ("/feed", "/rss.xml", "/rss", "/atom.xml", "/feed.xml", "/news/rss", "/sitemap.xml")

_FEED_TYPES = ("rss", "atom", "feed+json", "rdf+xml")
_FEED_LINK = re.compile(
    r"(?:/(?:rss|feeds?|atom)(?:[/.?]|$)|\.(?:rss|rdf|atom)$|[?&](?:feed|format)=(?:rss|atom))"
)
_NEWS_WORD = re.compile(
    r"\b(?:news(?:room)?|press(?:e|room)?|releases?|announcements?|media|actualit\w+|aktuelles|nachrichten|noticias"
    r"|prensa|comunicados|notizie|nyheter|updates?|latest)\b|新闻|新聞|新着|お知らせ|報道|プレス|ニュース|动态|通知|公告|소식|보도|공지",
    re.IGNORECASE,
)  # fmt: skip
_MOST_FEEDS = 8


def read_page(body: bytes, content_type: str) -> Selector:
    """The page as a tree that answers CSS and XPath; whatever its bytes are, it is one."""
    _, text = html_to_unicode(content_type or None, body, default_encoding="utf-8")
    return Selector(text=text.replace("\x00", "") or "<html></html>", type="html")


def base_of(page: Selector, url: str) -> str:
    """The address that the page's relative links are meant from."""
    return join(url, page.css("base::attr(href)").get() or "") or url


def join(base: str, href: str) -> str:
    """The absolute http(s) address of a link; empty where it leads to no page."""
    href = href.strip()
    if not href or href.startswith("#"):
        return ""
    try:
        found = urljoin(base, href)
    except ValueError:
        return ""
    return found if found.startswith(("http://", "https://")) else ""


def declared_feeds(page: Selector, url: str) -> list[str]:
    """Feeds that the page names with <link rel=alternate>, in its order, each once."""
    base = base_of(page, url)
    found = []
    for link in page.css("link[rel][href]"):
        kind = link.attrib.get("type", "").lower()
        if "alternate" in link.attrib["rel"].lower().split() and any(name in kind for name in _FEED_TYPES):
            found.append(join(base, link.attrib["href"]))
    return list(dict.fromkeys(address for address in found if address))[:_MOST_FEEDS]


def linked_feeds(page: Selector, url: str) -> list[str]:
    """Links of the page whose address looks like a feed's, in its order, each once."""
    base = base_of(page, url)
    links = (join(base, anchor.attrib["href"]) for anchor in page.css("a[href]"))
    return list(dict.fromkeys(link for link in links if link and _FEED_LINK.search(_tail(link))))[
        :_MOST_FEEDS
    ]


def news_pages(page: Selector, url: str) -> list[str]:
    """Pages that the links of this one call news or press, those with the shortest path first."""
    base = base_of(page, url)
    found: dict[str, tuple[bool, int]] = {}
    for anchor in page.css("a[href]"):
        address = join(base, anchor.attrib["href"]).split("#", 1)[0]
        words = " ".join(anchor.xpath(".//text()").getall())
        if not address or address == url or _FEED_LINK.search(_tail(address)):
            continue
        path = urlsplit(address).path
        in_path = bool(_NEWS_WORD.search(path.replace("-", " ").replace("_", " ")))
        if (in_path or (len(words) <= 40 and _NEWS_WORD.search(words))) and path.count("/") <= 4:
            found.setdefault(address, (not in_path, path.rstrip("/").count("/")))
    return sorted(found, key=lambda address: found[address])


def _tail(address: str) -> str:
    parts = urlsplit(address)
    return parts.path.lower() + (f"?{parts.query.lower()}" if parts.query else "")
