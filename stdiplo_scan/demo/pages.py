"""Pages of the miniature world as HTML: articles, listings, print variants and the pages that go wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template

from stdiplo_scan.demo.dates import full_date
from stdiplo_scan.demo.words import WORDS
from stdiplo_scan.demo.world import MARKS, Publisher, World, WorldDocument

LAYOUTS = Path(__file__).parent / "layouts"
PAGE_LENGTH = 6  # links a listing page


def article_page(world: World, document: WorldDocument, edition: int, base_url: str) -> str:
    """The article in its publisher's layout, with menu, related links and footer around it."""
    publisher = world.publisher(document.publisher)
    words = WORDS[document.language]
    title, paragraphs = document.text_in(edition)
    siblings = [other for other in world.documents_of(publisher.id) if other.id != document.id]
    place = sum(document.id.encode()) % max(len(siblings), 1)
    values = {f"word_{key}": escape(word) for key, word in words.items()}
    values |= {
        "lang": document.language,
        "charset": document.charset,
        "title": escape(title),
        "site": escape(publisher.name),
        "tagline": escape(publisher.tagline),
        "colour": publisher.colour,
        "mark": escape(MARKS[document.language]),
        "home": f"/{publisher.id}/",
        "head": _head(world, document, title, base_url),
        "nav": _menu(publisher, words["menu"]),
        "crumbs": f'<a href="/{publisher.id}/">{escape(_home(words))}</a> &gt; {escape(words["list"])}',
        "date": escape(shown_date(publisher, document)),
        "body": "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs),
        "print_url": f"/{publisher.id}/print/{document.id}" if document.print_variant else "#print",
        "related": "".join(_teaser(other) for other in (siblings + siblings)[place : place + 3]),
        "ticker": escape(siblings[0].title) if siblings else "",
        "year": str(document.published.year),
    }
    return _layout(publisher.layout).substitute(values)


def print_page(world: World, document: WorldDocument, edition: int) -> str:
    """The same text without menus, under an address of its own."""
    publisher = world.publisher(document.publisher)
    title, paragraphs = document.text_in(edition)
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return simple_page(
        document.language,
        title,
        f"<p>{escape(publisher.name)}</p><h1>{escape(title)}</h1>"
        f"<p>{escape(full_date(document.published, document.language, form=publisher.date_form))}</p>{body}",
    )


def shown_date(publisher: Publisher, document: WorldDocument) -> str:
    """The visible date line of the article; empty where the site shows none."""
    if publisher.dates == "meta" or not document.shown_date:
        return ""
    day = full_date(document.published, document.language, form=publisher.date_form)
    return f"le {day}" if document.language == "fr" else day


def listing_page(world: World, publisher: Publisher, page: int) -> str | None:
    """One page of the site's listing, newest first; None where there is no such page."""
    documents = world.documents_of(publisher.id)
    shown = documents[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
    if page < 1 or not shown:
        return None
    words = WORDS[publisher.language]
    rows = "".join(_row(publisher, document) for document in shown)
    if page == 1:
        rows += "".join(_odd_row(publisher, name) for name in ("archive", "viewer", "internal"))
    following = ""
    if len(documents) > page * PAGE_LENGTH:
        address = f"/{publisher.id}/list?page={page + 1}"
        following = f'<p class="pager"><a rel="next" href="{address}">{words["next"]}</a></p>'
    title = f"{words['list']} ({page})" if page > 1 else words["list"]
    return simple_page(
        publisher.language,
        f"{title} | {publisher.name}",
        f'<ul class="menu">{_menu(publisher, words["menu"])}</ul><h1>{escape(title)}</h1>'
        f'<ul class="news-list">{rows}</ul>{following}',
    )


def home_page(publisher: Publisher) -> str:
    """The site's front page: links to its listing and its machine-readable entries."""
    words = WORDS[publisher.language]
    feed = ""
    if publisher.entry in ("rss", "rdf", "atom"):
        kind = "application/atom+xml" if publisher.entry == "atom" else "application/rss+xml"
        feed = f'<p><link rel="alternate" type="{kind}" href="/{publisher.id}/feed.xml">RSS / Atom</p>'
    return simple_page(
        publisher.language,
        publisher.name,
        f"<h1>{escape(publisher.name)}</h1><p>{escape(publisher.tagline)}</p>{feed}"
        f'<p><a href="/{publisher.id}/list">{escape(words["list"])}</a></p>',
    )


def missing_page(publisher: Publisher | None) -> str:
    """What a site says where there is no page; served with status 200 at one address of each site."""
    language = publisher.language if publisher else "en"
    words = WORDS[language]
    name = publisher.name if publisher else "stdiplo-scan demo"
    return simple_page(
        language,
        f"404 {words['missing']} | {name}",
        f"<h1>404 {escape(words['missing'])}</h1><p>{escape(words['sorry'])}</p>"
        f'<p><a href="/">{escape(_home(words))}</a></p>',
    )


def script_page(publisher: Publisher) -> str:
    """A page whose text only a browser with JavaScript would see."""
    words = WORDS[publisher.language]
    return simple_page(
        publisher.language,
        publisher.name,
        f'<div id="app"></div><noscript>{escape(words["script"])}</noscript>'
        '<script>document.getElementById("app").dataset.state = "loading";</script>',
    )


def simple_page(language: str, title: str, body: str, charset: str = "utf-8") -> str:
    """A bare page around a body that is HTML already; title is plain text."""
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="{charset}">'
        f"<title>{escape(title)}</title></head><body>"
        f'<p class="demo-mark" role="note">{escape(MARKS[language])}</p>{body}</body></html>'
    )


