"""Cited pages that a crawl does not ask for any more: looked at again, a few at a time, the longest unseen
first.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from crawlers.archive import Archive, utc_text
from crawlers.canonical import canonical_url
from crawlers.document import Hints
from crawlers.job import WatchedPage
from crawlers.spiders.listed import Listed
from crawlers.target import Target
from crawlers.yield_check import YieldCheck

SHARE: Final = 20  # of `max_pages`: one look to so many pages, on top of them
REST: Final = timedelta(days=7)  # between two looks at a page


def most_looks(target: Target) -> int:
    """How many pages one crawl of the target looks at again."""
    return max(1, target.max_pages // SHARE)


def pages_to_look_at(
    watched: Sequence[WatchedPage],
    target: Target,
    archive: Archive,
    check: YieldCheck,
    *,
    asked: Set[str],
    now_utc: str,
) -> list[Listed]:
    """The watched pages of the publisher whose last look, of whatever outcome, is longest ago and a week old.

    `asked`: addresses that this crawl has asked for already. What the archive was told of a page is told
    again, so that it reads as before.
    """
    until = utc_text(datetime.fromisoformat(now_utc) - REST)
    looks = archive.looks(target.id)
    found: dict[str, str] = {}
    for page in watched:
        url = canonical_url(page.url)
        if url in asked or not check.on_site(url):
            continue
        known = archive.known(url)
        last = max(page.read_utc, looks.get(url, ""), known.last_utc if known else "")
        if last <= until:
            found[url] = last
    oldest = sorted(found, key=lambda url: (found[url], url))[: most_looks(target)]
    return [_listed(url, archive) for url in oldest]


def leads_to_front_page(asked: str, final: str) -> bool:
    """Whether a page answers with its site's front page, as many sites do for what they took away."""
    return urlsplit(final).path in {"", "/"} and urlsplit(asked).path not in {"", "/"}


def _listed(url: str, archive: Archive) -> Listed:
    known = archive.known(url)
    hints = archive.capture(known.capture_id).hints if known else Hints()
    return Listed(
        url,
        title=hints.title,
        published=hints.published,
        published_from=hints.published_from,
        first_seen=hints.first_seen,
        translations=hints.translations,
    )
