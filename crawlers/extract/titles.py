"""The title of a page as its editors wrote it, without the site's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawlers.extract.cleaning import clean_line
from crawlers.extract.tree import HtmlPage, articles, object_types

_SEPARATOR = re.compile(
    r"\s+(?:[|｜–—\-‐·•»«:/>~*‹›⋆⎜]|::|<<|>>|//|--)\s+|\s*[|｜]\s*|\s*_\s*(?=[\u3000-\u9fffA-Z])|"
    r"(?<=[\u3040-\u9fff\uff00-\uffef])[:：]\s+|\s*[≪«]\s*|\s+—\s*|\s*—\s+|\s+-(?=\w)"
)
_WORDS = re.compile(r"\w+")
_ASCII_MARKS = {code: None for code in range(128) if not chr(code).isalnum()}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LOGO = re.compile(
    r"(?:^|[-_ ])(?:logo|brand|site-?(?:title|name)|visually-?hidden|sr-only|screen-reader|"
    r"branding)(?:[-_ ]|$)",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    [
        "home",
        "homepage",
        "startseite",
        "accueil",
        "inicio",
        "news",
        "newsroom",
        "aktuelles",
        "actualités",
        "noticias",
        "press",
        "release",
        "presse",
        "search",
        "suche",
        "menu",
        "main",
        "navigation",
        "article",
        "blog",
        "welcome",
        "untitled",
        "index",
        "ホーム",
        "トップページ",
        "ニュース",
        "お知らせ",
        "報道発表",
        "新着情報",
        "首页",
        "新闻",
        "새소식",
    ]
)


@dataclass(frozen=True, slots=True)
class PageTitle:
    """The title, the element of the page that shows it (None where none does) and the site's name."""

    text: str
    element: HtmlElement | None
    site: str


def page_title(page: HtmlPage, hint: str = "") -> PageTitle:
    """The title that a page's heading, head and feed agree on best.

    A heading that the head repeats is the title; else the head's own title without the site's name; else
    the only heading; else what the feed said. Empty where nothing is named.
    """
    sites = _site_names(page)
    site = sites[0] if sites else ""
    head = clean_line(page.tree.findtext(".//head/title") or page.tree.findtext(".//title") or "")
    shared = [clean_line(value) for value in _shared_titles(page)]
    named = [text for text in (*shared, head, clean_line(hint)) if text]
    headings = _headings(page.tree, sites)
    best = _agreed_heading(headings, named)
    if best is not None:
        return PageTitle(best[0], best[1], site)
    cleaned = [without_site(text, sites) for text in named]
    cleaned = [text for text in cleaned if not _is_generic(text, sites)]
    if cleaned:
        return PageTitle(cleaned[0], _element_showing(page.tree, cleaned[0]), site)
    ones = [(text, element) for text, element in headings if element.tag == "h1"]
    if ones:
        return PageTitle(*ones[0], site)
    if headings:
        return PageTitle(*headings[0], site)
    return PageTitle(named[0] if named else "", None, site)


