"""Entry points on this machine: WARC files of others and mail folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.archive import Archive
from crawlers.document import Document
from crawlers.extract.extract import extract_page
from crawlers.health import TargetRun
from crawlers.run import run_crawl
from crawlers.spiders.mailbox import MailboxError, raw_mails, read_mails
from crawlers.warcfile import Response, WarcError, pack_record, read_responses
from tests.site.files import docx_of, pdf_of
from tests.site.publisher import SETTINGS, article, make_target
from tests.site.server import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def record(url: str, fetched: str, text: str, status: int = 200) -> bytes:
    body = f"<html><title>{text}</title><p>{text}</p></html>".encode()
    return pack_record(Response(url, url, status, {}, body, fetched), {"content-type": "text/html"})


def crawl(target: Any, folder: Path) -> TargetRun:
    return run_crawl([target], folder / "archive", settings=SETTINGS)[0]


def kept(folder: Path) -> dict[str, str]:
    """Address -> the instant at which it was fetched."""
    with Archive(folder / "archive") as archive:
        assert all(archive.body(capture) for capture in archive.captures())
        return {capture.url: capture.fetched_utc for capture in archive.captures()}


def test_a_warc_file_back_fills_the_pages_of_its_target_with_their_own_instants(
    site: Site, tmp_path: Path
) -> None:
    old, new = "2024-03-01T00:00:00Z", "2024-05-01T00:00:00Z"
    warc = tmp_path / "CC-MAIN-00001.warc.gz"
    warc.write_bytes(
        record(site.url + "/news/1?utm_source=x", old, "one")
        + record("http://elsewhere.example/news/1", old, "not ours")
        + record(site.url + "/about", old, "no news")
        + record(site.url + "/news/2", new, "two")
        + record(site.url + "/news/2", old, "two, as it was before")
        + record(site.url + "/news/gone", new, "gone", status=404)
        + record(site.url + "/news/late", "2025-01-01T00:00:00Z", "after the window")
        + record(site.url + "/news/private", new, "left by the target")
    )
    entry = {"type": "archive", "path": str(warc), "link_pattern": "/news/", "until": "2025-01-01"}
    target = make_target(site, entry, exclude=["/private"])
    run = crawl(target, tmp_path)
    assert (run.outcome, run.kept, run.new, run.requests) == ("healthy", 2, 2, 0)
    assert run.skipped == {"excluded": 1}
    assert kept(tmp_path) == {site.url + "/news/1": old, site.url + "/news/2": new}
    counters = {key: value for key, value in run.counters.items() if key.startswith("archive/")}
    assert counters == {
        "archive/records": 8, "archive/other_page": 3, "archive/known": 1, "archive/no_page": 1,
    }  # fmt: skip
    again = crawl(target, tmp_path)
    assert (again.outcome, again.kept, again.counters["archive/file_known"]) == ("quiet", 0, 1)


def test_a_back_filled_page_never_replaces_a_newer_one(site: Site, tmp_path: Path) -> None:
    site.pages["/news/1"] = article("as it is now")
    site.page("/list", "<a href='/news/1'>One</a>")
    listing = {"type": "listing", "url": site.url + "/list", "link_pattern": "/news/"}
    crawl(make_target(site, listing), tmp_path)
    warc = tmp_path / "old.warc.gz"
    warc.write_bytes(record(site.url + "/news/1", "2024-03-01T00:00:00Z", "as it was"))
    run = crawl(make_target(site, {"type": "archive", "path": str(tmp_path)}), tmp_path)
    assert (run.new, run.counters["archive/known"] >= 1) == (0, True)


def test_the_page_limit_leaves_the_rest_of_a_warc_file_to_the_next_crawl(site: Site, tmp_path: Path) -> None:
    warc = tmp_path / "many.warc.gz"
    warc.write_bytes(
        b"".join(record(f"{site.url}/news/{n}", "2024-03-01T00:00:00Z", str(n)) for n in range(5))
    )
    target = make_target(site, {"type": "archive", "path": str(warc)}, max_pages=3)
    first, second, third = (crawl(target, tmp_path) for _ in range(3))
    assert (first.new, first.skipped, second.new, third.new) == (3, {"limit": 1}, 2, 0)
    assert third.counters["archive/file_known"] == 1


@pytest.mark.parametrize("body", [b"no warc at all", b"", b"\x1f\x8bbroken"])
def test_a_file_that_is_no_warc_file_is_a_problem_in_the_record(
    site: Site, tmp_path: Path, body: bytes
) -> None:
    warc = tmp_path / "bad.warc.gz"
    warc.write_bytes(record(site.url + "/news/1", "2024-03-01T00:00:00Z", "one") + body if body else b"")
    run = crawl(make_target(site, {"type": "archive", "path": str(warc)}), tmp_path)
    assert run.kept == (1 if body else 0)
    missing = crawl(make_target(site, {"type": "archive", "path": str(tmp_path / "no.warc")}), tmp_path)
    assert (missing.outcome, missing.failure) == ("failing", "soft")
    assert "wanted a WARC file" in missing.error
    with pytest.raises(WarcError, match="wanted a WARC file"):
        list(read_responses(tmp_path / "no.warc", most_bytes=9))


def mail(
    subject: str,
    *,
    text: str = "",
    markup: str = "",
    sender: str = "News <news@ministry.example>",
    name: str = "",
) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, sender
    message["Date"] = "Mon, 05 Oct 2026 09:00:00 +0900"
    if name:
        message["Message-ID"] = f"<{name}@ministry.example>"
    message.set_content(text or "The ministry and its partner agreed on joint work. It begins in spring.")
    if markup:
        message.add_alternative(markup, subtype="html")
    return message


def as_folder(folder: Path, mails: list[EmailMessage]) -> Path:
    for place, one in enumerate(mails):
        (folder / f"{place}.eml").write_bytes(one.as_bytes())
    return folder


def as_maildir(folder: Path, mails: list[EmailMessage]) -> Path:
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir()
    for place, one in enumerate(mails):
        (folder / ("new" if place % 2 else "cur") / f"17000{place}.host:2,S").write_bytes(one.as_bytes())
    (folder / "tmp" / "half").write_bytes(b"Subject: half a mail")
    return folder


def as_mbox(folder: Path, mails: list[EmailMessage]) -> Path:
    text = b"".join(
        b"From news Mon Oct  5 00:00:00 2026\n" + one.as_bytes().replace(b"\nFrom ", b"\n>From ") + b"\n\n"
        for one in mails
    )
    (folder / "box").write_bytes(text)
    return folder / "box"


@pytest.mark.parametrize("lay", [as_folder, as_maildir, as_mbox])
def test_each_mail_of_a_folder_is_a_document_and_the_folder_stays_as_it_was(
    site: Site, tmp_path: Path, lay: Any
) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    mails = [
        mail("Agreement signed", name="a1"), mail("Third without a name of its own"),
        mail("Second", name="a2", text="From here on, it is quoted.\n\nEnd."),
        mail("Advert", sender="shop@example.com"),
    ]  # fmt: skip
    path = lay(folder, mails)
    before = {
        file: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file()
    }
    target = make_target(site, {"type": "mail", "path": str(path), "senders": ["@ministry\\.example"]})
    run = crawl(target, tmp_path)
    assert (run.outcome, run.new, run.requests, run.counters["mail/other_sender"]) == ("healthy", 3, 0, 1)
    assert crawl(target, tmp_path).new == 0
    assert before == {
        file: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file()
    }
    with Archive(tmp_path / "archive") as archive:
        found = [extract_page(archive.page(capture)) for capture in archive.captures()]
    documents = {document.title: document for document in found if isinstance(document, Document)}
    first = documents["Agreement signed"]
    assert (first.url, first.published, first.target_id) == (
        "mid:a1@ministry.example",
        "2026-10-05",
        target.id,
    )
    assert "From here on" in documents["Second"].text


def test_attachments_and_forwarded_mails_are_documents_of_their_own(site: Site, tmp_path: Path) -> None:
    outer = mail("Fwd: for your files", name="outer")
    text = "The two ministries will fund joint quantum research from April."
    outer.add_attachment(pdf_of(text), maintype="application", subtype="pdf", filename="joint_plan.pdf")
    outer.add_attachment(docx_of(text), maintype="application", subtype="octet-stream", filename="記録.docx")
    outer.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="x.ics")
    outer.add_attachment(mail("The original news", name="inner"))
    as_folder(tmp_path, [outer])
    run = crawl(make_target(site, {"type": "mail", "path": str(tmp_path)}), tmp_path)
    assert (run.new, run.counters["mail/attachment_not_read"]) == (4, 1)
    with Archive(tmp_path / "archive") as archive:
        found = [extract_page(archive.page(capture)) for capture in archive.captures()]
    titles = {document.title: document for document in found if isinstance(document, Document)}
    assert set(titles) >= {"Fwd: for your files", "記録", "The original news"}
    assert all("quantum" in d.text for t, d in titles.items() if d.mime not in {"message/rfc822"})
    assert {document.published for document in titles.values()} == {"2026-10-05"}


def test_a_mail_that_is_a_list_gives_its_links(site: Site, tmp_path: Path) -> None:
    links = (
        f"<a href='{site.url}/news/1'><img src=x></a><a href='{site.url}/news/1'>First news</a>"
        f"<a href='{site.url}/unsubscribe?u=1'>Unsubscribe</a><a href='mailto:x@y.example'>Mail</a>"
    )
    plain = f"Second: {site.url}/news/2. Leave: {site.url}/unsubscribe"
    as_folder(tmp_path, [mail("Weekly", markup=links, name="w1"), mail("Weekly", text=plain, name="w2")])
    for number in (1, 2):
        site.pages[f"/news/{number}"] = article(number)
    run = crawl(
        make_target(site, {"type": "mail", "path": str(tmp_path), "link_pattern": "/news/"}), tmp_path
    )
    assert (run.listed, run.new) == (2, 2)
    assert not any("unsubscribe" in asked.path for asked in site.asked)
    with Archive(tmp_path / "archive") as archive:
        hints = {capture.url[-1]: capture.hints for capture in archive.captures()}
    assert (hints["1"].title, hints["1"].published) == ("First news", "2026-10-05")


def test_bad_mails_and_folders_are_accounted_for(tmp_path: Path) -> None:
    with pytest.raises(MailboxError, match="wanted a folder"):
        list(raw_mails(tmp_path / "nowhere"))
    for raw in (b"", b"\xff\xfe\x00", b"Content-Type: multipart/mixed; boundary=\r\n\r\n--", os.urandom(500)):
        for found in read_mails(raw):
            assert found.parts[0].url.startswith("mid:")
    nested = mail("0", name="n0")
    for depth in range(1, 30):
        outer = mail(str(depth), name=f"n{depth}")
        outer.add_attachment(nested)
        nested = outer
    assert len(list(read_mails(nested.as_bytes()))) <= 7


HEADERS = st.sampled_from(
    [
        b"Subject: =?utf-8?B?5pel?=", b"Message-ID: <<>>", b"Date: 31 Feb 9999", b"From: @",
        b"Subject: =?x?Q?=FF?=",
        b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: message/rfc822", b"MIME-Version: 1.0",
        b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment; filename*=utf-8''%ff.pdf",
    ]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    st.lists(HEADERS, max_size=6), st.lists(st.one_of(st.binary(max_size=60), st.just(b"--b")), max_size=8)
)
def test_no_bytes_make_a_mail_raise(headers: list[bytes], lines: list[bytes]) -> None:
    raw = b"\r\n".join([*headers, b"", *lines])
    for found in read_mails(raw):
        assert all(part.url.startswith("mid:") for part in found.parts)
