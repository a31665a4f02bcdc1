"""A crawl that is killed loses nothing, doubles nothing and leaves no process behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.archive import Archive
from crawlers.job import CrawlJob, WatchedPage
from crawlers.run import CrawlEvent, run_crawl
from crawlers.target import Target
from crawlers.warcfile import Response, pack_record
from tests.site.publisher import SETTINGS, article, feed_target, make_target, rss
from tests.site.server import Asked, Handler, Reply, Site

PAGES = 40
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        for place in range(PAGES):
            running.pages[f"/n/{place}"] = slowly(article(place))
        yield running


def slowly(reply: Reply) -> Handler:
    """Without validators, so that a page asked for again is a page sent again."""

    def handle(asked: Asked) -> Reply:
        time.sleep(0.01)
        return reply

    return handle


def start_child(job: CrawlJob) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-m", "crawlers.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        text=True,
    )
    assert child.stdin is not None
    child.stdin.write(job.to_json() + "\n")
    child.stdin.flush()
    return child


@pytest.mark.parametrize("after", [0, 17, 39])
def test_a_killed_crawl_is_finished_by_the_next_without_loss_or_doubles(
    site: Site, tmp_path: Path, after: int
) -> None:
    target = feed_target(site, [f"/n/{place}" for place in range(PAGES)])
    job = CrawlJob("killed", str(tmp_path), (target,), SETTINGS, os.getpid())
    with start_child(job) as child:
        assert child.stdout is not None
        pages = 0
        for line in child.stdout:
            pages += json.loads(line)["kind"] == "page"
            if pages >= after:
                child.send_signal(signal.SIGKILL)
                break
    run = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (run.outcome, run.listed, run.kept, run.new) == ("healthy", PAGES, PAGES, PAGES)
    assert run.counters.get("page/resumed", 0) >= after
    with Archive(tmp_path) as archive:
        urls = [capture.url for capture in archive.captures()]
        assert all(archive.body(capture) for capture in archive.captures())
        assert [item.run_id for item in archive.runs()] == [run.run_id]
    assert len(urls) == len(set(urls)) == PAGES
    asked_twice = [path for path, times in site.paths().items() if path.startswith("/n/") and times > 1]
    assert len(asked_twice) <= 4  # what was in flight


def varied(site: Site, folder: Path) -> Target:
    """A publisher with a feed, a sitemap of two pages of a list, an API, mail and pages that answer badly."""
    site.page("/robots.txt", "User-agent: *\nDisallow: /secret\n", content_type="text/plain")
    site.page("/feed.xml", rss(["/n/0", "/gone", "/secret"]), content_type="application/rss+xml")
    site.page("/list", "<li><a href='/n/1'>1</a></li><a class=next href='/list?p=2'>more</a>")
    site.page("/list?p=2", "<li><a href='/n/2'>2</a></li>")
    site.page("/api", '[{"u": "/n/3"}, {"u": "/n/4"}]', content_type="application/json")
    site.pages["/n/4"] = Reply(status=302, headers={"Location": "/n/5"})
    folder.mkdir()
    (folder / "1.eml").write_bytes(b"Message-ID: <a@b.example>\nSubject: One\n\nText of a mail.\n")
    return make_target(
        site,
        {"type": "mail", "path": str(folder)},
        {"type": "feed", "url": site.url + "/feed.xml"},
        {"type": "listing", "url": site.url + "/list", "css": "li", "next_css": "a.next"},
        {"type": "api", "url": site.url + "/api", "items": "", "fields": {"url": "u"}},
    )


VARIED_REQUESTS = 13  # robots.txt, feed, two pages of the list, API, six pages, one redirect, one look again


@pytest.mark.slow
@pytest.mark.parametrize("at", range(VARIED_REQUESTS))
def test_a_crawl_killed_at_any_request_refetches_at_most_what_was_in_flight(
    site: Site, tmp_path: Path, at: int
) -> None:
    target = varied(site, tmp_path / "mail")
    folder = tmp_path / "archive"
    watched = {target.id: (WatchedPage(site.url + "/n/6"),)}
    job = CrawlJob("killed", str(folder), (target,), SETTINGS, os.getpid(), watched)
    killed: list[str] = []
    with start_child(job) as child:

        def kill(asked: Asked) -> None:
            if len(site.asked) == at + 1 and not killed:
                killed.append(asked.path)
                child.kill()

        site.on_request = kill
        child.wait()
    assert len(killed) == 1
    before = len(site.asked)
    site.on_request = None
    run = run_crawl([target], folder, settings=SETTINGS, watched=watched)[0]
    assert (run.outcome, run.kept, run.new, run.skipped) == ("healthy", 7, 7, {"http_error": 1, "robots": 1})
    paths = site.paths()
    assert set(paths) == {
        "/robots.txt", "/feed.xml", "/list", "/list?p=2", "/api", "/gone", *(f"/n/{n}" for n in range(7)),
    }  # fmt: skip
    again = {path: times - 1 for path, times in paths.items() if times > 1}
    in_flight = {killed[0]: 1} if before == at + 1 else {}
    allowed = (
        {**in_flight, "/n/4": 1} if killed[0] == "/n/5" else in_flight
    )  # a redirect is asked from its start
    assert all(times <= allowed.get(path, 0) for path, times in again.items()), again
    with Archive(folder) as archive:
        urls = [capture.url for capture in archive.captures()]
        assert len(urls) == len(set(urls)) == 7
        assert [item.run_id for item in archive.runs()] == [run.run_id]
        assert len(list(archive.skipped())) == 2


def test_a_killed_import_of_a_warc_file_goes_on_without_loss_or_doubles(site: Site, tmp_path: Path) -> None:
    fetched = "2024-03-01T00:00:00Z"
    body = b"<html><title>Old news</title><p>Text</p></html>"
    (tmp_path / "old.warc.gz").write_bytes(
        b"".join(
            pack_record(Response(url, url, 200, {}, body, fetched), {"content-type": "text/html"})
            for url in (f"{site.url}/old/{number}" for number in range(300))
        )
    )
    target = make_target(site, {"type": "archive", "path": str(tmp_path / "old.warc.gz")}, max_pages=1000)
    folder = tmp_path / "archive"
    job = CrawlJob("killed", str(folder), (target,), SETTINGS, os.getpid())
    with start_child(job) as child:
        assert child.stdout is not None
        pages = 0
        for line in child.stdout:
            pages += json.loads(line)["kind"] == "page"
            if pages >= 20:
                child.send_signal(signal.SIGKILL)
                break
    run = run_crawl([target], folder, settings=SETTINGS)[0]
    assert (run.outcome, run.kept, run.new) == ("healthy", 300, 300)
    with Archive(folder) as archive:
        urls = [capture.url for capture in archive.captures()]
        assert len(urls) == len(set(urls)) == 300


def test_the_crawl_ends_when_its_parent_is_killed(site: Site, tmp_path: Path) -> None:
    target = feed_target(site, ["/n/0", "/n/1"])
    job = tmp_path / "job.json"
    job.write_text(CrawlJob("r", str(tmp_path / "archive"), (target,), SETTINGS).to_json())
    site.hold.clear()  # the crawl waits for its first answer
    script = (
        "import pathlib, sys\nfrom crawlers.job import CrawlJob\nfrom crawlers.run import run_crawl\n"
        "job = CrawlJob.from_json(pathlib.Path(sys.argv[1]).read_text())\n"
        "run_crawl(job.targets, pathlib.Path(job.archive_folder), settings=job.settings)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(job)], cwd=ROOT)
    until(lambda: bool(site.asked))
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    if not children.exists():
        pytest.skip("this system does not list child processes in /proc")
    pids = [int(pid) for pid in children.read_text().split()]
    assert len(pids) == 1
    parent.kill()
    parent.wait()
    until(lambda: not Path(f"/proc/{pids[0]}").exists() or " Z " in Path(f"/proc/{pids[0]}/stat").read_text())


def until(condition: object, seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_a_crawler_process_that_dies_gives_a_failing_record_and_the_next_run_goes_on(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = feed_target(site, [f"/n/{place}" for place in range(PAGES)])
    started: list[subprocess.Popen[str]] = []
    real = subprocess.Popen

    def remembered(*args: object, **more: object) -> subprocess.Popen[str]:
        started.append(real(*args, **more))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", remembered)
    killed = threading.Event()

    def kill_at_ten(event: CrawlEvent) -> None:
        if len(site.asked) >= 10 and not killed.is_set():
            started[0].kill()
            killed.set()

    run = run_crawl([target], tmp_path, settings=SETTINGS, on_event=kill_at_ten)[0]
    assert killed.is_set()
    assert (run.outcome, run.failure) == ("failing", "temporary")
    assert "signal 9" in run.error
    again = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (again.outcome, again.kept, again.new) == ("healthy", PAGES, PAGES)


def test_an_interrupt_ends_the_crawler_process(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = feed_target(site, ["/n/0"])
    started: list[subprocess.Popen[str]] = []
    real = subprocess.Popen

    def remembered(*args: object, **more: object) -> subprocess.Popen[str]:
        started.append(real(*args, **more))  # type: ignore[call-overload]
        return started[-1]

    def interrupt(event: CrawlEvent) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", remembered)
    with pytest.raises(KeyboardInterrupt):
        run_crawl([target], tmp_path, settings=SETTINGS, on_event=interrupt)
    assert started[0].poll() is not None


def test_a_full_disk_ends_the_crawl_with_words_and_the_archive_stays_whole(
    site: Site, tmp_path: Path
) -> None:
    target = feed_target(site, [f"/n/{place}" for place in range(PAGES)])
    job = CrawlJob("full", str(tmp_path), (target,), SETTINGS, 0)
    script = "import resource, sys\nresource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
    script += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    script += "from crawlers import child\nsys.exit(child.main())\n"
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    ) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        child.stdin.write(job.to_json() + "\n")
        child.stdin.flush()
        words = child.stderr.read()
        assert child.wait() == 3
    assert "free the disk" in words
    assert words.count("\n") <= 2
    with Archive(tmp_path) as archive:
        assert all(archive.body(capture) for capture in archive.captures())
    run = run_crawl([target], tmp_path, settings=SETTINGS)[0]
    assert (run.outcome, run.kept) == ("healthy", PAGES)
