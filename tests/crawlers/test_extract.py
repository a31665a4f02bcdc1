"""Pages, mails and documents as bytes -> Document or Skipped."""

import gzip
import io
import os
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.document import Document, Hints, RawPage, Skipped, document_id
from crawlers.extract.extract import extract_page

FETCHED = "2026-11-20T08:00:00Z"
URL = "https://www.ministry.example/en/news/item-5"
LINKED = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-10-05"}</script>'
SENTENCES = (
    "The ministry and its partner agreed to fund joint research on quantum sensing for three years.",
    "Teams from both countries may apply together from spring, and the first projects start in autumn.",
    "The minister said that the two sides had worked towards this step since their last meeting.",
    "An office in each capital will answer questions and publish the list of funded projects every year.",
)


def article(
    *, title: str = "Two ministries fund quantum research", head: str = "", before: str = "", after: str = ""
) -> str:
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    return (
        f'<html lang="en"><head><title>{title} | Ministry of Science</title>{head}</head><body>'
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/about'>About us</a></li></ul></nav>"
        f"<main><article><h1>{title}</h1>{before}{body}{after}</article></main>"
        "<footer><p>Copyright 2019 Ministry of Science. All rights reserved.</p></footer></body></html>"
    )


def read(
    markup: str | bytes, *, url: str = URL, hints: Hints | None = None, header: str = "text/html"
) -> Document | Skipped:
    body = markup.encode() if isinstance(markup, str) else markup
    return extract_page(RawPage(url, body, header, 200, FETCHED, hints or Hints()))


def document(
    markup: str | bytes, *, url: str = URL, hints: Hints | None = None, header: str = "text/html"
) -> Document:
    found = read(markup, url=url, hints=hints, header=header)
    assert isinstance(found, Document), found
    return found


def test_an_article_becomes_a_document_without_navigation_and_footer() -> None:
    found = document(
        article(head='<meta property="article:published_time" content="2026-10-05T09:00:00+02:00">')
    )
    assert found.title == "Two ministries fund quantum research"
    assert [line for line in found.text.split("\n") if line] == list(SENTENCES)
    assert (found.published, found.published_from) == ("2026-10-05", "metadata")
    assert found.published_confidence > 0.9
    assert (found.language, found.kind, found.mime) == ("en", "news", "text/html")
    assert found.id == document_id(found.url)
    assert found.fetched_utc == FETCHED


@pytest.mark.parametrize(
    ("links", "named"),
    [
        ('<https://www.ministry.example/en/news/quantum>; rel="canonical"', True),
        ("</a,b>; rel=next, </en/news/quantum>; title=\"a, b\"; rel='x'; rel=canonical", False),
        ("</style.css>;rel=preload;as=style,</en/news/quantum> ; type=text/html ; rel=Canonical", True),
        ('</en/news/quantum>; rel="alternate canonical"', True),
        ("<https://elsewhere.example/en/news/quantum>; rel=canonical", False),
        ("</en/news/quantum; rel=canonical", False),
        ("<" * 5000 + " " * 5000, False),
    ],
)
def test_a_canonical_address_in_the_header_names_the_document(links: str, named: bool) -> None:
    found = extract_page(RawPage(URL, article().encode(), "text/html", 200, FETCHED, links=links))
    assert isinstance(found, Document)
    assert found.url == ("https://www.ministry.example/en/news/quantum" if named else URL)


def test_the_page_itself_goes_before_its_header() -> None:
    markup = article(head='<link rel="canonical" href="/en/news/quantum">').encode()
    found = extract_page(RawPage(URL, markup, "text/html", 200, FETCHED, links="</en/b>; rel=canonical"))
    assert isinstance(found, Document)
    assert found.url.endswith("/quantum")


def test_a_canonical_link_of_the_same_host_names_the_document() -> None:
    found = document(
        article(head='<link rel="canonical" href="/en/news/quantum">'), url=URL + "?utm_source=mail"
    )
    assert found.url == "https://www.ministry.example/en/news/quantum"
    assert found.other_urls == (URL,)


def test_translations_are_the_hreflang_links_to_other_pages_of_the_document() -> None:
    links = "".join(
        f'<link rel="alternate" hreflang="{code}" href="{href}">'
        for code, href in (
            ("en-GB", "/en/news/quantum"), ("ja", "/ja/news/quantum#top"), ("zh-Hant", "/zh/news/quantum"),
            ("x-default", "/"), ("fr", "mailto:a@b.example"), ("de", ""), ("ja", "/ja/news/quantum"),
        )
    )  # fmt: skip
    head = f'<link rel="canonical" href="/en/news/quantum">{links}'
    hints = Hints(translations=(("ko", "https://www.ministry.example/ko/news/quantum"),))
    found = document(article(head=head), hints=hints)
    base = "https://www.ministry.example/"
    assert found.translations == (
        ("ja", base + "ja/news/quantum"), ("zh", base + "zh/news/quantum"), ("ko", base + "ko/news/quantum"),
    )  # fmt: skip