def _head(world: World, document: WorldDocument, title: str, base_url: str) -> str:
    publisher = world.publisher(document.publisher)
    url = world.url(document.id, base_url)
    lines = []
    if publisher.layout not in ("plain", "table"):
        lines += [
            f'<link rel="canonical" href="{escape(url)}">',
            f'<meta property="og:title" content="{escape(title)}">',
            f'<meta property="og:site_name" content="{escape(publisher.name)}">',
        ]
    if publisher.dates in ("meta", "both") and document.shown_date:
        stamp = f"{document.published.isoformat()}T06:00:00+00:00"
        if publisher.layout == "cards":
            facts = {
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "headline": title,
                "datePublished": stamp,
                "inLanguage": document.language,
                "url": url,
            }
            encoded = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
            lines.append(f'<script type="application/ld+json">{encoded}</script>')
        elif publisher.layout == "wire":
            lines.append(f'<meta itemprop="datePublished" content="{stamp}">')
            lines.append(f'<meta property="article:published_time" content="{stamp}">')
        else:
            lines.append(f'<meta property="article:published_time" content="{stamp}">')
    return "\n".join(lines)


def _menu(publisher: Publisher, menu: str) -> str:
    targets = ("", "list", "calls", "publications", "about")
    pairs = zip(menu.split("|"), targets, strict=True)
    return "".join(
        f'<li><a href="/{publisher.id}/{target}">{escape(word)}</a></li>' for word, target in pairs
    )


def _home(words: Mapping[str, str]) -> str:
    return words["menu"].split("|")[0]


def _teaser(document: WorldDocument) -> str:
    return f'<li><a href="{escape(document.path)}">{escape(document.title)}</a></li>'


def _row(publisher: Publisher, document: WorldDocument) -> str:
    day = full_date(document.published, publisher.language, form=publisher.date_form)
    row = (
        f'<li><span class="date">{day}</span> <a href="{escape(document.path)}">{escape(document.title)}</a>'
    )
    if document.print_variant:
        word = escape(WORDS[publisher.language]["print"])
        row += f'</li><li class="print"><a href="/{publisher.id}/print/{document.id}">{word}</a>'
    return row + "</li>"


def _odd_row(publisher: Publisher, name: str) -> str:
    words = WORDS[publisher.language]
    label = {"archive": words["related"], "viewer": words["newest"], "internal": words["privacy"]}[name]
    return f'<li><a href="{odd_path(publisher, name)}">{escape(label)}</a></li>'


def odd_path(publisher: Publisher, name: str) -> str:
    """Where a site's error page with status 200 (archive), its script page (viewer), its closed page lies."""
    closed = "internal/minutes" if name == "internal" else f"news/{name}-page"
    return f"/{publisher.id}/{closed}"


@lru_cache(maxsize=16)
def _layout(name: str) -> Template:
    return Template((LAYOUTS / f"{name}.html").read_text(encoding="utf-8"))


def page_count(documents: Sequence[WorldDocument]) -> int:
    """How many listing pages these documents fill."""
    return -(-len(documents) // PAGE_LENGTH)
