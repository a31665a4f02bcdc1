"""Is this publisher in the catalogue already? Addresses that are one page, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawlers.canonical import canonical_url
from crawlers.target import Target


def page_key(url: str) -> str:
    """A spelling looser than the canonical one: scheme, www., index pages and the last slash do not count."""
    text = re.sub(r"^https?://(?:www\.)?", "", canonical_url(url))
    return re.sub(r"/(?:index|default)\.\w{2,5}$", "", text).rstrip("/")


def addresses_of(target: Target) -> dict[str, str]:
    """A target's entry points and homepage: where it stands -> address."""
    found = {
        f"entry_points.{place}": url
        for place, entry in enumerate(target.entry_points)
        if isinstance(url := getattr(entry, "url", None), str)
    }
    return {**found, "homepage": target.homepage}


def duplicates_of(target: Target, others: Iterable[Target], *, known: Iterable[str] = ()) -> list[str]:
    """One line an address of the target that another one has too; `known` addresses were accepted before."""
    accepted = {page_key(url) for url in known}
    owners: dict[str, tuple[str, str]] = {}
    for other in others:
        if other.id != target.id:
            for place, url in addresses_of(other).items():
                owners.setdefault(page_key(url), (other.id, place))
    lines = []
    for place, url in addresses_of(target).items():
        key = page_key(url)
        if key in owners and key not in accepted:
            other_id, other_place = owners[key]
            lines.append(f"{place} {url} is {other_place} of {other_id}")
    return lines
