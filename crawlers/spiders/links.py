"""A page -> the addresses it links to, for targets that look deeper than what an entry point lists."""

from __future__ import annotations

from urllib.parse import urljoin

from parsel import Selector
from w3lib.encoding import html_to_unicode

from crawlers.archive import Response


def page_links(response: Response) -> list[str]:
    """Absolute addresses of the links of an HTML page, in its order, each once; none where it is not HTML.

    Links that say `rel=nofollow` are left out.
    """
    content_type = {name.lower(): value for name, value in response.headers.items()}.get("content-type", "")
    if "html" not in content_type.lower():
        return []
    _, text = html_to_unicode(content_type, response.body, default_encoding="utf-8")
    selector = Selector(text=text.replace("\x00", ""), type="html")
    base = _joined(response.final_url, selector.css("base::attr(href)").get() or "") or response.final_url
    found = (
        _joined(base, anchor.attrib.get("href", ""))
        for anchor in selector.css("a[href]")
        if "nofollow" not in anchor.attrib.get("rel", "").lower()
    )
    return list(dict.fromkeys(address for address in found if address))


def _joined(base: str, href: str) -> str:
    href = href.strip()
    if not href or href.startswith("#"):
        return ""
    try:
        return urljoin(base, href)
    except ValueError:
        return ""
