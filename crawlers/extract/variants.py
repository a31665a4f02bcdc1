"""What a page says about its other addresses: the canonical one, and those of its translations."""

from __future__ import annotations

import re
from typing import Final

from crawlers.canonical import translations
from crawlers.extract.tree import HtmlPage

_MOST_HEADER: Final = 4_000
_HEADER_LINK: Final = re.compile(r"""<([^<>]*)>((?:\s*;\s*[^\s=;,<>]+\s*(?:=\s*(?:"[^"]*"|[^\s";,]*))?)*)""")
_RELATION: Final = re.compile(r"""(?i);\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]+))""")


def canonical_link(page: HtmlPage) -> str:
    """The address that the page gives itself, as written; empty where it gives none."""
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (
            href := (link.get("href") or "").strip()
        ):
            return href[:2000]
    return ""


def header_canonical(links: str) -> str:
    """The address with rel=canonical in an HTTP Link header (RFC 8288, 6596); empty where none has it."""
    for address, parameters in _HEADER_LINK.findall(links[:_MOST_HEADER]):
        relation = _RELATION.search(parameters)
        if relation and "canonical" in (relation[1] or relation[2]).lower().split():
            return str(address).strip()[:2000]
    return ""


def translation_links(page: HtmlPage) -> tuple[tuple[str, str], ...]:
    """(language, canonical address) of each hreflang link; a page that names itself is among them."""
    found = []
    for link in page.tree.iter("link"):
        if "alternate" in (link.get("rel") or "").lower().split() and link.get("hreflang"):
            found.append((link.get("hreflang") or "", (link.get("href") or "").strip()))
    return translations(found, page.url)
