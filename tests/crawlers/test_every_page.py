"""Every page of the badly behaved site is accounted for: stored, or skipped with exactly this reason."""

from __future__ import annotations

import dataclasses
import os
import resource
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.archive import Archive
from crawlers.document import Document, Skipped
from crawlers.extract.pool import extract_pages
from crawlers.health import TargetRun
from crawlers.run import run_crawl
from tests.site.contents import JAPANESE, TITLE, serve_contents
from tests.site.misbehaviour import busy_first, misbehave
from tests.site.publisher import SETTINGS, article, feed_target
from tests.site.server import Reply, Site

STORED = "stored"
OUTCOMES = {
    # slow, stalled, dropped, cut: no whole answer
    "/bad/drip": "unreachable",
    "/bad/stalled": "unreachable",
    "/bad/dropped": "unreachable",
    "/bad/half-a-head": "unreachable",
    "/bad/no-http": "unreachable",
    "/bad/short": "unreachable",
    "/bad/chunks": "unreachable",
    "/bad/cut-chunks": "unreachable",
    # too much of it, or not what it says
    "/bad/bomb": "too_large",
    "/bad/large": "too_large",
    "/bad/large-untold": "too_large",
    "/bad/no-gzip": "undecodable",
    "/bad/empty": "empty",
    # redirects
    "/bad/loop": "redirect_loop",
    "/bad/loop-2": "redirect_loop",
    "/bad/loop-3": "redirect_loop",
    "/bad/to-private": "private_address",
    "/bad/to-metadata": "private_address",
    "/bad/to-localhost": "private_address",
    "/bad/to-short-ip": "private_address",
    "/bad/to-file": "unsupported",
    "/bad/to-elsewhere": "off_site",
    "/bad/no-location": "http_error",
    "/bad/redirected": STORED,
    "/moved/to/named": STORED,
    # refusals and rules
    "/bad/403": "http_error",
    "/bad/404": "http_error",
    "/bad/500": "http_error",
    "/busy/503": "http_error",
    "/busy/429-then-well": STORED,
    "/rules/private/1": "robots",
    "/rules/report-1.draft": "robots",
    # encodings
    "/good": STORED,
    "/bad/header": STORED,
    "/bad/encoding": STORED,
    "/text/mixed-charset": STORED,
    # content
    "/text/error-with-200": "error_page",
    "/text/login": "login",
    "/text/10-mb": STORED,
    "/text/undated": STORED,
    "/text/contradictory-dates": STORED,
    "/text/print/4711": STORED,
    "/text/picture-only": "empty",
    "/text/needs-javascript": "needs_javascript",
    "/file/whole.pdf": STORED,
    "/file/encrypted.pdf": "encrypted",
    "/file/scanned.pdf": "no_text_layer",
    "/file/japanese.pdf": STORED,
    "/file/bomb.pdf": "too_large",
    "/file/cut.pdf": "undecodable",
    "/file/whole.docx": STORED,
    "/file/table.csv": "unsupported",
}
LIMIT = 12_000_000  # bytes of one response


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def read(folder: Path) -> tuple[dict[str, str], list[Document]]:
    """What became of each address, and the documents; pages go through one worker, as in the product."""
    with Archive(folder) as archive:
        found = {"/" + item.url.split("/", 3)[3]: item.reason for item in archive.skipped()}
        captures = list(archive.captures())
        read = list(extract_pages(map(archive.page, captures), workers=1, page_timeout_s=40))
    for capture, result in zip(captures, read, strict=True):
        path = "/" + capture.url.split("/", 3)[3]
        found[path] = result.reason if isinstance(result, Skipped) else STORED
    return found, [result for result in read if isinstance(result, Document)]


