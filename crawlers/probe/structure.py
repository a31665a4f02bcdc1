"""A page -> how its list of news could be read: selectors and link patterns, tried on the page itself.

Blocks that repeat, hold a link each and a date, and whose links share one shape, are a list. Every candidate
is read with the code that a crawl reads listings with, so what is shown is what a crawl would get.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml.html import HtmlElement
from parsel import Selector

from crawlers.probe.discover import base_of, join, read_page
from crawlers.spiders.listed import Listed, day_of
from crawlers.spiders.listing import read_listing
from crawlers.target import ListingEntry

_LEAST = 3  # blocks that make a list
_DEEPEST = 5  # ancestors of a link that may be its block
_MOST_TRIED = 40
_REACH = 3  # ancestors of a block that its date may stand in, as a crawl looks for it
_FULL = 12  # links from which more count no further
_ASIDE = frozenset({"nav", "footer", "header", "aside", "form"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")
_CHANGING = re.compile(r"\d|active|first|last|odd|even|current|selected|hover|is-|has-", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListingIdea:
    """A way to read a page as a listing, with what it gives there."""

    entry: ListingEntry
    items: tuple[Listed, ...]
    score: float  # 0..1


def suggest_listings(
    body: bytes,
    url: str,
    *,
    content_type: str = "",
    keep: Callable[[str], bool] = lambda _address: True,
    most: int = 3,
) -> list[ListingIdea]:
    """The best ways to read the page, best first; `keep` says which addresses may be the publisher's pages.

    None where nothing repeats. Ideas that give the same addresses are one: the simplest selector stays.
    """
    page = read_page(body, content_type)
    ideas = []
    for entry in _candidates(page, url, keep):
        listing = read_listing(body, url, entry, content_type=content_type)
        items = tuple(item for item in listing.items if keep(item.url))
        score = _score(items, len(listing.items), _aside(page, url, entry))
        if score > 0:
            ideas.append(ListingIdea(entry, items, score))
    ideas.sort(key=lambda idea: (-idea.score, len(idea.entry.css or "~" * 99), idea.entry.css or ""))
    kept: list[ListingIdea] = []
    for idea in ideas:
        own = {item.url for item in idea.items}
        if all(len(own & {item.url for item in other.items}) * 2 < len(own) for other in kept):
            kept.append(idea)
    return kept[:most]


def _candidates(page: Selector, url: str, keep: Callable[[str], bool]) -> Iterator[ListingEntry]:
    base = base_of(page, url)
    blocks: dict[str, list[HtmlElement]] = {}
    shapes: Counter[str] = Counter()
    for anchor in page.css("a[href]"):
        address = join(base, anchor.attrib["href"])
        if not address or not keep(address):
            continue
        shapes[link_shape(address)] += 1
        for element in _blocks_around(anchor.root):
            blocks.setdefault(selector_of(element), []).append(element)
    repeated = [(selector, found) for selector, found in blocks.items() if len(set(map(id, found))) >= _LEAST]
    repeated.sort(key=lambda pair: (-min(len(pair[1]), _FULL), len(pair[0])))
    for selector, found in repeated[:_MOST_TRIED]:
        if entry := _entry(url, css=selector, date_css=_date_selector(found)):
            yield entry
    for shape, count in shapes.most_common(8):
        if count >= _LEAST and (entry := _entry(url, link_pattern=shape)):
            yield entry


def _entry(url: str, **facts: Any) -> ListingEntry | None:
    try:
        entry = ListingEntry(type="listing", url=url, **{key: value for key, value in facts.items() if value})
        if entry.css:
            Selector(text="<p></p>", type="html").css(entry.css)
    except (ValueError, SelectorError):
        return None
    return entry


def _blocks_around(anchor: HtmlElement) -> Iterator[HtmlElement]:
    """The link and its nearest ancestors, each of which may be the block of one piece of news."""
    element: HtmlElement | None = anchor
    for _ in range(_DEEPEST):
        if element is None or element.tag in {"body", "html", "main"}:
            return
        yield element
        element = element.getparent()


def selector_of(element: HtmlElement) -> str:
    """CSS for the element and its like: tag and steady classes, below the nearest ancestor with a name."""
    own = _named(element)
    steps = [own]
    parent = element.getparent()
    while parent is not None and parent.tag not in {"body", "html"}:
        name = _named(parent)
        if name != parent.tag:
            return " ".join([name, *reversed(steps)])
        if len(steps) < 2:
            steps.append(name)
        parent = parent.getparent()
    return " ".join(reversed(steps))


def _named(element: HtmlElement) -> str:
    own_id = str(element.get("id") or "")
    if _NAME.fullmatch(own_id) and not _CHANGING.search(own_id):
        return f"{element.tag}#{own_id}"
    names = [
        name
        for name in str(element.get("class") or "").split()
        if _NAME.fullmatch(name) and not _CHANGING.search(name)
    ]
    return str(element.tag) + "".join(f".{name}" for name in names[:2])


def _date_selector(blocks: Iterable[HtmlElement]) -> str:
    """CSS of what holds the date in most of the blocks; empty where none does, or where it is a <time>."""
    found: Counter[str] = Counter()
    count = 0
    for block in blocks:
        count += 1
        around = [block, *block.iterancestors()][: 1 + _REACH]
        name = next((name for element in around if (name := _dated_part(element))), "")
        if name:
            found[name] += 1
    best = found.most_common(1)
    if not best:
        return ""
    return best[0][0] if best[0][1] * 2 >= count else ""


def _dated_part(block: HtmlElement) -> str:
    """CSS of the first part of a block that states a day; empty where none does, or where several do."""
    parts: dict[str, str] = {}
    for element in block.iter():
        if not isinstance(element.tag, str) or element.tag == "a":
            continue
        text = " ".join((element.text or "").split())
        day = day_of(element.get("datetime") or "") or (day_of(text) if 4 <= len(text) <= 60 else None)
        if day:
            parts.setdefault(day, _named(element))
    return next(iter(parts.values())) if len(parts) == 1 else ""


def link_shape(address: str) -> str:
    """An expression for addresses made like this one: figures and the last segment may differ."""
    parts = urlsplit(address)
    segments = parts.path.split("/")
    shaped = [re.sub(r"\d+", r"\\d+", re.escape(segment)) for segment in segments]
    last = max((place for place, segment in enumerate(segments) if segment), default=0)
    if last and not re.search(r"\\d\+", shaped[last]):
        name, dot, ending = segments[last].rpartition(".")
        shaped[last] = (r"[^/?#]+" + re.escape(dot + ending)) if dot and name else r"[^/?#]+"
    query = "".join(re.sub(r"\d+", r"\\d+", re.escape(f"?{parts.query}"))) if parts.query else ""
    return f"^{re.escape(f'{parts.scheme}://{parts.netloc}')}{'/'.join(shaped)}{query}$"


def _aside(page: Selector, url: str, entry: ListingEntry) -> float:
    """The share of the selected blocks that stand in a menu, a header or a footer."""
    base = base_of(page, url)
    found = [
        block.root
        for block in page.css(entry.css or "a[href]")
        if entry.css or re.search(entry.link_pattern or "", join(base, block.attrib["href"]))
    ][:60]
    aside = sum(any(parent.tag in _ASIDE for parent in block.iterancestors()) for block in found)
    return aside / len(found) if found else 1.0


def _score(items: tuple[Listed, ...], listed: int, aside: float) -> float:
    """How much the items look like news: how many, dated, of one shape, with titles as long as headlines."""
    if len(items) < _LEAST:
        return 0.0
    count = len(items)
    shapes = Counter(link_shape(item.url) for item in items)
    folders = Counter(urlsplit(item.url).path.rsplit("/", 1)[0] for item in items)
    alike = max(shapes.most_common(1)[0][1], folders.most_common(1)[0][1]) / count
    dated = sum(item.published is not None for item in items) / count
    told = sum(_is_headline(item.title) for item in items) / count
    distinct = len({item.title for item in items}) / count
    size = min(1.0, math.log1p(count) / math.log1p(_FULL))
    score = size * (0.35 + 0.65 * dated) * (0.4 + 0.6 * alike) * (0.15 + 0.85 * told) * distinct
    return round(score * (count / max(listed, 1)) * (1 - 0.8 * aside), 4)


def _is_headline(title: str) -> bool:
    wide = sum(ord(character) > 0x2E80 for character in title)
    return len(title) + 2 * wide >= 20
