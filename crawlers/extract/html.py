"""An HTML page -> title, text, language and day of publication, or the reason why it is no document."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from crawlers.document import Hints, SkipReason
from crawlers.extract.blocks import better_text, without_references
from crawlers.extract.cleaning import clean_text
from crawlers.extract.language import detect_language
from crawlers.extract.pagedate import page_date
from crawlers.extract.published import UNDATED, Published
from crawlers.extract.reject import TELLING, reject_page
from crawlers.extract.titles import PageTitle, page_title
from crawlers.extract.tree import HtmlPage, parse_html
from crawlers.extract.variants import canonical_link, translation_links

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without text is a Skipped, no log line
_HIDDEN_TAGS = frozenset(
    ("script", "style", "noscript", "template", "title", "iframe", "object", "option", "textarea")
)
_HIDES_A_DOCUMENT = frozenset(("boilerplate", "cookie_wall", "needs_javascript", "paywall"))


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a reader gets from one page or file."""

    title: str
    text: str
    language: str
    published: Published
    canonical: str = ""  # the address the page gives itself, as written; empty where it gives none
    translations: tuple[tuple[str, str], ...] = ()  # language, canonical address
    text_share: float | None = None


@dataclass(frozen=True, slots=True)
class NoContent:
    """Why no text came out of a page or file, and what is known of the document all the same."""

    reason: SkipReason
    detail: str
    title: str = ""  # of a document whose text is kept from us
    published: Published = UNDATED  # the same document's


def read_html(
    markup: str, url: str, *, status: int, fetched_utc: str, hints: Hints
) -> PageContent | NoContent:
    """Title, text, language, day and canonical address of a decoded page."""
    page = parse_html(markup, url)
    if page is None:
        return NoContent("empty", "no markup")
    title = page_title(page, hints.title)
    text = main_text(page, title)
    visible = (
        text if len(text) >= TELLING else visible_text(page)
    )  # then the rest of the page decides nothing
    rejection = reject_page(page, title.text, text, visible, status)
    if rejection and rejection.reason not in _HIDES_A_DOCUMENT:
        return NoContent(rejection.reason, rejection.detail)
    language = detect_language(f"{title.text}\n{text}", languages=_language_hints(page, hints))
    published = page_date(page, title.element, language=language, fetched_utc=fetched_utc, hints=hints)
    if rejection:
        return NoContent(rejection.reason, rejection.detail, title.text, published)
    if not text:
        return NoContent("boilerplate", visible[:80], title.text, published)
    return PageContent(title.text, text, language, published, canonical_link(page), translation_links(page))


def main_text(page: HtmlPage, title: PageTitle) -> str:
    """The article's text, one line a paragraph, without navigation, comments and advertisements."""
    try:
        found: Any = _main_content()(page.tree)  # works on a copy of its own
    except (ValueError, TypeError, AttributeError, RecursionError, KeyError, IndexError):
        found = None
    text = clean_text(found.text or "") if found is not None else ""
    better = without_references(better_text(_without_title(text, title.text), page, title.text))
    return text if better == text else clean_text(better)


def visible_text(page: HtmlPage, most: int = 20_000) -> str:
    """What a reader sees on the whole page, on one line, at most so many characters."""
    body = page.tree.find(".//body")
    parts: list[str] = []
    size = 0
    for element in (body if body is not None else page.tree).iter("*"):
        for text in ("" if element.tag in _HIDDEN_TAGS else element.text, element.tail):
            if text and (text := text.strip()):
                parts.append(text)
                size += len(text)
        if size > most:
            break
    return " ".join(" ".join(parts).split())


@lru_cache(maxsize=1)
def _main_content() -> Callable[[Any], Any]:
    """What reads the main content of a tree."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - heavy: commands that read no page start without it
    from trafilatura.settings import Extractor  # noqa: PLC0415 - the same

    return partial(bare_extraction, options=Extractor(output_format="python", fast=True, comments=False))


def load_reader() -> None:
    """The libraries that read pages are in memory, so that the first page costs what the others cost."""
    _main_content()


def _without_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if title and first.strip() == title and rest.strip() else text


def _language_hints(page: HtmlPage, hints: Hints) -> tuple[str, ...]:
    declared = (page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[
        :2
    ].lower()
    return tuple(
        dict.fromkeys((*((declared,) if declared.isalpha() and len(declared) == 2 else ()), *hints.languages))
    )
