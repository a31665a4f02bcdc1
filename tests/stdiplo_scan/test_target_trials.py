"""Targets are tried before anything is stored: check and preview against a publisher on loopback."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawlers.archive import Archive, utc_text
from crawlers.target import target_yaml
from tests.site.publisher import make_target
from tests.site.server import Reply, Site
from tests.stdiplo_scan.commands import run_main

STORY = (
    "The Ministry of Science of France and the Ministry of Science of Germany signed an agreement on quantum "
    "technologies on 5 June 2026 in Berlin. The agreement foresees joint research projects over five years. "
    "Both sides will fund the projects with 20 million euros and invite other partners to take part."
)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        items = "".join(
            f"<item><title>France and Germany sign agreement no. {n}</title>"
            f"<link>{running.url}/news/{n}</link>"
            f"<pubDate>Fri, 0{n} May 2026 10:00:00 +0000</pubDate></item>"
            for n in range(1, 6)
        )
        items += f"<item><title>Photos</title><link>{running.url}/gallery/1</link></item>"
        items += "<item><title>Elsewhere</title><link>https://elsewhere.example/1</link></item>"
        feed = f"<rss version='2.0'><channel><title>N</title>{items}</channel></rss>"
        running.page("/feed.xml", feed, content_type="application/rss+xml")
        running.page("/robots.txt", "User-agent: *\nDisallow: /news/4")
        for n in range(1, 6):
            running.page(
                f"/news/{n}",
                f"<html lang=en><head><title>France and Germany sign agreement no. {n}</title></head>"
                f"<body><article><h1>France and Germany sign agreement no. {n}</h1>"
                f"<p>{STORY}</p><p>{STORY}</p></article></body></html>",
            )
        running.pages["/news/2"] = Reply(b"gone", status=404)
        yield running


@pytest.fixture
def office(site: Site, tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    (folder / "targets").mkdir(parents=True)
    (folder / "settings.toml").write_text(
        '[crawl]\ncontact = "a@example.org"\nallow_hosts = ["127.0.0.1"]\ndelay_s = 0.0\n'
        '[embedding]\nprecision = "f32"\n'
    )
    target = make_target(
        site,
        {"type": "feed", "url": site.url + "/feed.xml"},
        exclude=["/gallery/"],
        country="FR",
        delay_s=1.0,
    )
    (folder / "targets" / "xx-test.yml").write_text(target_yaml(target))
    return folder


def digest_of(folder: Path) -> dict[str, str]:
    """By file its SHA-256; of databases what their tables hold, the count of the day's requests left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.endswith(("-wal", "-shm", ".lock")):
            continue
        body = path.read_bytes()
        if path.suffix in {".db", ".sqlite"}:
            with closing(sqlite3.connect(path)) as connection:
                body = "\n".join(line for line in connection.iterdump() if _is_kept(line)).encode()
        if body:
            found[str(path.relative_to(folder))] = hashlib.sha256(body).hexdigest()
    return found


def _is_kept(line: str) -> bool:
    return line.startswith("INSERT") and not line.startswith('INSERT INTO "host_days"')


def spent(folder: Path) -> int:
    """The requests of today to the publisher, as the office's ledger counts them."""
    with Archive(folder / "archive") as ledger:
        return ledger.host_requests(utc_text()[:10]).get("127.0.0.1", 0)


def test_a_preview_tells_kept_from_left_and_stores_nothing(site: Site, office: Path) -> None:
    before = digest_of(office)
    ran = run_main("--workspace", office, "targets", "preview", "xx-test", "--json")
    assert (ran.code, ran.err) == (0, "")
    [preview] = ran.rows
    pages = {page["url"].removeprefix(site.url): page for page in preview["pages"]}
    assert pages["/gallery/1"]["reason"] == "excluded"
    assert pages["/news/4"]["reason"] == "robots"
    assert pages["/news/2"]["reason"] == "http_error"
    assert pages["https://elsewhere.example/1"]["reason"] == "off_site"
    good = pages["/news/5"]
    assert (good["kept"], good["language"], good["published"]) == (True, "en", "2026-05-05")
    assert good["title"] == "France and Germany sign agreement no. 5"
    assert good["lead"].startswith("The Ministry of Science of France")
    assert {"code": "DE", "role": "actor"} in good["countries"]
    assert "QUA" in good["fields"]
    assert {"agreement"} <= {signal["type"] for signal in good["signals"]}
    assert preview["requests"] == {
        "asked_now": 6, "entry_points": 1, "robots": 1, "pages": 4, "pages_known": 0, "seconds": 6,
    }  # fmt: skip
    assert digest_of(office) == before
    assert spent(office) == sum(site.paths().values()) == 6


def test_a_page_that_needs_javascript_is_named_by_a_preview(site: Site, office: Path) -> None:
    site.page(
        "/news/5",
        "<html><head><title>News</title><script src=/app.js></script></head><body>"
        "<noscript>You need to enable JavaScript.</noscript><div id=root></div></body></html>",
    )
    ran = run_main("--workspace", office, "targets", "preview", "xx-test", "--limit", "1", "--json")
    [page] = [page for page in ran.rows[0]["pages"] if page["asked"]]
    assert (page["kept"], page["reason"], page["title"]) == (False, "needs_javascript", None)
    assert page["listed"]["title"] == "France and Germany sign agreement no. 5"


