"""The machine-readable entries of the miniature world: RSS 2.0, RSS 1.0, Atom, sitemaps and a JSON API."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from html import escape

from stdiplo_scan.demo.pages import PAGE_LENGTH, page_count
from stdiplo_scan.demo.world import MARKS, Publisher, World, WorldDocument

PUBLISHING_HOUR = time(6, 0, tzinfo=UTC)  # the same calendar day from Chile to Tokyo


def published_utc(day: date) -> datetime:
    """The instant at which documents of that day appear, UTC."""
    return datetime.combine(day, PUBLISHING_HOUR)


def rss(world: World, publisher: Publisher, base_url: str) -> str:
    """RSS 2.0 with every document of the publisher; links of the news site carry tracking parameters."""
    items = "".join(_rss_item(publisher, document, base_url) for document in world.documents_of(publisher.id))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(publisher.name)}</title><link>{base_url}/{publisher.id}/</link>"
        f"<description>{MARKS[publisher.language]}</description><language>{publisher.language}</language>"
        f"{items}</channel></rss>\n"
    )


def rdf(world: World, publisher: Publisher, base_url: str) -> str:
    """RSS 1.0 (RDF) with Dublin Core dates."""
    documents = world.documents_of(publisher.id)
    order = "".join(f'<rdf:li rdf:resource="{_url(document, base_url)}"/>' for document in documents)
    items = "".join(
        f'<item rdf:about="{_url(document, base_url)}"><title>{escape(document.title)}</title>'
        f"<link>{_url(document, base_url)}</link>"
        f"<dc:date>{document.published.isoformat()}T15:00:00+09:00</dc:date>"
        f"<dc:language>{document.language}</dc:language></item>"
        for document in documents
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{base_url}/{publisher.id}/feed.xml"><title>{escape(publisher.name)}</title>'
        f"<link>{base_url}/{publisher.id}/</link><description>{MARKS[publisher.language]}</description>"
        f"<items><rdf:Seq>{order}</rdf:Seq></items></channel>{items}</rdf:RDF>\n"
    )


def atom(world: World, publisher: Publisher, edition: int, base_url: str) -> str:
    """Atom; in edition 2 a revised document's entry has its new title and a later <updated>."""
    documents = world.documents_of(publisher.id)
    entries = "".join(_atom_entry(document, edition, base_url) for document in documents)
    newest = max(changed_utc(document, edition) for document in documents).isoformat()
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="{publisher.language}"><title>{escape(publisher.name)}</title>'
        f"<subtitle>{MARKS[publisher.language]}</subtitle><id>{base_url}/{publisher.id}/</id>"
        f'<link rel="self" href="{base_url}/{publisher.id}/feed.xml"/>'
        f"<updated>{newest}</updated>{entries}</feed>\n"
    )


def changed_utc(document: WorldDocument, edition: int) -> datetime:
    """When the document last changed: its publication, or 23 hours later for a revision in edition 2."""
    published = published_utc(document.published)
    if edition == 2 and document.edition_2 is not None:
        return published.replace(hour=23)
    return published


def sitemap_index(publisher: Publisher, base_url: str) -> str:
    """A sitemap index with one child."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<!-- {MARKS[publisher.language]} -->\n"
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{base_url}/{publisher.id}/sitemap-news.xml</loc></sitemap></sitemapindex>\n"
    )


def sitemap(world: World, publisher: Publisher, edition: int, base_url: str) -> str:
    """Every page of the publisher with its last change, and its day where the site dates its pages."""
    rows = "".join(
        f"<url><loc>{_url(document, base_url)}</loc>"
        f"<lastmod>{changed_utc(document, edition).isoformat()}</lastmod>{_news(publisher, document)}</url>"
        for document in world.documents_of(publisher.id)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<!-- {MARKS[publisher.language]} -->\n"
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>\n'
    )


def api_page(world: World, publisher: Publisher, page: int, base_url: str) -> str | None:
    """One page of the JSON API, newest first; None where there is no such page."""
    documents = world.documents_of(publisher.id)
    pages = page_count(documents)
    if not 1 <= page <= pages:
        return None
    root = f"{base_url}/{publisher.id}/api/documents"
    answer = {
        "note": MARKS[publisher.language],
        "total": len(documents),
        "page": page,
        "pages": pages,
        "next": f"{root}?page={page + 1}" if page < pages else None,
        "items": [
            {
                "id": document.id,
                "title": document.title,
                "url": base_url + document.path,
                "published": published_utc(document.published).isoformat(),
                "language": document.language,
                "kind": document.kind,
            }
            for document in documents[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
        ],
    }
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def robots(world: World, base_url: str) -> str:
    """robots.txt of the one host all sites share: their internal folders are closed, the pace is free."""
    closed = "".join(f"Disallow: /{publisher.id}/internal/\n" for publisher in world.publishers)
    maps = "".join(
        f"Sitemap: {base_url}/{publisher.id}/sitemap.xml\n"
        for publisher in world.publishers
        if publisher.entry == "sitemap"
    )
    return f"# {MARKS['en']}\nUser-agent: *\n{closed}Crawl-delay: 0\n\n{maps}"


def _news(publisher: Publisher, document: WorldDocument) -> str:
    if publisher.dates == "text":
        return ""
    return (
        f"<news:news><news:publication_date>{published_utc(document.published).isoformat()}</news:publication_date>"
        f"<news:title>{escape(document.title)}</news:title></news:news>"
    )


def _url(document: WorldDocument, base_url: str) -> str:
    return escape(base_url + document.path)


def _rss_item(publisher: Publisher, document: WorldDocument, base_url: str) -> str:
    link = base_url + document.path
    if publisher.kind == "news":
        link += "?utm_source=rss&utm_medium=feed"
    return (
        f"<item><title>{escape(document.title)}</title><link>{escape(link)}</link>"
        f'<guid isPermaLink="false">{publisher.id}:{document.id}</guid>'
        f"<pubDate>{format_datetime(published_utc(document.published))}</pubDate></item>"
    )


def _atom_entry(document: WorldDocument, edition: int, base_url: str) -> str:
    title, _ = document.text_in(edition)
    return (
        f"<entry><title>{escape(title)}</title><id>{_url(document, base_url)}</id>"
        f'<link rel="alternate" href="{_url(document, base_url)}"/>'
        f"<published>{published_utc(document.published).isoformat()}</published>"
        f"<updated>{changed_utc(document, edition).isoformat()}</updated></entry>"
    )
