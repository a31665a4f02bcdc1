"""One response of an entry point -> what it lists, by the kind of entry point that it is."""

from __future__ import annotations

from lxml.etree import LxmlError

from crawlers.spiders.api import read_api
from crawlers.spiders.feed import read_feed
from crawlers.spiders.listed import Listing
from crawlers.spiders.listing import read_listing
from crawlers.spiders.sitemap import read_sitemap
from crawlers.target import ApiEntry, FeedEntry, ListingEntry, SitemapEntry, WebEntry

MOST_SITEMAPS = 500
_MOST_FEED_PAGES = 50


def most_responses(entry: WebEntry) -> int:
    """How many responses of an entry point are read at most: pages of a listing, sitemaps of an index."""
    if isinstance(entry, ListingEntry):
        return entry.max_listing_pages
    if isinstance(entry, ApiEntry):
        return entry.max_api_pages
    return MOST_SITEMAPS if isinstance(entry, SitemapEntry) else _MOST_FEED_PAGES


def read_entry(
    body: bytes, url: str, entry: WebEntry, *, page: int = 1, content_type: str = "", max_bytes: int
) -> Listing:
    """What one response lists; `page` is its place in the pagination, from 1.

    Content that cannot be read gives a `problem`, never an error. `max_bytes`: of a sitemap, unpacked.
    """
    try:
        if isinstance(entry, FeedEntry):
            return read_feed(body, url, entry, content_type=content_type)
        if isinstance(entry, SitemapEntry):
            return read_sitemap(body, url, entry, max_bytes=max_bytes, content_type=content_type)
        if isinstance(entry, ListingEntry):
            return read_listing(body, url, entry, page=page, content_type=content_type)
        return read_api(body, url, entry, page=page)
    except (ValueError, LxmlError, RecursionError, MemoryError) as error:
        return Listing(problem=f"{url} cannot be read ({type(error).__name__}: {error})"[:300])
