"""What the web may send is shown harmlessly: scripts, false links, turned text, endless words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from lxml import html
from starlette.testclient import TestClient

from crawlers.document import Document
from stdiplo_scan.jobs import Tally, finish_index, index_documents
from stdiplo_scan.wiring import Office
from tests.stdiplo_scan.web_pages import open_site, said, tree

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
DOCUMENTS = (
    Document(
        id="script",
        url="javascript:alert(document.domain)",
        title=f"Japan signs {SCRIPT} quantum agreement with Kenya",
        text=f"Japan and Kenya signed an agreement on quantum research. {SCRIPT}\n\"'><svg onload=alert(3)>",
        language="en",
        published="2026-11-02",
        fetched_utc="2026-11-03T00:00:00Z",
        other_urls=("javascript:alert(4)", "https://example.org/\"onmouseover='alert(5)"),
    ),
    Document(
        id="../odd id/?#&%",
        url="https://example.org/turned",
        title="Kenya \u202egnp.exe\u202c quantum\u2066 notice",
        text="The quantum text goes \u202esdrawkcab\u202c here.\x00 End.",
        language="en",
        published="2026-11-02",
    ),
    Document(
        id="endless",
        url="https://example.org/" + "a" * 3000,
        title="q" * 10_000,
        text="quantum " + "w" * 10_000 + " end",
        language="en",
        published="2026-11-02",
    ),
    Document(id="empty", url="https://example.org/empty", title="", text="", language="und"),
    Document(
        id="arabic",
        url="https://example.org/ar",
        title="اتفاق quantum بين اليابان وكينيا",
        text="وقعت اليابان وكينيا اتفاقا.",
        language="ar",
    ),
    Document(
        id="long",
        url="https://example.org/long",
        title="Report on quantum cooperation",
        text="\n".join(
            f"In {2000 + n % 26} Japan and Viet Nam signed an agreement on quantum technology number {n}."
            for n in range(2600)
        ),
        language="en",
        published="2026-11-02",
    ),
)


# hits, and what else tells their stories
HITS = "(//ol[@class='hits']/li/h3/a | //details[@class='told']//li/a)"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office.open(tmp_path_factory.mktemp("hostile"), create=True)
    index_documents(office, DOCUMENTS, Tally())
    finish_index(office)
    yield office
    office.store.close()


@pytest.fixture(scope="module")
def client(office: Office) -> TestClient:
    return open_site(office)


def dangerous(page: html.HtmlElement) -> list[object]:
    """Whatever in a page could act: scripts of others, handlers, links that are not ours or the web's."""
    found = page.xpath("//script[not(starts-with(@src, '/static/'))] | //img | //svg | //iframe")
    found += page.xpath("//@*[starts-with(name(), 'on')]")
    links = page.xpath("//a/@href")
    return [*found, *(link for link in links if not link.startswith(("/", "?", "#", "https://", "http://")))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.id)
def test_a_document_page_shows_anything_harmlessly(client: TestClient, document: Document) -> None:
    page = tree(client, f"/documents/{quote(document.id, safe='')}")
    assert document.url in said(page, "//dd[@class='url']")[0]
    assert not dangerous(page)
    for char in "\u202e\u2066\x00":
        assert char not in page.text_content()


def test_every_hit_leads_to_its_document_whatever_its_id(client: TestClient) -> None:
    links = tree(client, "/?kind=other").xpath(HITS + "/@href")
    assert len(links) == len(DOCUMENTS) - 1  # a document without words cannot be found
    for link in links:
        assert tree(client, link).xpath("//article")


def test_a_list_of_hits_shows_anything_harmlessly(client: TestClient) -> None:
    page = tree(client, "/?q=quantum&limit=100")
    assert not dangerous(page)
    titles = said(page, HITS)
    assert any(SCRIPT in title for title in titles)
    assert max(map(len, titles)) <= 200
    assert max(map(len, said(page, "//blockquote"))) <= 500


def test_a_script_in_the_question_stays_a_question(client: TestClient) -> None:
    page = tree(client, "/", status=200)
    assert page.xpath("//form")
    asked = tree(client, '/?q="><script>alert(1)</script>&lang=en')
    assert not dangerous(asked)
    assert asked.xpath("//input[@name='q']/@value") == ['"><script>alert(1)</script>']
    bad = tree(client, '/?country="><script>alert(1)</script>', status=400)
    assert not dangerous(bad)
    missing = tree(client, "/documents/<script>alert(1)</script>", status=404)
    assert not dangerous(missing)


def test_bytes_that_are_no_text_are_taken_as_far_as_they_go(client: TestClient) -> None:
    for url in ("/?q=%ff%fe", "/?q=%00", "/?q=%ED%A0%80", "/documents/%ff", "/?lang=%ff", "/?q=%f0%9f%98%80"):
        assert client.get(url).status_code in (200, 404), url


def test_a_script_of_the_right_to_left_reads_its_own_way(client: TestClient) -> None:
    page = tree(client, "/documents/arabic")
    assert page.xpath("//h1/@dir") == ["auto"]
    assert page.xpath("//h1/@lang") == ["ar"]


def test_a_document_without_title_and_text_can_still_be_opened(client: TestClient) -> None:
    page = tree(client, "/documents/empty")
    assert said(page, "//h1") == ["(題名なし)"]
    assert "本文はありません。" in said(page, "//article")[0]


def test_a_long_document_is_shown_whole_and_fast(client: TestClient) -> None:
    client.get("/documents/empty")  # what is made once is made
    began = time.perf_counter()
    page = tree(client, "/documents/long")
    took_s = time.perf_counter() - began
    assert len(DOCUMENTS[-1].text) > 200_000
    assert len(page.xpath("//article/div/p")) == 2600
    assert took_s < 6, f"{took_s:.1f} s; about 0.5 s on an idle machine"


def test_an_office_without_documents_says_how_to_begin(tmp_path_factory: pytest.TempPathFactory) -> None:
    office = Office.open(tmp_path_factory.mktemp("bare"), create=True)
    client = open_site(office)
    assert "stdiplo-scan run" in client.get("/").text
    assert "該当する文書はありません" in client.get("/?q=量子").text
    assert "まだダイジェストがありません" in client.get("/digests").text
    assert client.get("/sources").status_code == 200
    office.store.close()


def test_the_changes_of_a_revised_page_are_shown_harmlessly(tmp_path_factory: pytest.TempPathFactory) -> None:
    office = Office.open(tmp_path_factory.mktemp("revised"), create=True)
    first = DOCUMENTS[0]
    text = first.text.replace(
        "quantum research", f"quantum {SCRIPT} research worth 5 million euros <b>now</b>"
    )
    second = replace(first, text=text, fetched_utc="2026-11-05T00:00:00Z")
    index_documents(office, [first], Tally())
    index_documents(office, [second], Tally())
    page = tree(open_site(office), f"/documents/{first.id}?lang=en")
    assert said(page, "//h2[@id='changes']") == ["Changes since version 1"]
    assert SCRIPT in said(page, "//section[@class='changes']//ins")[-1]
    assert not page.xpath("//section[@class='changes']//b")
    assert not dangerous(page)
    office.store.close()
