"""The miniature world as served: entries, conditional requests, encodings, PDFs, faults, the revised page."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pypdfium2
import pytest

from stdiplo_scan.demo import pages
from stdiplo_scan.demo.server import WorldServer, serve_world
from stdiplo_scan.demo.site import Edition, Site
from stdiplo_scan.demo.world import MARKS, DemoError, World

MONDAY = date(2026, 11, 16)


@pytest.fixture(scope="module")
def world() -> World:
    return World.load(MONDAY)


@pytest.fixture(scope="module")
def server(world: World) -> Iterator[WorldServer]:
    with serve_world(world, port=0) as running:
        yield running


def ask(
    server: WorldServer, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)
    try:
        connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def text_of_pdf(body: bytes) -> list[str]:
    paper = pypdfium2.PdfDocument(body)
    try:
        return [page.get_textpage().get_text_range() for page in paper]
    finally:
        paper.close()


def test_every_document_is_served_with_its_whole_text_and_the_mark_in_its_language(
    world: World, server: WorldServer
) -> None:
    for document in world.documents:
        status, headers, body = ask(server, document.path)
        assert status == 200, document.id
        mark = MARKS[document.language]
        if document.form == "pdf":
            assert headers["Content-Type"] == "application/pdf"
            read = text_of_pdf(body)
            assert all(mark in page for page in read), document.id
            text = "".join(read)
        else:
            text = body.decode(headers["Content-Type"].rpartition("=")[2])
            assert mark in text, document.id
        squeezed = re.sub(r"\s+", "", text.replace("&#x27;", "'").replace("&quot;", '"'))
        for paragraph in document.paragraphs:
            assert re.sub(r"\s+", "", paragraph) in squeezed, document.id


def test_every_other_page_is_marked_too(world: World, server: WorldServer) -> None:
    for publisher in world.publishers:
        if publisher.health == "broken":
            continue
        odd = [pages.odd_path(publisher, name) for name in ("archive", "viewer")]
        for path in (f"/{publisher.id}/", f"/{publisher.id}/list", f"/{publisher.id}/nothing-here", *odd):
            assert MARKS[publisher.language] in ask(server, path)[2].decode(), path
    assert MARKS["en"] in ask(server, "/nobody/")[2].decode()
    assert MARKS["ja"] in ask(server, "/")[2].decode()


def test_each_kind_of_entry_lists_every_document_of_its_publisher(world: World, server: WorldServer) -> None:
    for publisher in world.publishers:
        if publisher.health == "broken":
            continue
        listed = "".join(_entry_texts(server, publisher.id, publisher.entry)).replace("&amp;", "&")
        assert MARKS[publisher.language] in listed
        for document in world.documents_of(publisher.id):
            assert document.path in listed, document.id


def _entry_texts(server: WorldServer, publisher_id: str, entry: str) -> Iterator[str]:
    if entry == "api":
        address: str | None = f"{server.base_url}/{publisher_id}/api/documents"
        while address:
            answer = json.loads(ask(server, address.removeprefix(server.base_url))[2])
            yield json.dumps(answer, ensure_ascii=False)
            address = answer["next"]
    elif entry == "listing":
        path: str | None = f"/{publisher_id}/list"
        while path:
            text = ask(server, path)[2].decode()
            yield text
            following = re.search(r'rel="next" href="([^"]+)"', text)
            path = following.group(1) if following else None
    elif entry == "sitemap":
        index = ET.fromstring(ask(server, f"/{publisher_id}/sitemap.xml")[2])
        for location in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
            body = ask(server, str(location.text).removeprefix(server.base_url))[2]
            assert ET.fromstring(body).tag.endswith("urlset")
            yield body.decode()
    else:
        body = ask(server, f"/{publisher_id}/feed.xml")[2]
        assert (
            ET.fromstring(body).tag.rpartition("}")[2] == {"rss": "rss", "rdf": "RDF", "atom": "feed"}[entry]
        )
        yield body.decode()


@pytest.mark.parametrize(
    "path", ["/vn-mri/feed.xml", "/jp-ssk/list", "/us-osp/sitemap.xml", "/sg-qda/api/documents"]
)
def test_an_unchanged_entry_is_answered_with_304(path: str, server: WorldServer) -> None:
    status, headers, body = ask(server, path)
    assert (status, bool(body)) == (200, True)
    assert ask(server, path, If_None_Match=headers["ETag"])[0] == 304
    assert ask(server, path, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert ask(server, path, If_Modified_Since=headers["Last-Modified"])[0::2] == (304, b"")
    assert ask(server, path, If_Modified_Since="Mon, 05 Jan 2026 00:00:00 GMT")[0] == 200
    assert ask(server, path, If_Modified_Since="yesterday")[0] == 200
    assert ask(server, path, "HEAD")[0::2] == (200, b"")


def test_robots_closes_one_folder_of_each_site_and_asks_for_no_delay(server: WorldServer) -> None:
    text = ask(server, "/robots.txt")[2].decode()
    assert "Disallow: /vn-mri/internal/" in text
    assert "Crawl-delay: 0" in text
    assert f"Sitemap: {server.base_url}/us-osp/sitemap.xml" in text


@pytest.mark.parametrize(
    ("document_id", "charset"),
    [("jp-thailand-request", "shift_jis"), ("cn-malaixiya-daqi", "gb18030"), ("kr-chip-design", "euc-kr")],
)
def test_old_encodings_are_declared_and_true(
    document_id: str, charset: str, world: World, server: WorldServer
) -> None:
    document = world.document(document_id)
    _, headers, body = ask(server, document.path)
    assert headers["Content-Type"] == f"text/html; charset={charset}"
    assert f"charset={charset}" in body.decode(charset).replace('"', "")
    assert document.title in body.decode(charset)
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_papers_are_the_same_bytes_each_time_and_can_be_read_in_japanese(world: World) -> None:
    papers = [document for document in world.documents if document.form == "pdf"]
    assert {document.language for document in papers} == {"en", "ja"}
    for document in papers:
        first, second = (Site(World.load(MONDAY), "http://x").reply(document.path).body for _ in range(2))
        assert first == second
    deep_sea = Site(world, "http://x").reply(world.document("jp-deep-sea-microbe").path).body
    assert "深海微生物からプラスチックを分解する酵素を発見" in "".join(text_of_pdf(deep_sea))


def test_the_broken_site_fails_in_both_ways(server: WorldServer) -> None:
    assert ask(server, "/in-dsc/feed.xml")[0] == 500
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        ask(server, "/in-dsc/news/anything")


def test_wrong_pages_say_200_and_missing_ones_404(world: World, server: WorldServer) -> None:
    thai = world.publisher("th-nsi")
    status, _, body = ask(server, pages.odd_path(thai, "archive"))
    assert status == 200
    assert "404" in body.decode()
    assert "JavaScript" in ask(server, pages.odd_path(thai, "viewer"))[2].decode()
    assert ask(server, "/th-nsi/news/no-such-page")[0] == 404
    assert ask(server, "/th-nsi/list?page=99")[0] == 404
    assert ask(server, "/th-nsi/list?page=" + "9" * 5000)[0] == 200
    assert ask(server, "/th-nsi/list?page=two")[0] == 200


def test_an_old_address_leads_to_the_new_one(world: World, server: WorldServer) -> None:
    status, headers, _ = ask(server, "/cl-cic/old/cl-terremoto-edificios")
    assert (status, headers["Location"]) == (301, world.url("cl-terremoto-edificios", server.base_url))


def test_print_variants_carry_the_same_text_under_another_address(world: World, server: WorldServer) -> None:
    printed = [document for document in world.documents if document.print_variant]
    assert len(printed) >= 2
    for document in printed:
        path = f"/{document.publisher}/print/{document.id}"
        assert path in "".join(_entry_texts(server, document.publisher, "listing"))
        assert all(paragraph in ask(server, path)[2].decode() for paragraph in document.paragraphs)


def test_edition_two_differs_in_the_revised_page_and_its_feed_only(world: World) -> None:
    first, second = (Site(world, "http://127.0.0.1:8471", edition) for edition in (1, 2))
    paths = [document.path for document in world.documents]
    paths += [f"/{publisher.id}/{name}" for publisher in world.publishers for name in _ENTRY_NAMES]
    changed = [path for path in paths if first.reply(path).body != second.reply(path).body]
    revised = world.document("au-chile-seabed")
    assert changed == [revised.path, "/au-mor/feed.xml"]
    old, new = first.reply(revised.path), second.reply(revised.path)
    assert "AUD 9.5 million" in old.body.decode()
    assert "AUD 12.8 million" in new.body.decode()
    assert second.reply(revised.path, etag=old.headers["ETag"]).status == 200
    assert second.reply(revised.path, since=old.headers["Last-Modified"]).status == 200
    listing_stamp = first.reply("/au-mor/list").headers["ETag"]
    assert second.reply("/au-mor/list").headers["ETag"] == listing_stamp


_ENTRY_NAMES = ("feed.xml", "list", "list?page=2", "sitemap.xml", "sitemap-news.xml", "api/documents", "")


def test_two_sites_of_the_same_week_answer_alike(world: World) -> None:
    first, second = Site(world, "http://a"), Site(World.load(MONDAY), "http://a")
    for document in world.documents:
        assert first.reply(document.path) == second.reply(document.path)


def test_a_taken_port_and_a_third_edition_are_refused_with_their_cures(
    world: World, server: WorldServer
) -> None:
    port = urlsplit(server.base_url).port
    assert port is not None
    fault = f"port {port} on 127.0.0.1 cannot be opened.*end the program that uses it"
    with pytest.raises(DemoError, match=fault), serve_world(world, port=port):
        pass
    third: Edition = 3  # type: ignore[assignment]
    with pytest.raises(DemoError, match="edition of the miniature world: 3; wanted 1 or 2"):
        Site(world, "http://x", third)


def test_the_server_counts_what_it_was_asked(server: WorldServer) -> None:
    before = len(server.requests)
    ask(server, "/robots.txt")
    assert server.requests[before:] == [(200, "/robots.txt")]
