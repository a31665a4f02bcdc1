"""The search page over the demo's world: questions, filters, results, and what goes wrong with them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from index.filters import Filters
from index.search import SearchError
from stdiplo_scan.web.examples import EXAMPLES
from stdiplo_scan.web.form import MOST, STEP, SearchForm
from stdiplo_scan.web.wording import words
from tests.stdiplo_scan.conftest import DemoRun
from tests.stdiplo_scan.web_pages import open_site, said, tree


@pytest.fixture(scope="module")
def client(demo: DemoRun) -> TestClient:
    return open_site(demo.office)


def test_a_japanese_question_finds_passages_and_says_why(client: TestClient) -> None:
    page = tree(client, "/?q=量子 協定")
    assert page.get("lang") == "ja"
    hits = page.xpath("//ol[@class='hits']/li")
    assert len(hits) == STEP
    assert any("quantum" in text for text in said(page, "//ol[@class='hits']//mark"))
    assert "訳語でも検索：量子 → quantum / 協定 → agreement" in said(page, "//p[@class='searched']")[0]
    for hit in hits:
        facts = said(hit, ".//p[@class='facts']")[0]
        assert (
            "公開 2026-" in facts and "日付の出所：" in facts
        ) or "公開 日付不明 ページに公開日なし" in facts
        assert "収集 " in facts
        assert hit.xpath(".//blockquote/@lang")
        assert "位)" in said(hit, ".//p[@class='facts why']")[0]
        original = hit.xpath(".//a[contains(@class, 'original')]")[0]
        assert original.get("href").startswith("http")
        assert "noreferrer" in original.get("rel")


def test_a_foreign_passage_shows_which_of_its_words_answer(client: TestClient) -> None:
    page = tree(client, "/?q=蓄電池&language=ko")
    assert "배터리" in said(
        page, "//ol[@class='hits']/li[1]//blockquote/mark | //ol[@class='hits']/li[1]//u/mark"
    )
    assert "배터리 battery" in said(page, "//ol[@class='hits']/li[1]//p[@class='facts notes']//mark")
    assert "「배터리 battery」" in said(page, "//ol[@class='hits']/li[1]/p[@class='facts why']")[0]


def test_hits_beside_the_point_say_so(client: TestClient) -> None:
    for asked, ui in (("квантовая связь", "unread"), ("の は", "silent"), ("zzqq", "unmatched")):
        told = said(tree(client, f"/?q={asked}"), "//p[@class='unmet']")
        assert told == [words("ja")[f"doubt_{ui}"]]
    assert not tree(client, "/?q=ＡＩ 協定").xpath("//p[@class='unmet']")


@pytest.mark.parametrize(
    ("asked", "said_ja", "said_en"),
    [
        (
            "signal:agreemnt",
            "「協定・覚書(agreement)」のことですか。",
            "Did you mean Agreement or memorandum (agreement)?",
        ),
        ("country:XX", "例: country:US(米国)", "e.g. country:US (United States)"),
        ("since:昨日", "が「昨日」です。2026-11-20 のような日付に", "is “昨日”; wanted a day such as"),
        ("expires:soon", "が「soon」です", "is “soon”; wanted a day"),
        ("collected-before:昨日", "収集日(この日まで)", "Collected to"),
        ("confidence:100", "高のみ(high)、中以上(middle)", "High only (high), Medium or more (middle)"),
        ("read:unread", "閲覧者の名前も入れてください", "please give a reader's name too"),
    ],
)
def test_a_wrong_value_is_refused_in_the_words_of_the_page(
    client: TestClient, asked: str, said_ja: str, said_en: str
) -> None:
    for language, told in (("ja", said_ja), ("en", said_en)):
        page = tree(client, f"/?q=量子 {asked}&lang={language}", status=400)
        assert told in said(page, "//div[@class='problem']")[0]


def test_what_is_no_filter_is_said_and_can_be_mended(client: TestClient) -> None:
    page = tree(client, "/?q=countri:VN 量子&mode=exact")
    assert "「countri:」は絞り込みの名ではない" in said(page, "//p[@class='unmet']")[0]
    (link,) = page.xpath("//p[@class='unmet']/a/@href")
    mended = tree(client, link)
    assert mended.xpath("//input[@name='q']/@value") == ["country:VN 量子"]
    assert mended.xpath("//select[@name='mode']/option[@selected]/@value") == ["exact"]
    assert not tree(client, "/?q=Horizon:Europe https://a.example/ 量子").xpath("//p[@class='unmet']/a")


def test_a_question_without_hits_tells_what_to_leave_out(client: TestClient) -> None:
    page = tree(client, "/?q=量子 since:2030-01 country:VN -country:VN lang:ja&lang=en")
    assert not page.xpath("//ul[@class='ways']")  # no single one is to blame
    page = tree(client, "/?q=量子 -zebra lang:en&country=VN&since=2030-01-01")
    (way,) = page.xpath("//ul[@class='ways']/li")
    assert "公開日(この日から)：2030-01-01" in said(way, "a")[0]
    loosened = tree(client, way.xpath("a/@href")[0])
    assert loosened.xpath("//input[@name='q']/@value") == ["量子 -zebra country:VN language:en"]
    number = said(way, "span")[0].removesuffix(" 件")
    assert f"対象文書 {number} 件のうち" in said(loosened, "//p[@class='count']")[0]
    page = tree(client, '/?q="no such words" OR "nor these" -"as these"&mode=exact&lang=en')
    assert "Match: Words only" in said(page, "//ul[@class='ways']/li/a")[0]


def test_what_a_minus_leaves_out_by_other_words_is_said(client: TestClient) -> None:
    told = said(tree(client, "/?q=量子 -agreement"), "//p[@class='unmet']")
    assert "「agreement」を別の語(" in told[0]
    assert "協定" in told[0]
    assert not tree(client, "/?q=量子 -agreement&mode=exact").xpath("//p[@class='unmet']")


def test_a_printed_page_says_what_was_asked_and_when(client: TestClient) -> None:
    (line,) = said(tree(client, "/?q=量子&country=VN&mode=exact"), "//p[@class='printed']")
    assert line.startswith("問い：量子 · 照合：語のみ(部分一致) · 20")


def test_folded_stories_are_counted_before_and_after(client: TestClient) -> None:
    assert (
        "3 件のうち、新しい 1 件(同じ出来事をまとめる前は 3 件)"
        in said(tree(client, "/?q=country:VN stage:signed"), "//p[@class='count']")[0]
    )


def test_chips_tell_signal_stage_and_parties(client: TestClient) -> None:
    page = tree(client, "/?q=quantum&signal=agreement&region=m49:035")
    assert "協定・覚書署名シンガポール・ベトナム 確度 高" in said(
        page, "//span[contains(@class, 'chip cooperation')]"
    )


def test_what_was_asked_stands_in_the_form_again(client: TestClient) -> None:
    page = tree(client, "/?q=quantum&mode=exact&signal=agreement&since=2026-11-01&lang=en")
    assert page.xpath("//input[@name='q']/@value") == ["quantum"]
    assert page.xpath("//select[@name='mode']/option[@selected]/@value") == ["exact"]
    assert page.xpath("//select[@name='signal']//option[@selected]/@value") == ["agreement"]
    assert page.xpath("//input[@name='since']/@value") == ["2026-11-01"]
    assert page.xpath("//input[@name='lang']/@value") == ["en"]
    assert page.xpath("//details/@open") == [""]


def test_filters_are_closed_while_none_is_set(client: TestClient) -> None:
    assert not tree(client, "/?q=quantum").xpath("//details/@open")


def test_prefixes_in_the_question_filter(client: TestClient, demo: DemoRun) -> None:
    by_box = tree(client, "/?q=quantum 国：ベトナム signal:agreement&lang=en")
    by_form = tree(client, "/?q=quantum&country=VN&signal=agreement&lang=en")
    link = "//ol[@class='hits']/li/h3/a/@href"
    assert by_box.xpath(link) == by_form.xpath(link) != []
    assert by_box.xpath("//input[@name='q']/@value") == ["quantum 国：ベトナム signal:agreement"]


def test_every_number_beside_a_choice_is_what_the_choice_leaves(client: TestClient) -> None:
    page = tree(client, "/?q=quantum&country=VN&lang=en")
    sections = page.xpath("//details[@class='facets']//div[@class='facet']")
    labels = [said(section, "h3")[0] for section in sections]
    assert {"Field", "Signal", "Stage", "Japan", "Language", "Kind", "Source", "Month published"} <= set(
        labels
    )
    assert "Country or body" not in labels  # it is set
    for section in sections:
        (link, number) = section.xpath(".//li[1]/a/@href")[0], section.xpath(".//li[1]/span/text()")[0]
        said_count = said(tree(client, link), "//p[@role='status']")[0]
        assert f" of {number} documents" in said_count


def test_a_large_store_counts_when_it_is_asked(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stdiplo_scan.web.finding.COUNTED_UNASKED", 10)
    page = tree(client, "/?q=quantum -zebra&lang=en")
    assert not page.xpath("//details[@class='facets']")
    (link,) = page.xpath("//p[@class='exports']/a[text()='Narrow by what is there']/@href")
    assert tree(client, link).xpath("//details[@class='facets']/@open") == [""]
    for asked in ("quantum -zebra", "quantum -zebra&order=newest"):  # counted before, so they come unasked
        assert tree(client, f"/?q={asked}&lang=en").xpath("//details[@class='facets']")
    few = tree(client, "/?q=quantum -yak&field=QUA&lang=en&mode=exact&country=VN")
    assert few.xpath("//details[@class='facets']")  # ten documents or fewer are left


def test_questions_that_leave_the_same_documents_share_their_counts(
    client: TestClient, demo: DemoRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(client, "/?q=quantum")
    monkeypatch.setattr(
        type(demo.office.searcher), "facets", lambda *_: pytest.fail("the same documents were counted again")
    )
    for asked in ("q=hydrogen", "q=水素+協定", "q=fish&mode=semantic", "q=fish&order=newest&limit=40"):
        assert tree(client, f"/?{asked}").xpath("//details[@class='facets']")


def test_one_story_is_one_entry_that_opens(client: TestClient, demo: DemoRun) -> None:
    page = tree(client, "/?q=quantum&limit=100&lang=en")
    shown = [link.partition("?")[0] for link in page.xpath("//ol[@class='hits']/li/h3/a/@href")]
    documents = demo.office.store.documents_by_id([link.rpartition("/")[2] for link in shown])
    stories = [one.story_id for one in documents.values()]
    assert len(stories) == len(set(stories))
    assert "more on the same event" in said(page, "//details[@class='told']/summary")[0]
    assert page.xpath("//details[@class='told'][1]//li/a/@href")


def test_newest_first_and_languages_in_turn(client: TestClient) -> None:
    days = tree(client, "/?q=quantum&order=newest").xpath("//p[@class='facts']/span[4]/time/@datetime")
    assert days == sorted(days, reverse=True)
    spoken = tree(client, "/?q=quantum&balance=1").xpath("//ol[@class='hits']//blockquote/@lang")
    assert len(set(spoken[:4])) == 4


def test_a_filter_that_is_set_can_be_taken_away(client: TestClient) -> None:
    page = tree(client, "/?q=quantum&signal=agreement&field=QUA&lang=en")
    links = page.xpath("//p[@class='active']/a[@class='chip']/@href")
    asked = [parse_qs(urlsplit(link).query) for link in links]
    assert asked == [
        {"lang": ["en"], "q": ["quantum"], "signal": ["agreement"]},
        {"lang": ["en"], "q": ["quantum"], "field": ["QUA"]},
    ]


def test_a_filter_by_language_can_be_taken_away_too(client: TestClient) -> None:
    page = tree(client, "/?q=quantum&language=ko")
    assert set(page.xpath("//ol[@class='hits']//blockquote/@lang")) == {"ko"}
    assert len(page.xpath("//p[@class='active']/a[@class='chip']")) == 1


def test_every_control_has_a_label(client: TestClient) -> None:
    page = tree(client, "/")
    controls = page.xpath("//form//*[self::input[not(@type='hidden')] or self::select]")
    assert len(controls) == 26
    assert all(control.xpath("ancestor::label") for control in controls)


def test_more_hits_can_be_asked_for_up_to_the_limit(client: TestClient) -> None:
    url = "/?q=research&lang=en"
    for shown in (STEP, 2 * STEP):
        page = tree(client, url)
        assert len(page.xpath("//ol[@class='hits']/li")) == shown
        (more,) = page.xpath("//p[@class='more']/a/@href")
        assert more.endswith(f"#hit-{shown + 1}")
        url = more
    assert not tree(client, f"/?q=research&limit={MOST}").xpath("//p[@class='more']/a")


def test_the_count_says_what_it_counts(client: TestClient) -> None:
    assert said(tree(client, "/?q=quantum&lang=en"), "//p[@role='status']")[0].startswith("The best 20 of ")
    assert "hold the words" in said(tree(client, "/?q=quantum&mode=exact&lang=en"), "//p[@role='status']")[0]
    for without_words in ("/?signal=agreement", "/?q=-quantum"):
        assert "新しい" in said(tree(client, without_words), "//p[@role='status']")[0]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_example_on_the_empty_page_finds_something(client: TestClient, language: str) -> None:
    page = tree(client, f"/?lang={language}")
    links = page.xpath("//div[@class='start']//li/a/@href")
    assert len(links) == len(EXAMPLES["ja"]) == len(EXAMPLES["en"])
    for link in links:
        assert parse_qs(urlsplit(link).query)["lang"] == [language]
        assert tree(client, link).xpath("//ol[@class='hits']/li"), link


def test_the_empty_page_says_what_is_inside(client: TestClient, demo: DemoRun) -> None:
    text = " ".join(said(tree(client, "/?lang=en"), "//div[@class='start']"))
    assert f"{demo.office.store.counts()['documents']} documents from" in text
    assert str(demo.outcome.week) in text


def test_nothing_found_says_what_to_try(client: TestClient) -> None:
    page = tree(client, "/?q=quantum&since=2030-01-01&lang=en")
    assert said(page, "//p[@role='status']")[0].startswith("Nothing was found.")
    assert page.xpath("//section[@id='results']//a[text()='Search without filters']/@href") == [
        "/?lang=en&q=quantum"
    ]


def test_htmx_gets_the_results_alone_and_a_short_address(client: TestClient) -> None:
    url = "/?lang=ja&q=quantum&mode=hybrid&country=&role=&signal=agreement&since="
    response = client.get(url, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "<form" not in response.text
    assert "<html" not in response.text
    assert "<title>quantum" in response.text
    assert 'hx-swap-oob="true"' in response.text  # the link to the other language asks the same
    assert response.headers["HX-Push-Url"] == "/?lang=ja&q=quantum&signal=agreement"
    assert "HX-Request" in response.headers["Vary"]


def test_going_back_gets_the_whole_page_from_the_same_address(client: TestClient) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<form" in client.get("/?q=quantum", headers=headers).text


def test_the_last_day_asked_for_is_included() -> None:
    assert SearchForm(until="2026-11-30").filters == Filters(published_to="2026-12-01")
    assert SearchForm(until="9999-12-31").filters == Filters()


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        ("mode=fuzzy", "Match is “fuzzy”"),
        ("order=random", "Order is “random”"),
        ("polarity=maybe", "Cooperation or restriction is “maybe”"),
        ("collected_since=x", "Collected from is “x”"),
        ("q=country:ZZ", "Country or body is “ZZ”; wanted a name or a code"),
        ("country=ZZ", "Country or body is “ZZ”"),
        ("signal=S01", "Signal is “S01”"),
        ("since=20261101", "Published from is “20261101”"),
        ("until=2026-13-01", "Published to is “2026-13-01”"),
        ("since=2026-11-02&until=2026-11-01", "not before 2026-11-02"),
        ("limit=0", "Number of hits is “0”"),
        ("limit=101", "from 1 to 100"),
        ("limit=９", "from 1 to 100"),
        ("q=" + "x" * 2001, "at most 2000 characters"),
    ],
)
def test_a_bad_value_is_named_and_nothing_is_searched(
    client: TestClient, parameters: str, wrong: str
) -> None:
    page = tree(client, f"/?lang=en&{parameters}", status=400)
    assert wrong in " ".join(said(page, "//*[@role='alert']"))
    assert page.xpath("//form")
    assert not page.xpath("//ol[@class='hits']")


def test_a_question_that_search_refuses_is_answered_in_the_page(
    demo: DemoRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_query: object) -> object:
        raise SearchError("search: text is <b>; wanted words; leave it out")

    monkeypatch.setattr(demo.office.searcher, "search", refuse)
    page = tree(open_site(demo.office), "/?q=x", status=400)
    assert said(page, "//*[@role='alert']//li") == ["search: text is <b>; wanted words; leave it out"]


def test_english_is_kept_over_the_form_and_all_links(client: TestClient) -> None:
    page = tree(client, "/?q=quantum&lang=en")
    assert page.get("lang") == "en"
    own = [link for link in page.xpath("//a/@href") if link.startswith("/") and "/static" not in link]
    assert len(own) > STEP
    assert all("lang=en" in link for link in own)
    (other,) = page.xpath("//a[@id='other-language']/@href")
    assert parse_qs(urlsplit(other).query) == {"q": ["quantum"], "lang": ["ja"]}


def test_both_languages_have_every_word() -> None:
    japanese, english = words("ja"), words("en")
    assert japanese.product != english.product
    with pytest.raises(AttributeError, match="no words for 'nonsense'"):
        _ = japanese.nonsense


def test_the_hits_can_be_had_as_files(client: TestClient) -> None:
    page = tree(client, "/?q=quantum&signal=agreement&lang=en")
    links = page.xpath("//p[@class='exports']/a/@href")
    assert [link.partition("?")[0] for link in links] == ["/export/csv", "/export/xlsx", "/export/json"]
    files = [client.get(link) for link in links]
    assert files[0].content.startswith(b"\xef\xbb\xbfquestion,quantum\r\nfilter: Signal,")
    assert files[1].content.startswith(b"PK")
    shown = page.xpath("//ol[@class='hits']/li/h3/a/@href")
    assert [f"/documents/{hit['document']}" for hit in files[2].json()["hits"]][: len(shown)] == [
        link.partition("?")[0] for link in shown
    ]
    assert "attachment" in files[0].headers["content-disposition"]
    assert client.get("/export/pdf?q=x").status_code == 404
    assert client.get("/export/csv").status_code == client.get("/export/csv?q=country:ZZ").status_code == 400
