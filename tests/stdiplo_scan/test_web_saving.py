"""Saving a search from the page of its results: the outlook, answers, the form's safety."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from index.alerts import Alerts
from nlp.tags import Tag
from stdiplo_scan.wiring import Office
from tests.index.conftest import build_entry
from tests.index.search_world import World
from tests.stdiplo_scan.web_pages import open_site, said, tree

ASKED = "/alerts/new?lang=en&q=quantum+treaty+country%3AVN"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("saving")
    office = Office.open(folder)
    world = World(office.store, build_entry, folder)
    for number, text in enumerate(
        ("quantum treaty signed", "quantum computers", "treaty of fish", "a treaty on quantum", "cake")
    ):
        day = (datetime.now(UTC).date() - timedelta(weeks=number + 1)).isoformat()
        world.add(f"d{number}", text, published=day, tags=(Tag("country", "VN", 0.9, role="actor"),))
    searcher = world.searcher()
    office.__dict__.update(searcher=searcher, vectors=searcher.vectors)
    return office


@pytest.fixture(scope="module")
def client(office: Office) -> TestClient:
    return open_site(office)


def form_of(client: TestClient, address: str = ASKED) -> dict[str, str]:
    page = tree(client, address)
    return {
        one.get("name"): one.get("value")
        for one in page.xpath("//form[@method='post']//input[@type='hidden']")
    }


def press(client: TestClient, do: str, **values: str) -> Any:
    return client.post("/alerts/new?lang=en", data={**form_of(client), "do": do, **values})


def test_the_results_lead_to_a_page_that_looks_back_on_their_search(client: TestClient) -> None:
    [link] = tree(client, "/?lang=en&q=quantum+treaty&country=VN").xpath(
        "//a[contains(., 'Save this search')]"
    )
    page = tree(client, link.get("href"))
    [outlook] = said(page, "//p[@role='status']")
    assert outlook.startswith("Would have found 0–1 a week in the last 8 weeks.")
    assert "quantum treaty country:VN" in " ".join(said(page, "//p[@class='count']"))
    assert 1 <= len(page.xpath("//ul[@class='judged']/li")) <= 5
    japanese = tree(client, link.get("href").replace("lang=en", "lang=ja"))
    assert said(japanese, "//h1") == ["この検索を保存して新着を受け取る"]


def test_answers_move_the_threshold_and_nothing_is_kept_before_it_is_saved(
    client: TestClient, office: Office
) -> None:
    before = said(tree(client, ASKED), "//p[@role='status']")
    page = tree(client, ASKED)
    name = page.xpath("//ul[@class='judged']/li[last()]//input/@name")[0]
    answer = press(client, "look", **{name: "keep", "name": "Q"})
    assert answer.status_code == 200
    assert "Would have found" in answer.text
    assert f'name="{name}" value="keep" checked' in answer.text
    assert before[0] not in answer.text
    assert Alerts(office.store).all() == []
    saved = press(client, "save", **{name: "keep"}, name="量子", owner="佐藤", schedule="daily", cap="7")
    assert saved.status_code == 303
    [alert] = Alerts(office.store).all()
    assert (alert.name, alert.owner, alert.schedule, alert.cap) == ("量子", "佐藤", "daily", 7)
    assert alert.question == "quantum treaty country:VN"
    assert alert.filters.countries == ("VN",)
    assert Alerts(office.store).answers("量子") == {name.removeprefix("judge."): True}
    assert f"{alert.threshold:.3f}" in answer.text
    assert "Saved: 量子" in said(tree(client, saved.headers["location"]), "//p[@role='status']")[0]
    Alerts(office.store).remove("量子")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": "x", "owner": " "}, ("持ち主が空です", "Whose it is: is empty")),
        ({"name": "", "owner": "S"}, ("1〜60 字", "1 to 60 characters")),
        ({"name": "a/b", "owner": "S"}, ("名前が「a/b」です", "Name is “a/b”")),
        ({"name": "x", "owner": "S" * 500}, ("500 字です。60 字以内", "500 characters; wanted at most 60")),
        ({"name": "x", "owner": "S", "schedule": "hourly"}, ("間隔が「hourly」", "How often is “hourly”")),
        ({"name": "x", "owner": "S", "cap": "0"}, ("1 から 500 まで", "from 1 to 500")),
        ({"name": "x", "owner": "S", "address": "no@o.example"}, ("購読者ではありません", "no subscriber's")),
        ({"name": "<b>x</b>/", "owner": "S"}, ("<b>x</b>/", "<b>x</b>/")),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(
    client: TestClient, office: Office, values: dict[str, str], told: tuple[str, str]
) -> None:
    for language, wanted in zip(("ja", "en"), told, strict=True):
        sent = {**form_of(client), "do": "save", "schedule": "weekly", "cap": "20", **values}
        answer = client.post(f"/alerts/new?lang={language}", data=sent)
        assert answer.status_code == 400
        page = html.fromstring(answer.text)
        [problem] = said(page, "//div[@class='problem']")
        assert wanted in problem
        assert "wanted" not in problem or language == "en"
        assert page.xpath("//input[@name='name']/@value") == [values["name"]]
    assert Alerts(office.store).all() == []


def test_another_site_cannot_save_a_search(client: TestClient, office: Office) -> None:
    sent = {**form_of(client), "do": "save", "name": "x", "owner": "S"}
    for changes, headers in (
        ({"token": "0" * 64}, {}),
        ({"search": "q=other"}, {}),
        ({}, {"sec-fetch-site": "cross-site"}),
    ):
        assert client.post("/alerts/new", data={**sent, **changes}, headers=headers).status_code == 400
    assert client.post("/alerts/new", content=b"x", headers={"content-type": "text/plain"}).status_code == 400
    assert Alerts(office.store).all() == []


def test_a_page_without_a_search_is_refused_with_the_reason(client: TestClient) -> None:
    for asked, reason in (
        ("lang=en", "neither a question nor a filter"),
        ("lang=ja", "問いも絞り込みもありません"),
        ("lang=en&q=x&country=XX", "XX"),
        ("lang=ja&q=signal%3Aagreemnt", "のことですか"),
    ):
        page = tree(client, f"/alerts/new?{asked}", status=400)
        assert reason in page.text_content()


def test_a_search_by_filters_alone_has_nothing_to_judge(client: TestClient) -> None:
    page = tree(client, "/alerts/new?lang=en&country=VN")
    assert not page.xpath("//ul[@class='judged']")
    assert "tells all that is new" in " ".join(said(page, "//form//p"))
