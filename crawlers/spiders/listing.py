"""A listing page -> what it lists: links chosen by pattern or CSS, dates beside them, the next page."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from cssselect import SelectorError
from parsel import Selector
from w3lib.encoding import html_to_unicode

from crawlers.spiders.listed import Listed, Listing, day_of, plain_title
from crawlers.target import ListingEntry

_FEW_LINKS = 5
_SCRIPTED = re.compile(
    r"enable javascript|javascript (is )?(required|disabled)|id=[\"']?(root|app|__next|__nuxt)\b",
    re.IGNORECASE,
)


def read_listing(
    body: bytes, url: str, entry: ListingEntry, *, page: int = 1, content_type: str = ""
) -> Listing:
    """The links of one page in its own order, each address once; `page` is this page's place in the
    pagination, from 1.

    A page that yields no link has a `problem`: where it is the first, the layout has probably changed.
    `at_end` where no next page is offered, or the entry has no pagination at all and says nothing about one.
    """
    _, text = html_to_unicode(content_type or None, body, default_encoding="utf-8")
    selector = Selector(text=text.replace("\x00", ""), type="html")
    base = _joined(url, selector.css("base::attr(href)").get() or "") or url
    try:
        if entry.ignore_css:
            selector.css(entry.ignore_css).drop()
        blocks = selector.css(entry.css) if entry.css else selector.css("a[href]")
        found = [item for block in blocks if (item := _item(block, base, entry)) is not None]
        next_url = _next(selector, base, entry, page)
    except (SelectorError, ValueError) as error:
        given = " or ".join(repr(css) for css in (entry.css, entry.ignore_css, entry.next_css) if css)
        return Listing(problem=f"css {given} is no selector ({error}); wanted CSS such as `ul.news li`")
    items: dict[str, Listed] = {}
    for item in found:  # a card often links twice, once by its picture: keep the fuller title and any date
        earlier = items.get(item.url)
        if earlier is None or (len(item.title), bool(item.published)) > (
            len(earlier.title),
            bool(earlier.published),
        ):
            items[item.url] = item
    if not items:
        wanted = entry.css or entry.link_pattern
        links = len(selector.css("a[href]"))
        if links < _FEW_LINKS and (selector.css("script") and _SCRIPTED.search(text)):
            return Listing(
                problem=f"{url}: the page lists nothing without JavaScript; wanted links in its HTML; "
                "look for a feed, a sitemap or an API, or set `render: true`"
            )
        return Listing(problem=f"{url}: {wanted!r} finds no link among {links}; layout changed?")
    more = (next_url,) if next_url and next_url != url else ()
    return Listing(items=tuple(items.values()), more=more, at_end=not more)


def _item(block: Selector, base: str, entry: ListingEntry) -> Listed | None:
    anchors = block.xpath("self::a[@href] | self::link[@href]") or block.css("a[href]")
    for anchor in anchors:
        address = _joined(base, anchor.attrib.get("href", ""))
        if not address or (entry.link_pattern and not re.search(entry.link_pattern, address)):
            continue
        same = [other for other in anchors if _joined(base, other.attrib.get("href", "")) == address]
        title = max((_title(other) for other in same), key=len)  # a card's picture links there too
        if any(re.search(ignored, address) or re.search(ignored, title) for ignored in entry.ignore):
            continue
        day = _date(block, anchor, entry)
        return Listed(address, title, day, "feed" if day else "unknown")
    return None


def _title(anchor: Selector) -> str:
    return plain_title(" ".join(anchor.xpath(".//text()").getall())) or plain_title(
        anchor.attrib.get("title", "") or (anchor.css("img::attr(alt)").get() or "")
    )


def _date(block: Selector, anchor: Selector, entry: ListingEntry) -> str | None:
    if entry.date_css:
        places = block.css(entry.date_css)
        if not places:  # the block is the link itself: look in the nearest ancestor that holds one
            for ancestor in anchor.xpath("ancestor::*[position() <= 3]")[::-1]:
                places = ancestor.css(entry.date_css)
                if places:
                    break
        for place in places[:1]:
            for text in (place.attrib.get("datetime", ""), " ".join(place.xpath(".//text()").getall())):
                if text and (day := day_of(text)):
                    return day
        return None
    for stated in block.css("time::attr(datetime)").getall():
        if day := day_of(stated):
            return day
    return None


def _next(selector: Selector, base: str, entry: ListingEntry, page: int) -> str:
    if entry.next_pattern:
        return entry.next_pattern.replace("{page}", str(entry.first_page + page - 1))
    if entry.next_css:
        found = selector.css(entry.next_css)
        href = found[0].attrib.get("href") or found[0].css("a::attr(href)").get() if found else ""
        return _joined(base, href) if href else ""
    return ""


def _joined(base: str, href: str) -> str:
    href = href.strip()
    if not href or href.startswith("#"):
        return ""
    try:
        return urljoin(base, href)
    except ValueError:
        return ""
