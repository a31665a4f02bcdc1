"""What a page says about its other addresses: the canonical one, and those of its translations."""

from __future__ import annotations

from crawlers.canonical import translations
from crawlers.extract.tree import HtmlPage


def canonical_link(page: HtmlPage) -> str:
    """The address that the page gives itself, as written; empty where it gives none."""
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (
            href := (link.get("href") or "").strip()
        ):
            return href[:2000]
    return ""


def translation_links(page: HtmlPage) -> tuple[tuple[str, str], ...]:
    """(language, canonical address) of each hreflang link; a page that names itself is among them."""
    found = []
    for link in page.tree.iter("link"):
        if "alternate" in (link.get("rel") or "").lower().split() and link.get("hreflang"):
            found.append((link.get("hreflang") or "", (link.get("href") or "").strip()))
    return translations(found, page.url)
