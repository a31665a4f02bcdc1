"""The feed of an edition: weeks that may be sent, a stable address, and a plain word where there is none."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from index.records import StoredDigest
from index.store import Store
from reports.digest import DigestSettings, build_digest
from reports.feed import ATOM
from stdiplo_scan.web.feeds import FeedPages
from tests.reports.conftest import World, _add_the_week


@pytest.fixture
def office(tmp_path: Path) -> Any:
    world = World()
    _add_the_week(world)
    digest = build_digest(
        world.week,
        "whole",
        "ja",
        facts=world.facts,
        documents=world.store,
        coverage=world.coverage(),
        settings=DigestSettings(),
    )
    store = Store.open(tmp_path / "store.db")
    store.save_digest(
        StoredDigest(digest.id, "whole", "2026-W47", "ja", "2026-11-23T00:00:00Z", "draft", digest.to_json())
    )
    mail = SimpleNamespace(approval=(), public_url="https://scan.office.example/")
    yield SimpleNamespace(store=store, settings=SimpleNamespace(mail=mail))
    store.close()


def ask(office: Any, path: str) -> Any:
    routes = [Route("/feeds/{edition}/{language}", FeedPages(office).show)]
    return TestClient(Starlette(routes=routes)).get(path)


def test_an_edition_has_a_feed(office: Any) -> None:
    answer = ask(office, "/feeds/whole/ja")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    assert feed.findall(f"{{{ATOM}}}entry")
    own = feed.find(f"{{{ATOM}}}link[@rel='self']")
    assert own is not None
    assert own.get("href") == "https://scan.office.example/feeds/whole/ja"


@pytest.mark.parametrize("path", ["/feeds/whole/en", "/feeds/whole/fr", "/feeds/nothing/ja"])
def test_where_there_is_no_feed_it_is_not_found(office: Any, path: str) -> None:
    assert ask(office, path).status_code == 404


def test_a_draft_that_waits_for_approval_is_not_fed(office: Any) -> None:
    office.settings.mail.approval = ("whole",)
    assert ask(office, "/feeds/whole/ja").status_code == 404
    office.store.move_digest("whole-2026-W47-ja", "approved")
    assert ask(office, "/feeds/whole/ja").status_code == 200