def watch_connections(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """A file to which every process that is started from now on writes whom it connects to."""
    log, hooks = folder / "connections", folder / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(
        "import sys\n"
        "def note(event, given):\n"
        "    if event == 'socket.connect' and isinstance(given[1], tuple):\n"
        f"        open({str(log)!r}, 'a').write(f'{{given[1][0]}}\\n')\n"
        "sys.addaudithook(note)\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{hooks}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    return log


def test_every_page_is_stored_or_skipped_with_its_reason(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    misbehave(site, timeout_s=1.5, limit=LIMIT)
    serve_contents(site)
    site.pages["/busy/429-then-well"] = busy_first(1, site.pages["/good"], retry_after="1")  # type: ignore[arg-type]
    assert set(OUTCOMES) == set(site.pages) - {"/robots.txt"}, "a page without a wanted outcome"
    links: list[str] = []
    for place, path in enumerate(OUTCOMES):  # a host is left alone after failures in a row: good ones between
        site.pages[f"/ok/{place}"] = article(place)
        links += [path, f"/ok/{place}"]
    log = watch_connections(monkeypatch, tmp_path)
    settings = dataclasses.replace(SETTINGS, timeout_s=1.5, max_bytes=LIMIT, retries=1)
    target = feed_target(site, links)
    items = "".join(f"<item><link>{link}</link></item>" for link in links)  # without dates
    site.page("/feed.xml", feed_of(items), content_type="application/rss+xml")
    run = run_crawl([target], tmp_path / "a", settings=settings)[0]
    found, documents = read(tmp_path / "a")
    assert {path: found.get(path) for path in OUTCOMES} == OUTCOMES
    assert run.listed == len(links) == run.kept + sum(run.skipped.values())
    assert set(log.read_text().split()) == {"127.0.0.1"}, "a request left loopback"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 3_500_000  # KB, whatever a bomb holds
    by_path = {document.url.split("/", 3)[3]: document for document in documents}
    assert by_path["bad/encoding"].text.startswith(JAPANESE)
    assert "Herr Müller führt die Gespräche in Zürich." in by_path["text/mixed-charset"].text
    assert JAPANESE.replace("、", "")[:12] in by_path["file/japanese.pdf"].text.replace("、", "")
    assert by_path["text/undated"].published is None
    assert (by_path["text/contradictory-dates"].published or "")[:4] in {
        "2019",
        "2024",
    }  # none from the future
    same = [document for document in documents if document.url.endswith("/text/undated")]
    assert {document.id for document in same} == {same[0].id}
    others = {path.split("/", 3)[3] for document in same for path in document.other_urls}
    assert others == {"moved/to/named", "text/print/4711"}
    assert by_path["text/10-mb"].title == TITLE


def test_a_host_name_that_lies_in_a_private_network_is_not_asked(site: Site, tmp_path: Path) -> None:
    name = socket.gethostname()
    try:
        address = socket.gethostbyname(name)
    except OSError:
        pytest.skip("this machine's own name does not resolve")
    site.pages["/secret"] = article("secret")
    target = feed_target(site, [f"http://{name}:{site.port}/secret"], hosts=[name.lower()])
    run_crawl([target], tmp_path, settings=SETTINGS)
    found, _ = read(tmp_path)
    assert found == {"/secret": "private_address"}, address
    assert "/secret" not in site.paths()


def traps(run: TargetRun) -> dict[str, int]:
    return {key: value for key, value in run.counters.items() if key.startswith("trap/")}


def test_traps_end_and_are_named_in_the_record(site: Site, tmp_path: Path) -> None:
    serve_contents(site)
    for path in ("/calendar", "/shop"):
        target = feed_target(
            site, [path], id=f"t{path[1:]}", include=["/calendar", "/shop", "/visit"], max_depth=5
        )
        run = run_crawl([target], tmp_path / path[1:], settings=SETTINGS)[0]
        assert run.outcome == "healthy"
        if path == "/shop":
            assert (run.kept, site.paths()["/shop"]) == (1, 1)  # session ids are no part of an address
            assert traps(run) == {"trap/session_id": 5}
        else:
            assert run.kept <= 25
            assert traps(run)["trap/calendar"] > 0
            assert "calendar" in run.error
        with Archive(tmp_path / path[1:]) as archive:
            assert {item.reason for item in archive.skipped()} <= {"trap", "limit", "excluded"}


def feed_of(items: str, head: str = "") -> str:
    return f"{head}<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"


ITEM = "<item><title>Item</title><link>/n/{0}</link></item>"
FEEDS = {  # body, outcome of the run, pages kept, what it says
    "/feed/5000": (feed_of("".join(ITEM.format(n) for n in range(5000))), "healthy", 5, ""),
    "/feed/html-titles": (
        feed_of("<item><title>&lt;b&gt;Big&lt;/b&gt; &amp;amp; new</title><link>/n/1</link></item>"),
        "healthy", 1, "",
    ),
    "/feed/no-links": (feed_of("<item><title>A</title></item>" * 3), "failing", 0, "none of 3 items"),
    "/feed/broken": (feed_of(ITEM.format(1) + "<item><title>A & B</titel>"), "healthy", 1, ""),
    "/feed/entities": (
        feed_of(
            "<item><title>&leak;</title><link>/n/1</link></item>",
            "<!DOCTYPE x [<!ENTITY leak SYSTEM 'file:///etc/passwd'>]>",
        ),
        "healthy", 1, "",
    ),
    "/feed/page-instead": ("<html><body><h1>We have moved</h1></body></html>", "failing", 0, "is no feed"),
    "/feed/empty": ("", "failing", 0, "is no feed"),
}  # fmt: skip


@pytest.mark.parametrize("path", FEEDS)
def test_each_bad_feed_gives_what_it_can_and_says_the_rest(site: Site, tmp_path: Path, path: str) -> None:
    body, outcome, kept, words = FEEDS[path]
    site.page(path, body, content_type="application/rss+xml")
    site.prefixes.append(("/n/", lambda asked: article(asked.path)))
    target = feed_target(site, [], max_pages=5).model_copy(
        update={"entry_points": feed_target(site, []).entry_points}
    )
    entry = target.entry_points[0].model_copy(update={"url": site.url + path})
    run = run_crawl([target.model_copy(update={"entry_points": (entry,)})], tmp_path, settings=SETTINGS)[0]
    assert (run.outcome, run.kept) == (outcome, kept)
    assert words in run.error
    assert run.listed == run.kept + sum(run.skipped.values())
    with Archive(tmp_path) as archive:
        titles = {capture.hints.title for capture in archive.captures()}
    assert not any("root:" in title or "<" in title for title in titles)


def test_a_listing_with_a_new_layout_is_changed_within_one_crawl(site: Site, tmp_path: Path) -> None:
    site.pages["/n/1"] = article(1)
    site.page("/list", "<ul class=news><li><a href='/n/1'>One</a></ul>")
    entry = {"type": "listing", "url": site.url + "/list", "css": ".news a"}
    target = feed_target(site, []).model_validate(
        {**feed_target(site, []).model_dump(mode="json"), "entry_points": [entry]}
    )
    assert run_crawl([target], tmp_path, settings=SETTINGS)[0].outcome == "healthy"
    site.page("/list", "<div class=cards><a href='/n/1'>One</a></div>")
    run = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (run.outcome, run.listed) == ("changed", 0)
    assert "'.news a' finds no link among 1" in run.error
    site.pages["/list"] = Reply(
        b"<div id='root'></div><noscript>Please enable JavaScript</noscript><script src=/x>"
    )
    assert "JavaScript" in run_crawl([target], tmp_path, settings=SETTINGS)[0].error


def test_a_limit_of_bytes_is_kept_and_named(site: Site, tmp_path: Path) -> None:
    for number in range(12):
        site.pages[f"/n/{number}"] = Reply(b"<p>" + b"x" * 100_000)
    target = feed_target(site, [f"/n/{number}" for number in range(12)], max_run_bytes=250_000)
    run = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert 3 <= run.kept <= 3 + 4  # those in flight when the limit was reached
    assert run.skipped == {"limit": 12 - run.kept}
    with Archive(tmp_path) as archive:
        assert {item.detail for item in archive.skipped()} == {"max_run_bytes is 250000"}
