"""What others make of the same pages: each library with its defaults, for the table alone."""

from __future__ import annotations

import io
from typing import Any
from urllib.robotparser import RobotFileParser

import feedparser
import htmldate
import trafilatura
from protego import Protego


def trafilatura_page(body: bytes, url: str) -> tuple[str, str, str]:
    """Text, title and date as trafilatura reads them with its defaults; empty where it finds none."""
    text = trafilatura.extract(body, url=url) or ""
    metadata = trafilatura.extract_metadata(body, default_url=url)
    title = (metadata.title or "") if metadata is not None else ""
    return text, title, (metadata.date or "") if metadata is not None else ""


def trafilatura_article(body: bytes, url: str) -> str:
    """The text without readers' comments, which its defaults take along."""
    return trafilatura.extract(body, url=url, include_comments=False) or ""


def htmldate_day(body: bytes, url: str) -> str:
    """The original date as htmldate reads it; empty where it finds none."""
    try:
        return htmldate.find_date(body, original_date=True, url=url) or ""
    except ValueError:  # bytes that are no page
        return ""


def feedparser_feed(body: bytes, headers: dict[str, str]) -> Any:
    """The feed as feedparser gives it."""
    return feedparser.parse(io.BytesIO(body), response_headers=headers)


def protego_allows(robots: str, url: str, agent: str) -> bool:
    """Protego's decision."""
    return bool(Protego.parse(robots).can_fetch(url, agent))


def protego_delay(robots: str, agent: str) -> float | None:
    """Protego's crawl delay in seconds."""
    found = Protego.parse(robots).crawl_delay(agent)
    return None if found is None else float(found)


def urllib_allows(robots: str, url: str, agent: str) -> bool:
    """The decision of Python's own parser."""
    parser = RobotFileParser()
    parser.parse(robots.splitlines())
    return parser.can_fetch(agent, url)


def urllib_delay(robots: str, agent: str) -> float | None:
    """The crawl delay of Python's own parser in seconds."""
    parser = RobotFileParser()
    parser.parse(robots.splitlines())
    found = parser.crawl_delay(agent)
    return None if found is None else float(found)
