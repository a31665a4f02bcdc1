"""The real extraction over the miniature world's pages: what a reader of the demo gets from each site."""

from __future__ import annotations

import re
from datetime import date

import pytest

from crawlers.document import Document, Hints, RawPage, Skipped
from crawlers.extract.extract import extract_page
from stdiplo_scan.demo import pages
from stdiplo_scan.demo.site import Site
from stdiplo_scan.demo.world import World, WorldDocument

BASE_URL = "http://127.0.0.1:8471"


@pytest.fixture(scope="module")
def world() -> World:
    return World.load(date(2026, 11, 16))


@pytest.fixture(scope="module")
def extracted(world: World) -> dict[str, Document | Skipped]:
    site = Site(world, BASE_URL)
    return {document.id: _extract(site, document) for document in world.documents}


def _extract(site: Site, document: WorldDocument) -> Document | Skipped:
    publisher = site.world.publisher(document.publisher)
    announced = publisher.entry != "sitemap"  # a sitemap names no title and no day
    hints = Hints(
        title=document.title if announced else "",
        published=document.published.isoformat() if announced else None,
        published_from="feed" if announced else "unknown",
        languages=publisher.languages,
        country=publisher.country,
        target_id=publisher.id,
    )
    reply = site.reply(document.path)
    return extract_page(
        RawPage(
            url=BASE_URL + document.path,
            body=reply.body,
            content_type=reply.headers["Content-Type"],
            fetched_utc="2026-11-23T00:00:00Z",
            hints=hints,
        )
    )


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_page_gives_its_title_language_and_day(
    world: World, extracted: dict[str, Document | Skipped]
) -> None:
    for document in world.documents:
        found = extracted[document.id]
        assert isinstance(found, Document), (document.id, found)
        assert (found.title, found.language, found.published) == (
            document.title,
            document.language,
            document.published.isoformat(),
        ), document.id


def test_every_page_gives_its_whole_text_and_html_pages_nothing_else(
    world: World, extracted: dict[str, Document | Skipped]
) -> None:
    with_more = []
    for document in world.documents:
        found = extracted[document.id]
        assert isinstance(found, Document)
        wanted = _squeezed("".join(document.paragraphs))
        assert wanted in _squeezed(found.text), document.id
        if document.form == "html" and _squeezed(found.text) != wanted:
            with_more.append(document.id)
    assert len(with_more) <= 4, with_more


def test_days_that_stand_in_the_text_alone_are_read_in_every_language(world: World) -> None:
    site = Site(world, BASE_URL)
    for publisher_id in ("fr-afi", "jp-kgk", "th-nsi", "cl-cic", "cn-hdk", "kr-ghw", "ma-cre"):
        right = 0
        documents = [document for document in world.documents_of(publisher_id) if document.form == "html"]
        for document in documents:
            reply = site.reply(document.path)
            page = RawPage(
                url=BASE_URL + f"/{publisher_id}/x",  # so that no address gives the day away
                body=reply.body,
                content_type=reply.headers["Content-Type"],
                fetched_utc="2026-11-23T00:00:00Z",
                hints=Hints(languages=(document.language,)),
            )
            found = extract_page(page)
            right += isinstance(found, Document) and found.published == document.published.isoformat()
        assert right >= 0.9 * len(documents), (publisher_id, right, len(documents))


def test_the_error_page_and_the_script_page_are_left_out_with_their_reasons(world: World) -> None:
    site = Site(world, BASE_URL)
    for publisher in world.publishers:
        if publisher.entry != "listing":
            continue  # the other sites link neither page
        for name, reason in (("archive", "error_page"), ("viewer", "needs_javascript")):
            path = pages.odd_path(publisher, name)
            reply = site.reply(path)
            page = RawPage(BASE_URL + path, reply.body, reply.headers["Content-Type"], reply.status)
            found = extract_page(page)
            assert isinstance(found, Skipped), path
            assert found.reason == reason, path