def test_the_address_before_a_redirect_is_kept_with_the_document() -> None:
    old = "https://www.ministry.example/old"
    found = extract_page(RawPage(URL, article().encode(), "text/html", 200, FETCHED, Hints(), old))
    assert isinstance(found, Document)
    assert (found.url, found.other_urls) == (URL, ("https://www.ministry.example/old",))


def test_a_page_without_a_date_takes_the_day_on_which_a_listing_first_had_it() -> None:
    hints = Hints(first_seen="2026-10-04")
    found = document(article(), hints=hints)
    assert (found.published, found.published_from) == ("2026-10-04", "feed")
    assert found.published_confidence < 0.5
    dated = document(article(head='<meta name="DC.date" content="2026-10-01">'), hints=hints)
    assert dated.published == "2026-10-01"


@pytest.mark.parametrize("href", ["https://elsewhere.example/x", "/", "javascript:void(0)", "http://[broken"])
def test_a_canonical_link_that_leads_away_is_passed_over(href: str) -> None:
    assert document(article(head=f'<link rel="canonical" href="{href}">')).url == URL


@pytest.mark.parametrize(
    ("before", "head", "url", "hints", "day", "source"),
    [
        ("", '<meta name="DC.date" content="2026-10-05">', URL, Hints(), "2026-10-05", "metadata"),
        ("", LINKED, URL, Hints(), "2026-10-05", "metadata"),
        ("", "", URL, Hints(published="2026-10-05", published_from="feed"), "2026-10-05", "feed"),
        ("<p class='date'>Published: 5 October 2026</p>", "", URL, Hints(), "2026-10-05", "text"),
        ("<p>令和８年１０月５日</p>", "", URL, Hints(languages=("ja",)), "2026-10-05", "text"),
        ("", "", "https://www.ministry.example/2026/10/05/item", Hints(), "2026-10-05", "url"),
        ("", "", URL, Hints(), None, "unknown"),
        ("", '<meta name="DC.date" content="2031-01-01">', URL, Hints(), None, "unknown"),
        ("<p>Deadline for applications: 30 November 2027</p>", "", URL, Hints(), None, "unknown"),
        ("", '<script type="application/ld+json">{"@type": [broken</script>', URL, Hints(), None, "unknown"),
    ],
)  # fmt: skip
def test_the_day_and_how_it_is_known(
    before: str, head: str, url: str, hints: Hints, day: str | None, source: str
) -> None:
    found = document(article(head=head, before=before), url=url, hints=hints)
    assert (found.published, found.published_from) == (day, source)


def test_a_stamp_in_utc_gives_way_to_the_local_day_on_the_page() -> None:
    head = '<meta property="article:published_time" content="2026-10-06T01:30:00Z">'
    found = document(article(head=head, before="<p class='date'>Published: 5 October 2026</p>"))
    assert found.published == "2026-10-05"


def test_day_first_or_month_first_follows_the_country() -> None:
    markup = article(before="<p class='date'>Published 04/05/2026</p>")
    assert document(markup, hints=Hints(country="US")).published == "2026-04-05"
    assert document(markup, hints=Hints(country="GB")).published == "2026-05-04"


@pytest.mark.parametrize(
    ("head_title", "heading", "expected"),
    [
        ("Fusion pact signed - Ministry of Energy", "Fusion pact signed", "Fusion pact signed"),
        ("Ministry of Energy: Fusion pact signed", "Fusion pact signed", "Fusion pact signed"),
        ("核融合の協力覚書に署名｜エネルギー省", "核融合の協力覚書に署名", "核融合の協力覚書に署名"),
        ("Fusion pact signed | ministry.example", "", "Fusion pact signed"),
    ],
)
def test_the_title_comes_without_the_name_of_the_site(head_title: str, heading: str, expected: str) -> None:
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    markup = (
        f"<html><head><title>{head_title}</title><meta property='og:site_name' content='Ministry of "
        f"Energy'></head>"
        f"<body><h1>{heading}</h1>{body}</body></html>"
    )
    assert document(markup).title == expected


