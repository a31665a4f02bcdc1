"""The crawl targets of the miniature world: the same records as for the real one, pointing at loopback."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from crawlers.target import Target, target_yaml
from stdiplo_scan.demo.pages import page_count
from stdiplo_scan.demo.server import BASE_URL
from stdiplo_scan.demo.world import MARKS, WEEKS, Publisher, World

FEED_LIMIT = 50  # more than any site of the world has: its feeds leave nothing out


def world_targets(world: World, base_url: str = BASE_URL) -> tuple[Target, ...]:
    """One target a publisher, sorted by id, with its one entry point below base_url."""
    targets = (_target(world, publisher, base_url.rstrip("/")) for publisher in world.publishers)
    return tuple(sorted(targets, key=lambda target: target.id))


def write_targets(world: World, folder: Path, base_url: str = BASE_URL) -> list[Path]:
    """The targets as YAML files <folder>/<id>.yml, as the catalogue holds them; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for target in world_targets(world, base_url):
        path = folder / f"{target.id}.yml"
        path.write_text(target_yaml(target), encoding="utf-8")
        paths.append(path)
    return paths


def _target(world: World, publisher: Publisher, base_url: str) -> Target:
    root = f"{base_url}/{publisher.id}"
    documents = world.documents_of(publisher.id)
    weekly = Counter(document.week for document in documents)
    counts = [weekly.get(week, 0) for week in range(WEEKS)]
    return Target.model_validate(
        {
            "id": publisher.id,
            "name": publisher.name_en,
            "name_ja": publisher.name_ja,
            "country": publisher.country,
            "kind": publisher.kind,
            "languages": publisher.languages,
            "homepage": f"{root}/",
            "entry_points": (_entry_point(publisher, root, page_count(documents)),),
            "include": (f"^{root}/",),
            "delay_s": 0.0,
            "expected_weekly": {
                "min": 0.5 if publisher.health == "broken" else min(counts),
                "max": max(*counts, 2),
            },
            "trust": "independent" if publisher.kind == "news" else "official",
            "note": MARKS["ja"] + " / " + MARKS["en"],
        }
    )


def _entry_point(publisher: Publisher, root: str, page_total: int) -> dict[str, Any]:
    if publisher.entry in ("rss", "rdf", "atom"):
        return {"type": "feed", "url": f"{root}/feed.xml", "limit": FEED_LIMIT}
    if publisher.entry == "sitemap":
        return {"type": "sitemap", "url": f"{root}/sitemap.xml"}
    if publisher.entry == "api":
        return {
            "type": "api",
            "url": f"{root}/api/documents",
            "items": "items",
            "fields": {"url": "url", "title": "title", "date": "published"},
            "pages": {"parameter": "page", "next": "next", "total": "total"},
            "max_api_pages": max(page_total, 1),
        }
    return {
        "type": "listing",
        "url": f"{root}/list",
        "css": "ul.news-list li",
        "date_css": "span.date",
        "next_css": "p.pager a",
        "max_listing_pages": max(page_total, 1),
    }