def without_site(title: str, sites: Sequence[str]) -> str:
    """The title without leading and trailing parts that name the site: "X | Ministry of Y" gives "X"."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    marks = [match.group() for match in _SEPARATOR.finditer(title)]
    keys = [letters(site) for site in sites if len(letters(site)) > 1]
    first, last = 0, len(parts)
    while last - first > 1 and _names_site(parts[last - 1], keys):
        last -= 1
    while last - first > 1 and _names_site(parts[first], keys):
        first += 1
    kept = "".join(
        part + (marks[number] if number < last - 1 else "")
        for number, part in enumerate(parts[:last])
        if number >= first
    )
    return kept.strip(" -|–—:·»«_\u3000") or title


def letters(text: str) -> str:
    """Only the letters and figures of a text, folded: what two spellings of a title are compared by."""
    if text.isascii():
        return text.lower().translate(_ASCII_MARKS)
    words = _WORDS.findall(unicodedata.normalize("NFKC", text).casefold())
    return "".join(words).replace("_", "")  # faster than a class without it


def _names_site(part: str, keys: Iterable[str]) -> bool:
    key = letters(part)
    if not key:
        return True
    return any(
        key == site
        or (len(key) > 3 and key in site)
        or (len(site) > 3 and site in key and len(key) < 2.5 * len(site))
        for site in keys
    )


def _site_names(page: HtmlPage) -> list[str]:
    names = [
        page.first_meta("og:site_name"),
        page.first_meta("application-name"),
        page.first_meta(
            "dc.publisher",
            "publisher",
            "dcterms.publisher",
            "al:android:app_name",
            "apple-mobile-web-app-title",
        ),
    ]
    for item in page.linked_data:
        publisher = item.get("publisher")
        if isinstance(publisher, list) and publisher:
            publisher = publisher[0]
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            names.append(publisher["name"])
        if {"WebSite", "Organization", "NewsMediaOrganization", "GovernmentOrganization"} & set(
            object_types(item)
        ) and isinstance(item.get("name"), str):
            names.append(item["name"])
    labels = page.host.split(".")
    names += [page.host, *(label for label in labels[:-1] if len(label) > 3)]
    return list(dict.fromkeys(clean_line(name, 120) for name in names if name and len(name) > 1))


def _shared_titles(page: HtmlPage) -> list[str]:
    headlines = [
        item[key] for item in articles(page) for key in ("headline",) if isinstance(item.get(key), str)
    ]
    return [
        page.first_meta("og:title"),
        page.first_meta("twitter:title"),
        *headlines[:1],
        page.first_meta("dc.title", "dcterms.title", "citation_title", "title"),
    ]


def _headings(tree: HtmlElement, sites: Sequence[str]) -> list[tuple[str, HtmlElement]]:
    """Texts and elements of the visible headings, h1 before h2 before h3, logos left out."""
    found = []
    keys = {letters(site) for site in sites}
    for tag, most in (("h1", 8), ("h2", 12), ("h3", 6)):
        for element in list(tree.iter(tag))[:most]:
            if _HIDDEN.search(element.get("style") or ""):
                continue
            text = heading_text(element)
            key = letters(text)
            if len(key) >= 2 and len(text) <= 400 and key not in keys:
                found.append((text, element))
    return found


def heading_text(element: HtmlElement) -> str:
    """The text of a heading on one line, blanks where it breaks."""
    parts: list[str] = []
    for node in element.iter():
        if node.tag in {"script", "style", "svg", "noscript"}:
            if node.tail:
                parts.append(node.tail)
            continue
        if node.tag in {"br", "div", "p"}:
            parts.append(" ")
        parts.append(node.text or "")
        if node is not element:
            parts.append(node.tail or "")
    return clean_line("".join(parts))


def _agreed_heading(
    headings: Sequence[tuple[str, HtmlElement]], named: Sequence[str]
) -> tuple[str, HtmlElement] | None:
    """The heading that the head's titles contain or nearly equal; an h1 before others, longer before
    shorter.
    """
    keys = [letters(text) for text in named]
    best: tuple[float, str, HtmlElement] | None = None
    for text, element in headings:
        key = letters(text)
        if len(key) < 4:
            continue
        score = max((_agreement(key, other) for other in keys), default=0.0)
        if element.tag == "h1":
            score += 0.1
        if score >= 0.8 and (best is None or score > best[0]):
            best = (score, text, element)
    return (best[1], best[2]) if best else None


def _agreement(key: str, other: str) -> float:
    """1.0 for equal titles; the share that the heading covers where the title begins with it or contains
    it.
    """
    if key == other:
        return 1.2
    if len(key) > 8 and key in other:
        return 0.7 + 0.3 * len(key) / len(other)
    if len(other) > 12 and other in key and len(key) < 1.5 * len(other):
        return 0.7 + 0.2 * len(other) / len(key)
    return 0.0


def _is_generic(text: str, sites: Sequence[str]) -> bool:
    key = letters(text)
    return len(key) < 2 or text.casefold() in _GENERIC or key in {letters(site) for site in sites}


def _element_showing(tree: HtmlElement, title: str) -> HtmlElement | None:
    key = letters(title)[:60]
    if len(key) < 6:
        return None
    for element in tree.iter("h1", "h2", "h3", "strong", "p", "div", "span", "td"):
        if len(element) < 4 and element.text and letters(heading_text(element)).startswith(key):
            return element
    return None
