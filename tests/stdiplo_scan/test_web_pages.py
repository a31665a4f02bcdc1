"""Document, digest and source pages over the demo's world, and the site's manners: headers, errors, hosts."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from index.errors import StoreError
from index.store import Store
from reports.editions import EDITIONS
from reports.errors import RegisterError
from stdiplo_scan.web.app import SECURITY_HEADERS
from tests.stdiplo_scan.conftest import DemoRun
from tests.stdiplo_scan.web_pages import open_site, said, tree


@pytest.fixture(scope="module")
def client(demo: DemoRun) -> TestClient:
    return open_site(demo.office)


@pytest.fixture(scope="module")
def signed(demo: DemoRun) -> str:
    """The id of a document that three publishers carry, with signals."""
    (found,) = demo.office.store.ids_at_url("http://127.0.0.1:8471/sg-qda/news/sg-vn-quantum-link")
    return found


# -- documents


def test_every_signal_leads_to_the_sentence_that_proves_it(
    client: TestClient, demo: DemoRun, signed: str
) -> None:
    page = tree(client, f"/documents/{signed}")
    stored = demo.office.store.document(signed)
    links = page.xpath("//ol[@class='signals']/li/a/@href")
    assert len(links) == len(stored.signals) > 1
    for link in links:
        (place,) = page.xpath(f"//*[@id='{link.removeprefix('#')}']")
        assert place.xpath("ancestor::mark")


def test_every_link_within_any_document_page_has_its_place(client: TestClient, demo: DemoRun) -> None:
    for stored in demo.office.store.documents(limit=60):
        page = tree(client, f"/documents/{stored.document.id}?lang=en")
        names = page.xpath("//@id")
        assert len(names) == len(set(names))
        for link in page.xpath("//a/@href[starts-with(., '#')]"):
            assert link[1:] in names, (stored.document.id, link)


def test_a_document_page_holds_the_whole_text_and_nothing_else(
    client: TestClient, demo: DemoRun, signed: str
) -> None:
    page = tree(client, f"/documents/{signed}")
    document = demo.office.store.document(signed).document
    assert said(page, "//h1") == [document.title]
    assert said(page, "//article/div/p") == [line for line in document.text.split("\n") if line.strip()]
    assert page.xpath("//article/div/@lang") == ["en"]


def test_an_opened_document_is_counted_for_its_source_and_day(
    client: TestClient, demo: DemoRun, signed: str
) -> None:
    target = demo.office.store.document(signed).document.target_id or ""
    before = demo.office.store.openings(date.min, date.max).get(target, 0)
    tree(client, f"/documents/{signed}")
    tree(client, "/documents/nothing", status=404)
    assert demo.office.store.openings(date.min, date.max)[target] == before + 1


def test_a_document_page_says_who_when_and_how_sure(client: TestClient, demo: DemoRun, signed: str) -> None:
    page = tree(client, f"/documents/{signed}")
    card = said(page, "//dl[@class='card']")[0]
    for part in ("シンガポール先端技術庁(架空)", "2026-11-18 日付の出所：ページの情報", "英語", "原文を開く"):
        assert part in card
    signal = said(page, "//ol[@class='signals']/li[1]")[0]
    for part in ("協定・覚書", "署名", "シンガポール・ベトナム", "日本との関連記載なし", "書かれ方事実"):
        assert part in signal
    surest = max(stored.score for stored in demo.office.store.document(signed).signals)
    assert f"高 {surest:.2f}、自動付与" in " ".join(said(page, "//ol[@class='signals']"))
    assert "シンガポール 高、公開元" in said(page, "//section[@id='signals']//*[contains(@class, 'chip')]")
    headings = ["同じ出来事を伝える文書", "似た文書", "地域・枠組み", "キーワード"]
    assert said(page, "//section[@class='related']/h2") == headings


def test_the_same_event_is_not_listed_again_as_similar(client: TestClient, signed: str) -> None:
    page = tree(client, f"/documents/{signed}")
    story = page.xpath("//h2[@id='story']/following-sibling::ul[1]//a/@href")
    similar = page.xpath("//h2[@id='similar']/following-sibling::ul[1]//a/@href")
    assert len(story) == 2
    assert similar
    assert not set(story) & set(similar)


def test_an_older_version_can_be_read_and_says_that_it_is_old(client: TestClient, demo: DemoRun) -> None:
    revised = next(item for item in demo.office.store.documents(limit=500) if len(item.versions) > 1)
    page = tree(client, f"/documents/{revised.document.id}?version=1&lang=en")
    assert "old version (1); the current one is 2" in said(page, "//main/p[@role='note']")[0]
    now = tree(client, f"/documents/{revised.document.id}?lang=en")
    assert not now.xpath("//main/p[@role='note']")
    assert now.xpath("//dl[@class='card']//a[contains(@href, 'version=1')]")
    assert said(page, "//article") != said(now, "//article")
    assert not page.xpath("//section[@class='changes']")
    assert said(now, "//h2[@id='changes']") == ["Changes since version 1"]
    rows = said(now, "//section[@class='changes']//tbody/tr")
    assert any("amount" in row and "9.5 million" in row and "12.8 million" in row for row in rows)
    assert said(now, "//section[@class='changes']//li/del")
    assert said(now, "//section[@class='changes']//li/ins")


def test_hits_lead_to_the_passage_in_the_document(client: TestClient) -> None:
    (link,) = tree(client, "/?q=quantum").xpath("//li[@id='hit-1']/h3/a/@href")
    url, _, place = link.partition("#")
    assert place.startswith("passage-")
    assert tree(client, url).xpath(f"//*[@id='{place}']")


# -- digests


def test_the_list_of_digests_offers_every_edition_language_and_format(
    client: TestClient, demo: DemoRun
) -> None:
    page = tree(client, "/digests")
    rows = said(page, "//tbody/tr/th")
    assert len(rows) == len(demo.digests) == 2 * len(EDITIONS)
    assert rows[0] == "全体版"
    assert said(page, "//tbody/tr[1]/td[1]") == ["日本語"]
    for url in page.xpath("//tbody/tr[1]//a[@download]/@href"):
        assert client.get(url).status_code == 200


def test_the_page_s_language_chooses_the_digest_s(client: TestClient, demo: DemoRun) -> None:
    week = demo.outcome.week
    led = client.get(f"/digests/whole-{week}-ja?lang=en")
    assert (led.status_code, led.headers["location"]) == (303, f"/digests/whole-{week}-en?lang=en")
    page = tree(client, led.headers["location"])
    assert page.get("lang") == "en"
    assert said(page, "//table[contains(@class, 'digest')]//h1")[0].startswith("Science and technology")
    assert tree(client, f"/digests/whole-{week}-en").get("lang") == "en"


def test_a_digest_page_is_the_digest_with_links_to_its_documents(client: TestClient, demo: DemoRun) -> None:
    digest = demo.digests[f"whole-{demo.outcome.week}-ja"]
    page = tree(client, f"/digests/{digest['id']}?lang=ja")
    text = " ".join(page.text_content().split())
    for entry in digest["entries"]:
        assert " ".join(entry["headline"].split()) in text
    link = page.xpath("//a[@class='mono' and starts-with(@href, '/documents/')]/@href")[0]
    assert link.endswith("?lang=ja")
    assert tree(client, link).xpath("//article")
    assert not page.xpath("//*[@style] | //style")


def test_a_digest_can_be_taken_home_as_a_file_of_every_form(client: TestClient, demo: DemoRun) -> None:
    digest = demo.digests[f"whole-{demo.outcome.week}-ja"]
    for form, kind in (
        ("html", "text/html"),
        ("md", "text/markdown"),
        ("txt", "text/plain"),
        ("csv", "text/csv"),
    ):
        file = client.get(f"/digests/{digest['id']}/{form}")
        assert file.headers["content-type"] == f"{kind}; charset=utf-8"
        assert file.headers["content-disposition"] == f"attachment; filename*=UTF-8''{digest['id']}.{form}"
        assert ("見出し" if form == "csv" else digest["title"]) in file.text
    assert (
        client.get(f"/digests/{digest['id']}/atom").headers["content-type"].startswith("application/atom+xml")
    )
    assert client.get(f"/digests/{digest['id']}/json").json() == json.loads(json.dumps(digest))


# -- sources


def test_sources_say_in_words_how_they_are_and_what_to_do(client: TestClient, demo: DemoRun) -> None:
    page = tree(client, "/sources")
    assert len(page.xpath("//tbody/tr")) == len(demo.office.targets)
    first = page.xpath("//tbody/tr[1]")[0]
    assert first.get("class") == "faulty"
    words = said(first, "./*")
    assert words[0].startswith("インド科学協力局")
    assert "失敗" in words[1]
    assert words[2]
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d最後の成功 –$", words[3])
    assert "in-dsc" in words[0]
    assert re.search(r"最新の文書 \d{4}-\d\d-\d\d", " ".join(said(page, "//tbody")))
    assert "HTTPエラー" in words[5]
    assert "エラーページ 1" in " ".join(said(page, "//tbody"))
    assert re.match(r"要求\d+回・[\d.]+ (Bytes|[kM]B)、新しい文書\d+件、引用\d+件、閲覧\d+回$", words[6])
    english = " ".join(said(tree(client, "/sources?lang=en"), "//tbody"))
    assert "this week, usually" in english
    assert "new documents" in english


def test_a_source_leads_to_its_documents(client: TestClient) -> None:
    page = tree(client, "/sources?lang=en")
    (link,) = page.xpath("//a[contains(@href, 'target=sg-qda')]/@href")
    facts = said(tree(client, link), "//ol[@class='hits']/li/p[@class='facts']")
    assert facts
    assert all("Singapore" in line for line in facts)


# -- manners


@pytest.mark.parametrize("url", ["/", "/?q=quantum", "/digests", "/sources", "/nothing", "/static/app.css"])
def test_every_answer_carries_the_strict_headers(client: TestClient, url: str) -> None:
    response = client.get(url)
    for name, value in SECURITY_HEADERS.items():
        assert response.headers[name] == value
    assert response.headers["cache-control"] == ("no-cache" if "static" in url else "no-store")


@pytest.mark.parametrize("url", ["/", "/?q=quantum", "/digests", "/sources", "/healthz", "/?mode=x"])
def test_head_answers_like_get(client: TestClient, url: str) -> None:
    assert client.head(url).status_code == client.get(url).status_code


@pytest.mark.parametrize("url", ["/", "/?q=x&lang=en", "/digests", "/sources", "/nothing"])
def test_no_page_holds_a_script_or_style_of_its_own_or_loads_from_elsewhere(
    client: TestClient, url: str
) -> None:
    page = tree(client, url, status=404 if url == "/nothing" else 200)
    assert not page.xpath("//style | //*[@style] | //script[not(@src)] | //@*[starts-with(name(), 'on')]")
    loaded = page.xpath("//script/@src | //link/@href | //img/@src")
    assert loaded
    for asset in loaded:
        assert asset.startswith(("/static/", "/digest.css"))
        assert client.get(asset).status_code == 200


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/nothing", 404),
        ("/documents/unknown", 404),
        ("/documents/unknown?version=one", 400),
        ("/digests/unknown", 404),
        ("/digests/unknown/md", 404),
        ("/digests/unknown/exe", 404),
        ("/static/unknown.css", 404),
    ],
)
def test_errors_stand_in_the_site_s_frame_in_both_languages(
    client: TestClient, url: str, status: int
) -> None:
    page = tree(client, url, status=status)
    assert page.xpath("//nav")
    assert said(page, "//h1")[0] in ("ページが見つかりません", "要求を読み取れません")
    assert page.xpath("//main//p[@lang='en']/strong")
    english = tree(client, f"{url}{'&' if '?' in url else '?'}lang=en", status=status)
    assert english.get("lang") == "en"
    assert english.xpath("//main//p[@lang='ja']/strong")


def test_an_old_version_that_never_was_is_not_found(client: TestClient, signed: str) -> None:
    for language, told in (("ja", "に版 99 はありません"), ("en", "no document")):
        page = tree(client, f"/documents/{signed}?version=99&lang={language}", status=404)
        assert told in said(page, "//code")[0]


def test_what_cannot_be_done_is_refused_in_the_frame(client: TestClient) -> None:
    response = client.post("/")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]
    assert "この操作はできません" in response.text


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StoreError("store: /data/store.db is locked; wait"), "store: /data/store.db is locked; wait"),
        (
            RegisterError("country_sets.csv: code", "XX", "a code such as VN or ASEAN"),
            "country_sets.csv: code が「XX」です。VN や ASEAN のようなコードにしてください。",
        ),
    ],
)
def test_what_is_known_to_be_wrong_is_said_without_a_stack_trace(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(Store, "digests", fail)
    for language, line in (("ja", told), ("en", str(error))):
        page = tree(client, f"/digests?lang={language}", status=503)
        assert said(page, "//code") == [line]


def test_a_fault_of_ours_shows_no_inside(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(Store, "digests", fail)
    response = client.get("/digests?lang=en")
    assert response.status_code == 500
    assert "Something went wrong inside" in response.text
    assert "secret detail" not in response.text
    assert "Traceback" not in response.text
    assert response.headers["content-security-policy"]
    assert "secret detail" in caplog.text


def test_an_error_for_htmx_is_a_part_that_can_be_shown(client: TestClient) -> None:
    response = client.get("/nothing", headers={"HX-Request": "true"})
    assert response.status_code == 404
    assert "<html" not in response.text
    assert 'role="alert"' in response.text


def test_a_foreign_host_is_refused(client: TestClient) -> None:
    refused = client.get("/", headers={"Host": "evil.example"})
    assert refused.status_code == 400
    assert "nav" not in refused.text
    assert client.get("/", headers={"Host": "localhost:8470"}).status_code == 200


def test_health_says_ok(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"


def test_the_notice_of_a_fictional_world_stands_on_every_page(client: TestClient, demo: DemoRun) -> None:
    for url in ("/", "/digests", "/sources", "/nothing"):
        assert demo.office.settings.notice_ja in client.get(url).text
        assert demo.office.settings.notice_en in client.get(url + "?lang=en").text


def test_a_document_shows_its_copies_and_which_is_the_original(client: TestClient, demo: DemoRun) -> None:
    copied = next(item for item in demo.office.store.documents(limit=500) if item.duplicate_of)
    page = tree(client, f"/documents/{copied.document.id}?lang=en")
    rows = said(page, "//dl[@class='card']//dd/ul/li")
    assert len(rows) >= 2
    assert "the original" in rows[0]
    assert page.xpath(f"//dd/ul/li/a[contains(@href, '{copied.duplicate_of}')]")
    assert all(copied.document.url not in row for row in rows[:1])
    assert any(copied.document.url in row for row in rows[1:])
