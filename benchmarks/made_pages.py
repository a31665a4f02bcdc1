"""Fictional pages and passages in any number, of the demo world's texts; every run makes the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from crawlers.document import RawPage
from stdiplo_scan.demo.pages import article_page
from stdiplo_scan.demo.world import World, WorldDocument

MONDAY = date(2026, 11, 9)
BASE_URL = "http://world.example"
_LENGTHS = (3, 5, 8, 12, 20, 40)  # paragraphs of a page: news, policy papers, reports
_RARE = 50_000  # invented words


def load_world() -> World:
    """The demo's miniature world."""
    return World.load(MONDAY)


def make_pages(count: int, *, seed: int = 1) -> list[RawPage]:
    """HTML pages as publishers of seven languages would serve them, each with its own text."""
    world = load_world()
    chance = random.Random(seed)
    paragraphs = _paragraphs(world)
    articles = [document for document in world.documents if document.form == "html"]
    pages = []
    for number in range(count):
        document = _longer(articles[number % len(articles)], paragraphs, chance)
        html = article_page(world, document, 1, BASE_URL)
        pages.append(
            RawPage(
                url=f"{BASE_URL}/made/{number}",
                body=_own_address(html, number).encode("utf-8"),
                content_type="text/html; charset=utf-8",
                fetched_utc="2026-11-16T00:00:00Z",
            )
        )
    return pages


def make_texts(count: int, *, seed: int = 2) -> Iterator[tuple[str, str]]:
    """Passages as (text, language): sentences of the world, with invented rare words strewn in."""
    world = load_world()
    chance = random.Random(seed)
    paragraphs = _paragraphs(world)
    languages = sorted(paragraphs)
    weights = [len(paragraphs[language]) for language in languages]
    for _ in range(count):
        language = chance.choices(languages, weights)[0]
        chosen = chance.choices(paragraphs[language], k=2)
        rare = " ".join(rare_word(chance) for _ in range(20))
        yield f"{chosen[0]} {rare}. {chosen[1]}", language


def rare_word(chance: random.Random) -> str:
    """An invented word; the n-th most frequent one comes about 1/n as often as the first."""
    number = int(_RARE ** chance.random())
    letters = []
    for _ in range(4):
        number, rest = divmod(number, 20)
        letters.append("bcdfghklmnprstvwxzjq"[rest] + "aeiou"[rest % 5])
    return "".join(letters)


def _paragraphs(world: World) -> dict[str, list[str]]:
    """All paragraphs of the world by language."""
    found: dict[str, list[str]] = {}
    for document in world.documents:
        found.setdefault(document.language, []).extend(document.paragraphs)
    return found


def _longer(
    document: WorldDocument, paragraphs: dict[str, list[str]], chance: random.Random
) -> WorldDocument:
    """The document with paragraphs of others of its language behind its own, on another day."""
    more = chance.choices(paragraphs[document.language], k=chance.choice(_LENGTHS))
    day = document.published + timedelta(days=chance.randrange(-3, 4))
    return replace(document, paragraphs=(*document.paragraphs, *more), published=day)


def _own_address(html: str, number: int) -> str:
    """The page with an address of its own, so that no two pages are one document."""
    return html.replace('rel="canonical" href="', f'rel="canonical" href="{BASE_URL}/made/{number}?was=')
