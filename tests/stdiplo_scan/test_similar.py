"""Search by an example: a text, a file, a passage, and who else signs such a thing; pages and commands."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import html
from starlette.testclient import TestClient

from stdiplo_scan.wiring import Office
from tests.stdiplo_scan.commands import Ran, run_main
from tests.stdiplo_scan.conftest import DemoRun
from tests.stdiplo_scan.web_pages import open_site, said, tree

JAPANESE = "両国は量子通信の共同研究に関する覚書に署名した。期間は5年である。"
SIGNED = "http://127.0.0.1:8471/sg-qda/news/sg-vn-quantum-link"


@pytest.fixture(scope="module")
def client(demo: DemoRun) -> TestClient:
    return open_site(demo.office)


@pytest.fixture
def command(demo: DemoRun, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(Office, "open", lambda *_args, **_more: demo.office)

    def run(*arguments: str, stdin: str = "") -> Ran:
        return run_main("-w", demo.office.folder, "similar", *arguments, stdin=stdin.encode())

    return run


def posted(client: TestClient, status: int = 200, **sent: Any) -> Any:
    response = client.post("/similar?lang=en", **sent)
    assert response.status_code == status, response.text[:1000]
    return html.fromstring(response.text)


def test_a_pasted_japanese_text_finds_the_english_document(client: TestClient) -> None:
    page = posted(client, data={"text": JAPANESE}, files={"file": ("", b"")})
    assert "quantum communication link" in said(page, "//li[@id='hit-1']/h3")[0]
    assert JAPANESE in said(page, "//textarea")[0]
    assert "close in meaning to the text (rank 1)" in said(page, "//li[@id='hit-1']")[0]


def test_an_uploaded_document_is_read_and_not_kept(client: TestClient, demo: DemoRun) -> None:
    written = docx.Document()
    written.add_heading("Quantum communication link")
    written.add_paragraph("Singapore and Viet Nam sign a memorandum on a quantum communication link. " * 3)
    body = io.BytesIO()
    written.save(body)
    before = demo.office.store.revision
    page = posted(client, files={"file": ("memo.docx", body.getvalue())})
    assert "quantum communication link" in said(page, "//li[@id='hit-1']/h3")[0]
    assert demo.office.store.revision == before


def test_what_cannot_be_read_is_said_in_the_page(client: TestClient) -> None:
    for sent, wrong in (
        ({"data": {"text": " "}, "files": {"file": ("", b"")}}, "The text is empty"),
        ({"files": {"file": ("x.exe", b"MZ")}}, "Files of this kind are not read"),
        ({"files": {"file": ("x.docx", b"PK\x03\x04broken")}}, "No text can be read"),
    ):
        assert wrong in said(posted(client, 400, **sent), "//*[@role='alert']")[0]  # type: ignore[arg-type]
    large = client.post("/similar", content=b"", headers={"content-length": "99000000"})
    assert large.status_code == 400
    assert client.post("/similar", content=b"x=1").status_code == 400


def test_a_passage_and_a_document_are_examples_too(client: TestClient, demo: DemoRun) -> None:
    (signed,) = demo.office.store.ids_at_url(SIGNED)
    start = demo.office.store.passages(signed)[0].start
    by_passage = tree(client, f"/similar?document={signed}&start={start}&lang=en")
    assert "Like a passage of" in said(by_passage, "//h1")[0]
    assert len(by_passage.xpath("//ol[@class='hits']/li")) == 20
    assert not by_passage.xpath(f"//ol//a[contains(@href, '/documents/{signed}?')]")
    by_document = tree(client, f"/similar?document={signed}&lang=en")
    assert "Documents like" in said(by_document, "//h1")[0]
    hit = tree(client, "/?q=quantum").xpath("//ol[@class='hits']/li[1]//p[@class='facts why']//a/@href")
    assert any(link.startswith("/similar?") for link in hit)
    tree(client, f"/similar?document={signed}&start=7", status=400)
    tree(client, f"/similar?document={signed}&start=x", status=400)
    tree(client, "/similar?document=nothing", status=404)


def test_who_else_signs_such_a_thing_has_other_parties(client: TestClient, demo: DemoRun) -> None:
    (signed,) = demo.office.store.ids_at_url(SIGNED)
    page = tree(client, f"/similar?document={signed}&who=1&lang=en")
    own = set(demo.office.store.story_members(demo.office.store.document(signed).story_id or signed))
    shown = {link.partition("?")[0].rpartition("/")[2] for link in page.xpath("//ol/li/h3/a/@href")}
    assert shown
    assert not shown & own
    for one in demo.office.store.documents_by_id(sorted(shown)).values():
        parties = {signal.parties for signal in one.signals if signal.type == "agreement"}
        assert parties - {("SG", "VN")}
    assert page.xpath("//p[@class='chips']/a[@class='chip']/@href")
    assert "/similar?" in "".join(
        tree(client, f"/documents/{signed}").xpath("//section[@id='signals']//a/@href")
    )


def test_the_command_takes_a_document_a_text_or_a_file(command: Any, demo: DemoRun, tmp_path: Path) -> None:
    (signed,) = demo.office.store.ids_at_url(SIGNED)
    by_text = json.loads(command("--text", "-", "--limit", "3", "--json", stdin=JAPANESE).out)
    assert "quantum communication" in by_text["hits"][0]["title"]
    file = tmp_path / "note.txt"
    file.write_text(
        "Singapore and Viet Nam sign a memorandum on a quantum communication link.\n" * 3, "utf-8"
    )
    assert "quantum communication" in command("--text", str(file), "--limit", "1").out.decode()
    who = json.loads(command(signed, "--who", "--json").out)
    assert who["signal"] == "agreement"
    assert who["parties"]
    narrowed = json.loads(command(signed, "--kind", "speech", "--json").out)
    assert narrowed["hits"] == []
    assert command().code == command(signed, "--text", "-").code == 2
    assert command("--text", str(tmp_path / "nothing.txt")).code == 1
    assert command("--text", "-", stdin="...").code == 1


def test_a_phrase_that_nothing_holds_is_said_above_the_results_without_the_quotes(client: TestClient) -> None:
    page = tree(client, "/?q=%22quantum+communication+xylophone%22&lang=en")
    assert "quantum communication xylophone" in said(page, "//p[@class='unmet']")[0]
    assert page.xpath("//li[@id='hit-1']")
    assert not tree(client, "/?q=%22quantum+communication%22").xpath("//p[@class='unmet']")
