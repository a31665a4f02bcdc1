"""An HTML page parsed once, and what its head says; shared by title, date, text and rejection."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from crawlers.extract.cleaning import clean_line

_NOT_XML = bytes((*range(9), 11, 12, *range(14, 32), 127))  # ASCII characters that no XML tree may hold
_NOT_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE and U+FFFF in UTF-8
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MOST_JSON = 400_000  # characters of one JSON-LD block; longer ones are galleries and product lists


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """The parsed tree of a page, its meta tags (lower-case name -> values in order) and its JSON-LD
    objects.
    """

    tree: HtmlElement
    url: str
    meta: dict[str, list[str]] = field(default_factory=dict)
    linked_data: tuple[dict[str, Any], ...] = ()
    scripts: int = 0  # scripts of some size; the tree itself holds none but JSON-LD, and no styles
    unscripted: str = ""  # what the page tells readers without JavaScript
    host: str = ""  # of the page's address, without www.

    def first_meta(self, *names: str) -> str:
        """The first value that is not empty of the first of the names that has one; else an empty text."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return ""


def parse_html(markup: str, url: str) -> HtmlPage | None:
    """The parsed page; None where there is no element in it."""
    body = _XML_DECLARATION.sub("", markup, count=1).encode("utf-8", "replace").translate(None, _NOT_XML)
    if b"\xef\xbf" in body:
        for code in _NOT_CHARACTERS:
            body = body.replace(code, b"")
    if b"<" not in body:
        return None
    try:
        tree = etree.fromstring(body, parser=_parser())
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    if not isinstance(tree, HtmlElement):  # nothing in it, or no element at all
        return None
    meta, data = _meta(tree), tuple(_linked_data(tree))
    unscripted = clean_line(" ".join(node.text_content() for node in tree.iter("noscript"))[:6000], 3000)
    return HtmlPage(tree, url, meta, data, _without_scripts(tree), unscripted, _host(url))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=1)
def _parser() -> HTMLParser:
    """A parser whose elements are all plain `HtmlElement`: lxml.html asks Python for the class of each."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


def _without_scripts(tree: HtmlElement) -> int:
    """Takes scripts but JSON-LD, styles and drawings out of the tree; how many scripts of some size there
    were.

    Every later pass over the tree and every copy of it is shorter for it.
    """
    count = 0
    for script in list(tree.iter("script")):
        count += bool(script.get("src") or len(script.text or "") > 200)
        if "ld+json" not in (script.get("type") or "").lower():
            script.tag = "style"
    etree.strip_elements(tree, "style", "svg", with_tail=False)
    return count


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        if not content:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            if name := element.get(key):
                found.setdefault(name.strip().lower(), []).append(clean_line(content, 2000))
    return found


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = script.text or ""
        if not 2 < len(text) < _MOST_JSON:
            continue
        yield from _objects(_loads(text))


def _loads(text: str) -> Any:
    text = (
        text.strip()
        .removeprefix("<!--")
        .removesuffix("-->")
        .removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
        .strip()
    )
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """All objects of a JSON-LD value that stand alone, in a list, in @graph or as the page's main entity."""
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), (list, dict)):
                yield from _objects(value[key], depth + 1)


def object_types(item: dict[str, Any]) -> tuple[str, ...]:
    """The schema.org types of a JSON-LD object, without their address."""
    kinds = item.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return tuple(kind.rsplit("/", 1)[-1] for kind in kinds if isinstance(kind, str))


ARTICLES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BlogPosting",
        "Report",
        "ScholarlyArticle",
        "TechArticle",
        "LiveBlogPosting",
        "GovernmentService",
        "SpecialAnnouncement",
        "Legislation",
        "BackgroundNewsArticle",
        "Review",
        "ReviewNewsArticle",
        "AdvertiserContentArticle",
        "SocialMediaPosting",
        "CreativeWork",
        "DigitalDocument",
    ]
)


def articles(page: HtmlPage) -> Iterator[dict[str, Any]]:
    """JSON-LD objects that describe an article or another written work, in the order of the page."""
    for item in page.linked_data:
        if ARTICLES.intersection(object_types(item)):
            yield item
