"""Messages: what mail programs need stands in them, in any language, and equal input gives equal bytes."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from reports.errors import MailError
from reports.mail import (
    MailHead,
    MailIdentity,
    MailParts,
    alert_parts,
    build_message,
    digest_parts,
    late_note,
    list_label,
    message_id,
    subject_of,
)
from reports.unsubscribe import make_token, read_token

SECRET = b"s" * 32
IDENTITY = MailIdentity(
    sender="scan@office.example",
    sender_name="内閣府 科学技術・イノベーション推進事務局 国際担当 週次ダイジェスト係(総合科学技術会議)",
    reply_to="desk@office.example",
    public_url="https://scan.office.example/pages",
)


def head(**more: Any) -> MailHead:
    values: dict[str, Any] = {
        "key": "digest:L:2026-W47:ada", "address": "ada@office.example", "name": "佐藤 花子",
        "language": "ja",
        "queued_utc": "2026-11-23T00:00:00Z", "list_name": "ライフイノベーション戦略協議会", "list_id": "L",
        "unsubscribe_token": make_token(SECRET, "ada", "L"),
    }  # fmt: skip
    return MailHead(**{**values, **more})


def raw_headers(raw: bytes) -> dict[str, str]:
    """Headers as they go over the wire, unfolded."""
    block = raw.split(b"\r\n\r\n")[0].decode("ascii")
    return dict(re.split(r": ?", line, maxsplit=1) for line in re.sub(r"\r\n[ \t]", " ", block).split("\r\n"))


@pytest.fixture
def body(full_world, build) -> dict[str, Any]:
    return build(full_world).to_json()


def stories(body: dict[str, Any]) -> list[str]:
    return [entry["story"] for entry in body["entries"]]


def test_a_digest_as_mail_has_all_that_mail_programs_ask_for(body):
    parts = digest_parts(
        body, stories(body), form="html", identity=IDENTITY, unsubscribe="https://scan.office.example/u"
    )
    raw = build_message(parts, head(), IDENTITY)
    headers, mail = raw_headers(raw), message_from_bytes(raw, policy=default)
    assert headers["List-Unsubscribe"].startswith("<https://scan.office.example/pages/unsubscribe?token=")
    assert "mailto:desk@office.example" in headers["List-Unsubscribe"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"].endswith("<l.office.example>")
    assert headers["Message-ID"] == message_id("digest:L:2026-W47:ada", "office.example")
    assert headers["Date"] == "Mon, 23 Nov 2026 00:00:00 +0000"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "ja"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert str(make_header(decode_header(headers["From"]))) == f"{IDENTITY.sender_name} <scan@office.example>"
    assert mail["Subject"] == subject_of(body)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_list_has_one_id_and_a_name_that_headers_can_hold():
    labels = [
        list_label(one)
        for one in (
            "L",
            "whole",
            "alert:q",
            "alert:Q",
            "alert:量子",
            "alert:協定",
            "alert:a b",
            "alert:a-b",
            "alert:" + "x" * 60,
        )
    ]
    assert labels[:3] == ["l", "whole", "alert-q"]
    assert len(set(labels)) == len(labels)
    assert all(re.fullmatch("[a-z0-9-]{1,63}", label) for label in labels)
    for name in ("Saved search “量子”", 'a "b" <c@d.example>, (e)', "保存検索「" + "量子協定" * 15 + "」"):
        raw = build_message(MailParts("x", "y"), head(list_name=name, list_id="alert:量子"), IDENTITY)
        header = raw_headers(raw)["List-Id"]
        phrase, _, rest = header.rpartition(" <")
        assert rest == f"{labels[4]}.office.example>"
        said = str(make_header(decode_header(phrase)))
        assert said in (name, '"a \\"b\\" <c@d.example>, (e)"')
        assert "List-Id" in message_from_bytes(raw, policy=default)


def test_the_same_input_gives_the_same_bytes_and_another_key_another_message(body):
    parts = digest_parts(body, stories(body), form="html", identity=IDENTITY)
    first = build_message(parts, head(), IDENTITY)
    assert first == build_message(parts, head(), IDENTITY)
    assert first != build_message(parts, head(key="digest:L:2026-W48:ada"), IDENTITY)


def test_the_html_is_tables_with_inlined_styles_and_fetches_nothing(body):
    page = digest_parts(
        body, stories(body), form="html", identity=IDENTITY, unsubscribe="https://x.example/"
    ).html
    tree = lxml_html.fromstring(page)
    assert not tree.xpath("//@src | //link | //img | //script | //iframe | //form")
    assert "url(" not in page
    assert "@import" not in page
    assert tree.xpath("//table[contains(@class, 'digest')]/@style")
    assert tree.xpath("//a[@href='https://x.example/']")
    assert all(target.startswith(("https://", "http://", "#")) for target in tree.xpath("//@href"))


def test_charts_are_part_of_the_mail_and_the_same_bytes_each_time(body):
    pictures = {"trends": b"\x89PNG one", "network": b"\x89PNG two"}
    parts = digest_parts(body, stories(body), form="html", identity=IDENTITY, pictures=pictures)
    raw = build_message(parts, head(), IDENTITY)
    assert raw == build_message(parts, head(), IDENTITY)
    mail = message_from_bytes(raw, policy=default)
    page = mail.get_body(("html",))
    asked = set(lxml_html.fromstring(page.get_content()).xpath("//img/@src"))
    assert all(image.get("alt") for image in lxml_html.fromstring(page.get_content()).xpath("//img"))
    brought = {
        f"cid:{part['Content-ID'][1:-1]}": part.get_content() for part in mail.walk() if part["Content-ID"]
    }
    assert set(brought) >= asked > set()
    assert sorted(brought.values()) == sorted(pictures.values())
    assert not digest_parts(body, stories(body), form="text", identity=IDENTITY, pictures=pictures).pictures


def test_a_recipient_is_shown_only_the_entries_of_this_mail_and_told_of_the_others(body):
    mine = stories(body)[:2]
    parts = digest_parts(body, mine, form="html", identity=IDENTITY, elsewhere="ほかの 9 件は別の版で")
    others = [entry["url"] for entry in body["entries"] if entry["story"] not in mine]
    assert parts.text.startswith("*** ほかの 9 件は別の版で ***")
    assert "ほかの 9 件は別の版で" in parts.html
    for url in others:
        assert url not in parts.text
    empty = digest_parts(body, (), form="html", identity=IDENTITY, elsewhere="ほかの 11 件は別の版で")
    assert "見つからなかった" not in empty.text + empty.html
    assert "目次" not in empty.text + empty.html
    first = body["entries"][0]["headline"]
    assert first in parts.subject
    assert empty.subject == f"{body['title']} {body['week']}"


def test_a_mail_that_is_too_large_comes_as_text_and_one_that_still_is_tells_so(body):
    parts = digest_parts(body, stories(body), form="html", identity=IDENTITY)
    whole = len(build_message(parts, head(), IDENTITY))
    small = replace(IDENTITY, max_bytes=whole - 1)
    mail = message_from_bytes(build_message(parts, head(), small), policy=default)
    assert mail.get_content_type() == "text/plain"
    assert "大きすぎる" in mail.get_content().splitlines()[0]
    with pytest.raises(MailError, match=r"mail.max_bytes.*lower digest.max_entries"):
        build_message(parts, head(), MailIdentity("scan@office.example", max_bytes=500))


def test_a_late_mail_says_since_when_it_was_due():
    assert late_note("2026-11-22T23:00:00Z", "2026-11-23T05:00:00Z", "Asia/Tokyo", "ja") == ""
    told = late_note("2026-11-22T23:00:00Z", "2026-11-27T05:00:00Z", "Asia/Tokyo", "ja")
    assert "2026/11/23 08:00" in told


def test_without_pages_there_is_no_link_and_without_https_no_one_click():
    plain = MailIdentity("scan@office.example")
    assert "List-Unsubscribe" not in raw_headers(build_message(MailParts("x", "y"), head(), plain))
    open_page = MailIdentity("scan@office.example", public_url="http://scan.office.example")
    headers = raw_headers(build_message(MailParts("x", "y"), head(), open_page))
    assert "List-Unsubscribe" in headers
    assert "List-Unsubscribe-Post" not in headers


def test_an_alert_uses_the_same_frame():
    parts = alert_parts(
        {"text": "新着 1 件", "html": "<p>新着 1 件</p>"}, "検索の新着", "ja", "https://x.example/u"
    )
    assert "配信を停止する: https://x.example/u" in parts.text
    assert "<p" in parts.html
    assert "https://x.example/u" in parts.html


@given(st.text(max_size=120), st.text(max_size=60))
def test_any_subject_and_name_survive_as_whole_encoded_words(subject, name):
    raw = build_message(MailParts(subject, "本文"), head(name=name), IDENTITY)
    block = raw.split(b"\r\n\r\n")[0].decode("ascii")
    assert max(map(len, block.split("\r\n"))) <= 200
    for word in re.findall(r"=\?utf-8\?b\?([^?]*)\?=", block):
        b64decode(word).decode("utf-8")  # no character is cut in two
    headers = raw_headers(raw)
    assert set(headers) >= {"From", "To", "Subject", "Date", "Message-ID"}
    assert "ada@office.example" in headers["To"]


def test_a_name_cannot_smuggle_a_header():
    raw = build_message(MailParts("a\r\nBcc: x@y.example", "b"), head(name="x\r\nCc: z@y.example"), IDENTITY)
    assert not {"Bcc", "Cc"} & set(raw_headers(raw))


@given(
    st.text(max_size=20).filter(lambda text: "\0" not in text),
    st.text(max_size=9).filter(lambda t: "\0" not in t),
)
def test_tokens_come_back_and_a_changed_one_is_refused(subscriber, edition):
    try:
        token = make_token(SECRET, subscriber, edition)
    except UnicodeEncodeError:
        return
    assert read_token(SECRET, token) == (subscriber, edition)
    with pytest.raises(MailError):
        read_token(b"t" * 32, token)
    for wrong in ("", "x", token[:-1], "A" + token, token + "é"):
        with pytest.raises(MailError):
            read_token(SECRET, wrong)