def test_a_check_counts_in_the_days_budget_and_ends_with_it(site: Site, office: Path) -> None:
    settings = office / "settings.toml"
    settings.write_text(settings.read_text().replace("delay_s", "host_requests_per_day = 3\ndelay_s", 1))
    for code, asked in ((0, 2), (3, 3)):  # each asks for robots.txt and the feed
        ran = run_main("--workspace", office, "targets", "check", "xx-test", "--discover", "never", "--json")
        assert (ran.code, spent(office), sum(site.paths().values())) == (code, asked, asked), ran.rows
    assert "budget" in ran.rows[0]["entries"][0]["problem"]


def test_a_preview_is_bounded_and_shows_what_lies_beyond(site: Site, office: Path) -> None:
    [preview] = run_main(
        "--workspace", office, "targets", "preview", "xx-test", "--limit", "1", "--json"
    ).rows
    assert [page["url"].removeprefix(site.url) for page in preview["pages"] if page["asked"]] == ["/news/5"]
    beyond = [page for page in preview["pages"] if page["kept"] and not page["asked"]]
    assert [page["listed"]["published"] for page in beyond] == ["2026-05-03", "2026-05-02", "2026-05-01"]
    assert sum(site.paths()[f"/news/{n}"] for n in range(1, 6)) == 1


def test_a_preview_tries_changes_and_targets_that_are_only_a_file(
    site: Site, tmp_path: Path, office: Path
) -> None:
    ran = run_main(
        "--workspace", office, "targets", "preview", "xx-test", "--set", "include=[/news/1]", "--json"
    )
    kept = [page["url"] for page in ran.rows[0]["pages"] if page["kept"]]
    assert kept == [f"{site.url}/news/1"]
    file = tmp_path / "draft.yml"
    file.write_text((office / "targets" / "xx-test.yml").read_text().replace("xx-test", "xx-draft"))
    ran = run_main("--workspace", office, "targets", "preview", "--file", file, "--limit", "1")
    assert ran.code == 0
    shown = ran.out.decode()
    assert "xx-draft" in shown
    assert "nothing was stored" in shown
    assert "France and Germany sign agreement no. 5" in shown


def test_a_preview_of_a_workspace_with_an_archive_leaves_it_as_it_was(site: Site, office: Path) -> None:
    assert run_main("--workspace", office, "crawl", "--target", "xx-test").code == 0
    before = digest_of(office)
    [preview] = run_main("--workspace", office, "targets", "preview", "xx-test", "--json").rows
    assert preview["requests"]["pages_known"] == 3
    assert digest_of(office) == before
    assert any(name.startswith("archive") for name in before)


def test_wrong_changes_and_unknown_targets_are_said_in_one_line(office: Path, tmp_path: Path) -> None:
    for arguments, code, words in (
        (["preview", "nobody"], 1, "no such target"),
        (["preview", "xx-test", "--set", "delay_s=soon"], 1, "give seconds"),
        (["preview", "--file", tmp_path / "none.yml"], 1, "none.yml"),
        (["preview"], 2, "--file"),
        (["check", "nobody"], 1, "no such target"),
    ):
        ran = run_main("--workspace", office, "targets", *arguments)
        assert (ran.code, words in ran.err) == (code, True), (arguments, ran.err)


def test_a_check_prints_a_row_a_target_and_exits_three_on_a_fault(site: Site, office: Path) -> None:
    ran = run_main("--workspace", office, "targets", "check", "--json")
    assert (ran.code, ran.err) == (0, "")
    [row] = ran.rows
    assert (row["target_id"], row["verdict"], row["entries"][0]["items"]) == ("xx-test", "good", 7)
    del site.pages["/feed.xml"]
    site.page("/", "<link rel=alternate type='application/rss+xml' href='/other.xml'>")
    site.page(
        "/other.xml",
        f"<rss><channel><item><title>A title</title><link>{site.url}/a</link></item></channel></rss>",
    )
    ran = run_main("--workspace", office, "targets", "check", "xx-test")
    assert ran.code == 3
    shown = ran.out.decode()
    assert "failing" in shown
    assert "declared by the page" in shown
    assert f"url: {site.url}/other.xml" in shown


@pytest.fixture
def unverified(office: Path) -> Path:
    file = office / "targets" / "xx-test.yml"
    file.write_text(file.read_text() + "state: unverified\n")
    return office


def state_of_target(office: Path) -> str:
    return str(run_main("--workspace", office, "targets", "show", "xx-test", "--json").rows[0]["state"])


def test_an_unverified_target_is_switched_on_after_a_good_parse_and_can_be_taken_back(
    unverified: Path,
) -> None:
    ran = run_main("--workspace", unverified, "targets", "check", "xx-test", "--author", "Sato")
    assert ran.code == 0
    assert "xx-test: unverified → on" in ran.out.decode()
    assert state_of_target(unverified) == "on"
    assert run_main("--workspace", unverified, "targets", "undo", "xx-test").code == 0
    assert state_of_target(unverified) == "unverified"


def test_a_dry_run_or_a_fault_switches_nothing_on(site: Site, unverified: Path) -> None:
    ran = run_main("--workspace", unverified, "targets", "check", "--dry-run")
    assert (ran.code, "--dry-run" in ran.out.decode()) == (0, True)
    assert state_of_target(unverified) == "unverified"
    site.pages["/feed.xml"] = Reply(b"no", status=403)
    [row] = run_main("--workspace", unverified, "targets", "check", "xx-test", "--json").rows
    assert (row["verdict"], row["switched_on"]) == ("blocked", False)
    assert state_of_target(unverified) == "unverified"
