"""Health over real crawls: a selector that an edit breaks, and a layout that the publisher changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.archive import Archive
from crawlers.health import Health, Rules, judge
from crawlers.run import run_crawl
from crawlers.target import Target
from tests.site.publisher import SETTINGS, article, make_target
from tests.site.server import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        links = "".join(f"<li class='news'><a href='/n/{place}'>News {place}</a></li>" for place in range(3))
        running.page("/list", f"<html><body><ul>{links}</ul></body></html>")
        for place in range(3):
            running.pages[f"/n/{place}"] = article(place)
        yield running


def listing(site: Site, css: str) -> Target:
    return make_target(site, {"type": "listing", "url": site.url + "/list", "css": css})


def crawl(target: Target, folder: Path, misses: int = 2) -> Health:
    run_crawl([target], folder, settings=SETTINGS)
    with Archive(folder) as archive:
        return judge(target, archive.runs(), rules=Rules(changed_after=misses))


@pytest.mark.parametrize("misses", [1, 2, 3])
def test_an_edit_that_breaks_a_selector_shows_as_changed_within_the_configured_misses(
    site: Site, tmp_path: Path, misses: int
) -> None:
    assert crawl(listing(site, "li.news"), tmp_path, misses).state == "healthy"
    broken = listing(site, "li.nothing-of-the-kind")
    states = [crawl(broken, tmp_path, misses).state for _ in range(misses)]
    assert states == [*["failing_temporary"] * (misses - 1), "changed"]
    assert crawl(listing(site, "li.news"), tmp_path, misses).state in {"healthy", "quiet"}


def test_a_selector_that_never_found_anything_is_wrong_at_once(site: Site, tmp_path: Path) -> None:
    health = crawl(listing(site, "li.nothing-of-the-kind"), tmp_path)
    assert health.state == "changed"
    assert "preview" in health.cure.en
