"""A sitemap -> what it lists: urlset, index, news sitemap, plain text; bare or gz."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from lxml import etree

from crawlers.canonical import canonical_url, translations
from crawlers.spiders.feed import read_feed
from crawlers.spiders.listed import Listed, Listing, day_of, plain_title
from crawlers.target import FeedEntry, SitemapEntry


def read_sitemap(
    body: bytes, url: str, entry: SitemapEntry, *, max_bytes: int, content_type: str = ""
) -> Listing:
    """The pages of a sitemap, or `more` sitemaps of an index; a lastmod is no publication date, a news date
    is.

    `since_days` of the entry leaves out pages and sitemaps whose lastmod is older; the listing is then not
    `at_end`. A `news` entry keeps dated rows alone. Broken XML gives what stands before the break, and is
    not `at_end`. Entities are never resolved.
    """
    try:
        body = _unpacked(body, max_bytes)
    except (OSError, EOFError, zlib.error) as error:
        return Listing(problem=f"{url} is no gz sitemap ({error}); wanted a sitemap"[:300])
    except OverflowError:
        return Listing(problem=f"{url} is larger than {max_bytes} bytes unpacked; wanted a smaller sitemap")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        return _plain_text(body, url)
    if b"<!ENTITY" in body[:10_000]:
        return Listing(problem=f"{url} declares XML entities; wanted a sitemap without, so it was not read")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Listing(problem=f"{url} is no sitemap ({error}); wanted urlset or sitemapindex"[:300])
    name = etree.QName(root).localname.lower() if root is not None and isinstance(root.tag, str) else ""
    if name in {"rss", "feed", "rdf"}:
        return read_feed(body, url, FeedEntry(type="feed", url=url), content_type=content_type)
    if name not in {"urlset", "sitemapindex"}:
        return Listing(
            problem=f"{url} is no sitemap (its root is {name or 'nothing'}); wanted urlset or sitemapindex"
        )
    whole = len(parser.error_log) == 0
    oldest = ""
    if entry.since_days is not None:
        oldest = (datetime.now(UTC).date() - timedelta(days=entry.since_days)).isoformat()
    rows = [row for row in (_row(element, url) for element in root) if row is not None]
    if (
        not whole
        and rows
        and body.rfind(b"loc>") > max(body.rfind(b"</url>"), body.rfind(b"</sitemap>")) + 10
    ):
        rows.pop()  # cut off inside it: its address may be half an address
    recent = [row for row in rows if not (oldest and row.changed_utc and row.changed_utc[:10] < oldest)]
    if entry.news:
        recent = [row for row in recent if row.published] if name == "urlset" else recent
    if name == "urlset":
        return Listing(items=tuple(recent), at_end=whole and len(recent) == len(rows))
    wanted = [row for row in recent if entry.sitemaps is None or re.search(entry.sitemaps, row.url)]
    return Listing(more=tuple(row.url for row in wanted), at_end=whole and len(recent) == len(rows))


def _row(element: etree._Element, base: str) -> Listed | None:
    if not isinstance(element.tag, str):
        return None
    facts: dict[str, str] = {}
    links: list[tuple[str, str]] = []
    for part in element.iter():
        if isinstance(part.tag, str) and part.get("hreflang"):
            links.append((part.get("hreflang", ""), part.get("href", "")))
        if isinstance(part.tag, str) and part.text and part.text.strip():
            name = etree.QName(part).localname.lower()
            parent = part.getparent()
            if name == "loc" and parent is not element:
                continue  # an image's or a video's
            facts.setdefault(name, part.text.strip())
    if "loc" not in facts:
        return None
    try:
        address = urljoin(base, facts["loc"])
    except ValueError:
        return None
    day = day_of(facts.get("publication_date", ""))
    changed = facts.get("lastmod", "")
    changed = changed if day_of(changed) else ""
    return Listed(
        address,
        plain_title(facts.get("title", "")),
        day,
        "feed" if day else "unknown",
        changed,
        translations=tuple(
            (language, url) for language, url in translations(links, base) if url != canonical_url(address)
        ),
    )


def _plain_text(body: bytes, url: str) -> Listing:
    lines = [line.strip() for line in body.decode("utf-8-sig", "replace").splitlines()]
    addresses = [line for line in lines if re.fullmatch(r"https?://\S+", line)]
    if not addresses or len(addresses) < len([line for line in lines if line]) / 2:
        return Listing(problem=f"{url} is no sitemap; wanted urlset, sitemapindex or one address a line")
    return Listing(items=tuple(Listed(address) for address in addresses), at_end=True)


def _unpacked(body: bytes, max_bytes: int) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
        unpacked = file.read(max_bytes + 1)
    if len(unpacked) > max_bytes:
        raise OverflowError
    return unpacked
