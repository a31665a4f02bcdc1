"""An HTML page parsed once, and what its head says; shared by title, date, text and rejection."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from crawlers.extract.cleaning import clean_line

_INVALID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
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

    def first_meta(self, *names: str) -> str:
        """The first value that is not empty of the first of the names that has one; else an empty text."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return ""

    @property
    def host(self) -> str:
        """Host name of the page's address without www."""
        try:
            return (urlsplit(self.url).hostname or "").removeprefix("www.")
        except ValueError:
            return ""


def parse_html(markup: str, url: str) -> HtmlPage | None:
    """The parsed page; None where there is no element in it."""
    markup = _XML_DECLARATION.sub("", _INVALID.sub("", markup))
    if "<" not in markup:
        return None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return HtmlPage(tree, url, _meta(tree), tuple(_linked_data(tree)))


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