def test_a_shift_jis_page_with_a_lying_header_is_read() -> None:
    text = "外務省は、量子技術の共同研究に関する協力覚書に署名したと発表した。" * 4
    markup = (
        "<html><head><title>協力覚書に署名</title></head><body><h1>協力覚書に署名</h1>"
        f"<p>令和8年10月5日</p><p>{text}</p></body></html>"
    )
    found = document(markup.encode("cp932"), header="text/html; charset=utf-8")
    assert (found.title, found.language, found.published) == ("協力覚書に署名", "ja", "2026-10-05")
    assert text in found.text


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (
        "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>The requested URL was "
        "not found.</p></body></html>", "error_page"),
        ("<title>ページが見つかりません</title><p>お探しのページは移動しました。</p>", "error_page"),
        (
        "<html><head><title>Just a moment...</title></head><body>Verifying you are human. Ray ID: "
        "1</body></html>", "interstitial"),
        (
        "<html><head><title>Access check</title></head><body><p>Please complete the security check, "
        "solve the captcha.</p><p>You have been blocked</p></body></html>", "interstitial"),
        (
        "<html><head><title>Sign in</title></head><body><h1>Sign in</h1><form>Username <input name=u> "
        "Password <input type=password></form><p>Forgot your password?</p></body></html>", "login"),
        (
        "<html><head><title>App</title></head><body><noscript>You need to enable JavaScript to run this "
        "app.</noscript><div id=root></div><script src=a.js></script></body></html>", "needs_javascript"),
        (
        "<html><head><title>App</title></head><body><div id='__next'></div><script "
        "src=a.js></script><script src=b.js></script></body></html>", "needs_javascript"),
        ("<html><body></body></html>", "empty"),
        ("", "empty"),
        ("   \n", "empty"),
        (
        "<html><head><title>Home</title></head><body><nav><a href=/>Home</a><a "
        "href=/a>About</a></nav><footer>Contact</footer></body></html>", "boilerplate"),
        (
        "<html><head><title>Cookies</title></head><body><p>We use cookies to improve this site. Accept "
        "all cookies or change your cookie settings to go on.</p></body></html>", "cookie_wall"),
        (
        f"<html><head><title>A market</title></head><body><article><h1>A "
        f"market</h1><p>{SENTENCES[0]}</p><p>Subscribe to continue reading this article. Already a "
        f"subscriber? Sign in.</p></article></body></html>", "paywall"),
    ],
)  # fmt: skip
def test_a_page_that_is_no_document_is_skipped_with_its_reason(markup: str, reason: str) -> None:
    found = read(markup)
    assert isinstance(found, Skipped)
    assert found.reason == reason


def test_an_article_cut_up_into_sections_is_read_whole() -> None:
    parts = [[f"{sentence} This is part {number}." for sentence in SENTENCES] for number in range(4)]
    sections = "".join(
        f"<div class='grid p{number}'><div>{''.join(f'<p>{line}</p>' for line in part)}</div></div>"
        for number, part in enumerate(parts)
    )
    found = document(f"<html><body><h1>An article in parts</h1><div id='all'>{sections}</div></body></html>")
    assert all(line in found.text for part in parts for line in part)


def test_lists_of_links_after_an_article_are_cut_off() -> None:
    links = "".join(
        f"<p><a href='/{number}'>Another story number {number} of this site</a></p>" for number in range(5)
    )
    found = document(article(after=f"<div class='related'><h3>Read more</h3>{links}</div>"))
    assert "Another story" not in found.text
    assert found.text.endswith(SENTENCES[-1])


def test_an_article_about_errors_and_cookies_is_kept() -> None:
    markup = article(title="Error correction in quantum computers: what a cookie policy has to do with it")
    assert document(markup).title.startswith("Error correction")


def test_a_status_of_failure_is_an_error_page() -> None:
    found = extract_page(RawPage(URL, article().encode(), "text/html", 503, FETCHED))
    assert isinstance(found, Skipped)
    assert found.reason == "error_page"


@pytest.mark.parametrize(
    ("body", "header", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "text/html", "unsupported"),
        (b"PK\x03\x04" + b"x" * 60, "application/zip", "unsupported"),
        (b'{"a": 1}', "application/json", "unsupported"),
        (b"%PDF-1.4 broken", "application/pdf", "undecodable"),
        (gzip.compress(b"x" * 100, mtime=0)[:20], "", "undecodable"),
        (b"PK\x03\x04" + b"word/document.xml" + b"\x00" * 30, "", "undecodable"),
    ],
)
def test_other_bytes_are_skipped_with_their_reason(body: bytes, header: str, reason: str) -> None:
    found = extract_page(RawPage(URL, body, header, 200, FETCHED, Hints(target_id="t1")))
    assert isinstance(found, Skipped)
    assert (found.reason, found.target_id) == (reason, "t1")


