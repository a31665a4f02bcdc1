"""Correcting tags and signals on the page of a document: the form, its safety, undo."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from stdiplo_scan.wiring import Office
from tests.stdiplo_scan.commands import lines_of, run_main
from tests.stdiplo_scan.web_pages import open_site, said, tree

TEXT = (
    "The ministry of Kenya signed an agreement with France on quantum research in Nairobi. "
    "It also spoke of Georgia and of solar cells."
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("corrected") / "office"
    row = {"title": "Agreement with Kenya", "text": TEXT, "published": "2026-11-20", "country": "FR"}
    rows = [{**row, "id": name, "url": f"https://example.org/{name}"} for name in ("a", "b", "c", "d")]
    (folder.parent / "rows.jsonl").write_bytes(lines_of(*rows))
    assert run_main("-w", folder, "ingest", folder.parent / "rows.jsonl").code == 0
    return Office.open(folder)


@pytest.fixture(scope="module")
def client(office: Office) -> TestClient:
    return open_site(office)


def form_of(client: TestClient, document: str) -> dict[str, str]:
    """What the form of the page carries unseen."""
    page = tree(client, f"/documents/{document}?lang=en")
    return {one.get("name"): one.get("value") for one in page.xpath("//form//input[@type='hidden']")}


def press(client: TestClient, document: str, do: str, **values: str) -> Any:
    sent = {**form_of(client, document), "author": "Sato", "do": do, **values}
    return client.post("/corrections?lang=en", data=sent)


def test_a_person_rejects_a_country_and_takes_it_back(client: TestClient, office: Office) -> None:
    page = tree(client, "/documents/a?lang=en")
    assert page.xpath("//button[@value='reject country:GE']")
    answer = press(client, "a", "reject country:GE", note="a US state")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/documents/a?lang=en&by=Sato#corrections",
    )
    assert "GE" not in {tag.value for tag in office.store.document("a").tags if tag.status != "rejected"}
    page = tree(client, answer.headers["location"])
    [row] = said(page, "(//section[@id='corrections']//table)[1]//tr[1]")
    assert "Wrong: Country or body Georgia reject country:GE" in row
    assert "a US state" in row
    assert "Sato" in row
    assert "in force" in row
    assert page.xpath("//input[@name='author']/@value") == ["Sato"]
    [undo] = page.xpath("//button[starts-with(@value, 'undo ')]/@value")
    assert press(client, "a", undo).status_code == 303
    assert "GE" in {tag.value for tag in office.store.document("a").tags if tag.status == "automatic"}
    page = tree(client, "/documents/a?lang=en")
    assert "taken back" in said(page, "(//section[@id='corrections']//table)[1]//tr[1]")[0]
    assert not page.xpath("//button[starts-with(@value, 'undo ')]")


def test_a_signal_is_changed_and_one_is_added_by_its_sentence(client: TestClient, office: Office) -> None:
    page = tree(client, "/documents/b?lang=en")
    [change] = page.xpath("//button[starts-with(@value, 'change signal:agreement')]/@value")[:1]
    key = change.removeprefix("change signal:")
    answer = press(client, "b", change, **{f"{key}.stage": "in_force", f"{key}.parties": "FR,KE,VN"})
    assert answer.status_code == 303
    signal = next(one for one in office.store.document("b").signals if one.type == "agreement")
    assert (signal.stage, signal.parties, signal.status) == ("in_force", ("FR", "KE", "VN"), "confirmed")
    added = press(
        client, "b", "add", kind="signal", value="need", quote="It also spoke of Georgia",
        **{"new.parties": "GE,KE"},
    )  # fmt: skip
    assert added.status_code == 303
    assert any(one.type == "need" and one.status == "added" for one in office.store.document("b").signals)


def test_what_cannot_be_taken_is_said_on_the_page_and_keeps_what_was_typed(client: TestClient) -> None:
    answer = press(client, "a", "add", kind="country", value="XX", note="typed")
    assert answer.status_code == 400
    assert "XX" in answer.text
    assert 'value="typed"' in answer.text
    assert press(client, "a", "reject country:GE", author="  ").status_code == 400
    assert press(client, "a", "reject signal:agreement:900:990").status_code == 400
    assert press(client, "a", "").status_code == 400


@pytest.mark.parametrize(
    ("changed", "headers"),
    [
        ({"token": ""}, {}),
        ({"token": "é"}, {}),
        ({"document": "b"}, {}),
        ({}, {"sec-fetch-site": "cross-site"}),
        ({}, {"content-type": "text/plain"}),
    ],
)
def test_another_site_cannot_send_the_form(
    client: TestClient, office: Office, changed: dict[str, str], headers: dict[str, str]
) -> None:
    before = office.store.corrections()
    sent = {**form_of(client, "a"), "author": "x", "do": "reject country:KE", **changed}
    assert client.post("/corrections", data=sent, headers=headers).status_code == 400
    assert client.get("/corrections").status_code == 405
    assert office.store.corrections() == before


def test_a_rule_that_three_documents_speak_for_is_shown(client: TestClient) -> None:
    for document in ("b", "c", "d"):
        assert press(client, document, "reject country:GE").status_code == 303
    page = tree(client, "/documents/d?lang=en")
    assert any(
        "country:GE" in line and "never" in line for line in said(page, "//section[@id='corrections']//li")
    )


def test_what_a_person_typed_is_no_markup(client: TestClient) -> None:
    answer = press(client, "c", "confirm country:KE", author="<b>x</b>", note="<script>1</script>")
    page = client.get(answer.headers["location"]).text
    assert "<script>1" not in page
    assert "<b>x</b>" not in page
