"""Read and unread for people: a name on the search page, the command, and links of saved searches."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from index.filters import Filters
from stdiplo_scan.alerts import query_of, save_alert
from stdiplo_scan.cli.main import app
from stdiplo_scan.web.choices import Choices, Holdings
from stdiplo_scan.web.form import read_form
from stdiplo_scan.wiring import Office
from tests.index.conftest import build_entry
from tests.index.search_world import World, signal
from tests.stdiplo_scan.web_pages import open_site, said, tree

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    office = Office.open(tmp_path)
    world = World(office.store, build_entry, tmp_path)
    for at in range(4):
        told = {"signals": (signal(),)} if at else {}
        world.add(f"d{at}", f"Quantum treaty number {at}.", id=f"d{at}", crawled=False, **told)
    office.__dict__["searcher"] = world.searcher()
    office.__dict__["vectors"] = office.searcher.vectors
    monkeypatch.setattr(Office, "open", lambda *_args, **_more: office)
    return office


@pytest.fixture
def site(office: Office) -> TestClient:
    return open_site(office)


def titles(site: TestClient, address: str) -> list[str]:
    return sorted(said(tree(site, address), "//ol[@class='hits']/li/h3"))


def test_what_is_opened_under_a_name_is_read_and_can_be_left_out(site: TestClient) -> None:
    assert "Read" not in said(tree(site, "/?lang=en&q=quantum&reader=%E4%BD%90%E8%97%A4"), "//li//span")
    tree(site, "/documents/d2")
    page = tree(site, "/?lang=en&q=quantum")  # the browser keeps the name
    assert said(page, "//span[@class='read']") == ["Read"]
    assert page.xpath("//input[@name='reader']/@value") == ["佐藤"]
    facet = [one for one in page.xpath("//div[@class='facet']") if "Unread" in one.text_content()]
    assert [" ".join(one.text_content().split()) for one in facet[0].xpath(".//li")] == ["Unread 3", "Read 1"]
    unread = facet[0].xpath(".//li/a/@href")[0]
    assert titles(site, unread) == ["News d0", "News d1", "News d3"]
    assert titles(site, "/?lang=en&q=quantum+read:read") == ["News d2"]
    tree(site, "/?lang=en&q=quantum&reader=")  # the name is taken away again
    assert "reader" not in site.cookies


def test_nobody_is_told_apart_without_a_name(site: TestClient) -> None:
    tree(site, "/documents/d2")
    page = tree(site, "/?lang=en&q=quantum")
    assert not page.xpath("//span[@class='read']")
    assert "Unread" not in "".join(said(page, "//div[@class='facet']"))
    refused = tree(site, "/?lang=en&q=quantum&read=unread", status=400)
    assert "a reader's name too" in said(refused, "//div[@role='alert']")[0]


def test_the_command_marks_and_takes_back(office: Office) -> None:
    def run(*given: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["--workspace", str(office.folder), *given])
        assert done.exit_code == code, (done.output, done.exception)
        return done.output

    assert "read: 2 (sato)" in run("read", "d1", "d2", "--reader", "sato")
    assert '"d1"' not in run("search", "quantum", "--read", "unread", "--reader", "sato", "--json")
    assert '"d1"' in run("search", "quantum read:unread", "--reader", "ito", "--json")
    assert "unread: 1 (sato)" in run("read", "d1", "--unread", "--reader", "sato")
    assert "wanted read or unread" in run("search", "q", "--read", "maybe", code=2)


def test_the_link_of_a_saved_search_asks_exactly_what_it_asks(office: Office, site: TestClient) -> None:
    filters = Filters(
        countries=("VN", "ID"),
        role="actor",
        signals=("agreement",),
        least_score=0.8,
        published_from="2026-10-01",
        published_to="2026-12-01",
        collected_from="2026-10-31T15:00:00Z",
        reading=("unread", "sato"),
        excluded=(("kinds", "speech"), ("languages", "de")),
    )
    looked = save_alert(
        office,
        "q",
        "quantum country:VN",
        "semantic",
        filters,
        now=NOW,
        order="newest",
        balance=True,
        owner="sato",
    )
    (address,) = tree(site, "/alerts").xpath("//tbody/tr/td[1]/a/@href")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    form, problems = read_form(asked, Choices(office, Holdings(office.store), "ja"), "ja")
    query = form.query(office)
    assert problems == []
    assert (query.text, query.mode, query.filters) == ("quantum", "semantic", filters)
    assert (query.order, query.balance) == ("newest", True)
    assert query_of(office, looked.alert).filters == filters
    tree(site, address)


def test_the_page_names_the_command_that_saves_the_search(office: Office, site: TestClient) -> None:
    page = tree(site, "/alerts/new?lang=en&q=quantum+-kind:speech&language=en&order=newest&balance=1")
    (command,) = said(page, "//details[contains(@class, 'saving')]//code")
    assert command == (
        "stdiplo-scan alerts add NAME 'quantum language:en -kind:speech' --order newest --balance"
    )
    saved = ["alerts", "add", "new", *shlex.split(command)[4:]]
    done = CliRunner().invoke(app, ["--workspace", str(office.folder), *saved])
    assert done.exit_code == 0, (done.output, done.exception)
    assert "quantum language:en -kind:speech" in said(tree(site, "/alerts"), "//tbody/tr/td[1]")