def test_a_gzipped_page_is_read() -> None:
    assert document(gzip.compress(article().encode())).title == "Two ministries fund quantum research"


def test_text_holds_no_markup_no_nul_and_no_lone_surrogate() -> None:
    markup = article(
        after="<p>NUL\x00 and &#xD800; and &#0; and a bell\x07 stand in this sentence of the page.</p>"
    )
    text = document(markup).text
    assert not any(char in text for char in "\x00\x07\ud800<>")


def test_a_word_document_gives_title_text_tables_and_day() -> None:
    word = docx.Document()
    word.add_heading("Memorandum of Cooperation", 0)
    word.add_paragraph("Brussels, 5 October 2026")
    word.add_paragraph(" ".join(SENTENCES))
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Budget", "3 million euro"
    buffer = io.BytesIO()
    word.save(buffer)
    found = document(buffer.getvalue(), header="application/octet-stream")
    assert (found.title, found.published, found.published_from) == (
        "Memorandum of Cooperation",
        "2026-10-05",
        "text",
    )
    assert "Budget | 3 million euro" in found.text
    assert found.mime.endswith("wordprocessingml.document")


def test_a_mail_gives_subject_date_and_the_fuller_part() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "科学技術ニュースレター"
    mail["Date"] = "Mon, 05 Oct 2026 10:00:00 +0900"
    mail.set_content("HTML版をご覧ください。")
    mail.add_alternative(
        f"<html><body><h1>News</h1>{''.join(f'<p>{line}</p>' for line in SENTENCES)}</body></html>",
        subtype="html",
    )
    found = document(mail.as_bytes(), url="file:///mail/1.eml", header="")
    assert (found.title, found.published, found.kind) == ("科学技術ニュースレター", "2026-10-05", "news")
    assert SENTENCES[1] in found.text


def test_a_plain_text_takes_its_first_line_as_title() -> None:
    found = document("Joint call opens\n\n" + "\n".join(SENTENCES), header="text/plain")
    assert found.title == "Joint call opens"
    assert found.text.startswith(SENTENCES[0])


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Joint call for proposals on quantum technologies", "call"),
        ("令和8年度 国際共同研究の公募について", "call"),
        ("Speech by the Minister at the science forum", "speech"),
        ("外務大臣演説", "speech"),
        ("Memorandum of Cooperation between the two ministries", "agreement"),
        ("科学技術協力協定", "agreement"),
        ("Annual report of the research council", "report"),
        ("科学技術白書", "report"),
        ("National strategy for artificial intelligence", "policy"),
        ("第7期科学技術・イノベーション基本計画", "policy"),
        ("Two ministries sign", "news"),
    ],
)
def test_the_kind_follows_the_title_then_the_address(title: str, kind: str) -> None:
    assert document(article(title=title)).kind == kind


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "text/html", "application/pdf", "message/rfc822"]))
def test_any_bytes_give_a_document_or_a_reason(body: bytes, header: str) -> None:
    assert isinstance(extract_page(RawPage(URL, body, header)), Document | Skipped)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<div>", "</p>", "<table>", "<script>", "令和8年", "<!--", "&#0;", "text ", "<h1>", "<"]
        ),
        max_size=60,
    )
)
def test_any_tag_soup_gives_a_document_or_a_reason(soup: list[str]) -> None:
    assert isinstance(read("<html>" + "".join(soup)), Document | Skipped)


def test_deep_nesting_and_long_lines_end_in_time() -> None:
    assert isinstance(read("<div>" * 20_000 + "text"), Document | Skipped)
    assert isinstance(read(f"<html><body><p>{'word ' * 400_000}</p></body></html>"), Document | Skipped)


SHARED = Path(os.environ.get("STDIPLO_SHARED", Path(__file__).resolve().parents[3] / "shared"))
REJECTS = sorted((SHARED / "data" / "07_real_policy_docs" / "raw_html_reject").glob("*.html.gz"))


@pytest.mark.skipif(not REJECTS, reason="the development data is not beside the repository (STDIPLO_SHARED)")
def test_real_error_pages_and_robot_checks_are_rejected() -> None:
    for path in REJECTS:
        assert isinstance(extract_page(RawPage(URL, gzip.decompress(path.read_bytes()))), Skipped), path.name
